"""Workshops, their dates, who comes and who came."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Time,
    UniqueConstraint,
    text,
)

from storage.tables.types import Instant, community, identity, in_same_community, metadata

IN_LINE = "standing IN ('waiting', 'offered')"
"""Of rsvps: time may change something about them. Written out in queries, or the index would not be used."""

_IN_LINE = text(IN_LINE)
_OF_ALL = text("person_id IS NULL")

workshops = Table(
    "workshops",
    metadata,
    identity(),
    community(),
    Column("number", BigInteger, nullable=False),
    Column("host_id", BigInteger),  # null once they deleted their data and nobody hosts it with them
    Column("topic_id", BigInteger),
    Column("title", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("materials", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("capacity", Integer),
    Column("length", Integer, nullable=False),  # minutes
    Column("first_day", Date, nullable=False),
    Column("clock", Time, nullable=False),
    Column("zone", Text, nullable=False),
    Column("rule", Text, nullable=False),  # RFC 5545, empty for once
    Column("until", Date),
    Column("held", Integer),
    Column("on_closed", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("community_id", "id"),
    UniqueConstraint("community_id", "number"),
    in_same_community("people", "host_id"),
    in_same_community("topics", "topic_id"),
    Index("ix_workshops_host_id", "host_id"),
    Index("ix_workshops_topic_id", "topic_id"),
    sqlite_autoincrement=True,
)

workshop_hosts = Table(
    "workshop_hosts",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("workshop_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("position", Integer, nullable=False),  # the first takes over from a host who leaves
    PrimaryKeyConstraint("workshop_id", "person_id"),
    in_same_community("workshops", "workshop_id", cascade=True),
    in_same_community("people", "person_id", cascade=True),
    Index("ix_workshop_hosts_person_id", "person_id"),
)
"""Who hosts a workshop with its host."""

workshop_changes = Table(
    "workshop_changes",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("workshop_id", BigInteger, nullable=False),
    Column("occurrence", Text, nullable=False),  # its original local start
    Column("change", Text, nullable=False),
    Column("day", Date),
    Column("clock", Time),
    PrimaryKeyConstraint("workshop_id", "occurrence"),
    in_same_community("workshops", "workshop_id", cascade=True),
)

sessions = Table(
    "sessions",
    metadata,
    identity(),
    community(),
    Column("workshop_id", BigInteger, nullable=False),
    Column("identity", Text, nullable=False),  # its original local start
    Column("starts_at", Instant, nullable=False),
    Column("length", Integer, nullable=False),  # minutes
    Column("state", Text, nullable=False),
    Column("capacity", Integer),
    Column("opened", Boolean, nullable=False),
    Column("time_revision", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("modified_at", Instant, nullable=False),
    UniqueConstraint("community_id", "id"),
    UniqueConstraint("workshop_id", "identity"),
    in_same_community("workshops", "workshop_id", cascade=True),
    Index("ix_sessions_starts_at", "community_id", "starts_at"),
    sqlite_autoincrement=True,
)

rsvps = Table(
    "rsvps",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("session_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("standing", Text, nullable=False),
    Column("line_order", BigInteger, nullable=False),
    Column("offered_until", Instant),
    Column("passed", Boolean, nullable=False),
    Column("agreed", Instant),
    Column("note", Text, nullable=False),  # what they answered to the host's question
    Column("answered_at", Instant, nullable=False),  # for the first time
    Column("updated_at", Instant, nullable=False),
    PrimaryKeyConstraint("session_id", "person_id"),
    in_same_community("sessions", "session_id", cascade=True),
    in_same_community("people", "person_id", cascade=True),
    Index("ix_rsvps_person_id", "person_id"),
    Index("ix_rsvps_in_line", "community_id", sqlite_where=_IN_LINE, postgresql_where=_IN_LINE),
)

attendance = Table(
    "attendance",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("session_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("how", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("minutes", Integer, nullable=False),
    PrimaryKeyConstraint("session_id", "person_id"),
    in_same_community("sessions", "session_id", cascade=True),
    in_same_community("people", "person_id", cascade=True),
    Index("ix_attendance_person_id", "person_id"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("session_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("useful", SmallInteger, nullable=False),
    Column("pace", Text, nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("session_id", "person_id"),
    in_same_community("sessions", "session_id", cascade=True),
    in_same_community("people", "person_id", cascade=True),
    Index("ix_feedback_person_id", "person_id"),
)

intentions = Table(
    "intentions",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("session_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("nudge_on", Date),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("session_id", "person_id"),
    in_same_community("sessions", "session_id", cascade=True),
    in_same_community("people", "person_id", cascade=True),
    Index("ix_intentions_person_id", "person_id"),
)
"""What somebody will try; read by them alone, and so in no row that a host sees."""

code_words = Table(
    "code_words",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("session_id", BigInteger, nullable=False),
    Column("word", Text, nullable=False),
    PrimaryKeyConstraint("session_id"),
    in_same_community("sessions", "session_id", cascade=True),
)

code_tries = Table(
    "code_tries",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("session_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    PrimaryKeyConstraint("session_id", "person_id"),
    in_same_community("sessions", "session_id", cascade=True),
    in_same_community("people", "person_id", cascade=True),
    Index("ix_code_tries_person_id", "person_id"),
)

share_backs = Table(
    "share_backs",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("workshop_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("named", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("workshop_id", "person_id"),
    in_same_community("workshops", "workshop_id", cascade=True),
    in_same_community("people", "person_id", cascade=True),
    Index("ix_share_backs_person_id", "person_id"),
)

host_messages = Table(
    "host_messages",
    metadata,
    Column("community_id", BigInteger, nullable=False),
    Column("session_id", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("body", Text, nullable=False),  # empty once its writer deleted their data
    Column("by_id", BigInteger),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("session_id", "number"),
    in_same_community("sessions", "session_id", cascade=True),
    in_same_community("people", "by_id"),
    Index("ix_host_messages_by_id", "by_id"),
)

calendar_links = Table(
    "calendar_links",
    metadata,
    Column("secret_hash", Text, nullable=False),
    Column("community_id", BigInteger, nullable=False),
    Column("person_id", BigInteger),  # null for the community's calendar
    Column("created_at", Instant, nullable=False),
    PrimaryKeyConstraint("secret_hash"),
    UniqueConstraint("community_id", "person_id"),
    in_same_community("people", "person_id", cascade=True),
    ForeignKeyConstraint(["community_id"], ["communities.id"], ondelete="CASCADE"),
    Index(
        "uq_calendar_links_of_all",
        "community_id",
        unique=True,
        sqlite_where=_OF_ALL,
        postgresql_where=_OF_ALL,
    ),
)
