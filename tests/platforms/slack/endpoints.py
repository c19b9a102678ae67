"""The addresses that the server listens at, and the doors that an outage shuts."""

from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.typedefs import Handler

from tests.platforms.slack import methods
from tests.platforms.slack.blocks import check_message, with_ids
from tests.platforms.slack.faults import cut
from tests.platforms.slack.methods import Request
from tests.platforms.slack.model import Refusal, Wire

if TYPE_CHECKING:
    from tests.platforms.slack.server import SlackServer

MOST_BYTES = 32 * 1024 * 1024


class Endpoints:
    def __init__(self, server: "SlackServer") -> None:
        self._server = server
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None
        self._away = False
        self.port = 0

    async def start(self) -> None:
        app = web.Application(client_max_size=MOST_BYTES, middlewares=[self._door])
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/link", self._link)
        app.router.add_post("/hooks/{hook}", self._hook)
        app.router.add_post("/upload/{file}", self._upload)
        app.router.add_get("/files-pri/{file}/download", self._download)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await self.open()

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def open(self) -> None:
        """Listen; after the first time at the same port again."""
        assert self._runner is not None
        self._away = False
        self._site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await self._site.start()
        self.port = self._runner.addresses[0][1]

    async def close(self) -> None:
        """Refuse new connections and lose those there are."""
        self._away = True
        self._server.socket.cut()
        if self._site is not None:
            await self._site.stop()

    @web.middleware
    async def _door(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        return cut(request) if self._away else await handler(request)

    async def _api(self, request: web.Request) -> web.StreamResponse:
        return await methods.handle(self._server, request)

    async def _link(self, request: web.Request) -> web.StreamResponse:
        fault = self._server.faults.take("socket", {})
        if fault and (struck := await fault.strike(request)):
            return struck
        return await self._server.socket.serve(request)

    async def _hook(self, request: web.Request) -> web.StreamResponse:
        server = self._server
        body = await methods.read_params(request)
        server.requests.append(Request("response_url", body, "", server.clock.time()))
        fault = server.faults.take("response_url", body)
        if fault and not fault.accepted and (struck := await fault.strike(request)):
            return struck
        try:
            server.hooks.respond(server.hooks.use(request.match_info["hook"]), checked(server, body, "response_url"))
        except Refusal as refusal:
            status = 404 if refusal.code.endswith("_url") else 400
            return web.json_response({"ok": False, "error": refusal.code}, status=status)
        finally:
            server.changes.announce()
        if fault and fault.accepted and (struck := await fault.strike(request)):
            return struck
        return web.Response(text="ok")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """Hand out a file to the bot, or like Slack lead whoever may not have it to the sign-in page."""
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        token = self._server.tokens.get(given)
        upload = self._server.uploads.get(request.match_info["file"])
        if token is None or "files:read" not in token.scopes or upload is None or upload.content is None:
            return web.Response(status=302, headers={"Location": f"{self._server.url}/signin"})
        return web.Response(body=upload.content)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        content = await request.read()
        fault = self._server.faults.take("upload", {})
        if fault and (struck := await fault.strike(request)):
            return struck
        upload = self._server.uploads.get(request.match_info["file"])
        if upload is None or len(content) != upload.length:
            return web.Response(status=400, text="length does not match")
        upload.content = content
        return web.Response(text=f"OK - {len(content)}")


def checked(server: "SlackServer", body: Wire, source: str) -> Wire:
    """A message that came by an ack or a response URL, checked as others are."""
    if body.get("delete_original"):
        return body
    blocks = body.get("blocks") or []
    try:
        check_message(blocks)
    except Refusal as refusal:
        server.problem(f"{source}: {refusal.code} {refusal.extra.get('response_metadata', '')}".rstrip())
        raise
    if blocks and not body.get("text"):
        server.problem(f"{source}: blocks without top-level text; screen readers and notifications need it")
    if not blocks and not body.get("text"):
        raise Refusal("no_text")
    return {**body, "blocks": with_ids(blocks, server.workspace.new_id)}
