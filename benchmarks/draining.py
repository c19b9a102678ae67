"""Draining what is due at once to a platform that answers at once, and how long the loop is blocked meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.house import Heard, opened, origin
from bot.domain.announcements import Announcement, AnnouncementState
from bot.domain.community import WorkspaceState
from bot.domain.delivery import NewDelivery
from bot.domain.ids import AnnouncementId, Number, WorkspaceId
from bot.domain.people import Role
from bot.domain.recurrence import Recurrence
from bot.domain.topics import TopicChannel
from bot.ports.incoming import CommandCall

DUE = 2_000
CHANNELS = 50
LOOK = 0.005


async def measure(folder: Path, size: int) -> Sequence[str]:
    async with opened(folder, "draining") as (house, front):
        await house.dispatcher.handle(CommandCall(origin(0, 1, Role.ADMIN), "staffroom home", {}), Heard())
        (community,) = await house.ground.storage.installation.communities()
        now = house.ground.clock.now()
        async with house.ground.storage.write(community.id) as uow:
            (workspace,) = await uow.communities.workspaces(WorkspaceState.JOINED)
            person = await uow.people.add("Bench", now)
            for channel in range(CHANNELS):
                topic = await uow.topics.add(f"Topic {channel}", "", None, now)
                await uow.topics.set_channel(TopicChannel(topic.id, workspace.id, f"topic-{channel}", str(channel)))
                said = Announcement(
                    AnnouncementId(0), community.id, Number(0), person.id, "Hello",
                    Recurrence(now.date(), now.time(), "UTC"), AnnouncementState.SCHEDULED, 1, 1, now,
                    everywhere=False, topics=(topic.id,),
                )  # fmt: skip
                await uow.deliveries.add(_due(await uow.announcements.add(said), workspace.id, now))
            await uow.commit()
        blocks: list[float] = []
        looking = asyncio.create_task(_look_for_blocks(blocks))
        began = time.perf_counter()
        while await house.deliveries.send_due():
            pass
        took = time.perf_counter() - began
        looking.cancel()
    rate = front.sent / took
    told = f"{front.sent} deliveries to {CHANNELS} channels in {took:.1f} s, {rate:.0f}/s"
    return [f"draining: {told}; longest block {max(blocks):.0f} ms"]


def _due(said: Announcement, workspace: WorkspaceId, now: datetime) -> Sequence[NewDelivery]:
    """Return many times over that *said* is due in its channel."""
    due, deadline = now - timedelta(seconds=1), now + timedelta(hours=1)
    return [
        NewDelivery(
            said.community_id, "announcement", said.id, str(turn), "announcement", 1,
            due, deadline, workspace, said.topics[0],
        )
        for turn in range(DUE // CHANNELS)
    ]  # fmt: skip


async def _look_for_blocks(blocks: list[float]) -> None:
    """Note by how many milliseconds each short sleep came late."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(LOOK)
        blocks.append((time.perf_counter() - began - LOOK) * 1000)
