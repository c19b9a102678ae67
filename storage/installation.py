"""What stands above communities. Each call is a transaction of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from bot.domain.community import Community, Workspace, WorkspaceState
from bot.domain.ids import CommunityId, WorkspaceId
from bot.domain.people import Platform
from storage.absorbing import absorb, is_new, lock_both
from storage.communities import community_of, workspace_of
from storage.engine import Engines
from storage.scope import insert_into
from storage.tables import accounts, calendar_links, communities, hour_links, settings, workspaces

_FIRST = 0x53746166664F6E65  # of every process that looks whether there is a community, in PostgreSQL's advisory locks


class SqlInstallation:
    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    async def communities(self) -> Sequence[Community]:
        async with self._engines.read() as connection:
            rows = await connection.execute(select(communities).order_by(communities.c.id))
            return [community_of(row) for row in rows.mappings()]

    async def add_community(self, name: str, zone: str | None, at: datetime) -> Community:
        row = {"name": name, "zone": zone, "created_at": at}
        async with self._engines.write() as connection:
            stored = await connection.execute(insert(communities).values(row).returning(communities))
            return community_of(stored.mappings().one())

    async def first_community(self, name: str, zone: str | None, at: datetime) -> Community:
        if existing := await self.communities():
            return existing[0]
        row = {"name": name, "zone": zone, "created_at": at}
        async with self._engines.write() as connection:
            if self._engines.on_postgres:  # on SQLite whoever writes is alone
                await connection.execute(select(func.pg_advisory_xact_lock(_FIRST)))
            made = await connection.execute(select(communities).order_by(communities.c.id).limit(1))
            first = made.mappings().first()
            if first is None:
                first = (
                    (await connection.execute(insert(communities).values(row).returning(communities))).mappings().one()
                )
            return community_of(first)

    async def find_workspace(self, platform: Platform, external_id: str) -> Workspace | None:
        chosen = select(workspaces).where(workspaces.c.platform == platform, workspaces.c.external_id == external_id)
        async with self._engines.read() as connection:
            row = (await connection.execute(chosen)).mappings().first()
            return None if row is None else workspace_of(row)

    async def find_account(self, platform: Platform, tenant: str, external_id: str) -> CommunityId | None:
        known = select(accounts.c.community_id).where(
            accounts.c.platform == platform, accounts.c.tenant == tenant, accounts.c.external_id == external_id
        )
        async with self._engines.read() as connection:
            first = (await connection.execute(known.order_by(accounts.c.person_id).limit(1))).scalar_one_or_none()
            return None if first is None else CommunityId(first)

    async def find_calendar(self, secret_hash: str) -> CommunityId | None:
        known = select(calendar_links.c.community_id).where(calendar_links.c.secret_hash == secret_hash)
        async with self._engines.read() as connection:
            found = (await connection.execute(known)).scalar_one_or_none()
            return None if found is None else CommunityId(found)

    async def find_hours(self, secret_hash: str) -> CommunityId | None:
        known = select(hour_links.c.community_id).where(hour_links.c.secret_hash == secret_hash)
        async with self._engines.read() as connection:
            found = (await connection.execute(known)).scalar_one_or_none()
            return None if found is None else CommunityId(found)

    async def workspaces(self, platform: Platform | None = None) -> Sequence[Workspace]:
        chosen = select(workspaces).order_by(workspaces.c.id)
        if platform is not None:
            chosen = chosen.where(workspaces.c.platform == platform)
        async with self._engines.read() as connection:
            return [workspace_of(row) for row in (await connection.execute(chosen)).mappings()]

    async def add_workspace(
        self,
        community: CommunityId,
        platform: Platform,
        external_id: str,
        name: str,
        state: WorkspaceState,
        at: datetime,
    ) -> Workspace:
        row = {
            "community_id": community,
            "platform": platform,
            "external_id": external_id,
            "name": name,
            "state": state,
            "joined_at": at,
            "removed_at": at if state is WorkspaceState.REMOVED else None,
        }
        chosen = select(workspaces).where(workspaces.c.platform == platform, workspaces.c.external_id == external_id)
        async with self._engines.write() as connection:
            new = insert_into(connection, workspaces).values(row)
            await connection.execute(new.on_conflict_do_nothing(index_elements=["platform", "external_id"]))
            return workspace_of((await connection.execute(chosen)).mappings().one())

    async def rename_workspace(self, workspace: WorkspaceId, name: str) -> None:
        async with self._engines.write() as connection:
            await connection.execute(update(workspaces).where(workspaces.c.id == workspace).values(name=name))

    async def absorb(self, gone: CommunityId, into: CommunityId) -> bool:
        async with self._engines.write() as connection:
            if not await lock_both(connection, gone, into) or not await is_new(connection, gone):
                return False
            await absorb(connection, gone, into)
            return True

    async def setting(self, name: str) -> str | None:
        async with self._engines.read() as connection:
            found = await connection.execute(select(settings.c.value).where(settings.c.name == name))
            value: str | None = found.scalar_one_or_none()
            return value

    async def set_setting(self, name: str, value: str) -> None:
        async with self._engines.write() as connection:
            new = insert_into(connection, settings).values(name=name, value=value)
            await connection.execute(
                new.on_conflict_do_update(index_elements=["name"], set_={"value": new.excluded.value})
            )

    async def first_setting(self, name: str, value: str) -> str:
        async with self._engines.write() as connection:
            new = insert_into(connection, settings).values(name=name, value=value)
            await connection.execute(new.on_conflict_do_nothing(index_elements=["name"]))
            known: str = (
                await connection.execute(select(settings.c.value).where(settings.c.name == name))
            ).scalar_one()
            return known

    async def take_setting(self, name: str, expected: str) -> bool:
        taken = delete(settings).where(settings.c.name == name, settings.c.value == expected)
        async with self._engines.write() as connection:
            return (await connection.execute(taken)).rowcount == 1
