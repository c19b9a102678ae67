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
    PROPOSED = "proposed"
    """It opens once enough people would join."""
    OPEN = "open"
    ARCHIVED = "archived"
    MERGED = "merged"
    """What was in it is in another topic, and its number leads there."""


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
    note: str = ""
    """Why it was archived, for all to read."""
    asked_at: datetime | None = None
    """When whoever looks after it was last asked whether it is still in use."""
    used_at: datetime | None = None
    """When they last said that it is."""
    private: bool = False
    """Whether it is known in its one channel alone."""


@dataclass(frozen=True, slots=True)
class TopicChannel:
    """Where a topic is talked about in one workspace; *external_id* is None until the channel exists."""

    topic_id: TopicId
    workspace_id: WorkspaceId
    name: str
    external_id: str | None = None
    wanted_name: str = ""
    """The name it is to get; empty where it has the one it should have."""
    gone: str = ""
    """The platform's reason, where somebody archived or deleted it by hand."""
    parent: str = ""
    """The name of the channel in which it is a thread, where the bot may make no channels; empty for a channel."""


@dataclass(frozen=True, slots=True)
class TopicSummary:
    """A line of the directory."""

    topic: Topic
    followers: int
    resources: int
    looked_after_by: str | None
    channels: tuple[TopicChannel, ...]
    newest_at: datetime | None = None
    """When something came into it last: a resource, a workshop, or the topic itself."""


def channel_name(name: str) -> str:
    """Return the channel name for a topic: ``[a-z0-9_-]``, at most 80 (Slack's rule, the stricter)."""
    plain = re.sub(r"\W+", "-", fold(name)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")[:80].strip("-_") or "topic"
