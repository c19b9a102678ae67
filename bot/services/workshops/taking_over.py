"""A workshop that is ahead and whose hosts are gone: the moderators are asked for somebody, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.cards.hosts import HostSought
from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.delivery import NewPlacement, PlacementKind
from bot.domain.ids import Number
from bot.domain.people import Role
from bot.domain.records import AuditEntry
from bot.domain.subjects import Subject
from bot.domain.workshops import Workshop, WorkshopState
from bot.errors import UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.moderators import moderators_channel
from bot.services.presence import is_somewhere
from bot.services.workshops.attending import posted
from bot.ui.text import t

HOSTED_MOST = 500
"""How many of one host's workshops are looked at."""


async def who_hosts(uow: UnitOfWork, workshop: Workshop, now: datetime) -> HostSought:
    known = [each for person in workshop.hosts if (each := await uow.people.find(person)) is not None]
    here = tuple([each.name for each in known if await is_somewhere(uow, each.id)])
    gone = next((each.name for each in known if each.name not in here), "")
    return HostSought(workshop, await uow.workshops.next_session(workshop.id, now), here, gone)


async def seek_host(uow: UnitOfWork, workshop: Workshop, now: datetime) -> None:
    """Ask the moderators for somebody to host it, where it is ahead and none of its hosts is here."""
    found = await who_hosts(uow, workshop, now)
    if workshop.state is WorkshopState.DRAFT or found.session is None or found.hosts:
        return
    where = await moderators_channel(uow)
    if where is not None:
        workspace, channel = where
        known = await uow.placements.find(PlacementKind.CARD, Subject.HOST_SOUGHT, workshop.id, workspace.id)
        card = (workshop.community_id, PlacementKind.CARD, Subject.HOST_SOUGHT, workshop.id, workspace.id)
        revision = known.wanted_revision + 1 if known else 1
        await uow.placements.want(NewPlacement(*card, channel.external_id, revision))


class TakingOver:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def take(self, actor: Actor, number: Number) -> Workshop:
        """Let the actor host what nobody hosts any more; raises UserError where somebody does, or nothing is ahead."""
        if actor.role < Role.FACILITATOR:
            raise UserError(t("Only facilitators and moderators can do this."))
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            found = await who_hosts(uow, await posted(uow, number), now)
            old = found.workshop
            if found.hosts:
                raise UserError(t("{name} hosts “{title}”.", name=found.hosts[0], title=old.title))
            if found.session is None:
                raise UserError(t("“{title}” is over.", title=old.title))
            new = replace(old, host_id=actor.id, cohosts=(), revision=old.revision + 1)
            await uow.workshops.update(new)
            await uow.placements.renew(Subject.WORKSHOP, new.id)
            await uow.placements.renew(Subject.HOST_SOUGHT, new.id)
            await uow.records.audit(AuditEntry(actor.id, "took over", Subject.WORKSHOP, new.id, now))
            await uow.commit()
        self._bell.ring()
        return new
