"""Every request to Discord, through the library's own client: its rate limits, its token, its session."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import aiohttp
from discord.http import HTTPClient, Route

from adapters.discord.outcomes import AskedOnce, NotConnected

Json = dict[str, Any]

PUBLIC_API = "https://discord.com/api/v10"
LONGEST_WAIT = 5.0
"""Seconds that a request waits for a rate limit by itself; a longer wait is told to the caller."""
_ONCE = "once"
_PIN = "/channels/{channel_id}/messages/pins/{message_id}"
_PAGE = 200


def asked_once() -> aiohttp.TraceConfig:
    """Return what keeps the library from repeating a request that Discord may have carried out before it failed."""

    async def end(_: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestEndParams) -> None:
        if context.trace_request_ctx == _ONCE and params.response.status >= 500:
            params.response.close()
            raise AskedOnce(f"{params.response.status}")

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(end)
    return trace


class Rest:
    """The endpoints that Staffroom uses. Raises one of ``outcomes.TROUBLE`` where there is no answer or a refusal."""

    def __init__(self) -> None:
        self._http: HTTPClient | None = None
        self._user = ""

    def connect(self, http: HTTPClient, user: int) -> None:
        """Use *http*, which is logged in as *user*."""
        http.max_ratelimit_timeout = LONGEST_WAIT
        self._http = http
        self._user = str(user)

    def disconnect(self) -> None:
        self._http = None

    def is_own(self, message: Json) -> bool:
        """Return whether the bot, which must have been connected, wrote *message*."""
        return bool(message["author"]["id"] == self._user)

    async def put_commands(self, application: int, commands: Sequence[Json]) -> None:
        route = Route("PUT", "/applications/{application_id}/commands", application_id=application)
        await self._ask(route, json=commands)

    async def answer_interaction(self, interaction: int, token: str, body: Json) -> None:
        # Named like a webhook so that each interaction has a rate limit of its own and none waits for another.
        path = "/interactions/{webhook_id}/{webhook_token}/callback"
        await self._ask(Route("POST", path, webhook_id=interaction, webhook_token=token), json=body)

    async def follow_up(self, application: int, token: str, body: Json) -> None:
        path = "/webhooks/{webhook_id}/{webhook_token}"
        await self._ask(Route("POST", path, webhook_id=application, webhook_token=token), json=body)

    async def edit_answer(self, application: int, token: str, body: Json) -> None:
        path = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
        await self._ask(Route("PATCH", path, webhook_id=application, webhook_token=token), json=body)

    async def create_message(self, channel: str, body: Json) -> Json:
        return _object(await self._ask(Route("POST", "/channels/{channel_id}/messages", channel_id=channel), json=body))

    async def messages_after(self, channel: str, after: int, limit: int) -> Sequence[Json]:
        """Return the first *limit* messages after the id *after*; none where the history may not be read."""
        route = Route("GET", "/channels/{channel_id}/messages", channel_id=channel)
        answer = await self._ask(route, params={"after": str(after), "limit": str(limit)})
        return _list(answer if answer is not None else [])

    async def edit_message(self, channel: str, message: str, body: Json) -> None:
        await self._ask(
            _of_message("PATCH", "/channels/{channel_id}/messages/{message_id}", channel, message), json=body
        )

    async def delete_message(self, channel: str, message: str) -> None:
        await self._ask(_of_message("DELETE", "/channels/{channel_id}/messages/{message_id}", channel, message))

    async def pin(self, channel: str, message: str) -> None:
        await self._ask(_of_message("PUT", _PIN, channel, message))

    async def unpin(self, channel: str, message: str) -> None:
        await self._ask(_of_message("DELETE", _PIN, channel, message))

    async def open_dm(self, user: str) -> Json:
        return _object(await self._ask(Route("POST", "/users/@me/channels"), json={"recipient_id": user}))

    async def channel(self, channel: str) -> Json:
        return _object(await self._ask(Route("GET", "/channels/{channel_id}", channel_id=channel)))

    async def channels(self, guild: str) -> Sequence[Json]:
        return _list(await self._ask(Route("GET", "/guilds/{guild_id}/channels", guild_id=guild)))

    async def create_channel(self, guild: str, body: Json) -> Json:
        """Create it; a 5xx is not tried again, or there might be two of one name."""
        route = Route("POST", "/guilds/{guild_id}/channels", guild_id=guild)
        return _object(await self._ask(route, json=body, trace_request_ctx=_ONCE))

    async def application(self) -> Json:
        return _object(await self._ask(Route("GET", "/oauth2/applications/@me")))

    async def guilds(self) -> Sequence[Json]:
        """Return all servers the bot is in, with its permissions there."""
        found: list[Json] = []
        while True:
            query = {"limit": str(_PAGE), "after": found[-1]["id"] if found else "0"}
            page = _list(await self._ask(Route("GET", "/users/@me/guilds"), params=query))
            found += page
            if len(page) < _PAGE:
                return found

    async def _ask(self, route: Route, **options: Any) -> object:
        if self._http is None:
            raise NotConnected
        answer: object = await self._http.request(route, **options)
        return answer


def _of_message(method: str, path: str, channel: str, message: str) -> Route:
    return Route(method, path, channel_id=channel, message_id=message)


def _object(answer: object) -> Json:
    if not isinstance(answer, dict):
        raise aiohttp.ClientPayloadError("answered with something else than an object")
    return answer


def _list(answer: object) -> Sequence[Json]:
    if not isinstance(answer, list):
        raise aiohttp.ClientPayloadError("answered with something else than a list")
    return answer
