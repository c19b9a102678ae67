"""What may be reached: public addresses alone, on the web's own ports, by http and https.

The decision is made on the very address that a socket is about to be connected to, so that neither another spelling, a
name that resolves to something else the second time nor a redirect leads past it.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
AddressInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[object, ...]]

PORTS = frozenset({80, 443})
_PRIVATE = tuple(
    IPv4Network(each)
    for each in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by a provider's customers
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, among it what clouds tell their machines
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
)
"""The IANA registry of special-purpose IPv4 addresses, and multicast."""
_PUBLIC_6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
"""IPv4 written as IPv6 (RFC 6052), which networks without IPv4 use for the whole web."""
_SPECIAL_6 = tuple(
    IPv6Network(each)
    for each in (
        "2001::/23",  # protocols, among them Teredo, which holds an IPv4 address
        "2001:db8::/32",
        "2002::/16",  # 6to4, which holds an IPv4 address
        "3fff::/20",
    )
)
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+", re.IGNORECASE)


class Forbidden(OSError):
    """It leads to what is nobody's business; the text says what kind and names no address."""


def is_public(address: Address) -> bool:
    """Return whether anybody on the Internet could reach *address*."""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _PRIVATE)
    if address.scope_id is not None:
        return False
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _PUBLIC_6 and address.is_global and not any(address in network for network in _SPECIAL_6)


@dataclass(frozen=True, slots=True)
class Guard:
    """*networks* may be reached besides what is public; nothing but tests gives any."""

    networks: Sequence[Network] = field(default=())

    def check_url(self, url: URL) -> None:
        """Raise Forbidden for what is not worth resolving: other schemes and ports, a user's name, odd numbers."""
        if url.scheme not in ("http", "https"):
            raise Forbidden("not a web address")
        if url.user is not None or url.password is not None:
            raise Forbidden("somebody's name in the address")
        if url.explicit_port is not None and url.explicit_port not in PORTS:
            raise Forbidden("not a port of the web")
        host = (url.raw_host or "").rstrip(".")
        if not host or "%" in host:
            raise Forbidden("no host")
        if ":" in host:
            self.check(host)
        elif _NUMBER.fullmatch(host.rpartition(".")[2]):
            # No name ends in a number: what ends so is an IPv4 address, and browsers read many spellings as one.
            if not re.fullmatch(r"(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}", host):
                raise Forbidden("an odd number for a host")
            self.check(host)

    def check(self, host: str) -> None:
        """Raise Forbidden unless the numeric address *host* may be reached."""
        try:
            address = ip_address(host)
        except ValueError:
            raise Forbidden("an odd address") from None
        if not is_public(address) and not any(address in network for network in self.networks):
            raise Forbidden("not a public address")

    def socket(self, info: AddressInfo) -> socket.socket:
        """Return the socket for *info*, the last word on where it is connected to; raises Forbidden."""
        family, kind, protocol, _, at = info
        self.check(str(at[0]))
        if len(at) == 4 and at[3]:
            raise Forbidden("an address of one interface")
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made


class GuardedResolver(AbstractResolver):
    """Resolves by *inner*, and refuses a name that leads anywhere private, even if it leads elsewhere too."""

    def __init__(self, inner: AbstractResolver, guard: Guard) -> None:
        self._inner = inner
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        for each in found:
            self._guard.check(each["host"])
        return found

    async def close(self) -> None:
        await self._inner.close()
