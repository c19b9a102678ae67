"""Every request to Discord, through the library's own client: its rate limits, its token, its session."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import aiohttp
from discord import NotFound
from discord.http import HTTPClient, Route

from adapters.discord.attachments import as_form, uploads
from adapters.discord.outcomes import AskedOnce, NotConnected
from bot.ui.model import Enclosed

Json = dict[str, Any]

PUBLIC_API = "https://discord.com/api/v10"
LONGEST_WAIT = 5.0
"""Seconds that a request waits for a rate limit by itself; a longer wait is told to the caller."""
_ONCE = "once"
_PIN = "/channels/{channel_id}/messages/pins/{message_id}"
_MESSAGE = "/channels/{channel_id}/messages/{message_id}"
_PINS = "/channels/{channel_id}/messages/pins"
_EVENTS = "/guilds/{guild_id}/scheduled-events"
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

    def is_me(self, user: object) -> bool:
        return str(user) == self._user

    async def put_commands(self, application: int, commands: Sequence[Json]) -> None:
        route = Route("PUT", "/applications/{application_id}/commands", application_id=application)
        await self._ask(route, json=commands)

    async def answer_interaction(
        self, interaction: int, token: str, body: Json, files: Sequence[Enclosed] = ()
    ) -> None:
        # Named like a webhook so that each interaction has a rate limit of its own and none waits for another.
        path = "/interactions/{webhook_id}/{webhook_token}/callback"
        await self._send(Route("POST", path, webhook_id=interaction, webhook_token=token), body, files)

    async def follow_up(self, application: int, token: str, body: Json, files: Sequence[Enclosed] = ()) -> None:
        path = "/webhooks/{webhook_id}/{webhook_token}"
        await self._send(Route("POST", path, webhook_id=application, webhook_token=token), body, files)

    async def edit_answer(self, application: int, token: str, body: Json, files: Sequence[Enclosed] = ()) -> None:
        path = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
        await self._send(Route("PATCH", path, webhook_id=application, webhook_token=token), body, files)

    async def create_message(self, channel: str, body: Json) -> Json:
        return _object(await self._ask(Route("POST", "/channels/{channel_id}/messages", channel_id=channel), json=body))

    async def messages_after(self, channel: str, after: int, limit: int) -> Sequence[Json]:
        """Return the first *limit* messages after the id *after*; none where the history may not be read."""
        route = Route("GET", "/channels/{channel_id}/messages", channel_id=channel)
        answer = await self._ask(route, params={"after": str(after), "limit": str(limit)})
        return _list(answer if answer is not None else [])

    async def edit_message(self, channel: str, message: str, body: Json) -> None:
        await self._ask(_of_message("PATCH", _MESSAGE, channel, message), json=body)

    async def delete_message(self, channel: str, message: str) -> None:
        await self._ask(_of_message("DELETE", _MESSAGE, channel, message))

    async def pin(self, channel: str, message: str) -> None:
        await self._ask(_of_message("PUT", _PIN, channel, message))

    async def unpin(self, channel: str, message: str) -> None:
        await self._ask(_of_message("DELETE", _PIN, channel, message))

    async def pins(self, channel: str) -> frozenset[str]:
        """Return the messages that are pinned there, of which Discord gives fifty at a time."""
        found: set[str] = set()
        before: dict[str, str] = {}
        while True:
            page = _object(await self._ask(Route("GET", _PINS, channel_id=channel), params={"limit": "50", **before}))
            found.update(str(item["message"]["id"]) for item in page["items"])
            if not page["has_more"] or not page["items"]:
                return frozenset(found)
            before = {"before": page["items"][-1]["pinned_at"]}

    async def is_pinned(self, channel: str, message: str) -> bool:
        """Return whether it is there and pinned; raises where it cannot be read."""
        try:
            return bool(_object(await self._ask(_of_message("GET", _MESSAGE, channel, message)))["pinned"])
        except NotFound:
            return False

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

    async def active_threads(self, guild: str) -> Sequence[Json]:
        route = Route("GET", "/guilds/{guild_id}/threads/active", guild_id=guild)
        return _list(_object(await self._ask(route))["threads"])

    async def begin_thread(self, channel: str, body: Json) -> Json:
        """Begin it; a 5xx is not tried again, or there might be two of one name."""
        route = Route("POST", "/channels/{channel_id}/threads", channel_id=channel)
        return _object(await self._ask(route, json=body, trace_request_ctx=_ONCE))

    async def change_thread(self, thread: str, body: Json) -> None:
        await self._ask(Route("PATCH", "/channels/{channel_id}", channel_id=thread), json=body)

    async def rename_channel(self, channel: str, name: str) -> Json:
        route = Route("PATCH", "/channels/{channel_id}", channel_id=channel)
        return _object(await self._ask(route, json={"name": name}))

    async def events(self, guild: str) -> Sequence[Json]:
        return _list(await self._ask(Route("GET", _EVENTS, guild_id=guild)))

    async def create_event(self, guild: str, body: Json) -> Json:
        """Create it; a 5xx is not tried again, or there might be two of one session."""
        return _object(await self._ask(Route("POST", _EVENTS, guild_id=guild), json=body, trace_request_ctx=_ONCE))

    async def change_event(self, guild: str, event: str, body: Json) -> Json:
        return _object(await self._ask(_of_event("PATCH", guild, event), json=body))

    async def delete_event(self, guild: str, event: str) -> None:
        await self._ask(_of_event("DELETE", guild, event))

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

    async def _send(self, route: Route, body: Json, files: Sequence[Enclosed]) -> None:
        if files:
            sent = uploads(files)
            await self._ask(route, form=as_form(body, sent), files=sent)
        else:
            await self._ask(route, json=body)

    async def _ask(self, route: Route, **options: Any) -> object:
        if self._http is None:
            raise NotConnected
        answer: object = await self._http.request(route, **options)
        return answer


def _of_event(method: str, guild: str, event: str) -> Route:
    return Route(method, _EVENTS + "/{event_id}", guild_id=guild, event_id=event)


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
