"""Announcements: what is said, where, and when by wall time, zone and rule; instants are derived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.community import Channel
from bot.domain.ids import AnnouncementId, CommunityId, Number, PersonId, TopicId, WorkspaceId
from bot.domain.recurrence import Recurrence, Skipped, identity_of
from bot.domain.repeats import Repeat, interval, repeat_of

BODY_MOST = 3000

ONCE_DEADLINE = timedelta(hours=12)
"""How late what is said once may still be said; what is said again and again, half its interval if that is less."""


class AnnouncementState(StrEnum):
    SCHEDULED = "scheduled"
    PAUSED = "paused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Announcement:
    id: AnnouncementId
    community_id: CommunityId
    number: Number
    author_id: PersonId
    body: str
    recurrence: Recurrence
    state: AnnouncementState
    time_revision: int
    """Raised only when a time, the rule or the state changes, so that a moved announcement is a new thing to say."""
    revision: int
    created_at: datetime
    everywhere: bool = True
    """In the announcements channel of every workspace."""
    topics: tuple[TopicId, ...] = ()
    channels: tuple[Channel, ...] = ()
    """Chosen for this one in place of a workspace's announcements channel."""

    @property
    def first_day(self) -> date:
        return self.recurrence.first_day

    @property
    def clock(self) -> time:
        return self.recurrence.clock

    @property
    def repeat(self) -> Repeat | None:
        """Return the choice that was made, None for a rule of another making."""
        return repeat_of(self.recurrence.rule)

    @property
    def once(self) -> bool:
        return not self.recurrence.rule

    @property
    def deadline(self) -> timedelta:
        between = interval(self.recurrence.rule)
        return ONCE_DEADLINE if between is None else min(ONCE_DEADLINE, between / 2)

    @property
    def first_identity(self) -> str:
        return identity_of(datetime.combine(self.first_day, self.clock))

    @property
    def places(self) -> tuple[TopicId | None, ...]:
        """Return where it is said in each workspace: a topic's channel, or (None) the announcements channel."""
        return (*((None,) if self.everywhere else ()), *self.topics)

    def channel_in(self, workspace: WorkspaceId) -> str:
        """Return the channel chosen for this one there, "" where none was."""
        return next((channel.external_id for channel in self.channels if channel.workspace_id == workspace), "")

    def still_says(self, occurrence: str, time_revision: int, topic: TopicId | None) -> bool:
        """Return whether what was to be said under that time revision is still to be said there."""
        skipped = isinstance(self.recurrence.changes.get(occurrence), Skipped)
        as_it_was = self.state is AnnouncementState.SCHEDULED and self.time_revision == time_revision
        return as_it_was and not skipped and topic in self.places
