"""A migrated database of the test's own, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.community import Community, Workspace, WorkspaceState
from bot.domain.people import Person, Platform
from storage.unit_of_work import SqlStorage
from tests.migrated import brought_up_to_date
from tests.postgres import PostgresServer
from tests.storage.moments import NOW


@pytest.fixture(params=["sqlite", "postgres"])
def server(request: pytest.FixtureRequest) -> PostgresServer | None:
    """Where the test's databases live: on a server, or in files."""
    found: PostgresServer | None = request.getfixturevalue("postgres_server") if request.param == "postgres" else None
    return found


@pytest.fixture
async def empty_database(server: PostgresServer | None, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database without tables."""
    if server is None:
        yield f"sqlite+aiosqlite:///{tmp_path}/empty.db"
        return
    name = await server.create()
    yield server.url(name)
    await server.drop(name)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the file with all tables and no rows is, once a test has made it."""
    return tmp_path_factory.mktemp("template") / "staffroom.db"


@pytest.fixture
async def database(server: PostgresServer | None, tmp_path: Path, template: Path) -> AsyncIterator[str]:
    """The address of a database with all tables and no rows."""
    if server is None:
        if not template.exists():
            await brought_up_to_date(f"sqlite+aiosqlite:///{template}")
        shutil.copy(template, tmp_path / "staffroom.db")
        yield f"sqlite+aiosqlite:///{tmp_path}/staffroom.db"
        return
    name = await server.create(brought_up_to_date)
    yield server.url(name)
    await server.drop(name)


@pytest.fixture
async def storage(database: str) -> AsyncIterator[SqlStorage]:
    opened = SqlStorage(database)
    yield opened
    await opened.close()


@pytest.fixture
async def community(storage: SqlStorage) -> Community:
    return await storage.installation.add_community("Baltimore math", "America/New_York", NOW)


@pytest.fixture
async def workspace(storage: SqlStorage, community: Community) -> Workspace:
    return await storage.installation.add_workspace(
        community.id, Platform.DISCORD, "1001", "Math teachers", WorkspaceState.JOINED, NOW
    )


@pytest.fixture
async def ana(storage: SqlStorage, community: Community) -> Person:
    return await add_person(storage, community, "Ana")


async def add_person(storage: SqlStorage, community: Community, name: str) -> Person:
    async with storage.write(community.id) as work:
        person = await work.people.add(name, NOW)
        await work.commit()
        return person
