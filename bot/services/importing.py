"""Bringing many links into the library at once, all or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.domain.ids import CommunityId
from bot.domain.records import AuditEntry
from bot.domain.resources import NewResource
from bot.domain.subjects import Subject
from bot.ports.storage import Storage

AT_ONCE = 100

Progress = Callable[[int, int], None]
"""Told how many links are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Summary:
    """*known* were in the library before, listed or removed, and were left as they are."""

    added: int
    known: int


class Importing:
    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def known(self, community: CommunityId, links: Sequence[NewResource]) -> int:
        """Return how many of *links* an import would find in the library, listed or removed."""
        async with self._storage.read(community) as uow:
            return len(await uow.resources.pages_known([link.page for link in links]))

    async def run(self, community: CommunityId, links: Sequence[NewResource], progress: Progress) -> Summary:
        """Add those of *links*, each another page, that are not known; after a failure or a crash none was added.

        They get no card: that comes when somebody shares or pins one.
        """
        now, total, added = self._clock.now(), len(links), 0
        async with self._storage.write(community) as uow:
            for start in range(0, total, AT_ONCE):
                added += await uow.resources.add_many(links[start : start + AT_ONCE], now)
                progress(min(start + AT_ONCE, total), total)
            if added:
                await uow.records.audit(AuditEntry(None, "import", Subject.COMMUNITY, community, now))
            await uow.commit()
        return Summary(added, total - added)
