"""A day named by its weekday: which week is meant is asked wherever people differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.domain.typed_times.vocabulary import A_WEEKDAY, in_figures, weekday_of

_WEEK: Final = timedelta(days=7)
_SUNDAY: Final = 6
_W: Final = rf"(?P<weekday>{A_WEEKDAY})"
_NEXT_WEEK: Final = r"(?:next week|la semana que viene|la proxima semana|la semana proxima)"
_COMING: Final = re.compile(rf"(?:on |the |this |this coming |coming |the coming |el |este )?{_W}")
_NEXT: Final = re.compile(
    rf"(?:on |the )?next {_W}|(?:el )?proximo (?P<w2>{A_WEEKDAY})"
    rf"|(?:el )?(?P<w3>{A_WEEKDAY}) (?:proximo|que viene|que entra)"
)
_OF_NEXT_WEEK: Final = re.compile(
    rf"(?:on |el )?{_W} (?:of |de )?{_NEXT_WEEK}|{_NEXT_WEEK} (?:on |el )?(?P<w2>{A_WEEKDAY})"
)
_LAST: Final = re.compile(rf"last {_W}|(?:el )?(?P<w2>{A_WEEKDAY}) pasado|(?:el )?pasado (?P<w3>{A_WEEKDAY})")
_WEEKS_FROM: Final = re.compile(rf"(?P<weeks>a|\d{{1,2}}) weeks? from (?:this )?{_W}")


@dataclass(frozen=True, slots=True)
class TwoDays:
    """Two days that the same words name for different people."""

    first: date
    second: date

    @classmethod
    def of(cls, first: date, second: date | None) -> date | TwoDays:
        return first if second is None or first == second else cls(first, second)


def read_weekday(said: str, today: date) -> date | TwoDays | None:
    """Return the day that *said* (folded words) names by its weekday, the two it could be, or None.

    "Friday" is the next one, on a Friday today or in a week. "Next Friday" is in this week for some and in the one
    after for others; where a calendar week lies between, both mean the same.
    """
    if found := _COMING.fullmatch(said):
        return _coming(_weekday(found), today)
    if found := _WEEKS_FROM.fullmatch(in_figures(said)):
        weeks = 1 if found["weeks"] == "a" else int(found["weeks"])
        return _later(_coming(_weekday(found), today), weeks * _WEEK)
    if found := _NEXT.fullmatch(said):
        first, weekday = _after(_weekday(found), today), _weekday(found)
        same = weekday != today.weekday() and _in_next_week(weekday, today) == first
        return first if same else TwoDays(first, first + _WEEK)
    if found := _OF_NEXT_WEEK.fullmatch(said):
        return _in_next_week(_weekday(found), today)
    if found := _LAST.fullmatch(said):
        return _after(_weekday(found), today - _WEEK - timedelta(days=1))
    return None


def matching(day: date | None, weekdays: Sequence[int]) -> date | TwoDays | None:
    """Return *day*, or where another weekday was named with it also the nearest day that is one."""
    if day is None or len(weekdays) > 1:
        return None
    if not weekdays or day.weekday() == weekdays[0]:
        return day
    nearest = day + timedelta(days=(weekdays[0] - day.weekday() + 3) % 7 - 3)
    return TwoDays(min(day, nearest), max(day, nearest))


def _weekday(found: re.Match[str]) -> int:
    """Return the weekday that the match ends with."""
    weekday = weekday_of(found[found.lastgroup or 0])
    assert weekday is not None
    return weekday


def _coming(weekday: int, today: date) -> date | TwoDays:
    following = _after(weekday, today)
    return TwoDays(today, following) if today.weekday() == weekday else following


def _after(weekday: int, day: date) -> date:
    """Return the first such day after *day*."""
    return day + timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)


def _in_next_week(weekday: int, today: date) -> date | TwoDays:
    """Return that day of next week, for those whose week begins on Monday and those whose begins on Sunday."""
    monday = _after(0, today)
    sunday = _after(_SUNDAY, today)
    return TwoDays.of(*sorted((_from(weekday, monday), _from(weekday, sunday))))


def _from(weekday: int, day: date) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _later(day: date | TwoDays, by: timedelta) -> date | TwoDays:
    return TwoDays(day.first + by, day.second + by) if isinstance(day, TwoDays) else day + by
