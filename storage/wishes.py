"""What people wish there were in the library."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, Select, null

from bot.domain.details import as_json, from_json
from bot.domain.ids import PersonId, ResourceId, WishId
from bot.domain.resources import Filters
from bot.domain.responses import Wish, Wished
from storage.scope import Scope
from storage.tables import wishes


class SqlWishes:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, person: PersonId, wished: Wished, expires_at: datetime) -> Wish:
        row = self._scope.row(
            person_id=person,
            words=wished.words,
            topic=wished.filters.topic,
            shared_by_name=wished.filters.by,
            since=wished.filters.since,
            details=as_json(wished.filters.details),
            expires_at=expires_at,
        )
        stored = await self._scope.find(self._scope.insert(wishes).values(row).returning(wishes))
        assert stored is not None
        return wish_of(stored)

    async def get(self, wish: WishId) -> Wish:
        return wish_of(await self._scope.get(wishes, "id", wish))

    async def open(self, now: datetime) -> Sequence[Wish]:
        return await self._wishes(self._open(now))

    async def open_of(self, person: PersonId, now: datetime) -> Sequence[Wish]:
        return await self._wishes(self._open(now).where(wishes.c.person_id == person))

    async def mark_found(self, wish: WishId, found: ResourceId) -> None:
        await self._scope.run(self._scope.update(wishes).where(wishes.c.id == wish).values(found_id=found))

    async def reopen(self, found: ResourceId) -> None:
        answered = self._scope.update(wishes).where(wishes.c.found_id == found)
        await self._scope.run(answered.values(found_id=null()))

    async def drop(self, person: PersonId, wish: WishId) -> bool:
        gone = self._scope.delete(wishes).where(wishes.c.id == wish, wishes.c.person_id == person)
        return bool(await self._scope.run(gone))

    def _open(self, now: datetime) -> Select[*tuple[object, ...]]:
        return self._scope.select(wishes).where(wishes.c.found_id.is_(None), wishes.c.expires_at > now)

    async def _wishes(self, chosen: Select[*tuple[object, ...]]) -> Sequence[Wish]:
        return [wish_of(row) for row in await self._scope.all(chosen.order_by(wishes.c.id))]


def wish_of(row: RowMapping) -> Wish:
    found = row["found_id"]
    return Wish(
        id=WishId(row["id"]),
        person_id=PersonId(row["person_id"]),
        words=row["words"],
        filters=Filters(row["topic"], row["shared_by_name"], row["since"], from_json(row["details"])),
        expires_at=row["expires_at"],
        found=None if found is None else ResourceId(found),
    )
