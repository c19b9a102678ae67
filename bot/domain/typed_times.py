"""Days and clock times as people type them into a form; what could mean two things is asked, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.domain.words import fold

_MONTHS = (
    ("january", "enero"),
    ("february", "febrero"),
    ("march", "marzo"),
    ("april", "abril"),
    ("may", "mayo"),
    ("june", "junio"),
    ("july", "julio"),
    ("august", "agosto"),
    ("september", "septiembre", "sept"),
    ("october", "octubre"),
    ("november", "noviembre"),
    ("december", "diciembre"),
)
_SPOKEN = {"today": 0, "hoy": 0, "tomorrow": 1, "manana": 1}
_WEEKDAYS = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"),
)
_LINKS = ("on", "the", "of", "st", "nd", "rd", "th", "el", "de", "del", "o", "a")
_AROUND = frozenset({*_WEEKDAYS, *(day[:3] for day in _WEEKDAYS), *_LINKS})
"""Words that may stand beside a day and its month."""
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|a\.?\s?m\.?|p\.?\s?m\.?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TwoDays:
    """Numbers that name two days, depending on where one went to school."""

    month_first: date
    day_first: date


@dataclass(frozen=True, slots=True)
class TwoClocks:
    morning: time
    evening: time


def read_day(typed: str, today: date) -> date | TwoDays | None:
    """Return the day meant, the two it could be, or None. Without a year it is the next such day from *today* on."""
    text = fold(typed).replace(",", " ").replace(".", " ")
    if text in _SPOKEN:
        return today + timedelta(days=_SPOKEN[text])
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        return _day(*map(int, match.groups()))
    if match := re.fullmatch(r"(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}))?", text):
        return _numbers(int(match[1]), int(match[2]), int(match[3]) if match[3] else None, today)
    words = re.findall(r"[a-z]+|\d+", text)
    if any(word.isalpha() and word not in _AROUND and not _month(word) for word in words):
        return None
    months = [month for word in words if (month := _month(word))]
    numbers = [int(word) for word in words if word.isdigit()]
    days = [number for number in numbers if number <= 31]
    years = [number for number in numbers if 1000 <= number <= 9999]
    if len(months) != 1 or len(days) != 1 or len(years) > 1 or len(days) + len(years) != len(numbers):
        return None
    return _day(years[0], months[0], days[0]) if years else _next(months[0], days[0], today)


def read_clock(typed: str) -> time | TwoClocks | None:
    """Return the wall time meant, the two it could be (``7``), or None."""
    text = fold(typed)
    if text in ("noon", "mediodia"):
        return time(12)
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), re.sub(r"[.\s]", "", match[3] or "")
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        return None
    if half:
        return time(hour % 12 + (12 if half == "pm" else 0), minute)
    if match[2] is None and 1 <= hour <= 12:
        return TwoClocks(time(hour % 12), time(hour % 12 + 12))
    return time(hour, minute)


def _month(word: str) -> int | None:
    for number, names in enumerate(_MONTHS, start=1):
        if word in names or (len(word) == 3 and any(name.startswith(word) for name in names)):
            return number
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _next(month: int, day: int, today: date) -> date | None:
    for year in range(today.year, today.year + 9):
        found = _day(year, month, day)
        if found is not None and found >= today:
            return found
    return None


def _numbers(first: int, second: int, year: int | None, today: date) -> date | TwoDays | None:
    def meant(month: int, day: int) -> date | None:
        return _day(year, month, day) if year else _next(month, day, today)

    month_first, day_first = meant(first, second), meant(second, first)
    if month_first and day_first and month_first != day_first:
        return TwoDays(month_first, day_first)
    return month_first or day_first
