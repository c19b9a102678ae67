"""One look at a page: a few requests at most, little of the answer, nothing kept."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorError,
    ClientConnectorSSLError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
    ThreadedResolver,
)
from aiohttp.abc import AbstractResolver
from yarl import URL

from adapters.links.guard import Forbidden, Guard, GuardedResolver, Network
from adapters.links.signing_in import asks_to_sign_in
from adapters.links.titles import text_of, title_of, unpacked
from adapters.links.turns import Turns
from bot.clock import MachineClock
from bot.domain.links import Gone, Locked, Opened, Seen, Unclear

REDIRECTS_MOST = 5
SIZE_MOST = 512 * 1024
TOTAL_SECONDS = 8.0
PAUSE_SECONDS = 1.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410, 500, 502, 504})
_OUR_SIDE = frozenset({errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL, errno.EMFILE})
"""What tells more of this machine than of the page."""
_HTML = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class _Answer:
    url: URL
    status: int
    content: bytes = b""
    encoding: str = ""
    charset: str | None = None


class PageLooker:
    """Looks at pages as a stranger without cookies. *networks* and *resolver* are other ones in tests alone."""

    def __init__(
        self,
        machine: MachineClock,
        networks: Sequence[Network] = (),
        resolver: AbstractResolver | None = None,
        seconds: float = TOTAL_SECONDS,
        pause: float = PAUSE_SECONDS,
    ) -> None:
        self._guard = Guard(networks)
        self._resolver = resolver
        self._turns = Turns(machine, pause)
        self._seconds = seconds
        self._headers = {
            "User-Agent": f"Staffroom/{version('staffroom')} (a teachers' network looks up the title of a shared link)",
            "Accept": "text/html, application/xhtml+xml;q=0.9, */*;q=0.1",
            "Accept-Encoding": "gzip, deflate",
        }

    async def look(self, address: str) -> Seen:
        """Return what a stranger sees at *address*; whatever goes wrong is a value too."""
        try:
            url = URL(address).with_fragment(None)
            self._guard.check_url(url)
            async with self._turns.turn(url.raw_host or ""), asyncio.timeout(self._seconds):
                return await self._followed(url)
        except TimeoutError:
            return Gone()
        except (ClientError, OSError) as problem:
            return _of_problem(problem)
        except ValueError:  # an address, of the page or of a redirect, that cannot be read as one
            return Unclear("an odd address")

    async def _followed(self, asked: URL) -> Seen:
        url = asked
        for _ in range(REDIRECTS_MOST + 1):
            self._guard.check_url(url)
            answer = await self._ask(url)
            if answer.status not in _REDIRECTS or answer.url == url:
                return await self._understood(asked, answer)
            url = answer.url
        return Unclear("too many redirects")

    async def _ask(self, url: URL) -> _Answer:
        """Return the answer; where it redirects, with the address that it leads to."""
        resolver = GuardedResolver(self._resolver or ThreadedResolver(), self._guard)
        # A connector for each request: nothing is resolved once and connected to later.
        connector = TCPConnector(
            resolver=resolver, use_dns_cache=False, force_close=True, socket_factory=self._guard.socket, limit=1
        )
        async with (
            ClientSession(
                connector=connector,
                cookie_jar=DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
                timeout=ClientTimeout(total=self._seconds),
            ) as session,
            session.get(url, headers=self._headers, allow_redirects=False) as response,
        ):
            leads_to = response.headers.get("Location", "")
            if response.status in _REDIRECTS and leads_to:
                return _Answer(url.join(URL(leads_to)).with_fragment(None), response.status)
            if response.content_type not in _HTML or not response.ok:
                return _Answer(url, response.status)
            encoding = response.headers.get("Content-Encoding", "")
            return _Answer(url, response.status, await _beginning(response), encoding, response.charset)

    async def _understood(self, asked: URL, answer: _Answer) -> Seen:
        site = asks_to_sign_in(asked, answer.url, answer.status)
        if site is not None:
            return Locked(site)
        if answer.status in _GONE:
            return Gone()
        if not 200 <= answer.status < 300:
            return Unclear(f"status {answer.status}")
        # In a thread: half a megabyte takes longer to read through than the loop may stand still.
        return Opened(await asyncio.to_thread(_title, answer))


async def _beginning(response: ClientResponse) -> bytes:
    """Return the first ``SIZE_MOST`` bytes of the body as they come, and leave the rest."""
    content = bytearray()
    async for part in response.content.iter_any():
        content += part
        if len(content) >= SIZE_MOST:
            break
    return bytes(content[:SIZE_MOST])


def _title(answer: _Answer) -> str:
    return title_of(text_of(unpacked(answer.content, answer.encoding, SIZE_MOST), answer.charset))


def _of_problem(problem: ClientError | OSError) -> Seen:
    """Tell a page that is gone from what says nothing of it: a refusal of ours, our network, our certificates."""
    cause = problem.os_error if isinstance(problem, ClientConnectorError) else problem
    if isinstance(cause, Forbidden):
        return Unclear(str(cause))
    if isinstance(problem, ClientConnectorCertificateError | ClientConnectorSSLError):
        return Unclear("its certificate")
    if isinstance(cause, socket.gaierror):
        return Gone() if cause.errno in (socket.EAI_NONAME, socket.EAI_NODATA) else Unclear("names do not resolve")
    if isinstance(cause, OSError) and cause.errno in _OUR_SIDE:
        return Unclear("no way there from here")
    if isinstance(cause, ConnectionRefusedError | ConnectionResetError):
        return Gone()
    return Unclear(type(problem).__name__)
