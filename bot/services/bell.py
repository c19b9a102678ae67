"""Wakes what sends: rung when a transaction left something to send."""

from __future__ import annotations

import asyncio

from bot.clock import MachineClock


class Bell:
    """Rings every loop that waits on it; a ring while a loop is busy is not lost."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Event] = []

    def listen(self) -> asyncio.Event:
        """Return an event of the caller's own, which it clears before it looks for work."""
        event = asyncio.Event()
        self._waiting.append(event)
        return event

    def ring(self) -> None:
        for event in self._waiting:
            event.set()


async def wait_for_ring(rung: asyncio.Event, machine: MachineClock, seconds: float) -> None:
    """Wait until *rung* is set, at most *seconds* of the machine's time."""
    sleep = asyncio.ensure_future(machine.sleep(seconds))
    ring = asyncio.ensure_future(rung.wait())
    try:
        await asyncio.wait({sleep, ring}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        sleep.cancel()
        ring.cancel()
