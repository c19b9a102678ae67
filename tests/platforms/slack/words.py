"""Slack's text as people see it, and whom it would ping."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from tests.platforms.slack.model import Message, View, Wire

Content = str | Message | View | Wire | Sequence[Wire]

_REFERENCE = re.compile(r"<([^<>]*)>")
_CODE = re.compile(r"```(.+?)```|`([^`\n]+)`", re.DOTALL)
_BARE_LINK = re.compile(r"https?://[^\s<>]+")
_QUOTE = re.compile(r"^&gt; ?", re.MULTILINE)
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")
_BARE_PING = re.compile(r"(?<!\w)@(channel|here|everyone)\b")
_KEPT = 0xE000  # pieces taken out while marks are removed stand in for themselves as private characters


def shown(content: Content, names: Mapping[str, str] | None = None) -> str:
    """The text a person reads: a message's blocks if it has any, else its text."""
    names = names or {}
    match content:
        case str():
            return _invisible_gone(_read_mrkdwn(content, names))
        case Message():
            return shown(content.blocks or content.text, names)
        case View():
            parts = [content.title, *(_block(block, names) for block in content.blocks)]
        case Mapping():
            parts = [_block(content, names)]
        case _:
            parts = [_block(block, names) for block in content]
    return _invisible_gone("\n".join(part for part in parts if part))


def pings(content: Content) -> set[str]:
    """Who would be pinged: user ids, ``subteam:ID``, ``channel``, ``here``, ``everyone``.

    Bare @here and the like in a message's own text count unless it was sent with ``parse: none``.
    """
    match content:
        case str():
            return _pinged(content, bare=True)
        case Message():
            bare = content.settings.get("parse") != "none"
            return _pinged(content.text, bare=bare) | pings(content.blocks)
        case View():
            return pings(content.blocks)
        case _:
            return set(chain.from_iterable(_pinged_by(thing) for thing in _objects(content)))


def _invisible_gone(text: str) -> str:
    return _INVISIBLE.sub("", text)


def _read_mrkdwn(text: str, names: Mapping[str, str]) -> str:
    kept: list[str] = []

    def keep(words: str) -> str:
        kept.append(words)
        return chr(_KEPT + len(kept) - 1)

    text = _CODE.sub(lambda found: keep(found[1] or found[2]), text)
    text = _REFERENCE.sub(lambda found: keep(_reference(found[1], names)), text)
    text = _BARE_LINK.sub(lambda found: keep(found[0]), text)
    text = _QUOTE.sub("", text)
    for mark in "*_~":
        text = re.sub(rf"(?<![\w{mark}])\{mark}(?=\S)([^\n{mark}]+?)(?<=\S)\{mark}(?![\w{mark}])", r"\1", text)
    for place in reversed(range(len(kept))):
        text = text.replace(chr(_KEPT + place), kept[place])
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _reference(inside: str, names: Mapping[str, str]) -> str:
    target, _, label = inside.partition("|")
    if target.startswith(("@", "#")):
        return target[0] + names.get(target[1:], label or target[1:])
    if target.startswith("!"):
        return label or "@" + target[1:]
    return label or target


def _text(thing: Wire | None, names: Mapping[str, str]) -> str:
    if not thing:
        return ""
    return _read_mrkdwn(thing["text"], names) if thing["type"] == "mrkdwn" else str(thing["text"])


def _block(block: Wire, names: Mapping[str, str]) -> str:
    match block["type"]:
        case "header":
            return _text(block["text"], names)
        case "section":
            parts = [_text(block.get("text"), names), *(_text(part, names) for part in block.get("fields", []))]
            if "accessory" in block:
                parts.append(_element(block["accessory"], names))
            return "\n".join(part for part in parts if part)
        case "context" | "actions":
            return " ".join(_element(element, names) for element in block["elements"])
        case "image":
            return "\n".join(part for part in (_text(block.get("title"), names), block["alt_text"]) if part)
        case "input":
            parts = [_text(block["label"], names), _element(block["element"], names), _text(block.get("hint"), names)]
            return "\n".join(part for part in parts if part)
        case "rich_text":
            return "\n".join(_rich(element, names) for element in block["elements"])
        case "markdown":
            return str(block["text"])
        case _:
            return ""


def _element(element: Wire, names: Mapping[str, str]) -> str:
    match element["type"]:
        case "button":
            return f"[{_text(element['text'], names)}]"
        case "image":
            return str(element["alt_text"])
        case "mrkdwn" | "plain_text":
            return _text(element, names)
        case "overflow":
            return f"[{' | '.join(_text(option['text'], names) for option in element['options'])} ▾]"
        case "checkboxes" | "radio_buttons":
            return "\n".join(f"( ) {_text(option['text'], names)}" for option in element["options"])
        case "plain_text_input" | "url_text_input" | "email_text_input" | "number_input":
            return str(element.get("initial_value", "")) or _text(element.get("placeholder"), names)
        case _:
            chosen = element.get("initial_option", {}).get("text") or element.get("placeholder")
            set_to = element.get("initial_date") or element.get("initial_time")
            return f"[{set_to or _text(chosen, names)} ▾]"


def _rich(element: Wire, names: Mapping[str, str]) -> str:
    match element["type"]:
        case "rich_text_list":
            return "\n".join(f"• {_rich(part, names)}" for part in element["elements"])
        case "rich_text_section" | "rich_text_quote" | "rich_text_preformatted":
            return "".join(_rich(part, names) for part in element["elements"])
        case "text":
            return str(element["text"])
        case "link":
            return str(element.get("text") or element["url"])
        case "user":
            return "@" + names.get(element["user_id"], element["user_id"])
        case "channel":
            return "#" + names.get(element["channel_id"], element["channel_id"])
        case "broadcast":
            return "@" + str(element["range"])
        case "date":
            return str(element.get("fallback", ""))
        case other:
            return f":{element.get('name', other)}:"


def _objects(thing: object) -> Iterator[Wire]:
    """Every JSON object within *thing*, itself included."""
    if isinstance(thing, dict):
        yield thing
        for value in thing.values():
            yield from _objects(value)
    elif isinstance(thing, list | tuple):
        for value in thing:
            yield from _objects(value)


def _pinged_by(thing: Wire) -> set[str]:
    match thing.get("type"):
        case "mrkdwn":
            return _pinged(thing["text"], bare=not thing.get("verbatim", False))
        case "markdown":
            return _pinged(thing["text"], bare=True)
        case "user":
            return {thing["user_id"]}
        case "usergroup":
            return {f"subteam:{thing['usergroup_id']}"}
        case "broadcast":
            return {thing["range"]}
        case _:
            return set()


def _pinged(text: str, *, bare: bool) -> set[str]:
    found: set[str] = set()
    for inside in _REFERENCE.findall(text):
        target = inside.partition("|")[0]
        if target.startswith("@") or target in {"!channel", "!here", "!everyone", "!group"}:
            found.add(target[1:])
        elif target.startswith("!subteam^"):
            found.add(f"subteam:{target.removeprefix('!subteam^')}")
    if bare:
        found |= set(_BARE_PING.findall(_REFERENCE.sub("", text)))
    return found
