"""Conversations are opened before anything is due in them, so that a thousand at once need one request each."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.clock import Clock, MachineClock, wait_for_ring
from bot.domain.delivery import Unopened
from bot.domain.people import Platform
from bot.ports.platform import Done, Retry
from bot.ports.storage import Storage
from bot.services.sending import Post

AHEAD = timedelta(hours=1)
EVERY = 60.0
AT_A_TIME = 50
BETWEEN = 0.1
"""Seconds between two: there is time, and others are being answered meanwhile."""
AGAIN_AFTER = 3600.0


class Opening:
    def __init__(self, storage: Storage, clock: Clock, machine: MachineClock, post: Post) -> None:
        self._storage = storage
        self._clock = clock
        self._machine = machine
        self._post = post
        self._tried: dict[tuple[Platform, str, str], float] = {}

    async def run(self, platform: Platform, stopping: asyncio.Event) -> None:
        """Open what will be needed on *platform* within the hour, until *stopping*."""
        while not stopping.is_set():
            waiting = await self._next(platform)
            for each in waiting:
                await self.open(each)
                await wait_for_ring(stopping, self._machine, BETWEEN / self._post.policy.faster)
                if stopping.is_set():
                    return
            if len(waiting) < AT_A_TIME:
                await wait_for_ring(stopping, self._machine, EVERY)

    async def _next(self, platform: Platform) -> list[Unopened]:
        now = self._machine.monotonic()
        self._tried = {who: at for who, at in self._tried.items() if now - at < AGAIN_AFTER}
        until = self._clock.now() + AHEAD
        found = await self._storage.outbox.unopened(platform, until, AT_A_TIME + len(self._tried))
        return [each for each in found if _name(each) not in self._tried][:AT_A_TIME]

    async def open(self, each: Unopened) -> None:
        """Open one; what does not work now is seen when something is sent."""
        messenger = self._post.messenger(each.workspace)
        self._tried[_name(each)] = self._machine.monotonic()
        if messenger is None:
            return
        opened = await self._post.within_time(
            messenger.open_direct(each.workspace.external_id, each.account.external_id)
        )
        if isinstance(opened, Retry):  # Slack opens about fifty a minute
            del self._tried[_name(each)]
            await self._machine.sleep(opened.seconds)
        if isinstance(opened, Done) and opened.id:
            async with self._storage.write(each.workspace.community_id) as uow:
                await uow.people.set_direct_channel(each.account, opened.id)
                await uow.commit()


def _name(each: Unopened) -> tuple[Platform, str, str]:
    return (each.account.platform, each.account.tenant, each.account.external_id)
