"""Writing to authors: what of theirs was not posted, once for all that is known at that moment."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import timedelta

from bot.clock import Clock
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState, NewDelivery
from bot.domain.ids import AnnouncementId, CommunityId
from bot.domain.subjects import Subject
from bot.errors import NotFound
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell

MOST = 500
OF_USE = timedelta(days=7)


class Notices:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def run(self, stopping: asyncio.Event) -> None:
        """Write whenever something ended badly, until *stopping*."""
        rung = self._bell.listen()
        try:
            while not stopping.is_set():
                rung.clear()
                if (await self._storage.outbox.outlook()).untold:
                    await self.write()
                await rung.wait()
        finally:
            self._bell.forget(rung)

    async def write(self) -> None:
        """Store a message to every author who does not know yet."""
        for community in await self._storage.installation.communities():
            await self._write_in(community.id)

    async def _write_in(self, community: CommunityId) -> None:
        now = self._clock.now()
        async with self._storage.write(community) as uow:
            untold: dict[int, list[Delivery]] = defaultdict(list)
            for row in await uow.deliveries.untold(MOST):
                untold[row.subject_id].append(row)
            for subject, rows in untold.items():
                try:
                    about = await uow.announcements.get(AnnouncementId(subject))
                except NotFound:  # its author had their data deleted
                    continue
                if not await _one_is_coming(uow, subject):
                    urgent = any(row.state is DeliveryState.REFUSED and row.deadline_at > now for row in rows)
                    notice = NewDelivery(
                        community,
                        Subject.ANNOUNCEMENT,
                        subject,
                        _ending_of(max(rows, key=lambda row: row.id)),
                        DeliveryKind.NOTICE,
                        about.time_revision,
                        now,
                        now + OF_USE,
                        person_id=about.author_id,
                        urgent=urgent,
                    )
                    await uow.deliveries.add([notice])
            await uow.deliveries.mark_told([row.id for rows in untold.values() for row in rows], now)
            await uow.commit()
        if untold:
            self._bell.ring()


def _ending_of(row: Delivery) -> str:
    """Return what names this end of *row* and no other: sent again it may end badly again, which is news again."""
    return f"{row.id}.{row.fence}"


async def _one_is_coming(uow: UnitOfWork, subject: int) -> bool:
    """Return whether a message about it is waiting already: it will say all there is to say when it is sent."""
    known = await uow.deliveries.of_subject(Subject.ANNOUNCEMENT, subject, MOST)
    return any(row.kind == DeliveryKind.NOTICE and row.state is DeliveryState.PENDING for row in known)
