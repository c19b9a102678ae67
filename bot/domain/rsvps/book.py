"""The list of one session: who said what, who has a place, and who is in line for one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

from bot.domain.ids import PersonId


class Standing(StrEnum):
    GOING = "going"
    UNCONFIRMED = "unconfirmed"
    """Has a place, and has not said yet that the new time works."""
    MAYBE = "maybe"
    CANT = "cant"
    WAITING = "waiting"
    OFFERED = "offered"
    """A place is held for them."""


Answer = Literal[Standing.GOING, Standing.MAYBE, Standing.CANT]


@dataclass(frozen=True, slots=True)
class Rsvp:
    person: PersonId
    standing: Standing
    order: int
    """Given anew on every answer, and rising: of those in line, who has the least joined it first."""
    offered_until: datetime | None = None
    """While OFFERED, and only then: the place is theirs before that instant, and no more at it."""
    passed: bool = False
    """WAITING again after an offer that they let pass: behind all who had none, and offered none until they ask."""
    agreed: datetime | None = None
    """While GOING or UNCONFIRMED, and only then: the start that they said yes to."""

    @property
    def has_place(self) -> bool:
        return self.standing in (Standing.GOING, Standing.UNCONFIRMED, Standing.OFFERED)

    def placed(self, start: datetime) -> Rsvp:
        """Return it with a place, agreed to at that start."""
        return Rsvp(self.person, Standing.GOING, self.order, agreed=start)


@dataclass(frozen=True, slots=True)
class Book:
    """Nobody stands on it twice."""

    capacity: int | None = None
    """None is without limit."""
    rsvps: tuple[Rsvp, ...] = ()
    opened: bool = False
    """A place is free although people are in line: they were told that it is open to whoever comes."""

    @property
    def taken(self) -> int:
        """Return how many places are somebody's, those held for an answer among them."""
        return sum(each.has_place for each in self.rsvps)

    @property
    def has_room(self) -> bool:
        return self.capacity is None or self.taken < self.capacity

    @property
    def line(self) -> tuple[Rsvp, ...]:
        waiting = (each for each in self.rsvps if each.standing is Standing.WAITING)
        return tuple(sorted(waiting, key=lambda each: (each.passed, each.order)))

    @property
    def next_end(self) -> datetime | None:
        """Return when the next offer ends; until then, time alone changes nothing."""
        return min((each.offered_until for each in self.rsvps if each.offered_until), default=None)

    def find(self, person: PersonId) -> Rsvp | None:
        return next((each for each in self.rsvps if each.person == person), None)

    def answered(self, person: PersonId, standing: Standing) -> Rsvp:
        """Return what stands for *person* after a new answer: last in the order."""
        return Rsvp(person, standing, 1 + max((each.order for each in self.rsvps), default=0))

    def having(self, rsvp: Rsvp) -> Book:
        """Return it with *rsvp* in place of what stands for that person, if anything does."""
        if self.find(rsvp.person) is None:
            return replace(self, rsvps=(*self.rsvps, rsvp))
        return replace(self, rsvps=tuple(rsvp if each.person == rsvp.person else each for each in self.rsvps))

    def without(self, person: PersonId) -> Book:
        return replace(self, rsvps=tuple(each for each in self.rsvps if each.person != person))
