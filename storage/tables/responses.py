"""What colleagues say to a resource, and what they wish there were."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Index, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from storage.tables.types import Instant, community, identity, in_same_community, metadata

wishes = Table(
    "wishes",
    metadata,
    identity(),
    community(),
    Column("person_id", BigInteger, nullable=False),
    Column("words", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("shared_by_name", Text, nullable=False),
    Column("since", Instant),
    Column("details", JSON, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("found_id", BigInteger),  # the resource that answered it
    UniqueConstraint("community_id", "id"),
    in_same_community("people", "person_id", cascade=True),
    in_same_community("resources", "found_id", cascade=True),
    Index("ix_wishes_community_id", "community_id", "found_id"),
    Index("ix_wishes_person_id", "person_id"),
    Index("ix_wishes_found_id", "found_id"),
    sqlite_autoincrement=True,
)

thanks = Table(
    "thanks",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("resource_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("resource_id", "person_id"),
    in_same_community("resources", "resource_id", cascade=True),
    in_same_community("people", "person_id", cascade=True),
    Index("ix_thanks_person_id", "person_id"),
)

trials = Table(
    "trials",
    metadata,
    identity(),
    community(),
    Column("resource_id", BigInteger, nullable=False),
    Column("person_id", BigInteger),  # nobody's where it came with an import
    Column("grade", Text, nullable=False),
    Column("happened", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("resource_id", "person_id"),
    in_same_community("resources", "resource_id", cascade=True),
    in_same_community("people", "person_id", cascade=True),
    Index("ix_trials_person_id", "person_id"),
    sqlite_autoincrement=True,
)

resource_notes = Table(
    "resource_notes",
    metadata,
    identity(),
    community(),
    Column("resource_id", BigInteger, nullable=False),
    Column("person_id", BigInteger),  # nobody's where it came with an import
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("resource_id", "person_id"),
    in_same_community("resources", "resource_id", cascade=True),
    in_same_community("people", "person_id", cascade=True),
    Index("ix_resource_notes_person_id", "person_id"),
    sqlite_autoincrement=True,
)

adaptations = Table(
    "adaptations",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("resource_id", BigInteger, nullable=False),  # the version
    Column("source_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("resource_id"),
    in_same_community("resources", "resource_id", cascade=True),
    in_same_community("resources", "source_id", cascade=True),
    Index("ix_adaptations_source_id", "source_id"),
)
