"""What time does to a list: offers end, and every free place goes to whoever is next."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.domain.rsvps.book import Book, Rsvp, Standing
from bot.domain.rsvps.terms import Terms


def settled(book: Book, now: datetime, terms: Terms) -> Book:
    """Return it with no place free that anybody in line comes first for."""
    for each in sorted(book.rsvps, key=lambda each: each.order):
        if each.offered_until:
            book = book.having(_held(book, each, each.offered_until, now, terms))
        elif each.passed and now < terms.asks_from:  # Moved to another day, it asks everybody anew.
            book = book.having(replace(each, passed=False))
    while book.has_room and (given := _given_next(book, now, terms)):
        book = book.having(given)
    free = book.has_room and bool(book.line)
    # Once it has begun, nobody is told any more.
    return replace(book, opened=free and (book.opened or now < terms.starts_at))


def _held(book: Book, offered: Rsvp, until: datetime, now: datetime, terms: Terms) -> Rsvp:
    """Return what has become of an offer; the session may have been moved since it was made."""
    if until <= now:
        return replace(book.answered(offered.person, Standing.WAITING), passed=now >= terms.asks_from)
    if now < terms.asks_from:
        return offered.placed(terms.starts_at)
    shortened = until if until <= terms.asks_until else terms.offer(offered.person, now)
    if shortened is None:
        return Rsvp(offered.person, Standing.WAITING, offered.order)
    return replace(offered, offered_until=shortened)


def _given_next(book: Book, now: datetime, terms: Terms) -> Rsvp | None:
    """Return who in line gets a free place, or the offer of it, with that."""
    for each in book.line:
        if now < terms.asks_from:
            return each.placed(terms.starts_at)
        until = None if each.passed else terms.offer(each.person, now)
        if until:
            return Rsvp(each.person, Standing.OFFERED, each.order, offered_until=until)
    return None
