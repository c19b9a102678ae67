"""What the community knows: topics, resources, shelves, announcements."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from storage.tables.types import BINARY_TEXT, Instant, community, identity, in_same_community, metadata

_PINNED = text("pinned")
_OPEN_TO_ALL = text("state = 'open' AND NOT private")
_PRIVATE = text("private")

topics = Table(
    "topics",
    metadata,
    identity(),
    community(),
    Column("number", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("folded", BINARY_TEXT, nullable=False),
    Column("about", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("looked_after_by", BigInteger),
    Column("created_at", Instant, nullable=False),
    Column("note", Text, nullable=False, default="", server_default=text("''")),  # why it was archived
    Column("asked_at", Instant),  # when somebody was asked whether it is still in use
    Column("used_at", Instant),  # when somebody said that it is
    Column("private", Boolean, nullable=False, default=False, server_default=false()),  # known in its channel alone
    UniqueConstraint("community_id", "id"),
    UniqueConstraint("community_id", "number"),
    in_same_community("people", "looked_after_by"),
    Index(
        "uq_topics_open_name",
        "community_id",
        "folded",
        unique=True,
        sqlite_where=_OPEN_TO_ALL,
        postgresql_where=_OPEN_TO_ALL,
    ),
    Index("ix_topics_private", "community_id", "id", sqlite_where=_PRIVATE, postgresql_where=_PRIVATE),
    sqlite_autoincrement=True,
)

topic_channels = Table(
    "topic_channels",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger, nullable=False),
    Column("workspace_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("external_id", Text),
    Column("wanted_name", Text, nullable=False, default="", server_default=text("''")),  # '' where it has its name
    Column("gone", Text, nullable=False, default="", server_default=text("''")),  # why it is of no use any more
    Column("parent", Text, nullable=False, default="", server_default=text("''")),  # the channel that it is a thread in
    PrimaryKeyConstraint("topic_id", "workspace_id"),
    in_same_community("topics", "topic_id", cascade=True),
    in_same_community("workspaces", "workspace_id", cascade=True),
    Index("ix_topic_channels_channel", "workspace_id", "external_id"),
)

topic_followers = Table(
    "topic_followers",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("since", Instant, nullable=False),
    PrimaryKeyConstraint("topic_id", "person_id"),
    in_same_community("topics", "topic_id", cascade=True),
    in_same_community("people", "person_id", cascade=True),
    Index("ix_topic_followers_person_id", "person_id"),
)

resources = Table(
    "resources",
    metadata,
    identity(),
    community(),
    Column("number", BigInteger, nullable=False),
    Column("url", Text, nullable=False),
    Column("page", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("topic_id", BigInteger),
    Column("shared_by", BigInteger),
    Column("credit", Text, nullable=False),
    Column("pinned", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("imported", Boolean, nullable=False),
    Column("locked", Boolean, nullable=False, default=False, server_default=false()),
    Column("unopened_at", Instant),
    Column("type", Text, nullable=False, default="", server_default=text("''")),
    Column("subject", Text, nullable=False, default="", server_default=text("''")),
    Column("grades", Text, nullable=False, default="", server_default=text("''")),  # with spaces between
    Column("standards", Text, nullable=False, default="", server_default=text("''")),  # likewise
    Column("language", Text, nullable=False, default="", server_default=text("''")),
    Column("license", Text, nullable=False, default="", server_default=text("''")),
    Column("file_sha256", Text, nullable=False, default="", server_default=text("''")),  # '' where it is a link
    Column("file_name", Text, nullable=False, default="", server_default=text("''")),
    Column("file_type", Text, nullable=False, default="", server_default=text("''")),
    Column("file_size", BigInteger, nullable=False, default=0, server_default=text("0")),  # bytes
    UniqueConstraint("community_id", "id"),
    UniqueConstraint("community_id", "number"),
    UniqueConstraint("community_id", "page"),
    in_same_community("topics", "topic_id"),
    in_same_community("people", "shared_by"),
    Index("ix_resources_topic_id", "topic_id"),
    Index("ix_resources_shared_by", "shared_by", "number"),
    Index("ix_resources_pinned", "community_id", "id", sqlite_where=_PINNED, postgresql_where=_PINNED),
    sqlite_autoincrement=True,
)

resource_names = Table(
    "resource_names",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False, comment="title or tag"),
    Column("name", BINARY_TEXT, nullable=False, comment="as names are compared"),
    Column("resource_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("community_id", "kind", "name", "resource_id"),
    in_same_community("resources", "resource_id", cascade=True),
    Index("ix_resource_names_resource_id", "resource_id"),
)

search_words = Table(
    "search_words",
    metadata,
    community(),
    Column("word", BINARY_TEXT, nullable=False),
    Column("resources", Integer, nullable=False, comment="how many listed ones have it"),
    PrimaryKeyConstraint("community_id", "word"),
)

link_checks = Table(
    "link_checks",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("resource_id", BigInteger, nullable=False),
    Column("look_at", Instant, nullable=False),
    Column("title_until", Instant),
    Column("gone_since", Instant),
    Column("asked_at", Instant),
    Column("passed_on_at", Instant),
    PrimaryKeyConstraint("resource_id"),
    in_same_community("resources", "resource_id", cascade=True),
    Index("ix_link_checks_look_at", "community_id", "look_at"),
)

shelf = Table(
    "shelf",
    metadata,
    identity(),
    Column("community_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("title", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("same", Text, nullable=False, comment="what makes two things on one shelf the same"),
    Column("resource_id", BigInteger),
    Column("kept_at", Instant, nullable=False),
    UniqueConstraint("person_id", "same"),
    in_same_community("people", "person_id", cascade=True),
    in_same_community("resources", "resource_id"),
    Index("ix_shelf_resource_id", "resource_id"),
    sqlite_autoincrement=True,
)
