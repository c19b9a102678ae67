"""Topics that have a thread where no channel may be made."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("topic_channels", sa.Column("parent", sa.Text(), server_default=sa.text("''"), nullable=False))
