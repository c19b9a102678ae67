"""The private shelf: what a person keeps for themselves."""

from __future__ import annotations

from collections.abc import Sequence

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.ids import KeptId
from bot.domain.resources import Kept, Resource
from bot.domain.words import storable
from bot.ports.storage import Storage

TEXT_MOST = 2000


class Shelf:
    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def keep_resource(self, actor: Actor, resource: Resource) -> bool:
        """Return whether it was not on the shelf already."""
        text = f"#{resource.number} {resource.title}" if resource.file is not None else ""
        return await self._keep(actor, resource.title, resource.url, text, resource)

    async def keep_message(self, actor: Actor, title: str, url: str, text: str) -> bool:
        return await self._keep(actor, storable(title), url, storable(text)[:TEXT_MOST], None)

    async def kept(self, actor: Actor, before: KeptId | None, limit: int) -> Sequence[Kept]:
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            return await uow.shelf.kept_by(actor.id, before, limit)

    async def drop(self, actor: Actor, kept: KeptId) -> bool:
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            dropped = await uow.shelf.drop(actor.id, kept)
            await uow.commit()
            return dropped

    async def _keep(self, actor: Actor, title: str, url: str, text: str, resource: Resource | None) -> bool:
        kept = Kept(KeptId(0), actor.id, title, url, text, resource.id if resource else None, self._clock.now())
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            added = await uow.shelf.keep(kept)
            await uow.commit()
            return added
