"""What is done every minute or every quarter of an hour, by APScheduler; nothing that somebody was promised."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC

from apscheduler.schedulers.asyncio import AsyncIOScheduler


class Alarm:
    """Jobs live in memory, are never done twice at once, and of several that were missed one is made up for."""

    def __init__(self) -> None:
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)

    def every(self, seconds: float, name: str, job: Callable[[], Awaitable[None]]) -> None:
        """Do *job* every so many seconds once it runs."""
        self._scheduler.add_job(job, "interval", seconds=seconds, id=name)

    async def run(self, stopping: asyncio.Event) -> None:
        self._scheduler.start()
        try:
            await stopping.wait()
        finally:
            self._scheduler.shutdown(wait=False)
