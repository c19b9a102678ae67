"""What a facilitator does with a series on a phone, counted in taps that the page really got."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.conftest import Visit
from tests.browser.product import Product
from tests.browser.visitor import PHONE, Visitor

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("width", [PHONE], ids=["phone"]),
]

CREATE_MOST, MOVE_MOST = 8, 4
"""Taps beyond typing; those into a field count too."""

_COUNT_TAPS = """() => {
    const counting = Array.isArray(window.taps);
    window.taps = [];
    if (counting) return;
    addEventListener('click', (event) => {
        // The browser presses a form's button itself when Enter is typed: no finger is there then.
        if (event.isTrusted && event.detail) window.taps.push(event.target.textContent.trim().slice(0, 40));
    }, true);
}"""


class Taps:
    def __init__(self, person: Visitor) -> None:
        self._person = person

    async def begin(self) -> None:
        await self._person.page.evaluate(_COUNT_TAPS)

    async def made(self) -> list[str]:
        found: list[str] = await self._person.page.evaluate("window.taps")
        return found


async def types(person: Visitor, label: str, text: str) -> None:
    """Type into the open form's field as a thumb does: with a tap into it, unless it is where typing goes already."""
    field = person.field(label)
    await expect(field).to_be_visible()
    if not await field.evaluate("(element) => element === document.activeElement"):
        await person.touches(field)
    await field.fill(text)


@pytest_asyncio.fixture(loop_scope="session")
async def ben(empty: Product, visit: Visit) -> AsyncIterator[Visitor]:
    """A facilitator, where Thanksgiving is known to be closed."""
    ada = await visit(empty.url, **{"as": "ada"})
    await ada.says("/staffroom school-days")
    await ada.presses("Add school days")
    await ada.field("Days, one on a line").fill("2026-11-26 to 2026-11-27 Thanksgiving - District Closed")
    await ada.sends("Read them")
    await ada.presses("Keep these")
    await ada.sees("added to the school days.")
    yield await visit(empty.url, **{"as": "ben"})


async def test_a_series_in_eight_taps_and_a_move_in_four(ben: Visitor) -> None:
    """Six Thursdays that leave out Thanksgiving, then one of them a day later; all of it tidy to look at."""
    taps = Taps(ben)
    await taps.begin()
    await ben.says("/workshops create")
    await expect(ben.field("Title")).to_be_focused()
    await ben.finds_it_tidy()
    await types(ben, "Title", "Number Talks")
    await types(ben, "Day", "2026-10-22")
    await types(ben, "Time", "16:00")
    await ben.sends("See the draft")
    await ben.sees("Draft: Number Talks")
    await ben.finds_it_tidy()
    await ben.presses("Repeat")
    await expect(ben.field("How many sessions")).to_have_value("6")
    await ben.finds_it_tidy()
    await ben.sends("Save")
    await ben.sees("6 sessions: October 22, 29, November 5, 12, 19, December 3")
    await ben.sees("Left out: November 26 (Thanksgiving - District Closed)")
    await ben.finds_it_tidy()
    await ben.presses("Post")
    await ben.sees("“Number Talks” is posted as workshop #1.")
    await ben.finds_it_tidy()
    made = await taps.made()
    assert len(made) <= CREATE_MOST, made
    await taps.begin()
    await ben.presses("Manage")
    await ben.sees("Which session?")
    await ben.finds_it_tidy()
    await ben.presses("4. November 12")
    await ben.sees("Nobody answered yet.")
    await ben.finds_it_tidy()
    await ben.presses("Move")
    await types(ben, "Day", "2026-11-13")
    await ben.finds_it_tidy()
    await ben.sends("Move")
    await ben.sees("“Number Talks” is moved: Friday, November 13, 4:00 PM.")
    await ben.finds_it_tidy()
    made = await taps.made()
    assert 0 < len(made) <= MOVE_MOST, made


async def test_the_answer_to_a_form_from_a_direct_message_is_seen(ben: Visitor) -> None:
    """The message stands in the drawer and what its form answers in the channel, so the drawer makes way."""
    await ben.says("/workshops create")
    await types(ben, "Title", "Number Talks")
    await types(ben, "Day", "2026-10-05")
    await types(ben, "Time", "15:45")
    await ben.sends("See the draft")
    await ben.presses("Post")
    await ben.sees("is posted as workshop #1")
    await ben.says("/workshops show 1")
    await ben.presses("I’m here")
    await ben.sees("1 hour recorded. One thing you’ll try?")
    await ben.presses("One thing I’ll try")
    await types(ben, "One thing I will try", "Dot cards on Tuesdays")
    await types(ben, "Remind me of it on", "2026-10-06")
    await ben.finds_it_tidy()
    await ben.sends("Save")
    await ben.sees("I remind you of the one thing you will try on Tuesday, October 6, privately.")
    await ben.opens_desk()
    await ben.page.get_by_label("Move to…").fill("2026-10-06T07:00")
    await ben.touches(ben.page.get_by_role("button", name="Move", exact=True))
    await ben.sees("Dot cards on Tuesdays", within="#direct")
    await ben.touches(ben.page.locator("#direct").get_by_role("button", name="Change it"))
    await types(ben, "One thing I will try", "Dot cards next week")
    await types(ben, "Remind me of it on", "2026-10-13")
    await ben.sends("Save")
    await ben.sees("on Tuesday, October 13, privately.")
    await expect(ben.page.locator("#desk.open")).to_have_count(0)
    await ben.finds_it_tidy()
