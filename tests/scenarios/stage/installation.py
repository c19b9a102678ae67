"""The product itself, running inside the test: the real house with its real fronts on a real database."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from contextvars import Context, ContextVar, copy_context
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.exc import SAWarning

from adapters.web.server import WebServer
from bot.bootstrap.fronts import platform_fronts
from bot.bootstrap.ground import SHIFT, open_ground
from bot.bootstrap.house import House, build
from bot.bootstrap.rehearsal import build_rehearsal, follow_zone, settle_in
from bot.bootstrap.serving import pages_of
from bot.bootstrap.supervision import run_house
from bot.config import Settings
from bot.domain.people import Platform
from bot.interaction.spec import Spec
from bot.ports.links import Pages
from bot.ports.platform import Front, FrontStopped
from bot.services.sending import Policy
from commands import ALL_COMMANDS
from storage.unit_of_work import SqlStorage

READY_WITHIN = 10.0
POLICY = Policy(
    request_timeout=2.0,
    lease=timedelta(seconds=4),
    quarantine=timedelta(seconds=0.5),
    second_look=timedelta(seconds=0.3),
    repeat_within=timedelta(seconds=3),
    repeat_after=timedelta(seconds=0.2),
    retry=(0.3, 0.6, 1.2),
    faster=100,
)

_TASKS: ContextVar[set[asyncio.Task[Any]] | None] = ContextVar("tasks of the house", default=None)


def tell_tasks_apart(loop: asyncio.AbstractEventLoop) -> None:
    """Let every task that a house starts, and those that they start, be known as its own, so that it can be killed."""

    def make(on: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Any], **how: Any) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.Task(work, loop=on, **how)
        context: Context = how.get("context") or copy_context()
        house = context.get(_TASKS)
        if house is not None:
            house.add(task)
            task.add_done_callback(house.discard)
        return task

    loop.set_task_factory(make)  # type: ignore[arg-type]


async def _cancelled(tasks: Sequence[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _collected() -> None:
    """Let go of what was broken off, without a word from the loop about sessions that nobody closed."""
    loop = asyncio.get_running_loop()
    before = loop.get_exception_handler()
    loop.set_exception_handler(lambda _loop, _context: None)
    try:
        gc.collect()
    finally:
        loop.set_exception_handler(before)


class Installation(ABC):
    """Starts, stops and crashes; the database stays. *settings* is asked at each start, as a file would be read."""

    def __init__(
        self,
        url: str,
        settings: Callable[[], Settings],
        specs: Sequence[Spec] = ALL_COMMANDS,
        pages: Pages | None = None,
    ) -> None:
        self.url = url
        self.pages = pages
        self.settings = settings
        self.specs = specs
        self.policy = POLICY
        self.stopped: dict[Platform, FrontStopped] = {}
        self._stop_noted = asyncio.Event()
        self._house: House | None = None
        self._running: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._open = AsyncExitStack()

    @property
    def house(self) -> House:
        assert self._house is not None, "it does not run"
        return self._house

    @property
    def zone(self) -> str:
        return self.settings().community.time_zone or "UTC"

    async def begin_at(self, moment: datetime) -> None:
        """Let domain time begin at *moment*; to be said before the first start."""
        storage = SqlStorage(self.url)
        shift = moment - datetime.now(UTC)
        await storage.installation.set_setting(SHIFT, str(shift.total_seconds()))
        await storage.close()

    async def start(self) -> None:
        self._stopping = asyncio.Event()
        self.stopped.clear()
        before = _TASKS.set(self._tasks)
        try:
            await self._start()
        finally:
            _TASKS.reset(before)

    async def stop(self) -> None:
        """Stop as on SIGTERM."""
        self._stopping.set()
        if self._running is not None:
            await self._running
        await self._close()

    async def crash(self) -> None:
        """Break off whatever is being done, without letting any loop come to its end."""
        if not self._unfinished():
            await self._close()
            return
        with warnings.catch_warnings():
            # A statement that was broken off leaves its connection to the collector, as no process that died could,
            # and what was broken off while it hung up on a platform leaves its sockets.
            warnings.simplefilter("ignore", SAWarning)
            warnings.simplefilter("ignore", ResourceWarning)
            while self._unfinished():
                await _cancelled(self._unfinished())
            await self._close()
            _collected()

    def _unfinished(self) -> list[asyncio.Task[Any]]:
        return [task for task in self._tasks if not task.done()]

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def _close(self) -> None:
        self._house = self._running = None
        await self._open.aclose()

    def _run(self, house: House) -> None:
        self._house = house
        self._running = asyncio.create_task(run_house(house, self._stopping, self._note))

    def _note(self, front: Front, reason: FrontStopped) -> None:
        self.stopped[front.platform] = reason
        self._stop_noted.set()

    async def _given_up(self, front: Front) -> None:
        """Wait until *front* stopped for good."""
        while front.platform not in self.stopped:
            self._stop_noted.clear()
            await self._stop_noted.wait()

    @abstractmethod
    async def _start(self) -> None: ...


class OnPlatforms(Installation):
    """Discord, Slack, or both."""

    async def _start(self) -> None:
        ground = await self._open.enter_async_context(open_ground(self.url, None, self.specs))
        settings = self.settings()
        house = build(ground, settings, platform_fronts(settings), self.policy, self.pages)
        self._run(house)
        for front in house.fronts:
            await self._ready(front)

    async def _ready(self, front: Front) -> None:
        """Wait until *front* is connected; one that an operator has to mend never will be, and is left alone."""
        waiting = {asyncio.ensure_future(front.wait_ready()), asyncio.ensure_future(self._given_up(front))}
        done, late = await asyncio.wait(waiting, timeout=READY_WITHIN, return_when=asyncio.FIRST_COMPLETED)
        for each in late:
            await _end(each)
        assert done, f"{front.platform} is not connected after {READY_WITHIN:.0f} s"


class InRoom(Installation):
    """The rehearsal room behind a real web server, on the same port after a restart."""

    port = 0

    async def _start(self) -> None:
        ground = await self._open.enter_async_context(open_ground(self.url, None, self.specs))
        house, front, zone = await build_rehearsal(ground, self.settings(), self.pages)
        server = WebServer(port=self.port, routes=(*front.routes(), *pages_of(house)))
        await server.start()
        self._open.push_async_callback(server.stop)
        self.port = server.port
        self._run(house)
        async with asyncio.timeout(READY_WITHIN):
            await settle_in(house, zone)
        following = asyncio.create_task(follow_zone(house, zone))
        self._open.push_async_callback(_end, following)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
