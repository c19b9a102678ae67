"""When two addresses are the same page: tracking parameters, ``www.`` and plain fragments do not matter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, unquote, unquote_to_bytes, urlencode, urlsplit

_TRACKING = ("utm_", "mc_", "pk_", "mtm_")
_TRACKING_NAMES = frozenset(
    {"fbclid", "gclid", "dclid", "msclkid", "igshid", "yclid", "_ga", "_gl", "ref_src", "ref_url", "si", "usp"}
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_WRITTEN_OUT = r"https?://[^\s<>|]+"
_ROUTES = ("/", "!", "slide=")


class NotAnAddress(ValueError):
    """The text is not a web address that anybody could open."""


def web_address(typed: str) -> str:
    """Return *typed* as an http(s) address, ``https://`` added where it was left out; raises NotAnAddress."""
    text = typed.strip().strip("<>")
    if any(c.isspace() or ord(c) < 32 for c in text):
        raise NotAnAddress(text)
    if not re.match(r"[a-z][a-z0-9+.-]*://", text, re.IGNORECASE):
        head = text.partition("/")[0]
        if "." not in head or "@" in head or text.startswith((".", "/")) or head.partition(":")[0].endswith("."):
            raise NotAnAddress(text)
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as problem:
        raise NotAnAddress(text) from problem
    if parts.scheme.lower() not in _DEFAULT_PORTS or not host or parts.username is not None:
        raise NotAnAddress(text)
    labels = host.removesuffix(".").split(".")
    named = len(labels) > 1 and all(any(c.isalnum() for c in label) for label in labels)
    if (not named and host != "localhost" and ":" not in host) or "\0" in unquote(text):
        raise NotAnAddress(text)
    return text


def address_among(typed: str) -> tuple[str, str]:
    """Return the one address in *typed* and the words around it, as phones share a page; raises NotAnAddress."""
    try:
        return web_address(typed), ""
    except NotAnAddress:
        found = re.findall(_WRITTEN_OUT, typed)
        if len(found) != 1:
            raise
    before, _, after = typed.partition(found[0])
    return web_address(found[0]), " ".join(f"{before} {after}".split()).strip(" <>|:–—-")


def first_link(links: Iterable[str], text: str) -> str | None:
    """Return the first web address among *links*, then in *text*."""
    for link in (*links, *re.findall(_WRITTEN_OUT, text)):
        try:
            return web_address(link)
        except NotAnAddress:
            continue
    return None


def page_of(address: str) -> str:
    """Return the text that is the same for all addresses of one page; *address* comes from ``web_address``."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    if parts.port and parts.port != _DEFAULT_PORTS[parts.scheme.lower()]:
        host = f"{host}:{parts.port}"
    path = "/".join(quote(unquote_to_bytes(part), safe="") for part in parts.path.split("/")).rstrip("/")
    query = urlencode(sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(pair[0])))
    route = f"#{parts.fragment}" if parts.fragment.startswith(_ROUTES) else ""
    return f"{host}{path}{'?' + query if query else ''}{route}"


def _tracks(name: str) -> bool:
    return name.lower().startswith(_TRACKING) or name.lower() in _TRACKING_NAMES
