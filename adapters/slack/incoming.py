"""What Slack hands over, as the core's incoming things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.slack.forms import filled_in, kept_place
from adapters.slack.people import Profile
from adapters.slack.register import ROOT
from adapters.slack.render import CHOOSING_PREFIX, LINK_PREFIX
from adapters.slack.text import decode_typed, decode_words, links_in
from bot.domain.people import Platform, Role
from bot.ports.files import Attached
from bot.ports.incoming import Origin, Press, Snapshot, Submission, TypedCommand

Payload = Mapping[str, Any]

_NAMELESS: Final = frozenset({"directmessage", "privategroup"})
"""What Slack calls channels whose name it keeps to itself."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """The workspace that the bot's token belongs to, and the bot there."""

    team: str
    name: str
    bot_user: str
    bot_id: str


def user_of(payload: Payload) -> str:
    user = payload.get("user") or {}
    return str(payload.get("user_id") or user.get("id") or (payload.get("event") or {}).get("user") or "")


def origin_of(payload: Payload, workspace: Workspace, profile: Profile) -> Origin:
    channel, channel_name = _channel(payload)
    user = payload.get("user") or {}
    home = home_of(payload, workspace, profile)
    return Origin(
        platform=Platform.SLACK,
        workspace=workspace.team,
        workspace_name=workspace.name,
        user=user_of(payload),
        user_name=str(profile.name or payload.get("user_name") or user.get("name") or ""),
        key=str(payload.get("trigger_id") or payload.get("event_id") or ""),
        tenant=home,
        channel=channel,
        channel_name="" if channel_name in _NAMELESS else channel_name,
        locale=profile.locale,
        zone=profile.zone,
        platform_role=profile.role if home == workspace.team else Role.MEMBER,
    )


def home_of(payload: Payload, workspace: Workspace, profile: Profile) -> str:
    """Return the team that a person belongs to: in a channel shared through Slack Connect perhaps not *workspace*.

    Where the profile does not say, the payload does: of the person first, and only then of where it came from.
    """
    if workspace.team in profile.teams and not profile.stranger:
        return workspace.team
    if profile.teams - {workspace.team}:
        return min(profile.teams - {workspace.team})
    if profile.stranger:
        return ""
    user, event = payload.get("user") or {}, payload.get("event") or {}
    return str(user.get("team_id") or event.get("user_team") or payload.get("team_id") or workspace.team)


def typed_command(payload: Payload, origin: Origin) -> TypedCommand:
    """Return ``/staffroom …`` without its root; a short form ``/resources …`` with its name as the first word."""
    command, text = str(payload["command"]), decode_typed(str(payload.get("text") or "")).strip()
    return TypedCommand(origin, text if command == ROOT else f"{command.removeprefix('/')} {text}".rstrip())


def is_silent(action: Payload) -> bool:
    """Whether a press means nothing by itself: a link that was opened, a menu in which more may be chosen."""
    return str(action.get("action_id") or "").startswith((LINK_PREFIX, CHOOSING_PREFIX))


def press(payload: Payload, origin: Origin) -> Press:
    action: Payload = payload["actions"][0]
    code = str(action["action_id"])
    view, container = payload.get("view") or {}, payload.get("container") or {}
    private = bool(container.get("is_ephemeral")) or view.get("type") == "modal"
    return Press(origin, code, tuple(_chosen(payload, action, code)), in_private=private)


def submission(payload: Payload, origin: Origin) -> Submission:
    view: Payload = payload["view"]
    return Submission(origin, str(view["callback_id"]), filled_in(view))


def snapshot(
    payload: Payload, workspace: Workspace, names: Mapping[str, str], files: tuple[Attached, ...] = ()
) -> Snapshot:
    """Return the message that a shortcut was used on; *names* of the people in it as far as they are known."""
    message: Payload = payload["message"]
    author, text = author_of(payload), str(message.get("text") or "")
    by_bot = str((message.get("bot_profile") or {}).get("name") or message.get("username") or "")
    return Snapshot(
        message=str(message.get("ts") or payload.get("message_ts") or ""),
        author=author,
        author_name=names.get(author) or by_bot,
        text=decode_words(text, names),
        links=tuple(
            dict.fromkeys((*links_in(text), *_links(message.get("blocks")), *_links(message.get("attachments"))))
        ),
        by_us=message.get("bot_id") == workspace.bot_id or author == workspace.bot_user,
        files=files,
    )


def author_of(payload: Payload) -> str:
    message: Payload = payload["message"]
    return str(message.get("user") or message.get("bot_id") or "")


def _channel(payload: Payload) -> tuple[str, str]:
    if "channel_id" in payload:
        return str(payload["channel_id"]), str(payload.get("channel_name") or "")
    if channel := payload.get("channel"):
        return str(channel.get("id") or ""), str(channel.get("name") or "")
    if view := payload.get("view"):
        return kept_place(str(view.get("private_metadata") or ""))
    return str((payload.get("container") or {}).get("channel_id") or ""), ""


def _chosen(payload: Payload, action: Payload, code: str) -> Iterator[str]:
    """Yield what was chosen in a menu, or for a Done button in the menu beside it."""
    if selected := action.get("selected_option"):
        yield str(selected["value"])
    state = payload.get("state") or (payload.get("view") or {}).get("state") or {}
    for elements in (state.get("values") or {}).values():
        chosen = (elements.get(CHOOSING_PREFIX + code) or {}).get("selected_options") or []
        yield from (str(option["value"]) for option in chosen)


def _links(thing: object) -> Iterator[str]:
    """Yield the web addresses of links anywhere in a message's blocks or attachments."""
    match thing:
        case {"type": "link", "url": str(url)} if url.startswith("http"):
            yield url
        case Mapping():
            for key, value in thing.items():
                if key in {"title_link", "from_url", "original_url"} and str(value).startswith("http"):
                    yield str(value)
                elif key == "text" and isinstance(value, str) and thing.get("type") == "mrkdwn":
                    yield from links_in(value)
                else:
                    yield from _links(value)
        case list():
            for part in thing:
                yield from _links(part)
        case _:
            return
