"""Files that a page has sent ahead of the command they belong to: the last few, in memory alone."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator
from functools import partial
from typing import Final

from aiohttp import web

from adapters.rehearsal.people import Viewer
from bot.ports.files import Attached, NotHandedOver

KEPT: Final = 4
LARGEST: Final = 32 * 1024 * 1024
"""More than the core ever takes: what is too large for it is said in its words."""
_NAME_MOST: Final = 400
_PIECE: Final = 64 * 1024


class Uploads:
    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], tuple[str, bytes]] = OrderedDict()

    async def take(self, viewer: Viewer, request: web.Request) -> web.Response:
        """Keep what is sent and answer with what stands for it."""
        content = bytearray()
        async for piece in request.content.iter_chunked(_PIECE):
            content += piece
            if len(content) > LARGEST:
                return web.json_response({"problem": "too large"}, status=413)
        ref = secrets.token_hex(8)
        self._kept[viewer.person.id, ref] = (request.query.get("name", "")[:_NAME_MOST], bytes(content))
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return web.json_response({"ref": ref})

    def find(self, viewer: Viewer, ref: str) -> Attached:
        """Return the file that *ref* stands for; one that is not there any more cannot be read."""
        name, content = self._kept.get((viewer.person.id, ref), ("", b""))
        return Attached(name, len(content), partial(_pieces, content))


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    if not content:
        raise NotHandedOver("not there any more")
    yield content
