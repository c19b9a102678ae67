"""Who comes to a session and who is in line: every change is a function of the list, the terms and the time.

Who calls these keeps the list that they return and tells each person of their move, in the same transaction.
"""

from __future__ import annotations

from bot.domain.rsvps.book import Answer, Book, Rsvp, Standing
from bot.domain.rsvps.changes import answer, leave, put_back, reschedule, resize, settle, too_small
from bot.domain.rsvps.hosting import beyond, put_in, take_out
from bot.domain.rsvps.moves import Changed, Move, MoveKind
from bot.domain.rsvps.outcome import Outcome, outcome
from bot.domain.rsvps.terms import SMALL_MOVE, Terms

__all__ = [
    "SMALL_MOVE",
    "Answer",
    "Book",
    "Changed",
    "Move",
    "MoveKind",
    "Outcome",
    "Rsvp",
    "Standing",
    "Terms",
    "answer",
    "beyond",
    "leave",
    "outcome",
    "put_back",
    "put_in",
    "reschedule",
    "resize",
    "settle",
    "take_out",
    "too_small",
]
