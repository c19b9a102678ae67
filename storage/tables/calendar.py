"""What is said at a day and time, and the days on which schools are closed."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Time,
    UniqueConstraint,
)

from storage.tables.types import Instant, community, identity, in_same_community, metadata

announcements = Table(
    "announcements",
    metadata,
    identity(),
    community(),
    Column("number", BigInteger, nullable=False),
    Column("author_id", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("everywhere", Boolean, nullable=False),  # in the announcements channels, beside its topics
    Column("first_day", Date, nullable=False),
    Column("clock", Time, nullable=False),
    Column("zone", Text, nullable=False),
    Column("rule", Text, nullable=False),  # RFC 5545, empty for once
    Column("until", Date),
    Column("on_closed", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("time_revision", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("community_id", "id"),
    UniqueConstraint("community_id", "number"),
    in_same_community("people", "author_id"),
    Index("ix_announcements_author_id", "author_id"),
    sqlite_autoincrement=True,
)

announcement_topics = Table(
    "announcement_topics",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("announcement_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("announcement_id", "topic_id"),
    in_same_community("announcements", "announcement_id", cascade=True),
    in_same_community("topics", "topic_id", cascade=True),
    Index("ix_announcement_topics_topic_id", "topic_id"),
)

announcement_channels = Table(
    "announcement_channels",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("announcement_id", BigInteger, nullable=False),
    Column("workspace_id", BigInteger, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    PrimaryKeyConstraint("announcement_id", "workspace_id"),
    in_same_community("announcements", "announcement_id", cascade=True),
    in_same_community("workspaces", "workspace_id", cascade=True),
    Index("ix_announcement_channels_workspace_id", "workspace_id"),
)
"""Chosen for one announcement in place of the workspace's announcements channel."""

announcement_changes = Table(
    "announcement_changes",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("announcement_id", BigInteger, nullable=False),
    Column("occurrence", Text, nullable=False),  # its original local start
    Column("change", Text, nullable=False),
    Column("day", Date),
    Column("clock", Time),
    PrimaryKeyConstraint("announcement_id", "occurrence"),
    in_same_community("announcements", "announcement_id", cascade=True),
)

school_days = Table(
    "school_days",
    metadata,
    identity(),
    community(),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("asked", Boolean, nullable=False),  # an admin has to say whether teachers are off
    Index("ix_school_days_last_day", "community_id", "last_day"),
    sqlite_autoincrement=True,
)

digest_followers = Table(
    "digest_followers",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("since", Instant, nullable=False),
    PrimaryKeyConstraint("community_id", "person_id"),
    in_same_community("people", "person_id", cascade=True),
    ForeignKeyConstraint(["community_id"], ["communities.id"], ondelete="CASCADE"),
)
