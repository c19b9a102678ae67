"""What the rehearsal room keeps for being a platform of its own; it belongs to no community."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Table, Text, text

from storage.tables.types import Instant, identity, metadata

_KEYED = text("key <> ''")

room_channels = Table(
    "room_channels",
    metadata,
    identity(),
    Column("workspace", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("private", Boolean, nullable=False),
    sqlite_autoincrement=True,
)

room_messages = Table(
    "room_messages",
    metadata,
    identity(),
    Column("workspace", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("to_user", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("key", Text, nullable=False),
    Column("pinned", Boolean, nullable=False),
    Index("uq_room_messages_key", "key", unique=True, sqlite_where=_KEYED, postgresql_where=_KEYED),
    Index("ix_room_messages_channel", "channel"),
    sqlite_autoincrement=True,
)
