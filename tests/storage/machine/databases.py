"""The databases of the machine: a small community in each, copied aside and put back as a backup is."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import asyncpg

from bot.domain.actor import Actor
from bot.domain.community import Channel, Purpose, Workspace, WorkspaceState
from bot.domain.people import Account, Platform, Role
from storage.unit_of_work import SqlStorage
from tests.postgres import EMPTY

BEGAN = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
ANNOUNCEMENTS, LIBRARY = "announcements", "library"


@dataclass(frozen=True, slots=True)
class Community:
    """Ana, whose announcements they are, with an account on both platforms."""

    ana: Actor
    on: dict[Platform, Workspace]


class Database(Protocol):
    url: str
    community: Community
    copyable: bool

    def renew(self) -> None:
        """Make it as it was when the community was founded."""
        ...

    def copy(self) -> None: ...
    def put_back(self) -> None:
        """Make it as it was when it was copied; nobody may have it open."""
        ...


async def found(url: str) -> Community:
    storage = SqlStorage(url)
    made = await storage.installation.add_community("Baltimore math", "America/New_York", BEGAN)
    on = {
        platform: await storage.installation.add_workspace(
            made.id, platform, f"{platform} workspace", f"Teachers on {platform}", WorkspaceState.JOINED, BEGAN
        )
        for platform in (Platform.DISCORD, Platform.SLACK)
    }
    async with storage.write(made.id) as work:
        ana = await work.people.add("Ana", BEGAN)
        for platform, workspace in on.items():
            tenant = workspace.external_id if platform is Platform.SLACK else ""
            await work.people.add_account(Account(ana.id, platform, tenant, f"ana {platform}", "Ana", workspace.id))
            for purpose, name in ((Purpose.ANNOUNCEMENTS, ANNOUNCEMENTS), (Purpose.LIBRARY, LIBRARY)):
                await work.communities.set_channel(purpose, Channel(workspace.id, f"{name} {platform}", name))
        await work.commit()
    await storage.close()
    return Community(Actor(ana, Role.MODERATOR, made, on[Platform.DISCORD]), on)


class PostgresDatabase:
    """A database of the test's own on a server."""

    copyable = False

    def __init__(self, url: str) -> None:
        self.url = url
        self.community = asyncio.run(found(url))

    def renew(self) -> None:
        asyncio.run(emptied(self.url))
        self.community = asyncio.run(found(self.url))

    def copy(self) -> None:
        raise NotImplementedError

    def put_back(self) -> None:
        raise NotImplementedError


async def emptied(url: str) -> None:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute(EMPTY)
    await connection.close()


class SqliteFile:
    copyable = True

    def __init__(self, founded: Path, community: Community) -> None:
        self._founded = founded
        self._file = founded.with_name("machine.db")
        self._copy = founded.with_name("backup.db")
        self.community = community
        self.url = f"sqlite+aiosqlite:///{self._file}"

    def renew(self) -> None:
        self._replace(self._founded)

    def copy(self) -> None:
        self._copy.unlink(missing_ok=True)
        with closing(sqlite3.connect(self._file)) as live, closing(sqlite3.connect(self._copy)) as copy:
            live.backup(copy)

    def put_back(self) -> None:
        self._replace(self._copy)

    def _replace(self, by: Path) -> None:
        for ending in ("", "-wal", "-shm"):
            self._file.with_name(self._file.name + ending).unlink(missing_ok=True)
        shutil.copy(by, self._file)
