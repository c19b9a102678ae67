"""Make a translated reply or form fit a platform. Pure; nothing that can be pressed or chosen is ever lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import assert_never

from bot.ui.capabilities import Capabilities
from bot.ui.model import (
    Actions,
    Block,
    Bold,
    Button,
    Code,
    Control,
    Divider,
    Facts,
    Field,
    Form,
    Heading,
    Image,
    Inline,
    Items,
    Kind,
    Line,
    Link,
    LinkButton,
    Option,
    Paragraph,
    Reply,
    Select,
    Words,
)
from bot.ui.plain import plain_line

_MARKUP = frozenset("\\`*_~|>#+-=.!()[]{}<&@:")


def shorten(words: Words, most: int) -> str:
    """Return *words* in at most *most* characters, with an ellipsis where something was left out."""
    text = str(words)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def weight(line: Line) -> int:
    """Return the most characters that *line* can need once a platform's markup is escaped."""
    total = 0
    for part in line:
        text = plain_line((part,))
        total += len(text) + sum(4 if c in "&<>" else c in _MARKUP for c in text)
        total += len(part.url) + 8 if isinstance(part, Link) else 40 if not isinstance(part, str) else 0
    return total


def fit(reply: Reply, can: Capabilities) -> tuple[Reply, ...]:
    """Return *reply* as one message or, where it is too much for one, several."""
    pages: list[list[Block]] = [[]]
    text = parts = 0
    for block in (piece for whole in reply.blocks for piece in _pieces(whole, can)):
        more_text, more_parts = _size(block)
        full = text + more_text > can.message_text or parts + more_parts > can.components
        if pages[-1] and (full or _codes((block,)) & _codes(pages[-1])):
            pages.append([])
            text = parts = 0
        pages[-1].append(block)
        text += more_text
        parts += more_parts
    first, *others = (Reply(tuple(page)) for page in pages)
    return replace(first, files=reply.files), *others


def fit_form(form: Form, can: Capabilities) -> Form:
    """Return *form* within the platform's limits; a choice among too many becomes a text field that takes the name."""
    fields = tuple(_field(field, can) for field in form.fields)
    return replace(form, title=shorten(form.title, can.form_title), submit=shorten(form.submit, 24), fields=fields)


def _field(field: Field, can: Capabilities) -> Field:
    options, kind = field.options, field.kind
    if len(options) > can.form_options:
        options, kind = (), Kind.TEXT
    return replace(
        field,
        kind=kind,
        label=shorten(field.label, can.field_label),
        hint=shorten(field.hint, can.field_hint),
        most=min(field.most, can.field_text),
        options=tuple(_option(option, can) for option in options),
    )


def _option(option: Option, can: Capabilities) -> Option:
    return Option(shorten(option.label, can.option_label), option.value, shorten(option.about, can.option_label))


def _pieces(block: Block, can: Capabilities) -> Iterator[Block]:
    match block:
        case Heading(words):
            yield Heading(shorten(words, can.heading))
        case Paragraph(line):
            yield from (Paragraph(piece) for piece in _lines(line, can.paragraph))
        case Facts(rows):
            yield from (Facts(tuple(chunk)) for chunk in _chunks(_rows(rows, can), can.paragraph))
        case Items(items, start):
            yield from _items(items, start, can)
        case Actions(controls):
            yield from _rows_of_controls(controls, can)
        case Image() | Divider():
            yield block
        case _:
            assert_never(block)


def _lines(line: Line, most: int) -> Iterator[Line]:
    current: list[Inline] = []
    for part in (piece for whole in line for piece in _cut(whole, (most - 40) // 5)):
        if current and weight((*current, part)) > most:
            yield tuple(current)
            current = []
        current.append(part)
    yield tuple(current)


def _cut(part: Inline, most: int) -> Iterator[Inline]:
    match part:
        case str():
            yield from _cut_text(part, most)
        case Bold(words):
            yield from (Bold(piece) for piece in _cut_text(str(words), most))
        case Code(text):
            yield from (Code(piece) for piece in _cut_text(text, most))
        case _:
            yield part


def _cut_text(text: str, most: int) -> Iterator[str]:
    while len(text) > most:
        cut = text.rfind(" ", most // 2, most) + 1 or most
        yield text[:cut]
        text = text[cut:]
    yield text


def _rows(rows: Sequence[tuple[Words, Line]], can: Capabilities) -> Iterator[tuple[Words, Line]]:
    for label, line in rows:
        shown = shorten(label, 80)
        for piece in _lines(line, can.paragraph - weight((shown,)) - 10):
            yield shown, piece


def _chunks(rows: Iterator[tuple[Words, Line]], most: int) -> Iterator[list[tuple[Words, Line]]]:
    chunk: list[tuple[Words, Line]] = []
    for row in rows:
        if chunk and sum(weight((str(label), *line)) + 10 for label, line in (*chunk, row)) > most:
            yield chunk
            chunk = []
        chunk.append(row)
    yield chunk


def _items(items: Sequence[Line], start: int | None, can: Capabilities) -> Iterator[Block]:
    chunk: list[Line] = []
    first = start
    for item in items:
        head, *rest = _lines(item, can.paragraph - 20)
        full = bool(chunk) and sum(weight(line) + 6 for line in (*chunk, head)) > can.paragraph
        if full:
            yield Items(tuple(chunk), first)
            first = None if first is None else first + len(chunk)
            chunk = []
        chunk.append(head)
        if rest:
            yield Items(tuple(chunk), first)
            first = None if first is None else first + len(chunk)
            chunk = []
            yield from (Paragraph(piece) for piece in rest)
    if chunk:
        yield Items(tuple(chunk), first)


def _rows_of_controls(controls: Sequence[Control], can: Capabilities) -> Iterator[Block]:
    row: list[Control] = []
    for control in controls:
        match control:
            case Select():
                if row:
                    yield Actions(tuple(row))
                    row = []
                yield from _selects(control, can)
            case Button() | LinkButton():
                row.append(replace(control, label=shorten(control.label, can.button_label)))
                if len(row) == can.buttons_in_row:
                    yield Actions(tuple(row))
                    row = []
            case _:
                assert_never(control)
    if row:
        yield Actions(tuple(row))


def _selects(select: Select, can: Capabilities) -> Iterator[Block]:
    options = tuple(_option(option, can) for option in select.options)
    for at in range(0, len(options), can.select_options):
        part = options[at : at + can.select_options]
        most = min(select.most, len(part))
        yield Actions((replace(select, options=part, most=most, placeholder=shorten(select.placeholder, 100)),))


def _size(block: Block) -> tuple[int, int]:
    match block:
        case Heading(words):
            return weight((str(words),)) + 4, 1
        case Paragraph(line):
            return weight(line), 1
        case Facts(rows):
            return sum(weight((str(label), *line)) + 10 for label, line in rows), 1
        case Items(items):
            return sum(weight(line) + 6 for line in items), 1
        case Image(alt=alt):
            return weight((str(alt),)), 2
        case Actions(controls):
            return 0, 1 + len(controls)
        case Divider():
            return 0, 1
        case _:
            assert_never(block)


def _codes(blocks: Sequence[Block]) -> frozenset[str]:
    controls = [control for block in blocks if isinstance(block, Actions) for control in block.controls]
    return frozenset(control.code for control in controls if not isinstance(control, LinkButton))
