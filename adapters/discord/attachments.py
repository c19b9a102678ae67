"""Files in Discord's messages and commands: read from Discord's own servers alone, and enclosed in answers."""

from __future__ import annotations

import io
import json
import re
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
import discord

from bot.ports.files import Attached, NotHandedOver
from bot.ui.model import Enclosed

Json = dict[str, Any]

FILE: Final = 13
_HOSTS: Final = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
_PIECE: Final = 64 * 1024
_TIMEOUT: Final = aiohttp.ClientTimeout(total=60, sock_read=15)


class Attachments:
    """*api_url* is where Discord is: a proxy may hand out files as well."""

    def __init__(self, api_url: str) -> None:
        self._here = urlsplit(api_url)

    def of(self, payload: Json) -> Attached:
        read = partial(self._read, str(payload.get("url") or ""))
        return Attached(str(payload.get("filename") or ""), int(payload.get("size") or 0), read)

    async def _read(self, url: str) -> AsyncIterator[bytes]:
        if not self._is_discords(url):
            raise NotHandedOver("somewhere else")
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT) as session,
                session.get(url, allow_redirects=False) as answer,
            ):
                if answer.status != 200:
                    raise NotHandedOver(str(answer.status))
                async for piece in answer.content.iter_chunked(_PIECE):
                    yield piece
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NotHandedOver(type(error).__name__) from error

    def _is_discords(self, url: str) -> bool:
        try:
            at = urlsplit(url)
        except ValueError:
            return False
        same = (at.scheme, at.netloc) == (self._here.scheme, self._here.netloc)
        return same or (at.scheme == "https" and at.netloc in _HOSTS)


def enclosing(body: Json, files: Sequence[Enclosed]) -> Json:
    """Return a message's *body* with its files shown below; without this Discord would hide them."""
    if not files:
        return body
    shown = [{"type": FILE, "file": {"url": f"attachment://{plain_name(file)}"}} for file in files]
    named = [{"id": str(n), "filename": plain_name(file)} for n, file in enumerate(files)]
    return {**body, "components": [*body["components"], *shown], "attachments": named}


def uploads(files: Sequence[Enclosed]) -> list[discord.File]:
    """Return the files as the library sends them, from their beginning at each attempt."""
    return [discord.File(io.BytesIO(file.content), plain_name(file)) for file in files]


def as_form(body: Json, files: Sequence[discord.File]) -> list[Json]:
    """Return a request with files as the parts of a multipart form."""
    parts: list[Json] = [{"name": "payload_json", "value": json.dumps(body)}]
    for n, file in enumerate(files):
        part = {"name": f"files[{n}]", "value": file.fp, "filename": file.filename}
        parts.append({**part, "content_type": "application/octet-stream"})
    return parts


def plain_name(file: Enclosed) -> str:
    """Return a name as Discord leaves it; any other is changed there, and the message would not find its file."""
    return re.sub(r"[^A-Za-z0-9.-]+", "_", file.name).strip("_.") or "file"
