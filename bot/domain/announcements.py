"""Announcements: wall time plus a zone plus a repeat are kept; instants are derived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.ids import AnnouncementId, CommunityId, Number, PersonId, TopicId

BODY_MOST = 3000


class Repeat(StrEnum):
    ONCE = "once"
    WEEKLY = "weekly"


class AnnouncementState(StrEnum):
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Announcement:
    id: AnnouncementId
    community_id: CommunityId
    number: Number
    author_id: PersonId
    body: str
    topic_id: TopicId | None
    """None: the announcements channel of every workspace."""
    first_day: date
    clock: time
    zone: str
    repeat: Repeat
    state: AnnouncementState
    time_revision: int
    """Raised only when day, clock, zone, repeat or state change, so that a moved announcement is a new thing to say."""
    revision: int
    created_at: datetime

    def occurrence_on(self, day: date) -> datetime:
        """Return the UTC instant on *day*: in a gap shifted forward, in a fold the first (RFC 5545)."""
        return instant_of(day, self.clock, ZoneInfo(self.zone))

    def horizon_from(self, moment: datetime, ahead: timedelta) -> datetime:
        """Return how far to look for the next dates: *ahead*, and as far again from a first day that lies beyond."""
        return max(moment, self.occurrence_on(self.first_day)) + ahead

    def occurrences_after(self, moment: datetime, until: datetime) -> tuple[tuple[date, datetime], ...]:
        """Return (local day, UTC instant) of each occurrence with *moment* < instant ≤ *until*, oldest first."""
        found = []
        day, step = self.first_day, timedelta(weeks=1)
        if self.repeat is Repeat.WEEKLY:
            weeks = max(0, (moment.astimezone(ZoneInfo(self.zone)).date() - day).days // 7 - 1)
            day += weeks * step
        while (at := self.occurrence_on(day)) <= until:
            if at > moment:
                found.append((day, at))
            if self.repeat is Repeat.ONCE:
                break
            day += step
        return tuple(found)


def instant_of(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the UTC instant of a wall time; one that does not exist (a gap) is shifted forward by the gap."""
    return datetime.combine(day, clock, tzinfo=zone).replace(fold=0).astimezone(UTC)
