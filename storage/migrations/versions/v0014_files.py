"""Files as resources, and what colleagues are asked before a file of theirs becomes one."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for name in ("file_sha256", "file_name", "file_type"):
        op.add_column("resources", sa.Column(name, sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("resources", sa.Column("file_size", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.create_table(
        "file_requests",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.Column("file_sha256", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_type", sa.Text(), nullable=False),
        sa.Column("file_size", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_file_requests_community_id"), ondelete="CASCADE"
        ),
        in_same_community("people", "author_id", "CASCADE"),
        in_same_community("people", "asked_by", "CASCADE"),
        in_same_community("topics", "topic_id", None),
        in_same_community("resources", "resource_id", None),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_requests")),
        sa.UniqueConstraint("community_id", "id", name=op.f("uq_file_requests_community_id_id")),
        sqlite_autoincrement=True,
    )
    for column in ("author_id", "asked_by", "topic_id", "resource_id"):
        op.create_index(f"ix_file_requests_{column}", "file_requests", [column])


def in_same_community(parent: str, column: str, ondelete: str | None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["community_id", column],
        [f"{parent}.community_id", f"{parent}.id"],
        name=op.f(f"fk_file_requests_community_id_{column}"),
        ondelete=ondelete,
    )
