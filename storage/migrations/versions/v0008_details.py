"""What a resource is: its type, subject, grades, standards, language and license."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    for name in ("type", "subject", "grades", "standards", "language", "license"):
        op.add_column("resources", sa.Column(name, sa.Text(), nullable=False, server_default=sa.text("''")))
