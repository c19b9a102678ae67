"""Turning up: code words, what one means to try, share-backs, and hours of professional learning."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.BigInteger()


def upgrade() -> None:
    create_of_sessions()
    create_share_backs()
    create_hours()
    op.execute(
        "INSERT INTO intentions (community_id, session_id, person_id, text, at)"
        " SELECT community_id, session_id, person_id, try_text, at FROM feedback WHERE try_text <> ''"
    )
    op.drop_column("feedback", "try_text")
    op.add_column("communities", sa.Column("hour_rules", sa.Text(), nullable=False, server_default="general"))


def create_of_sessions() -> None:
    of_one_at_one(
        "intentions",
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("nudge_on", sa.Date()),
        sa.Column("at", INSTANT, nullable=False),
    )
    of_one_at_one("code_tries", sa.Column("tries", sa.Integer(), nullable=False))
    op.create_table(
        "code_words",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        in_same_community("code_words", "sessions", "session_id"),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_code_words")),
    )


def create_share_backs() -> None:
    op.create_table(
        "share_backs",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("workshop_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        in_same_community("share_backs", "workshops", "workshop_id"),
        in_same_community("share_backs", "people", "person_id"),
        sa.PrimaryKeyConstraint("workshop_id", "person_id", name=op.f("pk_share_backs")),
    )
    op.create_index("ix_share_backs_person_id", "share_backs", ["person_id"])


def create_hours() -> None:
    op.create_table(
        "hour_entries",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        in_community("hour_entries"),
        in_same_community("hour_entries", "people", "person_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hour_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_hour_entries_person_id", "hour_entries", ["person_id"])
    op.create_table(
        "hour_areas",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("workshop_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        in_same_community("hour_areas", "workshops", "workshop_id"),
        in_same_community("hour_areas", "people", "person_id"),
        sa.PrimaryKeyConstraint("workshop_id", "person_id", name=op.f("pk_hour_areas")),
    )
    op.create_index("ix_hour_areas_person_id", "hour_areas", ["person_id"])
    op.create_table(
        "hour_links",
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        in_same_community("hour_links", "people", "person_id"),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_hour_links")),
        sa.UniqueConstraint("community_id", "person_id", name=op.f("uq_hour_links_community_id_person_id")),
    )


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
