"""Writing to authors and hosts: what of theirs was not posted, once for all that is known at that moment."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.delivery import Delivery, DeliveryState, NewDelivery
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import AnnouncementId, CommunityId, PersonId, SessionId
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
        """Store a message to every author and host who does not know yet."""
        for community in await self._storage.installation.communities():
            await self._write_in(community.id)

    async def _write_in(self, community: CommunityId) -> None:
        now = self._clock.now()
        async with self._storage.write(community) as uow:
            untold: dict[tuple[str, int], list[Delivery]] = defaultdict(list)
            for row in await uow.deliveries.untold(MOST):
                untold[row.subject_kind, row.subject_id].append(row)
            for (kind, subject), rows in untold.items():
                told = await _whom(uow, kind, subject)
                if told is not None:
                    revision, people = told
                    await uow.deliveries.add(await _notices(uow, rows, revision, people, now))
            await uow.deliveries.mark_told([row.id for rows in untold.values() for row in rows], now)
            await uow.commit()
        if untold:
            self._bell.ring()


async def _whom(uow: UnitOfWork, kind: str, subject: int) -> tuple[int, Sequence[PersonId]] | None:
    """Return the time revision and who is told: an announcement's author, who hosts a session; None: it is gone."""
    try:
        if kind == Subject.SESSION:
            session = await uow.workshops.get_session(SessionId(subject))
            return session.time_revision, (await uow.workshops.get(session.workshop_id)).hosts
        about = await uow.announcements.get(AnnouncementId(subject))
    except NotFound:  # its author had their data deleted
        return None
    return about.time_revision, (about.author_id,)


async def _notices(
    uow: UnitOfWork, rows: Sequence[Delivery], revision: int, people: Sequence[PersonId], now: datetime
) -> Sequence[NewDelivery]:
    """Return what is to be written about *rows*, which are of one subject, to those of *people* who hear of it anew."""
    newest = max(rows, key=lambda row: row.id)
    urgent = any(row.state is DeliveryState.REFUSED and row.deadline_at > now for row in rows)
    return [
        NewDelivery(
            newest.community_id, newest.subject_kind, newest.subject_id, _ending_of(newest), DeliveryKind.NOTICE,
            revision, now, now + OF_USE, person_id=person, urgent=urgent,
        )
        for person in people
        if not await _one_is_coming(uow, newest, person)
    ]  # fmt: skip


def _ending_of(row: Delivery) -> str:
    """Return what names this end of *row* and no other: sent again it may end badly again, which is news again."""
    return f"{row.id}.{row.fence}"


async def _one_is_coming(uow: UnitOfWork, row: Delivery, person: PersonId) -> bool:
    """Return whether a message about it is waiting already: it will say all there is to say when it is sent."""
    known = await uow.deliveries.of_subject(row.subject_kind, row.subject_id, MOST, person)
    return any(each.kind == DeliveryKind.NOTICE and each.state is DeliveryState.PENDING for each in known)
