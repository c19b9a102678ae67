"""Topics: subjects of talk, each with a channel on every workspace of the community."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import CommunityId, Number, PersonId, TopicId, WorkspaceId
from bot.domain.words import fold

NAME_MOST = 80
ABOUT_MOST = 250


class TopicState(StrEnum):
    OPEN = "open"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Topic:
    id: TopicId
    community_id: CommunityId
    number: Number
    name: str
    about: str
    state: TopicState
    looked_after_by: PersonId | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TopicChannel:
    """Where a topic is talked about in one workspace; *external_id* is None until the channel exists."""

    topic_id: TopicId
    workspace_id: WorkspaceId
    name: str
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class TopicSummary:
    """A line of the directory."""

    topic: Topic
    followers: int
    resources: int
    looked_after_by: str | None
    channels: tuple[TopicChannel, ...]


def channel_name(name: str) -> str:
    """Return the channel name for a topic: ``[a-z0-9_-]``, at most 80 (Slack's rule, the stricter)."""
    plain = re.sub(r"\W+", "-", fold(name)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")[:80].strip("-_") or "topic"
