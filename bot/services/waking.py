"""The waking loop: looks once a second at most for what comes next, and rings when it is time."""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.clock import Clock, MachineClock, wait_for_ring
from bot.domain.delivery import Outlook
from bot.ports.storage import Storage
from bot.services.bell import Bell

LONGEST = 1.1
"""Seconds between two looks: what another process stored is noticed this soon, and all looks are under one a second."""
LONGEST_RING = 4.0
"""Seconds between two rings for what nobody takes, such as what is for a platform that no token is left for."""
SHORTEST = 0.05


class Waking:
    def __init__(self, storage: Storage, clock: Clock, machine: MachineClock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._machine = machine
        self._bell = bell

    async def run(self, stopping: asyncio.Event) -> None:
        moved = self._bell.listen()
        again = SHORTEST
        try:
            while not stopping.is_set():
                moved.clear()
                seconds = self._seconds_until(await self._storage.outbox.outlook())
                if seconds == 0:
                    self._bell.ring()
                    moved.clear()
                    await wait_for_ring(moved, self._machine, again)
                    # What is due and still there could not be taken: a full lane, a platform that is away.
                    again = min(again * 2, LONGEST_RING)
                else:
                    await wait_for_ring(moved, self._machine, min(seconds, LONGEST))
                    again = SHORTEST
        finally:
            self._bell.forget(moved)

    def _seconds_until(self, outlook: Outlook) -> float:
        """Return how long until something is to be done; 0 where it is now."""
        waits = []
        if outlook.untold:
            return 0.0
        if outlook.due is not None:
            waits.append((outlook.due - self._clock.now()).total_seconds())
        if outlook.ready is not None:
            waits.append(_until(outlook.ready, self._machine.now()))
        return max(min(waits, default=LONGEST), 0.0)


def _until(instant: datetime, now: datetime) -> float:
    return (instant - now).total_seconds()
