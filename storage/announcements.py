"""Announcements: wall time, zone and rule as they were meant, their places, and changes of single dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import RowMapping, Select

from bot.domain.announcements import Announcement, AnnouncementState
from bot.domain.community import Channel
from bot.domain.ids import AnnouncementId, CommunityId, Number, PersonId, TopicId, WorkspaceId
from bot.domain.recurrence import Change
from bot.domain.subjects import Subject
from bot.errors import Changed
from storage.recurring import change_of, change_row, recurrence_of, recurrence_values
from storage.scope import Scope
from storage.tables import announcement_changes, announcement_channels, announcement_topics, announcements


class SqlAnnouncements:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, announcement: Announcement) -> Announcement:
        number = await self._scope.next_number(Subject.ANNOUNCEMENT)
        row = self._scope.row(number=number, created_at=announcement.created_at, **_values(announcement))
        stored = await self._scope.find(self._scope.insert(announcements).values(row).returning(announcements))
        assert stored is not None
        await self._set_parts(AnnouncementId(stored["id"]), announcement)
        return (await self._whole([stored]))[0]

    async def get(self, announcement: AnnouncementId) -> Announcement:
        return (await self._whole([await self._scope.get(announcements, "id", announcement)]))[0]

    async def get_numbered(self, number: Number) -> Announcement:
        return (await self._whole([await self._scope.get(announcements, "number", number)]))[0]

    async def update(self, announcement: Announcement) -> None:
        changed = await self._scope.run(
            self._scope.update(announcements)
            .where(announcements.c.id == announcement.id, announcements.c.revision == announcement.revision - 1)
            .values(_values(announcement))
        )
        if not changed:
            raise Changed(f"announcement {announcement.id} is not at revision {announcement.revision - 1}")
        for table in (announcement_topics, announcement_channels, announcement_changes):
            await self._scope.run(self._scope.delete(table).where(table.c.announcement_id == announcement.id))
        await self._set_parts(announcement.id, announcement)

    async def scheduled(self) -> Sequence[Announcement]:
        chosen = self._scope.select(announcements).where(announcements.c.state == AnnouncementState.SCHEDULED)
        return await self._all(chosen.order_by(announcements.c.id))

    async def listed(self, before: Number | None, limit: int, author: PersonId | None = None) -> Sequence[Announcement]:
        newest = self._scope.select(announcements).order_by(announcements.c.number.desc()).limit(limit)
        if author is not None:
            newest = newest.where(announcements.c.author_id == author)
        if before is not None:
            newest = newest.where(announcements.c.number < before)
        return await self._all(newest)

    async def _all(self, chosen: Select[*tuple[object, ...]]) -> Sequence[Announcement]:
        return await self._whole(await self._scope.all(chosen))

    async def _set_parts(self, announcement: AnnouncementId, said: Announcement) -> None:
        of = self._scope.row(announcement_id=announcement)
        for table, rows in (
            (announcement_topics, [{"topic_id": topic} for topic in said.topics]),
            (announcement_channels, [_channel_row(channel) for channel in said.channels]),
            (announcement_changes, [change_row(name, change) for name, change in said.recurrence.changes.items()]),
        ):
            if rows:
                await self._scope.run(self._scope.insert(table), *({**of, **row} for row in rows))

    async def _whole(self, rows: Sequence[RowMapping]) -> Sequence[Announcement]:
        """Return the announcements of *rows* with their parts."""
        if not rows:
            return []
        topics: dict[int, list[TopicId]] = defaultdict(list)
        channels: dict[int, list[Channel]] = defaultdict(list)
        changes: dict[int, dict[str, Change]] = defaultdict(dict)
        ids = [row["id"] for row in rows]
        for table in (announcement_topics, announcement_channels, announcement_changes):
            chosen = self._scope.select(table).where(table.c.announcement_id.in_(ids))
            for row in await self._scope.all(chosen.order_by(*table.primary_key.columns)):
                of = row["announcement_id"]
                if table is announcement_topics:
                    topics[of].append(TopicId(row["topic_id"]))
                elif table is announcement_channels:
                    channels[of].append(Channel(WorkspaceId(row["workspace_id"]), row["external_id"], row["name"]))
                else:
                    changes[of][row["occurrence"]] = change_of(row)
        return [announcement_of(row, topics[row["id"]], channels[row["id"]], changes[row["id"]]) for row in rows]


def _values(announcement: Announcement) -> dict[str, object]:
    return {
        "author_id": announcement.author_id,
        "body": announcement.body,
        "everywhere": announcement.everywhere,
        **recurrence_values(announcement.recurrence),
        "state": announcement.state,
        "time_revision": announcement.time_revision,
        "revision": announcement.revision,
    }


def _channel_row(channel: Channel) -> dict[str, object]:
    return {"workspace_id": channel.workspace_id, "external_id": channel.external_id, "name": channel.name}


def announcement_of(
    row: RowMapping, topics: Sequence[TopicId], channels: Sequence[Channel], changes: Mapping[str, Change]
) -> Announcement:
    return Announcement(
        id=AnnouncementId(row["id"]),
        community_id=CommunityId(row["community_id"]),
        number=Number(row["number"]),
        author_id=PersonId(row["author_id"]),
        body=row["body"],
        recurrence=recurrence_of(row, changes),
        state=AnnouncementState(row["state"]),
        time_revision=row["time_revision"],
        revision=row["revision"],
        created_at=row["created_at"],
        everywhere=row["everywhere"],
        topics=tuple(topics),
        channels=tuple(channels),
    )
