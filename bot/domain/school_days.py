"""School days: which days the schools are closed, and which are only half or for information."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.ids import SchoolDayId

NAME_MOST = 120
SPAN_MOST = 366
"""Days that one entry may cover."""
BREAK_LEAST = 5
"""Weekdays that a run of closed days has to cover to be a break."""

_DAY = timedelta(days=1)
_SATURDAY = 5


class DayKind(StrEnum):
    CLOSED = "closed"
    STUDENTS_OFF = "students off"
    """No school for students; teachers may work, so that it closes nothing."""
    HALF_DAY = "half day"
    DELAYED = "delayed"
    INFORMATION = "information"


_STRONGEST_FIRST = tuple(DayKind)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a school calendar, from *first_day* to *last_day* inclusive."""

    first_day: date
    last_day: date
    name: str
    kind: DayKind
    asked: bool = False
    """An admin has yet to say whether teachers are off too."""
    id: SchoolDayId = field(default=SchoolDayId(0), compare=False)
    """0 until it is stored."""

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise ValueError("an entry cannot end before it begins")

    @property
    def length(self) -> int:
        """Return how many days it covers."""
        return (self.last_day - self.first_day).days + 1

    @property
    def days(self) -> Iterator[date]:
        return (self.first_day + n * _DAY for n in range(self.length))

    def answered(self, everyone_off: bool) -> Entry:
        """Return it as an admin said it is: closed for everyone, or a day on which teachers work."""
        return replace(self, kind=DayKind.CLOSED if everyone_off else DayKind.STUDENTS_OFF, asked=False)


@dataclass(frozen=True, slots=True)
class Break:
    """A run of closed days that covers at least five weekdays, weekends between them included."""

    name: str
    first_day: date
    """The first day that is closed."""
    last_school_day: date
    """The last day before it on which there is school."""
    back: date
    """The day on which there is school again."""


class SchoolDays:
    """What a community's school calendar says about a day. Without entries every weekday is a school day."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries = tuple(sorted(entries, key=lambda entry: (entry.first_day, entry.last_day, entry.name)))
        self._strongest: dict[date, Entry] = {}
        for entry in self._entries:
            for day in entry.days:
                if day not in self._strongest or _weight(entry) > _weight(self._strongest[day]):
                    self._strongest[day] = entry

    @property
    def entries(self) -> Sequence[Entry]:
        """Return all of them by their first day."""
        return self._entries

    def entry_on(self, day: date) -> Entry | None:
        """Return the entry that counts most on *day*: what closes before what does not."""
        return self._strongest.get(day)

    def closed_on(self, day: date) -> Entry | None:
        """Return what closes the schools on *day* for everyone; students' days off do not."""
        entry = self.entry_on(day)
        return entry if entry and entry.kind is DayKind.CLOSED else None

    def is_school_day(self, day: date) -> bool:
        """Return whether *day* is a weekday on which the schools are not closed."""
        return _is_weekday(day) and self.closed_on(day) is None

    def next_school_day(self, day: date) -> date:
        """Return the first school day after *day*."""
        day += _DAY
        while not self.is_school_day(day):
            day += _DAY
        return day

    def previous_school_day(self, day: date) -> date:
        """Return the last school day before *day*."""
        day -= _DAY
        while not self.is_school_day(day):
            day -= _DAY
        return day

    def breaks(self) -> Sequence[Break]:
        """Return every break in the calendar, in order; a weekend or another entry inside one does not divide it."""
        found: list[Break] = []
        closed = sorted(day for day in self._strongest if _is_weekday(day) and self.closed_on(day))
        while closed:
            back = self.next_school_day(closed[0])
            run = [day for day in closed if day < back]
            if len(run) >= BREAK_LEAST:
                found.append(Break(self._name_of(run), run[0], self.previous_school_day(run[0]), back))
            closed = closed[len(run) :]
        return found

    def _name_of(self, run: Sequence[date]) -> str:
        """Return what most of its days are called."""
        names = [self._strongest[day].name for day in run]
        return max(names, key=names.count)


def _weight(entry: Entry) -> tuple[int, bool]:
    """Return how much an entry counts; of two alike the one that waits for an answer, so that it is not missed."""
    return -_STRONGEST_FIRST.index(entry.kind), entry.asked


def _is_weekday(day: date) -> bool:
    return day.weekday() < _SATURDAY


def entry_of(first_day: date, last_day: date, name: str, kind: DayKind, asked: bool) -> Entry:
    """Return the entry; whether teachers are off on a weekend alone is asked of nobody."""
    entry = Entry(first_day, last_day, name, kind, asked)
    if asked and not any(_is_weekday(day) for day in entry.days):
        return replace(entry, kind=DayKind.INFORMATION, asked=False)
    return entry
