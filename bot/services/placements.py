"""The reconciler: makes what is shown equal what is wanted, newest wins, one message of ours at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import assert_never

import structlog

from bot.clock import Clock, MachineClock
from bot.domain.community import Workspace, WorkspaceState
from bot.domain.delivery import Placement, PlacementKind, Trouble
from bot.domain.ids import CommunityId
from bot.domain.people import Platform
from bot.domain.sight import EVERYTHING
from bot.errors import described
from bot.ports.platform import Ambiguous, Done, Messenger, Outcome, RefusalReason, Refused, Retry, Target, TokenRefused
from bot.ports.storage import Storage
from bot.services.bell import Bell
from bot.services.composing.cards import compose_card
from bot.services.composing.said import Said
from bot.services.finding_cards import FindingCards, name_of
from bot.services.sending import Post
from bot.services.tending.channels import TopicChannels
from bot.services.workshops.mirroring import bring, shown_of

MENDABLE = (
    RefusalReason.MISSING_RIGHT,
    RefusalReason.NAME_TAKEN,
    RefusalReason.LIMIT_REACHED,
    RefusalReason.PINS_FULL,
    RefusalReason.NOT_IN_CHANNEL,
    RefusalReason.CHANNEL_ARCHIVED,
)
FIRST_LOOK, LAST_LOOK = timedelta(seconds=30), timedelta(hours=1)
AT_ONCE = 10
PATIENCE = 5.0
"""Seconds that a card waits for its turn among what is being sent; then it goes in between."""
FAILURE_PAUSE = timedelta(minutes=1)


class _NothingAsked(Exception):
    """It failed before anything was asked of the platform, so trying again can say nothing twice."""


@contextmanager
def _asking_nothing() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise _NothingAsked from error


def _log_failed(row: Placement, error: Exception) -> None:
    structlog.get_logger("placements").error("placement failed", id=row.id, kind=row.kind, error=described(error))


class Placements:
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
        self._channels = TopicChannels(storage)
        self._finding = FindingCards(storage.outbox, machine, post.policy)

    async def run(self, platform: Platform, stopping: asyncio.Event) -> None:
        """Reconcile on *platform* until *stopping*; what is being shown is finished and recorded first."""
        rung = self._bell.listen()
        try:
            while not stopping.is_set():
                rung.clear()
                if await self.reconcile(platform) == 0:
                    await rung.wait()
        finally:
            self._bell.forget(rung)

    async def reconcile(self, platform: Platform) -> int:
        """Bring one batch up to date and return how many rows were claimed."""
        now = self._machine.now()
        policy = self._post.policy
        lease = now + policy.lease
        rows = await self._storage.outbox.claim_placements(self._owner, platform, now, lease, AT_ONCE)
        ends = await asyncio.gather(*(self._bring_up_to_date(row) for row in rows), return_exceptions=True)
        for row, end in zip(rows, ends, strict=True):
            if isinstance(end, _NothingAsked):
                await self._put_off(row, end)
            elif isinstance(end, Exception):  # whether it is shown nobody knows: its lease runs out first
                _log_failed(row, end)
        return len(rows)

    async def _put_off(self, row: Placement, why: _NothingAsked) -> None:
        _log_failed(row, why)
        again = self._machine.now() + max(self._post.policy.wait_before(row.attempts), FAILURE_PAUSE)
        try:
            await self._storage.outbox.fail_placement(row, "", "", again)
        except Exception as error:  # noqa: BLE001 - its lease runs out, and the others go on
            _log_failed(row, error)

    async def _bring_up_to_date(self, row: Placement) -> None:
        with _asking_nothing():
            async with self._storage.read(row.community_id, sight=EVERYTHING) as uow:
                workspace = await uow.communities.get_workspace(row.workspace_id)
        messenger = self._post.messenger(workspace)
        if workspace.state is not WorkspaceState.JOINED:
            await self._fail(row, Refused(RefusalReason.WORKSPACE_GONE))
        elif messenger is None:
            await self._fail(row, Retry(60))
        elif row.kind is PlacementKind.CHANNEL:
            await self._channel(row, workspace, messenger)
        elif row.kind is PlacementKind.EVENT:
            await self._event(row, workspace)
        else:
            await self._card(row, workspace, messenger)

    async def _channel(self, row: Placement, workspace: Workspace, messenger: Messenger) -> None:
        with _asking_nothing():
            meant = await self._channels.meant(row, workspace)
        outcome = await self._post.within_time(self._channels.bring(row, meant, workspace, messenger))
        if not isinstance(outcome, Done):
            await self._fail(row, outcome)
            return
        channel = await self._channels.record(row, meant, outcome)
        await self._storage.outbox.record_placement(row, channel=channel, shown_revision=row.wanted_revision)
        self._bell.ring()

    async def _event(self, row: Placement, workspace: Workspace) -> None:
        events = self._post.events(workspace)
        if events is None:  # it was switched off since; what stands there stays
            await self._storage.outbox.record_placement(row, shown_revision=row.wanted_revision)
            return
        with _asking_nothing():
            async with self._storage.read(row.community_id, sight=EVERYTHING) as uow:
                shown = await shown_of(uow, row, self._post.words)
        outcome = await self._post.within_time(bring(events, workspace, row, shown))
        if not isinstance(outcome, Done):
            await self._fail(row, outcome)
            return
        await self._storage.outbox.record_placement(
            row, message_id=outcome.id, shown_revision=row.wanted_revision, shown_pin=False
        )

    async def _card(self, row: Placement, workspace: Workspace, messenger: Messenger) -> None:
        with _asking_nothing():
            async with self._storage.read(row.community_id, sight=EVERYTHING) as uow:
                composed = await compose_card(uow, row, self._clock.now())
                zone = (await uow.communities.get()).zone
        moved = bool(row.message_id) and composed.channel not in ("", row.channel)
        if row.message_id and (moved or not row.wanted_present):
            await self._take_down(row, workspace, messenger)
            return
        if not row.wanted_present:
            await self._storage.outbox.record_placement(row, shown_revision=row.wanted_revision, shown_pin=False)
            return
        await self._show(row, composed, workspace, messenger, zone)

    async def _show(
        self, row: Placement, composed: Said, workspace: Workspace, messenger: Messenger, zone: str | None
    ) -> None:
        channel = row.channel if row.message_id else composed.channel
        if not channel:
            await self._storage.outbox.fail_placement(row, Trouble.NO_CHANNEL, "", None)
            return
        target = Target(workspace.external_id, channel)
        if row.interrupted and not row.message_id:
            await self._finding.find(row, target, messenger)
            return
        with _asking_nothing():
            reply = self._post.ready(composed.reply, workspace, zone)
        message = row.message_id
        outcome: Outcome = Done(message)
        if not message:
            await self._post.pace(workspace.platform).turn(channel, PATIENCE)
            outcome = await self._post.within_time(messenger.send(target, reply, name_of(row)))
            if isinstance(outcome, Ambiguous):
                await self._finding.doubt(row)
                return
        elif row.shown_revision != row.wanted_revision:
            outcome = await self._post.within_time(messenger.edit(target, message, reply))
        if isinstance(outcome, Refused) and outcome.reason is RefusalReason.MESSAGE_GONE and message:
            await self._storage.outbox.record_placement(row, message_id="", shown_revision=0, shown_pin=False)
            return
        if not isinstance(outcome, Done):
            await self._fail(row, outcome)
            return
        await self._pin(row, target, message or outcome.id, messenger)

    async def _pin(self, row: Placement, target: Target, message: str, messenger: Messenger) -> None:
        shown_pin = row.shown_pin and bool(row.message_id)
        outcome: Outcome = Done()
        if row.wanted_pin and not shown_pin:
            outcome = await self._post.within_time(messenger.pin(target, message))
        elif shown_pin and not row.wanted_pin:
            outcome = await self._post.within_time(messenger.unpin(target, message))
        pinned = row.wanted_pin if isinstance(outcome, Done) else shown_pin
        outbox = self._storage.outbox
        kept = await outbox.record_placement(
            row, channel=target.channel, message_id=message, shown_revision=row.wanted_revision, shown_pin=pinned
        )
        if kept and not isinstance(outcome, Done):
            await self._fail(row, outcome)

    async def _take_down(self, row: Placement, workspace: Workspace, messenger: Messenger) -> None:
        """Delete the message; if another is wanted elsewhere, the next pass posts it."""
        target = Target(workspace.external_id, row.channel)
        outcome = await self._post.within_time(messenger.delete(target, row.message_id))
        gone = (RefusalReason.MESSAGE_GONE, RefusalReason.CHANNEL_GONE)
        if not isinstance(outcome, Done) and not (isinstance(outcome, Refused) and outcome.reason in gone):
            await self._fail(row, outcome)
            return
        shown = 0 if row.wanted_present else row.wanted_revision
        await self._storage.outbox.record_placement(row, message_id="", shown_revision=shown, shown_pin=False)

    async def _fail(self, row: Placement, outcome: Outcome) -> None:
        outbox, policy = self._storage.outbox, self._post.policy
        again = self._machine.now() + policy.wait_before(row.attempts + 1)
        match outcome:
            case Refused(reason, right):
                # What a hand can mend is looked at again now and then; the rest waits until something else is wanted.
                later = self._machine.now() + min(FIRST_LOOK * 2 ** min(row.attempts, 6), LAST_LOOK)
                await outbox.fail_placement(row, reason, right, later if reason in MENDABLE else None)
            case Retry(seconds):
                await outbox.fail_placement(row, "", "", self._machine.now() + timedelta(seconds=max(seconds, 0.5)))
            case TokenRefused():
                await outbox.fail_placement(row, Trouble.TOKEN_REFUSED, "", again)
            case Ambiguous():
                await outbox.fail_placement(row, Trouble.ANSWER_LOST, "", again)
            case Done():
                pass
            case _:
                assert_never(outcome)
        log = structlog.get_logger("placements")
        log.info("placement", id=row.id, kind=row.kind, outcome=type(outcome).__name__)

    async def settled(self, community: CommunityId, subject_kind: str, subjects: Sequence[int], seconds: float) -> bool:
        """Wait up to *seconds* for everything of the subjects to be shown or refused, and return whether it is."""
        deadline = self._machine.monotonic() + seconds
        while True:
            async with self._storage.read(community) as uow:
                found = [await uow.placements.of_subject(subject_kind, subject) for subject in subjects]
            rows = [row for rows in found for row in rows]
            if all(row.settled or row.error for row in rows):
                return True
            if self._machine.monotonic() >= deadline:
                return False
            await self._machine.sleep(0.05)
