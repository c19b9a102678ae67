"""Opening a stage for one scenario, and looking at its end at all that was said on it."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import ClientSession

from bot.config import Settings, load_settings
from bot.interaction.spec import Spec
from bot.ports.links import Pages
from commands import ALL_COMMANDS
from tests.migrated import brought_up_to_date
from tests.platforms.discord import DiscordServer
from tests.platforms.slack import SlackServer
from tests.postgres import PostgresServer
from tests.scenarios.stage.discord import DiscordHost
from tests.scenarios.stage.host import Host, Network
from tests.scenarios.stage.installation import InRoom, Installation, OnPlatforms, tell_tasks_apart
from tests.scenarios.stage.logs import Logs
from tests.scenarios.stage.room import RoomHost
from tests.scenarios.stage.slack import SlackHost

NAME, ZONE = "Baltimore Math Teachers", "America/New_York"
BEGINS = datetime(2026, 10, 1, 9, tzinfo=ZoneInfo(ZONE))
"""A Thursday morning."""
UNTIDY = re.compile(r"None|Traceback|Invalid|Error:|undefined")


@dataclass(frozen=True)
class Stage:
    """What a scenario plays on. *fresh*: nothing is configured or chosen yet."""

    platforms: tuple[str, ...]
    server: PostgresServer | None
    template: Path
    folder: Path
    logs: Logs
    fresh: bool = False
    specs: Sequence[Spec] = ALL_COMMANDS
    pages: Pages | None = None
    """The web that shared pages are looked at in; without one nothing is looked at."""


@asynccontextmanager
async def playing(stage: Stage) -> AsyncIterator[Network]:
    """Start everything, let the scenario play, and fail it for what must never happen in any."""
    tell_tasks_apart(asyncio.get_running_loop())
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(_database(stage))
        network = await _network(stage, url, stack)
        yield network
        await network.installation.stop()
        stage.logs.expected += network.expected_errors
        problems = _look_back(network, stage.logs)
        assert not problems, "\n".join(problems)


@asynccontextmanager
async def _database(stage: Stage) -> AsyncIterator[str]:
    """The address of a database with all tables and no rows."""
    if stage.server is not None:
        name = await stage.server.create(brought_up_to_date)
        try:
            yield stage.server.url(name)
        finally:
            await stage.server.drop(name)
        return
    if not stage.template.exists():
        await brought_up_to_date(f"sqlite+aiosqlite:///{stage.template}")
    file = stage.folder / "scenario.db"
    shutil.copy(stage.template, file)
    yield f"sqlite+aiosqlite:///{file}"


async def _network(stage: Stage, url: str, stack: AsyncExitStack) -> Network:
    hosts: list[Host] = []
    installation: Installation
    if "rehearsal" in stage.platforms:
        installation = room = InRoom(url, lambda: _settings(stage, ()), stage.specs, stage.pages)
        session = await stack.enter_async_context(ClientSession())
        host = RoomHost(room, session)
        stack.push_async_callback(host.close)
        hosts.append(host)
    else:
        if "discord" in stage.platforms:
            hosts.append(DiscordHost(await stack.enter_async_context(DiscordServer())))
        if "slack" in stage.platforms:
            hosts.append(SlackHost(await stack.enter_async_context(SlackServer())))
        installation = OnPlatforms(url, lambda: _settings(stage, hosts), stage.specs, stage.pages)
    network = Network(installation, hosts)
    stack.push_async_callback(installation.crash)
    await installation.begin_at(BEGINS)
    await installation.start()
    if not stage.fresh:
        await network.choose_channels()
    return network


def _settings(stage: Stage, hosts: tuple[Host, ...] | list[Host]) -> Settings:
    told: dict[str, object] = {"data": stage.folder / "data", "links": {"fetch": False}, "files": {"from_slack": True}}
    if not stage.fresh:
        told["community"] = {"name": NAME, "time_zone": ZONE}
    for host in hosts:
        match host:
            case DiscordHost(server=discord):
                told["discord"] = {"token": discord.token, "api_url": discord.api_url}
            case SlackHost(server=slack):
                tokens = {"bot_token": slack.bot_token, "app_token": slack.app_token}
                told["slack"] = {**tokens, "api_url": slack.api_url}
            case _:
                pass
    return load_settings(told)


def _look_back(network: Network, logs: Logs) -> list[str]:
    """Return everything that is wrong in any scenario: an error, a ping, a word of a machine on somebody's screen."""
    problems = [f"logged: {said}" for said in logs.unexpected()]
    problems += [f"{platform} stopped: {why}" for platform, why in network.installation.stopped.items()]
    for host in network.hosts:
        problems += [f"{host.platform}: {problem}" for problem in host.problems()]
        seen = [words for person in host.people.values() for words in person.remembered()]
        problems += [f"{host.platform} shows {words!r}" for words in (*host.sent(), *seen) if UNTIDY.search(words)]
    return list(dict.fromkeys(problems))
