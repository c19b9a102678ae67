"""School days in words: an entry's days, how it was understood, and what could not be read."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from babel.dates import format_skeleton

from bot.domain.school_calendars.rows import BadRow, Problem, WhyNot
from bot.domain.school_days import DayKind, Entry
from bot.ui.model import Bold, Line
from bot.ui.plain import spoken_locale
from bot.ui.text import Message, t


def days(entry: Entry, locale: str) -> str:
    """Return its days as in "Thu, Nov 5 – Fri, Nov 6, 2026"."""
    if entry.first_day == entry.last_day:
        return _day(entry.first_day, locale, with_year=True)
    same_year = entry.first_day.year == entry.last_day.year
    first = _day(entry.first_day, locale, with_year=not same_year)
    return f"{first} – {_day(entry.last_day, locale, with_year=True)}"


def line(entry: Entry, locale: str) -> Line:
    """Return one line of a list: its days, name and kind."""
    return (t("{days}: {name} ({kind})", days=Bold(days(entry, locale)), name=entry.name, kind=kind(entry)),)


def kind(entry: Entry) -> Message:
    if entry.asked:
        return t("no school for students, teachers perhaps")
    return kind_of_day(entry.kind)


def kind_of_day(of: DayKind) -> Message:
    match of:
        case DayKind.CLOSED:
            return t("closed for everyone")
        case DayKind.STUDENTS_OFF:
            return t("no school for students, teachers work")
        case DayKind.HALF_DAY:
            return t("half day")
        case DayKind.DELAYED:
            return t("delayed opening")
        case DayKind.INFORMATION:
            return t("information, changes nothing")
        case _:
            assert_never(of)


def wrong(row: BadRow) -> Message:
    """Return what is wrong with one row, beginning with its line."""
    number, shown = row.line, row.shown
    match row.problem:
        case Problem.NO_DATE if shown:
            return t("Line {number}: I find no date in “{shown}”.", number=number, shown=shown)
        case Problem.NO_DATE:
            return t("Line {number}: there is no date.", number=number)
        case Problem.NOT_A_DATE:
            return t("Line {number}: I cannot read the date {shown}.", number=number, shown=shown)
        case Problem.TWO_DAYS:
            return t("Line {number}: {shown} could be two days. Write the month as a word.", number=number, shown=shown)
        case Problem.NO_NAME:
            return t("Line {number}: it does not say what the day is.", number=number)
        case Problem.ENDS_FIRST:
            return t("Line {number}: “{shown}” ends before it begins.", number=number, shown=shown)
        case Problem.TOO_LONG:
            return t("Line {number}: “{shown}” is longer than a year.", number=number, shown=shown)
        case Problem.TOO_FAR:
            return t("Line {number}: “{shown}” is more than two years ahead.", number=number, shown=shown)
        case Problem.REPEATS:
            return t("Line {number}: I cannot follow how “{shown}” repeats.", number=number, shown=shown)
        case Problem.NOT_CSV:
            return t("Line {number}: a quotation mark is in the wrong place or never closed.", number=number)
        case Problem.BROKEN:
            return t("Line {number}: this entry is damaged.", number=number)
        case _:
            assert_never(row.problem)


def no_calendar(why: WhyNot) -> Message:
    match why:
        case WhyNot.EMPTY:
            return t("There is nothing in it.")
        case WhyNot.NOT_TEXT:
            return t("It is neither a calendar (.ics) nor a table (.csv). Export it as one of them.")
        case WhyNot.TOO_LARGE:
            return t("It is larger than 2 MB, more than the calendar of any school. Export the school days alone.")
        case WhyNot.TOO_MANY:
            return t("It has more than 2,000 entries, more than any school. Export the school days alone.")
        case WhyNot.NO_COLUMNS:
            return t(
                "Its first line does not name the columns. Name them Start Date, End Date and Subject, and try again."
            )
        case WhyNot.NOT_A_CALENDAR:
            return t("I find no days in it. Write one on a line, such as: Nov 5 - Nov 6, 2026: NJEA Convention")
        case _:
            assert_never(why)


def _day(day: date, locale: str, *, with_year: bool) -> str:
    return format_skeleton("yMMMEd" if with_year else "MMMEd", day, locale=spoken_locale(locale))
