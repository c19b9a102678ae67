"""A person at the room's page in a real browser, on a phone or at a desk."""

from __future__ import annotations

import os
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, async_playwright, expect

PHONE, DESK = 390, 1280
_HEIGHTS = {PHONE: 844, DESK: 800}
_PATIENCE = 10_000
_FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
]
_UNTIDY = re.compile(r"None|Traceback|Invalid|Error:|undefined|\[object|NaN")

_SIDEWAYS = """() => {
    const page = document.documentElement;
    if (page.scrollWidth > page.clientWidth) return ['the page'];
    const within = (element) => {
        for (let up = element; up; up = up.parentElement) if (getComputedStyle(up).visibility === 'hidden') return true;
        const box = element.getBoundingClientRect();
        return box.width === 0 || box.height === 0 || element.matches('.unseen, .skip, .unseen *')
            || (box.left >= -1 && box.right <= innerWidth + 1);
    };
    return [...document.body.querySelectorAll('*')].filter((e) => !within(e)).map((e) => e.outerHTML.slice(0, 120));
}"""
_SMALL = """() => [...document.querySelectorAll(
    'button, a.button, .choices a, select, summary, input:not([type=checkbox]), label.box'
)].filter((element) => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility({ visibilityProperty: true }) && (box.height < 43.5 || box.width < 43.5);
}).map((element) => element.outerHTML.slice(0, 120))"""

_FAINT = """() => {
    const parts = (color) => color.match(/[\\d.]+/g).map(Number);
    const light = (color) => {
        const linear = (v) => (v > 0.04 ? ((v + 0.055) / 1.055) ** 2.4 : v / 12.92);
        const [r, g, b] = parts(color).map((v) => linear(v / 255));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (element) => {
        for (let up = element; up; up = up.parentElement) {
            const color = getComputedStyle(up).backgroundColor;
            if ((parts(color)[3] ?? 1) === 1) return color;
        }
        return 'rgb(255, 255, 255)';
    };
    const has = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    return [...document.body.querySelectorAll(':not(script)')]
        .filter((element) => has(element) && element.checkVisibility({ visibilityProperty: true }))
        .map((element) => {
            const [a, b] = [light(getComputedStyle(element).color), light(ground(element))].sort((x, y) => y - x);
            return [(a + 0.05) / (b + 0.05), element.outerHTML.slice(0, 100)];
        })
        .filter(([ratio]) => ratio < 4.5);
}"""


def _scheme(dark: bool) -> Literal["light", "dark"]:
    return "dark" if dark else "light"


@asynccontextmanager
async def chromium_browser(program: Path) -> AsyncIterator[Browser]:
    expect.set_options(timeout=_PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=_FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


class Visitor:
    """What one person does on the page and sees there; what the page's script complains of is collected."""

    def __init__(self, page: Page, base_url: str, dark: bool = False) -> None:
        self.page = page
        self._base_url = base_url
        self._scheme = _scheme(dark)
        self.complaints: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._requested(request.url))

    @property
    def composer(self) -> Locator:
        return self.page.locator("#say")

    @property
    def sheet(self) -> Locator:
        return self.page.locator("#sheet")

    @property
    def on_phone(self) -> bool:
        return bool(self.page.viewport_size and self.page.viewport_size["width"] <= PHONE)

    async def opens(self, **address: str) -> None:
        await self.page.goto(f"{self._base_url}/?{urlencode(address)}")
        await expect(self.composer).to_be_visible()

    async def says(self, text: str) -> None:
        """Write a whole line and send it with the button, as a finger would."""
        await self.composer.fill(text)
        await self.touches(self.page.locator(".send"))

    async def touches(self, target: Locator) -> None:
        """Press with a finger on a phone, with the pointer at a desk."""
        await (target.tap() if self.on_phone else target.click())

    async def sees(self, text: str, within: str = "#messages") -> None:
        await expect(self.page.locator(within)).to_contain_text(text, use_inner_text=True)

    async def presses(self, label: str) -> None:
        """Press the newest button of that label in the conversation."""
        await self.touches(self.page.locator("#messages, #direct").get_by_role("button", name=label, exact=True).last)

    async def picks(self, choice: str, *labels: str) -> None:
        """Open the newest choice of that name and take one of what it offers, or tick several and press Done."""
        pick = self.page.locator("details.pick").filter(has_text=choice).last
        await self.touches(pick.locator("summary"))
        if await pick.get_by_role("checkbox").count() == 0:
            await self.touches(pick.get_by_role("button", name=labels[0]))
            return
        for label in labels:
            await self.touches(pick.get_by_label(label))
        await self.touches(pick.get_by_role("button", name="Done"))

    def field(self, label: str) -> Locator:
        """Return the open form's field of exactly that label."""
        return self.sheet.get_by_label(re.compile(rf"^{re.escape(label)}\s*(required|optional)?$"))

    async def sends(self, label: str) -> None:
        """Send the open form with its button of that label."""
        await self.touches(self.sheet.get_by_role("button", name=label, exact=True))

    async def follows(self, link: Locator) -> None:
        """Follow a link within the room and wait until the page behind it listens."""
        async with self.page.expect_navigation(wait_until="load"):
            await self.touches(link)

    async def goes_to(self, place: str) -> None:
        """Follow a channel, a server or a person in the list of places."""
        await self.opens_places()
        await self.follows(self.page.locator("#places").get_by_role("link", name=place))

    async def sees_pinned(self, *texts: str) -> None:
        await self.opens_desk()
        for text in texts:
            await self.sees(text, within="#pins")

    async def closes_desk(self) -> None:
        if self.on_phone:
            await self.touches(self.page.locator("#desk").get_by_role("button", name="Close"))

    async def opens_desk(self) -> None:
        """Bring the clock, pins and direct messages into view: on a phone they are in a drawer."""
        if self.on_phone:
            await self.page.get_by_role("button", name="Clock and pins").click()
        await expect(self.page.locator("#desk")).to_be_visible()

    async def opens_places(self) -> None:
        if self.on_phone:
            await self.page.get_by_role("button", name="Channels").click()
        await expect(self.page.locator("#places")).to_be_visible()

    async def finds_it_tidy(self) -> None:
        """Nothing sticks out sideways, no word of a machine is there, fingers can hit and eyes can read everything.

        A folder named in STAFFROOM_TEST_SCREENS gets pictures of each screen that is looked at, light and dark.
        """
        assert await self.page.evaluate(_SIDEWAYS) == []
        words = await self.page.locator("body").inner_text()
        assert not _UNTIDY.search(words), words
        assert await self.page.evaluate(_SMALL) == []
        for dark in (False, True):
            await self.page.emulate_media(color_scheme=_scheme(dark))
            assert await self.page.evaluate(_FAINT) == []
            await self._keep_picture()
        await self.page.emulate_media(color_scheme=self._scheme)
        assert self.complaints == []

    async def _keep_picture(self) -> None:
        if folder := os.environ.get("STAFFROOM_TEST_SCREENS"):
            test = re.sub(r"\W+", "-", os.environ["PYTEST_CURRENT_TEST"].partition("::")[2].partition(" ")[0])
            await self.page.screenshot(path=Path(folder) / f"{test}-{time.monotonic():012.3f}.png")

    def _console(self, message: ConsoleMessage) -> None:
        # A line that broke off on purpose is no complaint.
        if message.type in ("error", "warning") and "WebSocket connection" not in message.text:
            self.complaints.append(message.text)

    def _requested(self, url: str) -> None:
        if not url.startswith(self._base_url):
            self.complaints.append(f"asked another site for {url}")


@asynccontextmanager
async def visitor(browser: Browser, base_url: str, width: int, dark: bool = False) -> AsyncIterator[Visitor]:
    """Open a window of *width*; *base_url* is any running room's."""
    context = await browser.new_context(
        viewport={"width": width, "height": _HEIGHTS[width]},
        color_scheme=_scheme(dark),
        has_touch=width == PHONE,
        locale="en-US",
        reduced_motion="reduce",
    )
    context.set_default_timeout(_PATIENCE)
    try:
        yield Visitor(await context.new_page(), base_url, dark)
    finally:
        await context.close()
