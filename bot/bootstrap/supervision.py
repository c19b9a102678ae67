"""Running a house: each platform and each loop by itself, so that what fails in one stops nothing else."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from functools import partial

import structlog

from bot.bootstrap.house import House
from bot.bootstrap.restoring import doubt_what_fell_due
from bot.clock import wait_for_ring
from bot.errors import described
from bot.ports.platform import Front, FrontStopped
from bot.services.connections import Connection

FIRST_WAIT = 1.0
LONGEST_WAIT = 60.0
LAST_MOMENTS = 16.0
"""Seconds that what is being sent gets to be finished when the program stops: a little more than a request may take."""

Stopped = Callable[[Front, FrontStopped], None]


async def run_house(house: House, stopping: asyncio.Event, stopped: Stopped) -> None:
    """Run until *stopping* is set; *stopped* is told of a front that only an operator can mend."""
    await doubt_what_fell_due(house.ground.storage, house.ground.clock)
    work: dict[str, Callable[[asyncio.Event], Awaitable[None]]] = {
        "waking": house.waking.run,
        "notices": house.notices.run,
        "housekeeping": house.housekeeping.run,
        "links": house.link_watch.run,
    }
    for front in house.fronts:
        work[f"{front.platform}"] = partial(_speak, house, front, stopped)
    loops = [asyncio.create_task(_run_loop(house, name, loop, stopping)) for name, loop in work.items()]
    await stopping.wait()
    house.bell.ring()
    _, late = await asyncio.wait(loops, timeout=LAST_MOMENTS + 1)
    await _cancel([*late])


async def _speak(house: House, front: Front, stopped: Stopped, stopping: asyncio.Event) -> None:
    """Serve a platform while this process is the one that speaks there with that token."""
    house.connections.note(front.platform, Connection.STANDING_BY)
    async with house.ground.storage.leading(f"{front.platform}:{front.account}", stopping) as lost:
        if lost.is_set():
            return
        ending = asyncio.Event()
        serving = asyncio.create_task(_run_front(house, front, stopped))
        sending = [
            asyncio.create_task(_run_loop(house, f"{name} on {front.platform}", loop, ending))
            for name, loop in (
                ("deliveries", partial(house.deliveries.run, front.platform)),
                ("openings", partial(house.opening.run, front.platform)),
                ("placements", partial(house.placements.run, front.platform)),
            )
        ]
        try:
            await _first(stopping, lost)
        finally:
            ending.set()
            house.bell.ring()
            _, late = await asyncio.wait(sending, timeout=LAST_MOMENTS)
            await _cancel([*late, serving])


async def _first(*events: asyncio.Event) -> None:
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waiting:
            each.cancel()


async def _run_front(house: House, front: Front, stopped: Stopped) -> None:
    log = structlog.get_logger("front")
    wait = FIRST_WAIT
    while True:
        started = house.ground.machine.monotonic()
        house.connections.note(front.platform, Connection.CONNECTING)
        telling = asyncio.create_task(_tell_when_ready(house, front))
        try:
            await front.run(house.dispatcher)
        except FrontStopped as reason:
            house.connections.note(front.platform, Connection.STOPPED)
            stopped(front, reason)
            return
        except Exception as error:  # noqa: BLE001 - whatever fails in one front, it starts again
            log.error("front failed", front=front.platform, error=described(error))
        finally:
            telling.cancel()
        if house.ground.machine.monotonic() - started > LONGEST_WAIT:
            wait = FIRST_WAIT
        log.warning("front restarts", front=front.platform, seconds=wait)
        await house.ground.machine.sleep(wait)
        wait = min(wait * 2, LONGEST_WAIT)


async def _tell_when_ready(house: House, front: Front) -> None:
    await front.wait_ready()
    house.connections.note(front.platform, Connection.CONNECTED)


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
