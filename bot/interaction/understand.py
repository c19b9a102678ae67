"""What was typed or chosen for an option or field, understood as its kind, or met with what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from bot.domain.pages import NotAnAddress, web_address
from bot.domain.typed_times import TwoClocks, TwoDays, read_clock, read_day
from bot.domain.words import seen, storable
from bot.domain.zones import local_day
from bot.interaction.invocation import Invocation, Value
from bot.interaction.references import find_reference
from bot.interaction.values import Url
from bot.ui.model import Field, Kind, Option, Words
from bot.ui.text import t

FURTHEST = 731  # days: two years
_YES = frozenset({"true", "yes", "y", "1", "on", "sí", "si"})


class NotUnderstood(Exception):
    """*words* say what is wrong; *nearest* is what it may have meant."""

    def __init__(self, words: Words, nearest: Sequence[Option] = ()) -> None:
        super().__init__(str(words))
        self.words = words
        self.nearest = tuple(nearest)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an option of a command and a field of a form have in common."""

    kind: Kind
    required: bool
    most: int
    choices: tuple[Option, ...]


def asked_by(field: Field) -> Asked:
    return Asked(field.kind, field.required, field.most, field.options)


async def understand_all(
    call: Invocation, fields: Sequence[Field], raw: Mapping[str, str]
) -> tuple[dict[str, Value], dict[str, Words]]:
    """Return what every field was understood as, and what is wrong by field."""
    values: dict[str, Value] = {}
    problems: dict[str, Words] = {}
    for field in fields:
        try:
            value = await understand(call, asked_by(field), raw.get(field.name, ""))
        except NotUnderstood as problem:
            problems[field.name] = problem.words
        else:
            if value is not None:
                values[field.name] = value
    return values, problems


async def understand(call: Invocation, asked: Asked, raw: str) -> Value | None:
    """Return the value, or None where nothing was given and nothing is required; raises NotUnderstood."""
    text = raw.strip()
    if not text:
        if asked.required:
            raise NotUnderstood(t("This is needed."))
        return None
    if storable(text) != text:
        raise NotUnderstood(t("There is a character in this that cannot be stored. Please type it again."))
    if not seen(text):
        raise NotUnderstood(t("There is nothing in this that anybody could see. Please type it again."))
    if len(text) > asked.most:
        raise NotUnderstood(t("This has {length} characters; {most} fit.", length=len(text), most=asked.most))
    match asked.kind:
        case Kind.TEXT | Kind.LONG_TEXT:
            return text
        case Kind.URL:
            return _url(text)
        case Kind.INTEGER:
            return _integer(text)
        case Kind.FLAG:
            return text.casefold() in _YES
        case Kind.DATE:
            return _day(call, text)
        case Kind.CLOCK:
            return _clock(text)
        case Kind.CHOICE:
            return _choice(asked, text)
        case Kind.CHOICES:
            return ",".join(_choice(asked, part) for part in text.split(",") if part.strip())
        case Kind.CHANNEL | Kind.PERSON | Kind.TOPIC | Kind.RESOURCE | Kind.ANNOUNCEMENT:
            found = await find_reference(call, asked.kind, text)
            if found.value is None:
                raise NotUnderstood(found.problem, found.nearest)
            return found.value


def _url(text: str) -> Url:
    try:
        return Url(web_address(text))
    except NotAnAddress:
        raise NotUnderstood(
            t("“{text}” is not a web address. It starts with https:// as in https://example.org.", text=text[:80])
        ) from None


def _integer(text: str) -> int:
    if not text.lstrip("#").isdecimal() or len(text) > 12:
        raise NotUnderstood(t("“{text}” is not a whole number.", text=text[:40]))
    return int(text.lstrip("#"))


def _day(call: Invocation, text: str) -> date:
    match read_day(text, local_day(call.now, call.zone)):
        case date() as day if (day - local_day(call.now, call.zone)).days > FURTHEST:
            raise NotUnderstood(t("That is more than two years ahead. Choose a nearer day."))
        case date() as day:
            return day
        case TwoDays(first, second):
            raise NotUnderstood(
                t(
                    "Do you mean {first} or {second}? Write the month as a word.",
                    first=first.strftime("%B %-d"),
                    second=second.strftime("%B %-d"),
                )
            )
        case None:
            raise NotUnderstood(
                t("I cannot read “{text}” as a day. Write it like October 6 or 2026-10-06.", text=text[:40])
            )


def _clock(text: str) -> time:
    match read_clock(text):
        case time() as clock:
            return clock
        case TwoClocks(morning, evening):
            raise NotUnderstood(
                t(
                    "Do you mean {morning} or {evening}? Write AM or PM.",
                    morning=morning.strftime("%-I:%M AM"),
                    evening=evening.strftime("%-I:%M PM"),
                )
            )
        case None:
            raise NotUnderstood(t("I cannot read “{text}” as a time. Write it like 4:00 PM or 16:00.", text=text[:40]))


def _choice(asked: Asked, text: str) -> str:
    wanted = text.strip().casefold()
    for option in asked.choices:
        label = option.label if isinstance(option.label, str) else option.label.template
        if wanted in (option.value.casefold(), label.casefold()):
            return option.value
    raise NotUnderstood(t("“{text}” is not one of the choices.", text=text[:40]), asked.choices)
