"""A web of one's own: real servers on this machine that are reached under any name."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_network

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from adapters.links.fetching import PageLooker
from bot.clock import SystemClock

LOOPBACK = (ip_network("127.0.0.0/8"),)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Names(AbstractResolver):
    """Every name leads to the server on *port*, but those in *others*, which have addresses of their own."""

    def __init__(self, port: int, others: Mapping[str, list[list[str]]] | None = None) -> None:
        self.port = port
        self.others = {name: list(answers) for name, answers in (others or {}).items()}
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        answers = self.others.get(host, [["127.0.0.1"]])
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return [
            ResolveResult(hostname=host, host=each, port=self.port, family=family, proto=0, flags=0)
            for each in addresses
        ]

    async def close(self) -> None:
        """Nothing is open."""


@dataclass
class Site:
    """What the server has by path; *asked* are the requests that reached it."""

    pages: dict[str, Handler] = field(default_factory=dict)
    asked: list[web.Request] = field(default_factory=list)
    port: int = 0

    def page(self, path: str, html: str, status: int = 200, **headers: str) -> None:
        async def answer(_: web.Request) -> web.StreamResponse:
            return web.Response(text=html, content_type="text/html", status=status, headers=headers)

        self.pages[path] = answer

    def leads(self, path: str, to: str) -> None:
        async def answer(_: web.Request) -> web.StreamResponse:
            return web.Response(status=302, headers={"Location": to})

        self.pages[path] = answer

    def times(self, path: str) -> int:
        """Return how often the page was asked for."""
        return sum(request.path == path for request in self.asked)

    def looker(self, names: Names | None = None, seconds: float = 5.0, pause: float = 0.0) -> PageLooker:
        return PageLooker(SystemClock(), LOOPBACK, names or Names(self.port), seconds, pause)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        handler = self.pages.get(request.path)
        return await handler(request) if handler else web.Response(status=404, text="Not here")


@asynccontextmanager
async def serving() -> AsyncIterator[Site]:
    """Serve a site on a free port until the end of the block."""
    site = Site()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", site._answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.port = int(runner.addresses[0][1])
    try:
        yield site
    finally:
        async with asyncio.timeout(5):
            await runner.cleanup()
