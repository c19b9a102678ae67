"""What the web says of shared links: their titles, sign-ins, and pages that do not open any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web

from tests.adapters.links.site import Site, serving
from tests.scenarios.stage import Network
from tests.scenarios.stage.opening import Stage, playing

STRIPS = "http://example.org/strips"
TITLE = "<title>Fraction strips</title>"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serving() as site:
        yield site


@pytest.fixture
async def network(everywhere: Stage, site: Site) -> AsyncIterator[Network]:
    """The network of all scenarios, in a web where every name leads to *site*."""
    async with playing(replace(everywhere, pages=site.looker())) as network:
        yield network


async def a_week_later(network: Network) -> None:
    """Let a week pass, and all links that are due by then be looked at."""
    await network.clock.forward(days=7, minutes=5)
    house = network.installation.house
    storage, now = house.ground.storage, house.ground.clock.now() + timedelta(hours=1)
    (community, *_) = await storage.installation.communities()
    async with asyncio.timeout(5):
        while True:
            async with storage.read(community.id) as uow:
                if not await uow.link_checks.due(now, 1):
                    return
            await asyncio.sleep(0.02)


async def test_only_the_link_is_needed(network: Network, site: Site) -> None:
    """The page gives its title; one that asks a stranger to sign in is noticed, with how to open it to colleagues."""
    ana = await network.teacher("Ana")
    site.page("/strips", TITLE)
    await ana.says("/resources share", link=STRIPS)
    await ana.sees(
        "Added to the library: Fraction strips.", "The title is the page's own.", "[Change] [Add grade, type, …]"
    )
    await ana.sees_in("library", "#1 Fraction strips (example.org)", "Shared by Ana")

    site.leads("/document/d/7", "http://accounts.google.com/signin")
    site.page("/signin", "<title>Sign in</title>")
    await ana.says("/resources share", link="http://docs.google.com/document/d/7", title="Exit tickets")
    await ana.sees("Added to the library: Exit tickets.", "colleagues may see “Request access”", "Anyone with the link")
    await ana.sees_in("library", "Exit tickets", "Asks to sign in")

    await ana.says("/resources share")
    await ana.fills({"Web address": "http://example.org/nothing"})
    await ana.sees("Added to the library: example.org/nothing.", "You give it one with Change", "It did not open")


async def test_a_slow_page_gives_its_title_later(network: Network, site: Site) -> None:
    """Nobody waits for it: the address stands there until the page answers, and what a person typed stays."""
    ana, answers = await network.teacher("Ana"), asyncio.Event()

    async def slowly(_: web.Request) -> web.StreamResponse:
        await answers.wait()
        return web.Response(text=TITLE, content_type="text/html")

    site.pages |= {"/strips": slowly, "/circles": slowly}
    await ana.says("/resources share", link=f"{STRIPS}?student=secret")
    await ana.sees("Added to the library: example.org/strips.", "The page has not answered yet")
    await ana.sees_in("library", "#1 example.org/strips (example.org)")
    await ana.says("/resources share", link="http://example.com/circles")
    await ana.sees("Added to the library: example.com/circles.")
    await ana.presses("Change")
    await ana.fills({"What it is": "Circles to cut"})
    await ana.sees("“Circles to cut” is changed")
    answers.set()
    await ana.sees_in("library", "#1 Fraction strips (example.org)")
    await ana.sees_in("library", "#2 Circles to cut (example.com)")
    await ana.says("/resources search", words="fraction strips")
    await ana.sees("Fraction strips (example.org)")


async def test_a_page_that_is_gone_is_asked_about(network: Network, site: Site) -> None:
    """Not after one look but after two in a row, a week apart; who shared it answers with its new address."""
    ana, ben = await network.teacher("Ana"), await network.facilitator("Ben")
    site.page("/strips", TITLE)
    site.page("/circles", "<title>Fraction circles</title>")
    await ana.says("/resources share", link=STRIPS)
    await ana.sees("Added to the library: Fraction strips.")
    await ben.says("/resources share", link="http://example.com/circles")
    await ben.sees("Added to the library: Fraction circles.")
    for there in (False, True, False):
        site.pages.pop("/strips", None)
        if there:
            site.page("/strips", TITLE)
        await a_week_later(network)
    assert not ana.direct()
    await a_week_later(network)
    await ana.sees_in_dm("“Fraction strips” did not open when I looked on", "October 22", "October 29")
    await ana.sees_in_dm("If nobody answers by", "November 12", "[It moved] [Remove it] [It works for me]")
    await ana.sees_in("library", "Fraction strips", "Did not open on", "October 29")

    await ana.presses("It moved", on="did not open when I looked")
    await ana.fills({"Its address now": "http://example.com/circles"})
    if network.problems_at_fields:
        await ana.sees_at("Its address now", "That page is in the library already, as #2.")
    site.page("/new", TITLE)
    await ana.mends({"Its address now": "http://example.org/new"})
    await ana.sees("“Fraction strips” has its new address, on its cards too.", "[Undo]")
    await ana.sees_none_in("library", "Did not open on")
    for _ in range(2):
        await a_week_later(network)
    assert len(ana.direct()) == 1 and not ben.direct()


async def test_what_nobody_answers_goes_to_others(network: Network, site: Site) -> None:
    """Two weeks later the moderators are asked, whose card says what came of it."""
    ana, mo = await network.teacher("Ana"), await network.moderator("Mo")
    await ana.says("/resources share", link=STRIPS, title="Fraction strips")
    await ana.sees("Added to the library: Fraction strips.", "It did not open when I looked just now.")
    await a_week_later(network)
    await ana.sees_in_dm("“Fraction strips” did not open when I looked on", "October 1", "October 8")
    await a_week_later(network)
    await mo.sees_none_in("moderators", "This page does not open any more")
    await a_week_later(network)
    await mo.sees_in("moderators", "This page does not open any more", "Fraction strips", "Shared by Ana")
    await mo.presses("It works for me", on="This page does not open any more")
    await mo.sees("Thank you, “Fraction strips” stays.")
    await mo.sees_in("moderators", "“Fraction strips” did not open for a while; that is settled.")
    await ana.presses("Remove it", on="did not open when I looked")
    await ana.sees("“Fraction strips” is out of the library")
