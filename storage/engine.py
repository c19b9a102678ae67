"""Connections to the database: one that writes, several that read, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, PoolProxiedConnection

from storage.sqlite_driver import OneStepConnection, connect

LOCK_SECONDS = 30
"""How long a writer waits for one of another process before giving up."""
QUEUE_SECONDS = 60
"""How long a unit of work waits for a free connection; only one opened inside another waits this long."""
RESTED_SECONDS = 1.0
"""How long a connection to a server is taken to be as it was left."""
SQLITE_READERS = 4
POSTGRES_CONNECTIONS = 20
_LEFT = "left at"
_POSTGRES_SETTINGS = {
    "application_name": "staffroom",
    # These statements take a few milliseconds: compiling them or starting workers for them takes longer.
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    # What a search is to find decides how to look for it, so one plan for all will not do.
    "plan_cache_mode": "force_custom_plan",
    # On today's disks a page anywhere costs hardly more than the next one; with the default, search avoids its index.
    "random_page_cost": "1.1",
}


@dataclass(frozen=True, slots=True)
class Engines:
    writer: AsyncEngine
    reader: AsyncEngine

    @property
    def on_postgres(self) -> bool:
        return self.writer.dialect.name == "postgresql"

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Open a short writing transaction, committed at its end."""
        async with self.writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that sees one state of the database throughout and cannot write."""
        async with self.reader.connect() as connection:
            yield connection

    async def close(self) -> None:
        await self.reader.dispose()
        await self.writer.dispose()


def open_engines(address: str) -> Engines:
    """Return the engines for *address*; nothing is connected yet."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        return Engines(
            writer=_sqlite(url, "BEGIN IMMEDIATE", connections=1),
            reader=_sqlite(url, "BEGIN", "query_only = ON", connections=SQLITE_READERS),
        )
    writer = _postgres(url, connections=POSTGRES_CONNECTIONS)
    return Engines(
        writer=writer,
        reader=writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True),
    )


def file_of(address: str) -> Path | None:
    """Return the file in which a SQLite database is; None for a server's."""
    url = make_url(address)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def engine_for_migrations(url: URL) -> AsyncEngine:
    """Return an engine for one connection; on SQLite foreign keys are off, or rebuilt parents would lose their rows."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, "BEGIN IMMEDIATE", "foreign_keys = OFF", connections=None)
    return _postgres(url, connections=None)


def _sqlite(url: URL, begin: str, *pragmas: str, connections: int | None) -> AsyncEngine:
    if url.database in {None, "", ":memory:"}:
        raise ValueError("SQLite needs a file: a database in memory is another one on every connection")
    connecting = {"isolation_level": None, "timeout": LOCK_SECONDS, "async_creator_fn": connect}
    engine = create_async_engine(url, hide_parameters=True, connect_args=connecting, **_pool(connections))
    settings = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", *pragmas)

    # The driver begins no transactions of its own (isolation_level None), so these two say all there is to it.
    @event.listens_for(engine.sync_engine, "connect")
    def set_up(connection: DBAPIConnection, record: object) -> None:
        cursor = connection.cursor()
        for setting in settings:
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        if isinstance(driver, OneStepConnection):
            driver.begin(begin)

    return engine


def _postgres(url: URL, *, connections: int | None) -> AsyncEngine:
    engine = create_async_engine(
        url,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        connect_args={"server_settings": _POSTGRES_SETTINGS},
        **_pool(connections),
    )
    if connections is not None:
        _ping_what_rested(engine)
    return engine


def _ping_what_rested(engine: AsyncEngine) -> None:
    """Let a connection that was not used for a while prove that it still leads somewhere, or be made anew.

    The pool's own ping takes three turns to the server before each unit of work, as long as most units do.
    """

    @event.listens_for(engine.sync_engine, "checkin")
    def note(_: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        entry.info[_LEFT] = monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def look(connection: DBAPIConnection, entry: ConnectionPoolEntry, _: PoolProxiedConnection) -> None:
        if monotonic() - entry.info.get(_LEFT, monotonic()) < RESTED_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error


def _pool(connections: int | None) -> dict[str, object]:
    """Return settings for so many connections that stay open, or for one that passes."""
    if connections is None:
        return {"poolclass": NullPool}
    return {"pool_size": connections, "max_overflow": 0, "pool_timeout": QUEUE_SECONDS}
