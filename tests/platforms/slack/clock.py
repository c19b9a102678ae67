"""The machine clock that the server lives by, and waiting for what changes."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


class MachineClock:
    """Real time plus what a test has added; whoever waits on it is woken when it is moved."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._moved = asyncio.Event()

    def time(self) -> float:
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds
        self._moved.set()
        self._moved = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        until = self.time() + seconds
        while (left := until - self.time()) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._moved.wait()


class Changes:
    """Wakes those who wait for a condition each time something has changed."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def announce(self) -> None:
        self._next.set()
        self._next = asyncio.Event()

    async def wait_for(self, predicate: Callable[[], T | None], timeout: float) -> T:
        """Return the first true value of *predicate*; AssertionError after *timeout* real seconds."""
        try:
            async with asyncio.timeout(timeout):
                while not (value := predicate()):
                    await self._next.wait()
        except TimeoutError:
            raise AssertionError(f"nothing like that happened within {timeout} s") from None
        return value
