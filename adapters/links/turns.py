"""Politeness: one host is asked one thing at a time, with a pause before the next."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.clock import MachineClock

MOST_REMEMBERED = 1000


@dataclass
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    waiting: int = 0


class Turns:
    """*pause* in seconds, between the end of one request to a host and the beginning of the next."""

    def __init__(self, machine: MachineClock, pause: float) -> None:
        self._machine = machine
        self._pause = pause
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Wait until *name* may be asked, and keep others waiting until the end of the block."""
        host = self._hosts.setdefault(name, _Host())
        host.waiting += 1
        try:
            async with host.lock:
                try:
                    await self._machine.sleep(max(host.free_at - self._machine.monotonic(), 0.0))
                    yield
                finally:
                    host.free_at = self._machine.monotonic() + self._pause
        finally:
            host.waiting -= 1
            self._forget()

    def _forget(self) -> None:
        if len(self._hosts) > MOST_REMEMBERED:
            now = self._machine.monotonic()
            self._hosts = {name: host for name, host in self._hosts.items() if host.waiting or host.free_at > now}
