"""Arbitrary replies and forms for properties, and the limits of the three fronts that they have to fit."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal

from hypothesis import strategies as st

from adapters.discord.limits import CAPABILITIES as DISCORD
from adapters.rehearsal.limits import CAPABILITIES as REHEARSAL
from adapters.slack.limits import CAPABILITIES as SLACK
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

FRONTS = (DISCORD, SLACK, REHEARSAL)
_LETTERS = "abñé 💡\n{}%s&<>*_`@#.:-"
_STYLES: st.SearchStrategy[Literal["plain", "primary", "danger"]] = st.sampled_from(["plain", "primary", "danger"])
_MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def text(most: int) -> st.SearchStrategy[str]:
    """Text of 1 to *most* characters; long ones repeat a few, so that they cost nothing to draw."""

    def repeated(seed: str, length: int) -> str:
        return (seed * (length // len(seed) + 1))[:length]

    long = st.builds(repeated, st.text(_LETTERS, min_size=1, max_size=9), st.integers(1, most))
    return st.one_of(st.text(_LETTERS, min_size=1, max_size=min(most, 12)), long)


def _inline(words: st.SearchStrategy[Words], length: int) -> st.SearchStrategy[Inline]:
    """An inline: bare text of up to *length* characters, the others as long as names, titles and addresses are."""
    return st.one_of(
        text(length),
        words.map(Bold),
        text(200).map(Code),
        st.builds(Link, words, st.integers(1, 300).map(lambda n: "https://example.org/" + "a" * n)),
        st.builds(Mention, st.sampled_from(["discord", "slack"]), st.just("U1"), text(40)),
        st.builds(Place, st.sampled_from(["discord", "slack"]), st.just("C1"), text(40)),
        st.builds(When, _MOMENTS, st.sampled_from(["date", "time", "full"])),
    )


def translated_lines(length: int = 9000) -> st.SearchStrategy[Line]:
    return st.lists(_inline(text(200), length), min_size=1, max_size=6).map(tuple)


@st.composite
def messages(draw: st.DrawFn, depth: int = 2) -> Message:
    """A sentence of ours with up to three values of any kind, sometimes another sentence."""
    values = draw(st.lists(_value(depth), max_size=3))
    names = tuple("abc"[: len(values)])
    template = " and ".join(["Say", *(f"{{{name}}}" for name in names)])
    plural = draw(st.sampled_from([None, f"{template} (many)"]))
    return Message(template, tuple(zip(names, values, strict=True)), plural, draw(st.integers(0, 3)))


def _value(depth: int) -> st.SearchStrategy[Inline | int]:
    plain: st.SearchStrategy[Inline | int] = st.one_of(_inline(text(20), 40), st.integers(0, 99), commands())
    return st.one_of(plain, messages(depth - 1), messages(depth - 1).map(Bold)) if depth else plain


def commands() -> st.SearchStrategy[Command]:
    return st.builds(Command, st.sampled_from(["find", "resources share"]), st.sampled_from(["", "#42"]))


def words() -> st.SearchStrategy[Words]:
    return st.one_of(text(40), messages())


def untranslated_lines() -> st.SearchStrategy[Line]:
    part: st.SearchStrategy[Inline] = st.one_of(messages(), commands(), _inline(words(), 60))
    return st.lists(part, max_size=4).map(tuple)


@st.composite
def _controls(draw: st.DrawFn, said: st.SearchStrategy[Words], numbers: Iterator[int], most: int) -> Control:
    match draw(st.sampled_from(["button", "button", "link", "select"])):
        case "button":
            return Button(draw(said), "go", (next(numbers),), draw(_STYLES))
        case "link":
            return LinkButton(draw(said), f"https://example.org/{next(numbers)}")
        case _:
            label, about, count = draw(said), draw(st.one_of(st.just(""), said)), draw(st.integers(1, most))
            options = tuple(Option(label, str(number), about) for number in range(count))
            return Select(draw(said), "choose", options, (next(numbers),), draw(st.integers(1, count)))


@st.composite
def _replies(
    draw: st.DrawFn, said: st.SearchStrategy[Words], line: st.SearchStrategy[Line], controls: int, options: int
) -> Reply:
    numbers = itertools.count()

    def block(kind: str) -> Block:
        match kind:
            case "heading":
                return Heading(draw(said))
            case "paragraph":
                return Paragraph(draw(line))
            case "facts":
                return Facts(tuple(draw(st.lists(st.tuples(said, line), min_size=1, max_size=4))))
            case "items":
                start = draw(st.one_of(st.none(), st.integers(1, 99)))
                return Items(tuple(draw(st.lists(line, min_size=1, max_size=4))), start)
            case "image":
                return Image("https://example.org/a.png", draw(text(100)))
            case "divider":
                return Divider()
            case _:
                return Actions(tuple(draw(st.lists(_controls(said, numbers, options), min_size=1, max_size=controls))))

    kinds = ["heading", "paragraph", "facts", "items", "image", "divider", "actions", "actions"]
    return Reply(tuple(block(kind) for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=8))))


def translated_replies() -> st.SearchStrategy[Reply]:
    return _replies(text(150), translated_lines(), controls=30, options=260)


def untranslated_replies() -> st.SearchStrategy[Reply]:
    return _replies(words(), untranslated_lines(), controls=3, options=4)


@st.composite
def _fields(draw: st.DrawFn, said: st.SearchStrategy[Words], name: str) -> Field:
    options = tuple(Option(draw(said), str(number)) for number in range(draw(st.sampled_from([0, 1, 3]))))
    many = draw(st.booleans())
    if options and many:
        options = tuple(dataclasses.replace(options[0], value=str(number)) for number in range(draw(_MANY)))
    return Field(
        name, draw(said), draw(st.sampled_from(Kind)), draw(st.booleans()), draw(st.integers(1, 9000)),
        draw(st.one_of(st.just(""), said)), options, draw(st.one_of(st.just(""), text(6000))),
    )  # fmt: skip


_MANY = st.integers(20, 130)


@st.composite
def forms(draw: st.DrawFn, said: st.SearchStrategy[Words]) -> Form:
    fields = tuple(draw(_fields(said, name)) for name in "abcde"[: draw(st.integers(1, 5))])
    return Form("resource.save", draw(said), fields, (draw(st.integers(0, 99)),), draw(said))


def found_in(value: object, kinds: tuple[type, ...]) -> list[object]:
    """Return all of *kinds* that *value* (a reply, form or part of one) holds, however deep."""
    found: list[object] = [value] if isinstance(value, kinds) else []
    inner: list[object] = list(value) if isinstance(value, tuple) else []
    if dataclasses.is_dataclass(value):
        inner = [getattr(value, field.name) for field in dataclasses.fields(value)]
    return found + [part for one in inner for part in found_in(one, kinds)]
