"""What repeats keeps its wall time through every change of the clocks and goes around school days, in every zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.recurrence import (
    Change,
    Held,
    LeftOut,
    Moved,
    Occurrence,
    OnClosed,
    Recurrence,
    Shift,
    Skipped,
    instant_of,
)
from bot.domain.repeats import Repeat, interval, repeat_of, rule_of
from bot.domain.school_calendars.files import read_file
from bot.domain.school_days import DayKind, Entry, SchoolDays

ZONES = (
    "UTC", "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
    "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico", "America/St_Johns", "America/Halifax",
    "America/Havana", "America/Bogota", "America/Asuncion", "America/Santiago", "America/Sao_Paulo", "America/Nuuk",
    "Pacific/Easter", "Atlantic/Azores", "Europe/London", "Europe/Dublin", "Europe/Madrid", "Africa/Casablanca",
    "Africa/Cairo", "Asia/Beirut", "Asia/Gaza", "Asia/Jerusalem", "Asia/Tehran", "Asia/Kolkata", "Asia/Kathmandu",
    "Asia/Tokyo", "Australia/Sydney", "Australia/Lord_Howe", "Australia/Eucla", "Pacific/Auckland",
    "Pacific/Chatham", "Pacific/Apia", "Pacific/Kiritimati", "Antarctica/Troll",
)  # fmt: skip
FIRST_YEARS = (2011, 2017, 2022, 2026)
"""2011: Samoa leaves a whole day out; 2017: Brazil's clocks still change, at midnight."""
EASTERN = "America/New_York"
NO_DAYS = SchoolDays()
REPEATS = st.sampled_from(Repeat)


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """The local days, at midnight, on which the clocks of *zone* change within three years of FIRST_YEARS."""
    here, found = ZoneInfo(zone), []
    for year in FIRST_YEARS:
        moment = datetime(year, 1, 1, tzinfo=UTC)
        while moment.year < year + 3:
            after = moment + timedelta(days=1)
            if moment.astimezone(here).utcoffset() != after.astimezone(here).utcoffset():
                found.append(after.astimezone(here).replace(tzinfo=None))
            moment = after
    return tuple(found)


@st.composite
def recurrences(draw: st.DrawFn) -> Recurrence:
    """One in any zone, often with a start whose weekday and hour meet a change of the clocks."""
    zone = draw(st.sampled_from(ZONES))
    at_a_change = draw(st.booleans())
    near = draw(st.sampled_from(changes(zone))) if at_a_change and changes(zone) else None
    if near is None:
        first = draw(st.dates(date(2011, 1, 1), date(2027, 12, 31)))
        clock = draw(st.times()).replace(second=0, microsecond=0)
    else:
        first = near.date() - timedelta(days=draw(st.sampled_from((0, 1, 2, 7, 14, 28))))
        clock = time(draw(st.sampled_from((0, 1, 2, 3, 22, 23))), draw(st.sampled_from((0, 15, 30, 59))))
    repeat = draw(REPEATS)
    rule = draw(st.sampled_from((rule_of(repeat, first), "FREQ=DAILY")))
    return Recurrence(
        first,
        clock,
        zone,
        rule,
        until=first + timedelta(days=draw(st.integers(0, 300))) if draw(st.booleans()) else None,
        held=draw(st.none() | st.integers(1, 12)),
        on_closed=draw(st.sampled_from(OnClosed)),
    )


@st.composite
def changed(draw: st.DrawFn) -> tuple[Recurrence, SchoolDays]:
    """A recurrence of which some dates were skipped, moved or held, among closed days."""
    plain = draw(recurrences())
    regular = plain.following(plain.instant - timedelta(days=3), plain.instant + timedelta(days=200), NO_DAYS)
    edits: dict[str, Change] = {}
    for each in draw(st.lists(st.sampled_from(regular), max_size=5)) if regular else []:
        day = plain.first_day + timedelta(days=draw(st.integers(0, 200)))
        ways: tuple[Change, ...] = (Skipped(), Held(), Moved(day, plain.clock))
        edits[each.identity] = draw(st.sampled_from(ways))
    spans = draw(st.lists(st.tuples(st.integers(0, 250), st.integers(0, 12)), max_size=8))
    entries = []
    for start, length in spans:
        first = plain.first_day + timedelta(days=start)
        entries.append(Entry(first, first + timedelta(days=length), "Closed", DayKind.CLOSED))
    return Recurrence(
        plain.first_day, plain.clock, plain.zone, plain.rule, plain.until, plain.held, plain.on_closed, edits
    ), SchoolDays(entries)


def whole(recurrence: Recurrence, days: SchoolDays) -> tuple[Occurrence | LeftOut, ...]:
    start = recurrence.instant
    return recurrence.following(start - timedelta(days=3), start + timedelta(days=330), days)


def there(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


# Laws


@given(changed())
def test_instants_increase_and_no_day_has_two(given_: tuple[Recurrence, SchoolDays]) -> None:
    """Whatever is skipped, moved or closed, what takes place comes one after another, at most once a local day."""
    recurrence, days = given_
    held = [each for each in whole(recurrence, days) if isinstance(each, Occurrence)]
    assert all(before.at < after.at for before, after in pairwise(held))
    local = [there(each.at, recurrence.zone).date() for each in held]
    assert local == [each.day for each in held]
    assert len(set(local)) == len(local)


@given(changed())
def test_the_asked_wall_time_is_kept(given_: tuple[Recurrence, SchoolDays]) -> None:
    """It is the asked time on the wall, but where the clocks leave that out: then it is later by as much."""
    recurrence, days = given_
    for each in whole(recurrence, days):
        if isinstance(each, LeftOut):
            continue
        wall = there(each.at, recurrence.zone)
        if each.shift is Shift.GAP:
            assert wall.time() != each.clock or wall.date() != date.fromisoformat(each.identity[:10])
        else:
            assert (wall.date(), wall.time()) == (each.day, each.clock)
        again = [
            moment for moment in (each.at - timedelta(minutes=30 * n) for n in range(1, 7))
            if there(moment, recurrence.zone) == wall
        ]  # fmt: skip
        assert not again, "of a time that comes twice it is the first"


@given(changed())
def test_an_identity_outlives_every_edit(given_: tuple[Recurrence, SchoolDays]) -> None:
    """Skipped, held or moved, each regular start is there once, by its original local start."""
    recurrence, days = given_
    plain = Recurrence(recurrence.first_day, recurrence.clock, recurrence.zone, recurrence.rule, recurrence.until)
    regular = {each.identity for each in whole(plain, NO_DAYS)}
    settled = [each.identity for each in whole(recurrence, days)]
    assert len(set(settled)) == len(settled)
    assert set(settled) <= regular | set(recurrence.changes)
    for each in whole(recurrence, days):
        match recurrence.changes.get(each.identity):
            case Skipped():
                assert isinstance(each, LeftOut)
            case Moved(day, clock) if isinstance(each, Occurrence):
                assert each.at == instant_of(day, clock, ZoneInfo(recurrence.zone))
                assert each.moved


@given(changed())
def test_as_many_take_place_as_were_asked(given_: tuple[Recurrence, SchoolDays]) -> None:
    """Six means six that take place: what is left out is made up for, as far as the last day allows."""
    recurrence, days = given_
    if recurrence.held is None:
        return
    start = recurrence.instant - timedelta(days=3)
    taking_place = recurrence.occurrences(start, start + timedelta(days=4 * 366), days)
    assert len(taking_place) <= recurrence.held
    if (
        recurrence.rule
        and recurrence.until is None
        and recurrence.on_closed is OnClosed.KEEP
        and not recurrence.changes
    ):
        assert len(taking_place) == recurrence.held
    if (
        recurrence.rule
        and recurrence.until is None
        and not any(isinstance(change, Moved) for change in recurrence.changes.values())
    ):
        assert len(taking_place) == recurrence.held


@given(changed(), st.integers(-5, 320), st.integers(0, 60))
def test_a_part_of_the_time_shows_that_part_of_the_whole(
    given_: tuple[Recurrence, SchoolDays], start: int, length: int
) -> None:
    """What is due in a week is the same, whether one asks for that week or for the year."""
    recurrence, days = given_
    after = recurrence.instant + timedelta(days=start)
    until = min(after + timedelta(days=length), recurrence.instant + timedelta(days=330))
    found = recurrence.occurrences(after, until, days)
    every = [each for each in whole(recurrence, days) if isinstance(each, Occurrence)]
    assert list(found) == [each for each in every if after < each.at <= until]


@given(recurrences(), st.lists(st.tuples(st.integers(0, 250), st.integers(0, 12)), max_size=8))
def test_none_takes_place_on_a_closed_day_unless_it_is_kept(
    recurrence: Recurrence, spans: list[tuple[int, int]]
) -> None:
    """Skipped, asked about or moved to a school day: a closed day has none, and moving keeps the order."""
    firsts = [(recurrence.first_day + timedelta(days=start), timedelta(days=length)) for start, length in spans]
    days = SchoolDays(Entry(first, first + length, "Closed", DayKind.CLOSED) for first, length in firsts)
    for each in whole(recurrence, days):
        if isinstance(each, LeftOut):
            assert each.asked == (recurrence.on_closed is OnClosed.ASK)
        elif recurrence.on_closed is not OnClosed.KEEP and each.shift is not Shift.GAP:
            assert days.closed_on(each.day) is None
            assert not each.moved or days.is_school_day(each.day)


# Changes of the clocks


@pytest.mark.parametrize(
    ("zone", "day", "clock", "utc", "shift"),
    [
        (EASTERN, date(2027, 3, 14), time(2, 30), "2027-03-14T07:30", Shift.GAP),  # 3:30 AM
        (EASTERN, date(2026, 11, 1), time(1, 30), "2026-11-01T05:30", Shift.FOLD),  # the first 1:30 AM
        (EASTERN, date(2026, 11, 1), time(16), "2026-11-01T21:00", Shift.NONE),
        ("America/Havana", date(2026, 3, 8), time(0, 30), "2026-03-08T05:30", Shift.GAP),
        ("America/Havana", date(2026, 11, 1), time(0, 30), "2026-11-01T04:30", Shift.FOLD),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:45", Shift.GAP),
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), "2026-04-04T14:45", Shift.FOLD),
        ("Pacific/Chatham", date(2026, 9, 27), time(3), "2026-09-26T14:15", Shift.GAP),
        ("America/Sao_Paulo", date(2017, 10, 15), time(0, 0), "2017-10-15T03:00", Shift.GAP),
        ("Africa/Cairo", date(2026, 4, 24), time(0, 30), "2026-04-23T22:30", Shift.GAP),
    ],
)
def test_gaps_go_forward_and_folds_take_the_first(zone: str, day: date, clock: time, utc: str, shift: Shift) -> None:
    """A time that the clocks leave out is later by the gap; one that comes twice is the first."""
    once = Recurrence(day, clock, zone)
    (found,) = whole(once, NO_DAYS)
    assert isinstance(found, Occurrence)
    assert (found.at, found.shift) == (datetime.fromisoformat(utc).replace(tzinfo=UTC), shift)


def test_a_day_that_a_country_leaves_out_is_not_had_twice() -> None:
    """Samoa went from December 29 to December 31, 2011: what was daily took place once on the 31st."""
    daily = Recurrence(date(2011, 12, 28), time(9), "Pacific/Apia", "FREQ=DAILY", until=date(2012, 1, 1))
    found = whole(daily, NO_DAYS)
    assert [each.day.isoformat() for each in found if isinstance(each, Occurrence)] == [
        "2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01",
    ]  # fmt: skip
    assert [each.identity for each in found if isinstance(each, LeftOut)] == ["2011-12-30T09:00"]


# Around the school days


@pytest.fixture(scope="module")
def district(shared: Path) -> SchoolDays:
    """The sample district's days; its teachers are off for the NJEA Convention."""
    content = (shared / "data" / "school-calendar-2026-27.ics").read_bytes()
    read = read_file(content, date(2026, 9, 1), EASTERN).entries
    return SchoolDays(each.answered("NJEA" in each.name) if each.asked else each for each in read)


def test_every_thursday_of_a_school_year(district: SchoolDays) -> None:
    """From September 3 to June 17 there are 36, at 4 PM before and after both changes of the clocks."""
    rule = rule_of(Repeat.WEEKLY, date(2026, 9, 3))
    thursdays = Recurrence(date(2026, 9, 3), time(16), EASTERN, rule, date(2027, 6, 17), on_closed=OnClosed.SKIP)
    start, end = datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 7, 1, tzinfo=UTC)
    found = thursdays.occurrences(start, end, district)
    closed = {date(2026, 11, 5), date(2026, 11, 26), date(2026, 12, 24), date(2026, 12, 31), date(2027, 2, 18),
              date(2027, 4, 22)}  # fmt: skip
    every = {date(2026, 9, 3) + timedelta(weeks=n) for n in range(42)}
    assert len(found) == 36
    assert [each.day for each in found] == sorted(every - closed)
    assert {there(each.at, EASTERN).time() for each in found} == {time(16)}
    assert {each.at.hour for each in found} == {20, 21}
    left_out = [each for each in thursdays.following(start, end, district) if isinstance(each, LeftOut)]
    assert {each.day for each in left_out} == closed
    assert left_out[0].why == "NJEA Convention - No School"


def test_six_sessions_that_take_place(district: SchoolDays) -> None:
    """Six Thursdays from October 22 end on December 10, as two of them are days off."""
    six = Recurrence(
        date(2026, 10, 22), time(16), EASTERN, "FREQ=WEEKLY;BYDAY=TH", held=6, on_closed=OnClosed.SKIP
    )  # fmt: skip
    found = six.upcoming(datetime(2026, 10, 1, tzinfo=UTC), 20, district)
    days = [f"{each.day:%b} {each.day.day}" for each in found if isinstance(each, Occurrence)]
    assert days == ["Oct 22", "Oct 29", "Nov 12", "Nov 19", "Dec 3", "Dec 10"]
    assert [each.why for each in found if isinstance(each, LeftOut)] == [
        "NJEA Convention - No School",
        "Thanksgiving Recess - District Closed",
    ]


THURSDAYS = Recurrence(date(2026, 11, 19), time(16), EASTERN, "FREQ=WEEKLY;BYDAY=TH", date(2026, 12, 31))


def thursdays(on_closed: OnClosed, **changes_: object) -> Recurrence:
    edits = {name.replace("_", "-")[1:] + "T16:00": change for name, change in changes_.items()}
    return Recurrence(
        THURSDAYS.first_day, THURSDAYS.clock, EASTERN, THURSDAYS.rule, THURSDAYS.until, None, on_closed,
        edits,  # type: ignore[arg-type]
    )  # fmt: skip


def held_on(recurrence: Recurrence, days: SchoolDays) -> list[str]:
    return [each.day.isoformat()[5:] for each in whole(recurrence, days) if isinstance(each, Occurrence)]


def test_moved_to_the_next_school_day(district: SchoolDays) -> None:
    """Thanksgiving's goes to Monday; those of winter recess have no day before the next one and are left out."""
    assert held_on(thursdays(OnClosed.MOVE), district) == ["11-19", "11-30", "12-03", "12-10", "12-17"]
    daily = Recurrence(date(2026, 11, 23), time(16), EASTERN, "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", date(2026, 12, 1))
    moving = Recurrence(daily.first_day, daily.clock, EASTERN, daily.rule, daily.until, None, OnClosed.MOVE)
    assert held_on(moving, district) == ["11-23", "11-24", "11-25", "11-30", "12-01"]


def test_asked_until_somebody_answers(district: SchoolDays) -> None:
    """Unanswered it is left out and says so; answered it takes place, or not, and is asked no more."""
    asking = thursdays(OnClosed.ASK)
    asked = [each for each in whole(asking, district) if isinstance(each, LeftOut)]
    assert [(each.day.isoformat()[5:], each.asked) for each in asked] == [
        ("11-26", True), ("12-24", True), ("12-31", True),
    ]  # fmt: skip
    answered = thursdays(OnClosed.ASK, _2026_11_26=Held(), _2026_12_24=Skipped(), _2026_12_31=Skipped())
    assert held_on(answered, district) == ["11-19", "11-26", "12-03", "12-10", "12-17"]
    assert not any(each.asked for each in whole(answered, district) if isinstance(each, LeftOut))


def test_moved_by_hand_it_keeps_its_identity_and_its_day(district: SchoolDays) -> None:
    """Moved even to a closed day it takes place there, and another of that day makes way."""
    moved = thursdays(OnClosed.SKIP, _2026_11_19=Moved(date(2026, 11, 27), time(9)))
    first = whole(moved, district)[1]
    assert isinstance(first, Occurrence)
    assert (first.identity, first.day, first.clock, first.moved) == (
        "2026-11-19T16:00", date(2026, 11, 27), time(9), True,
    )  # fmt: skip
    crowded = thursdays(OnClosed.KEEP, _2026_11_19=Moved(date(2026, 12, 3), time(9)))
    assert [each.identity[5:10] for each in whole(crowded, district) if isinstance(each, Occurrence)] == [
        "11-26", "11-19", "12-10", "12-17", "12-24", "12-31",
    ]  # fmt: skip
    both = thursdays(
        OnClosed.KEEP, _2026_11_19=Moved(date(2026, 12, 1), time(9)), _2026_11_26=Moved(date(2026, 12, 1), time(8))
    )
    assert held_on(both, district)[:2] == ["12-01", "12-03"]


def test_a_search_ends_where_nothing_takes_place() -> None:
    """Six sessions asked for while everything is closed for years are looked for, and not for ever."""
    first = date(2026, 9, 1)
    years = [Entry(first + timedelta(days=365 * n), first + timedelta(days=365 * (n + 1)), "Closed", DayKind.CLOSED)
             for n in range(8)]  # fmt: skip
    six = Recurrence(first, time(16), EASTERN, "FREQ=DAILY", held=6, on_closed=OnClosed.SKIP)
    assert six.occurrences(six.instant, datetime(9990, 1, 1, tzinfo=UTC), SchoolDays(years)) == ()
    assert not any(isinstance(each, Occurrence) for each in six.upcoming(six.instant, 6, SchoolDays(years)))


def test_a_zone_that_is_gone_is_told() -> None:
    """Nothing is guessed for a zone that nobody knows."""
    with pytest.raises(ZoneInfoNotFoundError):
        whole(Recurrence(date(2026, 9, 1), time(16), "Mars/Base"), NO_DAYS)


# How often


@given(REPEATS, st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_a_choice_makes_a_rule_and_a_rule_tells_its_choice(repeat: Repeat, first: date) -> None:
    """Whatever day it begins on, the choice can be read back, and the first day is one of its days."""
    rule = rule_of(repeat, first)
    assert repeat_of(rule) is repeat
    found = whole(Recurrence(first, time(12), "UTC", rule), NO_DAYS)
    assert found[0].day == first or (repeat is Repeat.DAILY and first.weekday() > 4)


@pytest.mark.parametrize(
    ("repeat", "first", "days", "gap"),
    [
        (Repeat.ONCE, date(2026, 10, 1), ["10-01"], None),
        (Repeat.DAILY, date(2026, 10, 2), ["10-02", "10-05", "10-06"], 1),
        (Repeat.WEEKLY, date(2026, 10, 1), ["10-01", "10-08", "10-15"], 7),
        (Repeat.TWO_WEEKS, date(2026, 10, 1), ["10-01", "10-15", "10-29"], 14),
        (Repeat.MONTHLY_WEEKDAY, date(2026, 10, 1), ["10-01", "11-05", "12-03"], 28),
        (Repeat.MONTHLY_WEEKDAY, date(2026, 10, 30), ["10-30", "11-27", "12-25"], 28),
        (Repeat.MONTHLY_DAY, date(2026, 10, 15), ["10-15", "11-15", "12-15"], 28),
        (Repeat.MONTHLY_DAY, date(2026, 10, 31), ["10-31", "11-30", "12-31"], 28),
    ],
)
def test_what_each_choice_comes_to(repeat: Repeat, first: date, days: list[str], gap: int | None) -> None:
    """The fifth Friday is the last, the 31st is the last day of the month; and so long apart are they at least."""
    rule = rule_of(repeat, first)
    found = Recurrence(first, time(12), "UTC", rule).upcoming(datetime(2026, 1, 1, tzinfo=UTC), 3, NO_DAYS)
    assert [each.day.isoformat()[5:] for each in found] == days
    assert interval(rule) == (None if gap is None else timedelta(days=gap))


def test_a_rule_of_another_making_is_no_choice() -> None:
    """What an older or another program wrote is followed, and not taken for a choice of ours."""
    assert repeat_of("FREQ=WEEKLY") is Repeat.WEEKLY
    assert repeat_of("FREQ=YEARLY") is None
    assert interval("FREQ=WEEKLY;BYDAY=TU,TH") == timedelta(days=2)
