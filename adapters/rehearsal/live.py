"""The open pages, and telling each of them what has changed for it."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Iterator, Sequence
from typing import Any

from aiohttp import WSCloseCode, web

from adapters.rehearsal.pages import Pages
from adapters.rehearsal.people import Viewer, may_see
from bot.ports.room import RoomChannel, RoomMessage

_BACKLOG = 1000


class Connection:
    """One page's socket. Sending never waits: a page that cannot keep up is let go; it reconnects and catches up."""

    def __init__(self, viewer: Viewer, socket: web.WebSocketResponse) -> None:
        self.viewer = viewer
        self.socket = socket
        self._clock = ""
        self._outgoing: asyncio.Queue[str | None] = asyncio.Queue(_BACKLOG)

    def send(self, event: str, **what: Any) -> None:
        try:
            self._outgoing.put_nowait(json.dumps({"event": event, **what}))
        except asyncio.QueueFull:
            self.leave()

    def send_clock(self, html: str) -> None:
        """Send the clock's words unless they are those sent last."""
        if html != self._clock:
            self._clock = html
            self.send("clock", html=html)

    def leave(self) -> None:
        """Stop sending; what is queued is dropped and the socket closed."""
        while not self._outgoing.empty():
            self._outgoing.get_nowait()
        self._outgoing.put_nowait(None)

    async def write(self) -> None:
        """Send what is queued until told to leave or the socket is gone."""
        while (text := await self._outgoing.get()) is not None:
            try:
                await self.socket.send_str(text)
            except ConnectionError:
                return
        await self.socket.close(code=WSCloseCode.GOING_AWAY)


class Live:
    """Who is looking. *version* changes with everything shown, so that a page knows whether it missed something."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._connections: set[Connection] = set()
        self._boot = secrets.token_hex(4)
        self._changes = 0

    @property
    def version(self) -> str:
        return f"{self._boot}.{self._changes}"

    def join(self, connection: Connection) -> None:
        self._connections.add(connection)

    def part(self, connection: Connection) -> None:
        self._connections.discard(connection)

    def close(self) -> None:
        for connection in self._connections:
            connection.leave()

    def added(self, message: RoomMessage, channel: RoomChannel | None) -> None:
        """Show a new message where it is looked at; elsewhere, that there is one. *channel* is None for direct ones."""
        self._changes += 1
        for connection in self._concerned(message):
            viewer = connection.viewer
            if channel is None or _looks_at(viewer, message.channel):
                self._show(connection, message)
            elif viewer.workspace.id == message.workspace and may_see(viewer.person, channel):
                connection.send("elsewhere", channel=channel.id)

    def changed(self, message: RoomMessage) -> None:
        self._changes += 1
        for connection in self._concerned(message):
            if not message.channel or _looks_at(connection.viewer, message.channel):
                self._show(connection, message)

    def removed(self, message: RoomMessage) -> None:
        self._changes += 1
        for connection in self._concerned(message):
            connection.send("removed", id=message.id)

    def pins(self, channel: str, pinned: Sequence[RoomMessage]) -> None:
        self._changes += 1
        for connection in self._connections:
            if _looks_at(connection.viewer, channel):
                connection.send("pins", html=self._pages.pins(connection.viewer, pinned))

    def channels(self, channels: Sequence[RoomChannel]) -> None:
        self._changes += 1
        for connection in self._connections:
            connection.send("channels", html=self._pages.channels(connection.viewer, channels))

    def clock(self) -> None:
        for connection in self._connections:
            connection.send_clock(self._pages.clock_words(connection.viewer))

    def form_closed(self, viewer: Viewer) -> None:
        self._changes += 1
        for connection in self._connections:
            if (connection.viewer.person, connection.viewer.workspace) == (viewer.person, viewer.workspace):
                connection.send("form_closed")

    def form_opened(self) -> None:
        self._changes += 1

    def _show(self, connection: Connection, message: RoomMessage) -> None:
        place = "channel" if message.channel else "direct"
        connection.send("message", place=place, html=self._pages.message(connection.viewer, message))

    def _concerned(self, message: RoomMessage) -> Iterator[Connection]:
        return (c for c in self._connections if message.to_user in ("", c.viewer.person.id))


def _looks_at(viewer: Viewer, channel: str) -> bool:
    return viewer.channel is not None and viewer.channel.id == channel
