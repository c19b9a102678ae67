"""The domain clock of a house: it remembers where it was moved to, and tells who waits."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.clock import MachineClock
from bot.ports.storage import Outbox

MOST_STOPS = 60  # a year of something weekly
STOP_SECONDS = 2.0
LOOK_SECONDS = 0.02


class HouseClock:
    """Domain time as the machine's plus a shift, which only tests and the rehearsal room set."""

    def __init__(self, machine: MachineClock, shift: timedelta, keep: Callable[[timedelta], Awaitable[None]]) -> None:
        self._machine = machine
        self._shift = shift
        self._keep = keep
        self._moved: list[Callable[[], None]] = []

    def now(self) -> datetime:
        return self._machine.now() + self._shift

    def shift(self) -> timedelta:
        return self._shift

    def on_move(self, told: Callable[[], None]) -> None:
        self._moved.append(told)

    async def move_to(self, instant: datetime) -> None:
        """Move on to *instant*; raises ValueError for an instant that is over. Kept over restarts."""
        if instant < self.now():
            raise ValueError("time only goes forward")
        self._shift = instant - self._machine.now()
        await self._keep(self._shift)
        for tell in self._moved:
            tell()


class RoomTime:
    """The rehearsal room's clock: moved forward it stops wherever something is due, which so arrives at its own time.

    Moving a clock is no outage; without the stops everything would come late.
    """

    def __init__(self, clock: HouseClock, outbox: Outbox, machine: MachineClock) -> None:
        self._clock = clock
        self._outbox = outbox
        self._machine = machine
        self._one_by_one = asyncio.Lock()

    def now(self) -> datetime:
        return self._clock.now()

    async def move_to(self, instant: datetime) -> None:
        """Move on to *instant*; raises ValueError for an instant that is over."""
        async with self._one_by_one:
            if instant < self.now():
                raise ValueError("time only goes forward")
            for _ in range(MOST_STOPS):
                due = await self._outbox.next_due()
                if due is None or due > instant or not await self._stop_at(due):
                    break
            await self._forward(instant)

    async def _stop_at(self, due: datetime) -> bool:
        """Stand at *due* until it has gone out, and return whether it has."""
        await self._forward(due)
        for _ in range(round(STOP_SECONDS / LOOK_SECONDS)):
            if not await self._outbox.unsettled(due):
                return True
            await self._machine.sleep(LOOK_SECONDS)
        return False

    async def _forward(self, instant: datetime) -> None:
        """Move to *instant* unless time got there by itself."""
        with contextlib.suppress(ValueError):
            await self._clock.move_to(instant)
