"""What a teacher does in the first week, on the product itself: at 390 px by finger, at 1280 px by pointer and keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Visit
from tests.browser.product import Product, product

pytestmark = pytest.mark.asyncio(loop_scope="session")

STRIPS = "https://example.org/fraction-strips"


async def test_a_first_visit(empty: Product, visit: Visit) -> None:
    """One sentence, three things to try, and each of them leads somewhere at once."""
    ana = await visit(empty.url)
    await ana.sees("This is a rehearsal room")
    await ana.finds_it_tidy()
    await ana.presses("Share a link")
    await expect(ana.composer).to_have_value(f"/resources share {STRIPS}")
    await ana.touches(ana.page.locator(".send"))
    await expect(ana.field("Web address")).to_have_value(STRIPS)
    await ana.finds_it_tidy()
    await ana.page.keyboard.press("Escape")
    for named, person, form in (
        ("Create a topic", "Mo, moderator", "Create a topic"),
        ("Schedule an announcement", "Ben, facilitator", "Schedule announcement"),
    ):
        await ana.opens()
        await ana.follows(ana.page.get_by_role("link", name=named))
        await expect(ana.page.locator(".where")).to_contain_text(person)
        await ana.touches(ana.page.locator(".send"))
        await expect(ana.sheet.get_by_role("heading")).to_have_text(form)
        await ana.finds_it_tidy()


async def test_help(empty: Product, visit: Visit) -> None:
    """Found behind the slash and asked for with one more touch; it names what this person may do, and nothing else."""
    ana = await visit(empty.url)
    await ana.composer.press_sequentially("/help")
    offer = ana.page.get_by_role("option", name="/staffroom help")
    await expect(offer).to_be_visible()
    await ana.finds_it_tidy()
    if ana.on_phone:
        await ana.touches(offer)
    else:
        await ana.page.keyboard.press("Enter")
    await ana.sees("What I can do")
    await ana.sees("/resources share – Add a link or a file to the library")
    await expect(ana.page.locator("#messages")).not_to_contain_text("/announcements create")
    await ana.sees("Only you can see this")
    await ana.finds_it_tidy()


async def test_share_a_link_from_the_line(empty: Product, visit: Visit) -> None:
    """With its title it is in the library at once; who sees the card elsewhere is told so."""
    ana = await visit(empty.url)
    ben = await visit(empty.url, **{"as": "ben", "in": "hillside", "channel": "library"})
    await ana.says(f'/resources share {STRIPS} title:"Fraction strips" about:"To fold and compare"')
    await ana.sees("Added to the library: Fraction strips.")
    await ana.sees("library channel")
    await ana.finds_it_tidy()
    await ben.sees("Fraction strips (example.org)")
    await ben.sees("Shared by Ana")
    await ben.finds_it_tidy()
    await ana.presses("Undo")
    await ana.sees("Undone: “Fraction strips” is not in the library any more.")
    await expect(ben.page.locator("#messages")).not_to_contain_text("Fraction strips")


async def test_share_a_link_with_the_form(empty: Product, visit: Visit) -> None:
    """What is missing is said at its field; what was typed is still there."""
    ana = await visit(empty.url)
    await ana.says(f"/resources share {STRIPS}")
    await ana.field("What it is good for").fill("To fold and compare")
    await ana.sends("Add to library")
    await expect(ana.sheet.locator(".wrong")).to_contain_text("Please say in a few words what it is.")
    await expect(ana.field("What it is")).to_be_focused()
    await expect(ana.field("Web address")).to_have_value(STRIPS)
    await expect(ana.field("What it is good for")).to_have_value("To fold and compare")
    await ana.finds_it_tidy()
    await ana.page.keyboard.type("Fraction strips")
    await ana.page.keyboard.press("Enter")
    await expect(ana.sheet).to_be_hidden()
    await ana.sees("Added to the library: Fraction strips.")
    await ana.goes_to("library")
    await ana.sees("To fold and compare")
    await ana.finds_it_tidy()


async def test_a_form_outlives_a_reload_and_a_restart(data: Path, visit: Visit) -> None:
    """In the middle of a form the page is loaded again, then the program starts anew: it is sent as it was typed."""
    async with product(data) as running:
        ana = await visit(running.url)
        await ana.says("/resources share")
        await ana.field("Web address").fill(STRIPS)
        await ana.field("What it is").fill("Fraction strips")
        await ana.page.reload()
        await expect(ana.field("What it is")).to_have_value("Fraction strips")
        await ana.finds_it_tidy()
        port = int(running.url.rpartition(":")[2])
    await expect(ana.page.locator("#reconnecting")).to_have_text("Reconnecting…")
    async with product(data, begins=None, port=port):
        await expect(ana.page.locator("#reconnecting")).to_be_hidden(timeout=15_000)
        await ana.sends("Add to library")
        await ana.sees("Added to the library: Fraction strips.")
        await ana.presses("Undo")
        await ana.sees("Undone")


async def test_search_and_open(network: Product, visit: Visit) -> None:
    """From a word in the wrong number to the page behind it."""
    ana = await visit(network.url)
    await ana.composer.press_sequentially("/resources sear")
    await ana.page.keyboard.press("Enter")
    await ana.page.keyboard.type("pattern")
    await ana.finds_it_tidy()
    await ana.page.keyboard.press("Enter")
    await ana.sees("1 resource for “pattern”")
    await ana.sees("A pattern a day for warm-ups")
    await ana.finds_it_tidy()
    link = ana.page.locator("#messages").get_by_role("link", name="Open #")
    await expect(link).to_have_attribute("href", "https://www.visualpatterns.org/")
    await ana.picks("Keep or look at one", "Visual Patterns")
    await ana.sees("Shared by Ana")
    await ana.presses("Keep for me")
    await ana.sees("Kept for you: Visual Patterns.")
    await ana.finds_it_tidy()
    await ana.says("/find bananas")
    await ana.sees("Nothing in the library yet for “bananas”.")
    await ana.finds_it_tidy()


async def test_follow_a_topic(network: Product, visit: Visit) -> None:
    ana = await visit(network.url)
    await ana.says("/topics list")
    await ana.sees("What is fair, what is workable, what we tried")
    await ana.finds_it_tidy()
    await ana.picks("Open a topic", "Grading late work")
    await ana.sees("Looked after by Mo")
    await ana.finds_it_tidy()
    await ana.presses("Follow")
    await ana.sees("You follow Grading late work.")
    await ana.sees("Only you can see what you follow.")
    await ana.finds_it_tidy()
    await ana.presses("Unfollow")
    await ana.sees("You no longer follow Grading late work.")


async def test_edit_and_undo(network: Product, visit: Visit) -> None:
    """The card that everybody sees changes, and comes back as it was."""
    ana = await visit(network.url, channel="library")
    await ana.sees("Desmos Classroom")
    card = ana.page.locator("article", has_text="Desmos Classroom")
    await ana.touches(card.get_by_role("button", name="More"))
    await ana.sees("Remove from library")
    await ana.finds_it_tidy()
    await ana.presses("Edit")
    await ana.field("What it is").fill("Desmos lessons")
    await ana.finds_it_tidy()
    await ana.sends("Save")
    await ana.sees("“Desmos lessons” is changed")
    await ana.sees("You can undo this for ten minutes.")
    await ana.sees("Desmos lessons (desmos.com)")
    await ana.finds_it_tidy()
    await ana.presses("Undo")
    await ana.sees("Undone: “Desmos Classroom” is as it was before.")
    await ana.sees("Desmos Classroom (desmos.com)")
    await ana.finds_it_tidy()


async def test_delete_my_data(network: Product, visit: Visit) -> None:
    """Each consequence is said before the button that does it, and it can be undone until then."""
    ana = await visit(network.url)
    await ana.says("/my data")
    await ana.sees("8 resources that you shared")
    await ana.finds_it_tidy()
    await ana.presses("Delete my data")
    await ana.sees("Your name, accounts and role here are deleted.")
    await ana.sees("What you shared stays, credited to “a member”")
    await ana.finds_it_tidy()
    await ana.presses("Delete my data in 24 hours")
    await ana.sees("Tuesday, October 6, 2026, 3:30 PM Eastern Time")
    await ana.finds_it_tidy()
    await ana.presses("Undo")
    await ana.sees("Nothing is deleted. Everything stays as it was.")
    await ana.finds_it_tidy()
