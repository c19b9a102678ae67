"""All tables; the search index is not among them, for it is another thing on each database (``storage.search``)."""

from storage.tables.calendar import (
    announcement_changes,
    announcement_channels,
    announcement_topics,
    announcements,
    digest_followers,
    school_days,
)
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
from storage.tables.library import resources, shelf, topic_channels, topic_followers, topics
from storage.tables.outbox import TROUBLED, UNREAD, UNSETTLED, UNTOLD, deliveries, placements
from storage.tables.records import audit, continuations, drafts, revisions
from storage.tables.room import room_channels, room_messages
from storage.tables.types import metadata
from storage.tables.workshops import (
    IN_LINE,
    attendance,
    calendar_links,
    feedback,
    host_messages,
    rsvps,
    sessions,
    workshop_changes,
    workshop_hosts,
    workshops,
)

__all__ = [
    "IN_LINE",
    "TROUBLED",
    "UNREAD",
    "UNSETTLED",
    "UNTOLD",
    "accounts",
    "announcement_changes",
    "announcement_channels",
    "announcement_topics",
    "announcements",
    "attendance",
    "audit",
    "calendar_links",
    "communities",
    "continuations",
    "counters",
    "deliveries",
    "digest_followers",
    "drafts",
    "feedback",
    "host_messages",
    "metadata",
    "people",
    "placements",
    "processed",
    "resources",
    "revisions",
    "role_grants",
    "room_channels",
    "room_messages",
    "rsvps",
    "school_days",
    "sessions",
    "settings",
    "shelf",
    "topic_channels",
    "topic_followers",
    "topics",
    "workshop_changes",
    "workshop_hosts",
    "workshops",
    "workspace_channels",
    "workspaces",
]
