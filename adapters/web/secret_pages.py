"""Pages under addresses that only those know who were given them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot.errors import NotFound

Handler = Callable[[web.Request], Awaitable[web.Response]]


def known_or_nothing(handler: Handler, headers: Mapping[str, str]) -> Handler:
    """Return *handler* with an unknown secret answered as any unknown page, under *headers*."""

    async def answer(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except NotFound:
            return web.Response(status=404, text="There is nothing here.", headers=headers)

    return answer
