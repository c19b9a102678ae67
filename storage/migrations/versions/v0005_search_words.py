"""Search forgives slips by the words that the index has, and finds titles and tags whole."""

from collections import Counter

import sqlalchemy as sa
from alembic import op

from bot.domain.words import named

revision = "0005"
down_revision = "0004"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BINARY_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
CHUNK = 1000
MOST = 200


def upgrade() -> None:
    op.create_table(
        "resource_names",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="title or tag"),
        sa.Column("name", BINARY_TEXT, nullable=False, comment="as names are compared"),
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community_id", "kind", "name", "resource_id", name=op.f("pk_resource_names")),
        sa.ForeignKeyConstraint(
            ["community_id", "resource_id"],
            ["resources.community_id", "resources.id"],
            name=op.f("fk_resource_names_community_id_resource_id"),
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_resource_names_resource_id", "resource_names", ["resource_id"], unique=False)
    op.create_table(
        "search_words",
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("word", BINARY_TEXT, nullable=False),
        sa.Column("resources", sa.Integer(), nullable=False, comment="how many listed ones have it"),
        sa.PrimaryKeyConstraint("community_id", "word", name=op.f("pk_search_words")),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
            name=op.f("fk_search_words_community_id_communities"),
            ondelete="CASCADE",
        ),
    )
    count_words()
    store_names()


def count_words() -> None:
    own = "rowid" if op.get_context().dialect.name == "sqlite" else "resource_id"
    said = sa.text(
        "SELECT r.community_id, w.title, w.tags, w.about, w.topic "
        f"FROM resource_words w JOIN resources r ON r.id = w.{own}"
    )
    counted: Counter[tuple[int, str]] = Counter()
    for community, *fields in op.get_bind().execute(said).all():
        counted.update((community, word) for word in set(" ".join(fields).split()))
    insert = sa.text("INSERT INTO search_words (community_id, word, resources) VALUES (:community, :word, :resources)")
    put(insert, [{"community": key[0], "word": key[1], "resources": found} for key, found in counted.items()])


def store_names() -> None:
    listed = sa.text("SELECT id, community_id, title, tags FROM resources WHERE state = 'listed'")
    insert = sa.text(
        "INSERT INTO resource_names (community_id, kind, name, resource_id) VALUES (:community, :kind, :name, :id)"
    )
    made = [
        {"community": community, "kind": kind, "name": name, "id": resource}
        for resource, community, title, tags in op.get_bind().execute(listed.columns(tags=sa.JSON())).all()
        for kind, name in {("title", named(title)[:MOST]), *(("tag", named(tag)[:MOST]) for tag in tags)}
        if name
    ]
    put(insert, made)


def put(insert: sa.TextClause, rows: list[dict[str, object]]) -> None:
    for start in range(0, len(rows), CHUNK):
        op.get_bind().execute(insert, rows[start : start + CHUNK])
