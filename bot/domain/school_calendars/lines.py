"""School days as a person types them, one on a line: "Nov 5 - Nov 6, 2026: NJEA Convention"."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from bot.domain.school_calendars.dates import TwoDays, Written, months, read_date, weekdays
from bot.domain.school_calendars.rows import Problem, Reading, Rows
from bot.domain.words import fold

LINE_MOST = 400
NEAR_MOST = 183
"""Days between two dates of which one was written without its year."""
_BULLETS = " \t•*·–—-"
_BETWEEN = " \t:,;|–—-"


def read_lines(text: str, today: date) -> Reading:
    """Return what the lines say; without a year a date is the next such day from *today* on."""
    rows = Rows(today)
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip(_BULLETS):
            _read(rows, number, line[:LINE_MOST])
    return rows.reading()


def _read(rows: Rows, number: int, line: str) -> None:
    text = " ".join(line.strip().lstrip(_BULLETS).split())
    match = _pattern().match(fold_in_place(text))
    if match is None:
        rows.refuse(number, Problem.NO_DATE, text)
        return
    first_text, last_text = _both(match)
    first, last = read_date(first_text), read_date(last_text)
    for written, typed in ((first, first_text), (last, last_text)):
        if written is None or isinstance(written, TwoDays):
            problem = Problem.NOT_A_DATE if written is None else Problem.TWO_DAYS
            rows.refuse(number, problem, typed)
            return
    assert isinstance(first, Written)
    assert isinstance(last, Written)
    days = _days(first, last, rows.today)
    if days is None:
        rows.refuse(number, Problem.ENDS_FIRST, f"{first_text} – {last_text}")
        return
    rows.add(number, *days, text[match.end() :].strip(_BETWEEN))


def _both(match: re.Match[str]) -> tuple[str, str]:
    """Return both dates as they were typed, each with its month: "Nov 5-6, 2026" names November once."""
    first = match["first"] or f"{match['day']} {match['month_after']}"
    if match["last"]:
        return first, match["last"]
    if match["day"]:
        return first, f"{match['until']} {match['month_after']}"
    if not match["only_day"]:
        return first, first
    month = next((word for word in re.split(r"[^a-z]+", first) if word in months()), None)
    return first, f"{month or first[:7]}{' ' if month else '-'}{match['only_day']}"


def _days(first: Written, last: Written, today: date) -> tuple[date, date] | None:
    """Return both days; where only one has a year, the other is the nearest to it, or None where none is near."""
    if first.year is not None:
        begins = first.in_year(0)
        ends = last.next(begins) if begins else None
    else:
        ends = last.next(today)
        begins = first.last(ends) if ends else None
    if begins is None or ends is None:
        return None
    near = (first.year and last.year) or (ends - begins).days <= NEAR_MOST
    return (begins, ends) if near else None


def fold_in_place(text: str) -> str:
    """Return *text* folded letter by letter, so that every letter stays where it was."""
    return "".join(plain if len(plain := fold(c)) == 1 else c for c in text)


@cache
def _pattern() -> re.Pattern[str]:
    """Return what a line begins with: a date, or a first and a last one."""
    month = f"(?:{'|'.join(sorted(months(), key=len, reverse=True))})\\b\\.?"
    weekday = f"(?:(?:{'|'.join(sorted(weekdays(), key=len, reverse=True))})\\b\\.?,? )?(?:el |the )?"
    nth = r"\d{1,2}(?:st|nd|rd|th)?\b"
    year = r"(?:,? ?(?:de |del )?\d{4}\b)?"
    words = rf"(?:{month} {nth}{year}|{nth} (?:de |of )?{month}{year})"
    numbers = r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})|\d{1,2}/\d{1,2})\b"
    a_date = rf"{weekday}(?:{words}|{numbers})"
    to = r" ?(?: (?:to|through|thru|until|till|al?|hasta) |[-–—]+|\.{2,3}|…) ?"
    # After a dash with spaces a number alone may begin the name: "Nov 5 - 2 hour delay".
    only_day = r"(?:[-–—]| ?[-–—] ?(?=\d{1,2}(?:[:;,]|,? \d{4}\b| [-–—] |$))| (?:to|through|thru|al?) )"
    from_ = r"(?:from |del? |desde )?(?:el )?"
    return re.compile(
        rf"{from_}(?:(?P<day>\d{{1,2}}){to}(?P<until>\d{{1,2}}) (?P<month_after>(?:de )?{month}{year})|"
        rf"(?P<first>{a_date})(?:{to}(?P<last>{a_date})|{only_day}(?P<only_day>\d{{1,2}}\b(?![/.]|:\d){year}))?)"
        r"(?=$|[^\w])"
    )
