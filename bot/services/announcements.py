"""Announcements: each occurrence is a stored delivery to each workspace before anybody is promised anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.announcements import Announcement, AnnouncementState, Repeat, instant_of
from bot.domain.community import Purpose, WorkspaceState
from bot.domain.delivery import NewDelivery
from bot.domain.ids import AnnouncementId, Number
from bot.domain.people import Platform, Role
from bot.domain.records import AuditEntry
from bot.domain.subjects import Subject
from bot.domain.topics import Topic
from bot.errors import FieldProblems, NotFound, UserError, described
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.sending import Post
from bot.ui.markup import blocks_of
from bot.ui.model import Button, Command, Reply, say
from bot.ui.text import t

HORIZON = timedelta(days=90)
DEADLINE = timedelta(hours=12)
"""How late a one-time announcement may still be sent; a weekly one's half interval is longer, so the same."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks to be announced."""

    body: str
    day: date
    clock: time
    repeat: Repeat
    topic: Topic | None


@dataclass(frozen=True, slots=True)
class Destination:
    """Where it will be posted in one workspace; no *channel* means that none was chosen or made yet."""

    workspace: str
    platform: Platform
    channel: str
    channel_id: str


class Announcements:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell, post: Post) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell
        self._post = post

    def fits(self, body: str) -> bool:
        """Return whether *body*, said to be late, is one message on every platform that is connected."""
        late = Reply((say(" " * 200), *blocks_of(body)))
        return all(self._post.messages_needed(late, platform) == 1 for platform in self._post.platforms)

    async def topic_of(self, actor: Actor, announcement: Announcement) -> Topic | None:
        if announcement.topic_id is None:
            return None
        async with self._storage.read(actor.community_id) as uow:
            return await uow.topics.get(announcement.topic_id)

    async def create(self, actor: Actor, wanted: Wanted) -> Announcement:
        """Store it with its deliveries; raises UserError without a zone, FieldProblems for a past time."""
        zone = self._zone(actor)
        now = self._clock.now()
        unsaved = Announcement(
            AnnouncementId(0),
            actor.community_id,
            Number(0),
            actor.id,
            wanted.body,
            wanted.topic.id if wanted.topic else None,
            wanted.day,
            wanted.clock,
            zone,
            wanted.repeat,
            AnnouncementState.SCHEDULED,
            1,
            1,
            now,
        )
        self._refuse_unreal(unsaved)
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            if (same := await _same(uow, unsaved)) is not None:
                return same
            announcement = await uow.announcements.add(unsaved)
            await self._expand(uow, announcement, now)
            await uow.records.audit(AuditEntry(actor.id, "scheduled", Subject.ANNOUNCEMENT, announcement.id, now))
            await uow.commit()
        self._bell.ring()
        return announcement

    async def change(self, actor: Actor, number: Number, wanted: Wanted) -> Announcement:
        """Change words, time or place. A new time is a new thing to say; nothing is sent for the old one any more."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            old = await theirs(uow, actor, number)
            cancelled = old.state is AnnouncementState.CANCELLED
            moved = cancelled or (old.first_day, old.clock, old.repeat) != (wanted.day, wanted.clock, wanted.repeat)
            topic = wanted.topic.id if wanted.topic else None
            new = replace(
                old,
                body=wanted.body,
                first_day=wanted.day,
                clock=wanted.clock,
                repeat=wanted.repeat,
                topic_id=topic,
                state=AnnouncementState.SCHEDULED,
                revision=old.revision + 1,
                time_revision=old.time_revision + (1 if moved else 0),
            )
            if moved:
                self._refuse_unreal(new)
                await uow.deliveries.withdraw_pending(Subject.ANNOUNCEMENT, old.id, now)
            await uow.announcements.update(new)
            await self._expand(uow, new, now)
            await uow.records.audit(AuditEntry(actor.id, "changed", Subject.ANNOUNCEMENT, old.id, now))
            await uow.commit()
        self._bell.ring()
        return new

    async def cancel(self, actor: Actor, number: Number) -> Announcement:
        return await self._set_state(actor, number, AnnouncementState.CANCELLED, "cancelled")

    async def reinstate(self, actor: Actor, number: Number) -> Announcement:
        return await self._set_state(actor, number, AnnouncementState.SCHEDULED, "reinstated")

    async def numbered(self, actor: Actor, number: Number) -> Announcement:
        """Return an announcement that the actor may manage: their own, or any for moderators; raises NotFound."""
        async with self._storage.read(actor.community_id) as uow:
            found = await uow.announcements.get_numbered(number)
        if found.author_id != actor.id and actor.role < Role.MODERATOR:
            raise NotFound("somebody else's announcement")
        return found

    async def listed(self, actor: Actor, before: Number | None, limit: int) -> Sequence[Announcement]:
        async with self._storage.read(actor.community_id) as uow:
            author = None if actor.role >= Role.MODERATOR else actor.id
            return await uow.announcements.listed(before, limit, author)

    async def matching(self, actor: Actor, typed: str, limit: int) -> Sequence[Announcement]:
        wanted = typed.strip().removeprefix("#").casefold()
        found = await self.listed(actor, None, 100)
        return [each for each in found if wanted in f"{each.number} {each.body}".casefold()][:limit]

    async def destinations(self, actor: Actor, topic: Topic | None) -> Sequence[Destination]:
        async with self._storage.read(actor.community_id) as uow:
            workspaces = await uow.communities.workspaces(WorkspaceState.JOINED)
            topic_channels = {c.workspace_id: c for c in await uow.topics.channels(topic.id)} if topic else {}
            found = []
            for workspace in workspaces:
                chosen = (await uow.communities.channels(workspace.id)).get(Purpose.ANNOUNCEMENTS)
                at = topic_channels.get(workspace.id) if topic else chosen
                name, channel = (at.name, at.external_id or "") if at else ("", "")
                found.append(Destination(workspace.name, workspace.platform, name, channel))
        return found

    async def expand_all(self) -> None:
        """Keep the deliveries of every recurring announcement stored for the horizon ahead."""
        now = self._clock.now()
        for community in await self._storage.installation.communities():
            async with self._storage.write(community.id) as uow:
                for announcement in await uow.announcements.scheduled():
                    await self._expand_or_say(uow, announcement, now)
                await uow.commit()

    async def _expand_or_say(self, uow: UnitOfWork, announcement: Announcement, now: datetime) -> None:
        """Store what is ahead; a zone that no longer exists stops no other announcement."""
        try:
            await self._expand(uow, announcement, now)
        except (ZoneInfoNotFoundError, OverflowError) as error:
            log = structlog.get_logger("announcements")
            log.error("cannot be expanded", number=announcement.number, error=described(error))

    async def _expand(self, uow: UnitOfWork, announcement: Announcement, now: datetime) -> None:
        first = announcement.occurrence_on(announcement.first_day)
        until = first if announcement.repeat is Repeat.ONCE else now + HORIZON
        workspaces = await uow.communities.workspaces(WorkspaceState.JOINED)
        await uow.deliveries.add(
            [
                NewDelivery(
                    announcement.community_id,
                    Subject.ANNOUNCEMENT,
                    announcement.id,
                    f"{day.isoformat()}T{announcement.clock:%H:%M}",
                    "announcement",
                    announcement.time_revision,
                    at,
                    at + DEADLINE,
                    workspace.id,
                )
                for day, at in announcement.occurrences_after(now, max(until, now))
                for workspace in workspaces
            ]
        )

    async def _set_state(self, actor: Actor, number: Number, state: AnnouncementState, act: str) -> Announcement:
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            old = await theirs(uow, actor, number)
            if old.state is state:
                return old
            if state is AnnouncementState.SCHEDULED:
                _refuse_over(old, now)
            new = replace(old, state=state, revision=old.revision + 1, time_revision=old.time_revision + 1)
            await uow.announcements.update(new)
            await uow.deliveries.withdraw_pending(Subject.ANNOUNCEMENT, old.id, now)
            if state is AnnouncementState.SCHEDULED:
                await self._expand(uow, new, now)
            await uow.records.audit(AuditEntry(actor.id, act, Subject.ANNOUNCEMENT, old.id, now))
            await uow.commit()
        self._bell.ring()
        return new

    def _zone(self, actor: Actor) -> str:
        if actor.community.zone is None:
            what = t("An admin sets it with {command}; what you typed is kept.", command=Command("staffroom setup"))
            raise UserError(t("I do not know this community's time zone yet, so I will not guess a time."), " ", what)
        return actor.community.zone

    def _refuse_unreal(self, announcement: Announcement) -> None:
        """Raise FieldProblems for a time that is over, and for one that the clocks leave out."""
        zone = ZoneInfo(announcement.zone)
        wall = datetime.combine(announcement.first_day, announcement.clock)
        shown = instant_of(announcement.first_day, announcement.clock, zone).astimezone(zone).replace(tzinfo=None)
        if shown != wall:
            gap = t(
                "The clocks go forward then, so there is no {clock}. Choose another time, such as {later}.",
                clock=f"{wall:%-I:%M %p}",
                later=f"{shown:%-I:%M %p}",
            )
            raise FieldProblems({"clock": gap})
        first = announcement.occurrence_on(announcement.first_day)
        if first <= self._clock.now():
            past = t(
                "{day} at {clock} is over. Choose a later day or time.",
                day=f"{announcement.first_day:%B %-d}",
                clock=f"{announcement.clock:%-I:%M %p}",
            )
            raise FieldProblems({"day": past})


async def _same(uow: UnitOfWork, new: Announcement) -> Announcement | None:
    """Return what a second press on the same form has already made."""
    said = (new.author_id, new.body, new.topic_id, new.first_day, new.clock, new.repeat)
    for old in await uow.announcements.scheduled():
        if (old.author_id, old.body, old.topic_id, old.first_day, old.clock, old.repeat) == said:
            return old
    return None


def _refuse_over(announcement: Announcement, now: datetime) -> None:
    """Raise UserError where scheduling it again would promise what never comes."""
    first = announcement.occurrence_on(announcement.first_day)
    if announcement.repeat is Repeat.ONCE and first <= now:
        change = Button(t("Choose a new time"), "announcement.edit", (int(announcement.number),), "primary")
        raise UserError(t("Its day and time are over, so nothing would be sent."), next_steps=(change,))


async def theirs(uow: UnitOfWork, actor: Actor, number: Number) -> Announcement:
    found = await uow.announcements.get_numbered(number)
    if found.author_id != actor.id and actor.role < Role.MODERATOR:
        raise UserError(t("Only its author and moderators can change this announcement."))
    return found
