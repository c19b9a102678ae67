"""What stands where everybody sees it cannot be about what is private to one channel."""

from __future__ import annotations

from bot.domain.ids import TopicId
from bot.domain.topics import Topic
from bot.errors import FieldProblems, UserError
from bot.ui.text import Message, t


def of_everybody(topic: Topic | None, field: str = "topic") -> TopicId | None:
    """Return the topic's id; raises FieldProblems for one that is private, UserError where there is no *field*."""
    if topic is not None and topic.private:
        if field:
            raise FieldProblems({field: _private(topic)})
        raise UserError(_private(topic))
    return topic.id if topic is not None else None


def _private(topic: Topic) -> Message:
    return t("{topic} is private to its channel. Choose a topic that everybody sees, or none.", topic=topic.name)
