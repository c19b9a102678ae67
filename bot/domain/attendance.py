"""Who came to a session, and what they said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import PersonId


class CheckedIn(StrEnum):
    """How it is known that somebody came."""

    BUTTON = "button"
    CODE = "code"
    HOST = "host"


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
    pace: str
    will_try: str
    """One thing that they will try, in their words."""
    at: datetime
