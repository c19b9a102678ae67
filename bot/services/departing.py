"""Somebody who is not in a server or workspace any more: their places are free, and what was theirs seeks somebody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.clock import Clock
from bot.domain.ids import CommunityId, PersonId
from bot.domain.people import Account
from bot.domain.records import AuditEntry
from bot.domain.rsvps import Standing
from bot.domain.sight import EVERYTHING
from bot.domain.subjects import Subject
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.presence import is_somewhere
from bot.services.tending.caring import seek_or_renew
from bot.services.workshops.attending import answer_one
from bot.services.workshops.taking_over import HOSTED_MOST, seek_host


class Departing:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def left(self, community: CommunityId, account: Account) -> None:
        """Note that a platform knows *account* no more where it was reached; who is nowhere else any more has left."""
        now = self._clock.now()
        async with self._storage.write(community, sight=EVERYTHING) as uow:
            await uow.people.forget_workspace(account)
            if not await is_somewhere(uow, account.person_id):
                await _free_places(uow, community, account.person_id, now)
                await _leave_topics(uow, account.person_id)
                await _leave_workshops(uow, account.person_id, now)
                entry = AuditEntry(None, "left", Subject.PERSON, account.person_id, now)
                await uow.records.audit(entry)
            await uow.commit()
        self._bell.ring()


async def _free_places(uow: UnitOfWork, community: CommunityId, person: PersonId, now: datetime) -> None:
    for workshop, session, mine in await uow.rsvps.of_person(person, now):
        if session.takes_place and mine.standing is not Standing.CANT:
            await answer_one(uow, community, person, session, Standing.CANT, now)
            await uow.placements.renew(Subject.WORKSHOP, workshop.id)


async def _leave_topics(uow: UnitOfWork, person: PersonId) -> None:
    for topic in await uow.tending.tended_by(person):
        known = [each.id for each in await uow.tending.caretakers(topic.id)]
        await uow.tending.set_caretakers(topic.id, [each for each in known if each != person])
        await seek_or_renew(uow, topic)


async def _leave_workshops(uow: UnitOfWork, person: PersonId, now: datetime) -> None:
    """Leave what they host to who hosts it with them; without anybody it stays theirs until somebody takes it."""
    for workshop in await uow.workshops.hosted_by(person, HOSTED_MOST):
        others = tuple(each for each in workshop.cohosts if each != person)
        if workshop.host_id == person and not others:
            await seek_host(uow, workshop, now)
            continue
        first, rest = workshop.host_id, others
        if first == person:
            first, *more = others
            rest = tuple(more)
        changed = replace(workshop, host_id=first, cohosts=rest, revision=workshop.revision + 1)
        await uow.workshops.update(changed)
        await uow.placements.renew(Subject.WORKSHOP, workshop.id)
        await seek_host(uow, changed, now)
