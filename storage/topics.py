"""Topics, their channels and who follows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, Select, case, func, or_, select
from sqlalchemy.sql import ColumnElement

from bot.domain.ids import CommunityId, Number, PersonId, TopicId, WorkspaceId
from bot.domain.resources import ResourceState
from bot.domain.subjects import Subject
from bot.domain.topics import Topic, TopicChannel, TopicState, TopicSummary
from bot.domain.words import fold
from bot.errors import AlreadyThere
from storage.scope import Scope
from storage.tables import (
    people,
    resources,
    topic_channels,
    topic_followers,
    topic_merges,
    topic_names,
    topics,
    workshops,
)

_WORDS_START_AFTER = (" ", "-", "/", "(", "&", "+", ":", ",", ".", '"', "“", "¿", "¡")
MOST_MERGES = 20
"""One after the other: so many topics are followed until the one that is open."""


class SqlTopics:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(
        self,
        name: str,
        about: str,
        looked_after_by: PersonId | None,
        at: datetime,
        state: TopicState = TopicState.OPEN,
        private: bool = False,
    ) -> Topic:
        await self._scope.lock()
        if there := await self.find_named(name):
            raise AlreadyThere(there.number)
        row = self._scope.row(
            number=await self._scope.next_number(Subject.TOPIC),
            name=name,
            folded=fold(name),
            about=about,
            state=state,
            looked_after_by=looked_after_by,
            created_at=at,
            private=private,
        )
        stored = await self._scope.find(self._scope.insert(topics).values(row).returning(topics))
        assert stored is not None
        return topic_of(stored)

    async def get(self, topic: TopicId) -> Topic:
        return topic_of(await self._scope.get(topics, "id", topic))

    async def get_numbered(self, number: Number) -> Topic:
        return await leading_to(self._scope, topic_of(await self._scope.get(topics, "number", number)))

    async def find_named(self, name: str) -> Topic | None:
        return await named(self._scope, name)

    async def find_by_channel(self, workspace: WorkspaceId, external_id: str) -> Topic | None:
        row = await self._scope.find(
            self._scope.select(topics)
            .join(topic_channels, topic_channels.c.topic_id == topics.c.id)
            .where(
                self._scope.mine(topic_channels),
                topics.c.state.in_((TopicState.OPEN, TopicState.MERGED)),
                topic_channels.c.workspace_id == workspace,
                topic_channels.c.external_id == external_id,
            )
            .order_by(topics.c.state.desc(), topics.c.id)  # an open one before one that was merged
        )
        return None if row is None else await leading_to(self._scope, topic_of(row))

    async def matching(self, typed: str, limit: int) -> Sequence[Topic]:
        start = fold(typed)
        found = living(self._scope).order_by(topics.c.folded).limit(limit)
        if start:
            found = found.where(_has_word_starting(start))
        return [topic_of(row) for row in await self._scope.all(found)]

    async def summaries(self, after: str, limit: int) -> Sequence[TopicSummary]:
        page = self._summaries().where(topics.c.state == TopicState.OPEN, topics.c.folded > after)
        return await self._with_channels(page.order_by(topics.c.folded).limit(limit))

    async def summary(self, topic: TopicId) -> TopicSummary:
        await self._scope.get(topics, "id", topic)
        return (await self._with_channels(self._summaries().where(topics.c.id == topic)))[0]

    async def count(self) -> int:
        return await self._scope.count(
            select(func.count()).select_from(topics).where(self._scope.mine(topics), topics.c.state == TopicState.OPEN)
        )

    async def opened_since(self, since: datetime, limit: int) -> Sequence[Topic]:
        newest = self._open().where(topics.c.created_at > since).order_by(topics.c.id.desc()).limit(limit)
        return [topic_of(row) for row in await self._scope.all(newest)]

    async def channels(self, topic: TopicId) -> Sequence[TopicChannel]:
        chosen = self._scope.select(topic_channels).where(topic_channels.c.topic_id == topic)
        return [channel_of(row) for row in await self._scope.all(chosen.order_by(topic_channels.c.workspace_id))]

    async def set_channel(self, channel: TopicChannel) -> None:
        place = {
            "name": channel.name,
            "external_id": channel.external_id,
            "wanted_name": channel.wanted_name,
            "gone": channel.gone,
            "parent": channel.parent,
        }
        await self._scope.run(
            self._scope.insert(topic_channels)
            .values(self._scope.row(topic_id=channel.topic_id, workspace_id=channel.workspace_id, **place))
            .on_conflict_do_update(
                index_elements=[topic_channels.c.topic_id, topic_channels.c.workspace_id],
                set_=place,
                where=self._scope.mine(topic_channels),
            )
        )

    async def channel_names(self, workspace: WorkspaceId) -> frozenset[str]:
        chosen = self._scope.select(topic_channels).where(topic_channels.c.workspace_id == workspace)
        return frozenset(row["name"] for row in await self._scope.all(chosen))

    async def follow(self, topic: TopicId, person: PersonId, at: datetime) -> bool:
        new = (
            self._scope.insert(topic_followers)
            .values(self._scope.row(topic_id=topic, person_id=person, since=at))
            .on_conflict_do_nothing(index_elements=[topic_followers.c.topic_id, topic_followers.c.person_id])
        )
        return bool(await self._scope.run(new))

    async def unfollow(self, topic: TopicId, person: PersonId) -> bool:
        gone = self._scope.delete(topic_followers).where(*_follows(topic, person))
        return bool(await self._scope.run(gone))

    async def follows(self, topic: TopicId, person: PersonId) -> bool:
        return await self._scope.find(self._scope.select(topic_followers).where(*_follows(topic, person))) is not None

    async def followed_by(self, person: PersonId) -> Sequence[Topic]:
        followed = (
            self._open()
            .join(topic_followers, topic_followers.c.topic_id == topics.c.id)
            .where(self._scope.mine(topic_followers), topic_followers.c.person_id == person)
            .order_by(topics.c.folded)
        )
        return [topic_of(row) for row in await self._scope.all(followed)]

    def _open(self) -> Select[*tuple[object, ...]]:
        return self._scope.select(topics).where(topics.c.state == TopicState.OPEN)

    def _summaries(self) -> Select[*tuple[object, ...]]:
        followers = select(func.count()).where(
            self._scope.mine(topic_followers), topic_followers.c.topic_id == topics.c.id
        )
        listed = select(func.count()).where(
            self._scope.mine(resources),
            resources.c.topic_id == topics.c.id,
            resources.c.state == ResourceState.LISTED,
        )
        return (
            select(
                topics,
                followers.scalar_subquery().label("followers"),
                listed.scalar_subquery().label("resources"),
                people.c.name.label("caretaker"),
                newest_at(self._scope).label("newest_at"),
            )
            .outerjoin(people, people.c.id == topics.c.looked_after_by)
            .where(self._scope.mine(topics))
        )

    async def _with_channels(self, chosen: Select[*tuple[object, ...]]) -> Sequence[TopicSummary]:
        rows = await self._scope.all(chosen)
        channels: dict[int, list[TopicChannel]] = defaultdict(list)
        where = self._scope.select(topic_channels).where(topic_channels.c.topic_id.in_([row["id"] for row in rows]))
        for row in await self._scope.all(where.order_by(topic_channels.c.workspace_id)) if rows else ():
            channels[row["topic_id"]].append(channel_of(row))
        return [
            TopicSummary(
                topic=topic_of(row),
                followers=row["followers"],
                resources=row["resources"],
                looked_after_by=row["caretaker"],
                channels=tuple(channels[row["id"]]),
                newest_at=row["newest_at"],
            )
            for row in rows
        ]


def living(scope: Scope) -> Select[*tuple[object, ...]]:
    """Choose the topics that are open, or are to open once enough people would join."""
    return scope.select(topics).where(topics.c.state.in_((TopicState.OPEN, TopicState.PROPOSED)))


async def named(scope: Scope, name: str) -> Topic | None:
    """Return the open or proposed topic of that name, else the one to which that name leads."""
    row = await scope.find(living(scope).where(topics.c.folded == fold(name)))
    if row is not None:
        return topic_of(row)
    once = (
        scope.select(topics)
        .join(topic_names, topic_names.c.topic_id == topics.c.id)
        .where(scope.mine(topic_names), topic_names.c.folded == fold(name))
    )
    row = await scope.find(once)
    found = None if row is None else await leading_to(scope, topic_of(row))
    return found if found is not None and found.state in (TopicState.OPEN, TopicState.PROPOSED) else None


async def leading_to(scope: Scope, topic: Topic) -> Topic:
    """Return *topic*, or the one into which it was merged."""
    for _ in range(MOST_MERGES):
        if topic.state is not TopicState.MERGED:
            break
        into = (
            scope.select(topics)
            .join(topic_merges, topic_merges.c.into_id == topics.c.id)
            .where(scope.mine(topic_merges), topic_merges.c.topic_id == topic.id)
        )
        row = await scope.find(into)
        if row is None:
            break
        topic = topic_of(row)
    return topic


def newest_at(scope: Scope) -> ColumnElement[datetime]:
    """Return when something came into a topic last."""
    came: list[ColumnElement[datetime]] = [
        select(func.max(table.c.created_at)).where(scope.mine(table), table.c.topic_id == topics.c.id).scalar_subquery()
        for table in (resources, workshops)
    ]
    newest: ColumnElement[datetime] = topics.c.created_at
    for each in came:
        newest = case((each > newest, each), else_=newest)
    return newest


def _follows(topic: TopicId, person: PersonId) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return topic_followers.c.topic_id == topic, topic_followers.c.person_id == person


def _has_word_starting(start: str) -> ColumnElement[bool]:
    within = (topics.c.folded.contains(before + start, autoescape=True) for before in _WORDS_START_AFTER)
    return or_(topics.c.folded.startswith(start, autoescape=True), *within)


def topic_of(row: RowMapping) -> Topic:
    caretaker = row["looked_after_by"]
    return Topic(
        id=TopicId(row["id"]),
        community_id=CommunityId(row["community_id"]),
        number=Number(row["number"]),
        name=row["name"],
        about=row["about"],
        state=TopicState(row["state"]),
        looked_after_by=None if caretaker is None else PersonId(caretaker),
        created_at=row["created_at"],
        note=row["note"],
        asked_at=row["asked_at"],
        used_at=row["used_at"],
        private=row["private"],
    )


def channel_of(row: RowMapping) -> TopicChannel:
    return TopicChannel(
        TopicId(row["topic_id"]),
        WorkspaceId(row["workspace_id"]),
        row["name"],
        row["external_id"],
        row["wanted_name"],
        row["gone"],
        row["parent"],
    )
