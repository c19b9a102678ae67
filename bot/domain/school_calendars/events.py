"""A district's calendar as it is published: iCalendar (RFC 5545), entries that repeat included."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event

from bot.domain.school_calendars.rows import AHEAD, BEHIND, Problem, Reading, Rows

REPEATING_MOST = 300
"""Entries with a rule of their own; each may take a moment."""

_BEGINS = re.compile(r"^\s*BEGIN:VCALENDAR\b", re.IGNORECASE)
_RULE_PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTH", "BYMONTHDAY"})
_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_REPEATS = ("RRULE", "RDATE", "RECURRENCE-ID")
_EARLIEST, _LATEST = 1990, 2200
_LONGEST_YEAR_PLAN = 8 * 366  # days, so that February 29 is in it


def is_calendar(text: str) -> bool:
    return _BEGINS.match(text) is not None


def read_calendar(text: str, today: date, zone: str | None) -> Reading:
    """Return what its events say; instants in UTC fall on a day of *zone*. Each event is read by itself.

    Time zones that the file defines are left out: a day is the one that stands in the file.
    """
    rows = Rows(today)
    events = list(_events(text, rows))
    repeating: list[tuple[str, int, Event]] = []
    for line, event in events:
        if any(name in event for name in _REPEATS):
            repeating.append((str(event.get("UID", line)), line, event))
        else:
            _add(rows, line, event, zone)
    repeating.sort(key=lambda each: each[:2])
    for at, (_, group) in enumerate(groupby(repeating, key=lambda each: each[0])):
        _add_repeating(rows, {line: event for _, line, event in group}, zone, too_many=at >= REPEATING_MOST)
    return rows.reading()


def _events(text: str, rows: Rows) -> Iterator[tuple[int, Event]]:
    """Yield every event that is not cancelled with the line it begins on."""
    for line, block in _blocks(text):
        try:
            event = Event.from_ical(block)
        except Exception:  # noqa: BLE001 - whatever breaks the library, the entry cannot be read
            rows.refuse(line, Problem.BROKEN)
            continue
        if not isinstance(event, Event):
            rows.refuse(line, Problem.BROKEN)
        elif str(event.get("STATUS", "")).upper() != "CANCELLED":
            yield line, event


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of each VEVENT as one text, what is nested in it left out, with the number of the first."""
    block: list[str] = []
    began = depth = 0
    for number, line in enumerate(text.splitlines(), start=1):
        told = line.strip().upper()
        if told == "BEGIN:VEVENT":
            block, began, depth = [], number, 0
        elif began and told == "END:VEVENT":
            yield began, "\r\n".join(("BEGIN:VEVENT", *block, "END:VEVENT"))
            began = 0
        elif told.startswith("BEGIN:"):
            depth += 1
        elif told.startswith("END:"):
            depth = max(0, depth - 1)
        elif began and not depth and told:
            block.append(line)
    if began:
        yield began, ""  # the file breaks off in it


def _add(rows: Rows, line: int, event: Event, zone: str | None) -> None:
    name = str(event.get("SUMMARY", ""))
    try:
        first, last, timed = _days(event, zone)
    except Exception:  # noqa: BLE001 - dates that the library cannot make out, of any kind
        rows.refuse(line, Problem.NO_DATE, name)
        return
    rows.add(line, first, last, name, _categories(event), timed=timed)


def _days(event: Event, zone: str | None) -> tuple[date, date, bool]:
    """Return the first and last day, and whether it has clock times. Ends are exclusive; some leave them out."""
    start = event.decoded("DTSTART")
    end = event.decoded("DTEND") if "DTEND" in event else start + event.decoded("DURATION", timedelta(0))
    first, last = _local(start, zone), _local(end, zone)
    ends_with_day_before = not isinstance(end, datetime) or (end.hour, end.minute, end.second) == (0, 0, 0)
    if ends_with_day_before and last > first:
        last -= timedelta(days=1)
    return first, last, isinstance(start, datetime)


def _local(moment: date, zone: str | None) -> date:
    if not isinstance(moment, datetime):
        return moment
    if zone is not None and moment.tzinfo is not None and moment.tzname() == "UTC":
        moment = moment.astimezone(ZoneInfo(zone))
    return moment.date()


def _categories(event: Event) -> tuple[str, ...]:
    found = event.get("CATEGORIES", [])
    every = found if isinstance(found, list) else [found]
    return tuple(str(name) for one in every for name in getattr(one, "cats", ()))


def _add_repeating(rows: Rows, group: Mapping[int, Event], zone: str | None, *, too_many: bool) -> None:
    """Add every date of an entry that repeats, from a year ago to two years ahead."""
    line = min(group)
    name = str(group[line].get("SUMMARY", ""))
    calendar = Calendar()
    for event in group.values():
        calendar.add_component(event)
    try:
        plain = not too_many and all(_plain(event) for event in group.values())
        query = recurring_ical_events.of(calendar) if plain else None
        found = query.between(rows.today - BEHIND, rows.today + AHEAD) if query else None
    except Exception:  # noqa: BLE001 - a rule that breaks the library is one that cannot be read
        found = None
    if found is None:
        rows.refuse(line, Problem.REPEATS, name)
        return
    for event in found:
        _add(rows, line, event, zone)


def _plain(event: Event) -> bool:
    """Return whether its rule is one that schools use; others may take the library minutes to find out."""
    start = event.decoded("DTSTART")
    rules = event.get("RRULE", [])
    every = rules if isinstance(rules, list) else [rules]
    return _EARLIEST <= start.year <= _LATEST and len(every) <= 2 and all(_is_plain(rule, start) for rule in every)


def _is_plain(rule: Mapping[str, list[object]], start: date) -> bool:
    """Return whether it comes down to days that there are: the library looks for others up to the year 9999."""
    frequency, every = rule["FREQ"][0], rule.get("INTERVAL", [1])[0]
    chosen = rule.keys() & {"BYDAY", "BYMONTH", "BYMONTHDAY"}
    nth = [str(day)[:-2].lstrip("+-") for day in rule.get("BYDAY", ())]
    if not rule.keys() <= _RULE_PARTS or frequency not in _FREQUENCIES or every not in range(1, 53):
        return False
    if every != 1 and chosen - ({"BYDAY"} if frequency in ("WEEKLY", "MONTHLY") else set()):
        return False
    if any(nth) and (frequency not in ("MONTHLY", "YEARLY") or not {*nth} <= {*"12345"} or "BYMONTHDAY" in chosen):
        return False
    months = set(rule.get("BYMONTH", range(1, 13)))
    days_of_month = set(rule.get("BYMONTHDAY", ()))
    weekdays = {str(day)[-2:] for day in rule.get("BYDAY", ())}
    begins = start.toordinal()
    return any(
        day.month in months
        and (not days_of_month or {day.day, day.day - _length(day) - 1} & days_of_month)
        and (not weekdays or day.strftime("%a")[:2].upper() in weekdays)
        for day in map(date.fromordinal, range(begins, begins + _LONGEST_YEAR_PLAN))
    )


def _length(day: date) -> int:
    """Return how many days its month has."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return (following - timedelta(days=1)).day
