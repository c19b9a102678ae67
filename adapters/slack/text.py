"""Slack's text: people's words made literal for Slack, and what Slack hands over made plain again."""

from __future__ import annotations

import re
from collections.abc import Mapping

_REFERENCE = re.compile(r"<([^<>]*)>|&(amp|lt|gt);")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_PERSON = re.compile(r"<@([A-Z0-9]+)>")
_USER = re.compile(r"[UW][A-Z0-9]+")
_WEB = re.compile(r"https?://[^\s<>|]+")
_PING = re.compile(r"@(?=(?:channel|here|everyone|group)\b)", re.IGNORECASE)
_UNKNOWN = "…"


def escape(text: str) -> str:
    """Return *text* so that Slack shows it as it is and pings nobody; to be done once."""
    return silence(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def silence(text: str) -> str:
    """Return *text* with what would ping a whole channel made harmless; the same when done again."""
    return _PING.sub("@\u200b", text)


def unescape(text: str) -> str:
    return _ENTITY.sub(lambda found: _character(found[1]), text)


def decode_typed(text: str) -> str:
    """Return an escaped command as it was typed; people and channels stand in it as ``@id|name`` and ``#id|name``."""

    def decode(found: re.Match[str]) -> str:
        if found[2]:
            return _character(found[2])
        target, _, label = found[1].partition("|")
        if target.startswith(("@", "#")):
            return f"{target}|{unescape(label)}" if label else target
        return _named(target, label) or unescape(target).removeprefix("mailto:")

    return _REFERENCE.sub(decode, text)


def decode_words(text: str, names: Mapping[str, str]) -> str:
    """Return a message's text in plain words: people and channels by name, links by their label."""

    def decode(found: re.Match[str]) -> str:
        if found[2]:
            return _character(found[2])
        target, _, label = found[1].partition("|")
        if target.startswith(("@", "#")):
            return target[0] + (unescape(label) or names.get(target[1:]) or _UNKNOWN)
        return _named(target, label) or unescape(label or target).removeprefix("mailto:")

    return _REFERENCE.sub(decode, text)


def people_in(text: str) -> tuple[str, ...]:
    """Return the ids of people whom *text* mentions without saying their name, each once."""
    return tuple(dict.fromkeys(_PERSON.findall(text)))


def is_user(text: str) -> bool:
    """Return whether *text* can be the id of a person."""
    return _USER.fullmatch(text) is not None


def links_in(text: str) -> tuple[str, ...]:
    """Return the web addresses in a message's text, each once."""
    return tuple(dict.fromkeys(unescape(found) for found in _WEB.findall(text)))


def _character(entity: str) -> str:
    return {"amp": "&", "lt": "<", "gt": ">"}[entity]


def _named(target: str, label: str) -> str:
    """Return a special reference (``!here``, ``!subteam^S1``, ``!date^…``) in words, '' for any other."""
    if not target.startswith("!"):
        return ""
    name = target[1:].partition("^")
    return unescape(label) if name[1] and label else f"@{name[0]}"
