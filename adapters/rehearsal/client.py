"""The rehearsal room as a platform like any other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from aiohttp import web

from adapters.rehearsal.limits import CAPABILITIES
from adapters.rehearsal.live import Live
from adapters.rehearsal.messenger import RoomMessenger
from adapters.rehearsal.pages import Pages
from adapters.rehearsal.people import WORKSPACES
from adapters.rehearsal.room import Room
from adapters.rehearsal.site import Site
from bot.domain.people import Platform
from bot.interaction.registry import Registry
from bot.ports.incoming import Core, WorkspaceSeen
from bot.ports.platform import Events, Finding, Messenger
from bot.ports.room import RoomClock, RoomStore
from bot.ui.capabilities import Capabilities
from bot.ui.language import Languages


class RehearsalFront:
    """*zone* returns the community's zone, None before it is set; *hosts* are names it answers to beside loopback."""

    platform: Platform = Platform.REHEARSAL
    capabilities: Capabilities = CAPABILITIES
    messenger: Messenger

    def __init__(
        self,
        registry: Registry,
        languages: Languages,
        store: RoomStore,
        clock: RoomClock,
        zone: Callable[[], str | None],
        hosts: Sequence[str] = (),
    ) -> None:
        pages = Pages(registry, languages, clock, zone)
        self._live = Live(pages)
        self._room = Room(store, clock, self._live)
        self._site = Site(self._room, pages, self._live, clock, languages)
        self._clock = clock
        self._hosts = frozenset(host.casefold() for host in hosts)
        self.messenger = RoomMessenger(self._room, pages)
        self.events: Events | None = None
        self.account = ""

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """Return what the web server is to serve; pages wait until the front runs."""
        return self._site.routes(self._hosts)

    async def run(self, core: Core) -> None:
        await self._room.furnish()
        for workspace in WORKSPACES:
            await core.workspace_seen(WorkspaceSeen(self.platform, workspace.id, workspace.name))
        self._site.open(core)
        try:
            while True:
                self._live.clock()
                await asyncio.sleep(60 - self._clock.now().second)
        finally:
            await self._site.close()

    async def wait_ready(self) -> None:
        await self._site.wait_open()

    async def check(self) -> Sequence[Finding]:
        """Look into the room: there is nothing to connect to and no right that could be missing."""
        workspaces = [workspace.name for workspace in WORKSPACES if await self._room.channels(workspace.id)]
        found = f"The rehearsal room has channels in {' and '.join(workspaces) or 'no server yet'}"
        return [Finding(found, bool(workspaces), "" if workspaces else "Start Staffroom once: it makes them.")]
