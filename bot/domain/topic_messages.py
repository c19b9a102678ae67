"""What who looks after a topic writes to those who follow it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.ids import PersonId, TopicId

BODY_MOST = 1000
APART = timedelta(days=7)
"""Between two messages to a topic's followers, whoever writes them."""


@dataclass(frozen=True, slots=True)
class TopicMessage:
    topic_id: TopicId
    number: int
    """Counted for each topic, from 1."""
    body: str
    """Markdown; empty once whoever wrote it deleted their data."""
    by: PersonId | None
    at: datetime
