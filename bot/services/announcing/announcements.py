"""Announcements: each occurrence is a stored delivery to each place before anybody is promised anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.announcements import Announcement, AnnouncementState
from bot.domain.community import Channel, WorkspaceState
from bot.domain.ids import AnnouncementId, Number, TopicId
from bot.domain.people import Role
from bot.domain.records import AuditEntry
from bot.domain.recurrence import Change, Held, Occurrence, OnClosed, Recurrence, Skipped
from bot.domain.repeats import Repeat, changed_times, rule_of
from bot.domain.school_days import SchoolDays
from bot.domain.subjects import Subject
from bot.errors import Changed, FieldProblems, UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.announcing.expanding import Expanding, said
from bot.services.bell import Bell
from bot.services.school_days import school_days_of
from bot.services.wall_times import refuse_unreal, zone_of
from bot.ui.model import Button
from bot.ui.text import t


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks to be announced; no *topics* is the announcements channels."""

    body: str
    day: date
    clock: time
    repeat: Repeat
    topics: tuple[TopicId, ...] = ()


class ChangedMeanwhile(Changed):
    """Somebody else changed *now* since the form was opened."""

    def __init__(self, now: Announcement) -> None:
        super().__init__("changed since the form was opened")
        self.now = now


class Announcements:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell, expanding: Expanding) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell
        self._expanding = expanding

    async def create(self, actor: Actor, wanted: Wanted) -> Announcement:
        """Store it with its deliveries; raises UserError without a zone, FieldProblems for a past time."""
        now = self._clock.now()
        unsaved = Announcement(
            id=AnnouncementId(0),
            community_id=actor.community_id,
            number=Number(0),
            author_id=actor.id,
            body=wanted.body,
            recurrence=Recurrence(
                wanted.day,
                wanted.clock,
                zone_of(actor),
                rule_of(wanted.repeat, wanted.day),
                on_closed=OnClosed.KEEP if wanted.repeat is Repeat.ONCE else OnClosed.SKIP,
            ),
            state=AnnouncementState.SCHEDULED,
            time_revision=1,
            revision=1,
            created_at=now,
            everywhere=not wanted.topics,
            topics=wanted.topics,
        )
        refuse_unreal(unsaved.recurrence, now)
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            if (same := await _same(uow, unsaved)) is not None:
                return same
            announcement = await uow.announcements.add(unsaved)
            await self._expanding.expand(uow, announcement, now)
            await uow.records.audit(AuditEntry(actor.id, "scheduled", Subject.ANNOUNCEMENT, announcement.id, now))
            await uow.commit()
        self._bell.ring()
        return announcement

    async def change(
        self, actor: Actor, number: Number, wanted: Wanted, shown: date | None = None, revision: int | None = None
    ) -> Announcement:
        """Change words, time or place. A new time is a new thing to say; nothing is sent for the old one any more.

        *shown* is the day that the form began with, which leaves the days as they are. Raises ChangedMeanwhile where
        somebody changed it since *revision*, FieldProblems where it would never be posted.
        """

        def changed(old: Announcement) -> Announcement:
            if revision is not None and old.revision != revision:
                raise ChangedMeanwhile(old)
            topics = wanted.topics if len(old.topics) < 2 or wanted.topics != old.topics[:1] else old.topics
            return replace(
                old,
                body=wanted.body,
                recurrence=changed_times(old.recurrence, wanted.day, wanted.clock, wanted.repeat, shown),
                topics=topics,
                everywhere=not topics or (old.everywhere and bool(old.topics)),
                state=AnnouncementState.PAUSED
                if old.state is AnnouncementState.PAUSED
                else AnnouncementState.SCHEDULED,
            )

        return await self._revise(actor, number, "changed", changed)

    async def cancel(self, actor: Actor, number: Number) -> Announcement:
        return await self._set_state(actor, number, AnnouncementState.CANCELLED, "cancelled")

    async def reinstate(self, actor: Actor, number: Number) -> Announcement:
        return await self._set_state(actor, number, AnnouncementState.SCHEDULED, "reinstated")

    async def pause(self, actor: Actor, number: Number) -> Announcement:
        return await self._set_state(actor, number, AnnouncementState.PAUSED, "paused")

    async def end_on(self, actor: Actor, number: Number, day: date | None, on_closed: OnClosed) -> Announcement:
        """Let it end after *day*, and say what happens on days without school; raises FieldProblems for a past day."""

        def ending(old: Announcement) -> Announcement:
            if day is not None and day < max(old.first_day, self._today(old)):
                raise FieldProblems({"until": t("That day is over, or before it begins. Choose a later one.")})
            return replace(old, recurrence=replace(old.recurrence, until=day, on_closed=on_closed))

        return await self._revise(actor, number, "changed", ending)

    async def post_in(
        self, actor: Actor, number: Number, everywhere: bool, topics: tuple[TopicId, ...]
    ) -> Announcement:
        """Choose all its places; raises UserError for none."""
        if not everywhere and not topics:
            raise UserError(t("Choose at least one place, or it would be posted nowhere."))

        def placed(old: Announcement) -> Announcement:
            return replace(old, everywhere=everywhere, topics=tuple(dict.fromkeys(topics)))

        return await self._revise(actor, number, "changed", placed)

    async def use_channel(self, actor: Actor, number: Number, channel: Channel) -> Announcement:
        """Post it in *channel* of that workspace from now on, in place of the announcements channel there."""

        def moved(old: Announcement) -> Announcement:
            others = tuple(each for each in old.channels if each.workspace_id != channel.workspace_id)
            return replace(old, channels=(*others, channel))

        return await self._revise(actor, number, "changed", moved)

    async def skip(self, actor: Actor, number: Number, occurrence: str) -> Announcement:
        return await self._change_one(actor, number, occurrence, Skipped())

    async def hold(self, actor: Actor, number: Number, occurrence: str) -> Announcement:
        """Let that date take place although there is no school, or although it was skipped."""
        return await self._change_one(actor, number, occurrence, Held())

    async def send_now(self, actor: Actor, number: Number, revision: int | None = None) -> Announcement:
        """Say it now: what is said once then is said and over, a repeating one goes on as before.

        Raises UserError where it was sent or changed since *revision*: a second press says nothing twice.
        """
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            old = await theirs(uow, actor, number)
            if revision is not None and old.revision != revision:
                raise UserError(t("It was sent or changed a moment ago, so nothing more is sent. Look at it again."))
            if old.state is not AnnouncementState.SCHEDULED:
                raise UserError(t("It is not scheduled. Schedule it again first, then send it."))
            new = replace(old, revision=old.revision + 1)
            local = now.astimezone(ZoneInfo(old.recurrence.zone)).replace(tzinfo=None, microsecond=0)
            if old.once:
                when = replace(old.recurrence, first_day=local.date(), clock=local.time())
                new = replace(new, recurrence=when, time_revision=old.time_revision + 1)
            await uow.announcements.update(new)
            if old.once:
                await uow.deliveries.withdraw_pending(Subject.ANNOUNCEMENT, old.id, now)
            workspaces = await uow.communities.workspaces(WorkspaceState.JOINED)
            await uow.deliveries.add(
                [said(new, local.isoformat(), now, each, place) for each in workspaces for place in new.places]
            )
            await uow.records.audit(AuditEntry(actor.id, "sent", Subject.ANNOUNCEMENT, old.id, now))
            await uow.commit()
        self._bell.ring()
        return new

    async def _change_one(self, actor: Actor, number: Number, occurrence: str, change: Change) -> Announcement:
        def one(old: Announcement) -> Announcement:
            if not old.recurrence.has(occurrence):
                raise UserError(t("That is no longer one of its dates. Nothing was changed."))
            changes = {**old.recurrence.changes, occurrence: change}
            return replace(old, recurrence=replace(old.recurrence, changes=_kept(changes, self._today(old))))

        return await self._revise(actor, number, "changed one date", one)

    async def _set_state(self, actor: Actor, number: Number, state: AnnouncementState, act: str) -> Announcement:
        def with_state(old: Announcement) -> Announcement:
            if state is AnnouncementState.SCHEDULED:
                _refuse_over(old, self._clock.now())
            return replace(old, state=state)

        return await self._revise(actor, number, act, with_state)

    async def _revise(
        self, actor: Actor, number: Number, act: str, revise: Callable[[Announcement], Announcement]
    ) -> Announcement:
        """Store what *revise* makes of it, and what is ahead of it then; nothing is sent for an old time any more."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            old = await theirs(uow, actor, number)
            new = revise(old)
            if new == old:
                return old
            moved = _times(new) != _times(old) or AnnouncementState.CANCELLED in (old.state, new.state)
            new = replace(new, revision=old.revision + 1, time_revision=old.time_revision + (1 if moved else 0))
            if moved and (new.first_day, new.clock) != (old.first_day, old.clock):
                refuse_unreal(new.recurrence, now)
            promised = new.state is AnnouncementState.SCHEDULED or _times(new) != _times(old)
            if moved and promised and new.state is not AnnouncementState.CANCELLED:
                _refuse_never(new, now, await school_days_of(uow))
            if moved or new.state is not AnnouncementState.SCHEDULED:
                await uow.deliveries.withdraw_pending(Subject.ANNOUNCEMENT, old.id, now)
            await uow.announcements.update(new)
            if new.state is AnnouncementState.SCHEDULED:
                await self._expanding.expand(uow, new, now)
            await uow.records.audit(AuditEntry(actor.id, act, Subject.ANNOUNCEMENT, old.id, now))
            await uow.commit()
        self._bell.ring()
        return new

    def _today(self, announcement: Announcement) -> date:
        return self._clock.now().astimezone(ZoneInfo(announcement.recurrence.zone)).date()


def _times(announcement: Announcement) -> tuple[object, ...]:
    """Return what makes it another thing to say, single dates and the last day aside: those rows come and go."""
    when = announcement.recurrence
    return (when.first_day, when.clock, when.zone, when.rule)


def _kept(changes: Mapping[str, Change], today: date) -> Mapping[str, Change]:
    """Return *changes* without those of dates long over."""
    return MappingProxyType({name: each for name, each in changes.items() if name[:4] >= str(today.year - 1)})


async def _same(uow: UnitOfWork, new: Announcement) -> Announcement | None:
    """Return what a second press on the same form has already made."""
    made = (new.author_id, new.body, new.topics, new.recurrence)
    for old in await uow.announcements.scheduled():
        if (old.author_id, old.body, old.topics, old.recurrence) == made:
            return old
    return None


def _refuse_over(announcement: Announcement, now: datetime) -> None:
    """Raise UserError where scheduling it again would promise what never comes."""
    if announcement.once and announcement.recurrence.instant <= now:
        change = Button(t("Choose a new time"), "announcement.edit", (int(announcement.number),), "primary")
        raise UserError(t("Its day and time are over, so nothing would be sent."), next_steps=(change,))


def _refuse_never(announcement: Announcement, now: datetime, days: SchoolDays) -> None:
    """Raise FieldProblems where its days and its last day leave nothing that would be posted."""
    if not any(isinstance(each, Occurrence) for each in announcement.recurrence.upcoming(now, 1, days)):
        raise FieldProblems({"day": t("It would never be posted: that day is after its last day or left out.")})


async def theirs(uow: UnitOfWork, actor: Actor, number: Number) -> Announcement:
    found = await uow.announcements.get_numbered(number)
    if found.author_id != actor.id and actor.role < Role.MODERATOR:
        raise UserError(t("Only its author and moderators can change this announcement."))
    return found
