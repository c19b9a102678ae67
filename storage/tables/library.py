"""What the community knows: topics, resources, shelves, announcements."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.types import BINARY_TEXT, Instant, community, identity, in_same_community, metadata

_PINNED = text("pinned")

topics = Table(
    "topics",
    metadata,
    identity(),
    community(),
    Column("number", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("folded", BINARY_TEXT, nullable=False),
    Column("about", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("looked_after_by", BigInteger),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("community_id", "id"),
    UniqueConstraint("community_id", "number"),
    in_same_community("people", "looked_after_by"),
    Index(
        "uq_topics_open_name",
        "community_id",
        "folded",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
    sqlite_autoincrement=True,
)

topic_channels = Table(
    "topic_channels",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger, nullable=False),
    Column("workspace_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("external_id", Text),
    PrimaryKeyConstraint("topic_id", "workspace_id"),
    in_same_community("topics", "topic_id", cascade=True),
    in_same_community("workspaces", "workspace_id", cascade=True),
    Index("ix_topic_channels_channel", "workspace_id", "external_id"),
)

topic_followers = Table(
    "topic_followers",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("since", Instant, nullable=False),
    PrimaryKeyConstraint("topic_id", "person_id"),
    in_same_community("topics", "topic_id", cascade=True),
    in_same_community("people", "person_id", cascade=True),
    Index("ix_topic_followers_person_id", "person_id"),
)

resources = Table(
    "resources",
    metadata,
    identity(),
    community(),
    Column("number", BigInteger, nullable=False),
    Column("url", Text, nullable=False),
    Column("page", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("topic_id", BigInteger),
    Column("shared_by", BigInteger),
    Column("credit", Text, nullable=False),
    Column("pinned", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("imported", Boolean, nullable=False),
    UniqueConstraint("community_id", "id"),
    UniqueConstraint("community_id", "number"),
    UniqueConstraint("community_id", "page"),
    in_same_community("topics", "topic_id"),
    in_same_community("people", "shared_by"),
    Index("ix_resources_topic_id", "topic_id"),
    Index("ix_resources_shared_by", "shared_by", "number"),
    Index("ix_resources_pinned", "community_id", "id", sqlite_where=_PINNED, postgresql_where=_PINNED),
    sqlite_autoincrement=True,
)

shelf = Table(
    "shelf",
    metadata,
    identity(),
    Column("community_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("title", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("same", Text, nullable=False, comment="what makes two things on one shelf the same"),
    Column("resource_id", BigInteger),
    Column("kept_at", Instant, nullable=False),
    UniqueConstraint("person_id", "same"),
    in_same_community("people", "person_id", cascade=True),
    in_same_community("resources", "resource_id"),
    Index("ix_shelf_resource_id", "resource_id"),
    sqlite_autoincrement=True,
)
