"""What colleagues are asked before a file of theirs is added to the library."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Index, Table, Text, UniqueConstraint

from storage.tables.types import Instant, community, identity, in_same_community, metadata

file_requests = Table(
    "file_requests",
    metadata,
    identity(),
    community(),
    Column("author_id", BigInteger, nullable=False),
    Column("asked_by", BigInteger, nullable=False),
    Column("title", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("topic_id", BigInteger),
    Column("file_sha256", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("file_type", Text, nullable=False),
    Column("file_size", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("resource_id", BigInteger),
    UniqueConstraint("community_id", "id"),
    in_same_community("people", "author_id", cascade=True),
    in_same_community("people", "asked_by", cascade=True),
    in_same_community("topics", "topic_id"),
    in_same_community("resources", "resource_id"),
    Index("ix_file_requests_author_id", "author_id"),
    Index("ix_file_requests_asked_by", "asked_by"),
    Index("ix_file_requests_topic_id", "topic_id"),
    Index("ix_file_requests_resource_id", "resource_id"),
    sqlite_autoincrement=True,
)
