"""Pins that people take down by hand: they stay down there, and who pinned is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from bot.clock import Clock, MachineClock
from bot.domain.community import Workspace, WorkspaceState
from bot.domain.delivery import NewDelivery, Placement
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import CommunityId
from bot.domain.sight import EVERYTHING
from bot.domain.subjects import Subject
from bot.ports.incoming import PinsChanged
from bot.ports.platform import Target
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.sending import Post

LOOKED_EVERY = 3600.0
"""Seconds between two looks where a platform does not tell of it by itself."""
CALM = 1.0
"""Seconds from being told to looking."""
OF_USE = timedelta(days=14)


class PinWatch:
    def __init__(self, storage: Storage, clock: Clock, machine: MachineClock, bell: Bell, post: Post) -> None:
        self._storage = storage
        self._clock = clock
        self._machine = machine
        self._about_to: set[PinsChanged] = set()
        self._bell = bell
        self._post = post

    async def changed(self, told: PinsChanged) -> None:
        """Look at the pins of one channel, of which a platform says that they changed; once for many such in a row."""
        if told in self._about_to:
            return
        self._about_to.add(told)
        await self._machine.sleep(CALM)
        self._about_to.discard(told)
        workspace = await self._storage.installation.find_workspace(told.platform, told.workspace)
        if workspace is not None and workspace.state is WorkspaceState.JOINED:
            await self._look(workspace.community_id, workspace, told.channel)

    async def look_everywhere(self) -> None:
        for community in await self._storage.installation.communities():
            async with self._storage.read(community.id) as uow:
                workspaces = await uow.communities.workspaces(WorkspaceState.JOINED)
            for workspace in workspaces:
                await self._look(community.id, workspace, "")

    async def _look(self, community: CommunityId, workspace: Workspace, channel: str) -> None:
        messenger = self._post.messenger(workspace)
        if messenger is None:
            return
        async with self._storage.read(community, sight=EVERYTHING) as uow:
            rows = await uow.placements.pinned(workspace.id, channel)
        for place, there in _by_channel(rows).items():
            target = Target(workspace.external_id, place)
            standing = await messenger.pinned(target, [row.message_id for row in there])
            if standing is not None and len(standing) < len(there):
                await self._note(community, workspace, there, standing)

    async def _note(
        self, community: CommunityId, workspace: Workspace, rows: Sequence[Placement], standing: Collection[str]
    ) -> None:
        async with self._storage.write(community, sight=EVERYTHING) as uow:
            for row in rows:
                if row.message_id not in standing and await uow.placements.leave_unpinned(row.id, row.message_id):
                    await self._tell(uow, row, workspace)
            await uow.commit()
        self._bell.ring()

    async def _tell(self, uow: UnitOfWork, row: Placement, workspace: Workspace) -> None:
        now = self._clock.now()
        moderator = await uow.records.last_to("pin", Subject.RESOURCE, row.subject_id)
        if moderator is None:
            return
        about = (row.community_id, Subject.RESOURCE, row.subject_id, f"{workspace.id}.{now:%Y%m%d%H%M%S}")
        told = NewDelivery(*about, DeliveryKind.PIN_GONE, 1, now, now + OF_USE, person_id=moderator)
        await uow.deliveries.add([told])


def _by_channel(rows: Sequence[Placement]) -> Mapping[str, Sequence[Placement]]:
    found: dict[str, list[Placement]] = defaultdict(list)
    for row in rows:
        found[row.channel].append(row)
    return found
