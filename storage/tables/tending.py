"""What belongs to topics beside their channels: who would join, who looks after them, other names, what was merged."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from storage.tables.types import BINARY_TEXT, Instant, community, identity, in_same_community, metadata

topic_wants = Table(
    "topic_wants",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("since", Instant, nullable=False),
    PrimaryKeyConstraint("topic_id", "person_id"),
    in_same_community("topics", "topic_id", cascade=True),
    in_same_community("people", "person_id", cascade=True),
    Index("ix_topic_wants_person_id", "person_id"),
)

topic_caretakers = Table(
    "topic_caretakers",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("position", Integer, nullable=False),  # from 1; who looks after it first is in topics
    PrimaryKeyConstraint("topic_id", "person_id"),
    in_same_community("topics", "topic_id", cascade=True),
    in_same_community("people", "person_id", cascade=True),
    Index("ix_topic_caretakers_person_id", "person_id"),
)

topic_names = Table(
    "topic_names",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("folded", BINARY_TEXT, nullable=False),
    Column("name", Text, nullable=False),
    Column("topic_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("community_id", "folded"),
    in_same_community("topics", "topic_id", cascade=True),
    Index("ix_topic_names_topic_id", "topic_id"),
)

topic_messages = Table(
    "topic_messages",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("body", Text, nullable=False),  # empty once its writer deleted their data
    Column("by_id", BigInteger),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("topic_id", "number"),
    in_same_community("topics", "topic_id", cascade=True),
    in_same_community("people", "by_id"),
    Index("ix_topic_messages_by_id", "by_id"),
)

topic_merges = Table(
    "topic_merges",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger, nullable=False),
    Column("into_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("topic_id"),
    in_same_community("topics", "topic_id", cascade=True),
    in_same_community("topics", "into_id", cascade=True),
    Index("ix_topic_merges_into_id", "into_id"),
)

topic_quotes = Table(
    "topic_quotes",
    metadata,
    identity(),
    community(),
    Column("author_id", BigInteger, nullable=False),
    Column("asked_by", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("topic_id", BigInteger),
    Column("at", Instant, nullable=False),
    UniqueConstraint("community_id", "id"),
    in_same_community("people", "author_id", cascade=True),
    in_same_community("people", "asked_by", cascade=True),
    in_same_community("topics", "topic_id"),
    Index("ix_topic_quotes_author_id", "author_id"),
    Index("ix_topic_quotes_asked_by", "asked_by"),
    Index("ix_topic_quotes_topic_id", "topic_id"),
    sqlite_autoincrement=True,
)

joining_codes = Table(
    "joining_codes",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("code_hash", Text, nullable=False),
    Column("expires_at", Instant, nullable=False),
    PrimaryKeyConstraint("community_id", "person_id"),
    in_same_community("people", "person_id", cascade=True),
    UniqueConstraint("community_id", "code_hash"),
)
