"""What who pinned is told when somebody took the pin down by hand."""

from __future__ import annotations

from datetime import datetime

from bot.cards.resources import pin_gone
from bot.domain.delivery import Delivery
from bot.domain.ids import ResourceId, WorkspaceId, number_in
from bot.domain.resources import ResourceState
from bot.domain.subjects import Subject
from bot.ports.storage import UnitOfWork
from bot.services.composing.said import Composed, Said, Withdrawn


async def compose_pin_gone(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    """Say it as long as it is pinned but there."""
    resource = await uow.resources.get(ResourceId(delivery.subject_id))
    place = WorkspaceId(number_in(delivery.occurrence.partition(".")[0]))
    if resource.state is ResourceState.REMOVED or not resource.pinned:
        return Withdrawn()
    if not await uow.placements.is_unpinned(Subject.RESOURCE, resource.id, place):
        return Withdrawn()
    return Said(pin_gone(resource, (await uow.communities.get_workspace(place)).name))
