"""What a card shows right now, and where it should stand."""

from __future__ import annotations

from bot.cards.resources import card, pin_request
from bot.domain.community import Purpose
from bot.domain.delivery import Placement, PlacementKind
from bot.domain.ids import ResourceId, WorkspaceId
from bot.domain.resources import Resource
from bot.domain.subjects import Subject
from bot.ports.storage import UnitOfWork
from bot.services.composing.said import Said, chosen_channel, topic_channel


async def compose_card(uow: UnitOfWork, placement: Placement) -> Said:
    """Return what a card shows now and the channel in which it should stand."""
    resource = await uow.resources.get(ResourceId(placement.subject_id))
    topic = (await uow.topics.get(resource.topic_id)).name if resource.topic_id is not None else None
    match placement.subject_kind:
        case Subject.RESOURCE:
            return Said(card(resource, topic), await _card_channel(uow, resource, placement.workspace_id))
        case Subject.PIN_REQUEST:
            return Said(pin_request(resource, topic), placement.channel)
        case other:
            raise ValueError(f"nobody composes {other}")


async def _card_channel(uow: UnitOfWork, resource: Resource, workspace: WorkspaceId) -> str:
    if resource.topic_id is not None:
        if channel := await topic_channel(uow, resource.topic_id, workspace):
            return channel
        coming = await uow.placements.find(PlacementKind.CHANNEL, Subject.TOPIC, resource.topic_id, workspace)
        if coming is not None and not coming.error:
            return ""
    return await chosen_channel(uow, workspace, Purpose.LIBRARY)
