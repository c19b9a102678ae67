"""Deliveries wait in lanes and reach people; announcements repeat by any rule, in several places, around closures."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.BigInteger()
TROUBLED = "state IN ('uncertain', 'refused', 'expired') AND answered_at IS NULL"
UNTOLD = f"{TROUBLED} AND author_told_at IS NULL AND subject_kind = 'announcement' AND person_id IS NULL"
PUT_BACK = "state = 'pending' AND not_before IS NOT NULL"
UNREAD = "rung IN ('mention', 'answer') AND state IN ('pending', 'sent') AND answered_at IS NULL"


def upgrade() -> None:
    know_people()
    create_calendar()
    lay_lanes()
    free_announcements()


def know_people() -> None:
    op.add_column("communities", sa.Column("digest_posted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("people", sa.Column("quiet_from", sa.Time()))
    op.add_column("people", sa.Column("quiet_until", sa.Time()))
    op.add_column("people", sa.Column("direct", sa.Text(), nullable=False, server_default="all"))
    op.add_column("accounts", sa.Column("direct_channel", sa.Text(), nullable=False, server_default=sa.text("''")))


def create_calendar() -> None:
    op.create_table(
        "school_days",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_school_days_community_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_days")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_school_days_last_day", "school_days", ["community_id", "last_day"])
    op.create_table(
        "digest_followers",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_digest_followers_community_id"), ondelete="CASCADE"
        ),
        in_same_community("digest_followers", "people", "person_id"),
        sa.PrimaryKeyConstraint("community_id", "person_id", name=op.f("pk_digest_followers")),
    )
    op.create_table(
        "announcement_topics",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("announcement_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        in_same_community("announcement_topics", "announcements", "announcement_id"),
        in_same_community("announcement_topics", "topics", "topic_id"),
        sa.PrimaryKeyConstraint("announcement_id", "topic_id", name=op.f("pk_announcement_topics")),
    )
    op.create_index("ix_announcement_topics_topic_id", "announcement_topics", ["topic_id"])
    op.create_table(
        "announcement_channels",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("announcement_id", sa.BigInteger(), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        in_same_community("announcement_channels", "announcements", "announcement_id"),
        in_same_community("announcement_channels", "workspaces", "workspace_id"),
        sa.PrimaryKeyConstraint("announcement_id", "workspace_id", name=op.f("pk_announcement_channels")),
    )
    op.create_index("ix_announcement_channels_workspace_id", "announcement_channels", ["workspace_id"])
    op.create_table(
        "announcement_changes",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("announcement_id", sa.BigInteger(), nullable=False),
        sa.Column("occurrence", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("day", sa.Date()),
        sa.Column("clock", sa.Time()),
        in_same_community("announcement_changes", "announcements", "announcement_id"),
        sa.PrimaryKeyConstraint("announcement_id", "occurrence", name=op.f("pk_announcement_changes")),
    )


def in_same_community(table: str, parent: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["community_id", column],
        [f"{parent}.community_id", f"{parent}.id"],
        name=op.f(f"fk_{table}_community_id_{column}"),
        ondelete="CASCADE",
    )


def lay_lanes() -> None:
    op.add_column("deliveries", sa.Column("topic_id", sa.BigInteger()))
    op.add_column("deliveries", sa.Column("lane", sa.Text(), nullable=False, server_default=sa.text("''")))
    # What is said in a topic has the topic in its key from now on, or it would be said once more under the new key.
    topic = "(SELECT topic_id FROM announcements WHERE announcements.id = deliveries.subject_id)"
    op.execute(f"UPDATE deliveries SET topic_id = {topic} WHERE subject_kind = 'announcement'")
    op.execute("UPDATE deliveries SET key = key || 't' || topic_id WHERE topic_id IS NOT NULL")
    op.execute(
        "UPDATE deliveries SET lane = 'w' || workspace_id || '/' || coalesce('t' || topic_id, '') "
        "WHERE workspace_id IS NOT NULL"
    )
    op.drop_column("deliveries", "channel")
    op.drop_column("deliveries", "coalesce_key")
    for name, column, rows in (
        ("put_back", "not_before", PUT_BACK),
        ("untold", "community_id", UNTOLD),
        ("waiting", "person_id", UNREAD),
    ):
        where = sa.text(rows)
        op.create_index(f"ix_deliveries_{name}", "deliveries", [column], sqlite_where=where, postgresql_where=where)


def free_announcements() -> None:
    op.execute(
        "INSERT INTO announcement_topics (community_id, announcement_id, topic_id) "
        "SELECT community_id, id, topic_id FROM announcements WHERE topic_id IS NOT NULL"
    )
    op.add_column("announcements", sa.Column("everywhere", sa.Boolean()))
    op.add_column("announcements", sa.Column("rule", sa.Text()))
    op.add_column("announcements", sa.Column("until", sa.Date()))
    op.add_column("announcements", sa.Column("on_closed", sa.Text()))
    op.execute("UPDATE announcements SET everywhere = (topic_id IS NULL), on_closed = 'keep'")
    op.execute("UPDATE announcements SET rule = CASE repeat WHEN 'weekly' THEN 'FREQ=WEEKLY' ELSE '' END")
    with op.batch_alter_table("announcements", table_kwargs={"sqlite_autoincrement": True}) as announcements:
        announcements.drop_constraint(op.f("fk_announcements_community_id_topic_id"), type_="foreignkey")
        announcements.drop_column("topic_id")
        announcements.drop_column("repeat")
        announcements.alter_column("everywhere", existing_type=sa.Boolean(), nullable=False)
        announcements.alter_column("rule", existing_type=sa.Text(), nullable=False)
        announcements.alter_column("on_closed", existing_type=sa.Text(), nullable=False)
