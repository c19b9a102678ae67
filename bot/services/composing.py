"""What a stored row says right now, and where: composed from current rows at the moment of sending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cards.announcements import post
from bot.cards.resources import card, pin_request
from bot.domain.announcements import AnnouncementState
from bot.domain.community import Purpose
from bot.domain.delivery import Delivery, Placement, PlacementKind
from bot.domain.ids import AnnouncementId, ResourceId, TopicId, WorkspaceId
from bot.domain.resources import Resource
from bot.domain.subjects import Subject
from bot.errors import NotFound
from bot.ports.storage import UnitOfWork
from bot.ui.model import Reply

LATE_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Composed:
    """*channel* is the platform's id; empty where nobody chose or made one yet."""

    channel: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """It is no longer to be said."""


async def compose_delivery(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed | Withdrawn:
    """Return what *delivery* says at *now* (domain time)."""
    if delivery.subject_kind != Subject.ANNOUNCEMENT or delivery.workspace_id is None:
        raise ValueError(f"nobody composes {delivery.subject_kind}")
    try:
        announcement = await uow.announcements.get(AnnouncementId(delivery.subject_id))
    except NotFound:
        return Withdrawn()
    gone = announcement.state is AnnouncementState.CANCELLED or announcement.time_revision != delivery.time_revision
    if gone:
        return Withdrawn()
    late = delivery.due_at if now - delivery.due_at > LATE_AFTER else None
    if announcement.topic_id is not None:
        channel = await _topic_channel(uow, announcement.topic_id, delivery.workspace_id)
    else:
        channel = await _chosen(uow, delivery.workspace_id, Purpose.ANNOUNCEMENTS)
    return Composed(channel, post(announcement, late))


async def compose_card(uow: UnitOfWork, placement: Placement) -> Composed:
    """Return what a card shows now and the channel in which it should stand."""
    resource = await uow.resources.get(ResourceId(placement.subject_id))
    topic = (await uow.topics.get(resource.topic_id)).name if resource.topic_id is not None else None
    match placement.subject_kind:
        case Subject.RESOURCE:
            return Composed(await _card_channel(uow, resource, placement.workspace_id), card(resource, topic))
        case Subject.PIN_REQUEST:
            return Composed(placement.channel, pin_request(resource, topic))
        case other:
            raise ValueError(f"nobody composes {other}")


async def _card_channel(uow: UnitOfWork, resource: Resource, workspace: WorkspaceId) -> str:
    if resource.topic_id is not None:
        if channel := await _topic_channel(uow, resource.topic_id, workspace):
            return channel
        coming = await uow.placements.find(PlacementKind.CHANNEL, Subject.TOPIC, resource.topic_id, workspace)
        if coming is not None and not coming.error:
            return ""
    return await _chosen(uow, workspace, Purpose.LIBRARY)


async def _topic_channel(uow: UnitOfWork, topic: TopicId, workspace: WorkspaceId) -> str:
    channels = await uow.topics.channels(topic)
    return next((c.external_id or "" for c in channels if c.workspace_id == workspace), "")


async def _chosen(uow: UnitOfWork, workspace: WorkspaceId, purpose: Purpose) -> str:
    channel = (await uow.communities.channels(workspace)).get(purpose)
    return channel.external_id if channel else ""
