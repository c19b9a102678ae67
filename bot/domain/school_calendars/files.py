"""A school calendar, whatever it is written as: iCalendar, a table, or lines as a person types them."""

from __future__ import annotations

from datetime import date

from bot.domain.imports.files import NotUnderstood, decode
from bot.domain.imports.files import WhyNot as WhyNotText
from bot.domain.school_calendars.events import is_calendar, read_calendar
from bot.domain.school_calendars.lines import read_lines
from bot.domain.school_calendars.rows import BYTES_MOST, NotACalendar, Problem, Reading, WhyNot
from bot.domain.school_calendars.tables import is_table, may_be_table, read_table

LINES_TOLD = 3


def read_file(content: bytes, today: date, zone: str | None) -> Reading:
    """Return what the file says; raises NotACalendar where it is none."""
    if len(content) > BYTES_MOST:
        raise NotACalendar(WhyNot.TOO_LARGE)
    try:
        text = decode(content).text
    except NotUnderstood as error:
        raise NotACalendar(WhyNot.EMPTY if error.why is WhyNotText.EMPTY else WhyNot.NOT_TEXT) from None
    return read_text(text, today, zone)


def read_text(text: str, today: date, zone: str | None) -> Reading:
    """Return what *text* says; raises NotACalendar where nothing in it looks like school days."""
    text = text.lstrip("\ufeff")
    if not text.strip():
        raise NotACalendar(WhyNot.EMPTY)
    if is_calendar(text):
        found = read_calendar(text, today, zone)
    elif is_table(text):
        found = read_table(text, today)
    else:
        found = read_lines(text, today)
        if not found.entries and not found.over:
            _refuse_other_text(text, found)
    if not found.entries and not found.problems and not found.over:
        raise NotACalendar(WhyNot.NOT_A_CALENDAR)
    return found


def _refuse_other_text(text: str, found: Reading) -> None:
    """Raise NotACalendar for what is no list of days at all; of a few lines each is told what it lacks."""
    if may_be_table(text):
        raise NotACalendar(WhyNot.NO_COLUMNS)
    if len(found.problems) > LINES_TOLD and all(row.problem is Problem.NO_DATE for row in found.problems):
        raise NotACalendar(WhyNot.NOT_A_CALENDAR)
