"""Trouble that both played platforms make: requests that take effect after their sender has gone, and storms."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Literal, TypeVar

from aiohttp import web

T = TypeVar("T")
Stroke = Literal["lost", "dropped", "failed", "limited", "late"]

_LOOK = 0.01


@dataclass(frozen=True)
class Odds:
    """How likely what befalls a request; the rest goes well.

    *lost*: the connection breaks before anything happened; *dropped*: it takes effect and the connection breaks;
    *failed*: it takes effect and a server error is answered; *limited*: 429, and nothing happens; *late*: it takes
    effect only once its sender has gone.
    """

    rng: Random
    lost: float = 0.0
    dropped: float = 0.0
    failed: float = 0.0
    limited: float = 0.0
    late: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.lost + self.dropped + self.failed + self.limited + self.late <= 1:
            raise ValueError("probabilities of more than 1")

    def draw(self) -> Stroke | None:
        """Return what befalls the next request."""
        left = self.rng.random()
        strokes: tuple[Stroke, ...] = ("lost", "dropped", "failed", "limited", "late")
        for stroke in strokes:
            left -= getattr(self, stroke)
            if left < 0:
                return stroke
        return None


@dataclass(eq=False)
class Held:
    """A request that waits: until released, or until *seconds* after its sender has hung up (None: released only)."""

    seconds: float | None
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        """Let it take effect now."""
        self.released.set()

    async def wait(self, request: web.Request) -> None:
        """Wait until it may take effect; *gone* is set as soon as the sender has hung up."""
        self.reached.set()
        releasing = asyncio.create_task(self.released.wait())
        try:
            while not self.gone.is_set() and not releasing.done():
                if request.transport is None or request.transport.is_closing():
                    self.gone.set()
                else:
                    await asyncio.wait({releasing}, timeout=_LOOK)
            await asyncio.wait({releasing}, timeout=self.seconds)
        finally:
            releasing.cancel()


class Lateness:
    """The requests that are held now. Each goes on whatever becomes of its connection."""

    def __init__(self) -> None:
        self._under_way: dict[Held, asyncio.Task[object]] = {}

    @property
    def held(self) -> list[Held]:
        """Return the requests that wait, oldest first."""
        return list(self._under_way)

    async def later(self, held: Held, request: web.Request, effect: Callable[[], Awaitable[T]]) -> T:
        """Return what *effect* gives once it was let happen; a cancelled caller does not keep it from happening."""

        async def work() -> T:
            await held.wait(request)
            try:
                return await effect()
            finally:
                held.done.set()

        task = asyncio.create_task(work())
        self._under_way[held] = task
        task.add_done_callback(lambda _: self._under_way.pop(held, None))
        return await asyncio.shield(task)

    def release(self) -> None:
        """Let those take effect that wait for nothing else."""
        for held in self.held:
            if held.seconds is None:
                held.release()

    async def settled(self) -> None:
        """Wait until no request is held any more."""
        while self._under_way:
            await asyncio.wait(list(self._under_way.values()))

    async def end(self) -> None:
        """Give up what is held, when the server stops."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
