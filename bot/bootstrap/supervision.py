"""Running a house: each front and each loop by itself, so that what fails in one stops nothing else."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import structlog

from bot.bootstrap.house import House
from bot.errors import described
from bot.ports.platform import Front, FrontStopped
from bot.services.bell import wait_for_ring

FIRST_WAIT = 1.0
LONGEST_WAIT = 60.0
LAST_MOMENTS = 16.0
"""Seconds that what is being sent gets to be finished when the program stops: a little more than a request may take."""


async def run_house(house: House, stopping: asyncio.Event, stopped: Callable[[Front, FrontStopped], None]) -> None:
    """Run until *stopping* is set; *stopped* is told of a front that only an operator can mend."""
    fronts = [asyncio.create_task(_run_front(house, front, stopped)) for front in house.fronts]
    keeping = house.housekeeping
    loops = [
        asyncio.create_task(_run_loop(house, name, loop, stopping))
        for name, loop in (
            ("deliveries", house.deliveries.run),
            ("placements", house.placements.run),
            ("housekeeping", keeping.run),
        )
    ]
    await stopping.wait()
    house.bell.ring()
    _, late = await asyncio.wait(loops, timeout=LAST_MOMENTS)
    await _cancel([*late, *fronts])


async def _run_front(house: House, front: Front, stopped: Callable[[Front, FrontStopped], None]) -> None:
    log = structlog.get_logger("front")
    wait = FIRST_WAIT
    while True:
        started = house.ground.machine.monotonic()
        try:
            await front.run(house.dispatcher)
        except FrontStopped as reason:
            stopped(front, reason)
            return
        except Exception as error:  # noqa: BLE001 - whatever fails in one front, it starts again
            log.error("front failed", front=front.platform, error=described(error))
        if house.ground.machine.monotonic() - started > LONGEST_WAIT:
            wait = FIRST_WAIT
        log.warning("front restarts", front=front.platform, seconds=wait)
        await house.ground.machine.sleep(wait)
        wait = min(wait * 2, LONGEST_WAIT)


async def _run_loop(
    house: House, name: str, loop: Callable[[asyncio.Event], Awaitable[None]], stopping: asyncio.Event
) -> None:
    machine, wait = house.ground.machine, FIRST_WAIT
    while not stopping.is_set():
        started = machine.monotonic()
        try:
            await loop(stopping)
        except Exception as error:  # noqa: BLE001 - a loop that ends would go silent
            if machine.monotonic() - started > LONGEST_WAIT:
                wait = FIRST_WAIT
            structlog.get_logger("loop").error("loop failed", loop=name, error=described(error), seconds=wait)
            await wait_for_ring(stopping, machine, wait)
            wait = min(wait * 2, LONGEST_WAIT)


async def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with contextlib.suppress(asyncio.CancelledError):
            await task
