"""Servers and workspaces coming and going: the first of each platform joins by itself, any further waits for a yes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Literal

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.community import Community, Workspace, WorkspaceState
from bot.domain.ids import WorkspaceId
from bot.domain.records import AuditEntry
from bot.domain.subjects import Subject
from bot.errors import UserError
from bot.ports.incoming import WorkspaceGone, WorkspaceSeen
from bot.ports.storage import Storage
from bot.services.bell import Bell
from bot.services.topics import want_channels
from bot.ui.text import t

Mode = Literal["single", "per-workspace"]


class Joining:
    """*name* and *zone* are what the configuration says of the one community, if it says anything."""

    def __init__(
        self, storage: Storage, clock: Clock, bell: Bell, mode: Mode, name: str | None, zone: str | None
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell
        self._mode = mode
        self._name = name
        self._zone = zone
        # Removed and invited again within a moment, the two arrive side by side; they are taken in the order they came.
        self._one_by_one = asyncio.Lock()

    async def seen(self, seen: WorkspaceSeen) -> Workspace:
        """Note that the bot is in a workspace. One that was removed comes back as it was; nothing of it is lost."""
        async with self._one_by_one:
            return await self._seen(seen)

    async def _seen(self, seen: WorkspaceSeen) -> Workspace:
        installation = self._storage.installation
        known = await installation.find_workspace(seen.platform, seen.external_id)
        if known is None:
            known = await self._add(seen)
            if known.state is WorkspaceState.JOINED:
                async with self._storage.write(known.community_id) as uow:
                    await want_channels(uow, known.id)
                    await uow.commit()
        elif known.state is WorkspaceState.REMOVED:
            async with self._storage.write(known.community_id) as uow:
                await uow.communities.set_workspace_state(known.id, WorkspaceState.JOINED, self._clock.now())
                await uow.placements.try_again(known.id)
                await want_channels(uow, known.id)
                await uow.commit()
        elif known.state is WorkspaceState.JOINED:
            async with self._storage.write(known.community_id) as uow:
                await uow.placements.try_again(known.id)  # what was refused may be allowed by now
                await uow.commit()
        if seen.name and known.name != seen.name:
            await installation.rename_workspace(known.id, seen.name)
        self._bell.ring()
        return await installation.find_workspace(seen.platform, seen.external_id) or known

    async def gone(self, gone: WorkspaceGone) -> None:
        async with self._one_by_one:
            await self._gone(gone)

    async def _gone(self, gone: WorkspaceGone) -> None:
        known = await self._storage.installation.find_workspace(gone.platform, gone.external_id)
        if known is None or known.state is not WorkspaceState.JOINED:
            return  # one that waits goes on waiting, or leaving and coming back would let it in
        async with self._storage.write(known.community_id) as uow:
            await uow.communities.set_workspace_state(known.id, WorkspaceState.REMOVED, self._clock.now())
            await uow.commit()

    async def waiting(self, actor: Actor) -> Sequence[Workspace]:
        async with self._storage.read(actor.community_id) as uow:
            return await uow.communities.workspaces(WorkspaceState.WAITING)

    async def let_in(self, actor: Actor, workspace: WorkspaceId) -> Workspace:
        """An admin's yes. Raises UserError where that workspace is not waiting in their community."""
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            found = await uow.communities.get_workspace(workspace)
            if found.state is not WorkspaceState.WAITING:
                raise UserError(t("{name} is not waiting any more.", name=found.name))
            now = self._clock.now()
            await uow.communities.set_workspace_state(workspace, WorkspaceState.JOINED, now)
            await want_channels(uow, workspace)
            await uow.records.audit(AuditEntry(actor.id, "let in", Subject.WORKSPACE, workspace, now))
            await uow.commit()
        self._bell.ring()
        return found

    async def _add(self, seen: WorkspaceSeen) -> Workspace:
        community = await self._community_for(seen)
        others = await self._storage.installation.workspaces(seen.platform)
        first = self._mode == "per-workspace" or not others
        state = WorkspaceState.JOINED if first else WorkspaceState.WAITING
        at = self._clock.now()
        return await self._storage.installation.add_workspace(
            community.id, seen.platform, seen.external_id, seen.name, state, at
        )

    async def _community_for(self, seen: WorkspaceSeen) -> Community:
        installation, at = self._storage.installation, self._clock.now()
        if self._mode == "single":
            return await installation.first_community(self._name or seen.name, self._zone, at)
        return await installation.add_community(seen.name, self._zone, at)
