"""One day, as people type it."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Final

from bot.domain.typed_times.spans import Language, read_span
from bot.domain.typed_times.vocabulary import (
    A_WEEKDAY,
    LONGEST,
    MARCH_OR_MARTES,
    ORDINALS,
    in_figures,
    month_of,
    weekday_of,
)
from bot.domain.typed_times.weekdays import TwoDays, matching, read_weekday
from bot.domain.words import fold

_SPOKEN: Final = (
    *((0, ("today", "hoy")), (1, ("tomorrow", "manana")), (-1, ("yesterday", "ayer"))),
    (2, ("day after tomorrow", "the day after tomorrow", "pasado manana")),
    (-2, ("day before yesterday", "the day before yesterday", "anteayer", "antier", "antes de ayer")),
)
_LINKS: Final = frozenset(("on", "the", "of", "st", "nd", "rd", "th", "el", "de", "del", "o", "a", "dia"))
_DAY_OF_SOME_MONTH: Final = re.compile(
    rf"(?:on )?(?:(?P<weekday>{A_WEEKDAY}) )?"
    r"(?:(?:the|el dia|el|dia) (?P<named>\d{1,2}|[a-z]+)(?: (?:st|nd|rd|th))?|(?P<ordinal>\d{1,2}) (?:st|nd|rd|th))"
)
_SPANISH_DAY: Final = re.compile(
    r"(?:el )?(?P<weekday>lunes|martes|miercoles|jueves|viernes|sabado|domingo) (?P<day>\d{1,2})"
)
_NTH_OF_MONTH: Final = re.compile(
    r"(?:on )?(?:the |el )?(?P<which>last|ultimo|[1-5] (?:st|nd|rd|th)|[a-z]+) "
    rf"(?P<weekday>{A_WEEKDAY}) (?:of|in|de|del|en) (?P<month>[a-z]+)(?: (?:of |de |del )?(?P<year>\d{{4}}))?"
)
_LAST: Final = -1
_NEGATIVE: Final = re.compile(r"(?:^|\s)[-−]\d")


def read_day(typed: str, today: date, language: Language = "en") -> date | TwoDays | None:
    """Return the day meant, the two it could be, or None. Without a year it is the next such day from *today* on.

    A day that is said to be over ("last Friday") is over. *language* is the writer's; the other is understood too.
    """
    if len(typed) > LONGEST:
        return None
    text = fold(typed).replace(",", " ").replace(".", " ")
    if _NEGATIVE.search(text) or any(char.isalnum() and not char.isascii() for char in text):
        return None
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text.strip()):
        return _day(*map(int, match.groups()))
    if match := re.fullmatch(r"(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}))?", text.strip()):
        return _numbers(int(match[1]), int(match[2]), int(match[3]) if match[3] else None, today)
    words = re.findall(r"[a-z]+|\d+", text)
    said = " ".join(words)
    try:
        return (
            _spoken(said, today)
            or _nth_of_month(said, today)
            or _with_month(words, today)
            or read_weekday(said, today)
            or _of_some_month(said, today)
            or read_span(said, today, language)
        )
    except OverflowError:
        return None


def _spoken(said: str, today: date) -> date | None:
    return next((today + timedelta(days=days) for days, phrases in _SPOKEN if said in phrases), None)


def _with_month(words: list[str], today: date) -> date | TwoDays | None:
    """Read a day and its month in either order, with or without year and weekday."""
    spelled = [str(ORDINALS.get(word, word)) for word in words]
    spelled = in_figures(" ".join(spelled)).split()
    months = [month for word in spelled if word != MARCH_OR_MARTES and (month := month_of(word))]
    weekdays = [day for word in spelled if (day := weekday_of(word)) is not None]
    short = spelled.count(MARCH_OR_MARTES)
    months, weekdays = (months, [*weekdays, *[1] * short]) if months else ([3] * short, weekdays)
    if _NTH_OF_MONTH.fullmatch(" ".join(words)) or any(word.isalpha() and not _belongs(word) for word in spelled):
        return None
    numbers = [int(word) for word in spelled if word.isdigit()]
    days = [number for number in numbers if number <= 31]
    years = [number for number in numbers if 1000 <= number <= 9999]
    if len(months) != 1 or len(days) != 1 or len(years) > 1 or len(days) + len(years) != len(numbers):
        return None
    found = _day(years[0], months[0], days[0]) if years else _next(months[0], days[0], today)
    return matching(found, weekdays)


def _belongs(word: str) -> bool:
    """Return whether *word* may stand beside a day and its month."""
    return word in _LINKS or month_of(word) is not None or weekday_of(word) is not None


def _of_some_month(said: str, today: date) -> date | TwoDays | None:
    """Read "the 6th", "el día 6", "viernes 9": of this month or the next that has it."""
    found = _DAY_OF_SOME_MONTH.fullmatch(said)
    spanish = _SPANISH_DAY.fullmatch(said)
    if found is not None:
        number, weekday = found["named"] or found["ordinal"], found["weekday"]
    elif spanish is not None:
        number, weekday = spanish["day"], spanish["weekday"]
    else:
        return None
    day = int(number) if number.isdigit() else ORDINALS.get(number, 0)
    weekdays = [] if weekday is None else [weekday_of(weekday)]
    following = _next_with(day, today)
    if following is None or None in weekdays:
        return None
    if following == today and not weekdays:
        return TwoDays.of(today, _next_with(day, today + timedelta(days=1)))
    return matching(following, [each for each in weekdays if each is not None])


def _nth_of_month(said: str, today: date) -> date | None:
    """Read "last Thursday of October", "el primer lunes de noviembre de 2027"."""
    found = _NTH_OF_MONTH.fullmatch(said)
    if found is None:
        return None
    last = found["which"] in ("last", "ultimo")
    which = _LAST if last else int(found["which"][0]) if found["which"][0].isdigit() else ORDINALS.get(found["which"])
    weekday, month = weekday_of(found["weekday"]), month_of(found["month"])
    if which is None or which > 5 or weekday is None or month is None:
        return None
    if found["year"]:
        return _nth(which, weekday, int(found["year"]), month)
    this_year = _nth(which, weekday, today.year, month)
    if month > today.month or (month == today.month and (this_year is None or this_year >= today)):
        return this_year
    return _nth(which, weekday, today.year + 1, month)


def _nth(which: int, weekday: int, year: int, month: int) -> date | None:
    days = [
        day for day in range(1, calendar.monthrange(year, month)[1] + 1) if date(year, month, day).weekday() == weekday
    ]
    place = which if which == _LAST else which - 1
    return date(year, month, days[place]) if place < len(days) else None


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


def _next_with(day: int, today: date) -> date | None:
    """Return the next day with that number in its month; every number up to 31 comes within two months."""
    ahead = (today + timedelta(days=days) for days in range(63))
    return next((each for each in ahead if each.day == day), None)


def _numbers(first: int, second: int, year: int | None, today: date) -> date | TwoDays | None:
    """Read two numbers either way round; half the world has the month first."""

    def meant(month: int, day: int) -> date | None:
        return _day(year, month, day) if year else _next(month, day, today)

    month_first, day_first = meant(first, second), meant(second, first)
    if month_first and day_first:
        return TwoDays.of(month_first, day_first)
    return month_first or day_first
