"""Draining what is due at once to a platform that answers at once, and how long the loop is blocked meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from benchmarks.house import Heard, opened, origin
from bot.domain.announcements import Announcement, AnnouncementState, Repeat
from bot.domain.community import Channel, Purpose, WorkspaceState
from bot.domain.delivery import NewDelivery
from bot.domain.ids import AnnouncementId, Number
from bot.domain.people import Role
from bot.ports.incoming import CommandCall

DUE = 2_000
LOOK = 0.005


async def measure(folder: Path, size: int) -> Sequence[str]:
    async with opened(folder, "draining") as (house, front):
        await house.dispatcher.handle(CommandCall(origin(0, 1, Role.ADMIN), "staffroom home", {}), Heard())
        (community,) = await house.ground.storage.installation.communities()
        now = house.ground.clock.now()
        async with house.ground.storage.write(community.id) as uow:
            (workspace,) = await uow.communities.workspaces(WorkspaceState.JOINED)
            await uow.communities.set_channel(Purpose.ANNOUNCEMENTS, Channel(workspace.id, "9", "news"))
            person = await uow.people.add("Bench", now)
            said = Announcement(
                AnnouncementId(0), community.id, Number(0), person.id, "Hello", None, now.date(), now.time(), "UTC",
                Repeat.ONCE, AnnouncementState.SCHEDULED, 1, 1, now,
            )  # fmt: skip
            stored = await uow.announcements.add(said)
            await uow.deliveries.add(
                [
                    NewDelivery(
                        community.id, "announcement", stored.id, str(turn), "announcement", 1,
                        now - timedelta(seconds=1), now + timedelta(hours=1), workspace.id,
                    )
                    for turn in range(DUE)
                ]
            )  # fmt: skip
            await uow.commit()
        blocks: list[float] = []
        looking = asyncio.create_task(_look_for_blocks(blocks))
        began = time.perf_counter()
        while await house.deliveries.send_due():
            pass
        took = time.perf_counter() - began
        looking.cancel()
    rate = front.sent / took
    return [f"draining: {front.sent} deliveries in {took:.1f} s, {rate:.0f}/s; longest block {max(blocks):.0f} ms"]


async def _look_for_blocks(blocks: list[float]) -> None:
    """Note by how many milliseconds each short sleep came late."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(LOOK)
        blocks.append((time.perf_counter() - began - LOOK) * 1000)
