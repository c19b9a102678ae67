"""Looking at shared links: when each is looked at next, and what earlier looks told."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

INSTANT = sa.BigInteger()
A_WEEK = 7 * 24 * 60 * 60


def upgrade() -> None:
    op.add_column("resources", sa.Column("locked", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("resources", sa.Column("unopened_at", INSTANT))
    op.create_table(
        "link_checks",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("look_at", INSTANT, nullable=False),
        sa.Column("title_until", INSTANT),
        sa.Column("gone_since", INSTANT),
        sa.Column("asked_at", INSTANT),
        sa.Column("passed_on_at", INSTANT),
        sa.ForeignKeyConstraint(
            ["community_id", "resource_id"],
            ["resources.community_id", "resources.id"],
            name=op.f("fk_link_checks_community_id_resource_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("resource_id", name=op.f("pk_link_checks")),
    )
    op.create_index("ix_link_checks_look_at", "link_checks", ["community_id", "look_at"])
    # What is there already is looked at for the first time over the coming week, not all at once.
    now = int(datetime.now(UTC).timestamp())
    op.execute(
        "INSERT INTO link_checks (community_id, resource_id, look_at) "
        f"SELECT community_id, id, ({now} + id * 7919 % {A_WEEK}) * 1000000 FROM resources"
    )
