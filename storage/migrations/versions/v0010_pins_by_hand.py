"""Pins that somebody took down by hand, which stay down."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("placements", sa.Column("unpinned", sa.Boolean(), nullable=False, server_default=sa.false()))
