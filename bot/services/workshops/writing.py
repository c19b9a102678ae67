"""What hosts write to those who come, and what those answer to the hosts' question."""

from __future__ import annotations

from datetime import timedelta

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.delivery import NewDelivery
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.host_messages import A_DAY_MOST
from bot.domain.ids import Number
from bot.domain.records import AuditEntry
from bot.domain.rsvps import Standing
from bot.domain.subjects import Subject
from bot.domain.workshops import Workshop
from bot.errors import UserError
from bot.ports.storage import Storage
from bot.services.bell import Bell
from bot.services.workshops.attending import posted
from bot.services.workshops.managing import hosted
from bot.services.workshops.reading import named
from bot.ui.text import t

DAY = timedelta(days=1)
ADDRESSED = frozenset({Standing.GOING, Standing.UNCONFIRMED})


class Writing:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def write(self, actor: Actor, number: Number, identity: str, body: str) -> int:
        """Send *body* to each person who is going and return how many that are.

        Raises UserError where that is nobody, where the session is over, and beyond A_DAY_MOST within a day.
        """
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            workshop, sessions = await hosted(uow, actor, number)
            session = named(sessions, identity)
            if not session.takes_place or session.ends_at <= now:
                raise UserError(t("That session is over or cancelled, so nobody was written to."))
            people = [e.person for e in await uow.rsvps.of_session(session.id) if e.standing in ADDRESSED]
            if not people:
                raise UserError(t("Nobody is going to it yet, so nobody was written to."))
            if await uow.host_messages.count(session.id, now - DAY) >= A_DAY_MOST:
                raise UserError(
                    t("They had {most} messages about it within a day. Write again tomorrow.", most=A_DAY_MOST)
                )
            said = await uow.host_messages.add(session.id, body, actor.id, now)
            urgent = session.starts_at - now < DAY
            await uow.deliveries.add(
                [
                    NewDelivery(
                        workshop.community_id, Subject.SESSION, session.id, f"{session.identity}.{said.number}",
                        DeliveryKind.FROM_HOST, session.time_revision, now, session.ends_at, person_id=person,
                        urgent=urgent,
                    )
                    for person in people
                ]
            )  # fmt: skip
            await uow.records.audit(AuditEntry(actor.id, "wrote to those going", Subject.WORKSHOP, workshop.id, now))
            await uow.commit()
        self._bell.ring()
        return len(people)

    async def answered(self, actor: Actor, number: Number) -> str:
        """Return what the actor answered to the hosts' question before, "" for nothing."""
        async with self._storage.read(actor.community_id) as uow:
            workshop = await posted(uow, number)
            for session in await uow.workshops.sessions(workshop.id):
                if note := (await uow.rsvps.notes(session.id)).get(actor.id):
                    return note
        return ""

    async def answer_question(self, actor: Actor, number: Number, note: str) -> Workshop:
        """Keep the actor's answer for every session ahead that they said they come to; hosts alone see it.

        Raises UserError where there is none.
        """
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            workshop = await posted(uow, number)
            kept = 0
            for session in await uow.workshops.sessions(workshop.id):
                if not session.takes_place or session.ends_at <= now:
                    continue
                mine = await uow.rsvps.find(session.id, actor.id)
                if mine and mine.standing is not Standing.CANT:
                    kept += await uow.rsvps.set_note(session.id, actor.id, note)
            if not kept:
                raise UserError(t("The question is for those who come. Press Going first, then answer it."))
            await uow.commit()
        return workshop
