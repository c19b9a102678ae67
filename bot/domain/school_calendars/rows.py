"""What a school calendar says, entry by entry, and what in it could not be read."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.school_day_names import understood, understood_at_a_time
from bot.domain.school_days import NAME_MOST, SPAN_MOST, Entry, entry_of
from bot.domain.words import storable

BYTES_MOST = 2 * 1024 * 1024
ENTRIES_MOST = 2000
BEHIND = timedelta(days=366)
AHEAD = timedelta(days=2 * 366)
SHOWN_MOST = 60


class Problem(StrEnum):
    NO_DATE = "no date"
    NOT_A_DATE = "not a date"
    TWO_DAYS = "two days"
    """Numbers that name two days, depending on where one went to school."""
    NO_NAME = "no name"
    ENDS_FIRST = "ends first"
    TOO_LONG = "too long"
    TOO_FAR = "too far"
    REPEATS = "repeats"
    NOT_CSV = "not CSV"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read, at *line* of the file; *shown* is the part of it that the problem is about."""

    line: int
    problem: Problem
    shown: str = ""


class WhyNot(StrEnum):
    EMPTY = "empty"
    NOT_TEXT = "not text"
    TOO_LARGE = "too large"
    TOO_MANY = "too many"
    NO_COLUMNS = "no columns"
    NOT_A_CALENDAR = "not a calendar"


class NotACalendar(Exception):
    """The whole is nothing that school days could be read from."""

    def __init__(self, why: WhyNot) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Reading:
    """*entries* are by their first day, each once; *over* counts those that ended more than a year ago."""

    entries: tuple[Entry, ...]
    problems: tuple[BadRow, ...]
    over: int = 0


@dataclass(slots=True)
class Rows:
    """Collects what is read, on *today*. Adding raises NotACalendar where it becomes more than any school has."""

    today: date
    entries: list[Entry] = field(default_factory=list)
    problems: list[BadRow] = field(default_factory=list)
    over: int = 0

    def add(
        self,
        line: int,
        first: date,
        last: date,
        name: str,
        categories: Sequence[str] = (),
        *,
        timed: bool = False,
    ) -> None:
        called = clean(name, NAME_MOST)
        if problem := self._problem(first, last, called):
            self.refuse(line, problem, clean(name, SHOWN_MOST))
        elif last < self.today - BEHIND:
            self.over += 1
        else:
            kind, asked = (understood_at_a_time(called), False) if timed else understood(called, categories)
            self.entries.append(entry_of(first, last, called, kind, asked))
            self._count()

    def refuse(self, line: int, problem: Problem, shown: str = "") -> None:
        self.problems.append(BadRow(line, problem, clean(shown, SHOWN_MOST)))
        self._count()

    def reading(self) -> Reading:
        once = dict.fromkeys(sorted(self.entries, key=lambda entry: (entry.first_day, entry.last_day, entry.name)))
        return Reading(tuple(once), tuple(sorted(self.problems, key=lambda row: row.line)), self.over)

    def _problem(self, first: date, last: date, name: str) -> Problem | None:
        if not name:
            return Problem.NO_NAME
        if last < first:
            return Problem.ENDS_FIRST
        if (last - first).days >= SPAN_MOST:
            return Problem.TOO_LONG
        return Problem.TOO_FAR if first > self.today + AHEAD else None

    def _count(self) -> None:
        if len(self.entries) + len(self.problems) > ENTRIES_MOST:
            raise NotACalendar(WhyNot.TOO_MANY)


def clean(text: str, most: int) -> str:
    """Return *text* on one line, single-spaced, without what cannot be seen or stored, in at most *most* characters."""
    plain = "".join(c for c in storable(text) if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf"))
    line = " ".join(plain.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
