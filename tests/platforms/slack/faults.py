"""Failures that a test orders: what, for which requests, how often."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from random import Random
from typing import Literal

from aiohttp import web

from tests.platforms.slack.model import Wire
from tests.platforms.trouble import Held, Lateness, Odds

Kind = Literal["slow", "limited", "failing", "dropping", "refusing", "late", "storm"]
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
    held: Held | None = None
    odds: Odds | None = None

    def matches(self, method: str, params: Wire) -> bool:
        return self.times != 0 and fnmatchcase(method, self.method) and (self.where is None or self.where(params))

    async def strike(self, request: web.Request) -> web.Response | None:
        """The answer to give instead, or None to go on."""
        match self.kind:
            case "slow":
                await asyncio.sleep(self.seconds)
                return None
            case "limited":
                return limited(int(self.seconds))
            case "failing":
                return web.Response(status=self.status, text="upstream failure")
            case "dropping":
                return cut(request)
            case "refusing":
                return web.json_response({"ok": False, "error": self.code})
            case "late" | "storm":
                return None  # the one is held and the other decided before

    def decided(self) -> "Fault | None":
        """Return what this does to one request: of a storm, what chance has chosen."""
        if self.kind == "late":
            return replace(self, held=self.held or Held(None if self.seconds < 0 else self.seconds))
        if self.odds is None:
            return self
        match self.odds.draw():
            case None:
                return None
            case "late":
                return Fault("late", self.method, 1, held=Held(self.seconds))
            case "limited":
                return Fault("limited", self.method, 1, seconds=self.status)
            case "failed" if self.odds.rng.random() < 0.5:
                return Fault("failing", self.method, 1, accepted=True, status=503)
            case "failed":
                return Fault("refusing", self.method, 1, accepted=True, code="internal_error")
            case stroke:
                return Fault("dropping", self.method, 1, accepted=stroke == "dropped")


def limited(seconds: int) -> web.Response:
    """Say that it was too much, and when to try again."""
    body = {"ok": False, "error": "ratelimited"}
    return web.json_response(body, status=429, headers={"Retry-After": str(seconds)})


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
        self.lateness = Lateness()
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

    def late(
        self, method: str, *, seconds: float | None = None, times: int | None = 1, where: Where | None = None
    ) -> Held:
        """Keep a request until its sender has hung up, and let it take effect *seconds* later, or when released.

        For methods of the Web API alone. With *times* over 1 each request is held by itself and what is returned tells
        of none of them.
        """
        held = Held(seconds)
        given = -1.0 if seconds is None else seconds
        self._ordered.append(
            Fault("late", method, times, seconds=given, where=where, held=held if times == 1 else None)
        )
        return held

    def storm(
        self,
        method: str,
        rng: Random,
        *,
        p_lost: float = 0.0,
        p_drop: float = 0.0,
        p_5xx: float = 0.0,
        p_429: float = 0.0,
        p_late: float = 0.0,
        late_seconds: float = 1.0,
        retry_after: int = 1,
        where: Where | None = None,
    ) -> None:
        """Let chance decide for each request, until cleared; ``trouble.Odds`` says what each of them does.

        Of the server errors half are HTTP 503, half ``ok: false`` with internal_error.
        """
        odds = Odds(rng, p_lost, p_drop, p_5xx, p_429, p_late)
        self._ordered.append(
            Fault("storm", method, None, seconds=late_seconds, status=retry_after, where=where, odds=odds)
        )

    def clear(self) -> None:
        """Make everything work again; what is held goes on, at once or when its time has come."""
        self._ordered.clear()
        self.lateness.release()

    @asynccontextmanager
    async def outage(self) -> AsyncIterator[None]:
        """All of Slack is away: links are lost and connections refused, at the same address again afterwards."""
        await self._close_doors()
        try:
            yield
        finally:
            await self._open_doors()

    def take(self, method: str, params: Wire) -> Fault | None:
        """The first ordered failure for this request, counted as used; a storm may spare it for the next."""
        for fault in self._ordered:
            if not fault.matches(method, params):
                continue
            if fault.times is not None:
                fault.times -= 1
            if (decided := fault.decided()) is not None:
                return decided
        return None
