"""A browser for all tests here, and a room to visit; ``visit`` takes the address of any room that runs."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.echo import EchoRoom, echo_room
from tests.browser.product import Product, prepare, prepare_sample, product
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


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def first_start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return await prepare(tmp_path_factory.mktemp("first-start"))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return await prepare_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def data(tmp_path: Path, first_start: Path) -> Path:
    """A folder that Staffroom has started in once."""
    return Path(shutil.copytree(first_start, tmp_path, dirs_exist_ok=True))


@pytest_asyncio.fixture(loop_scope="session")
async def empty(data: Path) -> AsyncIterator[Product]:
    """Staffroom as it is found at the first start."""
    async with product(data) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def network(tmp_path: Path, sample: Path) -> AsyncIterator[Product]:
    """Staffroom with a network in it, as ``--sample`` makes it."""
    async with product(Path(shutil.copytree(sample, tmp_path, dirs_exist_ok=True))) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, width: int) -> AsyncIterator[Visit]:
    """Return what opens a window at a room: ``await visit(base_url, dark=True, **{"as": "mo"})``."""
    async with AsyncExitStack() as windows:

        async def open_window(base_url: str, *, dark: bool = False, **address: str) -> Visitor:
            opened = await windows.enter_async_context(visitor(browser, base_url, width, dark))
            await opened.opens(**address)
            return opened

        yield open_window
