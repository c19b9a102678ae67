"""Days and clock times are read as people write them; what could mean two things is asked."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.typed_times import TwoClocks, TwoDays, read_clock, read_day

TODAY = date(2026, 9, 1)
ENGLISH = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
SPANISH = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre")  # fmt: skip
DAYS = st.dates(date(1000, 1, 1))
SOON = st.dates(date(2020, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(("typed", "day"), [
    ("2026-10-06", date(2026, 10, 6)), ("2026-1-6", date(2026, 1, 6)), ("  2026-10-06 ", date(2026, 10, 6)),
    ("October 6", date(2026, 10, 6)), ("OCTOBER 6", date(2026, 10, 6)), ("oct 6", date(2026, 10, 6)),
    ("Oct. 6", date(2026, 10, 6)), ("Oct. 6, 2027", date(2027, 10, 6)), ("6 October 2027", date(2027, 10, 6)),
    ("October 6th", date(2026, 10, 6)), ("the 6th of October", date(2026, 10, 6)), ("6oct", date(2026, 10, 6)),
    ("Tuesday, October 6", date(2026, 10, 6)), ("sept 30", date(2026, 9, 30)), ("Sep 30", date(2026, 9, 30)),
    ("6 de octubre", date(2026, 10, 6)), ("martes, 6 de octubre de 2026", date(2026, 10, 6)),
    ("1º de octubre", date(2026, 10, 1)), ("6 dic", date(2026, 12, 6)), ("3 ene", date(2027, 1, 3)),
    ("Septiembre 2", date(2026, 9, 2)), ("may 5", date(2027, 5, 5)),
    ("September 1", date(2026, 9, 1)), ("August 31", date(2027, 8, 31)), ("February 29", date(2028, 2, 29)),
    ("today", TODAY), ("Tomorrow", date(2026, 9, 2)), ("hoy", TODAY), ("mañana", date(2026, 9, 2)),
    ("manana", date(2026, 9, 2)),
    ("13/10", date(2026, 10, 13)), ("10/13", date(2026, 10, 13)), ("13-10", date(2026, 10, 13)),
    ("13/10/2027", date(2027, 10, 13)), ("10/13/2027", date(2027, 10, 13)), ("6/6", date(2027, 6, 6)),
    ("6/6/2030", date(2030, 6, 6)), ("2/29", date(2028, 2, 29)), ("31/1", date(2027, 1, 31)),
])  # fmt: skip
def test_a_day_is_read(typed: str, day: date) -> None:
    """In English or Spanish, in either order; without a year it is the next such day, today included."""
    assert read_day(typed, TODAY) == day


@pytest.mark.parametrize(("typed", "month_first", "day_first"), [
    ("6/10", date(2027, 6, 10), date(2026, 10, 6)),
    ("10/6", date(2026, 10, 6), date(2027, 6, 10)),
    ("6-10", date(2027, 6, 10), date(2026, 10, 6)),
    ("6/10/2030", date(2030, 6, 10), date(2030, 10, 6)),
    ("9/1", date(2026, 9, 1), date(2027, 1, 9)),
    ("12/11", date(2026, 12, 11), date(2026, 11, 12)),
])  # fmt: skip
def test_two_numbers_that_are_two_days_are_asked(typed: str, month_first: date, day_first: date) -> None:
    """Half the world reads 6/10 as June; nobody is guessed at."""
    assert read_day(typed, TODAY) == TwoDays(month_first, day_first)


@pytest.mark.parametrize("typed", [
    "", " ", "next Friday", "Friday", "soon", "October", "October 2026", "6", "2026", "October 32", "31 February",
    "30/2", "13/13", "0/5", "2026-13-01", "2026-02-30", "2025-02-29", "6/10/26", "6/10/2026/1", "2026/10/06",
    "October 6 or 7", "October or November 6", "October 6 2026 2027", "6 10", "99999999999", "2026-10-06T16:00",
    "-6/10", "October 133", "October 6 133", "💡", "octember 6", "🗓 6", "0 October",
])  # fmt: skip
def test_what_names_no_day_is_not_guessed(typed: str) -> None:
    """Half a day, two days, a day that is not in the calendar and plain words are none."""
    assert read_day(typed, TODAY) is None


@pytest.mark.parametrize("typed", ["2 days ago", "3 weeks ago"])
def test_words_around_a_number_make_no_month(typed: str) -> None:
    """“2 days ago” is not the second of August (agosto)."""
    assert read_day(typed, TODAY) is None


@given(DAYS, SOON)
def test_a_day_in_iso_form_is_itself(day: date, today: date) -> None:
    """Year, month, day is read back whatever day it is today."""
    assert read_day(day.isoformat(), today) == day


@given(DAYS, SOON, st.sampled_from([ENGLISH, SPANISH]), st.booleans(), st.sampled_from([3, 99]))
def test_a_day_with_its_month_in_words_is_itself(
    day: date, today: date, months: tuple[str, ...], day_first: bool, letters: int
) -> None:
    """The month in words, whole or its first three letters, in either order, leaves nothing to ask."""
    month = months[day.month - 1][:letters]
    typed = f"{day.day} {month} {day.year}" if day_first else f"{month.upper()} {day.day}, {day.year:04}"
    assert read_day(typed, today) == day


@given(SOON, SOON)
def test_without_a_year_it_is_the_next_such_day(wanted: date, today: date) -> None:
    """Never a day that is over, never one further away than the next."""
    found = read_day(f"{ENGLISH[wanted.month - 1]} {wanted.day}", today)
    assert isinstance(found, date)
    assert (found.month, found.day) == (wanted.month, wanted.day)
    assert found >= today
    between = (date(year, wanted.month, 1) + timedelta(days=wanted.day - 1) for year in range(today.year, found.year))
    assert not [day for day in between if day.month == wanted.month and today <= day < found]


@given(st.integers(1, 31), st.integers(1, 31), st.one_of(st.none(), st.integers(2020, 2030)), SOON)
def test_two_numbers_are_asked_just_where_both_orders_are_a_day(
    one: int, other: int, year: int | None, today: date
) -> None:
    """13/10 can only be October; 6/6 is the same either way; the rest is asked, or is no day at all."""
    found = read_day(f"{one}/{other}" + (f"/{year}" if year else ""), today)
    both = one <= 12 and other <= 12
    if both and one != other:
        assert isinstance(found, TwoDays)
        assert (found.month_first.month, found.month_first.day) == (one, other)
        assert (found.day_first.month, found.day_first.day) == (other, one)
    elif one > 12 and other > 12:
        assert found is None
    elif found is not None:
        assert isinstance(found, date)
        assert {found.month, found.day} == {one, other}


@given(st.text(), SOON)
def test_any_text_is_a_day_two_or_none(typed: str, today: date) -> None:
    """Nothing that can be typed makes it fail."""
    assert isinstance(read_day(typed, today), date | TwoDays | None)
    assert isinstance(read_clock(typed), time | TwoClocks | None)


@pytest.mark.parametrize(("typed", "clock"), [
    ("4 pm", time(16)), ("4pm", time(16)), ("4 PM", time(16)), ("4 p.m.", time(16)), ("4:30 pm", time(16, 30)),
    ("4.30 pm", time(16, 30)), ("4:00\u202fPM", time(16)), ("4 a.m.", time(4)), ("12 am", time(0)), ("12 pm", time(12)),
    ("12:30 am", time(0, 30)), ("16:00", time(16)), ("16.30", time(16, 30)), ("16h30", time(16, 30)),
    ("07:00", time(7)), ("7:00", time(7)), ("0:05", time(0, 5)), ("00:00", time(0)), ("23:59", time(23, 59)),
    ("16", time(16)),
    ("13", time(13)), ("0", time(0)), ("noon", time(12)), ("Noon", time(12)), ("mediodía", time(12)),
    (" 16:00 ", time(16)),
])  # fmt: skip
def test_a_clock_time_is_read(typed: str, clock: time) -> None:
    """With AM or PM, or in the 24 hours of a day."""
    assert read_clock(typed) == clock


@pytest.mark.parametrize(("typed", "morning"), [("7", 7), ("07", 7), ("1", 1), ("11", 11), ("12", 0)])
def test_an_hour_alone_is_asked(typed: str, morning: int) -> None:
    """7 is breakfast or dinner."""
    assert read_clock(typed) == TwoClocks(time(morning), time(morning + 12))


@pytest.mark.parametrize("typed", [
    "", "soon", "24:00", "25", "13 pm", "0 am", "7:60", "7:5", "pm", "at 4 pm", "4 pm tomorrow", "4 xm", "-4", "4::00",
    "16:00:00", "4 pm pm", "💡", "123", "4,5",
])  # fmt: skip
def test_what_names_no_clock_time_is_not_guessed(typed: str) -> None:
    """An hour that no clock shows and plain words are none."""
    assert read_clock(typed) is None


@pytest.mark.parametrize("typed", ["4 p. m.", "4:30 p. m."])
def test_spanish_writes_pm_with_a_space(typed: str) -> None:
    """“4 p. m.” is how Spanish spells it, and how its phones type it."""
    assert read_clock(typed) == time(16, 30 if "30" in typed else 0)


@given(st.times().map(lambda clock: clock.replace(second=0, microsecond=0)))
def test_a_clock_time_in_either_form_is_itself(clock: time) -> None:
    """Hours and minutes are read back, from 24 hours and from AM and PM."""
    assert read_clock(clock.isoformat("minutes")) == clock
    assert read_clock(datetime.combine(TODAY, clock).strftime("%I:%M %p")) == clock
    assert read_clock(datetime.combine(TODAY, clock).strftime("%-I:%M%p").lower()) == clock
