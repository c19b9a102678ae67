"""What sharers are told of what colleagues say, and wishers of what arrived."""

from __future__ import annotations

from datetime import datetime

from bot.cards.responses import thanked, tried, wish_met
from bot.domain.delivery import Delivery
from bot.domain.ids import PersonId, ResourceId, TrialId, WishId, number_in
from bot.domain.resources import Resource, ResourceState
from bot.errors import NotFound
from bot.ports.storage import UnitOfWork
from bot.services.composing.said import Composed, Said, Withdrawn


async def compose_wish_met(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    """Tell while the wish is there, and while what answered it may be seen by everybody."""
    try:
        wish = await uow.wishes.get(WishId(delivery.subject_id))
    except NotFound:
        return Withdrawn()
    if wish.found is None or str(wish.found) != delivery.occurrence:
        return Withdrawn()
    resource = await uow.resources.get(wish.found)
    topic = await uow.topics.get(resource.topic_id) if resource.topic_id is not None else None
    if resource.state is ResourceState.REMOVED or (topic is not None and topic.private):
        return Withdrawn()
    return Said(wish_met(wish, resource, topic.name if topic else None))


async def compose_thanked(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    """Name who gave thanks by the name they have now."""
    resource = await _theirs(uow, delivery)
    person = await uow.people.find(PersonId(number_in(delivery.occurrence)))
    return Withdrawn() if resource is None or person is None else Said(thanked(resource, person.name))


async def compose_tried(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    """Tell of all who tried it since the first of whom the sharer was not told."""
    resource = await _theirs(uow, delivery)
    if resource is None:
        return Withdrawn()
    first = TrialId(number_in(delivery.occurrence))
    trials = [
        each for each in await uow.responses.trials_from(resource.id, first) if each.person_id != resource.shared_by
    ]
    return Said(tried(resource, trials)) if trials else Withdrawn()


async def _theirs(uow: UnitOfWork, delivery: Delivery) -> Resource | None:
    """Return the listed resource while it is still theirs, and private to no channel."""
    resource = await uow.resources.get(ResourceId(delivery.subject_id))
    if resource.state is ResourceState.REMOVED or resource.shared_by != delivery.person_id:
        return None
    if resource.topic_id is not None and (await uow.topics.get(resource.topic_id)).private:
        return None
    return resource
