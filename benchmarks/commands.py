"""A command that writes, through the whole core, against the same stored work written by hand."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import aiosqlite

from benchmarks.house import Heard, opened, origin
from benchmarks.timing import at, times
from bot.domain.people import Role
from bot.ports.incoming import CommandCall

COUNT = 300


async def measure(folder: Path, size: int) -> Sequence[str]:
    async with opened(folder, "commands") as (house, _):
        made = CommandCall(origin(0, 1, Role.MODERATOR), "topics create", {"name": "Fractions"})
        await house.dispatcher.handle(made, Heard())

        async def follow(turn: int) -> None:
            call = CommandCall(
                origin(1 + turn % 50, 1000 + turn), "topics follow" if turn % 2 else "topics unfollow", {"topic": "1"}
            )
            await house.dispatcher.handle(call, Heard())

        await times(follow, 20)
        ours = await times(lambda turn: follow(turn + 100), COUNT)
    by_hand = await _by_hand(folder)
    ratios = f"{at(0.5, ours) / at(0.5, by_hand):.2f} × median, {at(0.99, ours) / at(0.99, by_hand):.2f} × p99"
    return [f"command: {at(0.5, ours):.1f} ms median, {at(0.99, ours):.1f} ms p99; by hand {ratios}"]


async def _by_hand(folder: Path) -> list[float]:
    """Do deduplication, role, row and audit with raw aiosqlite, as durably."""
    async with aiosqlite.connect(folder / "by_hand.db", isolation_level=None) as db:
        await db.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE processed(key TEXT PRIMARY KEY, at REAL);"
            "CREATE TABLE roles(person INT PRIMARY KEY, role INT);"
            "CREATE TABLE follows(topic INT, person INT, PRIMARY KEY(topic, person));"
            "CREATE TABLE audit(who INT, at REAL);"
        )

        async def follow(turn: int) -> None:
            await db.execute("BEGIN IMMEDIATE")
            await db.execute("INSERT INTO processed VALUES(?, ?)", (str(turn), time.time()))
            async with db.execute("SELECT role FROM roles WHERE person=1") as rows:
                await rows.fetchone()
            if turn % 2:
                await db.execute("INSERT OR IGNORE INTO follows VALUES(1, 1)")
            else:
                await db.execute("DELETE FROM follows")
            await db.execute("INSERT INTO audit VALUES(1, ?)", (time.time(),))
            await db.execute("COMMIT")

        return await times(follow, COUNT)
