"""What people tell the moderators of a resource."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "reports",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_reports_community_id"), ondelete="CASCADE"
        ),
        *(
            in_same_community(parent, column)
            for parent, column in (("resources", "resource_id"), ("people", "person_id"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("community_id", "id", name=op.f("uq_reports_community_id_id")),
        sqlite_autoincrement=True,
    )
    for column in ("resource_id", "person_id"):
        op.create_index(f"ix_reports_{column}", "reports", [column])


def in_same_community(parent: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["community_id", column],
        [f"{parent}.community_id", f"{parent}.id"],
        name=op.f(f"fk_reports_community_id_{column}"),
        ondelete="CASCADE",
    )
