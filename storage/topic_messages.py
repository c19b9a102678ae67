"""What was written to those who follow a topic."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, select

from bot.domain.ids import PersonId, TopicId
from bot.domain.topic_messages import TopicMessage
from bot.errors import NotFound
from storage.scope import Scope
from storage.tables import topic_followers, topic_messages


class SqlTopicMessages:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def followers(self, topic: TopicId) -> Sequence[PersonId]:
        chosen = select(topic_followers.c.person_id).where(
            self._scope.mine(topic_followers), topic_followers.c.topic_id == topic
        )
        return [PersonId(row["person_id"]) for row in await self._scope.all(chosen.order_by(topic_followers.c.since))]

    async def add(self, topic: TopicId, body: str, by: PersonId, at: datetime) -> TopicMessage:
        last = await self.last(topic)
        number = last.number + 1 if last else 1
        row = self._scope.row(topic_id=topic, number=number, body=body, by_id=by, at=at)
        await self._scope.run(self._scope.insert(topic_messages).values(row))
        return TopicMessage(topic, number, body, by, at)

    async def get(self, topic: TopicId, number: int) -> TopicMessage:
        row = await self._scope.find(
            self._scope.select(topic_messages).where(
                topic_messages.c.topic_id == topic, topic_messages.c.number == number
            )
        )
        if row is None:
            raise NotFound(f"no message {number} about topic {topic}")
        return _message_of(row)

    async def last(self, topic: TopicId) -> TopicMessage | None:
        newest = self._scope.select(topic_messages).where(topic_messages.c.topic_id == topic)
        row = await self._scope.find(newest.order_by(topic_messages.c.number.desc()).limit(1))
        return None if row is None else _message_of(row)


def _message_of(row: RowMapping) -> TopicMessage:
    by = row["by_id"]
    return TopicMessage(
        TopicId(row["topic_id"]), row["number"], row["body"], None if by is None else PersonId(by), row["at"]
    )
