"""The declared commands as Discord's application commands, sent when they differ from what was sent before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, assert_never

import discord
import structlog

from adapters.discord import limits
from adapters.discord.rest import Rest
from bot.interaction.registry import Registry
from bot.interaction.spec import CommandSpec, MessageSpec, OptionSpec
from bot.ports.platform import Notebook
from bot.ui.language import SOURCE, Languages
from bot.ui.model import Kind
from bot.ui.text import Message

Json = dict[str, Any]

NOTE = "discord commands"
MANAGE_MESSAGES = 1 << 13

_CHAT_INPUT, _MESSAGE_MENU = 1, 3
_SUBCOMMAND, _GROUP, _STRING, _INTEGER, _BOOLEAN, _USER, _CHANNEL, _ATTACHMENT = 1, 2, 3, 4, 5, 6, 7, 11
_IN_SERVERS: Json = {"contexts": [0], "integration_types": [0]}
_LOCALES: Mapping[str, tuple[str, ...]] = {
    "es": ("es-ES", "es-419"),
    "pt": ("pt-BR",),
    "sv": ("sv-SE",),
    "zh": ("zh-CN", "zh-TW"),
}
_SAME_CODE = frozenset(
    ("bg", "cs", "da", "de", "el", "fi", "fr", "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "nl", "no", "pl")
)
"""Languages that Discord calls as we do; what it does not know is left out."""


async def register(rest: Rest, notebook: Notebook, application: int, commands: Sequence[Json]) -> None:
    """Send *commands* unless this application has them. A refusal is logged: all else works with the old ones."""
    spelled = json.dumps([str(application), *commands], sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(spelled.encode()).hexdigest()
    if await notebook.get(NOTE) == digest:
        return
    try:
        await rest.put_commands(application, commands)
    except discord.HTTPException as error:
        if not 400 <= error.status < 500 or error.status in (401, 429):
            raise
        structlog.get_logger().error("discord_commands_refused", code=error.code, status=error.status)
        return
    await notebook.set(NOTE, digest)
    structlog.get_logger().info("discord_commands_registered", count=len(commands))


def application_commands(registry: Registry, languages: Languages) -> list[Json]:
    """Return the body of the bulk registration: a command for each first word, a menu entry for each message action."""
    return [
        *(_command(word, specs, languages) for word, specs in registry.groups().items()),
        *(_menu(spec, languages) for spec in registry.message_actions.values()),
    ]


def _command(word: str, specs: Sequence[CommandSpec], languages: Languages) -> Json:
    command = {"type": _CHAT_INPUT, **_node(word, specs, 1, languages), **_IN_SERVERS}
    if all(spec.moderators_only_on_discord for spec in specs):
        command["default_member_permissions"] = str(MANAGE_MESSAGES)
    return command


def _menu(spec: MessageSpec, languages: Languages) -> Json:
    label = languages.text(spec.label)
    names = _translations(spec.label, languages, limits.MENU_NAME, cut=False)
    return {"type": _MESSAGE_MENU, "name": label, **_localized("name", names), **_IN_SERVERS}


def _node(word: str, specs: Sequence[CommandSpec], depth: int, languages: Languages) -> Json:
    """Return a command, or the group of those that share their first *depth* words."""
    whole = next((spec for spec in specs if len(spec.path.split()) == depth), None)
    if whole is not None:
        return {"name": word, **_described(whole.summary, languages), "options": _options(whole, languages)}
    inner: dict[str, list[CommandSpec]] = {}
    for spec in specs:
        inner.setdefault(spec.path.split()[depth], []).append(spec)
    children = [
        {"type": _SUBCOMMAND if _ends(within, depth + 1) else _GROUP, **_node(name, within, depth + 1, languages)}
        for name, within in inner.items()
    ]
    # Nobody reads a group's own description; Discord wants one.
    return {"name": word, "description": _cut(", ".join(inner), limits.DESCRIPTION), "options": children}


def _ends(specs: Sequence[CommandSpec], depth: int) -> bool:
    return any(len(spec.path.split()) == depth for spec in specs)


def _options(spec: CommandSpec, languages: Languages) -> list[Json]:
    options = [_option(option, not spec.may_open_form, languages) for option in spec.options if not option.typed]
    return sorted(options, key=lambda option: not option["required"])


def _option(option: OptionSpec, asked_for: bool, languages: Languages) -> Json:
    """Return one option; what a form can ask for later (not *asked_for*) is never required."""
    shown = {
        "name": option.name,
        **_described(option.about, languages),
        "required": option.required and asked_for,
    }
    return {**shown, **_typed(option, languages)}


def _typed(option: OptionSpec, languages: Languages) -> Json:
    match option.kind:
        case Kind.TEXT | Kind.LONG_TEXT | Kind.URL | Kind.DATE | Kind.CLOCK | Kind.CHOICES:
            return {"type": _STRING, "max_length": min(option.most, limits.STRING_OPTION)}
        case Kind.TOPIC | Kind.RESOURCE | Kind.ANNOUNCEMENT | Kind.WORKSHOP:
            return {"type": _STRING, "autocomplete": True}
        case Kind.CHOICE:
            return {"type": _STRING, "choices": [_choice(value, label, languages) for value, label in option.choices]}
        case Kind.INTEGER:
            return {"type": _INTEGER}
        case Kind.FLAG:
            return {"type": _BOOLEAN}
        case Kind.FILE:
            return {"type": _ATTACHMENT}
        case Kind.PERSON:
            return {"type": _USER}
        case Kind.CHANNEL:
            return {"type": _CHANNEL, "channel_types": list(limits.POST_CHANNELS)}
        case _:
            assert_never(option.kind)


def _choice(value: str, label: Message, languages: Languages) -> Json:
    names = _translations(label, languages, limits.OPTION_TEXT)
    return {"name": _cut(languages.text(label), limits.OPTION_TEXT), "value": value, **_localized("name", names)}


def _described(words: Message, languages: Languages) -> Json:
    translations = _translations(words, languages, limits.DESCRIPTION)
    return {"description": _cut(languages.text(words), limits.DESCRIPTION), **_localized("description", translations)}


def _localized(key: str, translations: Json) -> Json:
    return {f"{key}_localizations": translations} if translations else {}


def _translations(words: Message, languages: Languages, most: int, cut: bool = True) -> Json:
    """Return *words* by Discord's locales, where they differ; too long, they are cut or left out."""
    source = languages.text(words)
    found: Json = {}
    for code in languages.codes:
        text = languages.text(words, code)
        if code != SOURCE and text != source and (cut or len(text) <= most):
            found |= dict.fromkeys(_locales(code), _cut(text, most))
    return found


def _locales(code: str) -> tuple[str, ...]:
    return _LOCALES.get(code, (code,) if code in _SAME_CODE else ())


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
