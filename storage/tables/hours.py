"""Clock hours: what people wrote down, the areas of what they came to, and links to their record."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Index, Integer, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from storage.tables.types import Instant, community, identity, in_same_community, metadata

hour_entries = Table(
    "hour_entries",
    metadata,
    identity(),
    community(),
    Column("person_id", BigInteger, nullable=False),
    Column("day", Date, nullable=False),
    Column("title", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("area", Text, nullable=False),  # the state's file and its code, empty for none
    Column("evidence", Text, nullable=False),
    Column("approved_by", Text, nullable=False),
    in_same_community("people", "person_id", cascade=True),
    Index("ix_hour_entries_person_id", "person_id"),
    sqlite_autoincrement=True,
)

hour_areas = Table(
    "hour_areas",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("workshop_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("area", Text, nullable=False),
    PrimaryKeyConstraint("workshop_id", "person_id"),
    in_same_community("workshops", "workshop_id", cascade=True),
    in_same_community("people", "person_id", cascade=True),
    Index("ix_hour_areas_person_id", "person_id"),
)
"""What a workshop that they came to counts for."""

hour_links = Table(
    "hour_links",
    metadata,
    Column("secret_hash", Text, nullable=False),
    Column("community_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("expires_at", Instant, nullable=False),
    PrimaryKeyConstraint("secret_hash"),
    UniqueConstraint("community_id", "person_id"),
    in_same_community("people", "person_id", cascade=True),
)
