"""A machine clock that stands still until a test moves it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

_START = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)


async def settled() -> None:
    """Let everything that can go on without time passing go on."""
    for _ in range(20):
        await asyncio.sleep(0)


class HandMovedClock:
    """Sleepers wake in the order of their time, and each has done its work before the next one wakes."""

    def __init__(self) -> None:
        self._passed = 0.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return _START + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        return self._passed

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            return
        sleeper = (self._passed + seconds, asyncio.get_running_loop().create_future())
        self._sleepers.append(sleeper)
        try:
            await sleeper[1]
        finally:
            self._sleepers.remove(sleeper)

    @property
    def sleeping(self) -> int:
        return len(self._sleepers)

    async def to(self, moment: float) -> None:
        """Move to *moment*, in seconds since the start."""
        await settled()
        while due := [sleeper for sleeper in self._sleepers if sleeper[0] <= moment and not sleeper[1].done()]:
            at, future = min(due, key=lambda sleeper: sleeper[0])
            self._passed = at
            future.set_result(None)
            await settled()
        self._passed = moment
        await settled()
