"""Collections of resources."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "collections",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_collections_community_id"), ondelete="CASCADE"
        ),
        in_same_community("collections", "people", "made_by", None),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collections")),
        sa.UniqueConstraint("community_id", "id", name=op.f("uq_collections_community_id_id")),
        sa.UniqueConstraint("community_id", "number", name=op.f("uq_collections_community_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_collections_made_by", "collections", ["made_by"])
    op.create_table(
        "collected",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("collection_id", sa.BigInteger(), nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        in_same_community("collected", "collections", "collection_id", "CASCADE"),
        in_same_community("collected", "resources", "resource_id", "CASCADE"),
        sa.PrimaryKeyConstraint("collection_id", "resource_id", name=op.f("pk_collected")),
    )
    op.create_index("ix_collected_resource_id", "collected", ["resource_id"])


def in_same_community(table: str, parent: str, column: str, ondelete: str | None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["community_id", column],
        [f"{parent}.community_id", f"{parent}.id"],
        name=op.f(f"fk_{table}_community_id_{column}"),
        ondelete=ondelete,
    )
