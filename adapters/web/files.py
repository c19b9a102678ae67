"""Files of the library, under addresses that are signed and good for a day."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from aiohttp import web

from adapters.web.secret_pages import known_or_nothing
from bot.domain.files import MEDIA_TYPES
from bot.services.files import PAGE, Files

_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "private, no-store",
}
"""Whatever a file holds, a browser saves it and runs nothing of it."""


def file_routes(files: Files) -> Sequence[web.AbstractRouteDef]:
    """Return the route of *files*; whatever is over, made up or removed is a plain 404."""

    async def file(request: web.Request) -> web.Response:
        given = await files.behind(request.match_info["token"])
        plain = given.file.name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
        named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(given.file.name, safe='')}"
        headers = {**_HEADERS, "Content-Disposition": named}
        return web.Response(body=given.content, content_type=MEDIA_TYPES[given.file.type], headers=headers)

    return (web.get(PAGE + "{token:[0-9A-Za-z._-]{20,120}}", known_or_nothing(file, _HEADERS)),)
