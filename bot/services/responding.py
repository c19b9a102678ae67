"""What colleagues say to a resource: thanks, that they tried it, a note. Its sharer is told privately."""

from __future__ import annotations

from datetime import datetime

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.delivery import DeliveryState, NewDelivery
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import Number
from bot.domain.resources import Resource, ResourceState
from bot.domain.responses import TOLD_WITHIN, TRIALS_GATHERED, Outcome, Responses
from bot.domain.subjects import Subject
from bot.errors import UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.ui.text import t

SHOWN = 3
"""How many of each kind stand below a resource."""


class Responding:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def of(self, actor: Actor, resource: Resource) -> Responses:
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            return await uow.responses.of(resource, SHOWN)

    async def own(self, actor: Actor, resource: Resource) -> Responses:
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            return await uow.responses.by(resource.id, actor.id)

    async def thank(self, actor: Actor, number: Number) -> Resource:
        """Tell the sharer once; raises UserError where there is nobody to thank, or it was done."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            resource = await _listed(uow, number)
            if resource.shared_by == actor.id:
                raise UserError(t("You shared “{title}” yourself.", title=resource.title))
            if resource.shared_by is None:
                raise UserError(t("Whoever brought “{title}” is not here, so nobody is thanked.", title=resource.title))
            if await _private(uow, resource):
                raise UserError(
                    t("“{title}” is private to its channel, so nothing is sent elsewhere.", title=resource.title),
                    " ", t("You can say thank you there."),
                )  # fmt: skip
            if not await uow.responses.thank(resource.id, actor.id, now):
                raise UserError(t("You thanked {name} for it already.", name=resource.credit))
            told = _to_sharer(resource, DeliveryKind.THANKED, str(int(actor.id)), now)
            await uow.deliveries.add(told)
            await uow.commit()
        self._bell.ring()
        return resource

    async def tried(self, actor: Actor, number: Number, grade: str, happened: str, outcome: Outcome) -> Resource:
        """Keep what the actor says of having used it; the sharer is told after a day, of all who tried it by then."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            resource = await _listed(uow, number)
            trial, first = await uow.responses.put_trial(resource.id, actor.id, grade, happened, outcome, now)
            told = first and resource.shared_by != actor.id and not await _private(uow, resource)
            if told and not await _told_soon(uow, resource):
                due = now + TRIALS_GATHERED
                await uow.deliveries.add(_to_sharer(resource, DeliveryKind.TRIED, str(int(trial.id)), due))
            await uow.commit()
        self._bell.ring()
        return resource

    async def note(self, actor: Actor, number: Number, text: str) -> Resource:
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            resource = await _listed(uow, number)
            await uow.responses.put_note(resource.id, actor.id, text, self._clock.now())
            await uow.commit()
        return resource


async def _listed(uow: UnitOfWork, number: Number) -> Resource:
    resource = await uow.resources.get_numbered(number)
    if resource.state is ResourceState.REMOVED:
        raise UserError(t("“{title}” was removed from the library.", title=resource.title))
    return resource


async def _private(uow: UnitOfWork, resource: Resource) -> bool:
    """Return whether it is private to a channel: nobody is told of it elsewhere."""
    return resource.topic_id is not None and (await uow.topics.get(resource.topic_id)).private


async def _told_soon(uow: UnitOfWork, resource: Resource) -> bool:
    """Return whether its sharer is about to be told of trials, of this one then, too."""
    waiting = await uow.deliveries.of_subject(Subject.RESOURCE, resource.id, 20, resource.shared_by)
    return any(each.kind == DeliveryKind.TRIED and each.state is DeliveryState.PENDING for each in waiting)


def _to_sharer(resource: Resource, kind: DeliveryKind, occurrence: str, due: datetime) -> list[NewDelivery]:
    if resource.shared_by is None:
        return []
    about = (resource.community_id, Subject.RESOURCE, int(resource.id), occurrence, kind, 1, due, due + TOLD_WITHIN)
    return [NewDelivery(*about, person_id=resource.shared_by)]
