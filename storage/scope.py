"""The one community that a unit of work belongs to: every statement of its repositories is made here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Delete, RowMapping, Select, Table, Update, and_, delete, literal_column, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ColumnElement, Executable

from bot.clock import MachineClock
from bot.domain.ids import CommunityId, Number
from bot.domain.sight import PUBLIC, Sight
from bot.errors import NotFound
from storage.tables import communities, counters, resources, topic_channels, topics

Insert = sqlite.Insert | postgresql.Insert

CHUNK = 500
"""Values in one IN list; SQLite takes 32,766 in a statement."""

LARGEST = 2**63 - 1
"""No row has a greater id."""


def insert_into(connection: AsyncConnection, table: Table) -> Insert:
    """Return an insert that knows ON CONFLICT, which both databases spell alike."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def hidden_topics(
    community: int | ColumnElement[int], workspace: int | ColumnElement[int] | None, channel: str | ColumnElement[str]
) -> Select[int]:
    """Choose the topics that are private to another channel than that one."""
    private = topics.alias("private")
    here = select(topic_channels.c.topic_id).where(
        topic_channels.c.community_id == community,
        topic_channels.c.workspace_id == workspace,
        topic_channels.c.external_id == channel,
    )
    # In the words of the index: with a bound value it would not be used.
    return select(private.c.id).where(
        private.c.community_id == community, literal_column("private.private"), private.c.id.not_in(here)
    )


@dataclass(frozen=True, slots=True)
class Scope:
    connection: AsyncConnection
    community: CommunityId
    machine: MachineClock
    writing: bool
    sight: Sight = PUBLIC

    @property
    def on_postgres(self) -> bool:
        return self.connection.dialect.name == "postgresql"

    def mine(self, table: Table) -> ColumnElement[bool]:
        """Return the condition of the community's rows, without those of topics that are not seen from here."""
        condition: ColumnElement[bool] = table.c.community_id == self.community
        if self.sight.everything:
            return condition
        if table is topics:
            return and_(condition, topics.c.id.not_in(self.hidden()))
        if table is resources:
            return and_(condition, or_(resources.c.topic_id.is_(None), resources.c.topic_id.not_in(self.hidden())))
        return condition

    def hidden(self) -> Select[int]:
        """Choose the topics that are private to another channel."""
        return hidden_topics(self.community, self.sight.workspace, self.sight.channel)

    def select(self, table: Table) -> Select[*tuple[object, ...]]:
        return select(table).where(self.mine(table))

    def update(self, table: Table) -> Update:
        return update(table).where(self.mine(table))

    def delete(self, table: Table) -> Delete:
        return delete(table).where(self.mine(table))

    def insert(self, table: Table) -> Insert:
        return insert_into(self.connection, table)

    def row(self, **values: object) -> dict[str, object]:
        """Return *values* with the community's id: a row to insert."""
        return {"community_id": self.community, **values}

    async def run(self, statement: Executable, *rows: Mapping[str, object]) -> int:
        """Carry out a change and return how many rows it touched."""
        return (await self.connection.execute(statement, rows or None)).rowcount

    async def all(self, statement: Executable) -> Sequence[RowMapping]:
        return (await self.connection.execute(statement)).mappings().all()

    async def find(self, statement: Executable) -> RowMapping | None:
        return (await self.connection.execute(statement)).mappings().first()

    async def count(self, statement: Executable) -> int:
        return int((await self.connection.execute(statement)).scalar_one())

    async def get(self, table: Table, column: str, value: int) -> RowMapping:
        """Return the community's row with *value*; raises NotFound, also for a number no row can have."""
        row = await self.find(self.select(table).where(table.c[column] == value)) if 0 < value <= LARGEST else None
        if row is None:
            raise NotFound(f"{table.name}: no {column} {value}")
        return row

    async def lock(self) -> None:
        """Make other writers of this community that ask the same wait until this transaction ends.

        On SQLite every writer has waited already. On PostgreSQL rows that refer to the community may still be added.
        """
        if self.on_postgres and self.writing:
            row = select(communities.c.id).where(communities.c.id == self.community)
            await self.connection.execute(row.with_for_update(key_share=True))

    async def next_numbers(self, kind: str, count: int = 1) -> range:
        """Return the next *count* numbers of that kind, without gaps: a rollback gives them back."""
        counted = (
            self.insert(counters)
            .values(self.row(kind=kind, last=count))
            .on_conflict_do_update(
                index_elements=[counters.c.community_id, counters.c.kind],
                set_={"last": counters.c.last + count},
            )
            .returning(counters.c.last)
        )
        last = await self.count(counted)
        return range(last - count + 1, last + 1)

    async def next_number(self, kind: str) -> Number:
        return Number((await self.next_numbers(kind))[0])
