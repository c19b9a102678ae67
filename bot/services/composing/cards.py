"""What a card shows right now, and where it should stand."""

from __future__ import annotations

from datetime import datetime

from bot.cards.hosts import host_sought
from bot.cards.links import link_question
from bot.cards.reports import report_card
from bot.cards.resources import card, pin_request
from bot.domain.community import Purpose
from bot.domain.delivery import Placement, PlacementKind
from bot.domain.ids import ResourceId, WorkshopId, WorkspaceId
from bot.domain.resources import Resource
from bot.domain.subjects import Subject
from bot.ports.storage import UnitOfWork
from bot.services.composing.said import Said, chosen_channel, topic_channel
from bot.services.composing.topics import compose_topic_card
from bot.services.composing.workshops import compose_workshop_card
from bot.services.workshops.taking_over import who_hosts


async def compose_card(uow: UnitOfWork, placement: Placement, now: datetime) -> Said:
    """Return what a card shows at *now* (domain time) and the channel in which it should stand."""
    if placement.subject_kind == Subject.WORKSHOP:
        return await compose_workshop_card(uow, placement.subject_id, placement.workspace_id, now)
    if placement.subject_kind == Subject.HOST_SOUGHT:
        workshop = await uow.workshops.get(WorkshopId(placement.subject_id))
        return Said(host_sought(await who_hosts(uow, workshop, now)), placement.channel)
    if placement.subject_kind in (Subject.TOPIC, Subject.TOPIC_NOTE, Subject.TOPIC_CLOSING):
        return await compose_topic_card(uow, placement)
    resource = await uow.resources.get(ResourceId(placement.subject_id))
    topic = (await uow.topics.get(resource.topic_id)).name if resource.topic_id is not None else None
    match placement.subject_kind:
        case Subject.RESOURCE:
            return Said(card(resource, topic), await _card_channel(uow, resource, placement.workspace_id))
        case Subject.PIN_REQUEST:
            return Said(pin_request(resource, topic), placement.channel)
        case Subject.REPORT:
            return Said(report_card(resource, topic, await uow.reports.about(resource.id)), placement.channel)
        case Subject.LINK_QUESTION:
            return Said(link_question(resource, topic), placement.channel)
        case other:
            raise ValueError(f"nobody composes {other}")


async def _card_channel(uow: UnitOfWork, resource: Resource, workspace: WorkspaceId) -> str:
    if resource.topic_id is not None:
        if channel := await topic_channel(uow, resource.topic_id, workspace):
            return channel
        if (await uow.topics.get(resource.topic_id)).private:
            return ""
        coming = await uow.placements.find(PlacementKind.CHANNEL, Subject.TOPIC, resource.topic_id, workspace)
        if coming is not None and not coming.error:
            return ""
    return await chosen_channel(uow, workspace, Purpose.LIBRARY)
