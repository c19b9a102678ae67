"""Days and clock times are read as people write them; what could mean two things is asked."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.typed_times import (
    Language,
    TwoClocks,
    TwoDays,
    TypedTime,
    read_clock,
    read_day,
    read_twofold,
    read_when,
    written,
)
from bot.domain.words import fold

TODAY = date(2026, 9, 1)
ENGLISH = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
SPANISH = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre")  # fmt: skip
DAYS = st.dates(date(1000, 1, 1))
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DIAS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
LANGUAGES = st.sampled_from(["en", "es"])
KNOWN = (
    *(fold(word) for names in (WEEKDAYS, DIAS, ENGLISH, SPANISH) for name in names for word in (name, name[:3])),
    *(
        "today",
        "tomorrow",
        "yesterday",
        "hoy",
        "manana",
        "ayer",
        "day",
        "after",
        "before",
        "the",
        "on",
        "of",
        "in",
        "at",
    ),
    *(
        "el",
        "la",
        "las",
        "de",
        "del",
        "a",
        "o",
        "y",
        "and",
        "next",
        "last",
        "this",
        "week",
        "weeks",
        "days",
        "ago",
        "from",
    ),
    *(
        "now",
        "two",
        "dos",
        "first",
        "ultimo",
        "que",
        "viene",
        "proximo",
        "pasado",
        "dentro",
        "semana",
        "semanas",
        "dias",
    ),
    *("noon", "half", "past", "quarter", "to", "media", "menos", "am", "pm", "tarde", "noche", "tonight", "st", "th"),
    *("tues", "weds", "thur", "thurs", "sept", "one", "an", "un", "una", "en", "por", "h", "m", "p", "evening", "al"),
)
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
    "", " ", "next week", "this week", "Fridays", "every Friday", "weekday", "soon", "may", "1", "march madness",
    "sat in the hat", "in a month", "in two months", "in a while", "next", "midnight", "6 o clock", "second", "once",
    "in 0 days", "weeks", "two weeks", "mar", "5th Friday of February", "a week from", "Friday 4", "Friday or Monday",
    "biweekly", "now", "in an hour", "noon", "4pm", "Friday 4pm", "last week", "the 32nd", "the 0th", "el cero",
    "in 1000 weeks", "-2 weeks", "in -2 weeks", "in two weeks ago", "hat", "UTC", "EST", "vie nto", "sun and sat",
    "October", "October 2026", "6", "2026", "October 32", "31 February",
    "30/2", "13/13", "0/5", "2026-13-01", "2026-02-30", "2025-02-29", "6/10/26", "6/10/2026/1", "2026/10/06",
    "October 6 or 7", "October or November 6", "October 6 2026 2027", "6 10", "99999999999", "2026-10-06T16:00",
    "-6/10", "October 133", "October 6 133", "💡", "octember 6", "🗓 6", "0 October",
])  # fmt: skip
def test_what_names_no_day_is_not_guessed(typed: str) -> None:
    """Half a day, two days, a day that is not in the calendar and plain words are none."""
    assert read_day(typed, TODAY) is None


@pytest.mark.parametrize(("typed", "day"), [("2 days ago", date(2026, 8, 30)), ("3 weeks ago", date(2026, 8, 11))])
def test_words_around_a_number_make_no_month(typed: str, day: date) -> None:
    """“2 days ago” is over, and not the second of August (agosto)."""
    assert read_day(typed, TODAY) == day


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
        assert (found.first.month, found.first.day) == (one, other)
        assert (found.second.month, found.second.day) == (other, one)
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
    ("07:00", time(7)), ("04:30", time(4, 30)), ("10:30", time(10, 30)), ("0:05", time(0, 5)), ("00:00", time(0)),
    ("23:59", time(23, 59)),
    ("16", time(16)),
    ("13", time(13)), ("0", time(0)), ("noon", time(12)), ("Noon", time(12)), ("mediodía", time(12)),
    (" 16:00 ", time(16)),
])  # fmt: skip
def test_a_clock_time_is_read(typed: str, clock: time) -> None:
    """With AM or PM, or in the 24 hours of a day."""
    assert read_clock(typed) == clock


@pytest.mark.parametrize(("typed", "clock"), [
    ("at 4 pm", time(16)), ("@4pm", time(16)), ("four pm", time(16)), ("4 in the afternoon", time(16)),
    ("16h", time(16)), ("19 hrs", time(19)), ("at noon", time(12)), ("12 noon", time(12)), ("midday", time(12)),
    ("half past four pm", time(16, 30)), ("quarter to five pm", time(16, 45)), ("a quarter past 4 pm", time(16, 15)),
    ("ten past four pm", time(16, 10)), ("10 minutes to 5 pm", time(16, 50)), ("quarter to one pm", time(12, 45)),
    ("4 o'clock in the afternoon", time(16)), ("8 in the evening", time(20)), ("9 at night", time(21)),
    ("9 in the morning", time(9)), ("9:15 in the morning", time(9, 15)), ("four thirty pm", time(16, 30)),
    ("a las 4 de la tarde", time(16)), ("a las cuatro de la tarde", time(16)),
    ("las 4 y media de la tarde", time(16, 30)),
    ("las cinco menos cuarto de la tarde", time(16, 45)), ("a las 16:00", time(16)), ("a la una de la tarde", time(13)),
    ("a las 9 de la mañana", time(9)), ("8 de la noche", time(20)), ("a mediodía", time(12)), ("al mediodía", time(12)),
    ("5 de la madrugada", time(5)), ("12 del mediodía", time(12)), ("a las 4 en punto de la tarde", time(16)),
    ("4:30 p. m.", time(16, 30)), ("16 horas", time(16)), ("in the afternoon at 4", time(16)),
    ("por la tarde a las 4", time(16)),
])  # fmt: skip
def test_a_clock_time_in_words_is_read(typed: str, clock: time) -> None:
    """As it is said, in English and Spanish, with the part of the day where it says one."""
    assert read_clock(typed) == clock


@pytest.mark.parametrize(("typed", "morning"), [
    ("7", (7, 0)), ("07", (7, 0)), ("1", (1, 0)), ("11", (11, 0)), ("12", (0, 0)), ("4", (4, 0)), ("at 4", (4, 0)),
    ("4:30", (4, 30)), ("7:00", (7, 0)), ("4.30", (4, 30)), ("four thirty", (4, 30)), ("half past four", (4, 30)),
    ("quarter to five", (4, 45)), ("quarter to one", (0, 45)), ("half past twelve", (0, 30)), ("4 o'clock", (4, 0)),
    ("a las 4", (4, 0)), ("las cuatro y media", (4, 30)), ("las cinco menos cuarto", (4, 45)), ("a la una", (1, 0)),
])  # fmt: skip
def test_an_hour_that_comes_twice_a_day_is_asked(typed: str, morning: tuple[int, int]) -> None:
    """7 is breakfast or dinner, and so are 7:00 and half past seven."""
    hour, minute = morning
    assert read_clock(typed) == TwoClocks(time(hour, minute), time(hour + 12, minute))


@pytest.mark.parametrize("typed", [
    "", "soon", "24:00", "25", "13 pm", "0 am", "7:60", "7:5", "pm", "4 pm tomorrow", "4 to 6", "10 to 12", "4-6pm",
    "noonish",
    "midnight", "12 at night", "2 at night", "13 in the morning", "4 pm in the morning", "half", "half past",
    "half four",
    "60 past 4", "half past 13", "quarter to", "las 4 menos media", "at", "@", "around 4", "morning", "4 xm", "-4",
    "4::00",
    "16:00:00", "4 pm pm", "💡", "123", "4,5",
])  # fmt: skip
def test_what_names_no_clock_time_is_not_guessed(typed: str) -> None:
    """An hour that no clock shows and plain words are none."""
    assert read_clock(typed) is None


@pytest.mark.parametrize("typed", ["4 p. m.", "4:30 p. m."])
def test_spanish_writes_pm_with_a_space(typed: str) -> None:
    """“4 p. m.” is how Spanish spells it, and how its phones type it."""
    assert read_clock(typed) == time(16, 30 if "30" in typed else 0)


NAMED = (
    # (what is typed, today, the day); October 2026 begins on a Thursday
    *(("tomorrow", 1, 2), ("day after tomorrow", 1, 3), ("Friday", 1, 2), ("friday", 5, 9), ("on Friday", 3, 9)),
    *(("this Friday", 5, 9), ("this coming Friday", 5, 9), ("Fri", 5, 9), ("fri.", 5, 9), ("weds", 5, 7)),
    *(("next Monday", 1, 5), ("next Monday", 2, 5), ("next Thursday", 2, 8), ("next Tuesday", 10, 13)),
    *(("Friday next week", 5, 16), ("next week on Friday", 5, 16), ("Friday of next week", 1, 9)),
    *(("in two weeks", 1, 15), ("in 2 weeks", 1, 15), ("in a week", 1, 8), ("in ten days", 1, 11), ("in 1 day", 1, 2)),
    *(("two weeks from now", 1, 15), ("2 weeks from today", 1, 15), ("in a couple of weeks", 1, 15)),
    *(("in 1 week and 2 days", 1, 10), ("in a fortnight", 1, 15), ("in three weeks", 1, 22)),
    *(("a week from Tuesday", 1, 13), ("one week from Tuesday", 1, 13), ("two weeks from Friday", 1, 16)),
    *(("the 6th", 1, 6), ("6th", 1, 6), ("the sixth", 1, 6), ("the 2nd", 1, 2), ("Friday the 9th", 1, 9)),
    *(("on the 31st", 1, 31), ("the 6", 1, 6), ("Oct the 6th", 1, 6), ("October sixth", 1, 6)),
    *(("last Thursday of October", 1, 29), ("the first Monday of October", 1, 5), ("2nd Tuesday in October", 1, 13)),
    *(("fifth Friday in October", 1, 30), ("last Thursday of October 2026", 1, 29)),
    *(("mañana", 1, 2), ("pasado mañana", 1, 3), ("el viernes", 1, 2), ("viernes", 1, 2), ("este viernes", 5, 9)),
    *(("el próximo martes", 1, 6), ("el martes próximo", 1, 6), ("el martes que viene", 1, 6)),
    *(("el viernes de la semana que viene", 1, 9), ("dentro de dos semanas", 1, 15), ("en 15 días", 1, 16)),
    *(("dentro de una semana", 1, 8), ("en quince días", 1, 16), ("de aquí a 10 días", 1, 11)),
    *(("en un par de semanas", 1, 15), ("el 6", 1, 6), ("el día 6", 1, 6), ("viernes 9", 1, 9), ("el viernes 9", 1, 9)),
    *(("6 de octubre", 1, 6), ("seis de octubre", 1, 6), ("el 6 de octubre", 1, 6), ("primero de octubre", 1, 1)),
    *(("mar 6 de octubre", 1, 6), ("el último jueves de octubre", 1, 29), ("el primer lunes de octubre", 1, 5)),
    # over, and said to be so by whoever asks what to do on that day
    *(("yesterday", 3, 2), ("ayer", 3, 2), ("last Friday", 5, 2), ("last Friday", 9, 2), ("el viernes pasado", 5, 2)),
    *(("2 days ago", 3, 1), ("hace dos días", 3, 1)),
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("typed", "today", "day"), NAMED)
def test_a_day_is_read_as_it_is_said(typed: str, today: int, day: int, language: Language) -> None:
    """Seen from the day on which it is typed; whoever has the other language on their phone is understood too."""
    assert read_day(typed, date(2026, 10, today), language) == date(2026, 10, day)


@pytest.mark.parametrize(("typed", "today", "first", "second"), [
    ("Friday", 2, 2, 9), ("this Friday", 2, 2, 9), ("el viernes", 2, 2, 9), ("a week from Friday", 2, 9, 16),
    ("next Friday", 2, 9, 16), ("next Friday", 5, 9, 16), ("next Friday", 1, 2, 9), ("next Sunday", 3, 4, 11),
    ("next Monday", 4, 5, 12), ("next Friday", 4, 9, 16), ("el próximo viernes", 2, 9, 16),
    ("el viernes que viene", 5, 9, 16), ("Friday next week", 4, 9, 16),
    ("Monday, October 6", 1, 5, 6), ("Friday October 8", 1, 8, 9), ("viernes 8 de octubre de 2026", 1, 8, 9),
    ("Friday the 8th", 1, 8, 9), ("viernes 8", 1, 8, 9),
])  # fmt: skip
def test_a_weekday_that_is_two_days_is_asked(typed: str, today: int, first: int, second: int) -> None:
    """Next Friday is in this week or the one after, Friday on a Friday today or in a week; both are offered."""
    assert read_day(typed, date(2026, 10, today)) == TwoDays(date(2026, 10, first), date(2026, 10, second))


def test_the_number_of_today_is_today_or_in_a_month() -> None:
    """On the sixth, the sixth may be the one of next month; a weekday beside it settles that."""
    assert read_day("the 6th", date(2026, 10, 6)) == TwoDays(date(2026, 10, 6), date(2026, 11, 6))
    assert read_day("Tuesday the 6th", date(2026, 10, 6)) == date(2026, 10, 6)


@pytest.mark.parametrize(("typed", "today", "day"), [
    ("last Thursday of October", date(2026, 10, 30), date(2027, 10, 28)),
    ("first Monday of January", date(2026, 10, 30), date(2027, 1, 4)),
    ("the 30th", date(2027, 1, 31), date(2027, 3, 30)), ("the 31st", date(2026, 9, 1), date(2026, 10, 31)),
    ("in two weeks", date(2026, 12, 24), date(2027, 1, 7)), ("tomorrow", date(2028, 2, 28), date(2028, 2, 29)),
])  # fmt: skip
def test_days_go_over_the_end_of_a_month_and_a_year(typed: str, today: date, day: date) -> None:
    """What is not in this month or year is in the next that has it."""
    assert read_day(typed, today) == day


@pytest.mark.parametrize(("typed", "clock"), [
    ("Friday 4pm", time(16)), ("friday, 4:30 pm", time(16, 30)), ("Friday at noon", time(12)), ("4pm Friday", time(16)),
    ("at noon on Friday", time(12)), ("Friday 16:00", time(16)), ("Friday @ 4pm", time(16)),
    ("Friday – 4 pm", time(16)),
    ("tomorrow at noon", time(12)), ("tomorrow at half past four pm", time(16, 30)), ("October 2 4 pm", time(16)),
    ("October 2, 2026, 4:00 PM", time(16)), ("2026-10-02 16:00", time(16)), ("2026-10-02T16:00", time(16)),
    ("tomorrow morning at 9", time(9)), ("Friday evening at 7:30", time(19, 30)), ("the 2nd at 4 pm", time(16)),
    ("el viernes a las 16:00", time(16)), ("mañana a las 4 de la tarde", time(16)), ("2 de octubre, 16:00", time(16)),
    ("mañana por la mañana a las 9", time(9)), ("el viernes a mediodía", time(12)), ("mañana a la una", None),
    ("Friday at 4", None), ("Friday 4:30", None), ("tomorrow, half past four", None), ("el viernes a las 4", None),
])  # fmt: skip
def test_a_day_and_a_time_in_one_line(typed: str, clock: time | None) -> None:
    """Whoever types all of it in one go is understood; an hour without its half of the day is asked as ever."""
    found = read_when(typed, date(2026, 10, 1))
    assert found is not None and found.day == date(2026, 10, 2)
    assert found.clock == clock if clock else isinstance(found.clock, TwoClocks)


@pytest.mark.parametrize(("typed", "clock"), [
    ("tonight at 8", time(20)), ("this afternoon at 4", time(16)), ("7 this evening", time(19)),
    ("8 tonight", time(20)),
    ("esta tarde a las 5", time(17)), ("a las 9 esta noche", time(21)), ("today at noon", time(12)),
])  # fmt: skip
def test_a_part_of_today_is_today(typed: str, clock: time) -> None:
    """Tonight at 8 is today."""
    assert read_when(typed, TODAY) == TypedTime(TODAY, clock)


@pytest.mark.parametrize("typed", [
    "Friday 4", "Friday 4 to 6", "Friday 4-6pm", "Friday 16", "6 October 7", "Friday 4pm 5pm", "4pm 5pm", "noon noon",
    "Friday Monday 4pm", "Friday midnight", "tomorrow morning", "sat in the hat at 4pm", "may at noon", "at the 4pm",
    "Room 12 at 4pm", "4pm or 5pm on Friday", "next week at 4pm", "4pm at", "pm Friday",
])  # fmt: skip
def test_what_names_no_day_with_a_time_is_not_guessed(typed: str) -> None:
    """A number beside a day may be anything, a span is no time, and what stands around both must belong to them."""
    assert read_when(typed, date(2026, 10, 1)) is None


def test_both_can_be_asked() -> None:
    """Next Friday at 4 is two days and two times."""
    asked = TypedTime(TwoDays(date(2026, 10, 2), date(2026, 10, 9)), TwoClocks(time(4), time(16)))
    assert read_when("next Friday at 4", date(2026, 10, 1)) == asked


@pytest.mark.parametrize(("typed", "of"), [
    ("biweekly", "week"), ("bi-weekly", "week"), ("Bi weekly", "week"), ("bisemanal", "week"), ("bi-monthly", "month"),
    ("bimonthly", "month"), ("bimensual", "month"), ("weekly", None), ("monthly", None), ("bi", None), ("", None),
    ("quincenal", None), ("biweekly meeting", None), ("b" * 10_000, None),
])  # fmt: skip
def test_twice_or_every_second_is_noticed(typed: str, of: str | None) -> None:
    """Bi-monthly is twice a month for some and every two months for others."""
    assert read_twofold(typed) == of


@given(
    st.integers(1, 999), SOON, st.sampled_from(["in {} days", "en {} días", "dentro de {} días", "{} days from now"])
)
def test_days_counted_from_today(count: int, today: date, phrase: str) -> None:
    """However many, they are counted from the writer's today."""
    assert read_day(phrase.format(count), today) == today + timedelta(days=count)


@given(st.integers(1, 120), SOON, st.sampled_from(["in {} weeks", "{} weeks from today", "dentro de {} semanas"]))
def test_weeks_counted_from_today(count: int, today: date, phrase: str) -> None:
    """A week has seven days, also over the end of a year."""
    assert read_day(phrase.format(count), today) == today + timedelta(weeks=count)


@given(SOON, st.sampled_from([*enumerate(WEEKDAYS), *enumerate(DIAS)]), st.sampled_from(["{}", "next {}", "el {}"]))
def test_a_weekday_is_that_weekday_and_near(today: date, named: tuple[int, str], phrase: str) -> None:
    """Whatever is meant is that weekday, not over, and at most two weeks away; two are a week apart."""
    weekday, name = named
    found = read_day(phrase.format(name), today)
    days = (found.first, found.second) if isinstance(found, TwoDays) else (found,)
    assert days == tuple(sorted(day for day in days if day is not None))
    assert {day.weekday() for day in days if day is not None} == {weekday}
    assert all(day is not None and 0 <= (day - today).days <= 14 for day in days)
    assert len(days) == 1 or days[1] == days[0] + timedelta(days=7)


@given(st.lists(st.from_regex(r"[a-z]{1,9}", fullmatch=True), min_size=1, max_size=5), SOON, LANGUAGES)
def test_random_words_are_no_day(words: list[str], today: date, language: Language) -> None:
    """Words that are none of those for days name none, in whatever order they stand."""
    unknown = [word for word in words if word not in KNOWN]
    if unknown:
        assert read_when(" ".join(words), today, language) is None


@given(st.lists(st.sampled_from([*KNOWN, "4", "16:00", "6/10", "6", "2026", "-", ","]), max_size=6), SOON, LANGUAGES)
def test_what_is_understood_is_echoed(words: list[str], today: date, language: Language) -> None:
    """Whatever is read out of a jumble of the right words is one thing, and said back it is read as the same."""
    found = read_when(" ".join(words), today, language)
    if found is None:
        return
    again = written(found.clock) if found.clock is not None else ""
    if isinstance(found.day, date):
        again = f"{found.day.isoformat()} {again}".strip()
    assert isinstance(found.day, TwoDays) or read_when(again, today, language) == found


@pytest.mark.parametrize("typed", [
    "a" * 10_000, "1" * 10_000, "Friday " * 2_000, "in 2 weeks and " * 900, "💡" * 5_000, "\0", "\0" * 10_000, "\ud800",
    "４" * 99, "٣/٤", "²", "½", "₁₂", "x" * 99 + "4", "1:" * 50, "the " * 25, "at " * 33, "\u202e6/10", " " * 10_000,
    "9" * 99, "in 999 days and 999 days and 999 days and 999 days", "mañana " * 14, "(" * 99, "[a-z]+", "%s%n", "{day}",
])  # fmt: skip
def test_hostile_text_is_answered_at_once(typed: str) -> None:
    """However long or odd, it is read as nothing, or as what it says, within a tenth of a second of work."""
    read_when("in 2 days", TODAY)
    started = process_time()
    read_when(typed, TODAY)
    assert process_time() - started < 0.1


@pytest.mark.parametrize("typed", ["in 999 weeks", "tomorrow", "Friday", "in 9 days and 9 weeks", "the 31st"])
def test_the_last_days_there_are(typed: str) -> None:
    """At the end of all calendars there is no tomorrow, and nothing breaks."""
    assert read_when(typed, date.max) is None or typed in ("Friday", "the 31st")


def test_reading_a_day_loads_no_large_library() -> None:
    """Most of what people type is read without the tables of words; they are loaded for what counts weeks."""
    asked = (
        "import sys; from datetime import date; from bot.domain.typed_times import read_when;"
        "read_when('next Friday at 4 pm', date(2026, 10, 1)); print('dateparser' in sys.modules);"
        "read_when('in two weeks', date(2026, 10, 1)); print('dateparser' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "True"]


def test_several_may_count_weeks_at_once() -> None:
    """Two people who type at the same moment are both understood."""
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda weeks: read_day(f"in {weeks} weeks", TODAY), range(1, 60)))
    assert found == [TODAY + timedelta(weeks=weeks) for weeks in range(1, 60)]


@given(st.times().map(lambda clock: clock.replace(second=0, microsecond=0)))
def test_what_is_written_is_read_back(clock: time) -> None:
    """A time that was understood is that time again, and one that is asked is asked again."""
    assert read_clock(written(clock)) == clock
    twice = TwoClocks(clock.replace(hour=clock.hour % 12), clock.replace(hour=clock.hour % 12 + 12))
    assert read_clock(written(twice)) == twice


@given(st.times().map(lambda clock: clock.replace(second=0, microsecond=0)))
def test_a_clock_time_in_either_form_is_itself(clock: time) -> None:
    """Hours and minutes are read back, from 24 hours and from AM and PM."""
    assert read_clock(clock.isoformat("minutes")) == clock
    assert read_clock(datetime.combine(TODAY, clock).strftime("%I:%M %p")) == clock
    assert read_clock(datetime.combine(TODAY, clock).strftime("%-I:%M%p").lower()) == clock
