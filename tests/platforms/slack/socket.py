"""Socket Mode: links to the app, envelopes, acks within 3 seconds, redelivery."""

import asyncio
import json
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import WSMsgType, web

from tests.platforms.slack.clock import Changes, MachineClock
from tests.platforms.slack.model import APP_ID, Wire

EnvelopeKind = Literal["slash_commands", "interactive", "events_api"]
Farewell = Literal["warning", "refresh_requested", "link_disabled"]
Spawn = Callable[[Coroutine[Any, Any, Any]], None]

ACK_LIMIT = 3.0
MOST_RETRIES = 3


@dataclass(eq=False)
class Link:
    socket: web.WebSocketResponse
    request: web.Request
    leaving: bool = False


@dataclass(eq=False)
class Envelope:
    """A payload on its way to the app and what became of it."""

    kind: EnvelopeKind
    payload: Wire
    retry: int = 0
    reason: str = ""
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    link: Link | None = None
    answer: asyncio.Future[Wire] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    failure: Literal["dispatch_failed", "operation_timeout"] | None = None
    on_ack: Callable[[Wire], None] | None = None

    @property
    def ack(self) -> Wire | None:
        """The payload of the app's ack; None while there is none."""
        return self.answer.result() if self.answer.done() and not self.answer.cancelled() else None

    def frame(self) -> Wire:
        expects = self.payload.get("type") in {"view_submission", "block_suggestion"} or self.kind == "slash_commands"
        frame: Wire = {
            "envelope_id": self.id,
            "type": self.kind,
            "accepts_response_payload": expects,
            "payload": self.payload,
        }
        if self.kind == "events_api":
            frame |= {"retry_attempt": self.retry, "retry_reason": self.reason}
        return frame


class SocketMode:
    def __init__(self, clock: MachineClock, changes: Changes, spawn: Spawn) -> None:
        self.links: list[Link] = []
        self.late_acks: list[Wire] = []
        self.sent: list[Envelope] = []
        self._tickets: set[str] = set()
        self._pending: dict[str, Envelope] = {}
        self._missed: list[Envelope] = []
        self._turn = 0
        self._clock = clock
        self._changes = changes
        self._spawn = spawn

    def new_ticket(self) -> str:
        ticket = uuid.uuid4().hex
        self._tickets.add(ticket)
        return ticket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=404, text="unknown ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        link = Link(socket, request)
        self.links.append(link)
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self.links),
                "debug_info": {"host": "test-server", "approximate_connection_time": 3600},
                "connection_info": {"app_id": APP_ID},
            }
        )
        self._changes.announce()
        try:
            await self._catch_up(link)
            async for frame in socket:
                if frame.type == WSMsgType.TEXT:
                    self._take_ack(json.loads(frame.data))
        finally:
            self.links.remove(link)
            self._changes.announce()
        return socket

    async def deliver(self, envelope: Envelope) -> Envelope:
        """Send to one of the links and wait for the ack, at most 3 s of the machine clock."""
        self.sent.append(envelope)
        self._pending[envelope.id] = envelope
        limit = asyncio.ensure_future(self._clock.sleep(ACK_LIMIT))
        try:
            if not await self._send(envelope):
                envelope.failure = "dispatch_failed"
            else:
                awaited: set[asyncio.Future[Any]] = {envelope.answer, limit}
                await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)
                envelope.failure = None if envelope.answer.done() else "operation_timeout"
        finally:
            limit.cancel()
            del self._pending[envelope.id]
        if envelope.failure and envelope.kind == "events_api":
            self._missed.append(envelope)
        self._changes.announce()
        return envelope

    async def again(self, envelope: Envelope, reason: str = "timeout") -> Envelope:
        """Deliver an event once more: a new envelope, the same event_id."""
        return await self.deliver(Envelope(envelope.kind, envelope.payload, envelope.retry + 1, reason))

    async def say_goodbye(self, reason: Farewell) -> None:
        """Tell every link to reconnect."""
        for link in list(self.links):
            link.leaving = True
            await link.socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "test-server"}})

    def cut(self) -> None:
        """Lose every link without a word."""
        for link in list(self.links):
            if link.request.transport is not None:
                link.request.transport.abort()

    async def close(self) -> None:
        """Close every link in order."""
        for link in list(self.links):
            await link.socket.close()

    async def _send(self, envelope: Envelope) -> bool:
        staying = [link for link in self.links if not link.leaving] or self.links
        if not staying:
            return False
        self._turn += 1
        return await self._send_on(staying[self._turn % len(staying)], envelope)

    async def _send_on(self, link: Link, envelope: Envelope) -> bool:
        envelope.link = link
        try:
            await link.socket.send_json(envelope.frame())
        except ConnectionError:
            return False
        return True

    async def _catch_up(self, link: Link) -> None:
        """Send what was lost with an earlier link, then events that nobody acknowledged."""
        for envelope in list(self._pending.values()):
            if envelope.link not in self.links:
                await self._send_on(link, envelope)
        missed, self._missed = self._missed, []
        for envelope in missed:
            if envelope.retry < MOST_RETRIES:
                self._spawn(self.again(envelope))

    def _take_ack(self, ack: Wire) -> None:
        envelope = self._pending.get(ack.get("envelope_id", ""))
        if envelope is None or envelope.answer.done():
            self.late_acks.append(ack)
        else:
            envelope.answer.set_result(ack.get("payload") or {})
            if envelope.on_ack is not None:
                envelope.on_ack(ack.get("payload") or {})
        self._changes.announce()
