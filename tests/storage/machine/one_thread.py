"""Time that passes only when nothing else can happen, and SQLite that answers at once: every run is the same again."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import aiosqlite.core
import pytest

SECONDS_TO_ANSWER = 30.0
"""For a database on a server; real seconds."""


class _Selector(selectors.DefaultSelector):
    loop: SteppedLoop

    def select(self, timeout: float | None = None) -> Any:
        if timeout is not None and timeout <= 0:
            return super().select(0)
        if self.loop.asked:
            answers = super().select(SECONDS_TO_ANSWER)
            assert answers, "the database does not answer"
            return answers
        assert timeout is not None, "nothing will ever happen again"
        self.loop.jump(timeout)
        return super().select(0)


class SteppedLoop(asyncio.SelectorEventLoop):
    """Its time goes on to the next thing that waits for it as soon as nothing is left to do before."""

    def __init__(self) -> None:
        selector = _Selector()
        selector.loop = self
        self._at = 0.0
        self.asked = 0
        """Questions to a database on a server that are not answered yet: time stands still for them."""
        super().__init__(selector)

    def time(self) -> float:
        return self._at

    def jump(self, seconds: float) -> None:
        """Let *seconds* pass at once, as a machine that slept does."""
        self._at += seconds


class LoopClock:
    """The machine's clock: the loop's."""

    def __init__(self, loop: SteppedLoop, start: datetime) -> None:
        self._loop = loop
        self._start = start

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._loop.time())

    def monotonic(self) -> float:
        return self._loop.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(seconds, 0))


@contextmanager
def sqlite_at_once() -> Iterator[None]:
    """Carry out what is asked of SQLite where it is asked, without the driver's threads."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aiosqlite.core, "SimpleQueue", _AtOnce)
        patch.setattr(aiosqlite.core, "Thread", _NoThread)
        yield


class _AtOnce:
    def put_nowait(self, item: tuple[asyncio.Future[Any] | None, Callable[[], Any]]) -> None:
        future, function = item
        try:
            result = function()
        except Exception as error:  # noqa: BLE001 - raised where it is awaited, as the driver does
            if future is not None:
                future.set_exception(error)
        else:
            if future is not None:
                future.set_result(result)


class _NoThread:
    daemon = True

    def __init__(self, **_: object) -> None:
        pass

    def start(self) -> None:
        pass
