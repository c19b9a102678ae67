"""What colleagues say to a resource: thanks, trials, notes, versions; and wishes for what is not there yet."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.BigInteger()


def upgrade() -> None:
    create_wishes()
    op.create_table(
        "thanks",
        *of_resource_and_person("thanks"),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("resource_id", "person_id", name=op.f("pk_thanks")),
    )
    op.create_index("ix_thanks_person_id", "thanks", ["person_id"])
    create_said("trials", "grade", "happened", "outcome")
    create_said("resource_notes", "text")
    create_adaptations()


def create_wishes() -> None:
    op.create_table(
        "wishes",
        *numbered("wishes"),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("shared_by_name", sa.Text(), nullable=False),
        sa.Column("since", INSTANT),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("found_id", sa.BigInteger()),
        sa.UniqueConstraint("community_id", "id", name=op.f("uq_wishes_community_id_id")),
        in_same_community("wishes", "people", "person_id"),
        in_same_community("wishes", "resources", "found_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_wishes_community_id", "wishes", ["community_id", "found_id"])
    for column in ("person_id", "found_id"):
        op.create_index(f"ix_wishes_{column}", "wishes", [column])


def create_said(table: str, *words: str) -> None:
    """Create a table of what people wrote to a resource, each once."""
    op.create_table(
        table,
        *numbered(table),
        *of_resource_and_person(table, community=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in words),
        sa.Column("at", INSTANT, nullable=False),
        sa.UniqueConstraint("resource_id", "person_id", name=op.f(f"uq_{table}_resource_id_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(f"ix_{table}_person_id", table, ["person_id"])


def create_adaptations() -> None:
    op.create_table(
        "adaptations",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        in_same_community("adaptations", "resources", "resource_id"),
        in_same_community("adaptations", "resources", "source_id"),
        sa.PrimaryKeyConstraint("resource_id", name=op.f("pk_adaptations")),
    )
    op.create_index("ix_adaptations_source_id", "adaptations", ["source_id"])


def numbered(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f(f"fk_{table}_community_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def of_resource_and_person(table: str, *, community: bool = True) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        *((sa.Column("community_id", sa.BigInteger(), nullable=False),) if community else ()),
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        in_same_community(table, "resources", "resource_id"),
        in_same_community(table, "people", "person_id"),
    )


def in_same_community(table: str, parent: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["community_id", column],
        [f"{parent}.community_id", f"{parent}.id"],
        name=op.f(f"fk_{table}_community_id_{column}"),
        ondelete="CASCADE",
    )
