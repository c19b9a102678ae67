"""What moderators and facilitators do for the others, and what happens to who is neither."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Visit
from tests.browser.product import Product

pytestmark = pytest.mark.asyncio(loop_scope="session")

TALKS = ("NRICH", "Number sense at Youcubed", "Visual Patterns")


async def test_create_a_topic_as_moderator(empty: Product, visit: Visit) -> None:
    """Its channel is there on both servers, also on the page of somebody who was looking on."""
    ana = await visit(empty.url, **{"in": "hillside"})
    mo = await visit(empty.url, **{"as": "mo"})
    await mo.says("/topics create")
    await expect(mo.field("Name")).to_be_focused()
    await mo.finds_it_tidy()
    await mo.field("Name").fill("Grading late work")
    await mo.field("What it is about").fill("What is fair, and what is workable")
    await mo.sends("Create topic")
    await mo.sees("Grading late work is open. You look after it.")
    await mo.sees("Hillside Teachers: #grading-late-work")
    await mo.finds_it_tidy()
    for person in (mo, ana):
        await person.goes_to("grading-late-work")
        await expect(person.page.get_by_role("heading", level=1)).to_have_text("#grading-late-work")
        await person.finds_it_tidy()
    await mo.says("/resources share https://example.org/late title:Late")
    await mo.sees("Topic: Grading late work.")
    await ana.sees("Late (example.org)")


async def test_pin_three_at_once(network: Product, visit: Visit) -> None:
    """Chosen from the list, pinned on both servers in the topic's channel; one Undo takes all three down."""
    mo = await visit(network.url, **{"as": "mo", "channel": "number-talks"})
    await mo.says("/moderate pin")
    await mo.sees("Choose what to pin")
    await mo.finds_it_tidy()
    await mo.picks("Choose what to pin", *TALKS)
    await mo.sees("Pinned 3: ")
    await mo.sees("Hillside Teachers: ")
    await mo.finds_it_tidy()
    await mo.sees_pinned(*TALKS)
    await mo.finds_it_tidy()
    ana = await visit(network.url, **{"in": "hillside", "channel": "number-talks"})
    await ana.sees_pinned(*TALKS)
    await mo.closes_desk()
    await mo.presses("Undo")
    await mo.sees("Undone")
    await ana.sees("Nothing is pinned in this channel.", within="#pins")


async def test_schedule_an_announcement_and_move_the_clock_to_it(empty: Product, visit: Visit) -> None:
    """What is wrong is said at the fields; when and where is said in words; at the time it is there, once."""
    ben = await visit(empty.url, **{"as": "ben"})
    await ben.says("/announcements create")
    await ben.field("Day").fill("2026-10-06")
    await ben.sends("Schedule")
    await expect(ben.field("What to announce")).to_be_focused()
    await expect(ben.sheet.locator(".wrong")).to_have_count(2)
    await expect(ben.field("Day")).to_have_value("2026-10-06")
    await ben.finds_it_tidy()
    await ben.field("What to announce").fill("**Number talks this week**\n\n- bring one picture")
    await ben.field("Time").fill("16:00")
    await ben.sends("Schedule")
    await ben.sees("Tuesday, October 6, 2026, 4:00 PM Eastern Time")
    await ben.sees("Riverside Teachers #announcements, Hillside Teachers #announcements")
    await ben.finds_it_tidy()
    await ben.goes_to("announcements")
    await ben.opens_desk()
    await ben.page.get_by_label("Move to…").fill("2026-10-06T15:59")
    await ben.touches(ben.page.get_by_role("button", name="Move", exact=True))
    await expect(ben.page.locator("#clock")).to_contain_text("3:59 PM")
    assert await empty.messages_in("announcements") == []
    await ben.page.get_by_label("Move to…").fill("2026-10-06T16:00")
    await ben.touches(ben.page.get_by_role("button", name="Move", exact=True))
    await ben.sees("Number talks this week")
    await ben.closes_desk()
    await ben.finds_it_tidy()
    ana = await visit(empty.url, **{"in": "hillside", "channel": "announcements"})
    await ana.sees("bring one picture")
    for server in ("riverside", "hillside"):
        assert len(await empty.messages_in("announcements", server)) == 1


async def test_moving_the_clock_past_an_announcement_does_not_make_it_late(network: Product, visit: Visit) -> None:
    """The clock stops on its way: what was due in between came at its own time."""
    ana = await visit(network.url, channel="announcements")
    await ana.opens_desk()
    await ana.touches(ana.page.get_by_role("button", name="+1 day"))
    await ana.touches(ana.page.get_by_role("button", name="+1 day"))
    await expect(ana.page.locator("#clock")).to_contain_text("Wednesday, October 7")
    await ana.sees("bring one picture")
    await expect(ana.page.locator("#messages article")).to_contain_text("4:00 PM")
    await expect(ana.page.locator("#messages")).not_to_contain_text("late")
    await ana.closes_desk()
    await ana.finds_it_tidy()


async def test_who_may_not_pin_any_more_can_ask_for_it(network: Product, visit: Visit) -> None:
    """A Pin button from when one was a moderator, and the command: both offer to ask, and ask once."""
    ada = await visit(network.url, **{"as": "ada"})
    ana = await visit(network.url, channel="library")
    await ada.says("/staffroom roles grant @Ana role:moderator")
    await ada.sees("Ana is a moderator now")
    card = ana.page.locator("article", has_text="Desmos Classroom")
    await ana.touches(card.get_by_role("button", name="More"))
    pin = ana.page.locator("#messages").get_by_role("button", name="Pin", exact=True)
    await expect(pin).to_be_visible()
    await ada.says("/staffroom roles revoke @Ana")
    await ada.sees("Ana has no role by grant any more.")
    await ana.touches(pin)
    await ana.sees("Only moderators can pin. I can ask them for you.")
    await ana.finds_it_tidy()
    await ana.presses("Ask to pin this")
    await ana.sees("I asked the moderators to pin “Desmos Classroom”.")
    await ana.finds_it_tidy()
    await ana.says("/moderate pin Desmos Classroom")
    await ana.presses("Ask to pin this")
    await expect(ana.page.get_by_text("I asked the moderators to pin")).to_have_count(2)
    await ada.goes_to("moderators")
    await ada.sees("Somebody asks to pin this")
    await expect(ada.page.locator("article", has_text="Desmos Classroom")).to_have_count(1)
    await ada.finds_it_tidy()
