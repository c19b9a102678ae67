"""A day or a clock time that could be two, asked in words with both to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Final

from babel.dates import format_date, format_skeleton

from bot.domain.typed_times import Language, TwoClocks, TwoDays, read_day, written
from bot.ui.model import Option, Words
from bot.ui.plain import spoken_locale
from bot.ui.text import t

_DAY: Final = {"en": "MMMM d", "es": "d 'de' MMMM"}
_WEEKDAY_AND_DAY: Final = {"en": "EEEE, MMMM d", "es": "EEEE, d 'de' MMMM"}


@dataclass(frozen=True, slots=True)
class Readings:
    """*words* ask which of both is meant; each option's value is read as that one and nothing else."""

    words: Words
    options: tuple[Option, Option]


@dataclass(frozen=True, slots=True)
class Writer:
    """Who typed it: their *today* and their locale."""

    today: date
    locale: str

    @property
    def language(self) -> Language:
        """Return in which language they write; English for whoever writes in neither."""
        return "es" if spoken_locale(self.locale).startswith("es") else "en"

    def day(self, day: date, *, weekday: bool = False) -> str:
        """Return *day* as they would type it, with its year where that is not the next such day."""
        text = format_date(day, (_WEEKDAY_AND_DAY if weekday else _DAY)[self.language], locale=self.language)
        if read_day(text, self.today, self.language) == day:
            return text
        return format_date(day, "full" if weekday else "long", locale=self.language)

    def clock(self, clock: time) -> str:
        return format_skeleton("hm", clock, locale=self.language).replace("\u202f", " ")


def two_days(
    typed: str, found: TwoDays, at: time | TwoClocks | None, beside: time | TwoClocks | None, by: Writer
) -> Readings:
    """Ask which of both days; *at* is the clock time in *typed*, *beside* the one in a field of its own."""
    days = (found.first, found.second)
    weekday = format_date(found.first, "EEEE", locale=by.language)
    same = found.first.weekday() == found.second.weekday()
    first, second = (by.day(day, weekday=not same and _has_words(typed)) for day in days)
    if not _has_words(typed):
        words = t("Do you mean {first} or {second}? Write the month as a word.", first=first, second=second)
    elif same:
        words = t("Which {weekday} do you mean, {first} or {second}?", weekday=weekday, first=first, second=second)
    else:
        words = t("Do you mean {first} or {second}?", first=first, second=second)
    clock = beside if at is None else at

    def option(day: date, said: str) -> Option:
        label = t("{day}, {clock}", day=said, clock=by.clock(clock)) if isinstance(clock, time) else said
        return Option(label, day.isoformat() if at is None else f"{day.isoformat()} {written(at)}")

    return Readings(words, (option(found.first, first), option(found.second, second)))


def two_clocks(found: TwoClocks, by: Writer) -> Readings:
    morning, evening = by.clock(found.morning), by.clock(found.evening)
    words = t("Do you mean {morning} or {evening}? Write AM or PM.", morning=morning, evening=evening)
    return Readings(words, (Option(morning, written(found.morning)), Option(evening, written(found.evening))))


def agreeing(one: time | TwoClocks, other: time | TwoClocks) -> time | TwoClocks | None:
    """Return what both say together ("4" and "4 PM" are 4 PM), or None where they differ."""
    common = _both(one) & _both(other)
    if len(common) == 2:
        return one
    return next(iter(common), None)


def as_argument(value: str) -> str:
    """Return an option's *value* as a button carries it."""
    return value.replace(" ", "_").replace(":", ".")


def from_argument(argument: str) -> str:
    return argument.replace("_", " ").replace(".", ":")


def _both(clock: time | TwoClocks) -> frozenset[time]:
    return frozenset((clock,) if isinstance(clock, time) else (clock.morning, clock.evening))


def _has_words(typed: str) -> bool:
    return any(char.isalpha() for char in typed)
