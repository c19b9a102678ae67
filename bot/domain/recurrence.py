"""What happens again: wall time, zone and RFC 5545 rule are kept; instants are derived, around the school days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from bot.domain.school_days import SchoolDays

SEARCHED = timedelta(days=5 * 366)
"""How far ahead of where a search begins it goes at most, so that it ends even where nothing ever takes place."""

_DAY = timedelta(days=1)


class OnClosed(StrEnum):
    """What becomes of an occurrence on a day on which the schools are closed."""

    SKIP = "skip"
    MOVE = "move"
    ASK = "ask"
    KEEP = "keep"


class Shift(StrEnum):
    """What a change of the clocks does to an occurrence."""

    NONE = "none"
    GAP = "gap"
    """The clocks leave its time out: it is later by what they leave out."""
    FOLD = "fold"
    """Its time comes twice: it is at the first."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """It does not take place."""


@dataclass(frozen=True, slots=True)
class Moved:
    """It takes place then instead, whatever the school calendar says."""

    day: date
    clock: time


@dataclass(frozen=True, slots=True)
class Held:
    """It takes place although the schools are closed."""


Change = Skipped | Moved | Held


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One that takes place, on local *day* at UTC instant *at*; *clock* is the wall time that was asked for."""

    identity: str
    """Its original local start, as in "2026-10-08T16:00": the same after it was moved."""
    day: date
    clock: time
    at: datetime
    shift: Shift
    moved: bool
    """To another time by hand, or to the next school day."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One that does not take place on local *day*, because of the closure *why* or, where that is "", by hand."""

    identity: str
    day: date
    why: str
    asked: bool
    """Somebody has yet to say whether it takes place."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A wall time in *zone* from *first_day* on. Every search raises ZoneInfoNotFoundError for a zone that is gone."""

    first_day: date
    clock: time
    zone: str
    rule: str = ""
    """An RFC 5545 RRULE value without DTSTART, COUNT and UNTIL; "" is once."""
    until: date | None = None
    """The last local day, inclusive; nothing is moved beyond it but by hand."""
    held: int | None = None
    """How many take place; unlike COUNT, what is left out is made up for at the end."""
    on_closed: OnClosed = OnClosed.KEEP
    changes: Mapping[str, Change] = field(default_factory=lambda: MappingProxyType({}))
    """By identity; one of no regular start changes nothing."""

    def following(self, after: datetime, until: datetime, days: SchoolDays) -> tuple[Occurrence | LeftOut, ...]:
        """Return what has *after* < instant ≤ *until*, in order; what is left out counts by its original instant.

        Never are two on one local day: who was moved by hand stays, and another is left out.
        """
        found = [
            (at, each)
            for at, each in self._settled(after, min(until, self._furthest(after)), days)
            if after < at <= until
        ]
        return tuple(each for _, each in sorted(found, key=lambda one: (one[0], one[1].identity)))

    def occurrences(self, after: datetime, until: datetime, days: SchoolDays) -> tuple[Occurrence, ...]:
        """Return only what takes place."""
        return tuple(each for each in self.following(after, until, days) if isinstance(each, Occurrence))

    def upcoming(self, after: datetime, most: int, days: SchoolDays) -> tuple[Occurrence | LeftOut, ...]:
        """Return the next *most* that take place after *after*, with what is left out between them."""
        found: list[Occurrence | LeftOut] = []
        end, began = self._furthest(after), after
        while began < end and sum(isinstance(each, Occurrence) for each in found) < most:
            ahead = min(end, max(began, self.instant) + timedelta(days=120))
            found += self.following(began, ahead, days)
            began = ahead
        held = [at for at, each in enumerate(found, start=1) if isinstance(each, Occurrence)]
        return tuple(found[: held[most - 1]] if 0 < most <= len(held) else found)

    @property
    def instant(self) -> datetime:
        """Return the UTC instant of its first day, whether or not it takes place."""
        return instant_of(self.first_day, self.clock, ZoneInfo(self.zone))

    def has(self, identity: str) -> bool:
        """Return whether *identity* names one of its regular starts, whatever became of it."""
        try:
            start = datetime.fromisoformat(identity)
        except ValueError:
            return False
        first = datetime.combine(self.first_day, self.clock)
        if identity_of(start) != identity or not first <= start.replace(tzinfo=None) <= first + 2 * SEARCHED:
            return False
        return start == first if not self.rule else _parsed(self.rule, first).before(start, inc=True) == start

    def _furthest(self, after: datetime) -> datetime:
        return max(after, self.instant) + SEARCHED

    def _settled(
        self, after: datetime, until: datetime, days: SchoolDays
    ) -> Iterator[tuple[datetime, Occurrence | LeftOut]]:
        """Yield what may be due from *after* to *until*, each with its instant, in the order of the original starts."""
        zone = ZoneInfo(self.zone)
        last = max([until.astimezone(zone).replace(tzinfo=None) + 2 * _DAY, *map(_start_of, self.changes)])
        starts = tuple(self._starts(last))
        taken = self._taken_by_hand({identity_of(start) for start, _ in starts} if self.changes else frozenset(), zone)
        over = after.astimezone(zone).date() - 2 * _DAY
        held = 0
        for start, following in starts:
            if self.held is not None and held >= self.held:
                return
            if self.held is None and following and following < over and identity_of(start) not in self.changes:
                continue  # nothing is moved past the one that follows it
            settled = self._settle(start, following, days, taken, zone)
            if isinstance(settled, LeftOut):
                yield instant_of(start.date(), self.clock, zone), settled
            else:
                held += 1
                yield settled.at, settled

    def _taken_by_hand(self, regular: AbstractSet[str], zone: ZoneInfo) -> Mapping[date, str]:
        """Return which day was given to which of *regular*; of two on one day the earlier has it."""
        taken: dict[date, str] = {}
        for identity in sorted(regular & self.changes.keys()):
            if isinstance(change := self.changes[identity], Moved):
                taken.setdefault(_day_of(change.day, change.clock, zone), identity)
        return taken

    def _starts(self, last: datetime) -> Iterator[tuple[datetime, date | None]]:
        """Yield the regular local starts up to *last*, each with the day of the next one."""
        rule = _parsed(self.rule, datetime.combine(self.first_day, self.clock)) if self.rule else None
        starts = iter(rule) if rule else iter([datetime.combine(self.first_day, self.clock)])
        ends = date.max if self.until is None else self.until
        start = next(starts, None)
        while start is not None and start.date() <= ends and start <= last:
            following = next(starts, None)
            yield start, following.date() if following and following.date() <= ends else None
            start = following

    def _settle(
        self, start: datetime, following: date | None, days: SchoolDays, taken: Mapping[date, str], zone: ZoneInfo
    ) -> Occurrence | LeftOut:
        identity = identity_of(start)
        day = start.date()
        closure = None
        match self.changes.get(identity):
            case Skipped():
                return LeftOut(identity, day, "", asked=False)
            case Moved(new_day, clock):
                by_hand = self._occurrence(identity, new_day, clock, zone, moved=True)
                has_day = taken.get(by_hand.day, identity) == identity
                return by_hand if has_day else LeftOut(identity, day, "", asked=False)
            case Held():
                pass
            case None:
                closure = days.closed_on(day) if self.on_closed is not OnClosed.KEEP else None
        if closure and self.on_closed is not OnClosed.MOVE:
            return LeftOut(identity, day, closure.name, asked=self.on_closed is OnClosed.ASK)
        why = closure.name if closure else ""
        found = self._occurrence(
            identity, days.next_school_day(day) if closure else day, self.clock, zone, moved=closure is not None
        )
        overtaken = found.day != day and following is not None and found.day >= following
        too_late = found.moved and self.until is not None and found.day > self.until
        if overtaken or too_late or taken.get(found.day, identity) != identity:
            return LeftOut(identity, day, why, asked=False)
        return found

    def _occurrence(self, identity: str, day: date, clock: time, zone: ZoneInfo, *, moved: bool) -> Occurrence:
        at, on = instant_of(day, clock, zone), _day_of(day, clock, zone)
        return Occurrence(identity, on, clock, at, shift_of(day, clock, zone), moved)


def instant_of(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the UTC instant of a wall time; one that does not exist (a gap) is shifted forward by the gap."""
    return datetime.combine(day, clock, tzinfo=zone).replace(fold=0).astimezone(UTC)


def shift_of(day: date, clock: time, zone: ZoneInfo) -> Shift:
    """Return whether the clocks of *zone* leave that wall time out or show it twice."""
    first = instant_of(day, clock, zone)
    if first.astimezone(zone).replace(tzinfo=None) != datetime.combine(day, clock):
        return Shift.GAP
    again = datetime.combine(day, clock, tzinfo=zone).replace(fold=1).astimezone(UTC)
    return Shift.FOLD if again != first else Shift.NONE


def identity_of(start: datetime) -> str:
    """Return what names an occurrence for good: its original local start, to the minute."""
    return start.replace(tzinfo=None).isoformat(timespec="minutes")


def _day_of(day: date, clock: time, zone: ZoneInfo) -> date:
    """Return the local day on which that wall time is: a gap around midnight pushes it into the next."""
    return instant_of(day, clock, zone).astimezone(zone).date()


def _start_of(identity: str) -> datetime:
    return datetime.fromisoformat(identity)


def _parsed(rule: str, start: datetime) -> rrule:
    found = rrulestr(rule, dtstart=start)
    assert isinstance(found, rrule)
    return found
