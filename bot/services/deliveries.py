"""The waking loop: claim what is due, compose it now, send it outside any transaction, record how it ended.

A crash after the claim leaves the row in sending; when its lease is over nobody knows whether the message went out,
so it becomes uncertain and its author decides. Nothing is sent twice blindly.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from bot.clock import Clock, MachineClock
from bot.domain.community import Workspace, WorkspaceState
from bot.domain.delivery import Delivery, DeliveryState, Trouble
from bot.errors import described
from bot.ports.platform import Ambiguous, Done, Outcome, RefusalReason, Refused, Retry, Target, TokenRefused
from bot.ports.storage import Storage
from bot.services.bell import Bell, wait_for_ring
from bot.services.composing import Composed, compose_delivery
from bot.services.sending import Post
from bot.ui.model import Reply

BATCH = 50
TOKEN_PAUSE = timedelta(minutes=1)
FAILURE_PAUSE = timedelta(minutes=1)


class Deliveries:
    """*owner* names this process in claims."""

    def __init__(
        self, storage: Storage, clock: Clock, machine: MachineClock, bell: Bell, post: Post, owner: str
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._machine = machine
        self._bell = bell
        self._post = post
        self._owner = owner

    async def run(self, stopping: asyncio.Event) -> None:
        """Send what falls due until *stopping*; what is being sent is finished and recorded first."""
        rung = self._bell.listen()
        while not stopping.is_set():
            rung.clear()
            if await self.send_due() == 0:
                await self._wait(rung)

    async def send_due(self) -> int:
        """Send one batch of what is due and return how many rows were claimed."""
        await self._settle_expired_leases()
        now = self._machine.now()
        outbox = self._storage.outbox
        lease = now + self._post.policy.lease
        claimed = await outbox.claim_deliveries(self._owner, self._clock.now(), now, lease, self._post.policy.at_once)
        ends = await asyncio.gather(*(self._deliver(row) for row in claimed), return_exceptions=True)
        for row, end in zip(claimed, ends, strict=True):
            if isinstance(
                end, Exception
            ):  # whether it went out nobody knows: its lease runs out, and its author decides
                self._log_failed(row, end)
        return len(claimed)

    async def _wait(self, rung: asyncio.Event) -> None:
        due = await self._storage.outbox.next_due()
        seconds = self._post.policy.longest_wait
        if due is not None:
            seconds = min(seconds, max(0.05, (due - self._clock.now()).total_seconds()))
        await wait_for_ring(rung, self._machine, seconds)

    async def _settle_expired_leases(self) -> None:
        now = self._machine.now()
        for row in await self._storage.outbox.expired_leases(now, BATCH):
            try:
                await self._settle(row, DeliveryState.UNCERTAIN, reason=Trouble.LEASE_OVER)
            except Exception as error:  # noqa: BLE001 - the others go on; this one is found again
                self._log_failed(row, error)

    async def _deliver(self, row: Delivery) -> None:
        now = self._clock.now()
        if now > row.deadline_at:
            await self._settle(row, DeliveryState.EXPIRED, reason=Trouble.PAST_DEADLINE)
            return
        try:
            ready = await self._ready(row, now)
        except Exception as error:  # noqa: BLE001 - nothing was sent yet, so it is safe to try again
            self._log_failed(row, error)
            await self._storage.outbox.put_back(row, self._machine.now() + FAILURE_PAUSE, "try again")
            return
        if ready is None:
            await self._settle(row, DeliveryState.WITHDRAWN)
            return
        await self._send(row, *ready)

    async def _ready(self, row: Delivery, now: datetime) -> tuple[Workspace, str, Reply] | None:
        """Return where and what *row* says now, as its platform takes it; None if it is no longer to be said."""
        async with self._storage.read(row.community_id) as uow:
            workspace = await uow.communities.get_workspace(row.workspace_id) if row.workspace_id else None
            composed = await compose_delivery(uow, row, now)
            zone = (await uow.communities.get()).zone
        if workspace is None or not isinstance(composed, Composed):
            return None
        connected = self._post.messenger(workspace) is not None
        reply = self._post.ready(composed.reply, workspace, zone) if connected else composed.reply
        return workspace, composed.channel, reply

    async def _send(self, row: Delivery, workspace: Workspace, channel: str, reply: Reply) -> None:
        messenger = self._post.messenger(workspace)
        if workspace.state is WorkspaceState.REMOVED:
            await self._settle(row, DeliveryState.REFUSED, reason=RefusalReason.WORKSPACE_GONE)
        elif not channel:
            await self._settle(row, DeliveryState.REFUSED, reason=Trouble.NO_CHANNEL)
        elif messenger is None:
            await self._storage.outbox.put_back(row, self._machine.now() + TOKEN_PAUSE, Trouble.NOT_CONNECTED)
        else:
            target = Target(workspace.external_id, channel)
            await self._record(row, await self._post.within_time(messenger.send(target, reply, row.key)))

    async def _record(self, row: Delivery, outcome: Outcome) -> None:
        match outcome:
            case Done(id=message):
                await self._settle(row, DeliveryState.SENT, receipt=message)
            case Refused(reason, right):
                await self._settle(row, DeliveryState.REFUSED, reason=reason, right=right)
            case Retry(seconds):
                wait = max(timedelta(seconds=seconds), timedelta(seconds=0.5))
                await self._storage.outbox.put_back(row, self._machine.now() + wait, "try again")
            case TokenRefused():
                await self._storage.outbox.put_back(row, self._machine.now() + TOKEN_PAUSE, Trouble.TOKEN_REFUSED)
            case Ambiguous():
                await self._settle(row, DeliveryState.UNCERTAIN, reason=Trouble.ANSWER_LOST)
            case _:
                assert_never(outcome)

    async def _settle(
        self, row: Delivery, state: DeliveryState, receipt: str = "", reason: str = "", right: str = ""
    ) -> None:
        kept = await self._storage.outbox.settle_delivery(row, state, self._clock.now(), receipt, reason, right)
        log = structlog.get_logger("deliveries")
        log.info("delivery", id=row.id, kind=row.kind, state=state, reason=reason, kept=kept)

    def _log_failed(self, row: Delivery, error: Exception) -> None:
        structlog.get_logger("deliveries").error("delivery failed", id=row.id, kind=row.kind, error=described(error))
