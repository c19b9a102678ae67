"""What search knows of the library, kept right by the transaction that changes a resource."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from bot.domain.details import Details, subject_key
from bot.domain.ids import TopicId
from bot.domain.resources import Resource, ResourceState
from bot.domain.standards import wider
from bot.domain.words import named
from storage.resource_rows import resource_of
from storage.scope import CHUNK, Scope
from storage.search import FIELDS, entry_of, index_of
from storage.search_words import SearchWords
from storage.tables import resource_names, resource_notes, resources, topics

TITLE, TAG = "title", "tag"
NAME_MOST = 200
"""Characters of a name that are compared; PostgreSQL indexes no more than 2,704 bytes."""


def key_of(name: str) -> str:
    return name[:NAME_MOST]


def details_named(details: Details) -> Iterator[tuple[str, str]]:
    """Return of each detail its kind and the names it is found by: a standard also by what it is a part of."""
    yield "type", details.type.value if details.type else ""
    yield "subject", key_of(subject_key(details.subject))
    yield from (("grade", grade) for grade in details.grades)
    yield from (("standard", code) for standard in details.standards for code in wider(standard))
    yield "language", details.language
    yield "license", details.license


class Indexing:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._words = SearchWords(scope)

    async def put(self, changed: Sequence[Resource], *, new: bool = False) -> None:
        """Have of *changed* what is listed found, and nothing else of them; *new* ones are in no index yet."""
        ids = [resource.id for resource in changed]
        of_topics = await self._topic_names({resource.topic_id for resource in changed})
        listed = [resource for resource in changed if resource.state is ResourceState.LISTED]
        notes = {} if new else await self._notes(ids)
        before = [] if new else await self._indexed(ids)
        entries = [
            entry_of(resource, of_topics.get(resource.topic_id, ""), notes.get(resource.id, "")) for resource in listed
        ]
        if not new:
            await index_of(self._scope).remove(self._scope, ids)
            await self._scope.run(self._scope.delete(resource_names).where(resource_names.c.resource_id.in_(ids)))
        if entries:
            await index_of(self._scope).add(self._scope, entries)
        await self._words.change(before, (entry.words for entry in entries))
        if names := [name for resource in listed for name in self._names(resource)]:
            await self._scope.run(self._scope.insert(resource_names), *names)

    async def tidy(self) -> None:
        """Take out what is said of no listed resource, and count the words anew."""
        mine = select(resources.c.id).where(self._scope.mine(resources))
        listed = mine.where(resources.c.state == ResourceState.LISTED)
        await index_of(self._scope).remove(self._scope, mine.where(resources.c.state != ResourceState.LISTED))
        gone = self._scope.delete(resource_names).where(resource_names.c.resource_id.not_in(listed))
        await self._scope.run(gone)
        counted: Counter[str] = Counter()
        last = 0
        while True:
            some = listed.where(resources.c.id > last).order_by(resources.c.id).limit(CHUNK)
            ids = [row["id"] for row in await self._scope.all(some)]
            if not ids:
                break
            counted.update(word for words in await self._indexed(ids) for word in words)
            last = ids[-1]
        await self._words.replace(counted)

    async def _indexed(self, ids: Sequence[int]) -> list[frozenset[str]]:
        """Return the words that each of them is indexed under."""
        index = index_of(self._scope)
        found: list[frozenset[str]] = []
        for start in range(0, len(ids), CHUNK):
            said = select(*(index.rows.c[field] for field in FIELDS)).where(index.key.in_(ids[start : start + CHUNK]))
            rows = await self._scope.all(said)
            found.extend(frozenset(word for field in FIELDS for word in row[field].split()) for row in rows)
        return found

    def _names(self, resource: Resource) -> list[dict[str, object]]:
        """Return the rows by which it is found whole: of its title, and of each tag."""
        said = ((TITLE, resource.title), *((TAG, tag) for tag in resource.tags))
        called = {(kind, key_of(named(name))) for kind, name in said} | set(details_named(resource.details))
        return [self._scope.row(kind=kind, name=name, resource_id=resource.id) for kind, name in called if name]

    async def _notes(self, ids: Sequence[int]) -> dict[int, str]:
        """Return the words of all notes to each of them."""
        found: dict[int, str] = {}
        for start in range(0, len(ids), CHUNK):
            some = self._scope.select(resource_notes).where(
                resource_notes.c.resource_id.in_(ids[start : start + CHUNK])
            )
            for row in await self._scope.all(some):
                found[row["resource_id"]] = f"{found.get(row['resource_id'], '')} {row['text']}"
        return found

    async def _topic_names(self, chosen: set[TopicId | None]) -> dict[TopicId | None, str]:
        named_so = select(topics.c.id, topics.c.name).where(self._scope.mine(topics), topics.c.id.in_(chosen - {None}))
        return {row["id"]: row["name"] for row in await self._scope.all(named_so)} if chosen - {None} else {}


async def index_topic(scope: Scope, topic: TopicId) -> None:
    """Let the resources of *topic* be found by the name it has now."""
    inside = scope.select(resources).where(resources.c.topic_id == topic, resources.c.state == ResourceState.LISTED)
    await Indexing(scope).put([resource_of(row) for row in await scope.all(inside)])
