"""What was said to a resource may be nobody's: it came with an import."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    for table in ("trials", "resource_notes"):
        with op.batch_alter_table(table, table_kwargs={"sqlite_autoincrement": True}) as said:
            said.alter_column("person_id", existing_type=sa.BigInteger(), nullable=True)
