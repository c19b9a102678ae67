"""What a stored row says right now, and where: composed from current rows at the moment of sending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.community import Purpose
from bot.domain.delivery import Delivery
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import TopicId, WorkspaceId
from bot.domain.sight import EVERYTHING, PUBLIC, Sight
from bot.ports.storage import UnitOfWork
from bot.ui.model import Reply

LATE_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Said:
    """*channel* is the platform's id, empty where nobody chose or made one yet; unused for what goes to a person."""

    reply: Reply
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """It is no longer to be said. *channel* is where it would have been."""

    channel: str = ""


Composed = Said | Withdrawn


class Composer(Protocol):
    async def __call__(self, uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
        """Return what *delivery* says at *now* (domain time)."""
        ...


Composers = Mapping[str, Composer]
"""By kind of delivery."""


def sight_for(delivery: Delivery) -> Sight:
    """Return what its words may be made of: a digest, which people pass on, says nothing of what is private."""
    return PUBLIC if delivery.kind == DeliveryKind.DIGEST else EVERYTHING


def is_late(delivery: Delivery, now: datetime) -> bool:
    return now - delivery.due_at > LATE_AFTER


async def topic_channel(uow: UnitOfWork, topic: TopicId, workspace: WorkspaceId) -> str:
    channels = await uow.topics.channels(topic)
    return next((c.external_id or "" for c in channels if c.workspace_id == workspace), "")


async def chosen_channel(uow: UnitOfWork, workspace: WorkspaceId, purpose: Purpose) -> str:
    channel = (await uow.communities.channels(workspace)).get(purpose)
    return channel.external_id if channel else ""
