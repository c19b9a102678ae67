"""The one HTTP server: health for whoever watches over it, and the routes that the adapters bring."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

_GOODBYE = 2.0
"""Seconds that open connections get to end when the server stops."""


class WebServer:
    """Listens on *host* (this machine alone, unless told otherwise); port 0 takes any free one."""

    def __init__(self, host: str = "127.0.0.1", port: int = 8080, routes: Sequence[web.AbstractRouteDef] = ()) -> None:
        self._host = host
        self._port = port
        self._routes = routes
        self._runner: web.AppRunner | None = None

    @property
    def port(self) -> int:
        """The port it listens on; the one asked for before it has started."""
        addresses = self._runner.addresses if self._runner else []
        return int(addresses[0][1]) if addresses else self._port

    @property
    def url(self) -> str:
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self.port}"

    async def start(self) -> None:
        """Begin to listen; raises OSError if the port is taken."""
        application = web.Application()
        application.add_routes([web.get("/health", _health), *self._routes])
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=_GOODBYE)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner

    async def stop(self) -> None:
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()


async def _health(_: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})
