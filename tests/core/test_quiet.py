"""Quiet hours end at their time by the clock on the wall, in every zone and over every change of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.quiet import DEFAULT_QUIET, QuietHours
from tests.core.test_recurrence import ZONES, changes

MINUTE = timedelta(minutes=1)
_MINUTES_NEAR = st.integers(-40 * 60, 40 * 60)
_MINUTES = st.integers(0, 2 * 365 * 24 * 60)

CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 59)))
HOURS = st.builds(QuietHours, CLOCKS, CLOCKS)


@st.composite
def moments(draw: st.DrawFn) -> tuple[datetime, ZoneInfo]:
    """Any minute of some years in any zone, mostly near a change of its clocks."""
    zone: str = draw(st.sampled_from(ZONES))
    here = ZoneInfo(zone)
    found = changes(zone)
    near: int = draw(st.integers(0, 3))
    if found and near:
        about: datetime = draw(st.sampled_from(found))
        return about.replace(tzinfo=here).astimezone(UTC) + draw(_MINUTES_NEAR) * MINUTE, here
    return datetime(2026, 1, 1, tzinfo=UTC) + draw(_MINUTES) * MINUTE, here


def quiet_at(hours: QuietHours, clock: time) -> bool:
    """Whether *clock* is within *hours*, counted on the face of the clock from their begin."""
    length = (minutes(hours.end) - minutes(hours.begin)) % (24 * 60)
    return (minutes(clock) - minutes(hours.begin)) % (24 * 60) < length


def minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def left_out(wall: datetime, zone: ZoneInfo) -> bool:
    """Whether the clocks of *zone* skip that time on that day."""
    there = wall.replace(tzinfo=zone)
    return there.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall


def test_there_are_enough_zones_to_speak_of_every_one() -> None:
    """Those with the oddest clocks are among them."""
    assert len(ZONES) >= 30


@given(moments(), HOURS)
def test_a_message_waits_exactly_while_it_is_quiet(at: tuple[datetime, ZoneInfo], hours: QuietHours) -> None:
    """Nobody is written to within their quiet hours, and nothing waits outside of them."""
    moment, zone = at
    end = hours.until(moment, zone)
    assert (end is not None) == quiet_at(hours, moment.astimezone(zone).time())


@given(moments(), HOURS)
def test_quiet_hours_end_later_and_are_over_then(at: tuple[datetime, ZoneInfo], hours: QuietHours) -> None:
    """They end at the time that was chosen, or where the clocks skip it as much later, and then it is not quiet."""
    moment, zone = at
    end = hours.until(moment, zone)
    if end is None:
        return
    assert end > moment
    assert hours.until(end, zone) is None
    local = end.astimezone(zone).replace(tzinfo=None)
    if local.time() != hours.end:
        wanted = [datetime.combine(local.date() - timedelta(days=days), hours.end) for days in (0, 1)]
        assert any(left_out(wall, zone) for wall in wanted)


@given(moments(), HOURS)
def test_quiet_hours_last_less_than_a_day_and_what_the_clocks_add(
    at: tuple[datetime, ZoneInfo], hours: QuietHours
) -> None:
    """Nothing waits for more than two nights, whatever the clocks do."""
    moment, zone = at
    end = hours.until(moment, zone)
    assert end is None or end - moment <= timedelta(hours=49)


@given(moments(), CLOCKS)
def test_equal_times_are_no_quiet_hours(at: tuple[datetime, ZoneInfo], clock: time) -> None:
    """Who chooses the same time for both is never made to wait."""
    moment, zone = at
    assert QuietHours(clock, clock).none
    assert QuietHours(clock, clock).until(moment, zone) is None


@pytest.mark.parametrize(("moment", "zone", "hours", "end"), [
    ("2026-10-01T21:00-04:00", "America/New_York", DEFAULT_QUIET, "2026-10-02T06:00-04:00"),
    ("2026-10-01T20:59-04:00", "America/New_York", DEFAULT_QUIET, None),
    ("2026-10-02T06:00-04:00", "America/New_York", DEFAULT_QUIET, None),
    # The night is an hour longer in fall, an hour shorter in spring.
    ("2026-10-31T23:00-04:00", "America/New_York", DEFAULT_QUIET, "2026-11-01T06:00-05:00"),
    ("2027-03-13T23:00-05:00", "America/New_York", DEFAULT_QUIET, "2027-03-14T06:00-04:00"),
    # Half past one comes twice, half past two not at all.
    ("2026-11-01T01:00-04:00", "America/New_York", QuietHours(time(21), time(1, 30)), "2026-11-01T01:30-04:00"),
    ("2026-11-01T01:00-05:00", "America/New_York", QuietHours(time(21), time(1, 30)), "2026-11-01T01:30-05:00"),
    ("2027-03-14T01:00-05:00", "America/New_York", QuietHours(time(21), time(2, 30)), "2027-03-14T03:30-04:00"),
    # What was not to be quiet falls into the hour that is skipped.
    ("2027-03-14T01:00-05:00", "America/New_York", QuietHours(time(2, 45), time(2, 15)), "2027-03-15T02:15-04:00"),
    # Samoa went from the 29th to the 31st.
    ("2011-12-29T22:00-10:00", "Pacific/Apia", DEFAULT_QUIET, "2011-12-31T06:00+14:00"),
])  # fmt: skip
def test_quiet_hours_by_example(moment: str, zone: str, hours: QuietHours, end: str | None) -> None:
    """Over an ordinary night and over odd ones."""
    expected = None if end is None else datetime.fromisoformat(end)
    assert hours.until(datetime.fromisoformat(moment), ZoneInfo(zone)) == expected
