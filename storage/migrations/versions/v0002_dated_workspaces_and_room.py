"""Workspaces say since when they are there and when they went; the rehearsal room has tables of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.BigInteger()


def upgrade() -> None:
    date_workspaces()
    create_room()


def date_workspaces() -> None:
    op.add_column("workspaces", sa.Column("joined_at", INSTANT))
    op.add_column("workspaces", sa.Column("removed_at", INSTANT))
    # Nobody wrote it down: they came with their community at the earliest.
    came = "(SELECT created_at FROM communities WHERE communities.id = workspaces.community_id)"
    op.execute(f"UPDATE workspaces SET joined_at = {came}")
    op.execute("UPDATE workspaces SET removed_at = joined_at WHERE state = 'removed'")
    with op.batch_alter_table("workspaces", table_kwargs={"sqlite_autoincrement": True}) as workspaces:
        workspaces.alter_column("joined_at", existing_type=INSTANT, nullable=False)
        workspaces.create_check_constraint(op.f("ck_workspaces_state"), "state IN ('joined', 'waiting', 'removed')")
        workspaces.create_check_constraint(
            op.f("ck_workspaces_removed_at"), "(state = 'removed') = (removed_at IS NOT NULL)"
        )


def create_room() -> None:
    op.create_table(
        "room_channels",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_channels")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "room_messages",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("to_user", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_messages")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_room_messages_channel", "room_messages", ["channel"], unique=False)
    op.create_index(
        "uq_room_messages_key",
        "room_messages",
        ["key"],
        unique=True,
        sqlite_where=sa.text("key <> ''"),
        postgresql_where=sa.text("key <> ''"),
    )
