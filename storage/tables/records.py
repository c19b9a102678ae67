"""What a conversation needs to go on, what can be undone, and who did what."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Index, PrimaryKeyConstraint, Table, Text

from storage.tables.types import Instant, community, identity, in_same_community, metadata

drafts = Table(
    "drafts",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("id", Text, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("form", Text, nullable=False),
    Column("args", JSON, nullable=False),
    Column("typed", JSON, nullable=False),
    Column("expires_at", Instant, nullable=False),
    PrimaryKeyConstraint("community_id", "id"),
    in_same_community("people", "person_id", cascade=True),
    Index("ix_drafts_person_id", "person_id"),
)

continuations = Table(
    "continuations",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("id", Text, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("action", Text, nullable=False),
    Column("arguments", JSON, nullable=False),
    Column("expires_at", Instant, nullable=False),
    PrimaryKeyConstraint("community_id", "id"),
    in_same_community("people", "person_id", cascade=True),
    Index("ix_continuations_person_id", "person_id"),
)

revisions = Table(
    "revisions",
    metadata,
    identity(),
    community(),
    Column("person_id", BigInteger, nullable=False),
    Column("subject_kind", Text, nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    Column("what", Text, nullable=False),
    Column("before", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Column("undone_at", Instant),
    in_same_community("people", "person_id", cascade=True),
    Index("ix_revisions_subject", "community_id", "subject_kind", "subject_id", "id"),
    Index("ix_revisions_person_id", "person_id"),
    sqlite_autoincrement=True,
)

audit = Table(
    "audit",
    metadata,
    identity(),
    community(),
    Column("person_id", BigInteger),
    Column("act", Text, nullable=False),
    Column("subject_kind", Text, nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    in_same_community("people", "person_id"),
    Index("ix_audit_person_id", "person_id"),
    Index("ix_audit_subject", "community_id", "subject_kind", "subject_id"),
    sqlite_autoincrement=True,
)
