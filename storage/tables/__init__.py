"""All tables; the search index is not among them, for it is another thing on each database (``storage.search``)."""

from storage.tables.community import (
    accounts,
    communities,
    counters,
    people,
    processed,
    role_grants,
    settings,
    workspace_channels,
    workspaces,
)
from storage.tables.library import announcements, resources, shelf, topic_channels, topic_followers, topics
from storage.tables.outbox import TROUBLED, UNSETTLED, deliveries, placements
from storage.tables.records import audit, continuations, drafts, revisions
from storage.tables.room import room_channels, room_messages
from storage.tables.types import metadata

__all__ = [
    "TROUBLED",
    "UNSETTLED",
    "accounts",
    "announcements",
    "audit",
    "communities",
    "continuations",
    "counters",
    "deliveries",
    "drafts",
    "metadata",
    "people",
    "placements",
    "processed",
    "resources",
    "revisions",
    "role_grants",
    "room_channels",
    "room_messages",
    "settings",
    "shelf",
    "topic_channels",
    "topic_followers",
    "topics",
    "workspace_channels",
    "workspaces",
]
