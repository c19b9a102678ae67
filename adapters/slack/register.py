"""What Slack is told of Staffroom: its manifest, derived from what is declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from adapters.slack.limits import COMMAND_NAME, SHORTCUT_NAME, USAGE_HINT
from bot.interaction.registry import Registry
from bot.interaction.spec import CommandSpec, DeclarationError
from bot.ui.language import Languages

ROOT: Final = "/staffroom"

SCOPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "commands": "Needed for /staffroom, the shortcuts, buttons and forms.",
        "chat:write": "Needed to post cards and announcements, to keep them up to date and to send direct messages.",
        "chat:write.public": "Needed to post in public channels without being invited to each.",
        "channels:manage": "Needed to create topic channels and say what they are about.",
        "channels:join": "Needed to join public channels, because Slack lets only members of a channel pin there.",
        "channels:read": "Needed to offer channels to choose from and to find one that exists already.",
        "groups:read": "Needed to see the moderators' private channel once somebody invited Staffroom to it.",
        "im:write": "Needed to open the conversation with a person, in which what arrived can be found again.",
        "pins:write": "Needed to pin and unpin resources in their topic's channel.",
        "users:read": "Needed for people's names, languages and time zones, and to know workspace admins.",
    }
)
"""The rights that the bot's token must have, each with its reason."""

OPTIONAL_SCOPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "channels:history": "Lets it look, after a lost connection, whether a message of its own reached a public "
        "channel.",
        "groups:history": "Lets it look, after a lost connection, whether a message of its own reached a private "
        "channel.",
        "pins:read": "Lets it notice that somebody took a pin of its own down, which then stays down.",
        "im:history": "Lets it look, after a lost connection, whether a direct message of its own arrived.",
    }
)
"""Rights that an admin may leave out, each with what it gives: of what it sees it only looks for its own mark."""

FILE_SCOPES: Final[Mapping[str, str]] = MappingProxyType(
    {"files:read": "Lets people add a file from a message to the library: it reads the one file somebody points at."}
)
"""Rights that are asked for, and may be left out, only with ``files.from_slack``."""

EVENTS: Final = ("app_home_opened", "app_uninstalled", "tokens_revoked")


@dataclass(frozen=True, slots=True)
class GlobalShortcut:
    """An entry of Slack's shortcut menu that stands for a command without options."""

    callback_id: str
    name: str
    about: str
    path: str


GLOBAL_SHORTCUTS: Final = (
    GlobalShortcut("global_find", "Find in the library", "Search resources, topics and announcements", "find"),
    GlobalShortcut("global_share", "Share a link", "Add a link to the library", "resources share"),
    GlobalShortcut("global_home", "Open Staffroom home", "What is next, and what you can do here", "staffroom home"),
)

_ABOUT = (
    "Staffroom helps a network of teachers help one another. Topics come from members and get a channel once enough "
    "people want them; links worth keeping go into a library that everybody can search; announcements are posted when "
    "they are due. It answers privately, keeps nothing of what is said in your channels, and runs on your own "
    "network's machine."
)


class ShortFormRefused(ValueError):
    """A short command that Slack should not get; the text says why and what there is instead."""


def manifest(
    registry: Registry, languages: Languages, short_commands: Sequence[str] = (), *, files: bool = False
) -> dict[str, Any]:
    """Return the app manifest, with *files* for an app that may read those that people point at.

    Raises ShortFormRefused, and DeclarationError for a label that Slack has no room for.
    """
    check_short_commands(registry, short_commands)
    optional = [*OPTIONAL_SCOPES, *(FILE_SCOPES if files else ())]
    return {
        "display_information": {
            "name": "Staffroom",
            "description": "Your network's memory and its clock: topics, a library, announcements.",
            "long_description": _ABOUT,
            "background_color": "#2f5d50",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Staffroom", "always_online": True},
            "shortcuts": [*_message_shortcuts(registry, languages), *_global_shortcuts(registry)],
            "slash_commands": [_root(registry), *(_short_form(registry, languages, name) for name in short_commands)],
        },
        # Slack wants those that may be left out in both lists.
        "oauth_config": {"scopes": {"bot": [*SCOPES, *optional], "bot_optional": optional}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def check_short_commands(registry: Registry, names: Sequence[str]) -> None:
    """Raise ShortFormRefused for the first of *names* that cannot be a slash command of its own."""
    offered = sorted(set(registry.groups()) - {"topics"})
    for name in names:
        if name == "topics":
            raise ShortFormRefused(
                "/topics cannot be a short command: Slack's own /topic is one letter away, and a slip would rename "
                f"the channel for everyone. /staffroom topics always works. Choose from: {', '.join(offered)}."
            )
        if name not in offered:
            raise ShortFormRefused(f"/{name} is not a command of Staffroom. Choose from: {', '.join(offered)}.")
        if len(name) + 1 > COMMAND_NAME or names.count(name) > 1:
            raise ShortFormRefused(f"/{name} is too long for Slack, or named twice.")


def _root(registry: Registry) -> dict[str, Any]:
    return _slash(ROOT, "Topics, the library and announcements of your network", ("help", *registry.groups()))


def _short_form(registry: Registry, languages: Languages, name: str) -> dict[str, Any]:
    commands = registry.groups()[name]
    words = [spec.path.split()[1] for spec in commands if " " in spec.path]
    about = f"Short for {ROOT} {name}"
    if len(commands) == 1:
        about = languages.text(commands[0].summary)
    return _slash(f"/{name}", about, tuple(dict.fromkeys(words)) or _options(commands[0]))


def _options(command: CommandSpec) -> tuple[str, ...]:
    return tuple(f"{spec.name}" if spec.rest else f"{spec.name}:…" for spec in command.options)


def _slash(command: str, about: str, words: Sequence[str]) -> dict[str, Any]:
    shape: dict[str, Any] = {"command": command, "description": about, "should_escape": True}
    hint = " | ".join(words)
    return shape | ({"usage_hint": f"[{hint[: USAGE_HINT - 2]}]"} if hint else {})


def _message_shortcuts(registry: Registry, languages: Languages) -> list[dict[str, Any]]:
    shortcuts = []
    for spec in registry.message_actions.values():
        label = languages.text(spec.label)
        if len(label) > SHORTCUT_NAME:
            raise DeclarationError(f"{spec.name}: a label of {SHORTCUT_NAME} characters is the most (Slack)")
        shortcuts.append(_shortcut("message", spec.name, label, f"{label}: hand this message to Staffroom"))
    return shortcuts


def _global_shortcuts(registry: Registry) -> list[dict[str, Any]]:
    offered = [shortcut for shortcut in GLOBAL_SHORTCUTS if shortcut.path in registry.commands]
    return [_shortcut("global", one.callback_id, one.name, one.about) for one in offered]


def _shortcut(kind: str, callback_id: str, name: str, about: str) -> dict[str, Any]:
    return {"type": kind, "callback_id": callback_id, "name": name, "description": about}
