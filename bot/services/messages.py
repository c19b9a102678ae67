"""Messages to a person that direct messages did not take: shown with their next private answer, or when they ask."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.delivery import Delivery
from bot.domain.ids import DeliveryId
from bot.errors import described
from bot.ports.storage import Storage
from bot.services.composing.said import Composers, Said, sight_for
from bot.ui.model import Block, Reply


class Messages:
    def __init__(self, storage: Storage, clock: Clock, composers: Composers) -> None:
        self._storage = storage
        self._clock = clock
        self._composers = composers

    async def waiting(self, actor: Actor) -> Sequence[Block]:
        """Return what waits for the actor's next private answer, and note that they have it."""
        return await self._take(actor, None)

    async def read(self, actor: Actor, delivery: DeliveryId) -> Reply | None:
        """Return the actor's own message, and note that they have it; None where there is none of theirs."""
        blocks = await self._take(actor, delivery)
        return Reply(tuple(blocks)) if blocks else None

    async def _take(self, actor: Actor, delivery: DeliveryId | None) -> Sequence[Block]:
        now = self._clock.now()
        blocks: list[Block] = []
        read: list[DeliveryId] = []
        async with self._storage.read(actor.community_id) as uow:
            rows = [row for row in await uow.deliveries.unread(actor.id) if _meant(row, delivery)]
        for row in rows:
            try:
                async with self._storage.read(actor.community_id, sight_for(row)) as uow:
                    composed = await self._composers[row.kind](uow, row, now)
            except Exception as error:  # noqa: BLE001 - one that cannot be said spoils no other answer
                log = structlog.get_logger("messages")
                log.error("waiting message not composed", id=row.id, kind=row.kind, error=described(error))
                continue
            read.append(row.id)
            if isinstance(composed, Said):
                blocks += composed.reply.blocks
        if read:
            async with self._storage.write(actor.community_id) as uow:
                await uow.deliveries.mark_read(read, now)
                await uow.commit()
        return blocks


def _meant(row: Delivery, delivery: DeliveryId | None) -> bool:
    return delivery is None or row.id == delivery
