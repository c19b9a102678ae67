"""Which texts are web addresses, and when two of them are the same page."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pages import NotAnAddress, address_among, page_of, web_address


@pytest.mark.parametrize(("typed", "address"), [
    ("https://example.org", "https://example.org"), ("http://example.org/a?b=c#d", "http://example.org/a?b=c#d"),
    ("example.org", "https://example.org"), ("example.org/a b".replace(" ", "%20"), "https://example.org/a%20b"),
    ("www.example.org/Ana@School", "https://www.example.org/Ana@School"), ("example.org:8080/x", "https://example.org:8080/x"),
    (" <https://example.org> ", "https://example.org"), ("HTTPS://Example.org", "HTTPS://Example.org"),
    ("http://localhost:8080/", "http://localhost:8080/"), ("https://[::1]:8080/", "https://[::1]:8080/"),
    ("https://español.example/niños", "https://español.example/niños"), ("españa.example", "https://españa.example"),
    ("https://例え.example/", "https://例え.example/"), ("https://xn--r8jz45g.example", "https://xn--r8jz45g.example"),
    ("192.168.1.1/x", "https://192.168.1.1/x"),
    ("https://web.archive.org/web/2020/https://a.org/", "https://web.archive.org/web/2020/https://a.org/"),
])  # fmt: skip
def test_what_can_be_opened_is_an_address(typed: str, address: str) -> None:
    """The address is kept as typed; ``https://`` is added where it was left out."""
    assert web_address(typed) == address


@pytest.mark.parametrize("typed", [
    "", " ", "hello", "hello world", "javascript:alert(1)", "JavaScript:alert(1)", "javascript://example.org/%0aalert(1)",
    "javascript:alert(1)//example.org", "javascript:1.foo", "data:text/html,<b>x</b>", "data:text/html;x.y,z",
    "vbscript:x", "file:///etc/passwd", "ftp://example.org", "ws://example.org", "chrome://a.b",
    "mailto:ana@example.org", "ana@example.org", "tel:1.2",
    "https://exa mple.org", "https://example.org/a b", "https://example.org/\tx", "a\u2003b.org",
    "https://user:pass@example.org", "https://user@example.org", "https://@example.org", "https://:pass@example.org",
    "user:pass@example.org", "https://example.org\\@evil.org", "https://example.org@evil.org/x",
    "https://", "https:///path", "https:example.org", "https:/example.org", "//example.org", "/path.html", "./a.html",
    "../a.html", ".org", "https://intranet", "https://example.org:port", "https://example.org:99999", "https://[::1",
    "https://[x.org]", "https://example。org\x00", "e.g.:x", "https://℀.com", "x\x01.org",
])  # fmt: skip
def test_what_cannot_be_opened_is_none(typed: str) -> None:
    """Scripts, mail, files, names and passwords before a host, spaces and half an address are refused."""
    with pytest.raises(NotAnAddress):
        web_address(typed)


SAME = [
    ["https://example.org", "http://example.org/", "https://www.example.org", "HTTPS://EXAMPLE.ORG", "https://example.org:443",
     "http://example.org:80/", "https://example.org#top", "https://example.org/?", "https://example.org/?utm_source=x",
     "https://example.org/?UTM_Source=x&fbclid=1&gclid=2#frag", "https://example.org#"],
    ["https://example.org/a/b", "https://example.org/a/b/", "https://example.org/a/b?mc_cid=1", "https://example.org/a/b/#x"],
    ["https://example.org/?a=1&b=2", "https://example.org/?b=2&a=1", "https://example.org?a=1&utm_medium=e&b=2"],
    ["https://example.org/ni%C3%B1os", "https://example.org/niños", "https://example.org/ni%c3%b1os/"],
    ["https://example.org/?q=caf%C3%A9+x", "https://example.org/?q=café%20x"],
    ["https://example.org/#/fractions", "https://www.example.org/?utm_source=x#/fractions"],
    ["https://example.org/#!fractions"],
    ["https://example.org/#slide=id.p2", "https://example.org#slide=id.p2"],
    ["https://example.org/#slide=id.p3"],
    ["https://example.org:8443/", "http://example.org:8443"],
    ["https://example.org/A/B"],
    ["https://example.org/?a="],
    ["https://example.org/?a=1&a=2"],
    ["https://docs.example.org/", "http://www.docs.example.org"],
    ["https://wwwexample.org"],
    ["https://example.org/?ref=2"],
]  # fmt: skip


@pytest.mark.parametrize(("typed", "words"), [
    ("https://example.org/a", ""),
    ("Fraction strips https://example.org/a", "Fraction strips"),
    ("Fraction strips: <https://example.org/a>", "Fraction strips"),
    ("https://example.org/a – strips to print", "strips to print"),
])  # fmt: skip
def test_an_address_among_words(typed: str, words: str) -> None:
    assert address_among(typed) == ("https://example.org/a", words)


@pytest.mark.parametrize(
    "typed", ["https://example.org/a https://example.org/b", "strips at example.org/a", "https://a b"]
)
def test_which_address_is_meant_is_not_guessed(typed: str) -> None:
    with pytest.raises(NotAnAddress):
        address_among(typed)


@pytest.mark.parametrize("addresses", SAME, ids=lambda addresses: addresses[0])
def test_one_page_has_many_addresses(addresses: list[str]) -> None:
    """Tracking, www., http or https, a slash at the end, the order of a query and a plain fragment do not matter."""
    assert len({page_of(web_address(address)) for address in addresses}) == 1


def test_other_pages_are_others() -> None:
    """A path in capitals, a route, a slide, a port, a query: all of these are pages of their own."""
    pages = [page_of(web_address(addresses[0])) for addresses in SAME]
    assert [(a, b) for a, b in itertools.combinations(range(len(pages)), 2) if pages[a] == pages[b]] == []


NAMES = st.text("abcxyz09-_ñ", min_size=1, max_size=6)
HOSTS = st.lists(st.text("abcxyz09", min_size=1, max_size=6), min_size=2, max_size=3).map(".".join)
PATHS = st.lists(st.one_of(NAMES, st.sampled_from(["A", "%C3%B1", "%20", "a+b", "@x", "~"])), max_size=3).map("/".join)
QUERIES = st.lists(st.tuples(NAMES, st.sampled_from(["", "=", "=1", "=%20x", "=ñ"])), max_size=3).map(
    lambda pairs: "&".join(name + value for name, value in pairs)
)
FRAGMENTS = st.sampled_from(["", "#top", "#/a", "#!a", "#slide=2", "#slide", "#a/b"])


@st.composite
def addresses(draw: st.DrawFn) -> tuple[str, str, str]:
    """A page's address up to its query, the query, the fragment."""
    scheme, host = draw(st.sampled_from(["https://", "http://", "HTTPS://"])), draw(HOSTS)
    port = draw(st.sampled_from(["", ":8080"]))
    path = draw(PATHS)
    return f"{scheme}{host}{port}{'/' + path if path else ''}", draw(QUERIES), draw(FRAGMENTS)


def joined(page: str, query: str, fragment: str) -> str:
    return web_address(page + (f"?{query}" if query else "") + fragment)


TRACKING = st.sampled_from(
    ["utm_source", "utm_x", "UTM_CAMPAIGN", "fbclid", "gclid", "mc_eid", "pk_kwd", "si", "usp", "_ga"]
)


@given(addresses(), TRACKING, st.sampled_from(["", "=", "=news", "=a%26b"]), st.booleans())
def test_tracking_never_makes_another_page(address: tuple[str, str, str], name: str, value: str, first: bool) -> None:
    """Whatever an address is, what a newsletter hangs on it leaves the page the same."""
    page, query, fragment = address
    pairs = [name + value, query] if first else [query, name + value]
    assert page_of(joined(page, "&".join(filter(None, pairs)), fragment)) == page_of(joined(page, query, fragment))


@given(addresses())
def test_a_page_is_its_own_page(address: tuple[str, str, str]) -> None:
    """The page of an address, opened itself, is that page again."""
    page = page_of(joined(*address))
    assert page_of(web_address("https://" + page.replace(" ", "%20"))) == page


@given(addresses(), st.sampled_from(["", "#top", "#section-2", "#:~:text=x"]))
def test_a_plain_fragment_never_makes_another_page(address: tuple[str, str, str], fragment: str) -> None:
    """Where on a page one looks does not matter; a slash at its end and www. do not either."""
    page, query, _ = address
    scheme, _, rest = page.partition("://")
    assert page_of(joined(page, query, fragment)) == page_of(joined(f"{scheme}://www.{rest}/", query, ""))


@given(st.one_of(st.text(), st.text("htps:/.@#?&=ab[]% \\<>1")))
def test_any_text_is_an_address_or_refused(typed: str) -> None:
    """Nothing that can be typed makes it fail, and an address is always one of the web, without spaces."""
    try:
        address = web_address(typed)
    except NotAnAddress:
        return
    assert address.lower().startswith(("https://", "http://"))
    assert not any(character.isspace() for character in address)
    assert web_address(address) == address
    assert page_of(address)


@pytest.mark.parametrize("typed", ["web.archive.org/web/2020/https://a.org/", "example.org/?next=https://b.org"])
def test_an_address_may_hold_another(typed: str) -> None:
    """Left out at the beginning, ``https://`` may still stand further on."""
    assert web_address(typed) == f"https://{typed}"


@pytest.mark.parametrize("typed", ["https://.", "https://..", "https://a..b", "https://.org", "https://-.-/"])
def test_dots_alone_are_no_host(typed: str) -> None:
    """A host has something on each side of its dots."""
    with pytest.raises(NotAnAddress):
        web_address(typed)


@pytest.mark.parametrize(("one", "other"), [
    ("https://example.org/a%3Fb=1", "https://example.org/a?b=1"), ("https://example.org/a%2Fb", "https://example.org/a/b"),
    ("https://example.org/a%23/b", "https://example.org/a#/b"),
])  # fmt: skip
def test_an_escaped_mark_is_part_of_its_path(one: str, other: str) -> None:
    """A file whose name has a question mark is not the page that is asked a question."""
    assert page_of(one) != page_of(other)
