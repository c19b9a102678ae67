"""What was typed or chosen for an option or field, understood as its kind, or met with what to do next."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise

from bot.domain.pages import NotAnAddress, address_among
from bot.domain.typed_times import TwoClocks, TwoDays, TypedTime, read_clock, read_twofold, read_when, written
from bot.domain.words import seen, storable
from bot.domain.zones import local_day
from bot.interaction.invocation import Invocation, Value
from bot.interaction.readings import Readings, Writer, agreeing, two_clocks, two_days
from bot.interaction.references import find_reference
from bot.interaction.values import Url, no_address
from bot.ui.model import Field, Kind, Option, Words
from bot.ui.text import t

FURTHEST = 731  # days: two years
_PAIR = (Kind.DATE, Kind.CLOCK)
_YES = frozenset({"true", "yes", "y", "1", "on", "sí", "si"})


class NotUnderstood(Exception):
    """*words* say what is wrong; *nearest* is what it may have meant."""

    def __init__(self, words: Words, nearest: Sequence[Option] = ()) -> None:
        super().__init__(str(words))
        self.words = words
        self.nearest = tuple(nearest)


class TwoReadings(NotUnderstood):
    """It could be either of two, *nearest*, whose values are understood without asking."""

    def __init__(self, readings: Readings) -> None:
        super().__init__(readings.words, readings.options)


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
    call: Invocation, fields: Sequence[tuple[str, Asked]], raw: Mapping[str, str]
) -> tuple[dict[str, Value], dict[str, NotUnderstood]]:
    """Return what every field was understood as, and what is wrong by field.

    A day and the clock time asked for next belong together: the day's text may hold the time as well.
    """
    values: dict[str, Value] = {}
    wrong: dict[str, NotUnderstood] = {}
    pairs = {day: clock for (day, one), (clock, other) in pairwise(fields) if (one.kind, other.kind) == _PAIR}
    beside: dict[str, str] = {day: raw.get(clock, "") for day, clock in pairs.items()}
    for day, clock in pairs.items():
        if (found := await _read(call, raw.get(day, ""))) is not None and found.day is not None:
            beside[clock] = written(found.clock) if found.clock is not None else ""
    for name, asked in fields:
        try:
            value = await understand(call, asked, raw.get(name, ""), beside.get(name))
        except NotUnderstood as problem:
            wrong[name] = problem
        else:
            if value is not None:
                values[name] = value
    return values, wrong


def understood_again(values: Mapping[str, Value]) -> dict[str, str]:
    """Return the days and times among *values* as any form takes them, pickers included."""
    again = {name: f"{value:%H:%M}" for name, value in values.items() if isinstance(value, time)}
    return again | {name: value.isoformat() for name, value in values.items() if isinstance(value, date)}


async def understand(call: Invocation, asked: Asked, raw: str, beside: str | None = None) -> Value | None:
    """Return the value, or None where nothing was given and nothing is required; raises NotUnderstood.

    *beside* is what was typed for the other half of a day with its time, None where there is no such half.
    """
    text = raw.strip() or ((beside or "") if asked.kind is Kind.CLOCK else "")
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
            return await _day(call, text, beside)
        case Kind.CLOCK:
            return _clock(call, text, beside)
        case Kind.CHOICE:
            return _choice(asked, text)
        case Kind.CHOICES:
            return ",".join(_choice(asked, part) for part in text.split(",") if part.strip())
        case Kind.CHANNEL | Kind.PERSON | Kind.TOPIC | Kind.RESOURCE | Kind.ANNOUNCEMENT | Kind.WORKSHOP:
            found = await find_reference(call, asked.kind, text)
            if found.value is None:
                raise NotUnderstood(found.problem, found.nearest)
            return found.value
        case Kind.FILE:
            raise NotUnderstood(t("A file cannot be typed."))


def _url(text: str) -> Url:
    try:
        return Url(*address_among(text))
    except NotAnAddress:
        raise NotUnderstood(no_address(text)) from None


def _integer(text: str) -> int:
    if not text.lstrip("#").isdecimal() or len(text) > 12:
        raise NotUnderstood(t("“{text}” is not a whole number.", text=text[:40]))
    return int(text.lstrip("#"))


async def _day(call: Invocation, text: str, beside: str | None) -> date:
    found = await _read(call, text)
    writer = _writer(call)
    if found is not None and found.clock is not None and found.day is not None and beside is None:
        raise NotUnderstood(t("Only a day is asked for here. Please leave the time out."))
    match found:
        case TypedTime(date() as day) if (day - writer.today).days > FURTHEST:
            raise NotUnderstood(t("That is more than two years ahead. Choose a nearer day."))
        case TypedTime(date() as day):
            return day
        case TypedTime(TwoDays() as days, clock):
            raise TwoReadings(two_days(text, days, clock, read_clock(beside or ""), writer))
        case _ if read_twofold(text):
            raise NotUnderstood(
                t("“{text}” says how often. Write the first day here, such as October 6 or 2026-10-06.", text=text[:40])
            )
        case _:
            raise NotUnderstood(
                t("I cannot read “{text}” as a day. Write it like October 6 or 2026-10-06.", text=text[:40])
            )


def _clock(call: Invocation, text: str, beside: str | None) -> time:
    found = read_clock(text)
    writer = _writer(call)
    if found is None:
        raise NotUnderstood(t("I cannot read “{text}” as a time. Write it like 4:00 PM or 16:00.", text=text[:40]))
    with_day = read_clock(beside or "")
    both = found if with_day is None else agreeing(found, with_day)
    match both:
        case time() as clock:
            return clock
        case TwoClocks() as clocks:
            raise TwoReadings(two_clocks(clocks, writer))
        case None:
            raise NotUnderstood(t("Another time stands beside the day. Leave one of them out."))


async def _read(call: Invocation, text: str) -> TypedTime | None:
    """Read a day, a time or both, beside the loop: the first that counts weeks loads tables of words."""
    writer = _writer(call)
    return await asyncio.to_thread(read_when, text, writer.today, writer.language)


def _writer(call: Invocation) -> Writer:
    return Writer(local_day(call.now, call.zone), call.locale)


def _choice(asked: Asked, text: str) -> str:
    wanted = text.strip().casefold()
    for option in asked.choices:
        label = option.label if isinstance(option.label, str) else option.label.template
        if wanted in (option.value.casefold(), label.casefold()):
            return option.value
    twofold = read_twofold(text)
    if twofold == "week":
        said = t("“{text}” is twice a week for some and every two weeks for others. Choose one.", text=text[:40])
    elif twofold == "month":
        said = t("“{text}” is twice a month for some and every two months for others. Choose one.", text=text[:40])
    else:
        said = t("“{text}” is not one of the choices.", text=text[:40])
    raise NotUnderstood(said, asked.choices)
