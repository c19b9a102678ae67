"""Files in Slack's messages: read with the bot's token from Slack's own servers alone, where that was chosen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.incoming import Payload
from adapters.slack.outcomes import FAILURES, code_of
from bot.ports.files import Attached, NotHandedOver, RightMissing

_HOSTS: Final = frozenset({"files.slack.com", "files.slack-gov.com"})
_NOT_HERE: Final = frozenset({"external", "tombstone", "hidden_by_limit", "post", "space", "email"})
"""Modes of what Slack lists as a file and does not hold as one."""
_PIECE: Final = 64 * 1024
_TIMEOUT: Final = aiohttp.ClientTimeout(total=60, sock_read=15)


class SlackFiles:
    """*allowed*: whether the installation asks for the right ``files:read``."""

    def __init__(self, web: AsyncWebClient, allowed: bool) -> None:
        self._web = web
        self._allowed = allowed
        self._here = urlsplit(str(web.base_url))

    def of(self, message: Payload) -> tuple[Attached, ...]:
        """Return the files of *message*; without the right to read them none can be read, which is said then."""
        files = [file for file in message.get("files") or () if isinstance(file, dict)]
        return tuple(
            Attached(str(file.get("name") or ""), int(file.get("size") or 0), partial(self._read, file))
            for file in files
            if file.get("mode") not in _NOT_HERE
        )

    async def _read(self, file: dict[str, Any]) -> AsyncIterator[bytes]:
        if not self._allowed:
            raise RightMissing("files:read is not asked for")
        try:
            url = await self._address(file)
            # The token goes along: to Slack, and to nobody whom a message names.
            if not self._is_slacks(url):
                raise NotHandedOver("somewhere else")
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT) as session,
                session.get(
                    url, headers={"Authorization": f"Bearer {self._web.token}"}, allow_redirects=False
                ) as answer,
            ):
                if answer.status in (302, 401, 403):  # Slack leads to its sign-in page
                    raise RightMissing(str(answer.status))
                if answer.status != 200:
                    raise NotHandedOver(str(answer.status))
                async for piece in answer.content.iter_chunked(_PIECE):
                    yield piece
        except SlackApiError as error:
            raise (RightMissing if code_of(error) == "missing_scope" else NotHandedOver)(code_of(error)) from error
        except FAILURES as error:
            raise NotHandedOver(type(error).__name__) from error

    async def _address(self, file: dict[str, Any]) -> str:
        """Return where it is; of a file from another workspace Slack says so only when asked."""
        known = file.get("url_private_download") or file.get("url_private")
        if not known:
            answer = await self._web.files_info(file=str(file.get("id") or ""))
            told = answer["file"] or {}
            known = told.get("url_private_download") or told.get("url_private")
        return str(known or "")

    def _is_slacks(self, url: str) -> bool:
        try:
            at = urlsplit(url)
        except ValueError:
            return False
        same = (at.scheme, at.netloc) == (self._here.scheme, self._here.netloc)
        return same or (at.scheme == "https" and at.netloc in _HOSTS)
