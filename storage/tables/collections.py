"""Collections of resources."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from storage.tables.types import Instant, community, identity, in_same_community, metadata

collections = Table(
    "collections",
    metadata,
    identity(),
    community(),
    Column("number", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("made_by", BigInteger),
    Column("created_at", Instant, nullable=False),
    Column("removed_at", Instant),
    UniqueConstraint("community_id", "id"),
    UniqueConstraint("community_id", "number"),
    in_same_community("people", "made_by"),
    Index("ix_collections_made_by", "made_by"),
    sqlite_autoincrement=True,
)

collected = Table(
    "collected",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("collection_id", BigInteger, nullable=False),
    Column("resource_id", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    PrimaryKeyConstraint("collection_id", "resource_id"),
    in_same_community("collections", "collection_id", cascade=True),
    in_same_community("resources", "resource_id", cascade=True),
    Index("ix_collected_resource_id", "resource_id"),
)
