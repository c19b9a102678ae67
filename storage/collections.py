"""Collections: what is in one is counted and shown as far as it is seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, Select, and_, func, select
from sqlalchemy.sql import ColumnElement

from bot.domain.collections import Collection, Gathered
from bot.domain.ids import CollectionId, Number, PersonId, ResourceId
from bot.domain.resources import Resource, ResourceState
from bot.domain.subjects import Subject
from bot.errors import NotFound
from storage.resource_rows import resource_of
from storage.scope import LARGEST, Scope
from storage.tables import collected, collections, people, resources


class SqlCollections:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, name: str, about: str, by: PersonId | None, at: datetime) -> Collection:
        await self._scope.lock()
        number = await self._scope.next_number(Subject.COLLECTION)
        row = self._scope.row(number=number, name=name, about=about, made_by=by, created_at=at)
        stored = await self._scope.find(self._scope.insert(collections).values(row).returning(collections))
        assert stored is not None
        return collection_of(stored)

    async def get_numbered(self, number: Number) -> Gathered:
        chosen = self._gathered().where(collections.c.number == number)
        row = await self._scope.find(chosen) if 0 < number <= LARGEST else None
        if row is None:
            raise NotFound(f"collections: no number {number}")
        return gathered_of(row)

    async def open(self) -> Sequence[Gathered]:
        there = self._gathered().where(collections.c.removed_at.is_(None)).order_by(collections.c.id.desc())
        return [gathered_of(row) for row in await self._scope.all(there)]

    async def holding(self, resource: ResourceId) -> Sequence[Collection]:
        its = self._scope.select(collections).join(collected, collected.c.collection_id == collections.c.id)
        seen = select(resources.c.id).where(self._listed())
        chosen = its.where(
            self._scope.mine(collected),
            collected.c.resource_id == resource,
            collected.c.resource_id.in_(seen),
            collections.c.removed_at.is_(None),
        )
        return [collection_of(row) for row in await self._scope.all(chosen.order_by(collections.c.id))]

    async def update(self, collection: Collection) -> None:
        its = self._scope.update(collections).where(collections.c.id == collection.id)
        said = {"name": collection.name, "about": collection.about, "removed_at": collection.removed_at}
        await self._scope.run(its.values(said))

    async def resources(self, collection: CollectionId) -> Sequence[Resource]:
        inside = select(resources).join(collected, collected.c.resource_id == resources.c.id)
        seen = inside.where(self._listed(), self._scope.mine(collected), collected.c.collection_id == collection)
        return [resource_of(row) for row in await self._scope.all(seen.order_by(collected.c.position))]

    async def put(self, collection: CollectionId, resource: ResourceId) -> bool:
        last = await self._scope.count(
            select(func.coalesce(func.max(collected.c.position), 0)).where(self._in(collection))
        )
        row = self._scope.row(collection_id=collection, resource_id=resource, position=last + 1)
        return bool(await self._scope.run(self._scope.insert(collected).values(row).on_conflict_do_nothing()))

    async def take_out(self, collection: CollectionId, resource: ResourceId) -> bool:
        gone = self._scope.delete(collected).where(self._in(collection), collected.c.resource_id == resource)
        return bool(await self._scope.run(gone))

    async def put_first(self, collection: CollectionId, resource: ResourceId) -> None:
        first = await self._scope.count(
            select(func.coalesce(func.min(collected.c.position), 0)).where(self._in(collection))
        )
        its = self._scope.update(collected).where(self._in(collection), collected.c.resource_id == resource)
        await self._scope.run(its.values(position=first - 1))

    def _end(self, collection: CollectionId, end: ColumnElement[int]) -> Select[int]:
        return select(func.coalesce(end, 0)).where(self._in(collection))

    def _in(self, collection: CollectionId) -> ColumnElement[bool]:
        return and_(self._scope.mine(collected), collected.c.collection_id == collection)

    def _listed(self) -> ColumnElement[bool]:
        return and_(self._scope.mine(resources), resources.c.state == ResourceState.LISTED)

    def _gathered(self) -> Select[*tuple[object, ...]]:
        seen = (
            select(func.count())
            .select_from(collected)
            .join(resources, resources.c.id == collected.c.resource_id)
            .where(collected.c.collection_id == collections.c.id, self._scope.mine(collected), self._listed())
            .scalar_subquery()
        )
        whose = and_(people.c.id == collections.c.made_by, self._scope.mine(people))
        chosen = select(collections, seen.label("seen"), people.c.name.label("maker"))
        return chosen.outerjoin(people, whose).where(self._scope.mine(collections))


def collection_of(row: RowMapping) -> Collection:
    made_by = row["made_by"]
    return Collection(
        CollectionId(row["id"]),
        Number(row["number"]),
        row["name"],
        row["about"],
        None if made_by is None else PersonId(made_by),
        row["removed_at"],
    )


def gathered_of(row: RowMapping) -> Gathered:
    return Gathered(collection_of(row), int(row["seen"]), row["maker"] or "")
