"""What people, hosts' plans and time do to a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain.ids import PersonId
from bot.domain.rsvps.book import Answer, Book, Rsvp, Standing
from bot.domain.rsvps.moves import Changed, changed
from bot.domain.rsvps.settling import settled
from bot.domain.rsvps.terms import Terms


def answer(book: Book, person: PersonId, wanted: Answer, now: datetime, terms: Terms) -> Changed:
    """Take what *person* pressed: they have no move, but an `outcome`.

    Who says GOING has a place where one is free or held for them, else goes to the end of the line; who gives either up
    and comes back is last.
    """
    current = settled(book, now, terms)
    mine = current.find(person)
    if wanted is Standing.GOING:
        given = _going(current, person, terms)
    else:
        given = mine if mine and mine.standing is wanted else current.answered(person, wanted)
    return changed(book, settled(current.having(given), now, terms), by=person)


def _going(book: Book, person: PersonId, terms: Terms) -> Rsvp:
    mine = book.find(person)
    if mine and mine.has_place:
        return mine.placed(terms.starts_at)
    if book.has_room:  # A settled list has room only where nobody in line comes first.
        return book.answered(person, Standing.GOING).placed(terms.starts_at)
    if mine and mine.standing is Standing.WAITING and not mine.passed:
        return mine
    return book.answered(person, Standing.WAITING)


def settle(book: Book, now: datetime, terms: Terms) -> Changed:
    """End the offers that are over and give on every free place; to be called at `next_end`, and as often as one likes.

    Until `asks_from` the first in line has the place. From then on it is held for the first who has time enough, awake,
    to answer before `asks_until`; where nobody has, or all let an offer pass, it is open to whoever comes.
    """
    return changed(book, settled(book, now, terms))


def too_small(book: Book, capacity: int | None) -> bool:
    """Return whether so many places, fewer than now, are too few for those who have one or are offered one."""
    if capacity is None or (book.capacity is not None and capacity >= book.capacity):
        return False
    return capacity < book.taken


def resize(book: Book, capacity: int | None, now: datetime, terms: Terms) -> Changed:
    """Limit the places; nobody loses theirs. Raises ValueError where that is `too_small`."""
    if too_small(book, capacity):
        raise ValueError(f"{capacity} places are too few for {book.taken} people")
    return changed(book, settled(replace(book, capacity=capacity), now, terms))


def reschedule(book: Book, now: datetime, terms: Terms) -> Changed:
    """Keep everybody's place at the new start; who agreed to one more than SMALL_MOVE away is yet to confirm it."""
    kept = tuple(replace(each, standing=terms.confirmed(each.agreed)) if each.agreed else each for each in book.rsvps)
    return changed(book, settled(replace(book, rsvps=kept), now, terms))


def put_back(book: Book, placed: Mapping[PersonId, datetime], now: datetime, terms: Terms) -> Changed:
    """Reschedule to the start that was before, and give a free place back to those who gave it up in between.

    *placed* are who had a place then, in their order, with the start that each had agreed to.
    """
    current, _ = reschedule(book, now, terms)
    for person, agreed in placed.items():
        mine = current.find(person)
        if current.has_room and mine and mine.standing in (Standing.CANT, Standing.MAYBE):
            back = replace(current.answered(person, terms.confirmed(agreed)), agreed=agreed)
            current = current.having(back)
    return changed(book, settled(current, now, terms))


def leave(book: Book, person: PersonId, now: datetime, terms: Terms) -> Changed:
    """Forget somebody who left the community or had their data deleted."""
    return changed(book, settled(book.without(person), now, terms), by=person)
