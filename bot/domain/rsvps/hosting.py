"""What a host does to a list for somebody else."""

from __future__ import annotations

from datetime import datetime

from bot.domain.ids import PersonId
from bot.domain.rsvps.book import Book, Standing
from bot.domain.rsvps.moves import Changed, changed
from bot.domain.rsvps.settling import settled
from bot.domain.rsvps.terms import Terms


def beyond(book: Book, person: PersonId, now: datetime, terms: Terms) -> bool:
    """Return whether `put_in` would go beyond the capacity."""
    current = settled(book, now, terms)
    mine = current.find(person)
    return not current.has_room and not (mine and mine.has_place)


def put_in(book: Book, person: PersonId, now: datetime, terms: Terms, *, over: bool = False) -> Changed:
    """Give somebody a place, whoever is in line. Raises ValueError where that is `beyond`, unless *over*."""
    if not over and beyond(book, person, now, terms):
        raise ValueError("all places are taken")
    current = settled(book, now, terms)
    mine = current.find(person)
    there = mine if mine and mine.has_place else current.answered(person, Standing.GOING)
    return changed(book, settled(current.having(there.placed(terms.starts_at)), now, terms), put_in=person)


def take_out(book: Book, person: PersonId, now: datetime, terms: Terms) -> Changed:
    """Take somebody's place, in the session or in line; they may answer again, and are last then."""
    mine = book.find(person)
    there = mine is not None and (mine.has_place or mine.standing is Standing.WAITING)
    return changed(book, settled(book.without(person) if there else book, now, terms))
