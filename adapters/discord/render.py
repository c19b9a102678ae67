"""A reply as one of Discord's messages (Components V2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, assert_never

from adapters.discord import limits, markdown
from bot.domain.people import Platform
from bot.ui.model import (
    Actions,
    Block,
    Bold,
    Button,
    Code,
    Command,
    Control,
    Divider,
    Facts,
    Heading,
    Image,
    Inline,
    Items,
    Line,
    Link,
    LinkButton,
    Mention,
    Option,
    Paragraph,
    Place,
    Reply,
    Select,
    When,
    Words,
)
from bot.ui.text import Message

Json = dict[str, Any]

SUPPRESS_EMBEDS = 1 << 2
EPHEMERAL = 1 << 6
COMPONENTS_V2 = 1 << 15

ACTION_ROW, BUTTON, STRING_SELECT, TEXT_DISPLAY, MEDIA_GALLERY, SEPARATOR = 1, 2, 3, 10, 12, 14
_BUTTON_STYLES = {"plain": 2, "primary": 1, "danger": 4}
_LINK_STYLE = 5
_TIME_STYLES = {"date": "D", "time": "t", "full": "F"}


def render(reply: Reply, marker: int = 0) -> Json:
    """Return the message's body. *marker* becomes the id of its first component, which the channel's history shows.

    Only who is called by a ``Mention`` is notified, never who is named in typed text.
    """
    parts = _within_limits([part for block in _said_once(reply) for part in _block(block)])
    if marker and parts:
        parts[0] = {**parts[0], "id": marker}
    return {"components": parts, "flags": COMPONENTS_V2 | SUPPRESS_EMBEDS, "allowed_mentions": _called(reply)}


def _called(reply: Reply) -> Json:
    """Return who is notified. Without ``parse`` Discord would notify all that the text names."""
    parts = [part for block in reply.blocks for part in _parts(block)]
    users = dict.fromkeys(part.user for part in parts if isinstance(part, Mention) and _is_ours(part))
    return {"parse": [], "users": list(users)[: limits.MENTIONS]} if users else {"parse": []}


def _is_ours(mention: Mention) -> bool:
    return mention.platform == Platform.DISCORD and mention.user.isdecimal()


def _said_once(reply: Reply) -> Iterable[Block]:
    """Leave out buttons whose address is too long for one where the message links there anyway."""
    linked = {part.url for block in reply.blocks for part in _parts(block) if isinstance(part, Link)}
    for block in reply.blocks:
        if not isinstance(block, Actions):
            yield block
            continue
        kept = [c for c in block.controls if not (_too_long(c) and isinstance(c, LinkButton) and c.url in linked)]
        if kept:
            yield Actions(tuple(kept))


def _parts(block: Block) -> Iterable[Inline]:
    match block:
        case Paragraph(line):
            return line
        case Items(items):
            return [part for item in items for part in item]
        case Facts(rows):
            return [part for _, line in rows for part in line]
        case Heading() | Image() | Actions() | Divider():
            return ()
        case _:
            assert_never(block)


def _too_long(control: Control) -> bool:
    return isinstance(control, LinkButton) and len(control.url) > limits.LINK_BUTTON_URL


def plain(words: Words) -> str:
    """Return *words*, which the core translated before."""
    if isinstance(words, Message):
        raise TypeError(f"not translated: {words.template!r}")
    return words


def _block(block: Block) -> Sequence[Json]:
    match block:
        case Heading(words):
            return _text(f"### {markdown.one_line(plain(words))}" if plain(words).strip() else "")
        case Paragraph(line):
            return _text(_line(line))
        case Facts(rows):
            return _text("\n".join(f"{_inline(Bold(label))} {_indented(line)}" for label, line in rows))
        case Items(items, start):
            marks = (
                ["-"] * len(items) if start is None else [f"{number}." for number in range(start, start + len(items))]
            )
            return _text("\n".join(f"{mark} {_indented(item)}" for mark, item in zip(marks, items, strict=True)))
        case Image(url, alt):
            media = {"media": {"url": url}, "description": plain(alt)[: limits.IMAGE_DESCRIPTION]}
            return [{"type": MEDIA_GALLERY, "items": [media]}]
        case Actions(controls):
            return _rows(controls)
        case Divider():
            return [{"type": SEPARATOR, "divider": True, "spacing": 1}]
        case _:
            assert_never(block)


def _text(content: str) -> Sequence[Json]:
    return [{"type": TEXT_DISPLAY, "content": content}] if content.strip() else []


def _indented(line: Line) -> str:
    return _line(line).replace("\n", "\n  ")


def _line(line: Line) -> str:
    shown = ""
    for inline in _joined(line):
        text = _inline(inline)
        # Two bold runs side by side would read as four asterisks.
        shown += "\u200b" + text if shown.endswith("**") and text.startswith("**") else text
    return shown


def _joined(line: Line) -> Iterable[Inline]:
    """Yield *line* with neighbouring texts joined, so that no mark is made up of two harmless halves."""
    text = ""
    for inline in line:
        if isinstance(inline, str):
            text += inline
            continue
        if text:
            yield text
        text = ""
        yield inline
    if text:
        yield text


def _inline(inline: Inline) -> str:
    match inline:
        case str():
            return markdown.literal(inline)
        case Bold(words):
            shown = markdown.one_line(plain(words))
            return f"**{shown}**" if shown else ""
        case Code(text):
            return markdown.code(text)
        case Link(words, url):
            return markdown.link(plain(words), url)
        case Mention(_, user, name):
            return f"<@{user}>" if _is_ours(inline) else markdown.one_line(name)
        case Place(platform, channel, name):
            ours = platform == Platform.DISCORD and channel.isdecimal()
            return f"<#{channel}>" if ours else markdown.one_line(f"#{name}")
        case When(instant, style):
            return f"<t:{int(instant.timestamp())}:{_TIME_STYLES[style]}>"
        case Message() | Command():
            raise TypeError(f"not translated: {inline!r}")
        case _:
            assert_never(inline)


def _rows(controls: Sequence[Control]) -> Sequence[Json]:
    """Return rows of up to five buttons, each select in one of its own, in the order given."""
    parts: list[Json] = []
    row: list[Json] = []
    for control in controls:
        match control:
            case Select():
                parts.append({"type": ACTION_ROW, "components": [_select(control)]})
                row = []
            case LinkButton(label, url) if not markdown.is_web_address(url) or _too_long(control):
                parts += _text(markdown.link(plain(label), url))
                row = []
            case Button() | LinkButton():
                if not row or len(row) == limits.BUTTONS_IN_ROW:
                    row = []
                    parts.append({"type": ACTION_ROW, "components": row})
                row.append(_button(control))
            case _:
                assert_never(control)
    return parts


def _button(button: Button | LinkButton) -> Json:
    if isinstance(button, LinkButton):
        return {"type": BUTTON, "style": _LINK_STYLE, "label": plain(button.label), "url": button.url}
    style = _BUTTON_STYLES[button.style]
    return {"type": BUTTON, "style": style, "label": plain(button.label), "custom_id": button.code}


def _select(select: Select) -> Json:
    return {
        "type": STRING_SELECT,
        "custom_id": select.code,
        "placeholder": plain(select.placeholder),
        "options": [option_of(option) for option in select.options],
        "min_values": 1,
        "max_values": select.most,
    }


def option_of(option: Option) -> Json:
    """Return one option of a select, in a message or a form."""
    shown = {"label": plain(option.label), "value": option.value}
    return {**shown, "description": plain(option.about)} if option.about else shown


def _within_limits(parts: list[Json]) -> list[Json]:
    """Return *parts* as Discord takes them: a message that the core fitted can still grow by escaping."""
    while _count(parts) > limits.COMPONENTS and (at := _neighbouring_texts(parts)) is not None:
        joined = {"type": TEXT_DISPLAY, "content": f"{parts[at]['content']}\n{parts[at + 1]['content']}"}
        parts = [*parts[:at], joined, *parts[at + 2 :]]
    texts = [part for part in parts if part["type"] == TEXT_DISPLAY]
    while (over := sum(len(part["content"]) for part in texts) - limits.MESSAGE_TEXT) > 0:
        longest = max(texts, key=lambda part: len(part["content"]))
        kept = longest["content"][: max(1, len(longest["content"]) - over - 1)]
        longest["content"] = f"{kept.rpartition(' ')[0] or kept}…"
    return parts


def _count(parts: Sequence[Json]) -> int:
    return sum(1 + len(part.get("components", ())) for part in parts)


def _neighbouring_texts(parts: Sequence[Json]) -> int | None:
    both = (at for at in range(len(parts) - 1) if parts[at]["type"] == parts[at + 1]["type"] == TEXT_DISPLAY)
    return next(both, None)
