"""Installations for tests of the whole program, each in an empty folder with a database of its own."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.migrated import brought_up_to_date
from tests.platforms.discord import DiscordServer
from tests.platforms.slack import SlackServer
from tests.postgres import MakeDatabase
from tests.process.installation import CHANNELS, Installation
from tests.process.nursery import Nursery, opened

NEVER_PRINTED = re.compile(r"Traceback|never retrieved|never awaited|\bNone\b|undefined")


class Founding:
    """Makes installations, and looks at the end at what each printed and what the platforms say of it."""

    def __init__(self, folder: Path, stack: AsyncExitStack, nursery: Nursery) -> None:
        self._folder = folder
        self._stack = stack
        self._nursery = nursery
        self.made: list[Installation] = []

    async def __call__(
        self, *platforms: str, postgres: MakeDatabase | None = None, zone: str = "America/New_York"
    ) -> Installation:
        """Return an installation that is configured for *platforms*, on SQLite unless *postgres* makes its database."""
        data = self._folder / "data"
        given = {"STAFFROOM_COMMUNITY__TIME_ZONE": zone, "STAFFROOM_COMMUNITY__NAME": "Harbor network"} if zone else {}
        url = f"sqlite+aiosqlite:///{data / 'staffroom.db'}"
        if postgres is not None:
            url = given["STAFFROOM_DATABASE__URL"] = await postgres(brought_up_to_date)
        data.mkdir(exist_ok=True)
        made = Installation(self._folder, url, given, self._nursery)
        if "discord" in platforms:
            await self._on_discord(made)
        if "slack" in platforms:
            await self._on_slack(made)
        self.made.append(made)
        return made

    async def _on_discord(self, made: Installation) -> None:
        server = made.discord = await self._stack.enter_async_context(DiscordServer())
        made.guild = server.add_guild("Harbor Teachers")
        for name in CHANNELS:
            server.add_channel(made.guild, name)
        made.given |= {
            "STAFFROOM_DISCORD__TOKEN": server.token,
            "STAFFROOM_DISCORD__API_URL": server.api_url,
            "STAFFROOM_DISCORD__GATEWAY_URL": server.gateway_url,
        }
        made.secrets.append(server.token)

    async def _on_slack(self, made: Installation) -> None:
        server = made.slack = await self._stack.enter_async_context(SlackServer())
        for name in CHANNELS:
            server.add_channel(name, joined=True)
        made.given |= {
            "STAFFROOM_SLACK__BOT_TOKEN": server.bot_token,
            "STAFFROOM_SLACK__APP_TOKEN": server.app_token,
            "STAFFROOM_SLACK__API_URL": server.api_url,
        }
        made.secrets += [server.bot_token, server.app_token]


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with opened() as nursery:
        yield nursery


@pytest.fixture
async def found(tmp_path: Path, nursery: Nursery) -> AsyncIterator[Founding]:
    """Founds installations; at the end nothing printed holds a token or a traceback, and no platform complains."""
    async with AsyncExitStack() as stack:
        founding = Founding(tmp_path, stack, nursery)
        try:
            yield founding
        finally:
            for made in founding.made:
                await made.end()
    for made in founding.made:
        for program in made.programs:
            printed = program.output
            assert not any(secret in printed for secret in made.secrets), "a token was printed"
            assert not NEVER_PRINTED.search(printed), printed
        assert made.discord is None or made.discord.problems == []
        assert made.slack is None or made.slack.problems == []


@pytest.fixture
async def browser_session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> MakeDatabase | None:
    """None for SQLite, else what makes a PostgreSQL database."""
    if request.param == "sqlite":
        return None
    made: MakeDatabase = request.getfixturevalue("make_postgres")
    return made
