"""Announcements: wall time, zone and repeat as they were meant."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import RowMapping

from bot.domain.announcements import Announcement, AnnouncementState, Repeat
from bot.domain.ids import AnnouncementId, CommunityId, Number, PersonId, TopicId
from bot.domain.subjects import Subject
from bot.errors import Changed
from storage.scope import Scope
from storage.tables import announcements


class SqlAnnouncements:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, announcement: Announcement) -> Announcement:
        number = await self._scope.next_number(Subject.ANNOUNCEMENT)
        row = self._scope.row(number=number, created_at=announcement.created_at, **_values(announcement))
        stored = await self._scope.find(self._scope.insert(announcements).values(row).returning(announcements))
        assert stored is not None
        return announcement_of(stored)

    async def get(self, announcement: AnnouncementId) -> Announcement:
        return announcement_of(await self._scope.get(announcements, "id", announcement))

    async def get_numbered(self, number: Number) -> Announcement:
        return announcement_of(await self._scope.get(announcements, "number", number))

    async def update(self, announcement: Announcement) -> None:
        changed = await self._scope.run(
            self._scope.update(announcements)
            .where(announcements.c.id == announcement.id, announcements.c.revision == announcement.revision - 1)
            .values(_values(announcement))
        )
        if not changed:
            raise Changed(f"announcement {announcement.id} is not at revision {announcement.revision - 1}")

    async def scheduled(self) -> Sequence[Announcement]:
        chosen = self._scope.select(announcements).where(announcements.c.state == AnnouncementState.SCHEDULED)
        return [announcement_of(row) for row in await self._scope.all(chosen.order_by(announcements.c.id))]

    async def listed(self, before: Number | None, limit: int, author: PersonId | None = None) -> Sequence[Announcement]:
        newest = self._scope.select(announcements).order_by(announcements.c.number.desc()).limit(limit)
        if author is not None:
            newest = newest.where(announcements.c.author_id == author)
        if before is not None:
            newest = newest.where(announcements.c.number < before)
        return [announcement_of(row) for row in await self._scope.all(newest)]


def _values(announcement: Announcement) -> dict[str, object]:
    return {
        "author_id": announcement.author_id,
        "body": announcement.body,
        "topic_id": announcement.topic_id,
        "first_day": announcement.first_day,
        "clock": announcement.clock,
        "zone": announcement.zone,
        "repeat": announcement.repeat,
        "state": announcement.state,
        "time_revision": announcement.time_revision,
        "revision": announcement.revision,
    }


def announcement_of(row: RowMapping) -> Announcement:
    topic = row["topic_id"]
    return Announcement(
        id=AnnouncementId(row["id"]),
        community_id=CommunityId(row["community_id"]),
        number=Number(row["number"]),
        author_id=PersonId(row["author_id"]),
        body=row["body"],
        topic_id=None if topic is None else TopicId(topic),
        first_day=row["first_day"],
        clock=row["clock"],
        zone=row["zone"],
        repeat=Repeat(row["repeat"]),
        state=AnnouncementState(row["state"]),
        time_revision=row["time_revision"],
        revision=row["revision"],
        created_at=row["created_at"],
    )
