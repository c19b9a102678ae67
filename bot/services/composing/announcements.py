"""What an announcement says when it is due, and in which channel."""

from __future__ import annotations

from datetime import datetime

from bot.cards.announcements import post
from bot.domain.announcements import Announcement
from bot.domain.community import Purpose
from bot.domain.delivery import Delivery
from bot.domain.ids import AnnouncementId
from bot.errors import NotFound
from bot.ports.storage import UnitOfWork
from bot.services.composing.said import Composed, Said, Withdrawn, chosen_channel, is_late, topic_channel


async def compose_announcement(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    assert delivery.workspace_id is not None
    try:
        announcement = await uow.announcements.get(AnnouncementId(delivery.subject_id))
    except NotFound:
        return Withdrawn()
    channel = await place_of(uow, announcement, delivery)
    if not announcement.still_says(delivery.occurrence, delivery.time_revision, delivery.topic_id):
        return Withdrawn(channel)
    return Said(post(announcement, delivery.due_at if is_late(delivery, now) else None), channel)


async def place_of(uow: UnitOfWork, announcement: Announcement, delivery: Delivery) -> str:
    """Return the channel for *delivery*: its topic's, the one chosen for this announcement, or the usual one."""
    workspace = delivery.workspace_id
    assert workspace is not None
    if delivery.topic_id is not None:
        return await topic_channel(uow, delivery.topic_id, workspace)
    return announcement.channel_in(workspace) or await chosen_channel(uow, workspace, Purpose.ANNOUNCEMENTS)
