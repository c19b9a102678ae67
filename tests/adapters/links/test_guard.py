"""Nothing private is reached, whatever it is called."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from adapters.links.guard import Forbidden, Guard, GuardedResolver, is_public
from tests.adapters.links.site import Names

PRIVATE_NETWORKS = [
    IPv4Network(each)
    for each in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
    )
]  # fmt: skip
PRIVATE = st.sampled_from(PRIVATE_NETWORKS).flatmap(
    lambda network: st.integers(int(network[0]), int(network[-1])).map(IPv4Address)
)


def part(value: int, base: str) -> str:
    return {"decimal": str(value), "octal": f"0{value:o}", "long octal": f"000{value:o}", "hex": f"0x{value:X}"}[base]


@st.composite
def spellings(draw: st.DrawFn, addresses: st.SearchStrategy[IPv4Address] = PRIVATE) -> str:
    """A private address in any of the ways in which inet_aton, browsers and IPv6 write one."""
    address = draw(addresses)
    value, base = int(address), st.sampled_from(("decimal", "octal", "long octal", "hex"))
    octets = list(address.packed)
    match draw(st.integers(0, 9)):
        case 0:
            return str(address)
        case 1:
            return part(value, draw(base))
        case 2:
            return f"{part(octets[0], draw(base))}.{part(value & 0xFFFFFF, draw(base))}"
        case 3:
            first, second = (part(octet, draw(base)) for octet in octets[:2])
            return f"{first}.{second}.{part(value & 0xFFFF, draw(base))}"
        case 4:
            return ".".join(part(octet, draw(base)) for octet in octets) + draw(st.sampled_from(("", ".")))
        case 5:
            return f"[::ffff:{address}]"
        case 6:
            return f"[{IPv6Address((0xFFFF << 32) | value).exploded}]"
        case 7:
            return f"[64:ff9b::{address}]"
        case 8:
            return f"[{IPv6Address((0x2002 << 112) | (value << 80) | 1)}]"
        case _:
            wide = str(address).translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
            return wide.replace(".", draw(st.sampled_from((".", "。", "．"))))


def leads_somewhere(host: str) -> bool:
    """Whether a look at *host* gets as far as a socket, with what this machine itself makes of the spelling."""
    guard = Guard()
    try:
        url = URL(f"http://{host}/")
        guard.check_url(url)
        found = socket.getaddrinfo(url.raw_host, 80, type=socket.SOCK_STREAM)
        made = [guard.socket((family, kind, proto, "", at)) for family, kind, proto, _, at in found]
    except (ValueError, OSError):
        return False
    for each in made:
        each.close()
    return True


@given(host=spellings())
def test_no_spelling_of_a_private_address_gets_as_far_as_a_socket(host: str) -> None:
    assert not leads_somewhere(host)


@given(host=spellings(), scheme=st.sampled_from(("http", "https")))
def test_the_address_itself_is_refused_before_anything_is_resolved(host: str, scheme: str) -> None:
    try:
        url = URL(f"{scheme}://{host}/path")
    except ValueError:
        return
    with pytest.raises(Forbidden):
        Guard().check_url(url)


@given(address=PRIVATE, mapped=st.booleans())
def test_no_socket_is_made_for_a_private_address(address: IPv4Address, mapped: bool) -> None:
    """The last check of all holds by itself, for an address that none before it has seen."""
    family, at = (socket.AF_INET6, (f"::ffff:{address}", 80, 0, 0)) if mapped else (socket.AF_INET, (str(address), 80))
    with pytest.raises(Forbidden):
        Guard().socket((family, socket.SOCK_STREAM, 0, "", at))


@given(address=PRIVATE)
async def test_no_name_of_a_private_address_is_resolved(address: IPv4Address) -> None:
    """Also where it has a public address beside it."""
    names = Names(80, {"school.example": [["93.184.216.34", str(address)]]})
    with pytest.raises(Forbidden):
        await GuardedResolver(names, Guard()).resolve("school.example", 80)


@pytest.mark.parametrize(
    "host",
    [
        "[::1]", "[::]", "[fe80::1]", "[fe80::1%25eth0]", "[fe80::1%251]", "[fc00::1]", "[fd12:3456::1]", "[ff02::1]",
        "[fec0::1]", "[::127.0.0.1]", "[64:ff9b:1::a00:1]", "[2001::1]", "[2001:db8::1]", "[2002:7f00:1::]", "[100::1]",
        "0", "0x", "1.2.3", "256.256.256.256", "1.1.1.1.1", "0177.0.0.1", "4294967295",
    ],
)  # fmt: skip
def test_what_is_no_public_address_is_refused(host: str) -> None:
    with pytest.raises((Forbidden, ValueError)):
        Guard().check_url(URL(f"http://{host}/"))


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "http://example.org:8080/",
        "http://example.org:22/", "https://ana@example.org/", "https://ana:secret@example.org/", "https://:x@example.org/",
    ],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused(address: str) -> None:
    with pytest.raises(Forbidden):
        Guard().check_url(URL(address))


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a", "http://example.org:80/", "https://93.184.216.34/", "https://[2606:2800:220:1::1]/"],
)
def test_public_addresses_pass(address: str) -> None:
    Guard().check_url(URL(address))


@given(st.integers(0, 2**128 - 1).map(IPv6Address))
def test_ipv6_is_public_only_where_the_registry_gives_out_addresses(address: IPv6Address) -> None:
    if is_public(address):
        assert 0x2000 << 112 <= int(address) < 0x4000 << 112 or is_public(ip_address(int(address) & 0xFFFFFFFF))
        assert not (address.is_private or address.is_multicast or address.is_link_local or address.is_loopback)
