"""Who came to a session, and what they said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.ids import PersonId
from bot.domain.words import folded_words
from bot.domain.workshops import Session

EARLY = timedelta(minutes=15)
"""Check-in opens so long before the start, and closes with the end."""
CODE_AFTER = timedelta(hours=1)
"""A code word said at the end may still be typed for so long."""
CODE_TRIES = 5
MARKED_WITHIN = timedelta(days=30)
"""Hosts may change the list of who was there for so long after the end."""
FEEDBACK_AFTER = timedelta(minutes=5)
SHARE_BACK_AFTER = timedelta(days=14)
ASKED_FOR = timedelta(days=7)
"""A question that was not asked by then is not asked any more."""
SHOWN_FROM = 5
"""Fewer answers than these are never shown, and more only in whole steps of as many."""
USEFUL_MOST = 5
TRY_MOST = 300
SHARE_BACK_MOST = 700
CODE_MOST = 60
CODE_WORDS = (
    "acorn", "amber", "apple", "autumn", "beacon", "birch", "bridge", "button", "candle", "canyon", "cedar", "cherry",
    "chestnut", "clover", "copper", "coral", "cotton", "cricket", "daisy", "dolphin", "feather", "forest", "garden",
    "ginger", "granite", "hazel", "honey", "island", "jasmine", "kettle", "lantern", "lemon", "maple", "marble",
    "meadow", "mountain", "olive", "orange", "otter", "paper", "pebble", "pepper", "pillow", "planet", "pumpkin",
    "rabbit", "river", "robin", "saffron", "silver", "sparrow", "spruce", "summer", "sunrise", "thunder", "timber",
    "tulip", "turtle", "valley", "velvet", "violet", "walnut", "willow", "winter",
)  # fmt: skip


class CheckedIn(StrEnum):
    """How it is known that somebody came."""

    BUTTON = "button"
    CODE = "code"
    HOST = "host"


class Pace(StrEnum):
    TOO_SLOW = "too slow"
    RIGHT = "right"
    TOO_FAST = "too fast"


@dataclass(frozen=True, slots=True)
class Attended:
    person: PersonId
    how: CheckedIn
    at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Feedback:
    person: PersonId
    useful: int
    """From 1, not at all, to USEFUL_MOST."""
    pace: Pace
    at: datetime
    """When they first answered."""


@dataclass(frozen=True, slots=True)
class Intention:
    """One thing that somebody will try, in their words and for their eyes alone."""

    person: PersonId
    text: str
    nudge_on: date | None
    """A day of theirs on which they want to be reminded of it."""
    at: datetime


@dataclass(frozen=True, slots=True)
class ShareBack:
    """What somebody took back to their school; everybody may read it, and whose it is only where *named*."""

    person: PersonId
    text: str
    named: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Summary:
    """What so many people said, in numbers that tell nothing of any one of them."""

    answers: int
    useful: float
    """The mean, from 1 to USEFUL_MOST."""
    paces: Mapping[Pace, int]


def opens_at(session: Session) -> datetime:
    return session.starts_at - EARLY


def checks_in(session: Session, now: datetime) -> bool:
    """Return whether people may say now that they are there."""
    return session.takes_place and opens_at(session) <= now < session.ends_at


def takes_code(session: Session, now: datetime) -> bool:
    return session.takes_place and opens_at(session) <= now < session.ends_at + CODE_AFTER


def same_word(typed: str, word: str) -> bool:
    """Return whether *typed* is the code *word*: case, accents, blanks and hyphens do not matter."""
    return bool(folded_words(typed)) and "".join(folded_words(typed)) == "".join(folded_words(word))


def summary(given: Sequence[Feedback]) -> Summary | None:
    """Return what the first whole fives of answers say together, None for fewer than SHOWN_FROM.

    One answer more changes nothing until four others came too: otherwise who watches could subtract.
    """
    whole = len(given) // SHOWN_FROM * SHOWN_FROM
    if not whole:
        return None
    counted = sorted(given, key=lambda each: (each.at, each.person))[:whole]
    paces = {pace: sum(each.pace is pace for each in counted) for pace in Pace}
    return Summary(whole, sum(each.useful for each in counted) / whole, paces)
