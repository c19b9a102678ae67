"""The private shelf of each person."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import RowMapping

from bot.domain.ids import KeptId, PersonId, ResourceId
from bot.domain.resources import Kept
from storage.scope import Scope
from storage.tables import shelf


class SqlShelf:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def keep(self, kept: Kept) -> bool:
        if kept.resource_id is not None and await self._has_resource(kept.person_id, kept.resource_id):
            return False
        row = self._scope.row(
            person_id=kept.person_id,
            title=kept.title,
            url=kept.url,
            text=kept.text,
            same=_same(kept),
            resource_id=kept.resource_id,
            kept_at=kept.kept_at,
        )
        new = self._scope.insert(shelf).values(row).on_conflict_do_nothing(index_elements=[shelf.c.person_id, "same"])
        return bool(await self._scope.run(new))

    async def _has_resource(self, person: PersonId, resource: ResourceId) -> bool:
        there = self._scope.select(shelf).where(shelf.c.person_id == person, shelf.c.resource_id == resource)
        return await self._scope.find(there) is not None

    async def kept_by(self, person: PersonId, before: KeptId | None, limit: int) -> Sequence[Kept]:
        theirs = self._scope.select(shelf).where(shelf.c.person_id == person)
        if before is not None:
            theirs = theirs.where(shelf.c.id < before)
        return [kept_of(row) for row in await self._scope.all(theirs.order_by(shelf.c.id.desc()).limit(limit))]

    async def drop(self, person: PersonId, kept: KeptId) -> bool:
        gone = self._scope.delete(shelf).where(shelf.c.id == kept, shelf.c.person_id == person)
        return bool(await self._scope.run(gone))


def _same(kept: Kept) -> str:
    """Return what makes two things the same on one shelf: the address; without one, the resource or the words."""
    if kept.url:
        said = f"url {kept.url}"
    elif kept.resource_id is not None:
        said = f"resource {kept.resource_id}"
    else:
        said = f"text {kept.text or kept.title}"
    return hashlib.sha256(said.encode()).hexdigest()


def kept_of(row: RowMapping) -> Kept:
    resource = row["resource_id"]
    return Kept(
        id=KeptId(row["id"]),
        person_id=PersonId(row["person_id"]),
        title=row["title"],
        url=row["url"],
        text=row["text"],
        resource_id=None if resource is None else ResourceId(resource),
        kept_at=row["kept_at"],
    )
