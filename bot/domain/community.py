"""The network (community) and the servers and workspaces that it lives on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import CommunityId, WorkspaceId
from bot.domain.people import Platform

OPENS_AT = 3
OPENS_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Community:
    id: CommunityId
    name: str
    zone: str | None
    """IANA name; without it nothing can be scheduled."""
    created_at: datetime
    digest_posted: bool = False
    """Whether the weekly digest is posted in the announcements channels."""
    hour_rules: str = "general"
    """Which state's areas clock hours are kept by: a file of ``bot.domain.hour_rules``."""
    topic_opens_at: int = OPENS_AT
    """How many people have to want a proposed topic."""


class WorkspaceState(StrEnum):
    JOINED = "joined"
    WAITING = "waiting"
    """An admin has not yet said yes to it."""
    REMOVED = "removed"


class Purpose(StrEnum):
    """What one of the four channels of a workspace is for."""

    ANNOUNCEMENTS = "announcements"
    TOPICS = "topics"
    LIBRARY = "library"
    MODERATORS = "moderators"


@dataclass(frozen=True, slots=True)
class Workspace:
    id: WorkspaceId
    community_id: CommunityId
    platform: Platform
    external_id: str
    name: str
    state: WorkspaceState
    joined_at: datetime
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as its platform knows it; *name* has no leading #."""

    workspace_id: WorkspaceId
    external_id: str
    name: str


@dataclass(frozen=True, slots=True)
class ChannelRef:
    """A channel that somebody named, of the workspace they are in."""

    external_id: str
    name: str
