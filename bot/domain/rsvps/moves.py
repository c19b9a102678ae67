"""What somebody is to be told who did not press anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import PersonId
from bot.domain.rsvps.book import Book, Rsvp, Standing


class MoveKind(StrEnum):
    PROMOTED = "promoted"
    """From the line, or from an offer that needs no answer any more, to a place."""
    OFFERED = "offered"
    """Or offered until another time than before, as the session was moved."""
    OFFER_OVER = "offer over"
    """They are in line again; where the list is *opened*, the place is open to them as to everybody."""
    OPEN_TO_ALL = "open to all"
    """They are in line as before, and a place is free for whoever comes first."""
    TO_CONFIRM = "to confirm"
    AS_BEFORE = "as before"
    """The start is again near the one that they said yes to."""
    PUT_IN = "put in"
    TAKEN_OUT = "taken out"


@dataclass(frozen=True, slots=True)
class Move:
    person: PersonId
    kind: MoveKind
    until: datetime | None = None
    """When the offer ends."""


Changed = tuple[Book, tuple[Move, ...]]
"""The list after a change, and at most one move for each person."""


def changed(before: Book, after: Book, by: PersonId | None = None, put_in: PersonId | None = None) -> Changed:
    """Return *after* with a move for everyone who stands otherwise than before, but for *by* who did it."""
    opened = after.opened and not before.opened
    stood, stands = ({each.person: each for each in book.rsvps} for book in (before, after))
    moves = []
    for person in dict.fromkeys(each for each in (*stood, *stands) if each != by):
        was, mine = stood.get(person), stands.get(person)
        kind = _kind(was, mine)
        if kind and person == put_in:
            kind = MoveKind.PUT_IN
        elif kind is None and opened and mine and mine.standing is Standing.WAITING:
            kind = MoveKind.OPEN_TO_ALL
        if kind:
            moves.append(Move(person, kind, mine.offered_until if mine else None))
    return after, tuple(moves)


def _kind(was: Rsvp | None, mine: Rsvp | None) -> MoveKind | None:
    if mine is None:
        return MoveKind.TAKEN_OUT
    if was and (was.standing, was.offered_until) == (mine.standing, mine.offered_until):
        return None
    match mine.standing:
        case Standing.GOING if was and was.standing is Standing.UNCONFIRMED:
            return MoveKind.AS_BEFORE
        case Standing.GOING:
            return MoveKind.PROMOTED
        case Standing.OFFERED:
            return MoveKind.OFFERED
        case Standing.UNCONFIRMED:
            return MoveKind.TO_CONFIRM
        case Standing.WAITING:
            return MoveKind.OFFER_OVER
        case Standing.MAYBE | Standing.CANT:
            return None
