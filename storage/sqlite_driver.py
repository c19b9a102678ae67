"""SQLite beside the loop, a statement in one step: what is asked and all its rows pass between the threads once.

Over plain aiosqlite each statement goes to the connection's thread and back four times, for a cursor, to execute, to
fetch and to close, and BEGIN does too; every one of these takes longer than most statements.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from typing import Self

from aiosqlite import Connection

CHUNK = 64
"""Rows at a time where rows are read one after the other, which is not done here."""

Parameters = Sequence[object]
Ask = Callable[[sqlite3.Connection], sqlite3.Cursor]
Row = tuple[object, ...]


class OneStepConnection(Connection):
    """A connection as SQLAlchemy wants one of aiosqlite."""

    _begin: str | None = None
    stopped: asyncio.Future[object] | None = None
    """Done when the thread has ended."""

    def stop(self) -> asyncio.Future[object] | None:
        self.stopped = super().stop()
        return self.stopped

    def begin(self, statement: str) -> None:
        """Begin a transaction together with the first statement in it."""
        self._begin = statement

    def cursor(self) -> OneStepCursor:  # type: ignore[override]  # it has no thread to go to for one
        return OneStepCursor(self)

    async def commit(self) -> None:
        if self._begun():
            await super().commit()

    async def rollback(self) -> None:
        if self._begun():
            await super().rollback()

    async def ask(self, cursor: OneStepCursor, ask: Ask) -> None:
        """Let *cursor* have what *ask* gives, in the connection's thread."""
        begin, self._begin = self._begin, None
        try:
            await self._execute(_answered, self._conn, begin, cursor, ask)  # type: ignore[no-untyped-call]
        except sqlite3.Error:
            if not self.in_transaction:
                self._begin = begin
            raise

    def _begun(self) -> bool:
        waiting, self._begin = self._begin, None
        return waiting is None


class OneStepCursor:
    """A cursor as SQLAlchemy wants one of aiosqlite; all rows are there once it has executed."""

    def __init__(self, connection: OneStepConnection) -> None:
        self._connection = connection
        self.description: Sequence[Row] | None = None
        self.rows: list[Row] = []
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, parameters: Parameters = ()) -> Self:
        await self._connection.ask(self, lambda connection: connection.execute(statement, parameters))
        return self

    async def executemany(self, statement: str, parameters: Sequence[Parameters]) -> Self:
        await self._connection.ask(self, lambda connection: connection.executemany(statement, parameters))
        return self

    async def fetchall(self) -> list[Row]:
        return self.rows

    async def close(self) -> None:
        """Do nothing: what was in the thread is closed."""


async def connect(database: str, **how: object) -> Connection:
    """Return a connection; for SQLAlchemy's *async_creator_fn*."""

    def made() -> sqlite3.Connection:
        return sqlite3.connect(database, **how)  # type: ignore[call-overload,no-any-return]

    connection = OneStepConnection(made, CHUNK)
    connection._thread.daemon = True  # as SQLAlchemy does it: a connection nobody closed keeps no process alive
    try:
        return await connection
    except sqlite3.Error:
        if connection.stopped is not None:  # its thread tells the loop, which must be there to hear it
            await connection.stopped
        raise


def _answered(connection: sqlite3.Connection, begin: str | None, answer: OneStepCursor, ask: Ask) -> None:
    if begin is not None:
        connection.execute(begin)
    cursor = ask(connection)
    answer.description = cursor.description
    answer.rows = cursor.fetchall() if cursor.description else []
    answer.rowcount, answer.lastrowid = cursor.rowcount, cursor.lastrowid
    cursor.close()
