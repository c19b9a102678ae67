"""What is done now and then: the occurrences ahead are stored, and what people asked to have deleted is deleted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from bot.clock import Clock, MachineClock
from bot.errors import described
from bot.services.announcements import Announcements
from bot.services.bell import Bell, wait_for_ring
from bot.services.my_data import MyDataKeeping

EVERY = 60.0
"""Seconds of the machine's time between two looks; a clock that was moved is looked at at once."""


class Housekeeping:
    def __init__(
        self, clock: Clock, machine: MachineClock, bell: Bell, announcements: Announcements, my_data: MyDataKeeping
    ) -> None:
        self._clock = clock
        self._machine = machine
        self._bell = bell
        self._announcements = announcements
        self._my_data = my_data
        self._said: dict[str, str] = {}

    async def run(self, stopping: asyncio.Event) -> None:
        rung = self._bell.listen()
        while not stopping.is_set():
            await self._part("deletions", self._my_data.delete_due)
            await self._part("occurrences", self._announcements.expand_all)
            await self._wait(rung, stopping)

    async def _part(self, name: str, part: Callable[[], Awaitable[object]]) -> None:
        """Do one part, which keeps none of the others from being done; the same failure is logged once."""
        try:
            await part()
        except Exception as error:  # noqa: BLE001 - the next look tries it again
            told = described(error)
            if self._said.get(name) != told:
                structlog.get_logger("housekeeping").error("housekeeping failed", part=name, error=told)
            self._said[name] = told
        else:
            self._said.pop(name, None)

    async def _wait(self, rung: asyncio.Event, stopping: asyncio.Event) -> None:
        shift = self._clock.shift()
        until = self._machine.monotonic() + EVERY
        while not stopping.is_set() and self._clock.shift() - shift == timedelta():
            left = until - self._machine.monotonic()
            if left <= 0:
                return
            rung.clear()
            await wait_for_ring(rung, self._machine, left)
