"""The life of topics: who would join, who looks after them, other names, merges, what is quiet, colleagues' words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import RowMapping, Table, and_, func, or_, select
from sqlalchemy.sql import ColumnElement

from bot.domain.ids import PersonId, TopicId
from bot.domain.people import Person
from bot.domain.resources import ResourceState
from bot.domain.tending import Inside, Moved, Quote, QuoteId, QuoteState
from bot.domain.topics import Topic, TopicState
from bot.domain.words import fold
from bot.domain.workshops import WorkshopState
from bot.errors import AlreadyThere
from storage.indexing import index_topic
from storage.merging import merge, unmerge
from storage.people import person_of
from storage.scope import Scope
from storage.tables import (
    people,
    resources,
    topic_caretakers,
    topic_followers,
    topic_names,
    topic_quotes,
    topic_wants,
    topics,
    workshops,
)
from storage.topics import named, newest_at, topic_of

_LIVING = (TopicState.OPEN, TopicState.PROPOSED)


class SqlTending:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def update(self, topic: Topic) -> None:
        await self._scope.lock()
        if topic.state in _LIVING:
            there = await named(self._scope, topic.name)
            if there is not None and there.id != topic.id:
                raise AlreadyThere(there.number)
        said = {
            "name": topic.name,
            "folded": fold(topic.name),
            "about": topic.about,
            "state": topic.state,
            "note": topic.note,
            "asked_at": topic.asked_at,
            "used_at": topic.used_at,
        }
        await self._scope.run(self._scope.update(topics).where(topics.c.id == topic.id).values(said))
        await index_topic(self._scope, topic.id)

    async def exact(self, topic: TopicId) -> Topic:
        return topic_of(await self._scope.get(topics, "id", topic))

    async def proposed(self, limit: int) -> Sequence[Topic]:
        chosen = self._scope.select(topics).where(topics.c.state == TopicState.PROPOSED)
        return [topic_of(row) for row in await self._scope.all(chosen.order_by(topics.c.id.desc()).limit(limit))]

    async def want(self, topic: TopicId, person: PersonId, at: datetime) -> bool:
        new = self._scope.insert(topic_wants).values(self._scope.row(topic_id=topic, person_id=person, since=at))
        of_one = [topic_wants.c.topic_id, topic_wants.c.person_id]
        return bool(await self._scope.run(new.on_conflict_do_nothing(index_elements=of_one)))

    async def unwant(self, topic: TopicId, person: PersonId) -> bool:
        gone = self._scope.delete(topic_wants)
        return bool(
            await self._scope.run(gone.where(topic_wants.c.topic_id == topic, topic_wants.c.person_id == person))
        )

    async def wanting(self, topic: TopicId) -> Sequence[PersonId]:
        chosen = self._scope.select(topic_wants).where(topic_wants.c.topic_id == topic)
        rows = await self._scope.all(chosen.order_by(topic_wants.c.since, topic_wants.c.person_id))
        return [PersonId(row["person_id"]) for row in rows]

    async def caretakers(self, topic: TopicId) -> Sequence[Person]:
        first = await self._scope.get(topics, "id", topic)
        found = []
        if first["looked_after_by"] is not None:
            found.append(person_of(await self._scope.get(people, "id", first["looked_after_by"])))
        others = (
            select(people)
            .join(topic_caretakers, topic_caretakers.c.person_id == people.c.id)
            .where(self._scope.mine(people), self._scope.mine(topic_caretakers), topic_caretakers.c.topic_id == topic)
        )
        rows = await self._scope.all(others.order_by(topic_caretakers.c.position))
        return found + [person_of(row) for row in rows]

    async def set_caretakers(self, topic: TopicId, people: Sequence[PersonId]) -> None:
        first = self._scope.update(topics).where(topics.c.id == topic).values(looked_after_by=next(iter(people), None))
        await self._scope.run(first)
        await self._scope.run(self._scope.delete(topic_caretakers).where(topic_caretakers.c.topic_id == topic))
        rows = [
            self._scope.row(topic_id=topic, person_id=person, position=position)
            for position, person in enumerate(people[1:], start=1)
        ]
        if rows:
            await self._scope.run(self._scope.insert(topic_caretakers), *rows)

    async def tended_by(self, person: PersonId) -> Sequence[Topic]:
        with_others = select(topic_caretakers.c.topic_id).where(
            self._scope.mine(topic_caretakers), topic_caretakers.c.person_id == person
        )
        theirs = or_(topics.c.looked_after_by == person, topics.c.id.in_(with_others))
        chosen = self._scope.select(topics).where(theirs, topics.c.state.in_(_LIVING)).order_by(topics.c.folded)
        return [topic_of(row) for row in await self._scope.all(chosen)]

    async def names(self, topic: TopicId) -> Sequence[str]:
        chosen = self._scope.select(topic_names).where(topic_names.c.topic_id == topic)
        return [row["name"] for row in await self._scope.all(chosen.order_by(topic_names.c.folded))]

    async def add_name(self, topic: TopicId, name: str) -> None:
        said = {"name": name, "topic_id": topic}
        await self._scope.run(
            self._scope.insert(topic_names)
            .values(self._scope.row(folded=fold(name), **said))
            .on_conflict_do_update(index_elements=[topic_names.c.community_id, topic_names.c.folded], set_=said)
        )

    async def inside(self, topic: TopicId) -> Inside:
        listed = and_(resources.c.topic_id == topic, resources.c.state == ResourceState.LISTED)
        held = and_(workshops.c.topic_id == topic, workshops.c.state != WorkshopState.DRAFT)
        return Inside(
            resources=await self._count(resources, listed),
            pinned=await self._count(resources, and_(listed, resources.c.pinned)),
            workshops=await self._count(workshops, held),
            followers=await self._count(topic_followers, topic_followers.c.topic_id == topic),
        )

    async def merge(self, topic: TopicId, into: TopicId, at: datetime) -> Moved:
        return await merge(self._scope, topic, into, at)

    async def unmerge(self, topic: TopicId, moved: Moved) -> None:
        await unmerge(self._scope, topic, moved)

    async def quiet(self, before: datetime, limit: int) -> Sequence[Topic]:
        newest = newest_at(self._scope)
        chosen = self._scope.select(topics).where(
            topics.c.state == TopicState.OPEN,
            newest < before,
            *(or_(column.is_(None), column < before) for column in (topics.c.asked_at, topics.c.used_at)),
        )
        return [topic_of(row) for row in await self._scope.all(chosen.order_by(topics.c.id).limit(limit))]

    async def tags(self) -> Mapping[TopicId, frozenset[str]]:
        chosen = select(resources.c.topic_id, resources.c.tags).where(
            self._scope.mine(resources),
            resources.c.topic_id.is_not(None),
            resources.c.state == ResourceState.LISTED,
        )
        found: dict[TopicId, set[str]] = defaultdict(set)
        for row in await self._scope.all(chosen):
            found[TopicId(row["topic_id"])].update(row["tags"])
        return {topic: frozenset(tags) for topic, tags in found.items()}

    async def add_quote(self, author: PersonId, asked_by: PersonId, name: str, words: str, at: datetime) -> Quote:
        said = {"author_id": author, "asked_by": asked_by, "name": name, "words": words, "at": at}
        new = self._scope.insert(topic_quotes).values(self._scope.row(state=QuoteState.ASKED, **said))
        stored = await self._scope.find(new.returning(topic_quotes))
        assert stored is not None
        return quote_of(stored)

    async def get_quote(self, quote: QuoteId) -> Quote:
        return quote_of(await self._scope.get(topic_quotes, "id", quote))

    async def credited(self, topic: TopicId) -> Person | None:
        named = (
            select(people)
            .join(topic_quotes, topic_quotes.c.author_id == people.c.id)
            .where(self._scope.mine(people), self._scope.mine(topic_quotes), topic_quotes.c.topic_id == topic)
            .where(topic_quotes.c.state == QuoteState.YES)
        )
        row = await self._scope.find(named)
        return None if row is None else person_of(row)

    async def answer_quote(self, quote: QuoteId, state: QuoteState, topic: TopicId | None) -> bool:
        answer: dict[str, object] = {"state": state, "topic_id": topic, "words": ""}
        asked = self._scope.update(topic_quotes).where(
            topic_quotes.c.id == quote, topic_quotes.c.state == QuoteState.ASKED
        )
        return bool(await self._scope.run(asked.values(answer)))

    async def _count(self, table: Table, condition: ColumnElement[bool]) -> int:
        chosen = select(func.count()).select_from(table).where(self._scope.mine(table), condition)
        return await self._scope.count(chosen)


def quote_of(row: RowMapping) -> Quote:
    topic = row["topic_id"]
    return Quote(
        id=QuoteId(row["id"]),
        author_id=PersonId(row["author_id"]),
        asked_by=PersonId(row["asked_by"]),
        name=row["name"],
        words=row["words"],
        state=QuoteState(row["state"]),
        topic_id=None if topic is None else TopicId(topic),
        at=row["at"],
    )
