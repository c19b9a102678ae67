"""The library's rows, each write with its entry in the search index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import combinations

from sqlalchemy import RowMapping, Select, func, literal_column, select

from bot.domain.ids import CommunityId, Number, PersonId, ResourceId, TopicId
from bot.domain.ranking import Candidate, rank
from bot.domain.resources import NewResource, Resource, ResourceHit, ResourceState
from bot.domain.subjects import Subject
from bot.domain.words import folded_words
from bot.errors import AlreadyThere, Changed
from storage.scope import CHUNK, Scope
from storage.search import FIELDS, Entry, Index, InTitle, Query, Word, index_of
from storage.tables import resources, topics

CANDIDATES = 50
"""How many of one tier are ranked, at least."""
NEWEST = 1000
"""How many titles with all words are compared by their length; a word may be in the titles of half the library."""
WORDS_LEFT_OUT = 6
"""Of how many words some may be missing where not all are found."""


class SqlResources:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, resource: NewResource, at: datetime) -> Resource:
        await self._scope.lock()
        await self._refuse_taken(resource.page)
        row = self._new_row(resource, await self._scope.next_number(Subject.RESOURCE), at)
        stored = await self._scope.find(self._scope.insert(resources).values(row).returning(resources))
        assert stored is not None
        added = resource_of(stored)
        await self._index([added])
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
        numbers = map(Number, await self._scope.next_numbers(Subject.RESOURCE, len(new)))
        rows = [self._new_row(resource, number, at) for number, resource in zip(numbers, new, strict=True)]
        stored = await self._scope.connection.execute(self._scope.insert(resources).returning(resources), rows)
        await self._index([resource_of(row) for row in stored.mappings()])

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
            )
        )
        if not changed:
            raise Changed(f"resource {resource.id} is not at revision {resource.revision - 1}")
        await self._index([resource])

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
        index = index_of(self._scope)
        titled = self._listed().join(index.rows, index.found == resources.c.id).where(index.title_starts(words))
        return await self._resources(titled.order_by(index.key.desc()).limit(limit))

    async def search(self, words: Sequence[Word], topic: TopicId | None, limit: int) -> Sequence[ResourceHit]:
        chosen = self._listed_ids() if topic is None else self._listed_ids().where(resources.c.topic_id == topic)
        if not words:
            newest = chosen.order_by(resources.c.id.desc()).limit(limit)
            return rank(words, await self._candidates(newest))
        return await self._ranked(words, limit, self._tiers(chosen, words, limit))

    async def search_any(self, words: Sequence[Word], limit: int) -> Sequence[ResourceHit]:
        some, chosen = words[:WORDS_LEFT_OUT], self._listed_ids()
        fewer = (list(combinations(some, count)) for count in range(len(some), 0, -1))
        return await self._ranked(words, limit, (self._newest_with(chosen, query, "none", limit) for query in fewer))

    async def in_topic(self, topic: TopicId, limit: int) -> Sequence[Resource]:
        inside = self._listed().where(resources.c.topic_id == topic)
        return await self._resources(inside.order_by(resources.c.pinned.desc(), resources.c.id.desc()).limit(limit))

    async def newest(self, *, pinned: bool, limit: int) -> Sequence[Resource]:
        # In the words of the index: with a bound value it would not be used.
        chosen = self._listed().where(literal_column("resources.pinned" if pinned else "NOT resources.pinned"))
        return await self._resources(chosen.order_by(resources.c.id.desc()).limit(limit))

    async def count(self) -> int:
        return await self._scope.count(
            select(func.count())
            .select_from(resources)
            .where(self._scope.mine(resources), resources.c.state == ResourceState.LISTED)
        )

    def _listed(self) -> Select[*tuple[object, ...]]:
        return self._scope.select(resources).where(resources.c.state == ResourceState.LISTED)

    def _listed_ids(self) -> Select[int]:
        return select(resources.c.id).where(self._scope.mine(resources), resources.c.state == ResourceState.LISTED)

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
            pinned=False,
            state=ResourceState.LISTED,
            revision=1,
            created_at=at,
            imported=resource.imported,
        )

    async def _index(self, changed: Sequence[Resource]) -> None:
        """Make the index hold of *changed* what is listed, and nothing else of them."""
        index = index_of(self._scope)
        names = await self._topic_names({resource.topic_id for resource in changed})
        listed = [resource for resource in changed if resource.state is ResourceState.LISTED]
        if removed := [resource.id for resource in changed if resource.state is ResourceState.REMOVED]:
            await index.remove(*removed)
        if listed:
            await index.put([_entry(resource, names) for resource in listed])

    async def _topic_names(self, chosen: set[TopicId | None]) -> dict[TopicId | None, str]:
        named = select(topics.c.id, topics.c.name).where(self._scope.mine(topics), topics.c.id.in_(chosen - {None}))
        return {row["id"]: row["name"] for row in await self._scope.all(named)} if chosen - {None} else {}

    async def _ranked(self, words: Sequence[Word], limit: int, tiers: Iterable[Select[int]]) -> Sequence[ResourceHit]:
        """Return the best of *tiers*, of which each holds nothing better than the ones before it."""
        found: dict[ResourceId, Candidate] = {}
        for tier in tiers:
            found |= {candidate.hit.resource.id: candidate for candidate in await self._candidates(tier)}
            if len(found) >= limit:
                break
        return rank(words, found.values())[:limit]

    def _tiers(self, chosen: Select[int], words: Sequence[Word], limit: int) -> Iterator[Select[int]]:
        titled = self._matching(chosen, [words], "all").add_columns(resources.c.title, resources.c.pinned)
        newest = titled.limit(NEWEST).subquery()
        # The title that is nothing but the words is among the shortest.
        yield (
            select(newest.c.id)
            .order_by(newest.c.pinned.desc(), func.length(newest.c.title), newest.c.id.desc())
            .limit(max(CANDIDATES, limit))
        )
        if len(words) > 1:
            yield self._newest_with(chosen, [words], "some", limit)
        yield self._newest_with(chosen, [words], "none", limit)

    def _newest_with(self, chosen: Select[int], query: Query, in_title: InTitle, limit: int) -> Select[int]:
        return self._matching(chosen, query, in_title).limit(max(CANDIDATES, limit))

    def _matching(self, chosen: Select[int], query: Query, in_title: InTitle) -> Select[int]:
        index = index_of(self._scope)
        found = chosen.join(index.rows, index.found == resources.c.id).where(index.matches(query, in_title))
        return found.order_by(index.key.desc())

    async def _candidates(self, chosen: Select[int]) -> Sequence[Candidate]:
        index = index_of(self._scope)
        return [_candidate(row) for row in await self._scope.all(self._with_tokens(index, chosen))]

    def _with_tokens(self, index: Index, chosen: Select[int]) -> Select[*tuple[object, ...]]:
        return (
            select(
                resources,
                topics.c.name.label("topic_name"),
                *(index.rows.c[field].label(f"{field}_tokens") for field in FIELDS),
            )
            .join(index.rows, index.key == resources.c.id)
            .outerjoin(topics, topics.c.id == resources.c.topic_id)
            .where(self._scope.mine(resources), resources.c.id.in_(chosen))
        )


def _entry(resource: Resource, topic_names: dict[TopicId | None, str]) -> Entry:
    return Entry(resource.id, resource.title, resource.tags, resource.about, topic_names.get(resource.topic_id, ""))


def _candidate(row: RowMapping) -> Candidate:
    in_title, *elsewhere = (frozenset(row[f"{field}_tokens"].split()) for field in FIELDS)
    return Candidate(ResourceHit(resource_of(row), row["topic_name"]), in_title, in_title.union(*elsewhere))


def resource_of(row: RowMapping) -> Resource:
    topic, shared_by = row["topic_id"], row["shared_by"]
    return Resource(
        id=ResourceId(row["id"]),
        community_id=CommunityId(row["community_id"]),
        number=Number(row["number"]),
        url=row["url"],
        page=row["page"],
        title=row["title"],
        about=row["about"],
        tags=tuple(row["tags"]),
        topic_id=None if topic is None else TopicId(topic),
        shared_by=None if shared_by is None else PersonId(shared_by),
        credit=row["credit"],
        pinned=row["pinned"],
        state=ResourceState(row["state"]),
        revision=row["revision"],
        created_at=row["created_at"],
        imported=row["imported"],
    )
