"""One run of the program: it can end at any await, and what it had asked for may still happen."""

from __future__ import annotations

import asyncio
import inspect
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from types import TracebackType
from typing import Any, cast

from bot.domain.announcements import Announcement
from bot.domain.delivery import Delivery, Ending
from bot.domain.ids import CommunityId
from bot.domain.sight import PUBLIC, Sight
from bot.ports.platform import Messenger
from bot.ports.storage import Installation, Outbox, Storage, UnitOfWork
from tests.storage.machine.a_platform import SAW
from tests.storage.machine.one_thread import SteppedLoop


class Crashed(BaseException):
    """The process is gone: nothing of it catches this, and nothing of it writes any more."""


class Life:
    """*left*: how many more steps it has; None while nothing is going to happen to it."""

    def __init__(self, loop: SteppedLoop, on_stored: Callable[[Announcement], None], stored: Callable[[], int]) -> None:
        self._loop = loop
        self.on_stored = on_stored
        self.stored = stored
        self.left: int | None = None
        self.over = asyncio.Event()
        self.slow: deque[float] = deque()
        """Seconds that the next calls on the outbox take, one before and one after each."""
        self.slow_records: deque[float] = deque()
        """The same of the next that record how far a delivery has come."""
        self.wrong: list[str] = []

    async def step(self, slow: deque[float] | None = None) -> None:
        """End here if it is time, else let others go on."""
        self._end_if_over()
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                self.over.set()
        self._end_if_over()
        await asyncio.sleep(slow.popleft() if slow else 0)
        self._end_if_over()

    def _end_if_over(self) -> None:
        if self.over.is_set():
            raise Crashed

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Let no time pass while a database on a server is at work."""
        self._loop.asked += 1
        try:
            yield
        finally:
            self._loop.asked -= 1


class Watched:
    """Everything asked of *thing* is a step before and a step after; what is not asked is handed on."""

    def __init__(self, thing: object, life: Life, *, database: bool = True) -> None:
        self._thing = thing
        self._life = life
        self._database = database

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._thing, name)
        if not inspect.iscoroutinefunction(found):
            return found

        async def call(*args: Any, **named: Any) -> Any:
            slow = self._slow(name)
            await self._life.step(slow)
            if self._database:
                with self._life.asking():
                    result = await found(*args, **named)
            else:
                result = await found(*args, **named)
            await self._life.step(slow)
            return result

        return call

    def _slow(self, name: str) -> deque[float] | None:
        return None


class WatchedOutbox(Watched):
    """May be slow, and notes a record that was taken of somebody whose claim was overtaken."""

    def __init__(self, thing: object, life: Life) -> None:
        super().__init__(_Fenced(cast(Outbox, thing), life), life)

    def _slow(self, name: str) -> deque[float] | None:
        return self._life.slow_records if name == "record" and self._life.slow_records else self._life.slow


class _Fenced:
    def __init__(self, outbox: Outbox, life: Life) -> None:
        self._outbox = outbox
        self._life = life
        self._fences: dict[int, int] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._outbox, name)

    async def claim_deliveries(self, *args: Any, **named: Any) -> Sequence[Delivery]:
        return self._noted(await self._outbox.claim_deliveries(*args, **named))

    async def claim_doubtful(self, *args: Any, **named: Any) -> Sequence[Delivery]:
        return self._noted(await self._outbox.claim_doubtful(*args, **named))

    def _noted(self, claimed: Sequence[Delivery]) -> Sequence[Delivery]:
        self._fences |= {row.id: row.fence for row in claimed}
        return claimed

    async def record(self, delivery: Delivery, ending: Ending) -> bool:
        overtaken = self._fences.get(delivery.id, 0) > delivery.fence
        recorded = await self._outbox.record(delivery, ending)
        if overtaken and recorded:
            self._life.wrong.append(f"{delivery.key} was recorded by a claim that had been overtaken")
        return recorded


class WatchedAnnouncements(Watched):
    """Notes what was stored of which announcement, and how much of it somebody saw."""

    def __init__(self, thing: object, life: Life) -> None:
        super().__init__(thing, life)
        self.changed: list[Announcement] = []

    async def get(self, announcement: int) -> Announcement:
        SAW.set(self._life.stored())
        return cast(Announcement, await self.__getattr__("get")(announcement))

    async def update(self, announcement: Announcement) -> None:
        self.changed.append(announcement)
        await self.__getattr__("update")(announcement)


class WatchedUnit:
    def __init__(self, work: UnitOfWork, life: Life) -> None:
        self._work = work
        self._life = life
        self.announcements = WatchedAnnouncements(work.announcements, life)

    def __getattr__(self, name: str) -> Any:
        return Watched(getattr(self._work, name), self._life)

    async def commit(self) -> None:
        await self._life.step()
        with self._life.asking():
            await self._work.commit()
        for each in self.announcements.changed:
            self._life.on_stored(each)
        await self._life.step()


class _Opened:
    def __init__(self, unit: AbstractAsyncContextManager[UnitOfWork], life: Life) -> None:
        self._unit = unit
        self._life = life

    async def __aenter__(self) -> UnitOfWork:
        await self._life.step(self._life.slow)
        with self._life.asking():
            work = await self._unit.__aenter__()
        return cast(UnitOfWork, WatchedUnit(work, self._life))

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        with self._life.asking():
            return await self._unit.__aexit__(kind, error, trace)


class WatchedStorage:
    """What a run of the program has of its database."""

    def __init__(self, storage: Storage, life: Life) -> None:
        self._storage = storage
        self._life = life
        self.outbox = cast(Outbox, WatchedOutbox(storage.outbox, life))
        self.installation = cast(Installation, Watched(storage.installation, life))

    def read(self, community: CommunityId, sight: Sight = PUBLIC) -> AbstractAsyncContextManager[UnitOfWork]:
        return _Opened(self._storage.read(community, sight), self._life)

    def write(
        self, community: CommunityId, once: str | None = None, sight: Sight = PUBLIC
    ) -> AbstractAsyncContextManager[UnitOfWork]:
        return _Opened(self._storage.write(community, once, sight), self._life)


def watched_messenger(messenger: Messenger, life: Life) -> Messenger:
    return cast(Messenger, Watched(messenger, life, database=False))


async def bury(life: Life) -> None:
    """End all that *life* left unfinished; what the platforms still have of it goes on."""
    life.over.set()
    this = asyncio.current_task()
    while left := [task for task in asyncio.all_tasks() if task is not this]:
        for task in left:
            if not _closes_connection(task):
                task.cancel()
        with life.asking():
            await asyncio.wait(left)
        await asyncio.gather(*left, return_exceptions=True)


def _closes_connection(task: asyncio.Task[Any]) -> bool:
    """Whether it gives a connection back: what a database does by itself when its client is gone."""
    return getattr(task.get_coro(), "__qualname__", "").startswith("AsyncConnection.")


def unheard(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What ended with its run has nobody to tell; anything else is a mistake."""
    error = context.get("exception")
    if not isinstance(error, Crashed | asyncio.CancelledError):
        raise AssertionError(context.get("message")) from error
