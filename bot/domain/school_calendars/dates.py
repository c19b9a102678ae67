"""Dates as calendars and people write them, in English and Spanish."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from babel.dates import get_day_names, get_month_names

from bot.domain.words import fold

LANGUAGES = ("en", "es")
_WIDTHS: tuple[Literal["wide", "abbreviated"], ...] = ("wide", "abbreviated")

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})(\d{2})(\d{2})")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{4}|\d{2}))?")
_AT_A_TIME = re.compile(r"(?<=\d)(?:t|\s+)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?\s?m\.?|z|[+-]\d{2}:?\d{2})?$")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|º|o|\.)?")
_BESIDE = frozenset({"de", "del", "of", "the", "el"})


@dataclass(frozen=True, slots=True)
class Written:
    """A date as it was written: without a *year* it is one of every year."""

    year: int | None
    month: int
    day: int

    def in_year(self, year: int) -> date | None:
        """Return the date in that year, or in its own; None where there is no such day."""
        try:
            return date(self.year or year, self.month, self.day)
        except ValueError:
            return None

    def next(self, today: date) -> date | None:
        """Return the date, without a year the next from *today* on."""
        found = (self.in_year(year) for year in range(today.year, today.year + 9))
        return next((day for day in found if day is not None and (self.year is not None or day >= today)), None)

    def last(self, by: date) -> date | None:
        """Return the date, without a year the last until *by*."""
        found = (self.in_year(year) for year in range(by.year, by.year - 9, -1))
        return next((day for day in found if day is not None and (self.year is not None or day <= by)), None)


@dataclass(frozen=True, slots=True)
class TwoDays:
    """Numbers that could be the one or the other."""

    month_first: Written
    day_first: Written


def read_date(text: str) -> Written | TwoDays | None:
    """Return the date written in *text*, a clock time after it left out; None where it is none."""
    plain = _AT_A_TIME.sub("", fold(text)).strip(" ,")
    if match := _YEAR_FIRST.fullmatch(plain):
        year, month, day = (int(part) for part in (match[1] or match[5], match[3] or match[6], match[4] or match[7]))
        return _real(year, month, day)
    if match := _NUMBERS.fullmatch(plain):
        typed = match[4]
        written = int(typed) + (2000 if len(typed) == 2 else 0) if typed else None
        return _numbers(written, int(match[1]), int(match[3]))
    return _words(plain)


@cache
def months() -> dict[str, int]:
    """Return every month's number by its folded names."""
    names = {"sep": 9, "sept": 9}
    for language in LANGUAGES:
        for width in _WIDTHS:
            names |= {fold(name).rstrip("."): int(n) for n, name in get_month_names(width, locale=language).items()}
    return names


@cache
def weekdays() -> frozenset[str]:
    """Return the folded names of the days of the week."""
    return frozenset(
        fold(name).rstrip(".")
        for language in LANGUAGES
        for width in _WIDTHS
        for name in get_day_names(width, locale=language).values()
    ) | {"tues", "thur", "thurs"}


def _words(plain: str) -> Written | None:
    """Read a month as a word with its day before or after it."""
    known = [
        word.rstrip(".")
        for word in re.split(r"[\s,/-]+", plain)
        if word and word.rstrip(".") not in weekdays() | _BESIDE
    ]
    month = [months()[word] for word in known if word in months()]
    years = [int(word) for word in known if re.fullmatch(r"\d{4}", word)]
    days = [int(found[1]) for word in known if (found := _ORDINAL.fullmatch(word))]
    if len(month) != 1 or len(days) != 1 or len(years) > 1 or len(known) != 2 + len(years):
        return None
    return _real(years[0] if years else None, month[0], days[0])


def _numbers(year: int | None, first: int, second: int) -> Written | TwoDays | None:
    month_first, day_first = _real(year, first, second), _real(year, second, first)
    if month_first and day_first and month_first != day_first:
        return TwoDays(month_first, day_first)
    return month_first or day_first


def _real(year: int | None, month: int, day: int) -> Written | None:
    """Return the date if there is such a day in that year or, without one, in any."""
    try:
        date(2024 if year is None else year, month, day)
    except ValueError:
        return None
    return Written(year, month, day) if year is None or 1990 <= year <= 2200 else None
