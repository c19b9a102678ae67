"""What is kept about a person, and deleting it a day after they asked, so that they can change their mind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.people import Account
from bot.domain.records import AuditEntry
from bot.domain.subjects import Subject
from bot.ports.storage import Storage

CHANGED_MIND_WITHIN = timedelta(hours=24)
A_MEMBER = "a member"


@dataclass(frozen=True, slots=True)
class MyData:
    accounts: Sequence[Account]
    rows: Mapping[str, int]
    audit: Sequence[AuditEntry]
    delete_at: datetime | None


class MyDataKeeping:
    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def show(self, actor: Actor) -> MyData:
        async with self._storage.read(actor.community_id) as uow:
            return MyData(
                accounts=await uow.people.accounts(actor.id),
                rows=await uow.people.count_rows(actor.id),
                audit=await uow.records.audit_about(actor.id, 5),
                delete_at=(await uow.people.get(actor.id)).delete_at,
            )

    async def delete(self, actor: Actor) -> datetime:
        """Ask for deletion and return when (domain time) it happens."""
        at = self._clock.now() + CHANGED_MIND_WITHIN
        await self._set(actor, at)
        return at

    async def keep(self, actor: Actor) -> None:
        await self._set(actor, None)

    async def delete_due(self) -> int:
        """Delete everybody whose day is over and return how many; forgets drafts and keys that are past their time."""
        now, deleted = self._clock.now(), 0
        for community in await self._storage.installation.communities():
            async with self._storage.read(community.id) as uow:
                due = await uow.people.due_for_deletion(now)
            async with self._storage.write(community.id) as uow:
                for person in due:
                    await uow.people.delete(person, A_MEMBER)
                    await uow.records.audit(AuditEntry(None, "deleted their data", Subject.PERSON, 0, now))
                await uow.records.forget_expired(now)
                await uow.commit()
            deleted += len(due)
        return deleted

    async def _set(self, actor: Actor, at: datetime | None) -> None:
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            await uow.people.set_delete_at(actor.id, at)
            await uow.commit()
