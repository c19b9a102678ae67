"""What a page sends over its socket, read strictly, and what of it the core is handed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from adapters.rehearsal.people import PEOPLE, Viewer
from bot.domain.people import Platform
from bot.ports.incoming import Origin
from bot.ports.room import RoomChannel

_REF = re.compile(r"[0-9a-zA-Z]{4,64}")
_MENTION = re.compile(r"(?<![^\s:\"“(,])([@#])([\w-]+)")
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Said:
    """A line from the composer; with a leading slash it is a command typed out."""

    text: str


@dataclass(frozen=True, slots=True)
class Picked:
    path: str
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pressed:
    message: str
    code: str
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Submitted:
    """*source* is the private message that the form was opened from, if any."""

    code: str
    values: Mapping[str, str]
    source: str


@dataclass(frozen=True, slots=True)
class PutAway:
    """The open form is not wanted any more."""


@dataclass(frozen=True, slots=True)
class Pointed:
    name: str
    message: str


@dataclass(frozen=True, slots=True)
class Completing:
    path: str
    option: str
    typed: str
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tidied:
    """A message taken away or unpinned by hand."""

    message: str
    what: Literal["dismiss", "unpin", "delete"]


@dataclass(frozen=True, slots=True)
class ClockMoved:
    """*to* is a moment by the wall clock, or how far to move."""

    to: str


Request = Said | Picked | Pressed | Submitted | PutAway | Pointed | Completing | Tidied | ClockMoved


def read(payload: Any) -> tuple[str, Request] | None:
    """Return a request and the reference under which it is made, or None for anything that no page of ours sends."""
    if not isinstance(payload, dict):
        return None
    ref, what = payload.get("ref"), payload.get("do")
    if not isinstance(ref, str) or not _REF.fullmatch(ref) or not isinstance(what, str):
        return None
    try:
        request = _request(what, payload)
    except (KeyError, TypeError):
        return None
    return None if request is None else (ref, request)


def _request(what: str, payload: dict[str, Any]) -> Request | None:
    match what:
        case "say":
            return Said(_text(payload["text"])[:LONGEST])
        case "command":
            return Picked(_text(payload["path"]), _texts(payload["options"]))
        case "press":
            chosen = tuple(_text(value) for value in payload.get("chosen", ()))
            return Pressed(_text(payload.get("message", "")), _text(payload["code"]), chosen)
        case "submit":
            return Submitted(_text(payload["code"]), _texts(payload["values"]), _text(payload.get("source", "")))
        case "put_away":
            return PutAway()
        case "point":
            return Pointed(_text(payload["name"]), _text(payload["message"]))
        case "suggest":
            path, option = _text(payload["path"]), _text(payload["option"])
            return Completing(path, option, _text(payload["typed"]), _texts(payload.get("options", {})))
        case "dismiss" | "unpin" | "delete":
            return Tidied(_text(payload["message"]), what)
        case "clock":
            return ClockMoved(_text(payload["to"]))
        case _:
            return None


def _text(value: Any) -> str:
    """Return *value* with a question mark for each half of a surrogate pair: JSON can spell it, nothing can keep it."""
    if not isinstance(value, str):
        raise TypeError("expected text")
    return value.encode("utf-8", "replace").decode()


def _texts(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise TypeError("expected an object of texts")
    return {_text(name): _text(text) for name, text in value.items()}


def origin(viewer: Viewer, ref: str, direct: bool = False) -> Origin:
    """Return who did something; in a direct message there is no channel."""
    channel = None if direct else viewer.channel
    return Origin(
        platform=Platform.REHEARSAL,
        workspace=viewer.workspace.id,
        workspace_name=viewer.workspace.name,
        user=viewer.person.id,
        user_name=viewer.person.name,
        key=f"{viewer.person.id}-{ref}",
        channel=channel.id if channel else "",
        channel_name=channel.name if channel else "",
        locale=viewer.locale,
        platform_role=viewer.person.role,
    )


def with_mentions(text: str, channels: Sequence[RoomChannel]) -> str:
    """Return *text* with the people and channels named in it as the parser reads them: ``@ana|Ana``, ``#3|general``."""
    people = {person.name.casefold(): f"@{person.id}|{person.name}" for person in PEOPLE}
    places = {channel.name.casefold(): f"#{channel.id}|{channel.name}" for channel in channels}

    def mention(found: re.Match[str]) -> str:
        known = people if found[1] == "@" else places
        return known.get(found[2].casefold(), found[0])

    return _MENTION.sub(mention, text)
