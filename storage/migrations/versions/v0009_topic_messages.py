"""What is written to those who follow a topic."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "topic_messages",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger()),
        sa.Column("at", sa.BigInteger(), nullable=False),
        in_same_community("topics", "topic_id", "CASCADE"),
        in_same_community("people", "by_id", None),
        sa.PrimaryKeyConstraint("topic_id", "number", name=op.f("pk_topic_messages")),
    )
    op.create_index("ix_topic_messages_by_id", "topic_messages", ["by_id"])


def in_same_community(parent: str, column: str, ondelete: str | None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["community_id", column],
        [f"{parent}.community_id", f"{parent}.id"],
        name=op.f(f"fk_topic_messages_community_id_{column}"),
        ondelete=ondelete,
    )
