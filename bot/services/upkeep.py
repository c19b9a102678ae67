"""Looking after what is to be sent, from outside of chat: what an operator sees, has sent again or takes out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.clock import Clock
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import AnnouncementId, CommunityId, DeliveryId
from bot.domain.outstanding import LATE, Record
from bot.domain.records import AuditEntry
from bot.errors import NotFound
from bot.ports.storage import Storage, UnitOfWork
from bot.services.outstanding import Entry, entries_of

TRIED_FOR = timedelta(hours=24)
"""How long what is sent again by hand may still be said, from then on."""


class Hindrance(StrEnum):
    UNKNOWN = "no such row"
    UNCERTAIN = "perhaps there already"
    WAITING = "waits already"
    BEING_SENT = "being sent"
    IN_DOUBT = "being looked for"
    SENT = "sent"
    WITHDRAWN = "withdrawn"
    OUTDATED = "moved or cancelled since"


class NotDone(Exception):
    """Nothing was changed, for a reason."""

    def __init__(self, hindrance: Hindrance) -> None:
        super().__init__(hindrance.value)
        self.hindrance = hindrance


@dataclass(frozen=True, slots=True)
class Shown:
    entry: Entry
    record: Record


class Upkeep:
    """Over all communities of the installation."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def listed(self, states: Collection[DeliveryState], everything: bool, limit: int) -> Sequence[Entry]:
        """Return what is in *states*; with none given what is not as it should be, or *everything*; newest due first.

        What is not as it should be ended badly and is not answered, or is unsent though due a while ago.
        """
        late_before = None if everything or states else self._clock.now() - LATE
        rows = await self._storage.outbox.listed(states, late_before, limit)
        by_community: dict[CommunityId, list[Delivery]] = defaultdict(list)
        for row in rows:
            by_community[row.community_id].append(row)
        found: dict[DeliveryId, Entry] = {}
        for community, theirs in by_community.items():
            async with self._storage.read(community) as uow:
                found |= {entry.row.id: entry for entry in await entries_of(uow, theirs)}
        return [found[row.id] for row in rows]

    async def show(self, delivery: DeliveryId) -> Shown:
        """Return all that is known of it; raises NotDone where there is none."""
        record = await self._record(delivery)
        async with self._storage.read(record.row.community_id) as uow:
            (entry,) = await entries_of(uow, [record.row])
        return Shown(entry, record)

    async def retry(self, delivery: DeliveryId, sure: bool) -> None:
        """Have it sent again; raises NotDone, also for what may be there already unless one is *sure*."""
        row = (await self._record(delivery)).row
        if row.state is DeliveryState.UNCERTAIN and not sure:
            raise NotDone(Hindrance.UNCERTAIN)
        now = self._clock.now()
        async with self._storage.write(row.community_id) as uow:
            if not await uow.deliveries.retry(delivery, now, max(row.deadline_at, now + TRIED_FOR)):
                raise NotDone(_hindrance(await uow.deliveries.get(delivery)))
            if not await _is_still_said(uow, row):
                raise NotDone(Hindrance.OUTDATED)
            await uow.records.audit(AuditEntry(None, "retried", row.subject_kind, row.subject_id, now))
            await uow.commit()

    async def drop(self, delivery: DeliveryId) -> None:
        """Take it out of what is to be sent; raises NotDone."""
        row = (await self._record(delivery)).row
        now = self._clock.now()
        async with self._storage.write(row.community_id) as uow:
            if not await uow.deliveries.drop(delivery, now):
                raise NotDone(_hindrance(await uow.deliveries.get(delivery)))
            await uow.records.audit(AuditEntry(None, "dropped", row.subject_kind, row.subject_id, now))
            await uow.commit()

    async def _record(self, delivery: DeliveryId) -> Record:
        record = await self._storage.outbox.find_record(delivery)
        if record is None:
            raise NotDone(Hindrance.UNKNOWN)
        return record


async def _is_still_said(uow: UnitOfWork, row: Delivery) -> bool:
    if row.kind != DeliveryKind.ANNOUNCEMENT:
        return True
    try:
        about = await uow.announcements.get(AnnouncementId(row.subject_id))
    except NotFound:
        return False
    return about.still_says(row.occurrence, row.time_revision, row.topic_id)


def _hindrance(row: Delivery) -> Hindrance:
    match row.state:
        case DeliveryState.SENDING if row.quarantine_until is not None:
            return Hindrance.IN_DOUBT
        case DeliveryState.SENDING:
            return Hindrance.BEING_SENT
        case DeliveryState.SENT:
            return Hindrance.SENT
        case DeliveryState.WITHDRAWN:
            return Hindrance.WITHDRAWN
        case _:
            return Hindrance.WAITING
