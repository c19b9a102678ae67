"""A browser for all tests here, and a room to visit; ``visit`` takes the address of any room that runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.echo import EchoRoom, echo_room
from tests.browser.visitor import DESK, PHONE, Visitor, chromium_browser, visitor

Visit = Callable[..., Awaitable[Visitor]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: Path) -> AsyncIterator[Browser]:
    async with chromium_browser(chromium) as opened:
        yield opened


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def width(request: pytest.FixtureRequest) -> int:
    chosen: int = request.param
    return chosen


@pytest_asyncio.fixture(loop_scope="session")
async def room() -> AsyncIterator[EchoRoom]:
    async with echo_room() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, width: int) -> AsyncIterator[Visit]:
    """Return what opens a window at a room: ``await visit(base_url, dark=True, **{"as": "mo"})``."""
    async with AsyncExitStack() as windows:

        async def open_window(base_url: str, *, dark: bool = False, **address: str) -> Visitor:
            opened = await windows.enter_async_context(visitor(browser, base_url, width, dark))
            await opened.opens(**address)
            return opened

        yield open_window
