"""The network that a scenario plays in: on Discord, Slack and in the rehearsal room, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.postgres import PostgresServer
from tests.scenarios.stage import Network
from tests.scenarios.stage.logs import Logs, collected
from tests.scenarios.stage.opening import Stage, playing
from tests.scenarios.stage.variants import FRONTS, has_the_turn, pairs
from tests.storage.machine.one_thread import sqlite_at_once


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Play a scenario that does not say where on each front; a bot that was just invited is never in the room."""
    told = metafunc.definition.get_closest_marker("fronts")
    by_itself = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    for stage, fronts in (("everywhere", FRONTS), ("not_set_up", FRONTS[:2])):
        if stage in metafunc.fixturenames and stage not in by_itself:
            every = bool(metafunc.config.getoption("--every-pair"))
            chosen = pairs(told.args if told else fronts, metafunc.function.__name__, every=every)
            metafunc.parametrize(stage, chosen, indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let scenarios that are so marked, and the examples of one, take the fronts in turn."""
    if not config.getoption("--every-pair"):
        items[:] = [item for item in items if item.get_closest_marker("in_turn") is None or _has_the_turn(item)]


def _has_the_turn(item: pytest.Item) -> bool:
    assert isinstance(item, pytest.Function)
    told = item.get_closest_marker("fronts")
    fresh = "not_set_up" in item.callspec.params
    played = str(item.callspec.params["not_set_up" if fresh else "everywhere"])
    fronts = told.args if told else FRONTS[:2] if fresh else FRONTS
    return has_the_turn(played.split("-", maxsplit=1)[0], fronts, item.name.replace(played, ""))


@pytest.fixture
def logs() -> Iterator[Logs]:
    with collected() as logs:
        yield logs


@pytest.fixture(autouse=True)
def without_threads(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let SQLite answer where it is asked, which takes a third less; the driver's threads are in tests/process."""
    if request.node.get_closest_marker("driver_threads"):
        yield
        return
    with sqlite_at_once():
        yield


@pytest.fixture(autouse=True)
def where_discord_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the library's addresses back after each test."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)


@pytest.fixture(scope="session")
def scenario_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the file with all tables and no rows is, once a scenario has made it."""
    return tmp_path_factory.mktemp("scenarios") / "template.db"


@pytest.fixture
def everywhere(request: pytest.FixtureRequest, scenario_template: Path, tmp_path: Path, logs: Logs) -> Stage:
    return stage(request, scenario_template, tmp_path, logs)


@pytest.fixture
def not_set_up(request: pytest.FixtureRequest, scenario_template: Path, tmp_path: Path, logs: Logs) -> Stage:
    return stage(request, scenario_template, tmp_path, logs, fresh=True)


@pytest.fixture(params=("discord+slack-sqlite", "discord+slack-postgres"))
def on_both(request: pytest.FixtureRequest, scenario_template: Path, tmp_path: Path, logs: Logs) -> Stage:
    return stage(request, scenario_template, tmp_path, logs)


@pytest.fixture
async def network(everywhere: Stage) -> AsyncIterator[Network]:
    """Baltimore Math Teachers, set up, in Eastern time, on Thursday, October 1, 2026, 9 AM: on each front by itself."""
    async with playing(everywhere) as network:
        yield network


@pytest.fixture
async def fresh(not_set_up: Stage) -> AsyncIterator[Network]:
    """A bot that was just invited: no name, no zone, no channel, no admin by grant. The room is never like that."""
    async with playing(not_set_up) as network:
        yield network


@pytest.fixture
async def spanning(on_both: Stage) -> AsyncIterator[Network]:
    """One installation with a Discord server and a Slack workspace: ``spanning.hosts`` are these two."""
    async with playing(on_both) as network:
        yield network


def stage(request: pytest.FixtureRequest, template: Path, folder: Path, logs: Logs, *, fresh: bool = False) -> Stage:
    platforms, _, database = str(request.param).rpartition("-")
    server: PostgresServer | None = request.getfixturevalue("postgres_server") if database == "postgres" else None
    return Stage(tuple(platforms.split("+")), server, template, folder, logs, fresh)
