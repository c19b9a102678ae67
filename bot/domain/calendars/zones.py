"""Time zones as Outlook reads them: two changes a year, each on the nth or last weekday of a month."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from zoneinfo import TZPATH

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

_SINCE = 1970
_LAST = 5
"""The week that POSIX gives to the last such weekday of a month."""
_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_VERSION_AT = 4  # in a TZif file (RFC 9636), the byte after its magic; version 1 has no footer

_NAME = r"[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>"
_OFFSET = r"[+-]?\d{1,2}(?::\d\d){0,2}"
_CHANGE = r"M(?:1[0-2]|[1-9])\.[1-5]\.[0-6](?:/(?:1\d|2[0-3]|0?\d)(?::[0-5]\d){0,2})?"
_FOOTER = re.compile(
    rf"(?P<name>{_NAME})(?P<offset>{_OFFSET})"
    rf"(?:(?P<other>{_NAME})(?P<other_offset>{_OFFSET})?,(?P<begins>{_CHANGE}),(?P<ends>{_CHANGE}))?"
)


@dataclass(frozen=True, slots=True)
class Onset:
    """A change of the clocks each year, at a wall time as it is *before* the change."""

    name: str
    offset: timedelta
    before: timedelta
    month: int
    nth: int
    """From 1 to 4, or _LAST."""
    weekday: int
    """From Sunday, 0."""
    clock: time

    def wall(self, year: int) -> datetime:
        first = (date(year, self.month, 1).weekday() + 1) % 7
        day = 1 + (self.weekday - first) % 7 + 7 * (self.nth - 1)
        if day > monthrange(year, self.month)[1]:
            day -= 7
        return datetime.combine(date(year, self.month, day), self.clock)

    def component(self) -> TimezoneStandard | TimezoneDaylight:
        """Return it in RRULE form. By law Irish clocks are put back for winter; readers know only clocks put ahead."""
        part = TimezoneDaylight() if self.offset > self.before else TimezoneStandard()
        _fill(part, self.name, self.wall(_SINCE), self.before, self.offset)
        nth = -1 if self.nth == _LAST else self.nth
        part.add("RRULE", vRecur(FREQ="YEARLY", BYMONTH=self.month, BYDAY=f"{nth}{_WEEKDAYS[self.weekday]}"))
        return part


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds in a zone from now on; it may have been otherwise, and may be for some more years."""

    name: str
    offset: timedelta
    onsets: tuple[Onset, ...] = ()

    def component(self, zone: str) -> Timezone:
        """Return the VTIMEZONE, called *zone*."""
        made = Timezone()
        made.add("TZID", zone)
        if not self.onsets:
            only = TimezoneStandard()
            _fill(only, self.name, datetime(_SINCE, 1, 1), self.offset, self.offset)  # noqa: DTZ001 - a wall time
            made.add_component(only)
        for onset in self.onsets:
            made.add_component(onset.component())
        return made

    def wall(self, moment: datetime) -> datetime:
        """Return what the clocks show at *moment*, without a zone."""
        here = moment.astimezone(UTC).replace(tzinfo=None)
        offset = self.offset
        for at, after in _changes(self, here.year):
            if at <= here:
                offset = after
        return here + offset


@lru_cache(maxsize=1000)
def _changes(rules: Rules, year: int) -> tuple[tuple[datetime, timedelta], ...]:
    """Return, in order, when the clocks change in UTC, and to what, from the year before to the year after."""
    years = range(year - 1, year + 2)
    found = ((onset.wall(each) - onset.before, onset.offset) for each in years for onset in rules.onsets)
    return tuple(sorted(found))


def _fill(
    part: TimezoneStandard | TimezoneDaylight, name: str, since: datetime, before: timedelta, offset: timedelta
) -> None:
    part.add("DTSTART", since)
    part.add("TZNAME", name)
    part.add("TZOFFSETFROM", before)
    part.add("TZOFFSETTO", offset)


@lru_cache(maxsize=1000)
def rules_of(zone: str) -> Rules | None:
    """Return what holds in *zone*, a key that ZoneInfo takes; None where it cannot be written for Outlook."""
    return read_footer(_footer(zone))


def read_footer(footer: str) -> Rules | None:
    """Return what a POSIX TZ string says; None where no RRULE of one BYDAY alone can say it.

    [MS-OXCICAL] 2.1.3.1.1.19.2.2 takes no other rule: none of days of the year, and none of times before or
    after the day itself, as in "the Saturday before the last Sunday".
    """
    match = _FOOTER.fullmatch(footer)
    if match is None:
        return None
    name, offset = match["name"].strip("<>"), -_seconds(match["offset"])
    if not match["other"]:
        return Rules(name, offset)
    other = match["other"].strip("<>")
    ahead = -_seconds(match["other_offset"]) if match["other_offset"] else offset + timedelta(hours=1)
    if ahead == offset:
        return None
    begins = _onset(other, ahead, offset, match["begins"])
    ends = _onset(name, offset, ahead, match["ends"])
    return Rules(name, offset, (begins, ends))


def _onset(name: str, offset: timedelta, before: timedelta, change: str) -> Onset:
    day, _, clock = change[1:].partition("/")
    month, nth, weekday = map(int, day.split("."))
    hours, minutes, seconds = _parts(clock or "2")
    return Onset(name, offset, before, month, nth, weekday, time(hours, minutes, seconds))


def _seconds(text: str) -> timedelta:
    hours, minutes, seconds = _parts(text.lstrip("+-"))
    size = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -size if text.startswith("-") else size


def _parts(clock: str) -> Iterator[int]:
    return iter(int(part) for part in (*clock.split(":"), "0", "0")[:3])


def _footer(zone: str) -> str:
    """Return the POSIX TZ string that ends the file ZoneInfo reads; "" where it has none."""
    at = next((path for root in TZPATH if (path := Path(root, zone)).is_file()), None)
    data = (at or files("tzdata").joinpath("zoneinfo", *zone.split("/"))).read_bytes()
    has_footer = data[_VERSION_AT : _VERSION_AT + 1] >= b"2" and data.endswith(b"\n")
    return data.rsplit(b"\n", 2)[1].decode("ascii") if has_footer else ""
