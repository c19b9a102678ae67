"""What is done now and then: what is ahead is stored, and what people asked to have deleted is deleted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import structlog

from bot.clock import Clock
from bot.errors import described
from bot.ports.alarm import Alarm
from bot.services.bell import Bell

Part = Callable[[], Awaitable[object]]


class Housekeeping:
    """*parts* by name, each done every so many seconds, at the start, and when a clock is moved."""

    def __init__(self, clock: Clock, bell: Bell, alarm: Alarm, parts: Mapping[str, tuple[float, Part]]) -> None:
        self._clock = clock
        self._bell = bell
        self._alarm = alarm
        self._parts = parts
        self._said: dict[str, str] = {}

    async def run(self, stopping: asyncio.Event) -> None:
        for name, (seconds, part) in self._parts.items():
            self._alarm.every(seconds, name, partial(self._do, name, part))
        ringing = asyncio.create_task(self._alarm.run(stopping))
        try:
            await self._follow_clock(stopping)
        finally:
            ringing.cancel()
            await asyncio.gather(ringing, return_exceptions=True)

    async def _follow_clock(self, stopping: asyncio.Event) -> None:
        rung = self._bell.listen()
        try:
            while not stopping.is_set():
                shift = self._clock.shift()
                for name, (_, part) in self._parts.items():
                    await self._do(name, part)
                while not stopping.is_set() and self._clock.shift() == shift:
                    rung.clear()
                    await rung.wait()
        finally:
            self._bell.forget(rung)

    async def _do(self, name: str, part: Part) -> None:
        """Do one part, which keeps none of the others from being done; the same failure is logged once."""
        try:
            await part()
        except Exception as error:  # noqa: BLE001 - the next time tries it again
            told = described(error)
            if self._said.get(name) != told:
                structlog.get_logger("housekeeping").error("housekeeping failed", part=name, error=told)
            self._said[name] = told
        else:
            self._said.pop(name, None)
