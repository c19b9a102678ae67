"""Writing the search index anew from the library; it is otherwise kept right by each change."""

from __future__ import annotations

from bot.domain.ids import ResourceId
from bot.domain.sight import EVERYTHING
from bot.ports.storage import Storage

AT_ONCE = 200
"""Resources in one transaction, so that a Staffroom that runs waits only moments for its turn to write."""


class Reindexing:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def run(self) -> int:
        """Index every community's library anew and return how many resources they have; searches go on meanwhile."""
        done = 0
        for community in await self._storage.installation.communities():
            last: ResourceId | None = ResourceId(0)
            while last is not None:
                async with self._storage.write(community.id, sight=EVERYTHING) as uow:
                    last = await uow.resources.reindex(last, AT_ONCE)
                    await uow.commit()
            async with self._storage.read(community.id, sight=EVERYTHING) as uow:
                done += await uow.resources.count()
        return done
