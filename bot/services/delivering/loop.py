"""The sending loop of each platform: claim what is due, say it, record how it ended; find out what is in doubt."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial

import structlog

from bot.clock import Clock, MachineClock
from bot.domain.delivery import Delivery, DeliveryState, Ending, Trouble
from bot.domain.people import Platform
from bot.errors import described
from bot.ports.storage import Storage
from bot.services.bell import Bell
from bot.services.delivering.attempt import TOKEN_PAUSE, Attempts, Overtaken
from bot.services.sending import Post

TURN_HORIZON = 0.5
"""Seconds: nothing is claimed but what gets its turn, and its lane's, within them."""

Try = Callable[[Delivery, datetime], Awaitable[Ending]]


class Deliveries:
    """*owner* names this process in claims."""

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        machine: MachineClock,
        bell: Bell,
        post: Post,
        attempts: Attempts,
        owner: str,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._machine = machine
        self._bell = bell
        self._post = post
        self._attempts = attempts
        self._owner = owner
        self._paused: dict[Platform, datetime] = {}

    async def run(self, platform: Platform, stopping: asyncio.Event) -> None:
        """Send what falls due on *platform* until *stopping*; what is being sent is finished and recorded first."""
        rung = self._bell.listen()
        flying: set[asyncio.Task[None]] = set()
        try:
            while not stopping.is_set():
                rung.clear()
                if await self._take(platform, flying) == 0:
                    await _first_of(rung, flying)
        finally:
            self._bell.forget(rung)
            await asyncio.gather(*flying)

    async def send_due(self) -> int:
        """Send one batch of what is due on every platform and return how many rows were claimed."""
        flying: set[asyncio.Task[None]] = set()
        taken = [await self._take(platform, flying) for platform in self._post.platforms]
        await asyncio.gather(*flying)
        return sum(taken)

    async def _take(self, platform: Platform, flying: set[asyncio.Task[None]]) -> int:
        """Claim as much as there is room for and let it fly; return how many rows."""
        policy = self._post.policy
        now, pace = self._machine.now(), self._post.pace(platform)
        room, soon = policy.at_once - len(flying), TURN_HORIZON / policy.faster
        if room < policy.at_once / 2 or now < self._paused.get(platform, now):
            return 0
        if flying and pace.room(soon) < pace.turns(soon) / 2:
            return 0  # those that fly land before all of their turns are over: one claim for many
        lease, outbox = now + policy.lease, self._storage.outbox
        doubted = await outbox.claim_doubtful(self._owner, platform, now, lease, room)
        # What is claimed and has to wait for its turn would be in doubt if this process ended before.
        few, busy = min(room - len(doubted), pace.room(soon)), pace.busy(soon)
        claimed: Sequence[Delivery] = ()
        if few > 0:
            claimed = await outbox.claim_deliveries(
                self._owner, platform, self._clock.now(), now, lease, few, policy.each_lane, busy
            )
        for rows, how in (
            (doubted, self._attempts.find_out),
            (claimed, partial(self._attempts.send, platform=platform)),
        ):
            for row in rows:
                task = asyncio.create_task(self._carry_out(platform, row, how, lease))
                flying.add(task)
                task.add_done_callback(flying.discard)
        return len(doubted) + len(claimed)

    async def _carry_out(self, platform: Platform, row: Delivery, how: Try, lease: datetime) -> None:
        log = structlog.get_logger("deliveries")
        try:
            ending = await how(row, lease)
            kept = await self._storage.outbox.record(row, ending)
        except Overtaken:
            log.warning("delivery overtaken", id=row.id, kind=row.kind)
            return
        except Exception as error:  # noqa: BLE001 - whether it went out is found out when its lease is over
            log.error("delivery failed", id=row.id, kind=row.kind, error=described(error))
            return
        if ending.reason == Trouble.TOKEN_REFUSED:
            self._pause(platform)
        state = "in doubt" if ending.state is DeliveryState.SENDING else ending.state.value
        log.info("delivery", id=row.id, kind=row.kind, state=state, reason=ending.reason, kept=kept)
        if ending.state in (DeliveryState.REFUSED, DeliveryState.EXPIRED, DeliveryState.UNCERTAIN):
            self._bell.ring()  # its author is to be told

    def _pause(self, platform: Platform) -> None:
        """Send nothing more there for a while; the rows wait."""
        now = self._machine.now()
        if now >= self._paused.get(platform, now):
            remedy = "run 'staffroom check': it says how to renew the token"
            structlog.get_logger("deliveries").error("token refused", platform=platform, remedy=remedy)
        self._paused[platform] = now + TOKEN_PAUSE


async def _first_of(rung: asyncio.Event, flying: set[asyncio.Task[None]]) -> None:
    """Wait until the bell rings or something that flies has landed."""
    ring = asyncio.ensure_future(rung.wait())
    try:
        await asyncio.wait({ring, *flying}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        ring.cancel()
