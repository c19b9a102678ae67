"""Announcements keep their wall time through every change of the clocks, in every zone."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.announcements import Announcement, AnnouncementState, Repeat, instant_of
from bot.domain.ids import AnnouncementId, CommunityId, Number, PersonId

ZONES = (
    "UTC", "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
    "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico", "America/St_Johns", "America/Halifax",
    "America/Havana", "America/Mexico_City", "America/Bogota", "America/Asuncion", "America/Santiago",
    "America/Sao_Paulo",
    "America/Nuuk", "Pacific/Easter", "Atlantic/Azores", "Europe/London", "Europe/Dublin", "Europe/Madrid",
    "Europe/Kyiv",
    "Africa/Casablanca", "Africa/Cairo", "Asia/Beirut", "Asia/Gaza", "Asia/Jerusalem", "Asia/Tehran", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Tokyo", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham",
    "Pacific/Apia", "Pacific/Kiritimati", "Antarctica/Troll",
)  # fmt: skip
WEEK = timedelta(weeks=1)


def announcement(zone: str, first_day: date, clock: time, repeat: Repeat = Repeat.WEEKLY) -> Announcement:
    return Announcement(
        AnnouncementId(1), CommunityId(1), Number(1), PersonId(1), "Hello", None, first_day, clock, zone, repeat,
        AnnouncementState.SCHEDULED, 1, 1, datetime(2020, 1, 1, tzinfo=UTC),
    )  # fmt: skip


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """The instants, to the minute, at which the clocks of *zone* change from 2024 to 2029."""
    here, found = ZoneInfo(zone), []
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    while moment.year < 2030:
        after = moment + timedelta(days=1)
        if moment.astimezone(here).utcoffset() != after.astimezone(here).utcoffset():
            low, high = moment, after
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                same = middle.astimezone(here).utcoffset() == low.astimezone(here).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            found.append(high.replace(second=0, microsecond=0))
        moment = after
    return tuple(found)


@st.composite
def wall_times(draw: st.DrawFn) -> tuple[str, date, time]:
    """A zone, a day and a clock time there, often within the hours in which its clocks change."""
    zone = draw(st.sampled_from(ZONES))
    at_a_change = draw(st.booleans())
    if at_a_change and changes(zone):
        change = draw(st.sampled_from(changes(zone))).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        near = change + timedelta(minutes=draw(st.integers(-130, 130)))
        return zone, near.date(), near.time()
    clock = draw(st.times()).replace(second=0, microsecond=0)
    return zone, draw(st.dates(date(2024, 1, 8), date(2029, 12, 1))), clock


def there(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def meant(day: date, clock: time, zone: str) -> tuple[list[datetime], timedelta]:
    """The instants at which it is that time there (none in a gap, two in a fold), and the offset before any change."""
    wall = datetime.combine(day, clock)
    around = [(wall + timedelta(hours=hours)).replace(tzinfo=UTC).astimezone(ZoneInfo(zone)) for hours in (-30, 30)]
    offsets = [offset for moment in around if (offset := moment.utcoffset()) is not None]
    instants = {(wall - offset).replace(tzinfo=UTC) for offset in offsets}
    return sorted(instant for instant in instants if there(instant, zone) == wall), offsets[0]


@given(wall_times())
def test_an_instant_is_what_the_clock_there_says(wall_time: tuple[str, date, time]) -> None:
    """The asked wall time; the first of two where clocks go back; later by the gap where they go forward."""
    zone, day, clock = wall_time
    instants, before = meant(day, clock, zone)
    found = instant_of(day, clock, ZoneInfo(zone))
    assert found.tzinfo is UTC
    if instants:
        assert found == instants[0]
    else:
        assert found == (datetime.combine(day, clock) - before).replace(tzinfo=UTC)
        assert there(found, zone) > datetime.combine(day, clock)


def test_the_zones_have_gaps_and_folds_to_try() -> None:
    """The law above is tried on thirty zones and more, and where clocks change."""
    assert len(ZONES) == len(set(ZONES)) >= 30
    assert sum(len(changes(zone)) for zone in ZONES) > 200


@pytest.mark.parametrize(("zone", "asked", "instant", "shown"), [
    ("America/New_York", "2026-10-06T16:00", "2026-10-06T20:00", "2026-10-06T16:00"),
    ("America/New_York", "2026-12-01T16:00", "2026-12-01T21:00", "2026-12-01T16:00"),
    ("America/New_York", "2027-03-14T02:30", "2027-03-14T07:30", "2027-03-14T03:30"),
    ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30", "2026-11-01T01:30"),
    ("Europe/Madrid", "2027-03-28T02:30", "2027-03-28T01:30", "2027-03-28T03:30"),
    ("Europe/Dublin", "2026-10-25T01:30", "2026-10-25T00:30", "2026-10-25T01:30"),
    ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45", "2026-10-04T02:45"),
    ("America/Havana", "2027-03-14T00:00", "2027-03-14T05:00", "2027-03-14T01:00"),
    ("Pacific/Apia", "2011-12-30T09:00", "2011-12-30T19:00", "2011-12-31T09:00"),
    ("Asia/Kathmandu", "2026-10-06T16:00", "2026-10-06T10:15", "2026-10-06T16:00"),
])  # fmt: skip
def test_known_changes_of_the_clock(zone: str, asked: str, instant: str, shown: str) -> None:
    """Gaps shift forward, folds take the first, half hours and a day that never was included."""
    wall = datetime.fromisoformat(asked)
    found = announcement(zone, wall.date(), wall.time()).occurrence_on(wall.date())
    assert found == datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert there(found, zone) == datetime.fromisoformat(shown)


MOMENTS = st.datetimes(datetime(2023, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(wall_times(), st.integers(-3, 120), st.integers(0, 120 * 24 * 60))
def test_every_week_has_its_one_occurrence(wall_time: tuple[str, date, time], weeks: int, minutes: int) -> None:
    """Strictly later, a week of days apart, at the asked wall time except in a gap, never twice in one day."""
    zone, first_day, clock = wall_time
    weekly = announcement(zone, first_day, clock)
    moment = datetime.combine(first_day, clock, tzinfo=UTC) + weeks * WEEK + timedelta(minutes=minutes % 10080)
    until = moment + timedelta(minutes=minutes)
    found = weekly.occurrences_after(moment, until)
    days, instants = [day for day, _ in found], [at for _, at in found]
    assert all(moment < at <= until for at in instants)
    assert all(earlier < later for earlier, later in itertools.pairwise(instants))
    assert all(later - earlier == WEEK for earlier, later in itertools.pairwise(days))
    assert all(day >= first_day and (day - first_day).days % 7 == 0 for day in days)
    assert len({there(at, zone).date() for at in instants}) == len(instants)
    for day, at in found:
        in_a_gap = not meant(day, clock, zone)[0]
        assert (there(at, zone) == datetime.combine(day, clock)) is not in_a_gap


@given(wall_times(), st.integers(-10, 400), st.integers(0, 300), st.integers(0, 300), st.sampled_from(Repeat))
def test_no_occurrence_falls_between_two_looks(
    wall_time: tuple[str, date, time], begin: int, one: int, two: int, repeat: Repeat
) -> None:
    """Looking twice at two spans finds what looking once at both does, and that is what a calendar has."""
    zone, first_day, clock = wall_time
    asked = announcement(zone, first_day, clock, repeat)
    start = asked.occurrence_on(first_day)
    moment, middle = start + timedelta(hours=begin * 12), start + timedelta(hours=begin * 12 + one)
    until = middle + timedelta(hours=two)
    whole = asked.occurrences_after(moment, until)
    assert whole == asked.occurrences_after(moment, middle) + asked.occurrences_after(middle, until)
    days = [first_day + number * WEEK for number in range(60 if repeat is Repeat.WEEKLY else 1)]
    calendar = tuple((day, at) for day in days if moment < (at := asked.occurrence_on(day)) <= until)
    assert whole == calendar


def test_at_the_very_moment_it_is_no_longer_to_come() -> None:
    """An occurrence at *until* counts, one at *moment* does not."""
    weekly = announcement("Europe/Madrid", date(2026, 10, 6), time(16))
    first, second = weekly.occurrence_on(date(2026, 10, 6)), weekly.occurrence_on(date(2026, 10, 13))
    assert weekly.occurrences_after(first, second) == ((date(2026, 10, 13), second),)
    assert weekly.occurrences_after(first - timedelta(seconds=1), first) == ((date(2026, 10, 6), first),)
    assert weekly.occurrences_after(second, first) == ()


def test_once_is_once() -> None:
    """What is not repeated happens on its day and never again."""
    once = announcement("America/New_York", date(2026, 10, 6), time(16), Repeat.ONCE)
    at = datetime(2026, 10, 6, 20, tzinfo=UTC)
    assert once.occurrences_after(at - 52 * WEEK, at + 52 * WEEK) == ((date(2026, 10, 6), at),)
    assert once.occurrences_after(at, at + 52 * WEEK) == ()
