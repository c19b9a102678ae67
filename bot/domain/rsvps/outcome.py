"""What a person is to be told after a press of their own, or when they ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import PersonId
from bot.domain.rsvps.book import Book, Standing
from bot.domain.rsvps.terms import Terms


@dataclass(frozen=True, slots=True)
class Outcome:
    was: Standing | None
    """Before the press. Who was OFFERED and is WAITING came too late; who had a place and has none gave it up."""
    standing: Standing | None
    offered_until: datetime | None
    place_in_line: int | None
    """From 1; None for who is not in line."""
    in_line: int
    """How many are: who gives up a place and comes back stands behind them."""
    at_once_until: datetime | None
    """For who is in line: until then a free place is theirs at once; None where that is over."""
    asked_until: datetime | None
    """For who is in line: until then it is offered, afterwards it is open to all; None where that is over."""


def outcome(before: Book, after: Book, person: PersonId, now: datetime, terms: Terms) -> Outcome:
    """Return what became of *person*; *before* and *after* are the same where nothing was pressed."""
    was, mine, line = before.find(person), after.find(person), after.line
    place = line.index(mine) + 1 if mine in line else None
    return Outcome(
        was=was.standing if was else None,
        standing=mine.standing if mine else None,
        offered_until=mine.offered_until if mine else None,
        place_in_line=place,
        in_line=len(line),
        at_once_until=terms.asks_from if place and now < terms.asks_from else None,
        asked_until=terms.asks_until if place and now < terms.asks_until else None,
    )
