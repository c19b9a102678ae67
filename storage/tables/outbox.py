"""What must reach a place once (deliveries) and what is kept up to date in one (placements)."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text, UniqueConstraint, false, text

from storage.tables.types import Instant, community, identity, in_same_community, metadata

_PENDING = text("state = 'pending'")
_PUT_BACK = text("state = 'pending' AND not_before IS NOT NULL")
_SENDING = text("state = 'sending'")
_TO_A_PERSON = text("person_id IS NOT NULL")

TROUBLED = "state IN ('uncertain', 'refused', 'expired') AND answered_at IS NULL"
"""Ended badly, and nobody said yet what is to become of it."""

UNTOLD = f"{TROUBLED} AND author_told_at IS NULL AND person_id IS NULL AND subject_kind IN ('announcement', 'session')"
"""Ended badly, and its author, or who hosts it, has not been written to yet."""

UNREAD = "rung IN ('mention', 'answer') AND state IN ('pending', 'sent') AND answered_at IS NULL"
"""Meant for a person who takes no direct messages, and not read yet."""

UNSETTLED = (
    "((wanted_present AND (shown_revision <> wanted_revision OR shown_pin <> wanted_pin))"
    " OR (NOT wanted_present AND message_id <> ''))"
)
"""The opposite of ``Placement.settled``.

An index of some rows is used by statements that say which in the very same words, so these two are said here alone.
"""

deliveries = Table(
    "deliveries",
    metadata,
    identity(),
    community(),
    Column("key", Text, nullable=False),
    Column("subject_kind", Text, nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    Column("occurrence", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("time_revision", Integer, nullable=False),
    Column("workspace_id", BigInteger),
    Column("topic_id", BigInteger),
    Column("person_id", BigInteger),
    Column("lane", Text, nullable=False, default="", server_default=text("''")),
    Column("due_at", Instant, nullable=False),
    Column("deadline_at", Instant, nullable=False),
    Column("state", Text, nullable=False, default="pending"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("owner", Text, nullable=False, default=""),
    Column("fence", BigInteger, nullable=False, default=0),
    Column("lease_until", Instant),
    Column("not_before", Instant),
    Column("first_tried_at", Instant),
    Column("quarantine_until", Instant),
    Column("looked_at", Instant),
    Column("looks", Integer, nullable=False, default=0),
    Column("rung", Text, nullable=False, default=""),
    Column("urgent", Boolean, nullable=False, default=False),
    Column("receipt", Text, nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Column("right", Text, nullable=False, default=""),
    Column("settled_at", Instant),
    Column("late", Boolean, nullable=False, default=False),
    Column("author_told_at", Instant),
    Column("answered_at", Instant),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("community_id", "key"),
    in_same_community("workspaces", "workspace_id", cascade=True),
    in_same_community("people", "person_id", cascade=True),
    Index("ix_deliveries_due", "due_at", "id", sqlite_where=_PENDING, postgresql_where=_PENDING),
    Index("ix_deliveries_put_back", "not_before", sqlite_where=_PUT_BACK, postgresql_where=_PUT_BACK),
    Index("ix_deliveries_lease", "lease_until", sqlite_where=_SENDING, postgresql_where=_SENDING),
    Index("ix_deliveries_subject", "community_id", "subject_kind", "subject_id", "due_at"),
    Index(
        "ix_deliveries_troubled",
        "community_id",
        "settled_at",
        sqlite_where=text(TROUBLED),
        postgresql_where=text(TROUBLED),
    ),
    Index("ix_deliveries_untold", "community_id", sqlite_where=text(UNTOLD), postgresql_where=text(UNTOLD)),
    Index("ix_deliveries_waiting", "person_id", sqlite_where=text(UNREAD), postgresql_where=text(UNREAD)),
    Index("ix_deliveries_person_id", "person_id", sqlite_where=_TO_A_PERSON, postgresql_where=_TO_A_PERSON),
    sqlite_autoincrement=True,
)

placements = Table(
    "placements",
    metadata,
    identity(),
    community(),
    Column("kind", Text, nullable=False),
    Column("subject_kind", Text, nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    Column("workspace_id", BigInteger, nullable=False),
    Column("channel", Text, nullable=False),
    Column("message_id", Text, nullable=False, default=""),
    Column("wanted_revision", Integer, nullable=False),
    Column("shown_revision", Integer, nullable=False, default=0),
    Column("wanted_pin", Boolean, nullable=False),
    Column("shown_pin", Boolean, nullable=False, default=False),
    Column("wanted_present", Boolean, nullable=False),
    Column("unpinned", Boolean, nullable=False, default=False, server_default=false()),  # somebody took the pin down
    Column("first_tried_at", Instant),
    Column("quarantine_until", Instant),
    Column("looks", Integer, nullable=False, default=0),
    Column("attempts", Integer, nullable=False, default=0),
    Column("owner", Text, nullable=False, default=""),
    Column("fence", BigInteger, nullable=False, default=0),
    Column("interrupted", Boolean, nullable=False, default=False),
    Column("lease_until", Instant),
    Column("not_before", Instant),
    Column("error", Text, nullable=False, default=""),
    Column("right", Text, nullable=False, default=""),
    Column("told_at", Instant),
    Column("updated_at", Instant, nullable=False),
    UniqueConstraint("kind", "subject_kind", "subject_id", "workspace_id"),
    in_same_community("workspaces", "workspace_id", cascade=True),
    Index("ix_placements_unsettled", "id", sqlite_where=text(UNSETTLED), postgresql_where=text(UNSETTLED)),
    Index("ix_placements_subject", "community_id", "subject_kind", "subject_id"),
    sqlite_autoincrement=True,
)
