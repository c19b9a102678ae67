"""What people tell the moderators."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table, Text, UniqueConstraint

from storage.tables.types import Instant, community, identity, in_same_community, metadata

reports = Table(
    "reports",
    metadata,
    identity(),
    community(),
    Column("resource_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("outcome", Text, nullable=False),  # '' while nobody answered it
    UniqueConstraint("community_id", "id"),
    in_same_community("resources", "resource_id", cascade=True),
    in_same_community("people", "person_id", cascade=True),
    Index("ix_reports_resource_id", "resource_id"),
    Index("ix_reports_person_id", "person_id"),
    sqlite_autoincrement=True,
)
