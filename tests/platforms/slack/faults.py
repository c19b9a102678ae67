"""Failures that a test orders: what, for which requests, how often."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

from aiohttp import web

from tests.platforms.slack.model import Wire

Kind = Literal["slow", "limited", "failing", "dropping", "refusing"]
Where = Callable[[Wire], bool]


@dataclass(eq=False)
class Fault:
    """One ordered failure; *accepted* says that it strikes after the request took effect."""

    kind: Kind
    method: str
    times: int | None
    accepted: bool = False
    seconds: float = 0.0
    status: int = 500
    code: str = ""
    where: Where | None = None

    def matches(self, method: str, params: Wire) -> bool:
        return self.times != 0 and fnmatchcase(method, self.method) and (self.where is None or self.where(params))

    async def strike(self, request: web.Request) -> web.Response | None:
        """The answer to give instead, or None to go on."""
        match self.kind:
            case "slow":
                await asyncio.sleep(self.seconds)
                return None
            case "limited":
                headers = {"Retry-After": str(int(self.seconds))}
                return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
            case "failing":
                return web.Response(status=self.status, text="upstream failure")
            case "dropping":
                return cut(request)
            case "refusing":
                return web.json_response({"ok": False, "error": self.code})


def cut(request: web.Request) -> web.Response:
    """Lose the connection that a request came by."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


class Faults:
    """Ordered failures. Method names may hold wildcards; ``response_url``, ``upload`` and ``socket`` count as methods.

    *times* None means until ``clear``.
    """

    def __init__(self, close_doors: Callable[[], Awaitable[None]], open_doors: Callable[[], Awaitable[None]]) -> None:
        self._ordered: list[Fault] = []
        self._close_doors = close_doors
        self._open_doors = open_doors

    def slow(
        self, method: str, seconds: float, times: int | None = 1, *, accepted: bool = False, where: Where | None = None
    ) -> None:
        self._ordered.append(Fault("slow", method, times, accepted, seconds, where=where))

    def rate_limit(self, method: str, retry_after: int = 1, times: int | None = 1, where: Where | None = None) -> None:
        self._ordered.append(Fault("limited", method, times, seconds=retry_after, where=where))

    def server_error(
        self, method: str, times: int | None = 1, *, accepted: bool, status: int = 500, where: Where | None = None
    ) -> None:
        self._ordered.append(Fault("failing", method, times, accepted, status=status, where=where))

    def drop(self, method: str, times: int | None = 1, *, accepted: bool, where: Where | None = None) -> None:
        """Cut the connection without an answer."""
        self._ordered.append(Fault("dropping", method, times, accepted, where=where))

    def error(
        self, method: str, code: str, times: int | None = 1, *, accepted: bool = False, where: Where | None = None
    ) -> None:
        """Answer ``ok: false`` with *code*, such as fatal_error or internal_error after accepting."""
        self._ordered.append(Fault("refusing", method, times, accepted, code=code, where=where))

    def clear(self) -> None:
        self._ordered.clear()

    @asynccontextmanager
    async def outage(self) -> AsyncIterator[None]:
        """All of Slack is away: links are lost and connections refused, at the same address again afterwards."""
        await self._close_doors()
        try:
            yield
        finally:
            await self._open_doors()

    def take(self, method: str, params: Wire) -> Fault | None:
        """The first ordered failure for this request, counted as used."""
        for fault in self._ordered:
            if fault.matches(method, params):
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None
