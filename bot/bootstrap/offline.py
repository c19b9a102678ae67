"""A database opened for a command that runs and ends, beside a Staffroom that may be running."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.bootstrap import rehearsal
from bot.bootstrap.ground import open_ground
from bot.clock import Clock
from bot.config import Settings
from bot.domain.ids import CommunityId
from bot.ports.storage import Storage


@dataclass(frozen=True, slots=True)
class Offline:
    storage: Storage
    clock: Clock
    community: CommunityId
    rehearsal: bool


@asynccontextmanager
async def open_offline(settings: Settings, rehearsal_room: bool) -> AsyncIterator[Offline]:
    """Open the rehearsal room's database, or the main one; a community is made where there is none yet."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    url = settings.rehearsal_database_url if rehearsal_room else settings.main_database_url
    async with open_ground(url, settings.data / "backups") as ground:
        name = settings.community.name or (rehearsal.NAME if rehearsal_room else "Our network")
        zone = settings.community.time_zone or (rehearsal.ZONE if rehearsal_room else None)
        community = await ground.storage.installation.first_community(name, zone, ground.clock.now())
        yield Offline(ground.storage, ground.clock, community.id, rehearsal_room)
