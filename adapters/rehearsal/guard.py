"""Who may ask: only pages served under a name of our own, so that no other site can reach into the room.

A foreign page whose name is made to point here (DNS rebinding) still sends its own name as Host; a plain address
cannot be made to point elsewhere.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, Collection
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_EVERYWHERE = {"0.0.0.0", "::"}
_REFUSED = (
    "This page does not answer under that address. Open it as http://127.0.0.1 with the port that Staffroom printed, "
    "or name the address as rehearsal.host in the configuration.\n"
)


def host_allowed(header: str, hosts: Collection[str]) -> bool:
    """Return whether the Host *header* names this machine's loopback or one of *hosts*."""
    name = _name(header)
    if name in hosts or name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or not _EVERYWHERE.isdisjoint(hosts)


def origin_allowed(header: str | None, host: str) -> bool:
    """Return whether a request comes from a page of *host*; what is no page (a script, a test) sends no Origin."""
    if header is None:
        return True
    parts = urlsplit(header)
    return parts.scheme in ("http", "https") and parts.netloc.casefold() == host.casefold()


def guarded(handler: Handler, hosts: Collection[str]) -> Handler:
    """Return *handler* behind both checks, its pages forbidden to ask anything of other sites."""

    async def guard(request: web.Request) -> web.StreamResponse:
        host = request.headers.get("Host", "")
        if not host_allowed(host, hosts) or not origin_allowed(request.headers.get("Origin"), host):
            return web.Response(status=403, text=_REFUSED)
        response = await handler(request)
        if not response.prepared:
            response.headers.update(_headers(host))
        return response

    return guard


def _name(header: str) -> str:
    try:
        return (urlsplit(f"//{header}").hostname or "").casefold()
    except ValueError:
        return ""


def _headers(host: str) -> dict[str, str]:
    # Older browsers do not count a socket to the same host as 'self'.
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; "
        f"connect-src 'self' ws://{host} wss://{host}; form-action 'self'; frame-ancestors 'self'; base-uri 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
    }
