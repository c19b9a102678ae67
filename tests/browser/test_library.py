"""The library by finger and by pointer: a file is shared, found, opened, and put into a collection."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Visit
from tests.browser.product import Product

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_file_is_shared_and_collected(empty: Product, visit: Visit, tmp_path: Path) -> None:
    """The file is chosen beside the command, comes back as it was, and stands in a collection made in one form."""
    sheet = tmp_path / "fraction strips.txt"
    sheet.write_text("Fold, then compare.\n")
    ana = await visit(empty.url)
    await ana.composer.press_sequentially("/resources share")
    offer = ana.page.get_by_role("option", name="/resources share").first
    await expect(offer).to_be_visible()
    await ana.touches(offer)
    await ana.touches(ana.page.get_by_role("button", name="+ A file instead of a web address"))
    await ana.page.locator("input[type=file]").set_input_files(sheet)
    await ana.finds_it_tidy()
    await ana.touches(ana.page.locator(".send"))
    await ana.sees("Added to the library: fraction strips.")
    await ana.finds_it_tidy()
    await ana.says("/find strips")
    await ana.sees("text file")
    await ana.presses("Open #1")
    await ana.finds_it_tidy()
    link = ana.page.locator("#messages").get_by_role("link", name="Get #1")
    given = await ana.page.request.get(f"{empty.url}{await link.get_attribute('href')}")
    assert await given.text() == "Fold, then compare.\n"
    await ana.says("/find strips")
    await ana.picks("Keep or look at one", "fraction strips")
    await ana.presses("More")
    await ana.finds_it_tidy()
    await ana.presses("Add to a collection")
    await ana.field("Its name").fill("Fractions, weeks 1–3")
    await ana.sends("Make it")
    await ana.sees("Made the collection Fractions, weeks 1–3.")
    await ana.presses("Show collection 1")
    await ana.sees("Made by Ana")
    await ana.finds_it_tidy()
