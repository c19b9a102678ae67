"""Topics from members: wanted, looked after by several, renamed, merged, private; two accounts of one person joined."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BINARY_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.BigInteger()


def upgrade() -> None:
    opens_at = sa.Column("topic_opens_at", sa.Integer(), nullable=False, server_default=sa.text("3"))
    op.add_column("communities", opens_at)
    op.add_column("topics", sa.Column("note", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("topics", sa.Column("asked_at", INSTANT))
    op.add_column("topics", sa.Column("used_at", INSTANT))
    op.add_column("topic_channels", sa.Column("wanted_name", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("topic_channels", sa.Column("gone", sa.Text(), nullable=False, server_default=sa.text("''")))
    of_topic_and_person("topic_wants", sa.Column("since", INSTANT, nullable=False))
    of_topic_and_person("topic_caretakers", sa.Column("position", sa.Integer(), nullable=False))
    create_names()
    create_merges()
    create_quotes()
    hide_private()
    create_joining_codes()


def create_names() -> None:
    op.create_table(
        "topic_names",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("folded", BINARY_TEXT, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        in_same_community("topic_names", "topics", "topic_id"),
        sa.PrimaryKeyConstraint("community_id", "folded", name=op.f("pk_topic_names")),
    )
    op.create_index("ix_topic_names_topic_id", "topic_names", ["topic_id"])


def create_merges() -> None:
    op.create_table(
        "topic_merges",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("into_id", sa.BigInteger(), nullable=False),
        in_same_community("topic_merges", "topics", "topic_id"),
        in_same_community("topic_merges", "topics", "into_id"),
        sa.PrimaryKeyConstraint("topic_id", name=op.f("pk_topic_merges")),
    )
    op.create_index("ix_topic_merges_into_id", "topic_merges", ["into_id"])


def create_quotes() -> None:
    op.create_table(
        "topic_quotes",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("topic_id", sa.BigInteger()),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_topic_quotes_community_id"), ondelete="CASCADE"
        ),
        in_same_community("topic_quotes", "people", "author_id"),
        in_same_community("topic_quotes", "people", "asked_by"),
        in_same_community("topic_quotes", "topics", "topic_id", None),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_quotes")),
        sa.UniqueConstraint("community_id", "id", name=op.f("uq_topic_quotes_community_id_id")),
        sqlite_autoincrement=True,
    )
    for column in ("author_id", "asked_by", "topic_id"):
        op.create_index(f"ix_topic_quotes_{column}", "topic_quotes", [column])


def hide_private() -> None:
    """Let a topic be known in its own channel alone; its name is then nobody else's business either."""
    op.add_column("topics", sa.Column("private", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_index("uq_topics_open_name", "topics")
    for name, columns, unique, told in (
        ("uq_topics_open_name", ["community_id", "folded"], True, "state = 'open' AND NOT private"),
        ("ix_topics_private", ["community_id", "id"], False, "private"),
    ):
        where = sa.text(told)
        op.create_index(name, "topics", columns, unique=unique, sqlite_where=where, postgresql_where=where)


def create_joining_codes() -> None:
    op.create_table(
        "joining_codes",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        in_same_community("joining_codes", "people", "person_id"),
        sa.PrimaryKeyConstraint("community_id", "person_id", name=op.f("pk_joining_codes")),
        sa.UniqueConstraint("community_id", "code_hash", name=op.f("uq_joining_codes_community_id_code_hash")),
    )


def of_topic_and_person(table: str, column: sa.Column[Any]) -> None:
    op.create_table(
        table,
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        column,
        in_same_community(table, "topics", "topic_id"),
        in_same_community(table, "people", "person_id"),
        sa.PrimaryKeyConstraint("topic_id", "person_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_person_id", table, ["person_id"])


def in_same_community(
    table: str, parent: str, column: str, ondelete: str | None = "CASCADE"
) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["community_id", column],
        [f"{parent}.community_id", f"{parent}.id"],
        name=op.f(f"fk_{table}_community_id_{column}"),
        ondelete=ondelete,
    )
