"""Discord on 127.0.0.1: REST v10 and the gateway, over real sockets."""

import json
import traceback
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from tests.platforms.discord import events, interactions, messages, rest, validation
from tests.platforms.discord.acts import Acts
from tests.platforms.discord.errors import Refusal
from tests.platforms.discord.faults import Fault, Faults
from tests.platforms.discord.gateway import Gateway
from tests.platforms.discord.model import Channel, Guild, Request, User
from tests.platforms.discord.people import Person
from tests.platforms.discord.rates import Rates
from tests.platforms.discord.routing import Answer, Call, Router
from tests.platforms.discord.state import State

T = TypeVar("T")
PREFIX = "/api/v10"
OPEN = ("/interactions/", "/webhooks/")


class DiscordServer(Acts):
    """One Discord; `problems` lists whatever the bot did that Discord would not have taken."""

    def __init__(self, *, shards: int = 1, answer_within: float = 3.0, validate: bool = True) -> None:
        super().__init__(State(shards=shards, answer_within=answer_within))
        self._router = Router(rest.ROUTES, events.ROUTES, messages.ROUTES, interactions.ROUTES)
        self._specification = validation.load() if validate else None
        self.specification_missing = validate and self._specification is None
        app = web.Application(client_max_size=25 * 1024 * 1024)
        app.router.add_route("*", PREFIX + "/{path:.*}", self._rest)
        app.router.add_get("/gateway", self.state.gateway.handle)
        app.router.add_get("/cdn/{id}/{name}", self._file)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        self._port = 0

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await self._listen()
        self.state.gateway_url = f"ws://127.0.0.1:{self._port}/gateway"
        self.state.cdn = f"http://127.0.0.1:{self._port}/cdn"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.state.faults.clear()
        await self.state.faults.lateness.end()
        await self.state.gateway.end()
        await self._runner.cleanup()

    async def _listen(self) -> None:
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]

    @asynccontextmanager
    async def outage(self) -> AsyncIterator[None]:
        """Refuse every connection, and cut those there are, until the block ends."""
        for site in list(self._runner.sites):
            await site.stop()
        self.gateway.cut()
        server = self._runner.server
        for connection in server.connections if server is not None else ():
            if connection.transport is not None:
                connection.transport.abort()
        try:
            yield
        finally:
            await self._listen()

    @property
    def api_url(self) -> str:
        """Return where REST is."""
        return f"http://127.0.0.1:{self._port}{PREFIX}"

    @property
    def gateway_url(self) -> str:
        """Return where the gateway is."""
        return self.state.gateway_url

    @property
    def token(self) -> str:
        """Return the bot's token."""
        return self.state.token

    @property
    def problems(self) -> list[str]:
        """Return what the bot did that Discord would not have taken."""
        return self.state.problems

    @property
    def requests(self) -> list[Request]:
        """Return every request so far."""
        return self.state.requests

    @property
    def faults(self) -> Faults:
        """Return what goes wrong on demand."""
        return self.state.faults

    @property
    def rates(self) -> Rates:
        """Return Discord's own limits of rate, which are off until turned on."""
        return self.state.rates

    @property
    def gateway(self) -> Gateway:
        """Return the gateway."""
        return self.state.gateway

    def sent(self, method: str, path: str) -> list[Request]:
        """Return the requests to a path, in which `*` stands for one segment."""
        rule = Fault(method, path, "answer", None)
        return [request for request in self.requests if rule.meets(request.method, request.path)]

    def client(self, user: User, guild: Guild | None = None, channel: Channel | None = None) -> Person:
        """Return a person's app, open at *channel*, else at the guild's first, else at the bot's direct messages."""
        if channel is None:
            channel = next(iter(guild.channels.values())) if guild else self.state.dm_with(user)
        return Person(self.state, user, channel)

    def advance(self, seconds: float) -> None:
        """Move the machine's clock as this server sees it."""
        self.state.clock.advance(seconds)
        self.state.changed()

    async def wait_for(self, predicate: Callable[[], T], timeout: float = 5.0) -> T:
        """Return the first true value of *predicate*, asked again at every change."""
        return await self.state.wait_for(predicate, timeout)

    async def _rest(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix(PREFIX)
        body, files = await _read(request)
        entry = Request(request.method, path, dict(request.query), body, self.state.clock.monotonic())
        self.requests.append(entry)
        self.state.changed()
        rate = self.rates.judge(request.method, path)
        if rate.body is not None:
            return self._ended(entry, Answer(429, rate.body), rate.headers)
        fault = await self.faults.meet(request.method, path, after=False, noticed=self.state.changed)
        answer: Answer | None = None
        if fault is not None and fault.held is not None:
            effect = partial(self._answer, entry, request.headers, files)
            answer = await self.faults.lateness.later(fault.held, request, effect)
            fault = None
        elif fault is None or fault.after:
            answer = await self._answer(entry, request.headers, files)
            fault = fault or await self.faults.meet(request.method, path, after=True, noticed=self.state.changed)
        if fault is not None and fault.kind == "drop":
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        answer = Answer(fault.status, fault.body) if fault else answer
        assert answer is not None
        return self._ended(entry, answer, {**rate.headers, **(fault.headers if fault else {})})

    def _ended(self, entry: Request, answer: Answer, headers: Mapping[str, str]) -> web.Response:
        entry.status = answer.status
        self.state.changed()
        return _response(answer, headers)

    async def _answer(
        self, entry: Request, headers: Mapping[str, str], files: dict[str, tuple[str, bytes, str]]
    ) -> Answer:
        found = self._router.find(entry.method, entry.path)
        if found is None:
            self.problems.append(f"{entry.method} {entry.path} is not played here")
            return Answer(404, {"message": "404: Not Found", "code": 0})
        template, values, handler = found
        if not entry.path.startswith(OPEN) and headers.get("Authorization") != f"Bot {self.token}":
            return self._checked(entry, template, Answer(401, Refusal(0).body))
        wrong = self._request_errors(entry, template, values)
        if wrong:
            self.problems.extend(f"{entry.method} {entry.path}: {error}" for error in wrong)
            return Answer(400, {"message": f"Invalid Form Body: {'; '.join(wrong)}", "code": 50035})
        try:
            body = validation.normalised(entry.body)
            answer = await handler(Call(self.state, values, entry.query, body, files))
        except Refusal as refusal:
            if refusal.code == 50035:
                self.problems.append(f"{entry.method} {entry.path}: {refusal}")
            answer = Answer(refusal.status, refusal.body)
        except (AttributeError, KeyError, TypeError, ValueError):  # a body that no schema was there to refuse
            self.problems.append(f"{entry.method} {entry.path} broke the server:\n{traceback.format_exc()}")
            return Answer(400, {"message": "the test server broke", "code": 0})
        return self._checked(entry, template, answer)

    def _request_errors(self, entry: Request, template: str, values: Mapping[str, str]) -> list[str]:
        if self._specification is None:
            return []
        return [
            *self._specification.parameter_errors(entry.method, template, values, entry.query),
            *self._specification.request_errors(entry.method, template, entry.body),
        ]

    def _checked(self, entry: Request, template: str, answer: Answer) -> Answer:
        if self._specification is not None:
            wrong = self._specification.answer_errors(entry.method, template, answer.status, answer.body)
            self.problems.extend(f"our answer to {entry.method} {entry.path}: {error}" for error in wrong)
        return answer

    async def _file(self, request: web.Request) -> web.Response:
        wanted = int(request.match_info["id"])
        if wanted in self.state.uploads:
            return web.Response(body=self.state.uploads[wanted].content)
        for channel in self.state.channels.values():
            for message in channel.messages.values():
                for upload in message.attachments:
                    if upload.id == wanted:
                        return web.Response(body=upload.content)
        raise web.HTTPNotFound


async def _read(request: web.Request) -> tuple[Any, dict[str, tuple[str, bytes, str]]]:
    if request.content_type.startswith("multipart/"):
        form = await request.post()
        files = {
            name: (field.filename, field.file.read(), field.content_type)
            for name, field in form.items()
            if isinstance(field, web.FileField)
        }
        return json.loads(str(form["payload_json"])), files
    text = await request.text()
    return (json.loads(text) if text else None), {}


def _response(answer: Answer, headers: Mapping[str, str]) -> web.Response:
    if answer.body is None:
        return web.Response(status=answer.status, headers=headers)
    # The content type must be exactly this: with a charset discord.py takes the body for text.
    said = {"Content-Type": "application/json", **headers}
    return web.Response(body=json.dumps(answer.body).encode(), status=answer.status, headers=said)
