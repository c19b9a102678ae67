"""Making a workshop: a private draft that its host completes and posts; nobody else sees it before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.community import WorkspaceState
from bot.domain.delivery import NewPlacement, PlacementKind
from bot.domain.ids import Number, TopicId, WorkshopId
from bot.domain.people import Role
from bot.domain.records import AuditEntry
from bot.domain.recurrence import OnClosed, Recurrence
from bot.domain.repeats import Repeat, repeat_of, rule_of
from bot.domain.sessions import Dates, dates_of, sessions_of
from bot.domain.subjects import Subject
from bot.domain.topics import Topic
from bot.domain.workshops import DRAFT_KEPT, Workshop, WorkshopState
from bot.errors import NotFound, UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.school_days import school_days_of
from bot.services.wall_times import refuse_unreal, zone_of
from bot.services.workshops.attending import posted
from bot.services.workshops.reminding import remind_channels
from bot.ui.text import t


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the first form asks."""

    title: str
    day: date
    clock: time
    length: timedelta
    place: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A workshop with the dates that it has, or would have if it were posted now."""

    workshop: Workshop
    dates: Dates


class Hosting:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def draft(self, actor: Actor, wanted: Wanted, topic: TopicId | None) -> Draft:
        """Keep a draft; raises UserError without a zone, FieldProblems for a time that is over or does not exist."""
        now = self._clock.now()
        unsaved = Workshop(
            id=WorkshopId(0),
            community_id=actor.community_id,
            number=Number(0),
            host_id=actor.id,
            title=wanted.title,
            recurrence=Recurrence(wanted.day, wanted.clock, zone_of(actor), on_closed=OnClosed.KEEP),
            length=wanted.length,
            place=wanted.place,
            state=WorkshopState.DRAFT,
            revision=1,
            created_at=now,
            topic_id=topic,
        )
        refuse_unreal(unsaved.recurrence, now)
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            stored = await uow.workshops.add(unsaved)
            dates = dates_of(stored.recurrence, await school_days_of(uow))
            await uow.commit()
        return Draft(stored, dates)

    async def duplicate(self, actor: Actor, number: Number, wanted: Wanted) -> Draft:
        """Keep a draft like a workshop that was posted, for other days and nobody yet."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            like = await posted(uow, number)
            when = replace(
                like.recurrence,
                first_day=wanted.day,
                clock=wanted.clock,
                zone=zone_of(actor),
                rule=like.recurrence.rule and _same_repeat(like.recurrence, wanted.day),
                until=None,
                changes={},
            )
            refuse_unreal(when, now)
            copied = replace(
                like, host_id=actor.id, cohosts=(), title=wanted.title, recurrence=when, length=wanted.length,
                place=wanted.place, state=WorkshopState.DRAFT, revision=1, created_at=now,
            )  # fmt: skip
            stored = await uow.workshops.add(copied)
            dates = dates_of(stored.recurrence, await school_days_of(uow))
            await uow.commit()
        return Draft(stored, dates)

    async def view(self, actor: Actor, number: Number) -> Draft:
        """Return a draft of the actor's; raises NotFound for anybody else's."""
        async with self._storage.read(actor.community_id) as uow:
            found = await _draft(uow, actor, number)
            return Draft(found, dates_of(found.recurrence, await school_days_of(uow)))

    async def topic_of(self, actor: Actor, workshop: Workshop) -> Topic | None:
        if workshop.topic_id is None:
            return None
        async with self._storage.read(actor.community_id) as uow:
            return await uow.topics.get(workshop.topic_id)

    async def drafts(self, actor: Actor) -> list[Workshop]:
        async with self._storage.read(actor.community_id) as uow:
            return list(await uow.workshops.drafts_of(actor.id))

    async def rewrite(self, actor: Actor, number: Number, wanted: Wanted) -> Draft:
        def rewritten(old: Workshop) -> Workshop:
            rule = old.recurrence.rule
            if rule and wanted.day.weekday() != old.recurrence.first_day.weekday():
                rule = _same_repeat(old.recurrence, wanted.day)
            when = replace(old.recurrence, first_day=wanted.day, clock=wanted.clock, rule=rule)
            return replace(old, title=wanted.title, recurrence=when, length=wanted.length, place=wanted.place)

        return await self._revise(actor, number, rewritten)

    async def repeat(self, actor: Actor, number: Number, repeat: Repeat, sessions: int, on_closed: OnClosed) -> Draft:
        """Make it a series of so many sessions that take place, or one event again."""

        def repeated(old: Workshop) -> Workshop:
            first = old.recurrence.first_day
            when = replace(
                old.recurrence,
                rule=rule_of(repeat, first),
                held=None if repeat is Repeat.ONCE else sessions,
                on_closed=OnClosed.KEEP if repeat is Repeat.ONCE else on_closed,
            )
            return replace(old, recurrence=when)

        return await self._revise(actor, number, repeated)

    async def limit(self, actor: Actor, number: Number, capacity: int | None) -> Draft:
        return await self._revise(actor, number, lambda old: replace(old, capacity=capacity))

    async def complete(
        self, actor: Actor, number: Number, about: str, materials: str, question: str, topic: TopicId | None
    ) -> Draft:
        def completed(old: Workshop) -> Workshop:
            return replace(old, about=about, materials=materials, question=question, topic_id=topic)

        return await self._revise(actor, number, completed)

    async def discard(self, actor: Actor, number: Number) -> None:
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            await uow.workshops.delete((await _draft(uow, actor, number)).id)
            await uow.commit()

    async def post(self, actor: Actor, number: Number) -> Draft:
        """Show it to everybody, with its reminders stored; raises UserError where its first date is over."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            draft = await _draft(uow, actor, number)
            dates = dates_of(draft.recurrence, await school_days_of(uow))
            if not dates.held:
                raise UserError(t("It would never take place: every day of it is left out. Choose other days."))
            if dates.held[0].at <= now:
                raise UserError(t("Its first date is over. Change its day, then post it."))
            posted = replace(draft, state=WorkshopState.POSTED, revision=draft.revision + 1)
            await uow.workshops.update(posted)
            await uow.workshops.set_sessions(posted.id, sessions_of(posted, dates, now))
            await want_cards(uow, posted)
            await remind_channels(uow, posted, await uow.workshops.sessions(posted.id), now)
            await uow.records.audit(AuditEntry(actor.id, "posted", Subject.WORKSHOP, posted.id, now))
            await uow.commit()
        self._bell.ring()
        return Draft(posted, dates)

    async def delete_old(self) -> None:
        """Delete drafts that were made DRAFT_KEPT ago and not posted."""
        before = self._clock.now() - DRAFT_KEPT
        for community in await self._storage.installation.communities():
            async with self._storage.read(community.id) as uow:
                old = await uow.workshops.drafts_before(before)
            if old:
                async with self._storage.write(community.id) as uow:
                    for each in old:
                        await uow.workshops.delete(each.id)
                    await uow.commit()

    async def _revise(self, actor: Actor, number: Number, revise: Callable[[Workshop], Workshop]) -> Draft:
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            old = await _draft(uow, actor, number)
            new = replace(revise(old), revision=old.revision + 1)
            if new.recurrence.instant != old.recurrence.instant:
                refuse_unreal(new.recurrence, self._clock.now())
            await uow.workshops.update(new)
            dates = dates_of(new.recurrence, await school_days_of(uow))
            await uow.commit()
        return Draft(new, dates)


async def want_cards(uow: UnitOfWork, workshop: Workshop) -> None:
    """Ask for the workshop's card on every workspace."""
    for workspace in await uow.communities.workspaces(WorkspaceState.JOINED):
        card = NewPlacement(
            workshop.community_id, PlacementKind.CARD, Subject.WORKSHOP, workshop.id, workspace.id, "",
            workshop.revision,
        )  # fmt: skip
        await uow.placements.want(card)


def may_host(actor: Actor, workshop: Workshop) -> bool:
    return actor.id in workshop.hosts or actor.role >= Role.MODERATOR


async def _draft(uow: UnitOfWork, actor: Actor, number: Number) -> Workshop:
    found = await uow.workshops.get_numbered(number)
    if found.host_id != actor.id:
        raise NotFound("somebody else's draft")
    if found.state is not WorkshopState.DRAFT:
        raise UserError(t("It is posted already. Change it with Manage."))
    return found


def _same_repeat(recurrence: Recurrence, day: date) -> str:
    return rule_of(repeat_of(recurrence.rule) or Repeat.WEEKLY, day)
