"""School calendars are read as a careful person reads them, whatever they are written as, and never break anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.school_calendars.dates import Written, read_date
from bot.domain.school_calendars.files import read_file, read_text
from bot.domain.school_calendars.rows import BYTES_MOST, BadRow, NotACalendar, Problem, Reading, WhyNot
from bot.domain.school_day_names import understood
from bot.domain.school_days import Break, DayKind, Entry, SchoolDays

TODAY = date(2026, 10, 1)
CLOSED, OFF, HALF, DELAYED, INFORMATION = (
    DayKind.CLOSED, DayKind.STUDENTS_OFF, DayKind.HALF_DAY, DayKind.DELAYED, DayKind.INFORMATION,
)  # fmt: skip


@pytest.fixture(scope="module")
def district(shared: Path) -> Reading:
    return read_file((shared / "data" / "school-calendar-2026-27.ics").read_bytes(), TODAY, "America/New_York")


def read(text: str, today: date = TODAY) -> Reading:
    return read_text(text, today, "America/New_York")


def event(*lines: str) -> str:
    return "\r\n".join(("BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"))


def spans(reading: Reading) -> list[tuple[str, str, str]]:
    return [(entry.first_day.isoformat(), entry.last_day.isoformat(), entry.name) for entry in reading.entries]


def between(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


# A district's calendar


def test_every_entry_of_a_districts_calendar_is_understood(district: Reading) -> None:
    """Closures, half days, late openings, students' days off and notes are told apart, on exactly their days."""
    kinds = {kind: [(e.first_day, e.last_day) for e in district.entries if e.kind is kind] for kind in DayKind}
    assert (len(district.entries), district.problems, district.over) == (29, (), 0)
    assert kinds[CLOSED] == [
        (date(2026, 9, 7), date(2026, 9, 7)),
        (date(2026, 9, 21), date(2026, 9, 21)),
        (date(2026, 11, 26), date(2026, 11, 27)),
        (date(2026, 12, 24), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2027, 1, 1)),
        (date(2027, 1, 18), date(2027, 1, 18)),
        (date(2027, 2, 15), date(2027, 2, 15)),
        (date(2027, 2, 16), date(2027, 2, 19)),
        (date(2027, 3, 10), date(2027, 3, 10)),
        (date(2027, 3, 26), date(2027, 3, 26)),
        (date(2027, 4, 19), date(2027, 4, 23)),
        (date(2027, 5, 31), date(2027, 5, 31)),
        (date(2027, 6, 18), date(2027, 6, 18)),
    ]
    assert [first for first, _ in kinds[DELAYED]] == [date(2026, 9, 22), date(2026, 11, 30), date(2027, 1, 19)]
    assert len(kinds[HALF]) == 8
    assert [entry.name for entry in district.entries if entry.kind is INFORMATION] == [
        "First Day for Students",
        "Last Day of School/Graduation",
    ]


def test_only_what_may_or_may_not_close_is_asked(district: Reading) -> None:
    """An admin is asked about days without students, and about nothing else."""
    asked = [(entry.name, entry.kind) for entry in district.entries if entry.asked]
    assert asked == [
        ("Professional Development Days", OFF),
        ("Columbus Day - No School for Students", OFF),
        ("NJEA Convention - No School", OFF),
    ]


def test_winter_recess_is_closed_to_its_last_day(district: Reading) -> None:
    """From December 24 to January 1 every day is closed, and January 4 is the next school day."""
    days = SchoolDays(district.entries)
    assert all(days.closed_on(day) for day in between(date(2026, 12, 24), date(2027, 1, 1)))
    assert days.is_school_day(date(2026, 12, 23))
    assert days.next_school_day(date(2026, 12, 23)) == date(2027, 1, 4)
    assert not days.is_school_day(date(2027, 1, 2))


def test_late_openings_and_half_days_close_nothing(district: Reading) -> None:
    """Teachers' learning before a late opening or after an early dismissal leaves it a school day."""
    days = SchoolDays(district.entries)
    for day in (date(2026, 9, 22), date(2026, 11, 30), date(2027, 3, 9), date(2026, 11, 11), date(2026, 10, 12)):
        assert days.is_school_day(day)


def test_breaks_are_runs_of_five_weekdays(district: Reading) -> None:
    """Winter, February and spring are breaks, weekends and neighboring holidays joined; Thanksgiving is too short."""
    assert SchoolDays(district.entries).breaks() == [
        Break("Winter Recess - District Closed", date(2026, 12, 24), date(2026, 12, 23), date(2027, 1, 4)),
        Break("February Break - Schools Closed", date(2027, 2, 15), date(2027, 2, 12), date(2027, 2, 22)),
        Break("Spring Recess - Schools Closed", date(2027, 4, 19), date(2027, 4, 16), date(2027, 4, 26)),
    ]


# What a day is


def test_of_overlapping_entries_the_strongest_counts() -> None:
    """A closure counts before students' days off, these before half days, and these before notes."""
    day = date(2026, 11, 5)
    entries = [Entry(day, day, kind.value, kind) for kind in reversed(DayKind)]
    for at, kind in enumerate(reversed(DayKind), start=1):
        found = SchoolDays(entries[:at]).entry_on(day)
        assert found is not None and found.kind is kind
    assert SchoolDays(entries).entry_on(day + timedelta(days=1)) is None


def test_an_answer_settles_an_asked_day() -> None:
    """Said to be closed for everyone it closes; said to be a working day it closes nothing; both are asked no more."""
    day = date(2026, 11, 5)
    asked = Entry(day, day, "NJEA Convention", OFF, asked=True)
    assert SchoolDays([asked]).is_school_day(day)
    assert not SchoolDays([asked.answered(everyone_off=True)]).is_school_day(day)
    assert SchoolDays([asked.answered(everyone_off=False)]).is_school_day(day)
    assert not any(asked.answered(everyone_off=off).asked for off in (True, False))


@given(
    st.lists(
        st.tuples(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 40), st.sampled_from(DayKind)),
        max_size=12,
    ),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
def test_the_next_school_day_is_one(entries: list[tuple[date, int, DayKind]], day: date) -> None:
    """Between a day and the next school day no day is one, and breaks lie between two school days."""
    days = SchoolDays(Entry(first, first + timedelta(days=n), kind.value, kind) for first, n, kind in entries)
    following = days.next_school_day(day)
    assert days.is_school_day(following)
    assert not any(days.is_school_day(each) for each in between(day + timedelta(days=1), following - timedelta(days=1)))
    for found in days.breaks():
        assert days.is_school_day(found.last_school_day)
        assert days.next_school_day(found.last_school_day) == found.back
        assert sum(each.weekday() < 5 for each in between(found.first_day, found.back - timedelta(days=1))) >= 5


@pytest.mark.parametrize(
    ("name", "kind", "asked"),
    [
        ("Labor Day - Early Dismissal", HALF, False),
        ("Delayed Opening for Students/Staff PD", DELAYED, False),
        ("2 Hour Delay", DELAYED, False),
        ("Schools Closed at 1 PM", HALF, False),
        ("Thanksgiving Recess - Schools Closed (early dismissal Nov 25)", CLOSED, False),
        ("No School - Labor Day", CLOSED, False),
        ("Spring Break", CLOSED, False),
        ("Schools Closed for Students", OFF, True),
        ("Elementary Schools Closed", OFF, True),
        ("Student Holiday/Teacher Workday", OFF, True),
        ("Pupil-free day", OFF, True),
        ("Staff Development - No School", OFF, True),
        ("Veterans Day", OFF, True),
        ("Veterans Day - Schools Open", INFORMATION, False),
        ("School resumes after Winter Break", INFORMATION, False),
        ("Last day before Spring Break", INFORMATION, False),
        ("Last day of Winter Recess", CLOSED, False),
        ("Winter Holiday Concert", INFORMATION, False),
        ("Thanksgiving Luncheon", INFORMATION, False),
        ("Breakfast with the principal", INFORMATION, False),
        ("Back to School Night", INFORMATION, False),
        ("Vacaciones de invierno", CLOSED, False),
        ("Escuelas cerradas", CLOSED, False),
        ("Sin clases", OFF, True),
        ("No hay clases para estudiantes", OFF, True),
        ("Salida temprana", HALF, False),
        ("Entrada tardía", DELAYED, False),
        ("Desarrollo profesional", OFF, True),
        ("Primer día de clases", INFORMATION, False),
        ("Último día de vacaciones", CLOSED, False),
    ],
)
def test_names_say_what_kind_of_day_it_is(name: str, kind: DayKind, asked: bool) -> None:
    """A name in English or Spanish is enough, without any category."""
    assert understood(name) == (kind, asked)


def test_categories_help_where_the_name_says_nothing() -> None:
    """A name that says nothing is closed by the category holiday; a name that says half day is not overruled."""
    assert understood("Founders' Day", ["holiday"]) == (CLOSED, False)
    assert understood("Founders' Day", ["no-school"]) == (OFF, True)
    assert understood("Founders' Day") == (INFORMATION, False)
    assert understood("Half Day", ["holiday"]) == (HALF, False)


# Lines as people type them


@pytest.mark.parametrize(
    ("line", "first", "last", "name"),
    [
        ("2026-11-26 to 2026-11-27 Thanksgiving", "2026-11-26", "2026-11-27", "Thanksgiving"),
        ("Nov 5 - Nov 6, 2026: NJEA Convention", "2026-11-05", "2026-11-06", "NJEA Convention"),
        ("Nov 5-6, 2026 NJEA Convention", "2026-11-05", "2026-11-06", "NJEA Convention"),
        ("• November 5th to 6: NJEA", "2026-11-05", "2026-11-06", "NJEA"),
        ("- Nov 5–6: NJEA", "2026-11-05", "2026-11-06", "NJEA"),
        ("Nov 5 - 2 hour delay", "2026-11-05", "2026-11-05", "2 hour delay"),
        ("Dec 24 - Jan 1 Winter Recess", "2026-12-24", "2027-01-01", "Winter Recess"),
        ("Dec 24, 2026 – Jan 1: Winter Recess", "2026-12-24", "2027-01-01", "Winter Recess"),
        ("Thursday, November 26, 2026 – Thanksgiving Day", "2026-11-26", "2026-11-26", "Thanksgiving Day"),
        ("11/26/2026 Thanksgiving", "2026-11-26", "2026-11-26", "Thanksgiving"),
        ("Del 5 al 6 de noviembre de 2026: Convención", "2026-11-05", "2026-11-06", "Convención"),
        ("miércoles 11 de noviembre: Día de los Veteranos", "2026-11-11", "2026-11-11", "Día de los Veteranos"),
    ],
)
def test_a_line_is_read_as_it_was_typed(line: str, first: str, last: str, name: str) -> None:
    """Days come before the name, in English or Spanish; without a year they are the next."""
    assert spans(read(line)) == [(first, last, name)]


@pytest.mark.parametrize(
    ("line", "problem", "shown"),
    [
        ("6/10 Training", Problem.TWO_DAYS, "6/10"),
        ("13/45/2026 x", Problem.NOT_A_DATE, "13/45/2026"),
        ("Labor Day", Problem.NO_DATE, "Labor Day"),
        ("Nov 5, 2026", Problem.NO_NAME, ""),
        ("Nov 6 - Nov 5, 2026 backwards", Problem.ENDS_FIRST, "nov 6 – nov 5, 2026"),
        ("2066-11-06 far away", Problem.TOO_FAR, "far away"),
        ("2026-11-06 to 2028-11-06 long", Problem.TOO_LONG, "long"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_line(line: str, problem: Problem, shown: str) -> None:
    """The other lines are read all the same."""
    found = read(f"Nov 26, 2026 Thanksgiving\n{line}")
    assert found.problems == (BadRow(2, problem, shown),)
    assert len(found.entries) == 1


# Tables


def test_a_table_as_calendars_export_it() -> None:
    """Month first as in the United States, ends inclusive, whole days that end at midnight, clock times for notes."""
    found = read(
        "\ufeffSubject,Start Date,Start Time,End Date,End Time,All Day Event\n"
        "NJEA Convention - No School,11/05/2026,,11/06/2026,,True\n"
        "Thanksgiving Recess,11/26/2026,12:00:00 AM,11/28/2026,12:00:00 AM,True\n"
        "No School Club,11/04/2026,3:30 PM,11/04/2026,4:30 PM,False\n"
        "\n"
        "Somewhen,13/45/2026,,,,\n"
        ",11/09/2026,,,,\n"
    )
    assert [(e.first_day.day, e.last_day.day, e.kind, e.asked) for e in found.entries] == [
        (4, 4, INFORMATION, False),
        (5, 6, OFF, True),
        (26, 27, CLOSED, False),
    ]
    assert found.problems == (BadRow(6, Problem.NOT_A_DATE, "13/45/2026"), BadRow(7, Problem.NO_NAME))


def test_a_table_whose_days_come_first() -> None:
    """With semicolons and Spanish columns, 26/11 shows that 5/11 is in November."""
    found = read("Fecha;Evento\n5/11/2026;Sin clases\n26/11/2026;Cerrado")
    assert spans(found) == [("2026-11-05", "2026-11-05", "Sin clases"), ("2026-11-26", "2026-11-26", "Cerrado")]


@pytest.mark.parametrize("text", ["2026-11-26", "11/26/2026", "11/26/26", "Nov 26, 2026", "26-Nov-2026", "20261126",
                                  "Thursday, November 26, 2026", "26 de noviembre de 2026", "2026/11/26 00:00",
                                  "11/26/2026 12:00:00 AM", "2026-11-26T08:00:00Z"])  # fmt: skip
def test_dates_of_many_forms(text: str) -> None:
    """Spreadsheets write dates in many ways."""
    assert read_date(text) == Written(2026, 11, 26)


# Calendars


def test_an_entry_that_repeats_and_its_exceptions() -> None:
    """Every fourth Thursday of November, but not in the year that is excepted."""
    yearly = event(
        "UID:1", "DTSTART;VALUE=DATE:20201126", "DTEND;VALUE=DATE:20201128", "SUMMARY:Thanksgiving Recess",
        "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "EXDATE;VALUE=DATE:20271125",
    )  # fmt: skip
    days = [(entry.first_day, entry.last_day) for entry in read(yearly).entries]
    assert days == [(date(2025, 11, 27), date(2025, 11, 28)), (date(2026, 11, 26), date(2026, 11, 27))]


def test_clock_times_make_a_note_unless_the_name_says_closed() -> None:
    """An evening in UTC falls on the day it has at home."""
    times = ("DTSTART:20261106T010000Z", "DTEND:20261106T030000Z")
    for name, kind in (("PD workshop", INFORMATION), ("Schools closed for storm", CLOSED), ("Half day", HALF)):
        (entry,) = read(event("UID:1", *times, f"SUMMARY:{name}")).entries
        assert (entry.first_day, entry.last_day, entry.kind, entry.asked) == (
            date(2026, 11, 5), date(2026, 11, 5), kind, False,
        )  # fmt: skip


def test_what_is_over_or_cancelled_or_twice_is_left_out() -> None:
    """Old years are counted, cancelled entries are not there, and a line that stands twice is one entry."""
    assert read(event("UID:1", "DTSTART;VALUE=DATE:20240101", "SUMMARY:Closed")) == Reading((), (), 1)
    assert len(read("Nov 5, 2026 NJEA\nNov 5, 2026 NJEA").entries) == 1
    with pytest.raises(NotACalendar):
        read(event("UID:1", "DTSTART;VALUE=DATE:20261105", "SUMMARY:Closed", "STATUS:CANCELLED"))


@pytest.mark.parametrize(
    ("rule", "repeats"),
    [
        ("FREQ=SECONDLY", False),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", False),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=MO", False),
        ("FREQ=NONSENSE", False),
        ("FREQ=WEEKLY;COUNT=3", True),
        ("FREQ=MONTHLY;BYDAY=1MO,-1FR;UNTIL=20270101", True),
    ],
)
def test_rules_that_nobody_follows_are_told(rule: str, repeats: bool) -> None:
    """A rule without end or without a single day is refused in words instead of being followed for minutes."""
    found = read(event("UID:1", "DTSTART;VALUE=DATE:20261105", f"RRULE:{rule}", "SUMMARY:x"))
    assert (found.problems == (BadRow(2, Problem.REPEATS, "x"),)) is not repeats
    assert bool(found.entries) is repeats


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", WhyNot.EMPTY),
        (b" \n\n", WhyNot.EMPTY),
        (bytes(range(256)) * 9, WhyNot.NOT_TEXT),
        (b"x" * (BYTES_MOST + 1), WhyNot.TOO_LARGE),
        (b"Date,Name\n" + b"2026-11-05,x\n" * 3000, WhyNot.TOO_MANY),
        (b"Event,When\nNJEA,11/5/2026\nPD,11/6/2026", WhyNot.NO_COLUMNS),
        (b"one\ntwo\nthree\nfour", WhyNot.NOT_A_CALENDAR),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR", WhyNot.NOT_A_CALENDAR),
    ],
)
def test_a_file_that_is_no_calendar_is_refused_with_a_reason(content: bytes, why: WhyNot) -> None:
    """Empty, too large, pictures and other tables each have their answer."""
    with pytest.raises(NotACalendar) as refused:
        read_file(content, TODAY, None)
    assert refused.value.why is why


_PARTS = st.sampled_from(
    ["BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "END:VALARM", "SUMMARY:x",
     "DTSTART;VALUE=DATE:20261105", "DTSTART:99991231T235959Z", "DTSTART;TZID=Mars/Base:20261105T080000",
     "DTEND;VALUE=DATE:20261101", "DURATION:-P1D", "DURATION:P99999D", "RRULE:FREQ=DAILY;UNTIL=20261110",
     "RRULE:FREQ=WEEKLY;UNTIL=x", "RDATE:20261106", "EXDATE:nonsense", "RECURRENCE-ID:20261105", "UID:1",
     "CATEGORIES:holiday,\\,", "CATEGORIES:a\r\nCATEGORIES:b", " folded", "Date,Name", "2026-11-05,x", "Nov 5 - 6: y",
     "\"", "\0", "\ufeff"]
)  # fmt: skip


@given(st.lists(_PARTS | st.text(max_size=30), max_size=25))
def test_nothing_in_a_file_breaks_the_reading(lines: list[str]) -> None:
    """Whatever stands in a file, it is read or refused in words; what is read is stored as it is."""
    for text in ("\r\n".join(lines), "\r\n".join(("BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT"))):
        try:
            found = read_file(text.encode(errors="replace"), TODAY, "America/New_York")
        except NotACalendar:
            continue
        for entry in found.entries:
            assert entry.first_day <= entry.last_day and entry.name and "\0" not in entry.name


@given(st.text(max_size=200))
def test_whatever_is_typed_is_read_or_told(text: str) -> None:
    """No line is lost: each with anything in it is an entry or a problem."""
    try:
        found = read(text)
    except NotACalendar:
        return
    assert found.entries or found.problems or found.over
