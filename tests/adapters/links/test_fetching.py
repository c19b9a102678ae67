"""Looking at pages on real servers: titles, sign-ins, and everything that servers do to who looks."""

from __future__ import annotations

import asyncio
import gzip
import time
import zlib

import pytest
from aiohttp import web

from bot.domain.links import Gone, Locked, Opened, Seen, Unclear
from bot.domain.links import Site as Whose
from bot.domain.resources import TITLE_MOST
from tests.adapters.links.site import Handler, Names, serving

STRIPS = "http://example.org/strips"


async def test_a_page_gives_its_title() -> None:
    """What it gives to who shares it counts more than its own; spaces, entities and marks are made plain."""
    async with serving() as site:
        site.page("/strips", "<html><head><title>\n Fraction \u202estrips&nbsp;&amp; more </title></head>")
        site.page("/shared", '<title>Strips | Shop</title><meta property="og:title" content="Fraction strips"><body>')
        site.page("/long", f"<title>{'long ' * 100}</title>")
        site.page("/none", "<p>No title</p>")
        site.page("/before", "<title>Just a moment...</title>")
        site.page("/odd", "<![what is this<title>Odd</title>")
        looker = site.looker()
        assert await looker.look(STRIPS) == Opened("Fraction strips & more")
        assert await looker.look("http://example.org/shared#part") == Opened("Fraction strips")
        long = await looker.look("http://example.org/long")
        assert isinstance(long, Opened) and len(long.title) <= TITLE_MOST and long.title.endswith("…")
        for path in ("none", "before", "odd"):
            assert await looker.look(f"http://example.org/{path}") == Opened()


async def test_it_is_read_in_its_own_characters() -> None:
    """Named by the server, by the page, by its first bytes, or not at all; no other codec of Python's is tried."""
    title = "<title>Números</title>"
    pages = {
        "utf8": (title.encode(), ""),
        "server": (title.encode("latin-1"), "; charset=ISO-8859-1"),
        "page": (b'<meta charset="windows-1252">' + title.encode("cp1252"), ""),
        "mark": (title.encode("utf-16"), ""),
        "punycode": (title.encode(), "; charset=punycode"),
        "unknown": (title.encode(), "; charset=none-such"),
    }
    async with serving() as site:
        for path, (content, charset) in pages.items():
            site.pages[f"/{path}"] = answering(content, **{"Content-Type": f"text/html{charset}"})
        looker = site.looker()
        for path in pages:
            assert await looker.look(f"http://example.org/{path}") == Opened("Números"), path


async def test_only_pages_are_read() -> None:
    """A picture or a file opens, and that is all that is learnt."""
    async with serving() as site:
        site.pages["/file"] = answering(b"<title>No page</title>", **{"Content-Type": "application/pdf"})
        assert await site.looker().look("http://example.org/file") == Opened()


async def test_who_looks_is_a_stranger_with_a_name() -> None:
    """It says who it is, brings no cookies, also none of the page before, and tells nobody where it comes from."""
    async with serving() as site:

        async def cookie(_: web.Request) -> web.StreamResponse:
            return web.Response(status=302, headers={"Location": "/strips", "Set-Cookie": "who=ana"})

        site.pages["/cookie"] = cookie
        site.page("/strips", "<title>Strips</title>")
        assert await site.looker().look("http://example.org/cookie") == Opened("Strips")
        for request in site.asked:
            assert request.headers["User-Agent"].startswith("Staffroom/")
            assert request.headers["Host"] == "example.org"
            assert not {"Cookie", "Referer", "Authorization"} & set(request.headers)


@pytest.mark.parametrize(
    ("asked", "leads_to", "whose"),
    [
        ("http://docs.google.com/document/d/1", "http://accounts.google.com/v3/signin?continue=x", Whose.GOOGLE),
        ("http://school.sharepoint.com/s/1", "http://login.microsoftonline.com/x/authorize", Whose.MICROSOFT),
        ("http://1drv.ms/w/1", "http://login.live.com/login.srf", Whose.MICROSOFT),
        ("http://school.instructure.com/courses/1", "http://school.instructure.com/login/canvas", Whose.CANVAS),
        ("http://canvas.school.edu/courses/1", "http://sso.school.edu/saml2/idp", Whose.CANVAS),
        ("http://app.schoology.com/course/1", "http://app.schoology.com/login?x", Whose.SCHOOLOGY),
        ("http://school.example/files/1", "http://school.example/users/sign_in/", Whose.OTHER),
        ("http://school.example/login", "http://school.example/log-in", None),
        ("http://school.example/short", "http://school.example/logins-for-parents", None),
    ],
)
async def test_a_sign_in_is_told_from_a_page(asked: str, leads_to: str, whose: Whose | None) -> None:
    """Whose it is goes by where the page was, since that is where it is opened to colleagues."""
    async with serving() as site:
        site.leads("/" + asked.split("/", 3)[3], leads_to)
        site.page("/" + leads_to.split("/", 3)[3].partition("?")[0], "<title>Sign in</title>")
        assert await site.looker().look(asked) == (Locked(whose) if whose else Opened())


@pytest.mark.parametrize(
    ("status", "seen"),
    [
        (404, Gone()), (410, Gone()), (500, Gone()), (502, Gone()), (401, Locked(Whose.OTHER)),
        (403, Unclear("status 403")), (429, Unclear("status 429")), (503, Unclear("status 503")),
    ],
)  # fmt: skip
async def test_what_a_status_tells(status: int, seen: Seen) -> None:
    """Who is busy or keeps robots out is not gone."""
    async with serving() as site:
        site.page("/strips", "<title>Oh</title>", status=status)
        assert await site.looker().look(STRIPS) == seen


async def test_nobody_there_is_gone() -> None:
    """No such name, or nobody listens."""
    async with serving() as site:
        names = Names(site.port, {"none.example": [[]]})
        assert await site.looker(names).look("http://none.example/") == Gone()
        port = site.port
    assert await site.looker(Names(port)).look(STRIPS) == Gone()


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://0x7f000001/",
        "http://inside.example/", "//inside.example/", "file:///etc/passwd", "http://ana@example.org/",
        "http://example.org:8080/", "http://[", "javascript:alert(1)",
    ],
)  # fmt: skip
async def test_no_redirect_leads_to_what_is_private(target: str) -> None:
    """The same is asked of every hop as of the first address."""
    async with serving() as site:
        site.leads("/strips", target)
        names = Names(site.port, {"inside.example": [["10.0.0.5"]]})
        assert isinstance(await site.looker(names).look(STRIPS), Unclear)
        assert len(site.asked) == 1


async def test_a_name_that_changes_is_not_followed_inside() -> None:
    """What was checked is what is connected to: a second answer of the resolver is checked as well."""
    async with serving() as site:
        site.leads("/strips", "/again")
        site.page("/again", "<title>Inside</title>")
        names = Names(site.port, {"example.org": [["127.0.0.1"], ["192.168.1.1"]]})
        assert await site.looker(names).look(STRIPS) == Unclear("not a public address")
        assert [request.path for request in site.asked] == ["/strips"]
        assert names.asked == ["example.org", "example.org"]


async def test_five_redirects_are_followed_and_no_more() -> None:
    async with serving() as site:
        for number in range(9):
            site.leads(f"/{number}", f"/{number + 1}")
        site.page("/9", "<title>At last</title>")
        assert await site.looker().look("http://example.org/4") == Opened("At last")
        assert await site.looker().look("http://example.org/3") == Unclear("too many redirects")
        site.leads("/round", "/round")
        assert isinstance(await site.looker().look("http://example.org/round"), Unclear)


async def test_who_answers_slowly_is_not_waited_for() -> None:
    """Neither for the first byte nor for the last; a page that never ends is one that does not open."""
    async with serving() as site:

        async def never(_: web.Request) -> web.StreamResponse:
            await asyncio.Event().wait()
            raise AssertionError

        async def drop_by_drop(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse(headers={"Content-Type": "text/html"})
            await response.prepare(request)
            while True:
                await response.write(b" ")
                await asyncio.sleep(0.02)

        site.pages |= {"/never": never, "/drops": drop_by_drop}
        for path in ("never", "drops"):
            began = time.monotonic()
            assert await site.looker(seconds=0.3).look(f"http://example.org/{path}") == Gone()
            assert time.monotonic() - began < 3


async def test_of_a_huge_page_only_the_beginning_is_read() -> None:
    """A page without an end gives its title all the same, and one that is packed small is not unpacked whole."""
    async with serving() as site:

        async def endless(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse(headers={"Content-Type": "text/html"})
            await response.prepare(request)
            await response.write(b"<title>Endless</title>")
            while True:
                await response.write(b"<p>" + b"x" * 65536)

        bomb = b"<title>Bomb</title>" + b"\0" * 50_000_000
        site.pages["/endless"] = endless
        site.pages["/gzip"] = answering(gzip.compress(bomb), **{"Content-Encoding": "gzip"})
        site.pages["/deflate"] = answering(zlib.compress(bomb), **{"Content-Encoding": "deflate"})
        site.pages["/garbled"] = answering(b"no gzip at all", **{"Content-Encoding": "gzip"})
        site.pages["/other"] = answering(b"\x0b\x02\x80", **{"Content-Encoding": "br"})
        looker = site.looker()
        assert await looker.look("http://example.org/endless") == Opened("Endless")
        assert await looker.look("http://example.org/gzip") == Opened("Bomb")
        assert await looker.look("http://example.org/deflate") == Opened("Bomb")
        for path in ("garbled", "other"):
            assert await looker.look(f"http://example.org/{path}") == Opened()


async def test_a_host_is_asked_one_thing_at_a_time() -> None:
    """With a pause in between; another host is not kept waiting by it."""
    async with serving() as site:
        running: dict[str, int] = {}
        most: dict[str, int] = {}
        began: list[float] = []

        async def page(request: web.Request) -> web.StreamResponse:
            began.append(time.monotonic())
            running[request.host] = running.get(request.host, 0) + 1
            most[request.host] = max(most.get(request.host, 0), running[request.host])
            await asyncio.sleep(0.05)
            running[request.host] -= 1
            return web.Response(text="<title>Page</title>", content_type="text/html")

        site.pages["/strips"] = page
        looker = site.looker(pause=0.1)
        hosts = ["example.org"] * 3 + ["example.com"]
        await asyncio.gather(*(looker.look(f"http://{host}/strips") for host in hosts))
        assert most == {"example.org": 1, "example.com": 1}
        assert max(began) - min(began) >= 0.25


def answering(body: bytes, **headers: str) -> Handler:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(body=body, headers={"Content-Type": "text/html", **headers})

    return answer
