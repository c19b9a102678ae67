"""Workshops: their dates, who comes and who came, what they said of it, and calendars to subscribe to."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.BigInteger()
IN_LINE = "standing IN ('waiting', 'offered')"
OF_ALL = "person_id IS NULL"
TROUBLED = "state IN ('uncertain', 'refused', 'expired') AND answered_at IS NULL"
UNTOLD = f"{TROUBLED} AND author_told_at IS NULL AND person_id IS NULL AND subject_kind IN ('announcement', 'session')"


def upgrade() -> None:
    create_workshops()
    create_parts()
    create_sessions()
    create_rsvps()
    create_attendance()
    create_calendar_links()
    create_host_messages()
    tell_hosts_too()
    op.add_column("people", sa.Column("reminders", sa.Text(), nullable=False, server_default="both"))


def create_workshops() -> None:
    op.create_table(
        "workshops",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("host_id", sa.BigInteger()),
        sa.Column("topic_id", sa.BigInteger()),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("materials", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Integer()),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("clock", sa.Time(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("held", sa.Integer()),
        sa.Column("on_closed", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        in_community("workshops"),
        in_same_community("workshops", "people", "host_id", None),
        in_same_community("workshops", "topics", "topic_id", None),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshops")),
        sa.UniqueConstraint("community_id", "id", name=op.f("uq_workshops_community_id_id")),
        sa.UniqueConstraint("community_id", "number", name=op.f("uq_workshops_community_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_workshops_host_id", "workshops", ["host_id"])
    op.create_index("ix_workshops_topic_id", "workshops", ["topic_id"])


def create_parts() -> None:
    op.create_table(
        "workshop_hosts",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("workshop_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        in_same_community("workshop_hosts", "workshops", "workshop_id"),
        in_same_community("workshop_hosts", "people", "person_id"),
        sa.PrimaryKeyConstraint("workshop_id", "person_id", name=op.f("pk_workshop_hosts")),
    )
    op.create_index("ix_workshop_hosts_person_id", "workshop_hosts", ["person_id"])
    op.create_table(
        "workshop_changes",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("workshop_id", sa.BigInteger(), nullable=False),
        sa.Column("occurrence", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("day", sa.Date()),
        sa.Column("clock", sa.Time()),
        in_same_community("workshop_changes", "workshops", "workshop_id"),
        sa.PrimaryKeyConstraint("workshop_id", "occurrence", name=op.f("pk_workshop_changes")),
    )


def create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("workshop_id", sa.BigInteger(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Integer()),
        sa.Column("opened", sa.Boolean(), nullable=False),
        sa.Column("time_revision", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("modified_at", INSTANT, nullable=False),
        in_community("sessions"),
        in_same_community("sessions", "workshops", "workshop_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("community_id", "id", name=op.f("uq_sessions_community_id_id")),
        sa.UniqueConstraint("workshop_id", "identity", name=op.f("uq_sessions_workshop_id_identity")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sessions_starts_at", "sessions", ["community_id", "starts_at"])


def create_rsvps() -> None:
    of_one_at_one(
        "rsvps",
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("line_order", sa.BigInteger(), nullable=False),
        sa.Column("offered_until", INSTANT),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("agreed", INSTANT),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("answered_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
    )
    where = sa.text(IN_LINE)
    op.create_index("ix_rsvps_in_line", "rsvps", ["community_id"], sqlite_where=where, postgresql_where=where)


def create_attendance() -> None:
    of_one_at_one(
        "attendance",
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
    )
    of_one_at_one(
        "feedback",
        sa.Column("useful", sa.SmallInteger(), nullable=False),
        sa.Column("pace", sa.Text(), nullable=False),
        sa.Column("try_text", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )


def create_calendar_links() -> None:
    op.create_table(
        "calendar_links",
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger()),
        sa.Column("created_at", INSTANT, nullable=False),
        in_community("calendar_links"),
        in_same_community("calendar_links", "people", "person_id"),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_calendar_links")),
        sa.UniqueConstraint("community_id", "person_id", name=op.f("uq_calendar_links_community_id_person_id")),
    )
    where = sa.text(OF_ALL)
    op.create_index(
        "uq_calendar_links_of_all",
        "calendar_links",
        ["community_id"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def create_host_messages() -> None:
    op.create_table(
        "host_messages",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger()),
        sa.Column("at", INSTANT, nullable=False),
        in_same_community("host_messages", "sessions", "session_id"),
        in_same_community("host_messages", "people", "by_id", None),
        sa.PrimaryKeyConstraint("session_id", "number", name=op.f("pk_host_messages")),
    )
    op.create_index("ix_host_messages_by_id", "host_messages", ["by_id"])


def tell_hosts_too() -> None:
    op.drop_index("ix_deliveries_untold", "deliveries")
    where = sa.text(UNTOLD)
    op.create_index("ix_deliveries_untold", "deliveries", ["community_id"], sqlite_where=where, postgresql_where=where)


def of_one_at_one(table: str, *columns: sa.Column[Any]) -> None:
    """Make a table of one person's rows, at most one for each session."""
    op.create_table(
        table,
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        *columns,
        in_same_community(table, "sessions", "session_id"),
        in_same_community(table, "people", "person_id"),
        sa.PrimaryKeyConstraint("session_id", "person_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_person_id", table, ["person_id"])


def in_community(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["community_id"], ["communities.id"], name=op.f(f"fk_{table}_community_id"), ondelete="CASCADE"
    )


def in_same_community(
    table: str, parent: str, column: str, ondelete: str | None = "CASCADE"
) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["community_id", column],
        [f"{parent}.community_id", f"{parent}.id"],
        name=op.f(f"fk_{table}_community_id_{column}"),
        ondelete=ondelete,
    )
