"""What is kept about a person, and deleting it a day after they asked, so that they can change their mind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.ids import CommunityId
from bot.domain.people import Account
from bot.domain.records import AuditEntry
from bot.domain.sight import EVERYTHING
from bot.domain.subjects import Subject
from bot.ports.storage import Storage
from bot.services.tending.caring import seek_or_renew
from bot.services.workshops.taking_over import HOSTED_MOST, seek_host

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
        async with self._storage.read(actor.community_id, sight=EVERYTHING) as uow:
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
        """Delete everybody whose day is over and return how many; forgets drafts and keys that are past their time.

        Every community has its turn, also after one has failed; then the first failure is raised.
        """
        deleted = 0
        failures: list[Exception] = []
        for community in await self._storage.installation.communities():
            try:
                deleted += await self._delete_due_in(community.id)
            except Exception as error:  # noqa: BLE001 - raised again below
                failures.append(error)
        if failures:
            raise failures[0]
        return deleted

    async def _delete_due_in(self, community: CommunityId) -> int:
        now = self._clock.now()
        async with self._storage.write(community, sight=EVERYTHING) as uow:
            # Read here, where nobody can say "keep it" any more between the look and the deletion.
            due = await uow.people.due_for_deletion(now)
            for person in due:
                tended = await uow.tending.tended_by(person)
                hosted = await uow.workshops.hosted_by(person, HOSTED_MOST)
                await uow.people.delete(person, A_MEMBER)
                for topic in tended:
                    await seek_or_renew(uow, topic)
                for workshop in hosted:
                    await seek_host(uow, await uow.workshops.get(workshop.id), now)
                await uow.records.audit(AuditEntry(None, "deleted their data", Subject.PERSON, 0, now))
            await uow.records.forget_expired(now)
            await uow.commit()
        return len(due)

    async def _set(self, actor: Actor, at: datetime | None) -> None:
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            await uow.people.set_delete_at(actor.id, at)
            await uow.commit()
