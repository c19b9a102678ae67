"""Column types that both databases give back alike, and what every table shares."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Column, Dialect, ForeignKey, ForeignKeyConstraint, Integer, MetaData, Text
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, kept as whole microseconds since 1970: sorts right and loses nothing on both."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(microseconds=value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BIG = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits on both; SQLite counts up by itself only what is declared INTEGER."""

BINARY_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that sorts by code point on both, whatever the server's locale."""


def identity() -> Column[int]:
    return Column("id", BIG, primary_key=True, autoincrement=True)


def community() -> Column[int]:
    return Column("community_id", BIG, ForeignKey("communities.id", ondelete="CASCADE"), nullable=False)


def in_same_community(parent: str, column: str, *, cascade: bool = False) -> ForeignKeyConstraint:
    """Tie *column* to a *parent* row of the same community, so that no row can point into another one."""
    return ForeignKeyConstraint(
        ["community_id", column],
        [f"{parent}.community_id", f"{parent}.id"],
        ondelete="CASCADE" if cascade else None,
    )
