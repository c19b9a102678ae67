"""The community, where it lives, and its people."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Time,
    UniqueConstraint,
    false,
    text,
)

from storage.tables.types import Instant, community, identity, in_same_community, metadata

communities = Table(
    "communities",
    metadata,
    identity(),
    Column("name", Text, nullable=False),
    Column("zone", Text),
    Column("created_at", Instant, nullable=False),
    Column("digest_posted", Boolean, nullable=False, default=False, server_default=false()),
    Column("hour_rules", Text, nullable=False, default="general", server_default="general"),
    Column("topic_opens_at", Integer, nullable=False, default=3, server_default=text("3")),
    sqlite_autoincrement=True,
)

counters = Table(
    "counters",
    metadata,
    community(),
    Column("kind", Text, nullable=False),
    Column("last", BigInteger, nullable=False),
    PrimaryKeyConstraint("community_id", "kind"),
)

workspaces = Table(
    "workspaces",
    metadata,
    identity(),
    community(),
    Column("platform", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("joined_at", Instant, nullable=False),
    Column("removed_at", Instant),
    UniqueConstraint("platform", "external_id"),
    UniqueConstraint("community_id", "id"),
    CheckConstraint("state IN ('joined', 'waiting', 'removed')", name="state"),
    CheckConstraint("(state = 'removed') = (removed_at IS NOT NULL)", name="removed_at"),
    sqlite_autoincrement=True,
)

workspace_channels = Table(
    "workspace_channels",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("workspace_id", BigInteger, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    PrimaryKeyConstraint("workspace_id", "purpose"),
    in_same_community("workspaces", "workspace_id", cascade=True),
)

people = Table(
    "people",
    metadata,
    identity(),
    community(),
    Column("name", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("locale", Text),
    Column("zone", Text),
    Column("delete_at", Instant),
    Column("quiet_from", Time),  # when direct messages stop; the default where it is NULL
    Column("quiet_until", Time),
    Column("direct", Text, nullable=False, default="all", server_default="all"),
    Column("reminders", Text, nullable=False, default="both", server_default="both"),
    UniqueConstraint("community_id", "id"),
    Index(
        "ix_people_delete_at",
        "community_id",
        "delete_at",
        sqlite_where=text("delete_at IS NOT NULL"),
        postgresql_where=text("delete_at IS NOT NULL"),
    ),
    sqlite_autoincrement=True,
)

accounts = Table(
    "accounts",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("platform", Text, nullable=False),
    Column("tenant", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("workspace_id", BigInteger),
    Column("direct_channel", Text, nullable=False, default="", server_default=text("''")),
    PrimaryKeyConstraint("community_id", "platform", "tenant", "external_id"),
    in_same_community("people", "person_id", cascade=True),
    in_same_community("workspaces", "workspace_id"),
    Index("ix_accounts_person_id", "person_id"),
    Index("ix_accounts_external_id", "external_id"),
)

role_grants = Table(
    "role_grants",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("role", Integer, nullable=False),
    Column("granted_by", BigInteger),
    Column("granted_at", Instant, nullable=False),
    PrimaryKeyConstraint("community_id", "person_id"),
    in_same_community("people", "person_id", cascade=True),
    in_same_community("people", "granted_by"),
)

settings = Table(
    "settings",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

processed = Table(
    "processed",
    metadata,
    Column("community_id", BigInteger, ForeignKey("communities.id", ondelete="CASCADE"), nullable=False),
    Column("key", Text, nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("community_id", "key"),
    Index("ix_processed_at", "community_id", "at"),
)
