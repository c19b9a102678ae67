"""What is past its deadline and nobody takes, as where a platform has lost its token: ended, its author told."""

from __future__ import annotations

from datetime import timedelta

from bot.clock import Clock
from bot.ports.storage import Storage
from bot.services.bell import Bell

GRACE = timedelta(minutes=10)
"""What is being served ends by itself long before."""


class Overdue:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def end(self) -> None:
        """End all of it; writes only where there is something."""
        now = self._clock.now()
        outbox = self._storage.outbox
        if await outbox.overdue(now - GRACE):
            await outbox.expire(now - GRACE, now)
            self._bell.ring()
