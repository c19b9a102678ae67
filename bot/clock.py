"""Two clocks: domain time, which a rehearsal moves, and the machine's, which leases and answers are measured by."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Domain time: what "tomorrow at four" means."""

    def now(self) -> datetime: ...

    def shift(self) -> timedelta:
        """Return how far domain time is ahead of the machine's."""
        ...


class MachineClock(Protocol):
    """The machine's time; a rehearsal never moves it."""

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...

    async def sleep(self, seconds: float) -> None: ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def wait_for_ring(rung: asyncio.Event, machine: MachineClock, seconds: float) -> None:
    """Wait until *rung* is set, at most *seconds* of the machine's time."""
    sleep = asyncio.ensure_future(machine.sleep(seconds))
    ring = asyncio.ensure_future(rung.wait())
    try:
        await asyncio.wait({sleep, ring}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        sleep.cancel()
        ring.cancel()
