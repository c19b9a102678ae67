"""The product itself behind the page: the real commands, services and SQLite database, in a folder of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from adapters.rehearsal.people import BOT
from adapters.web.server import WebServer
from bot.bootstrap.ground import SHIFT, open_ground
from bot.bootstrap.house import House
from bot.bootstrap.rehearsal import build_rehearsal, follow_zone, settle_in
from bot.bootstrap.sample import RESOURCES, fill_sample
from bot.bootstrap.serving import pages_of
from bot.bootstrap.supervision import run_house
from bot.config import Settings
from bot.config.settings import LinkSettings
from bot.ports.platform import Front, FrontStopped
from bot.ports.room import RoomMessage
from storage.unit_of_work import SqlStorage

MONDAY = datetime(2026, 10, 5, 19, 30, tzinfo=UTC)
"""Half past three in the afternoon in the room's zone."""
PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Product:
    url: str
    house: House

    async def messages_in(self, channel: str, workspace: str = "riverside") -> list[RoomMessage]:
        """Return what everybody sees in the channel of that name, oldest first."""
        room = self.house.ground.storage.room
        places = {found.id for found in await room.channels() if (found.workspace, found.name) == (workspace, channel)}
        return [found for found in await room.messages() if found.channel in places and not found.to_user]


async def prepare(folder: Path) -> Path:
    """Leave in *folder* what Staffroom has at its first start, and return the folder."""
    async with product(folder, begins=None):
        return folder


async def prepare_sample(folder: Path) -> Path:
    """Leave in *folder* what ``--sample`` makes, every card of it shown and pinned, and return the folder."""
    await prepare(folder)
    async with product(folder) as running, asyncio.timeout(PATIENCE):
        await fill_sample(running.house)
        room = running.house.ground.storage.room
        while True:
            cards = [message for message in await room.messages() if message.author == BOT]
            if len(cards) == 2 * len(RESOURCES) and sum(card.pinned for card in cards) == 2:
                return folder
            await asyncio.sleep(0.02)


@asynccontextmanager
async def product(folder: Path, begins: datetime | None = MONDAY, port: int = 0) -> AsyncIterator[Product]:
    """Run Staffroom as without configuration on what is in *folder*; with *begins* None its clock goes on."""
    settings = Settings(data=folder, links=LinkSettings(fetch=False))
    url = settings.rehearsal_database_url
    if begins is not None:
        await _set_clock(url, begins)
    async with open_ground(url, None) as ground:
        house, front, zone = await build_rehearsal(ground, settings)
        server = WebServer(port=port, routes=(*front.routes(), *pages_of(house)))
        await server.start()
        stopping = asyncio.Event()
        running = asyncio.create_task(run_house(house, stopping, _stopped))
        try:
            async with asyncio.timeout(PATIENCE):
                await settle_in(house, zone)
            following = asyncio.create_task(follow_zone(house, zone))
            yield Product(server.url, house)
            following.cancel()
        finally:
            stopping.set()
            await running
            await server.stop()


async def _set_clock(url: str, moment: datetime) -> None:
    storage = SqlStorage(url)
    shift = moment - datetime.now(UTC)
    await storage.installation.set_setting(SHIFT, str(shift.total_seconds()))
    await storage.close()


def _stopped(front: Front, reason: FrontStopped) -> None:
    raise AssertionError(f"{front.platform} stopped: {reason}")
