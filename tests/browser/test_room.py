"""The rehearsal room in a real browser, on a phone and at a desk."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.async_api import expect

from bot.ports.incoming import CommandCall, Press, Submission, TypedCommand
from bot.ports.platform import Done, Target
from bot.ui.model import Button, Reply, buttons, say
from tests.browser.conftest import Visit
from tests.browser.echo import CARD, START, EchoRoom, MemoryStore, echo_room
from tests.browser.visitor import DESK, PHONE

pytestmark = pytest.mark.asyncio(loop_scope="session")
at_phone = pytest.mark.parametrize("width", [PHONE], ids=["phone"], indirect=True)
at_desk = pytest.mark.parametrize("width", [DESK], ids=["desk"], indirect=True)
"""Where the width changes nothing; what is laid out differently is tried at both."""


async def test_a_first_visit_says_what_this_is_and_offers_three_things(room: EchoRoom, visit: Visit) -> None:
    ana = await visit(room.url)
    await ana.sees("This is a rehearsal room")
    await ana.finds_it_tidy()
    await ana.presses("Share a link")
    await expect(ana.composer).to_have_value("/resources share https://example.org/fraction-strips")
    await ana.page.keyboard.press("Enter")
    await ana.sees("You typed resources share https://example.org/fraction-strips.")
    await ana.sees("Only you can see this")
    await ana.finds_it_tidy()


@at_phone
async def test_what_one_may_not_do_is_tried_as_somebody_who_may(room: EchoRoom, visit: Visit) -> None:
    ana = await visit(room.url)
    await ana.follows(ana.page.get_by_role("link", name="Create a topic as Mo, moderator"))
    await expect(ana.page.locator(".where")).to_contain_text("Mo, moderator")
    await expect(ana.composer).to_have_value("/topics create")
    assert "say=" not in ana.page.url


async def test_a_card_with_everything_on_it_fits(room: EchoRoom, visit: Visit) -> None:
    """Long words wrap, what was typed stays words, both kinds of choice work by pressing."""
    sent = await room.front.messenger.send(room.target("general"), CARD, "card")
    assert isinstance(sent, Done)
    await room.front.messenger.pin(room.target("general"), sent.id)
    ana = await visit(room.url)
    await ana.says("https://example.org/" + "a-very-long-address" * 20)
    await ana.sees("a-very-long-address")
    await ana.sees("<script>alert(1)</script> stays words")
    await ana.finds_it_tidy()
    await ana.page.get_by_text("Move to a topic…", exact=True).click()
    await ana.finds_it_tidy()
    await ana.presses("Number talks")
    await ana.sees("You pressed v1:move 2 in public.")
    await ana.page.get_by_text("Which grades?").click()
    for grade in ("Grade 3", "Grade 5"):
        await ana.page.get_by_label(grade).check()
    await expect(ana.page.get_by_label("Grade 4")).to_be_disabled()
    await ana.presses("Done")
    await ana.sees("You pressed v1:grades 3,5 in public.")


@at_desk
async def test_a_command_is_found_filled_and_sent_by_keyboard_alone(room: EchoRoom, visit: Visit) -> None:
    """The slash goes to the composer, arrows choose, Enter takes, Esc leaves; a topic is completed by the core."""
    ana = await visit(room.url)
    keys = ana.page.keyboard
    await keys.press("/")
    await expect(ana.composer).to_be_focused()
    await expect(ana.page.locator("#offers li")).to_have_count(8)
    await ana.finds_it_tidy()
    await keys.press("Escape")
    await expect(ana.page.locator("#offers")).to_be_hidden()
    await ana.composer.fill("")
    await keys.type("/topic")
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await expect(ana.page.locator("#picked")).to_contain_text("/topics follow")
    await keys.press("Enter")
    await expect(ana.page.locator("#picked")).to_contain_text("This is needed.")
    await keys.type("num")
    await expect(ana.page.get_by_role("option", name="Number talks")).to_be_visible()
    await ana.finds_it_tidy()
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await keys.press("Enter")
    await ana.sees("You used topics follow with topic=1.")
    [heard] = room.core.heard
    assert isinstance(heard, CommandCall)


async def test_options_offer_people_choices_and_channels(room: EchoRoom, visit: Visit) -> None:
    ada = await visit(room.url, **{"as": "ada"})
    await ada.composer.press_sequentially("/grant")
    await ada.page.get_by_role("option", name="/staffroom grant").click()
    await ada.page.get_by_label("Who").select_option("Ben")
    await ada.page.get_by_label("What they may do").select_option("Moderator")
    await ada.page.get_by_role("button", name="+ Where it is told").click()
    await ada.page.get_by_label("Where it is told").select_option("#library")
    await ada.finds_it_tidy()
    await ada.page.get_by_role("button", name="Send").click()
    library = room.channel("library").id
    await ada.sees(f"person=ben|Ben, role=moderator, channel={library}|library")


@at_phone
async def test_a_mistyped_command_is_answered_by_the_core(room: EchoRoom, visit: Visit) -> None:
    ana = await visit(room.url)
    await ana.says("/resorces shar x")
    await ana.sees("You typed resorces shar x.")
    assert isinstance(room.core.heard[0], TypedCommand)


@at_phone
async def test_a_form_keeps_what_was_typed_until_it_is_sent(room: EchoRoom, visit: Visit) -> None:
    """Closed, loaded again, refused at a field: what was typed is still there."""
    ben = await visit(room.url, **{"as": "ben"})
    await ben.says("/announcements create")
    await expect(ben.sheet).to_be_visible()
    await ben.finds_it_tidy()
    await ben.sheet.get_by_label("Day").fill("2026-10-06")
    await ben.page.keyboard.press("Escape")
    await expect(ben.sheet).to_be_hidden()
    await expect(ben.page.locator("#unfinished")).to_contain_text("New announcement")
    await ben.finds_it_tidy()
    await ben.page.get_by_role("button", name="Go on").click()
    await ben.page.reload()
    await expect(ben.sheet.get_by_label("Day")).to_have_value("2026-10-06")
    await ben.sheet.get_by_role("button", name="Show me how it looks").click()
    await expect(ben.sheet).to_contain_text("Write a few words first.")
    await expect(ben.sheet.get_by_label("What you want to say")).to_be_focused()
    await expect(ben.sheet.get_by_label("Day")).to_have_value("2026-10-06")
    await ben.finds_it_tidy()
    await ben.page.keyboard.type("Bring scissors.")
    await ben.sheet.get_by_role("button", name="Show me how it looks").click()
    await expect(ben.sheet).to_be_hidden()
    await ben.sees("You sent body=Bring scissors., day=2026-10-06")
    await ben.page.reload()
    await expect(ben.sheet).to_be_hidden()


@at_phone
async def test_a_form_of_boxes_is_sent_as_it_is_ticked(room: EchoRoom, visit: Visit) -> None:
    ana = await visit(room.url)
    await ana.says("/boxes")
    await ana.finds_it_tidy()
    await ana.sheet.get_by_label("Grade 3").check()
    await ana.sheet.get_by_label("Grade 5").check()
    await ana.sheet.get_by_label("Tell me").uncheck()
    await ana.sheet.get_by_role("button", name="Save").click()
    await ana.sees("You sent")
    heard = room.core.heard[-1]
    assert isinstance(heard, Submission)
    assert heard.values == {
        "grades": "3,5",
        "tell": "false",
        "places": "",
        "link": "https://example.org/?a=1&b=<2>",
    }


@at_phone
async def test_colleagues_see_what_is_said_but_not_what_is_answered(room: EchoRoom, visit: Visit) -> None:
    ana = await visit(room.url)
    ben = await visit(room.url, **{"as": "ben"})
    await ana.says("/card")
    await ana.sees("Fraction strips")
    await ana.says("Good morning")
    await ben.sees("Good morning")
    await expect(ben.page.locator("#messages")).not_to_contain_text("Fraction strips")
    await ana.page.get_by_role("button", name="Dismiss").click()
    await expect(ana.page.locator("#messages")).not_to_contain_text("Fraction strips")


async def test_a_message_can_be_kept_and_a_pin_taken_down_from_its_menu(room: EchoRoom, visit: Visit) -> None:
    sent = await room.front.messenger.send(room.target("general"), CARD, "card")
    assert isinstance(sent, Done)
    await room.front.messenger.pin(room.target("general"), sent.id)
    mo = await visit(room.url, **{"as": "mo"})
    more = mo.page.get_by_role("button", name="Message actions")
    await more.click()
    await mo.finds_it_tidy()
    await mo.page.keyboard.press("ArrowDown")
    await mo.page.keyboard.press("Enter")
    await mo.sees("You used keep_for_me on")
    await more.first.click()
    await mo.page.get_by_role("menuitem", name="Unpin").click()
    await mo.opens_desk()
    await mo.sees("Nothing is pinned in this channel.", within="#pins")


@at_phone
async def test_moving_the_clock_brings_a_direct_message_with_a_button(room: EchoRoom, visit: Visit) -> None:
    ana = await visit(room.url)
    await ana.opens_desk()
    await ana.finds_it_tidy()
    await ana.page.get_by_role("button", name="+1 day").click()
    await expect(ana.page.locator("#clock")).to_contain_text("Tuesday, October 6")
    assert room.clock.instant == START + timedelta(days=1)
    await ana.page.get_by_label("Move to…").fill("2026-10-07T16:00")
    await ana.page.get_by_role("button", name="Move", exact=True).click()
    await expect(ana.page.locator("#clock")).to_contain_text(re.compile("4:00 PM.*Wednesday, October 7.*Eastern Time"))
    reminder = Reply((say("Number talks, tomorrow at 4:00 PM."), buttons(Button("Can't make it", "cannot"))))
    await room.front.messenger.send(Target("riverside", user="ana"), reminder, "reminder")
    await ana.sees("Number talks, tomorrow", within="#direct")
    await ana.finds_it_tidy()
    await ana.presses("Can't make it")
    await ana.sees("You pressed v1:cannot", within="#direct")


async def test_places_and_people_are_switched_and_drawers_leave_by_escape(room: EchoRoom, visit: Visit) -> None:
    ana = await visit(room.url)
    await ana.opens_places()
    await ana.finds_it_tidy()
    if ana.on_phone:
        await ana.page.keyboard.press("Escape")
        await expect(ana.page.get_by_role("button", name="Channels")).to_be_focused()
    for place in ("Hillside Teachers", "Ada admin", "moderators"):
        await ana.goes_to(place)
    await expect(ana.page.get_by_role("heading", level=1)).to_have_text("#moderators")
    await expect(ana.page.locator(".where")).to_contain_text("Hillside Teachers · Ada, admin")


async def test_a_new_message_elsewhere_marks_its_channel(room: EchoRoom, visit: Visit) -> None:
    ana = await visit(room.url)
    await ana.says("ready")
    await ana.sees("ready")
    await room.front.messenger.send(room.target("library"), CARD, "card")
    await expect(ana.page.locator("a.unread")).to_have_text(re.compile("library"))


@at_phone
async def test_the_page_reconnects_by_itself_and_old_buttons_work(visit: Visit) -> None:
    """The process goes and comes back; nothing on the page has to be loaded again."""
    store = MemoryStore()
    async with echo_room(store) as room:
        ana = await visit(room.url)
        await ana.says("/card")
        await ana.says("/boxes")
        await expect(ana.sheet).to_be_visible()
        port = int(room.url.rpartition(":")[2])
    await expect(ana.page.locator("#reconnecting")).to_be_visible()
    async with echo_room(store, port=port) as room:
        await room.front.messenger.send(room.target("general"), Reply((say("While you were away"),)), "away")
        await expect(ana.page.locator("#reconnecting")).to_be_hidden(timeout=15_000)
        await ana.sees("While you were away")
        await ana.sheet.get_by_role("button", name="Save").click()
        await ana.sees("You sent grades=")
        await ana.presses("Keep for me")
        await ana.sees("You pressed v1:keep:16  in private.")
        assert isinstance(room.core.heard[-1], Press)


async def test_both_servers_are_used_side_by_side(room: EchoRoom, visit: Visit) -> None:
    ana = await visit(room.url)
    if ana.on_phone:
        return
    await ana.page.get_by_role("link", name="Both servers side by side").click()
    hillside = ana.page.frame_locator("iframe[title='Hillside Teachers']")
    await hillside.locator("#say").fill("Hello from the hill")
    await hillside.locator(".send").click()
    await expect(hillside.locator("#messages")).to_contain_text("Hello from the hill")
    assert ana.complaints == []
