"""Which of several processes speaks with one token: who holds its lock, until it ends or loses its database."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.clock import MachineClock, wait_for_ring

ASKED_EVERY = 1.0
"""Seconds between two questions of who stands by, whether the lock is free."""
LOOKED_AFTER_EVERY = 10.0
"""Seconds between two looks whether it is still ours; claims and fences hold where two speak for as long as that."""


@asynccontextmanager
async def leading(
    engine: Callable[[], AsyncEngine], name: str, machine: MachineClock, stopping: asyncio.Event
) -> AsyncIterator[asyncio.Event]:
    """Wait for PostgreSQL's lock of *name* and hold it; what is yielded is set once it is lost, or was never got."""
    lost = asyncio.Event()
    alone = engine()
    try:
        async with alone.connect() as connection:
            if not await _acquire(connection, name, machine, stopping):
                lost.set()
            watching = asyncio.create_task(_watch(connection, machine, lost))
            try:
                yield lost
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)
                # The connection goes with the engine, and the lock with the connection.
                await connection.invalidate()
    finally:
        await alone.dispose()


async def _acquire(connection: AsyncConnection, name: str, machine: MachineClock, stopping: asyncio.Event) -> bool:
    """Return whether the lock is ours; it is not where *stopping* came first."""
    asked = text("SELECT pg_try_advisory_lock(:key)").bindparams(key=_key(name))
    told = False
    while not (await connection.execute(asked)).scalar_one():
        await connection.rollback()
        if not told:
            structlog.get_logger("leading").info("standing by: another process speaks", name=name)
            told = True
        await wait_for_ring(stopping, machine, ASKED_EVERY)
        if stopping.is_set():
            return False
    await connection.rollback()  # the lock is the session's, not the transaction's
    return True


async def _watch(connection: AsyncConnection, machine: MachineClock, lost: asyncio.Event) -> None:
    try:
        while True:
            await machine.sleep(LOOKED_AFTER_EVERY)
            await connection.execute(text("SELECT 1"))
            await connection.rollback()
    except (SQLAlchemyError, OSError) as error:
        structlog.get_logger("leading").warning("lost the database", error=type(error).__name__)
        lost.set()


def _key(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
