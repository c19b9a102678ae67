"""How often something happens, as people choose it and as RFC 5545 writes it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice, pairwise
from types import MappingProxyType

from dateutil.rrule import rrulestr

from bot.domain.recurrence import OnClosed, Recurrence

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_EVERY_MONTH = 28
"""The last day that every month has."""
_SAMPLED = 64
_SAMPLED_FROM = datetime(2024, 1, 1)  # noqa: DTZ001 - wall time, as rules are


class Repeat(StrEnum):
    ONCE = "once"
    DAILY = "daily"
    """Monday to Friday."""
    WEEKLY = "weekly"
    TWO_WEEKS = "two weeks"
    MONTHLY_WEEKDAY = "monthly by weekday"
    """On the first Thursday of the month, or the last where it began with a fifth."""
    MONTHLY_DAY = "monthly by day"
    """On the 15th of the month; on its last day where it is too short for the 31st."""


def rule_of(repeat: Repeat, first_day: date) -> str:
    """Return the RRULE value for *repeat* from *first_day* on; "" is once."""
    weekday = _WEEKDAYS[first_day.weekday()]
    match repeat:
        case Repeat.ONCE:
            return ""
        case Repeat.DAILY:
            return "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR"
        case Repeat.WEEKLY:
            return f"FREQ=WEEKLY;BYDAY={weekday}"
        case Repeat.TWO_WEEKS:
            return f"FREQ=WEEKLY;INTERVAL=2;BYDAY={weekday}"
        case Repeat.MONTHLY_WEEKDAY:
            nth = (first_day.day - 1) // 7 + 1
            return f"FREQ=MONTHLY;BYDAY={nth if nth < 5 else -1}{weekday}"
        case Repeat.MONTHLY_DAY if first_day.day <= _EVERY_MONTH:
            return f"FREQ=MONTHLY;BYMONTHDAY={first_day.day}"
        case Repeat.MONTHLY_DAY:
            days = ",".join(str(day) for day in range(_EVERY_MONTH, first_day.day + 1))
            return f"FREQ=MONTHLY;BYMONTHDAY={days};BYSETPOS=-1"


def changed_times(old: Recurrence, day: date, clock: time, repeat: Repeat, shown: date | None) -> Recurrence:
    """Return *old* at another time; as it is where its repeat and clock stay and *day* is its first day or the one
    that was *shown*.

    A day that is one of its regular ones begins it anew from there; any other makes a rule of its own.
    """
    same = repeat is (repeat_of(old.rule) or Repeat.WEEKLY)
    if same and clock == old.clock and day in (old.first_day, shown):
        return old
    if repeat is Repeat.ONCE:
        return Recurrence(day, clock, old.zone)
    regular = same and old.has(f"{datetime.combine(day, old.clock).isoformat(timespec='minutes')}")
    rule = old.rule if regular else rule_of(repeat, day)
    kept = old.changes if regular and clock == old.clock else MappingProxyType({})
    on_closed = old.on_closed if old.rule else OnClosed.SKIP
    return replace(old, first_day=day, clock=clock, rule=rule, changes=kept, on_closed=on_closed)


def repeat_of(rule: str) -> Repeat | None:
    """Return the choice that *rule* was made from, None for a rule of another making."""
    for pattern, repeat in _FORMS:
        if re.fullmatch(pattern, rule):
            return repeat
    return None


def interval(rule: str) -> timedelta | None:
    """Return the shortest time between two days of *rule*, None for once."""
    if not rule:
        return None
    days = islice(rrulestr(rule, dtstart=_SAMPLED_FROM), _SAMPLED)
    return min((after - before for before, after in pairwise(days)), default=None)


_ONE_DAY = f"(?:{'|'.join(_WEEKDAYS)})"
_FORMS = (
    ("", Repeat.ONCE),
    ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", Repeat.DAILY),
    (f"FREQ=WEEKLY(?:;BYDAY={_ONE_DAY})?", Repeat.WEEKLY),
    (f"FREQ=WEEKLY;INTERVAL=2(?:;BYDAY={_ONE_DAY})?", Repeat.TWO_WEEKS),
    (rf"FREQ=MONTHLY;BYDAY=(?:-1|[1-4]){_ONE_DAY}", Repeat.MONTHLY_WEEKDAY),
    (r"FREQ=MONTHLY;BYMONTHDAY=\d{1,2}(?:,\d{1,2})*(?:;BYSETPOS=-1)?", Repeat.MONTHLY_DAY),
)
