"""The library's rows, each write with its entry in the search index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, literal_column, select

from bot.domain.ids import Number, PersonId, ResourceId, TopicId
from bot.domain.links import spread
from bot.domain.resources import NO_FILTERS, Filters, NewResource, Resource, ResourceHit, ResourceState
from bot.domain.subjects import Subject
from bot.domain.words import folded_words
from bot.errors import AlreadyThere, Changed
from storage.finding import Finding
from storage.indexing import Indexing
from storage.resource_rows import detail_columns, file_columns, resource_of
from storage.scope import CHUNK, Scope
from storage.search import Word, index_of
from storage.tables import counters, link_checks, resources


class SqlResources:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._indexing = Indexing(scope)

    async def add(self, resource: NewResource, at: datetime) -> Resource:
        await self._scope.lock()
        await self._refuse_taken(resource.page)
        row = self._new_row(resource, await self._scope.next_number(Subject.RESOURCE), at)
        stored = await self._scope.find(self._scope.insert(resources).values(row).returning(resources))
        assert stored is not None
        added = resource_of(stored)
        await self._watch([added], at)
        await self._indexing.put([added], new=True)
        return added

    async def add_many(self, resources: Sequence[NewResource], at: datetime) -> int:
        await self._scope.lock()
        known = set(await self.pages_known([resource.page for resource in resources]))
        new = []
        for resource in resources:
            if resource.page not in known:
                known.add(resource.page)
                new.append(resource)
        if new:
            await self._insert(new, at)
        return len(new)

    async def _insert(self, new: Sequence[NewResource], at: datetime) -> None:
        numbers = await self._numbers(new)
        rows = [self._new_row(resource, number, at) for number, resource in zip(numbers, new, strict=True)]
        stored = await self._scope.connection.execute(self._scope.insert(resources).returning(resources), rows)
        added = [resource_of(row) for row in stored.mappings()]
        await self._watch(added, at)
        await self._indexing.put(added, new=True)

    async def _numbers(self, new: Sequence[NewResource]) -> Sequence[Number]:
        kept = [resource.number for resource in new if resource.number is not None]
        if not kept:
            return [Number(number) for number in await self._scope.next_numbers(Subject.RESOURCE, len(new))]
        await self._scope.next_numbers(Subject.RESOURCE, max(kept) - await self.last_number())
        return kept

    async def _watch(self, added: Sequence[Resource], at: datetime) -> None:
        """Have each looked at within a week: what comes at once is not all looked at at once."""
        rows = [self._scope.row(resource_id=each.id, look_at=spread(at, each.id)) for each in added if not each.file]
        if rows:
            await self._scope.run(self._scope.insert(link_checks), *rows)

    async def get(self, resource: ResourceId) -> Resource:
        return resource_of(await self._scope.get(resources, "id", resource))

    async def get_numbered(self, number: Number) -> Resource:
        return resource_of(await self._scope.get(resources, "number", number))

    async def find_page(self, page: str) -> Resource | None:
        row = await self._scope.find(self._scope.select(resources).where(resources.c.page == page))
        return None if row is None else resource_of(row)

    async def pages_known(self, pages: Sequence[str]) -> frozenset[str]:
        known: set[str] = set()
        for start in range(0, len(pages), CHUNK):
            some = select(resources.c.page).where(
                self._scope.mine(resources), resources.c.page.in_(pages[start : start + CHUNK])
            )
            known.update(row["page"] for row in await self._scope.all(some))
        return frozenset(known)

    async def update(self, resource: Resource) -> None:
        await self._scope.lock()
        await self._refuse_taken(resource.page, but=resource.id)
        changed = await self._scope.run(
            self._scope.update(resources)
            .where(resources.c.id == resource.id, resources.c.revision == resource.revision - 1)
            .values(
                url=resource.url,
                page=resource.page,
                title=resource.title,
                about=resource.about,
                tags=list(resource.tags),
                topic_id=resource.topic_id,
                shared_by=resource.shared_by,
                credit=resource.credit,
                pinned=resource.pinned,
                state=resource.state,
                revision=resource.revision,
                imported=resource.imported,
                locked=resource.locked,
                unopened_at=resource.unopened_at,
                **detail_columns(resource.details),
                **file_columns(resource.file),
            )
        )
        if not changed:
            raise Changed(f"resource {resource.id} is not at revision {resource.revision - 1}")
        await self._indexing.put([resource])

    async def shared_by(self, person: PersonId, before: Number | None, limit: int) -> Sequence[Resource]:
        theirs = self._listed().where(resources.c.shared_by == person)
        if before is not None:
            theirs = theirs.where(resources.c.number < before)
        return await self._resources(theirs.order_by(resources.c.number.desc()).limit(limit))

    async def matching(self, typed: str, limit: int) -> Sequence[Resource]:
        newest = self._listed().order_by(resources.c.id.desc()).limit(limit)
        number = typed.strip().removeprefix("#")
        if number.isascii() and number.isdecimal() and len(number) <= 18:
            numbered = await self._resources(newest.where(resources.c.number == int(number)))
            if numbered:
                return numbered
        words = folded_words(typed)
        if not words:
            return await self._resources(newest)
        index, listed = index_of(self._scope), self._listed()
        ids = listed.with_only_columns(resources.c.id)
        titled = index.newest(ids, index.title_starts(words), few=False).limit(limit)
        return await self._resources(listed.where(resources.c.id.in_(titled)).order_by(resources.c.id.desc()))

    async def search(
        self, words: Sequence[Word], topic: TopicId | None, limit: int, filters: Filters = NO_FILTERS
    ) -> Sequence[ResourceHit]:
        return await Finding(self._scope).search(words, topic, limit, filters)

    async def search_any(self, words: Sequence[Word], limit: int) -> Sequence[ResourceHit]:
        return await Finding(self._scope).search_any(words, limit)

    async def reindex(self, after: ResourceId, limit: int) -> ResourceId | None:
        await self._scope.lock()
        found = self._scope.select(resources).where(resources.c.id > after).order_by(resources.c.id).limit(limit)
        if rows := await self._resources(found):
            await self._indexing.put(rows)
            return rows[-1].id
        await self._indexing.tidy()
        return None

    async def in_topic(self, topic: TopicId, limit: int) -> Sequence[Resource]:
        inside = self._listed().where(resources.c.topic_id == topic)
        return await self._resources(inside.order_by(resources.c.pinned.desc(), resources.c.id.desc()).limit(limit))

    async def last_number(self) -> Number:
        last = select(func.coalesce(func.max(counters.c.last), 0))
        return Number(
            await self._scope.count(last.where(self._scope.mine(counters), counters.c.kind == Subject.RESOURCE))
        )

    async def listed(self, after: Number, limit: int) -> Sequence[Resource]:
        following = self._listed().where(resources.c.number > after)
        return await self._resources(following.order_by(resources.c.number).limit(limit))

    async def newest(self, *, pinned: bool, limit: int) -> Sequence[Resource]:
        # In the words of the index: with a bound value it would not be used.
        chosen = self._listed().where(literal_column("resources.pinned" if pinned else "NOT resources.pinned"))
        return await self._resources(chosen.order_by(resources.c.id.desc()).limit(limit))

    async def removed(self, limit: int) -> Sequence[Resource]:
        gone = self._scope.select(resources).where(resources.c.state == ResourceState.REMOVED)
        return await self._resources(gone.order_by(resources.c.id.desc()).limit(limit))

    async def count(self) -> int:
        return await self._scope.count(
            select(func.count())
            .select_from(resources)
            .where(self._scope.mine(resources), resources.c.state == ResourceState.LISTED)
        )

    def _listed(self) -> Select[*tuple[object, ...]]:
        return self._scope.select(resources).where(resources.c.state == ResourceState.LISTED)

    async def _resources(self, chosen: Select[*tuple[object, ...]]) -> Sequence[Resource]:
        return [resource_of(row) for row in await self._scope.all(chosen)]

    async def _refuse_taken(self, page: str, but: ResourceId | None = None) -> None:
        there = await self.find_page(page)
        if there is not None and there.id != but:
            raise AlreadyThere(there.number)

    def _new_row(self, resource: NewResource, number: Number, at: datetime) -> dict[str, object]:
        return self._scope.row(
            number=number,
            url=resource.url,
            page=resource.page,
            title=resource.title,
            about=resource.about,
            tags=list(resource.tags),
            topic_id=resource.topic_id,
            shared_by=resource.shared_by,
            credit=resource.credit,
            pinned=resource.pinned,
            state=ResourceState.LISTED,
            revision=1,
            created_at=resource.created_at or at,
            imported=resource.imported,
            locked=resource.locked,
            **detail_columns(resource.details),
            **file_columns(resource.file),
        )
