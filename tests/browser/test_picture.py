"""The README's picture of the rehearsal room."""

from __future__ import annotations

import os
import struct
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.product import MONDAY, Product
from tests.browser.visitor import DESK, visitor

PICTURE = Path(__file__).parents[2] / "docs" / "rehearsal-room.png"
LARGEST = 300_000


@pytest.mark.asyncio(loop_scope="session")
async def test_the_picture_of_a_room_in_use(network: Product, browser: Browser, tmp_path: Path) -> None:
    """Take it of a sample network in use; with STAFFROOM_TEST_PICTURE=1 it is kept as docs/rehearsal-room.png."""
    clock = network.house.ground.clock
    room = {"channel": "fractions"}
    async with visitor(browser, network.url, DESK) as mo, visitor(browser, network.url, DESK) as ana:
        await mo.opens(**room, **{"as": "mo"})
        await mo.says("/moderate pin Open Middle")
        await mo.sees_pinned("Fractions app", "Open Middle")
        await clock.move_to(MONDAY + timedelta(minutes=6))
        async with visitor(browser, network.url, DESK) as ben:
            await ben.opens(**room, **{"as": "ben"})
            await ben.says("Has anybody something to shade for fourth grade? I have them tomorrow morning.")
            await ben.sees("tomorrow morning")
        await clock.move_to(MONDAY + timedelta(minutes=8))
        await ana.opens(**room)
        await ana.says("/find shade fractions")
        await ana.sees("1 resource for “shade fractions”")
        await clock.move_to(MONDAY + timedelta(minutes=9))
        await ana.says("Yes, the first one under Pinned. Mine liked the circles best.")
        await ana.sees("Mine liked the circles best.")
        await expect(ana.page.locator("#clock")).to_contain_text("3:39 PM")
        await ana.page.locator("h1").click()
        await ana.finds_it_tidy()
        taken = await ana.page.screenshot(path=tmp_path / PICTURE.name)
    assert _size(taken) == (1280, 800)
    assert len(taken) < LARGEST
    if os.environ.get("STAFFROOM_TEST_PICTURE") == "1":
        PICTURE.write_bytes(taken)


def test_the_readme_shows_it() -> None:
    kept = PICTURE.read_bytes()
    assert _size(kept) == (1280, 800)
    assert len(kept) < LARGEST
    assert f"](docs/{PICTURE.name})" in (PICTURE.parents[1] / "README.md").read_text(encoding="utf-8")


def _size(png: bytes) -> tuple[int, int]:
    """Return width and height from the header of a PNG."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height
