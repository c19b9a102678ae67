"""What is done now and then: the occurrences ahead are stored, and what people asked to have deleted is deleted."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.clock import Clock, MachineClock
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

    async def run(self, stopping: asyncio.Event) -> None:
        rung = self._bell.listen()
        while not stopping.is_set():
            await self._announcements.expand_all()
            await self._my_data.delete_due()
            await self._wait(rung, stopping)

    async def _wait(self, rung: asyncio.Event, stopping: asyncio.Event) -> None:
        shift = self._clock.shift()
        until = self._machine.monotonic() + EVERY
        while not stopping.is_set() and self._clock.shift() - shift == timedelta():
            left = until - self._machine.monotonic()
            if left <= 0:
                return
            rung.clear()
            await wait_for_ring(rung, self._machine, left)
