"""What the core asks of a scheduler: to do things now and then."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol


class Alarm(Protocol):
    def every(self, seconds: float, name: str, job: Callable[[], Awaitable[None]]) -> None:
        """Do *job* every so many seconds of the machine's time, once it runs; never twice at once."""
        ...

    async def run(self, stopping: asyncio.Event) -> None: ...
