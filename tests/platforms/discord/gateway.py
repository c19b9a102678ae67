"""The gateway: sessions that are told what happens, and can be taken up again where they broke off."""

import asyncio
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntFlag
from typing import Any

from aiohttp import WSMsgType, web

from tests.platforms.discord.model import Json

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11


class Intent(IntFlag):
    """What a session asks to be told; NONE is told to all."""

    NONE = 0
    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    DIRECT_MESSAGES = 1 << 12
    MESSAGE_CONTENT = 1 << 15


PRIVILEGED = Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES | Intent.MESSAGE_CONTENT


@dataclass(frozen=True)
class Close:
    """The end of a connection, with its code, or without a word where the code is None."""

    code: int | None


@dataclass(eq=False)
class Session:
    """What one shard was told since it identified."""

    id: str
    shard: int
    shards: int
    intents: int
    told: list[Json] = field(default_factory=list)
    outbox: "asyncio.Queue[Json | Close] | None" = None

    @property
    def connected(self) -> bool:
        """Tell whether a connection carries this session now."""
        return self.outbox is not None

    def serves(self, guild_id: int | None) -> bool:
        """Tell whether this shard hears of that guild (None: direct messages)."""
        return ((guild_id or 0) >> 22) % self.shards == self.shard

    def tell(self, event: str, data: Json, times: int = 1) -> None:
        """Add a dispatch, and send it if connected; more than once when asked to."""
        frame: Json = {"op": DISPATCH, "t": event, "s": len(self.told) + 1, "d": data}
        self.told.append(frame)
        for _ in range(times if self.outbox is not None else 0):
            assert self.outbox is not None
            self.outbox.put_nowait(frame)


@dataclass(eq=False)
class Welcome:
    """What the gateway needs to know to greet a session."""

    token_is_right: Callable[[str], bool]
    ready: Callable[[Session], Json]
    guilds: Callable[[Session], list[Json]]
    shards: Callable[[], int]


class Gateway:
    """All sessions of the bot."""

    def __init__(self, welcome: Welcome, changed: Callable[[], None]) -> None:
        self._welcome = welcome
        self._changed = changed
        self._sockets: set[web.WebSocketResponse] = set()
        self._outboxes: set[asyncio.Queue[Json | Close]] = set()
        self._extra_copies = 0
        self.sessions: dict[str, Session] = {}
        self.identified = 0
        self.resumed = 0
        self.heartbeat_interval_ms = 41_250

    @property
    def connected(self) -> list[Session]:
        """Return the sessions that a connection carries now."""
        return [session for session in self.sessions.values() if session.connected]

    def dispatch(self, event: str, data: Json, guild_id: int | None, intent: Intent = Intent.GUILDS) -> None:
        """Tell every session that serves the guild and asked for such events."""
        copies, self._extra_copies = 1 + self._extra_copies, 0
        for session in self.sessions.values():
            if session.serves(guild_id) and session.intents & intent == intent:
                session.tell(event, data, copies)

    def duplicate_next(self, copies: int = 1) -> None:
        """Deliver the next event *copies* times more than once."""
        self._extra_copies = copies

    def reconnect(self) -> None:
        """Ask every session to connect again (op 7)."""
        self._send_all({"op": RECONNECT, "d": None})

    def invalidate(self, *, resumable: bool = False) -> None:
        """Tell every session that it is invalid (op 9)."""
        if not resumable:
            for session in self.connected:
                del self.sessions[session.id]
        self._send_all({"op": INVALID, "d": resumable})

    def close(self, code: int) -> None:
        """Close every connection with *code*."""
        self._send_all(Close(code))

    def cut(self) -> None:
        """Lose every connection without a word."""
        self._send_all(Close(None))

    def forget(self) -> None:
        """Forget all sessions, so that none can be resumed."""
        self.sessions.clear()

    def _send_all(self, frame: Json | Close) -> None:
        for outbox in self._outboxes:
            outbox.put_nowait(frame)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection."""
        socket = web.WebSocketResponse(max_msg_size=1 << 20)
        await socket.prepare(request)
        outbox: asyncio.Queue[Json | Close] = asyncio.Queue()
        self._sockets.add(socket)
        self._outboxes.add(outbox)
        writer = asyncio.create_task(self._write(request, socket, outbox))
        outbox.put_nowait({"op": HELLO, "d": {"heartbeat_interval": self.heartbeat_interval_ms}})
        try:
            async for received in socket:
                if received.type is WSMsgType.TEXT:
                    self._receive(json.loads(received.data), outbox)
        finally:
            writer.cancel()
            self._sockets.discard(socket)
            self._outboxes.discard(outbox)
            for session in self.sessions.values():
                if session.outbox is outbox:
                    session.outbox = None
            self._changed()
        return socket

    async def _write(
        self, request: web.Request, socket: web.WebSocketResponse, outbox: "asyncio.Queue[Json | Close]"
    ) -> None:
        while True:
            frame = await outbox.get()
            if not isinstance(frame, Close):
                if not socket.closed:
                    await socket.send_str(json.dumps(frame))
            elif frame.code is not None:
                await socket.close(code=frame.code)
            elif request.transport is not None:
                request.transport.abort()

    def _receive(self, frame: Json, outbox: "asyncio.Queue[Json | Close]") -> None:
        data: Any = frame.get("d")
        match frame["op"]:
            case 1:
                outbox.put_nowait({"op": ACK})
            case 2:
                self._identify(data, outbox)
            case 6:
                self._resume(data, outbox)
            case _:  # presence and the like change nothing here
                pass

    def _identify(self, data: Json, outbox: "asyncio.Queue[Json | Close]") -> None:
        shard, shards = data.get("shard") or (0, 1)
        if not self._welcome.token_is_right(data["token"]):
            outbox.put_nowait(Close(4004))
        elif not 0 <= shard < shards or shards < self._welcome.shards():
            outbox.put_nowait(Close(4010 if not 0 <= shard < shards else 4011))
        elif data["intents"] & PRIVILEGED:
            outbox.put_nowait(Close(4014))
        else:
            session = Session(secrets.token_hex(16), shard, shards, data["intents"], outbox=outbox)
            self.sessions[session.id] = session
            self.identified += 1
            session.tell("READY", self._welcome.ready(session))
            for guild in self._welcome.guilds(session):
                session.tell("GUILD_CREATE", guild)
        self._changed()

    def _resume(self, data: Json, outbox: "asyncio.Queue[Json | Close]") -> None:
        session = self.sessions.get(data["session_id"])
        if not self._welcome.token_is_right(data["token"]):
            outbox.put_nowait(Close(4004))
        elif session is None:
            outbox.put_nowait({"op": INVALID, "d": False})
        else:
            for missed in session.told[data["seq"] or 0 :]:
                outbox.put_nowait(missed)
            session.outbox = outbox
            self.resumed += 1
            session.tell("RESUMED", {})
        self._changed()

    async def end(self) -> None:
        """Close everything when the server stops."""
        for socket in list(self._sockets):
            await socket.close(code=1001)
