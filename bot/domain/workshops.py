"""Workshops: one event or a series of dated sessions, each with its own people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.ids import CommunityId, Number, PersonId, SessionId, TopicId, WorkshopId
from bot.domain.recurrence import Recurrence

TITLE_MOST = 120
PLACE_MOST = 200
ABOUT_MOST = 1500
MATERIALS_MOST = 500
QUESTION_MOST = 200
CAPACITY_MOST = 5000
COHOSTS_MOST = 10
MOST_SESSIONS = 60
"""In one series: more than a school year of weekly ones."""
SHORTEST, LONGEST = timedelta(minutes=10), timedelta(hours=12)
DRAFT_KEPT = timedelta(days=7)
SMALL_MOVE = timedelta(minutes=30)
"""Who is going stays so without being asked again when a session moves by no more than this."""
CANCELLED_KEPT = timedelta(days=30)
"""How long a calendar still shows that a session was cancelled."""


class WorkshopState(StrEnum):
    DRAFT = "draft"
    """Seen by its host alone, and kept for DRAFT_KEPT."""
    POSTED = "posted"
    CANCELLED = "cancelled"


class SessionState(StrEnum):
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Workshop:
    id: WorkshopId
    community_id: CommunityId
    number: Number
    host_id: PersonId | None
    """None once they deleted their data, with nobody to host it in their place; moderators may manage it."""
    title: str
    recurrence: Recurrence
    """Wall time, zone and rule; *held* is how many sessions take place."""
    length: timedelta
    place: str
    """A room, an address or a link."""
    state: WorkshopState
    revision: int
    created_at: datetime
    topic_id: TopicId | None = None
    about: str = ""
    materials: str = ""
    question: str = ""
    """Asked of those who are going; only hosts see the answers."""
    capacity: int | None = None
    """Places in each session."""
    cohosts: tuple[PersonId, ...] = ()

    @property
    def hosts(self) -> tuple[PersonId, ...]:
        return tuple(each for each in (self.host_id, *self.cohosts) if each is not None)

    @property
    def series(self) -> bool:
        return bool(self.recurrence.rule)


@dataclass(frozen=True, slots=True)
class Session:
    """One date of a workshop. *identity* is its original local start, the same after it was moved."""

    id: SessionId
    workshop_id: WorkshopId
    identity: str
    starts_at: datetime
    length: timedelta
    state: SessionState
    time_revision: int
    """Raised only when the start or the state changes, so that what was said for the old time is said anew."""
    sequence: int
    """A calendar's SEQUENCE: raised with every change that a calendar shows."""
    modified_at: datetime
    capacity: int | None = None
    opened: bool = False
    """A free place is open to whoever comes, and those in line know it."""

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + self.length

    @property
    def takes_place(self) -> bool:
        return self.state is SessionState.SCHEDULED
