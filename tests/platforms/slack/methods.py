"""The Web API's front door: reading a request, its token, its method's handler, the answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from aiohttp import web

from tests.platforms.slack import chat, conversations, directory, files, views
from tests.platforms.slack.calls import Call, Handler
from tests.platforms.slack.faults import limited
from tests.platforms.slack.model import Refusal, Token, Wire

if TYPE_CHECKING:
    from tests.platforms.slack.server import SlackServer

HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {**directory.METHODS, **chat.METHODS, **conversations.METHODS, **views.METHODS, **files.METHODS}
)


@dataclass(frozen=True)
class Request:
    """One request as it came; ``answer`` is filled in when it was given one."""

    method: str
    params: Wire
    token: str
    at: float
    answer: Wire = field(default_factory=dict)


async def handle(server: "SlackServer", request: web.Request) -> web.StreamResponse:
    """Answer one Web API request, with whatever failure was ordered for it."""
    name = request.match_info["method"]
    try:
        params = await read_params(request)
    except ValueError:
        return web.json_response({"ok": False, "error": "invalid_json"})
    token = request.headers.get("Authorization", "").removeprefix("Bearer ") or params.pop("token", "")
    logged = Request(name, params, token, server.clock.time())
    server.requests.append(logged)
    if seconds := server.rates.retry_after(name, str(params.get("channel"))):
        return limited(seconds)
    fault = server.faults.take(name, params)
    if fault and not fault.accepted and (struck := await fault.strike(request)):
        server.changes.announce()
        return struck

    async def take_effect() -> Wire:
        body = respond(server, name, params, token)
        logged.answer.update(body)
        server.changes.announce()
        return body

    held = fault.held if fault else None
    body = await (server.faults.lateness.later(held, request, take_effect) if held else take_effect())
    if fault and fault.accepted and (struck := await fault.strike(request)):
        return struck
    return web.json_response(body, headers={"x-oauth-scopes": ",".join(sorted(server.scopes))})


async def read_params(request: web.Request) -> Wire:
    """Query, form and JSON alike, as Slack takes them; nulls count as not given."""
    params: Wire = dict(request.query)
    if request.content_type == "application/json":
        body = json.loads(await request.text() or "{}")
        if not isinstance(body, dict):
            raise ValueError("not an object")
        params |= body
    else:
        params |= dict(await request.post())
    return {key: value for key, value in params.items() if value is not None}


def respond(server: "SlackServer", name: str, params: Wire, token: str) -> Wire:
    """What the method answers; unknown methods and parameters are told to the test."""
    try:
        handler = HANDLERS.get(name)
        if handler is None:
            server.problem(f"{name}: unknown method")
            raise Refusal("unknown_method")
        if unknown := server.specification.unknown(name, params):
            server.problem(f"{name}: unknown parameters {', '.join(sorted(unknown))}")
        return {"ok": True} | handler(Call(server, name, params, _authorised(server, name, token)))
    except Refusal as refusal:
        return {"ok": False, "error": refusal.code, **refusal.extra}


def _authorised(server: "SlackServer", method: str, value: str) -> Token:
    if not value:
        raise Refusal("not_authed")
    token = server.tokens.get(value)
    if token is None:
        raise Refusal("invalid_auth")
    if (token.kind == "app") != (method == "apps.connections.open"):
        raise Refusal("not_allowed_token_type")
    if token.refused_with:
        raise Refusal(token.refused_with)
    return token
