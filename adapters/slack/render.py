"""Replies as Slack's messages and views.

Text goes into rich_text blocks: their elements are literal, so that nothing people typed can format, link or ping,
while mrkdwn has no escape for ``*``, ``_``, ``~`` and backticks. Only the top-level text, for notifications and
screen readers, is mrkdwn and escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from types import MappingProxyType
from typing import Any, Final, assert_never

from adapters.slack.addresses import place_of
from adapters.slack.limits import FALLBACK_TEXT, PLACEHOLDER, VIEW_BLOCKS
from adapters.slack.text import escape, is_user, silence
from bot.domain.people import Platform
from bot.ui.language import SOURCE, Languages
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
from bot.ui.plain import plain, plain_line, spoken
from bot.ui.text import Message, t

Wire = dict[str, Any]

LINK_PREFIX: Final = "v1:link:"
"""Buttons that only lead elsewhere: Slack reports their presses, and nothing follows."""
CHOOSING_PREFIX: Final = "choose:"
"""Stands before the code in a menu of several choices; they count when its Done button is pressed."""
_DATES: Final = MappingProxyType({"date": "{date_long}", "time": "{time}", "full": "{date_long}, {time}"})


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom the adapter's own few words are for."""

    languages: Languages
    locale: str = SOURCE

    def say(self, words: Message) -> str:
        return self.languages.text(words, self.locale)

    def spoken(self, when: When) -> str:
        return spoken(when, None, self.locale.partition("-")[0])


def message(reply: Reply, reader: Reader) -> Wire:
    """Return *reply* as a message: its blocks, and as text the whole of it in words."""
    return {"text": words(reply, reader), "blocks": blocks(reply, reader)}


def modal(replies: Sequence[Reply], reader: Reader, place: str = "") -> Wire:
    """Return *replies*, of which ``first_view`` says that they fit, as one view."""
    return {
        "type": "modal",
        "title": plain_text("Staffroom"),
        "close": plain_text(reader.say(t("Close"))),
        "private_metadata": place,
        "blocks": [block for reply in replies for block in blocks(reply, reader)],
    }


def home(replies: Sequence[Reply], reader: Reader) -> Wire:
    return {"type": "home", "blocks": [block for reply in replies for block in blocks(reply, reader)]}


def first_view(replies: Sequence[Reply], reader: Reader) -> tuple[Sequence[Reply], Sequence[Reply]]:
    """Return as many of *replies* as one view takes, and the rest."""
    room = VIEW_BLOCKS
    for place, reply in enumerate(replies):
        room -= len(blocks(reply, reader))
        if room < 0:
            return replies[:place], replies[place:]
    return replies, ()


def words(reply: Reply, reader: Reader) -> str:
    """Return *reply* in words, escaped; times are shown in each reader's zone here too."""
    said = ""
    for line in (part for block in reply.blocks if (part := _words(block, reader))):
        if len(said) + len(line) + 2 > FALLBACK_TEXT:
            return f"{said}\n…".lstrip()
        said = f"{said}\n{line}" if said else line
    return said


def blocks(reply: Reply, reader: Reader) -> list[Wire]:
    links = count(1)
    return [wire for block in reply.blocks for wire in _block(block, reader, links)]


def plain_text(text: str) -> Wire:
    """Return *text* as Slack's literal text object; ``emoji`` off keeps ``:word:`` as it is."""
    return {"type": "plain_text", "text": text, "emoji": False}


def option(choice: Option) -> Wire:
    wire: Wire = {"text": plain_text(_told(choice.label)), "value": choice.value}
    return wire | ({"description": plain_text(_told(choice.about))} if choice.about else {})


def _words(block: Block, reader: Reader) -> str:
    match block:
        case Paragraph(line):
            return _spoken_line(line, reader)
        case Facts(rows):
            return "\n".join(f"{escape(_told(label))}: {_spoken_line(line, reader)}" for label, line in rows)
        case Items(items, start):
            marks = ("•" if start is None else f"{number}." for number in count(start or 0))
            return "\n".join(f"{mark} {_spoken_line(item, reader)}" for mark, item in zip(marks, items, strict=False))
        case Heading() | Image() | Actions() | Divider():
            return escape(plain(Reply((block,))))
        case _:
            assert_never(block)


def _spoken_line(line: Line, reader: Reader) -> str:
    return silence("".join(_spoken(part, reader) for part in line))


def _spoken(part: Inline, reader: Reader) -> str:
    match part:
        case When():
            return _date_token(part, reader)
        case Mention(Platform.SLACK, user) if is_user(user):
            return f"<@{user}>"
        case _:
            return escape(plain_line((part,)))


def _date_token(when: When, reader: Reader) -> str:
    return f"<!date^{int(when.instant.timestamp())}^{_DATES[when.style]}|{escape(reader.spoken(when))}>"


def _block(block: Block, reader: Reader, links: Iterator[int]) -> Iterator[Wire]:
    match block:
        case Heading(text):
            if _told(text).strip():
                yield {"type": "header", "text": plain_text(_told(text))}
        case Paragraph(line):
            yield from _rich([_section(line, reader)])
        case Facts(rows):
            yield from _rich([_facts(rows, reader)])
        case Items(items, start):
            yield from _rich([_items(items, start, reader)])
        case Image(url, alt):
            yield {"type": "image", "image_url": url, "alt_text": _told(alt)}
        case Actions(controls):
            yield from _actions(controls, reader, links)
        case Divider():
            yield {"type": "divider"}
        case _:
            assert_never(block)


def _rich(parts: list[Wire]) -> Iterator[Wire]:
    if filled := [part for part in parts if part["elements"]]:
        yield {"type": "rich_text", "elements": filled}


def _section(line: Line, reader: Reader) -> Wire:
    return {"type": "rich_text_section", "elements": [wire for part in line for wire in _inline(part, reader)]}


def _facts(rows: Sequence[tuple[Words, Line]], reader: Reader) -> Wire:
    line: list[Inline] = []
    for label, value in rows:
        line += [*(["\n"] if line else []), Bold(f"{_told(label)}: "), *value]
    return _section(tuple(line), reader)


def _items(items: Sequence[Line], start: int | None, reader: Reader) -> Wire:
    sections = [_section(item, reader) for item in items]
    shape: Wire = {"type": "rich_text_list", "style": "bullet", "elements": sections}
    return shape if start is None else shape | {"style": "ordered", "offset": max(start - 1, 0)}


def _inline(part: Inline, reader: Reader) -> Iterator[Wire]:
    match part:
        case Bold(text):
            yield from _text(_told(text), bold=True)
        case Code(text):
            yield from _text(text, code=True)
        case Link(text, url) if url.startswith(("https://", "http://", "mailto:")):
            yield {"type": "link", "url": url, "text": _told(text) or url}
        case Place(Platform.SLACK, channel) if channel:
            yield {"type": "channel", "channel_id": place_of(channel)[0]}
        case When(instant, style):
            at, fallback = int(instant.timestamp()), reader.spoken(part)
            yield {"type": "date", "timestamp": at, "format": _DATES[style], "fallback": fallback}
        case Mention(Platform.SLACK, user) if is_user(user):
            yield {"type": "user", "user_id": user}
        case str() | Link() | Mention() | Place() | Message() | Command():
            yield from _text(plain_line((part,)))
        case _:
            assert_never(part)


def _text(text: str, **style: bool) -> Iterator[Wire]:
    if text:
        yield {"type": "text", "text": text} | ({"style": style} if style else {})


def _actions(controls: Sequence[Control], reader: Reader, links: Iterator[int]) -> Iterator[Wire]:
    row: list[Wire] = []
    for control in controls:
        match control:
            case Button(label):
                style = {} if control.style == "plain" else {"style": control.style}
                row.append(_button(_told(label), control.code) | style)
            case LinkButton(label, url):
                row.append(_button(_told(label), f"{LINK_PREFIX}{next(links)}") | {"url": url})
            case Select(most=1):
                row.append(_menu(control) | {"type": "static_select", "action_id": control.code})
            case Select():
                if row:
                    yield {"type": "actions", "elements": row}
                yield _several(control)
                row = [_button(reader.say(t("Done")), control.code)]
            case _:
                assert_never(control)
    if row:
        yield {"type": "actions", "elements": row}


def _button(label: str, action_id: str) -> Wire:
    return {"type": "button", "text": plain_text(label), "action_id": action_id}


def _menu(select: Select) -> Wire:
    placeholder = plain_text(_told(select.placeholder)[:PLACEHOLDER])
    return {"placeholder": placeholder, "options": [option(choice) for choice in select.options]}


def _several(select: Select) -> Wire:
    """A menu of several choices tells of each change; those are not answered, only the press on Done is."""
    chooser = {"type": "multi_static_select", "action_id": CHOOSING_PREFIX + select.code}
    accessory = _menu(select) | chooser | {"max_selected_items": select.most}
    return {"type": "section", "text": plain_text(_told(select.placeholder)), "accessory": accessory}


def _told(text: Words) -> str:
    """Return words that were translated before they came here."""
    return text if isinstance(text, str) else text.template
