"""The room over HTTP: its pages, its files, and one socket for each open page."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from importlib import resources

import structlog
from aiohttp import WSMsgType, web

from adapters.rehearsal.guard import guarded
from adapters.rehearsal.incoming import Request, read
from adapters.rehearsal.limits import Unreachable
from adapters.rehearsal.live import Connection, Live
from adapters.rehearsal.pages import Pages
from adapters.rehearsal.people import PEOPLE, WORKSPACES, Viewer, find_person, find_workspace
from adapters.rehearsal.room import Room
from adapters.rehearsal.session import Session
from adapters.rehearsal.uploads import Uploads
from bot.errors import described
from bot.ports.incoming import Core
from bot.ports.room import RoomClock
from bot.ui.language import SOURCE, Languages

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_LARGEST = 256 * 1024
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class StaticFile:
    body: bytes
    content_type: str
    etag: str


class Site:
    """Serves while a core is there; before and after, it asks to wait."""

    def __init__(self, room: Room, pages: Pages, live: Live, clock: RoomClock, languages: Languages) -> None:
        self._room = room
        self._pages = pages
        self._live = live
        self._clock = clock
        self._languages = languages
        self._core: Core | None = None
        self._opened = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._files = _static_files()
        self._uploads = Uploads()

    def open(self, core: Core) -> None:
        self._core = core
        self._opened.set()

    async def wait_open(self) -> None:
        await self._opened.wait()

    async def close(self) -> None:
        """Let all pages go; what was being handled is given up, as when the process ends."""
        self._core = None
        self._opened.clear()
        self._live.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def routes(self, hosts: Collection[str]) -> list[web.RouteDef]:
        return [
            web.get("/", guarded(self._page, hosts)),
            web.get("/side-by-side", guarded(self._side_by_side, hosts)),
            web.post("/upload", guarded(self._upload, hosts)),
            web.get("/ws", guarded(self._socket, hosts)),
            web.get("/static/{name}", guarded(self._file, hosts)),
        ]

    async def _page(self, request: web.Request) -> web.StreamResponse:
        try:
            await asyncio.wait_for(self.wait_open(), _PATIENCE)
        except TimeoutError:
            return _later()
        viewer = await self._viewer(request)
        channels = await self._room.open_to(viewer)
        version = self._live.version
        messages = await self._room.messages_for(viewer)
        form = await self._room.open_form(viewer)
        typed = request.query.get("say", "")[:200]
        body = self._pages.room(viewer, channels, messages, form=form, version=version, typed=typed)
        return web.Response(text=body, content_type="text/html")

    async def _side_by_side(self, request: web.Request) -> web.StreamResponse:
        viewer = await self._viewer(request)
        return web.Response(text=self._pages.side_by_side(viewer), content_type="text/html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = self._files.get(request.match_info["name"])
        if file is None:
            return web.Response(status=404, text="There is no such file here.\n")
        response = web.Response(body=file.body, content_type=file.content_type, charset="utf-8")
        if request.if_none_match and any(tag.value == file.etag for tag in request.if_none_match):
            response = web.Response(status=304)
        response.etag = file.etag
        return response

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        return await self._uploads.take(await self._viewer(request), request)

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if self._core is None:
            return _later()
        connection = Connection(await self._viewer(request), web.WebSocketResponse(heartbeat=30, max_msg_size=_LARGEST))
        await connection.socket.prepare(request)
        session = Session(self._core, self._room, self._pages, self._live, self._clock, connection, self._uploads)
        writer = asyncio.ensure_future(connection.write())
        self._live.join(connection)
        if request.query.get("version") != self._live.version:
            connection.send("stale")
        try:
            async for message in connection.socket:
                if message.type is WSMsgType.TEXT:
                    self._take(session, connection, message.data)
        finally:
            self._live.part(connection)
            connection.leave()
            await writer
        return connection.socket

    def _take(self, session: Session, connection: Connection, text: str) -> None:
        try:
            asked = read(json.loads(text))
        except ValueError:
            asked = None
        if asked is None:
            return
        task = asyncio.ensure_future(self._carry_out(session, connection, *asked))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry_out(self, session: Session, connection: Connection, ref: str, request: Request) -> None:
        """Hand one request over. The page learns that it is done, so that it sends again only what got lost."""
        logger = structlog.get_logger("rehearsal")
        try:
            await session.handle(ref, request)
        except Exception as error:  # noqa: BLE001 - one request that fails must not end the page's connection
            logger.error("request failed", what=type(request).__name__, error=described(error))
            connection.send("toast", words=self._pages.words(connection.viewer)["not_done"])
        connection.send("done", ref=ref)
        self._live.clock()

    async def _viewer(self, request: web.Request) -> Viewer:
        """Return who looks at what; whatever the address leaves open or gets wrong is the first of its kind."""
        query = request.query
        person = find_person(query.get("as", "")) or PEOPLE[0]
        workspace = find_workspace(query.get("in", "")) or WORKSPACES[0]
        viewer = Viewer(person, workspace, None, self._locale(request), "framed" in query)
        try:
            channels = await self._room.open_to(viewer)
        except Unreachable:
            channels = []
        wanted = query.get("channel", "")
        named = [channel for channel in channels if channel.name == wanted]
        with_id = [channel for channel in channels if channel.id == wanted]
        channel = next(iter([*named, *with_id, *channels]), None)
        return Viewer(person, workspace, channel, viewer.locale, viewer.framed)

    def _locale(self, request: web.Request) -> str:
        accepted = request.headers.get("Accept-Language", "").split(",")
        for wanted in (request.query.get("lang", ""), *(part.partition(";")[0].strip() for part in accepted)):
            for code in (wanted, wanted.partition("-")[0]):
                if code in self._languages.codes:
                    return code
        return SOURCE


def _static_files() -> dict[str, StaticFile]:
    folder = resources.files("adapters.rehearsal").joinpath("static")
    files = {}
    for entry in folder.iterdir():
        suffix = "." + entry.name.rpartition(".")[2]
        if suffix in _TYPES:
            body = entry.read_bytes()
            files[entry.name] = StaticFile(body, _TYPES[suffix], hashlib.sha256(body).hexdigest()[:16])
    return files


def _later() -> web.Response:
    words = "Staffroom is starting. This page will be here in a moment: load it again.\n"
    return web.Response(status=503, text=words, headers={"Retry-After": "2"})
