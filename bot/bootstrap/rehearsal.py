"""The rehearsal room's house: a network that is set up already, and with ``--sample`` one that has been used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.bootstrap.fronts import rehearsal_front
from bot.bootstrap.ground import Ground
from bot.bootstrap.house import House, build
from bot.config import Settings
from bot.domain.community import Channel, Purpose, WorkspaceState
from bot.ports.links import Pages
from bot.ports.platform import Front

if TYPE_CHECKING:
    from adapters.rehearsal.client import RehearsalFront

NAME = "Rehearsal network"
ZONE = "America/New_York"
"""The room's zone unless configured: named on screen, so that nobody has to guess."""


class RoomZone:
    """The zone that the page shows times in; kept up with what is set in chat."""

    def __init__(self, zone: str | None) -> None:
        self._zone = zone

    def __call__(self) -> str | None:
        return self._zone

    def set(self, zone: str | None) -> None:
        self._zone = zone


async def build_rehearsal(
    ground: Ground, settings: Settings, pages: Pages | None = None
) -> tuple[House, RehearsalFront, RoomZone]:
    told = settings.community
    name, zone = told.name or NAME, told.time_zone or ZONE
    community = await ground.storage.installation.first_community(name, zone, ground.clock.now())
    zone_shown = RoomZone(community.zone)
    front = rehearsal_front(settings, ground, zone_shown)

    def fronts(_: Ground) -> Sequence[Front]:
        return (front,)

    host, port = settings.rehearsal.host, settings.rehearsal.port
    here = settings.web.model_copy(update={"public_address": f"http://{host}:{port}" if port else None})
    house = build(
        ground, settings.model_copy(update={"web": here}), fronts, pages=pages, files=settings.rehearsal_files
    )
    return house, front, zone_shown


async def settle_in(house: House, zone: RoomZone) -> None:
    """Let both servers in and choose the channels that the room was furnished with, where nothing is chosen yet."""
    storage, clock = house.ground.storage, house.ground.clock
    await house.fronts[0].wait_ready()
    (community, *_) = await storage.installation.communities()
    async with storage.write(community.id) as uow:
        for workspace in await uow.communities.workspaces(WorkspaceState.WAITING):
            await uow.communities.set_workspace_state(workspace.id, WorkspaceState.JOINED, clock.now())
        for workspace in await uow.communities.workspaces(WorkspaceState.JOINED):
            if await uow.communities.channels(workspace.id):
                continue
            by_name = {c.name: c for c in await house.fronts[0].messenger.channels(workspace.external_id)}
            for purpose in Purpose:
                if (seen := by_name.get(purpose.value)) is not None:
                    await uow.communities.set_channel(purpose, Channel(workspace.id, seen.external_id, seen.name))
            await uow.placements.try_again(workspace.id)
        await uow.commit()
    zone.set(community.zone)
    house.bell.ring()


async def follow_zone(house: House, zone: RoomZone) -> None:
    """Keep the page's zone equal to the community's, until cancelled."""
    rung = house.bell.listen()
    while True:
        rung.clear()
        (community, *_) = await house.ground.storage.installation.communities()
        zone.set(community.zone)
        await rung.wait()
