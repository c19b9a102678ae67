"""A hundred thousand rows that are not due for weeks, and a process that waits: memory, and how often it looks."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from benchmarks.house import Heard, opened, origin
from bot.bootstrap.supervision import run_house
from bot.domain.delivery import NewDelivery
from bot.domain.ids import CommunityId
from bot.domain.people import Role
from bot.ports.incoming import CommandCall
from storage.unit_of_work import SqlStorage

ROWS = 100_000
AT_A_TIME = 1_000
SETTLES = 5.0
LOOKED_FOR = 20.0
PAGE_KIB = 4


async def measure(folder: Path, size: int) -> Sequence[str]:
    async with opened(folder, "waiting") as (house, _):
        await house.dispatcher.handle(CommandCall(origin(0, 1, Role.ADMIN), "staffroom home", {}), Heard())
        (community, *_) = await house.ground.storage.installation.communities()
        stopping = asyncio.Event()
        running = asyncio.create_task(run_house(house, stopping, lambda *_: None))
        await asyncio.sleep(SETTLES)
        gc.collect()
        before = _resident()
        with ProcessPoolExecutor(1, get_context("spawn")) as elsewhere:
            url = f"sqlite+aiosqlite:///{folder / 'waiting'}.db"
            await asyncio.get_running_loop().run_in_executor(elsewhere, _fill, url, int(community.id))
        await asyncio.sleep(SETTLES)
        gc.collect()
        grown = (_resident() - before) / 1024
        looks = await _statements(LOOKED_FOR)
        stopping.set()
        await running
    said = (
        f"waiting: {ROWS} rows ahead, {grown:.1f} MiB more memory (promised 5); "
        f"{looks / LOOKED_FOR:.2f} statements a second while nothing is due (promised 1)"
    )
    return [said]


def _fill(url: str, community: int) -> None:
    """Store ROWS, as another process would, so that this one's memory is only what waiting takes."""
    asyncio.run(_add(SqlStorage(url), CommunityId(community)))


async def _add(storage: SqlStorage, community: CommunityId) -> None:
    due = datetime.now(UTC) + timedelta(days=30)
    for first in range(0, ROWS, AT_A_TIME):
        async with storage.write(community) as uow:
            (workspace, *_) = await uow.communities.workspaces()
            await uow.deliveries.add(
                [
                    NewDelivery(
                        community, "announcement", number, "2026-10-05T16:00", "announcement", 1,
                        due + timedelta(seconds=number), due + timedelta(days=1), workspace.id,
                    )
                    for number in range(first, first + AT_A_TIME)
                ]
            )  # fmt: skip
            await uow.commit()
    await storage.close()


def _resident() -> int:
    """Return this process's resident memory in KiB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_KIB


async def _statements(seconds: float) -> int:
    """Return how many statements are asked of any database within so many seconds, each with its BEGIN as one."""
    counted = 0

    def count(connection: object, cursor: object, statement: str, *_: object) -> None:
        nonlocal counted
        counted += not statement.startswith("BEGIN")

    event.listen(Engine, "before_cursor_execute", count)
    try:
        began = time.monotonic()
        await asyncio.sleep(seconds - (time.monotonic() - began))
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    return counted
