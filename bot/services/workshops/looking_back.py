"""What those who came say afterwards: how it was, one thing they will try, what they took back to their school."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.attendance import (
    ASKED_FOR,
    SHARE_BACK_AFTER,
    Feedback,
    Intention,
    Pace,
    ShareBack,
    Summary,
    summary,
)
from bot.domain.delivery import NewDelivery
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import Number
from bot.domain.recurrence import instant_of
from bot.domain.subjects import Subject
from bot.domain.workshops import Session, Workshop
from bot.errors import FieldProblems, UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.wall_times import zone_of
from bot.services.workshops.attending import posted
from bot.services.workshops.managing import hosted
from bot.services.workshops.reading import named
from bot.ui.text import t

NUDGED_AT = time(7)
"""Before school, by the clock of whoever wrote it down."""
NUDGED_WITHIN = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody who came said so far."""

    workshop: Workshop
    session: Session
    feedback: Feedback | None
    intention: Intention | None


@dataclass(frozen=True, slots=True)
class Shared:
    """*name* is "" where its writer did not want to be named."""

    name: str
    text: str


class Afterwards:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def said(self, actor: Actor, number: Number, identity: str) -> Said:
        """Return what the actor said of that session so far; raises UserError for who was not there."""
        async with self._storage.read(actor.community_id) as uow:
            workshop, session = await _attended(uow, actor, number, identity)
            given = [each for each in await uow.looking_back.given(session.id) if each.person == actor.id]
            intention = await uow.looking_back.find_intention(session.id, actor.id)
        return Said(workshop, session, given[0] if given else None, intention)

    async def give(
        self, actor: Actor, number: Number, identity: str, useful: int, pace: Pace, text: str, on: date | None
    ) -> Said:
        """Keep the actor's feedback, and apart from it what they will try.

        Raises UserError before the end, for hosts and for who was not there; FieldProblems as ``intend``.
        """
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            workshop, session = await _attended(uow, actor, number, identity)
            if actor.id in workshop.hosts:
                raise UserError(t("You host “{title}”, so I ask only the others how it was.", title=workshop.title))
            if now < session.ends_at:
                raise UserError(t("“{title}” is not over yet. I ask you once it is.", title=workshop.title))
            feedback = Feedback(actor.id, useful, pace, now)
            await uow.looking_back.give(session.id, feedback)
            intention = await _intend(uow, actor, workshop, session, text, on, now)
            await uow.commit()
        self._bell.ring()
        return Said(workshop, session, feedback, intention)

    async def intend(self, actor: Actor, number: Number, identity: str, text: str, on: date | None) -> Said:
        """Keep one thing that the actor will try, and remind them of it *on* that day of theirs; "" forgets it.

        Raises UserError for who was not there, FieldProblems for a day that is not ahead or without a text.
        """
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            workshop, session = await _attended(uow, actor, number, identity)
            intention = await _intend(uow, actor, workshop, session, text, on, now)
            await uow.commit()
        self._bell.ring()
        return Said(workshop, session, None, intention)

    async def summary(self, actor: Actor, number: Number, identity: str) -> tuple[Workshop, Session, Summary | None]:
        """Return to a host what was said of a session together, None while too few did."""
        async with self._storage.read(actor.community_id) as uow:
            workshop, sessions = await hosted(uow, actor, number)
            session = named(sessions, identity)
            return workshop, session, summary(await uow.looking_back.given(session.id))

    async def own(self, actor: Actor, number: Number) -> tuple[Workshop, ShareBack | None]:
        """Return what the actor shared of a workshop; raises UserError for who was never there."""
        async with self._storage.read(actor.community_id) as uow:
            workshop = await _took_part(uow, actor, number, self._clock.now())
            shared = [each for each in await uow.looking_back.shared(workshop.id) if each.person == actor.id]
        return workshop, shared[0] if shared else None

    async def may_share(self, actor: Actor, workshop: Workshop) -> bool:
        async with self._storage.read(actor.community_id) as uow:
            return await _came_to(uow, actor, workshop, self._clock.now())

    async def unrated(self, actor: Actor, workshop: Workshop) -> Session | None:
        """Return the newest session that the actor was at and may say how it was, and has not."""
        now = self._clock.now()
        async with self._storage.read(actor.community_id) as uow:
            theirs = [each for of, each, _ in await uow.attendance.attended_by(actor.id) if of.id == workshop.id]
            over = [each for each in theirs if each.ends_at <= now]
            if not over or actor.id in workshop.hosts:
                return None
            given = await uow.looking_back.given(over[-1].id)
        return None if actor.id in [each.person for each in given] else over[-1]

    async def been_at(self, actor: Actor, limit: int) -> Sequence[tuple[Workshop, Session]]:
        """Return where the actor was, newest first, each workshop once with the last session."""
        now = self._clock.now()
        async with self._storage.read(actor.community_id) as uow:
            theirs = await uow.attendance.attended_by(actor.id)
        last = {of.id: (of, each) for of, each, _ in theirs if each.ends_at <= now}
        return sorted(last.values(), key=lambda found: found[1].starts_at, reverse=True)[:limit]

    async def share(self, actor: Actor, number: Number, text: str, named: bool) -> Workshop:
        """Show everybody what the actor took back; raises UserError for who was never there."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            workshop = await _took_part(uow, actor, number, now)
            await uow.looking_back.share(workshop.id, ShareBack(actor.id, text, named, now))
            await uow.commit()
        return workshop

    async def unshare(self, actor: Actor, number: Number) -> Workshop:
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            workshop = await posted(uow, number)
            if not await uow.looking_back.unshare(workshop.id, actor.id):
                raise UserError(t("There is nothing of yours at “{title}” any more.", title=workshop.title))
            await uow.commit()
        return workshop

    async def shared(self, actor: Actor, number: Number) -> tuple[Workshop, Sequence[Shared]]:
        """Return what everybody took back, oldest first."""
        async with self._storage.read(actor.community_id) as uow:
            workshop = await posted(uow, number)
            found = []
            for each in await uow.looking_back.shared(workshop.id):
                person = await uow.people.find(each.person) if each.named else None
                found.append(Shared(person.name if person else "", each.text))
        return workshop, found

    async def silent(self, actor: Actor, number: Number, identity: str) -> Sequence[str]:
        """Return to a host the names of those who came, were due to be asked what they took back, and did not say."""
        now = self._clock.now()
        async with self._storage.read(actor.community_id) as uow:
            workshop, sessions = await hosted(uow, actor, number)
            session = named(sessions, identity)
            if now < session.ends_at + SHARE_BACK_AFTER:
                return []
            did = {each.person for each in await uow.looking_back.shared(workshop.id)} | set(workshop.hosts)
            there = [each.person for each in await uow.attendance.attended(session.id) if each.person not in did]
            return [person.name for each in there if (person := await uow.people.find(each)) is not None]


async def _attended(uow: UnitOfWork, actor: Actor, number: Number, identity: str) -> tuple[Workshop, Session]:
    workshop = await posted(uow, number)
    session = named(await uow.workshops.sessions(workshop.id), identity)
    if actor.id not in [each.person for each in await uow.attendance.attended(session.id)]:
        raise _not_there(workshop)
    return workshop, session


async def _took_part(uow: UnitOfWork, actor: Actor, number: Number, now: datetime) -> Workshop:
    workshop = await posted(uow, number)
    if not await _came_to(uow, actor, workshop, now):
        raise _not_there(workshop)
    return workshop


async def _came_to(uow: UnitOfWork, actor: Actor, workshop: Workshop, now: datetime) -> bool:
    """Return whether the actor was at any of its sessions that is over."""
    theirs = await uow.attendance.attended_by(actor.id)
    return any(each.id == workshop.id and session.ends_at <= now for each, session, _ in theirs)


def _not_there(workshop: Workshop) -> UserError:
    asked = t("I ask this only those who were at “{title}”.", title=workshop.title)
    return UserError(asked, " ", t("If you were there, a host can put you on the list."))


async def _intend(
    uow: UnitOfWork, actor: Actor, workshop: Workshop, session: Session, text: str, on: date | None, now: datetime
) -> Intention | None:
    if not text and on is not None:
        raise FieldProblems({"text": t("Write what you will try, or leave the day empty.")})
    if not text:
        await uow.looking_back.drop_intention(session.id, actor.id)
        return None
    intention = Intention(actor.id, text, on, now)
    before = await uow.looking_back.find_intention(session.id, actor.id)
    as_before = before is not None and before.nudge_on == on  # it may be over by now, and is not chosen anew
    if on is not None and not as_before:
        due = _nudge(actor, on, now)
        nudge = NewDelivery(
            workshop.community_id, Subject.SESSION, session.id, f"{session.identity}.{on.isoformat()}",
            DeliveryKind.TRY, session.time_revision, due, due + ASKED_FOR, person_id=actor.id,
        )  # fmt: skip
        await uow.deliveries.add([nudge])
    await uow.looking_back.intend(session.id, intention)
    return intention


def _nudge(actor: Actor, on: date, now: datetime) -> datetime:
    zone = ZoneInfo(actor.person.zone or zone_of(actor))
    today = now.astimezone(zone).date()
    if on <= today:
        raise FieldProblems({"nudge": t("Choose a day after today.")})
    if on - today > NUDGED_WITHIN:
        raise FieldProblems({"nudge": t("Choose a day within a year.")})
    return instant_of(on, NUDGED_AT, zone)
