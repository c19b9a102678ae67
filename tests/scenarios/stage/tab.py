"""A page of the rehearsal room, open at one channel: what its script does, done here over the same socket."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

from aiohttp import ClientError, ClientSession, ClientWebSocketResponse, WSMsgType

from tests.scenarios.stage.html import Node, read, text_of
from tests.scenarios.stage.seen import File

DONE_WITHIN = 5.0
_REFS = count(1)


class Changes:
    """Wakes those who wait each time something has changed on a page."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def announce(self) -> None:
        self._next.set()
        self._next = asyncio.Event()

    async def next(self) -> None:
        await self._next.wait()


class Tab:
    """Follows what the server tells until it is closed. *keep* is given all words that ever stood on it."""

    def __init__(
        self, session: ClientSession, query: dict[str, str], changes: Changes, keep: Callable[[str], None]
    ) -> None:
        self._session = session
        self._query = query
        self._changes = changes
        self._keep = keep
        self._address = ""
        self._socket: ClientWebSocketResponse | None = None
        self._reading: asyncio.Task[None] | None = None
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self.found: list[dict[str, str]] = []
        self.messages: dict[str, tuple[Node, int]] = {}
        self.direct: dict[str, tuple[Node, int]] = {}
        self.pinned: list[str] = []
        self.channels: list[str] = []
        self.sheet: Node | None = None
        self.data: dict[str, Any] = {}
        self.toasts: list[str] = []
        self._version = ""

    async def open(self, address: str) -> None:
        """Load the page and connect; a tab that was open before catches up."""
        self._address = address
        if not self._version:
            await self._load()
        query = {**self._query, "version": self._version}
        self._socket = await self._session.ws_connect(f"{address}/ws", params=query)
        self._reading = asyncio.create_task(self._follow(self._socket))

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close()
        if self._reading is not None:
            await self._reading

    async def ask(self, **what: Any) -> None:
        """Send a request and wait until the server is done with it."""
        assert self._socket is not None
        ref = f"scenario{next(_REFS):06}"
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[ref] = done
        await self._socket.send_str(json.dumps({"ref": ref, **what}))
        async with asyncio.timeout(DONE_WITHIN):
            await done

    async def send(self, file: File) -> str:
        """Send a file ahead, and return what stands for it among a command's options."""
        query = {**self._query, "name": file.name}
        async with self._session.post(f"{self._address}/upload", params=query, data=io.BytesIO(file.content)) as answer:
            ref = (await answer.json())["ref"] if answer.status == 200 else "none"
        return f"upload:{ref}"

    async def _load(self) -> None:
        async with self._session.get(self._address, params=self._query) as answer:
            html = await answer.text()
            assert answer.status == 200, html
        page = read(html)
        self._keep(page.words())
        self.data = json.loads(text_of(page.one(id="room-data")))
        self._version = page.one("body")["data-version"]
        self.messages = self._articles(page.one(id="messages"), self.messages)
        self.direct = self._articles(page.one(id="direct"), self.direct)
        self.channels = _channel_names(page.one(id="channels"))
        self.pinned = _pins(page.one(id="pins"))
        form = page.one("template", id="form").find("form")
        self.sheet = form if form is not None else None
        self._changes.announce()

    def _articles(self, place: Node, before: dict[str, tuple[Node, int]]) -> dict[str, tuple[Node, int]]:
        found = {article["data-id"]: article for article in place.every("article")}
        return {
            message: (article, before[message][1] + (before[message][0] != article) if message in before else 0)
            for message, article in sorted(found.items(), key=lambda item: int(item[0][1:]))
        }

    async def _follow(self, socket: ClientWebSocketResponse) -> None:
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                event: dict[str, Any] = json.loads(frame.data)
                if event["event"] == "stale":
                    with suppress(ClientError):  # the line breaks off next, and a later one catches up
                        await self._load()
                else:
                    self._apply(event)
                self._changes.announce()

    def _apply(self, event: dict[str, Any]) -> None:
        node = read(event.get("html", ""))
        self._keep(node.words())
        match event["event"]:
            case "message":
                self._show(node.one("article"), self.direct if event["place"] == "direct" else self.messages)
            case "removed":
                self.messages.pop(event["id"], None)
                self.direct.pop(event["id"], None)
            case "pins":
                self.pinned = _pins(node)
            case "channels":
                self.channels = _channel_names(node)
            case "form":
                self.sheet = node.one("form")
            case "form_closed":
                self.sheet = None
            case "toast":
                self._keep(event["words"])
                self.toasts.append(event["words"])
            case "suggestions":
                self.found = event["choices"]
            case "done":
                if (waiting := self._waiting.pop(event["ref"], None)) is not None and not waiting.done():
                    waiting.set_result(None)
            case _:
                return

    def _show(self, article: Node, place: dict[str, tuple[Node, int]]) -> None:
        message = article["data-id"]
        place[message] = (article, place[message][1] + 1 if message in place else 0)


def _channel_names(place: Node) -> list[str]:
    links = (link for link in place.every("a") if link.has("data-channel-id"))
    return ["".join(child for child in link.children if isinstance(child, str)).strip() for link in links]


def _pins(place: Node) -> list[str]:
    return [link["href"].removeprefix("#m") for link in place.every("a")]
