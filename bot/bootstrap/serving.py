"""``staffroom run``: every house that the settings ask for, until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from aiohttp import web

from adapters.web.calendars import calendar_routes
from adapters.web.files import file_routes
from adapters.web.hours import hours_routes
from adapters.web.server import WebServer
from bot.bootstrap.alone import alone_on
from bot.bootstrap.fronts import platform_fronts
from bot.bootstrap.ground import open_ground
from bot.bootstrap.house import House, build
from bot.bootstrap.rehearsal import build_rehearsal, follow_zone, settle_in
from bot.bootstrap.sample import fill_sample
from bot.bootstrap.supervision import run_house
from bot.config import Settings
from bot.domain.people import Platform
from bot.ports.platform import Front, FrontStopped
from bot.services.sending import Policy


@dataclass(frozen=True, slots=True)
class Started:
    """What there is to say once everything runs. *room* is the rehearsal room's address, *code* the first admin's."""

    room: str | None
    platforms: tuple[Platform, ...]
    code: str | None
    filled: bool


class PortTaken(Exception):
    """Something else listens on a port that was asked for."""


async def serve(
    settings: Settings,
    sample: bool,
    started: Callable[[Started], None],
    stopped: Callable[[Front, FrontStopped], None],
    policy: Policy | None = None,
) -> None:
    """Run until SIGINT or SIGTERM; *policy* is for the platforms. Raises PortTaken and FolderTaken."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stopping.set)
    async with AsyncExitStack() as stack:
        code: str | None = None
        running: list[asyncio.Task[None]] = []
        for url in _databases(settings):
            stack.enter_context(alone_on(url))
        if settings.platform_configured:
            ground = await stack.enter_async_context(open_ground(settings.main_database_url, settings.data / "backups"))
            house = build(ground, settings, platform_fronts(settings), policy)
            code = await house.services.setup.first_admin_code()
            running.append(asyncio.create_task(run_house(house, stopping, stopped)))
            await _open_to_the_web(stack, settings, house)
        room, filled = None, False
        if settings.rehearsal_enabled:
            house, room, filled, tasks = await _open_room(stack, settings, sample, stopping, stopped)
            running += tasks
            code = code or await house.services.setup.first_admin_code()
        if not stopping.is_set():
            started(Started(room, _platforms(settings), code, filled))
        await stopping.wait()
        await asyncio.gather(*running)


def _platforms(settings: Settings) -> tuple[Platform, ...]:
    configured = ((Platform.DISCORD, settings.discord_configured), (Platform.SLACK, settings.slack_configured))
    return tuple(platform for platform, there in configured if there)


async def _open_to_the_web(stack: AsyncExitStack, settings: Settings, house: House) -> None:
    """Listen for calendar programs and browsers where the operator has given an address for them."""
    if settings.web.public_address is None:
        return
    server = WebServer(settings.web.listen_host, settings.web.listen_port, pages_of(house))
    try:
        await server.start()
    except OSError as taken:
        raise PortTaken(str(settings.web.listen_port)) from taken
    stack.push_async_callback(server.stop)


def pages_of(house: House) -> Sequence[web.AbstractRouteDef]:
    """Return what is read under secret addresses."""
    calendars = calendar_routes(house.services.workshops.calendars)
    return (
        *calendars,
        *hours_routes(house.services.hours, house.ground.languages),
        *file_routes(house.services.library.files),
    )


def _databases(settings: Settings) -> list[str]:
    """Return the addresses of what is served, each once."""
    served = [settings.main_database_url] if settings.platform_configured else []
    return served + ([settings.rehearsal_database_url] if settings.rehearsal_enabled else [])


async def _open_room(
    stack: AsyncExitStack,
    settings: Settings,
    sample: bool,
    stopping: asyncio.Event,
    stopped: Callable[[Front, FrontStopped], None],
) -> tuple[House, str, bool, list[asyncio.Task[None]]]:
    ground = await stack.enter_async_context(open_ground(settings.rehearsal_database_url, settings.data / "backups"))
    house, front, zone = await build_rehearsal(ground, settings)
    routes = (*front.routes(), *pages_of(house))
    server = WebServer(settings.rehearsal.host, settings.rehearsal.port, routes)
    try:
        await server.start()
    except OSError as taken:
        raise PortTaken(str(settings.rehearsal.port)) from taken
    stack.push_async_callback(server.stop)
    running = asyncio.create_task(run_house(house, stopping, stopped))
    settling = asyncio.create_task(settle_in(house, zone))
    await asyncio.wait({settling, running}, return_when=asyncio.FIRST_COMPLETED)
    if not settling.done():  # told to stop before the room was open
        await _end(settling)
        return house, server.url, False, [running]
    await settling
    following = asyncio.create_task(follow_zone(house, zone))
    stack.push_async_callback(_end, following)
    filled = sample and await fill_sample(house)
    return house, server.url, filled, [running]


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
