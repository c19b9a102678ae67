"""What who shared a page is asked when it does not open."""

from __future__ import annotations

from datetime import datetime

from bot.cards.links import link_gone
from bot.domain.delivery import Delivery
from bot.domain.ids import ResourceId
from bot.domain.links import ANSWERED_WITHIN
from bot.domain.resources import ResourceState
from bot.ports.storage import UnitOfWork
from bot.services.composing.said import Composed, Said, Withdrawn


async def compose_link_gone(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    """Ask only while it still does not open and nobody has answered."""
    resource = await uow.resources.get(ResourceId(delivery.subject_id))
    if resource.state is ResourceState.REMOVED or resource.unopened_at is None:
        return Withdrawn()
    check = await uow.link_checks.get(resource.id)
    first_asked = check.asked_at is not None and check.passed_on_at is None
    others_at = check.asked_at + ANSWERED_WITHIN if first_asked and check.asked_at is not None else None
    return Said(link_gone(resource, check, others_at))
