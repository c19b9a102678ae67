"""Wishes: what somebody searched for in vain, and is told of once when a colleague adds it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.delivery import NewDelivery
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import WishId
from bot.domain.resources import Resource, ResourceState
from bot.domain.responses import (
    TOLD_WITHIN,
    WISHED_FOR,
    WISHES_MOST,
    Arrived,
    Wish,
    Wished,
    answers,
    same_wish,
)
from bot.domain.subjects import Subject
from bot.errors import UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.ui.text import t


async def meet_wishes(uow: UnitOfWork, resource: Resource, now: datetime) -> None:
    """Tell those whose wish the resource answers as it is now; once it is gone, their wishes stand again.

    What is private to a channel answers none: it would be told outside of it.
    """
    if resource.state is ResourceState.REMOVED:
        await uow.wishes.reopen(resource.id)
        return
    wishes = await uow.wishes.open(now)
    topic = await uow.topics.get(resource.topic_id) if wishes and resource.topic_id is not None else None
    if not wishes or (topic is not None and topic.private):
        return
    sharer = await uow.people.find(resource.shared_by) if resource.shared_by is not None else None
    arrived = Arrived(resource, topic.name if topic else "", sharer.name if sharer else resource.credit)
    for wish in wishes:
        if answers(arrived, wish):
            await uow.wishes.mark_found(wish.id, resource.id)
            await uow.deliveries.add([_told(resource, wish, now)])


async def meet_wishes_by(uow: UnitOfWork, pages: Sequence[str], now: datetime) -> None:
    """Tell those whose wishes what stands under *pages* answers, the first of them."""
    for page in pages:
        if not await uow.wishes.open(now):
            return
        resource = await uow.resources.find_page(page)
        if resource is not None:
            await meet_wishes(uow, resource, now)


def _told(resource: Resource, wish: Wish, now: datetime) -> NewDelivery:
    about = (resource.community_id, Subject.WISH, int(wish.id), str(resource.id), DeliveryKind.WISH_MET)
    return NewDelivery(*about, 1, now, now + TOLD_WITHIN, person_id=wish.person_id)


class Wishes:
    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def make(self, actor: Actor, wished: Wished) -> Wish:
        """Keep the wish for as long as wishes stand; one that stands already is that one. Raises UserError of many."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            mine = await uow.wishes.open_of(actor.id, now)
            known = next((each for each in mine if same_wish(each, wished)), None)
            if known is not None:
                return known
            if len(mine) >= WISHES_MOST:
                many = t("You wait for {count} things already, so I added nothing.", count=WISHES_MOST)
                raise UserError(many, " ", t("Take one off under your things first."))
            wish = await uow.wishes.add(actor.id, wished, now + WISHED_FOR)
            await uow.commit()
        return wish

    async def mine(self, actor: Actor) -> Sequence[Wish]:
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            return await uow.wishes.open_of(actor.id, self._clock.now())

    async def drop(self, actor: Actor, wish: WishId) -> bool:
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            dropped = await uow.wishes.drop(actor.id, wish)
            await uow.commit()
        return dropped
