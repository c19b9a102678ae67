"""The domain clock of a house: it remembers where it was moved to, and tells who waits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.clock import MachineClock


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
