"""Two topics become one, and two again: what is moved, by id, so that it can go back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Table, select

from bot.domain.ids import TopicId
from bot.domain.subjects import Subject
from bot.domain.tending import Moved
from bot.domain.topics import TopicState
from bot.domain.words import fold
from storage.indexing import index_topic
from storage.scope import CHUNK, Scope
from storage.tables import (
    announcement_topics,
    announcements,
    placements,
    resources,
    topic_caretakers,
    topic_followers,
    topic_merges,
    topic_names,
    topics,
    workshops,
)

T = TypeVar("T")


async def merge(scope: Scope, topic: TopicId, into: TopicId, at: datetime) -> Moved:
    """Move everything; who follows or looks after *topic* does so with *into* too, in which its names are found."""
    await scope.lock()
    old = await scope.get(topics, "id", topic)
    moved = Moved(
        resources=await _ids(scope, resources, topic),
        workshops=await _ids(scope, workshops, topic),
        announcements=await _told_in(scope, topic, but=into),
        followers=await _new_followers(scope, topic, into, at),
        caretakers=await _new_caretakers(scope, topic, into),
        names=await _names(scope, topic),
    )
    await _move(scope, moved, topic, into)
    await scope.run(scope.insert(topic_names).values(_name(scope, old["name"], into)).on_conflict_do_nothing())
    await scope.run(scope.insert(topic_merges).values(scope.row(topic_id=topic, into_id=into)))
    await scope.run(scope.update(topics).where(topics.c.id == topic).values(state=TopicState.MERGED))
    return moved


async def unmerge(scope: Scope, topic: TopicId, moved: Moved) -> None:
    """Put back what is still where it was brought; what came into the other topic since stays there."""
    await scope.lock()
    old = await scope.get(topics, "id", topic)
    link = await scope.find(scope.select(topic_merges).where(topic_merges.c.topic_id == topic))
    assert link is not None
    into = TopicId(link["into_id"])
    await scope.run(scope.delete(topic_merges).where(topic_merges.c.topic_id == topic))
    of_it = scope.delete(topic_names).where(topic_names.c.topic_id == into, topic_names.c.folded == fold(old["name"]))
    await scope.run(of_it)
    await scope.run(scope.update(topics).where(topics.c.id == topic).values(state=TopicState.OPEN))
    for table, people in ((topic_followers, moved.followers), (topic_caretakers, moved.caretakers)):
        gone = scope.delete(table).where(table.c.topic_id == into, table.c.person_id.in_(people))
        if people:
            await scope.run(gone)
    await _move(scope, moved, into, topic)


async def _move(scope: Scope, moved: Moved, topic: TopicId, into: TopicId) -> None:
    """Move what is named in *moved* and still in *topic*, and ask its cards to follow."""
    for table, subject, ids in (
        (resources, Subject.RESOURCE, moved.resources),
        (workshops, Subject.WORKSHOP, moved.workshops),
    ):
        for some in _chunks(ids):
            here = scope.update(table).where(table.c.topic_id == topic, table.c.id.in_(some))
            await scope.run(here.values(topic_id=into, revision=table.c.revision + 1))
            cards = scope.update(placements).where(placements.c.subject_kind == subject)
            newer = {"wanted_revision": placements.c.wanted_revision + 1, "error": "", "right": "", "not_before": None}
            await scope.run(cards.where(placements.c.subject_id.in_(some)).values(newer))
    for some in _chunks(moved.announcements):
        told = scope.update(announcement_topics).where(announcement_topics.c.topic_id == topic)
        await scope.run(told.where(announcement_topics.c.announcement_id.in_(some)).values(topic_id=into))
        changed = scope.update(announcements).where(announcements.c.id.in_(some))
        await scope.run(changed.values(revision=announcements.c.revision + 1))
    known = scope.update(topic_names).where(topic_names.c.topic_id == topic)
    await scope.run(known.where(topic_names.c.folded.in_(moved.names)).values(topic_id=into))
    await index_topic(scope, into)


async def _ids(scope: Scope, table: Table, topic: TopicId) -> tuple[int, ...]:
    chosen = select(table.c.id).where(scope.mine(table), table.c.topic_id == topic).order_by(table.c.id)
    return tuple(row["id"] for row in await scope.all(chosen))


async def _told_in(scope: Scope, topic: TopicId, *, but: TopicId) -> tuple[int, ...]:
    """Return the announcements to *topic* that do not go to the other one as well."""
    column = announcement_topics.c.announcement_id
    both = select(column).where(scope.mine(announcement_topics), announcement_topics.c.topic_id == but)
    chosen = select(column).where(
        scope.mine(announcement_topics), announcement_topics.c.topic_id == topic, column.not_in(both)
    )
    return tuple(row["announcement_id"] for row in await scope.all(chosen.order_by(column)))


async def _new_followers(scope: Scope, topic: TopicId, into: TopicId, at: datetime) -> tuple[int, ...]:
    known = await _people(scope, topic_followers, into)
    new = [person for person in await _people(scope, topic_followers, topic) if person not in known]
    if new:
        rows = [scope.row(topic_id=into, person_id=person, since=at) for person in new]
        await scope.run(scope.insert(topic_followers), *rows)
    return tuple(new)


async def _new_caretakers(scope: Scope, topic: TopicId, into: TopicId) -> tuple[int, ...]:
    known = [(await scope.get(topics, "id", into))["looked_after_by"], *await _people(scope, topic_caretakers, into)]
    theirs = [(await scope.get(topics, "id", topic))["looked_after_by"], *await _people(scope, topic_caretakers, topic)]
    new = [person for person in theirs if person is not None and person not in known]
    if new:
        rows = [
            scope.row(topic_id=into, person_id=person, position=position)
            for position, person in enumerate(new, start=len(known))
        ]
        await scope.run(scope.insert(topic_caretakers), *rows)
    return tuple(new)


async def _people(scope: Scope, table: Table, topic: TopicId) -> Sequence[int]:
    chosen = select(table.c.person_id).where(scope.mine(table), table.c.topic_id == topic).order_by(table.c.person_id)
    return [row["person_id"] for row in await scope.all(chosen)]


async def _names(scope: Scope, topic: TopicId) -> tuple[str, ...]:
    chosen = select(topic_names.c.folded).where(scope.mine(topic_names), topic_names.c.topic_id == topic)
    return tuple(row["folded"] for row in await scope.all(chosen.order_by(topic_names.c.folded)))


def _name(scope: Scope, name: str, topic: TopicId) -> dict[str, object]:
    return scope.row(folded=fold(name), name=name, topic_id=topic)


def _chunks(of: Sequence[T]) -> list[Sequence[T]]:
    return [of[start : start + CHUNK] for start in range(0, len(of), CHUNK)]
