"""Wakes what sends: rung when a transaction left something to send."""

from __future__ import annotations

import asyncio


class Bell:
    """Rings every loop that waits on it; a ring while a loop is busy is not lost."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Event] = []

    def listen(self) -> asyncio.Event:
        """Return an event of the caller's own, which it clears before it looks for work."""
        event = asyncio.Event()
        self._waiting.append(event)
        return event

    def forget(self, event: asyncio.Event) -> None:
        """Ring *event* no more."""
        self._waiting.remove(event)

    def ring(self) -> None:
        for event in self._waiting:
            event.set()
