"""One try to say something: composed now, sent outside any transaction, never twice blindly.

A try of which it is not known how it ended is sent again only where the platform knows the repeat as the same message;
elsewhere, and later, the place is looked through for it once no request can be alive any more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from bot.clock import Clock, MachineClock
from bot.domain.community import Workspace, WorkspaceState
from bot.domain.delivery import Delivery, DeliveryState, Ending, Rung, Trouble
from bot.domain.ids import CommunityId
from bot.domain.people import Account, Platform
from bot.errors import described
from bot.ports.platform import (
    Absent,
    Ambiguous,
    Done,
    Found,
    Messenger,
    Outcome,
    RefusalReason,
    Refused,
    Retry,
    Sighting,
    Target,
    TokenRefused,
    Unreadable,
)
from bot.ports.storage import Storage
from bot.services.composing.said import Composers, Withdrawn, is_late, sight_for
from bot.services.delivering.people import Way, way_to
from bot.services.sending import Post
from bot.ui.model import Reply, say

TOKEN_PAUSE = timedelta(minutes=1)
FAILURE_PAUSE = timedelta(minutes=1)
DELETED = "sent, then deleted"
LOOKS = 2


Left = Callable[[CommunityId, Account], Awaitable[None]]


class Overtaken(Exception):
    """Another claim of the row was made meanwhile; nothing was sent."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Where and what to say now. Not *said*: it is no longer to be said, and only to be looked for."""

    platform: Platform
    messenger: Messenger
    target: Target
    reply: Reply
    said: bool
    way: Way | None


class Attempts:
    """*left* is told of an account that its platform knows no more."""

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        machine: MachineClock,
        post: Post,
        composers: Composers,
        left: Left | None = None,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._machine = machine
        self._post = post
        self._composers = composers
        self._left = left

    async def send(self, row: Delivery, lease_until: datetime, platform: Platform | None = None) -> Ending:
        """Say what *row*, claimed for *platform* until *lease_until*, is about, and return how that ended."""
        now = self._clock.now()
        if now > row.deadline_at:
            # Who takes no direct messages and asked nothing in time misses it, as they chose.
            unread = row.person_id is not None and row.rung == Rung.ANSWER and not row.urgent
            state = DeliveryState.WITHDRAWN if unread else DeliveryState.EXPIRED
            return Ending(state, now, reason=Trouble.PAST_DEADLINE)
        ready = await self._prepared(row, now, platform, looking=False)
        if isinstance(ready, Ending):
            return ready
        if not ready.said:
            return Ending(DeliveryState.WITHDRAWN, now)
        return await self._post_it(row, ready, lease_until)

    async def find_out(self, row: Delivery, lease_until: datetime) -> Ending:
        """Find out what became of an earlier try, and return how that ended or when to look again."""
        now = self._clock.now()
        if row.first_tried_at is None:  # its process ended before anything was sent
            return Ending(DeliveryState.PENDING)
        ready = await self._prepared(row, now, None, looking=True)
        if isinstance(ready, Ending):
            if ready.state is DeliveryState.PENDING and now <= row.deadline_at:
                return self._in_doubt(row, row.reason, ready.not_before or self._machine.now() + TOKEN_PAUSE)
            return Ending(DeliveryState.UNCERTAIN, now, reason=row.reason or Trouble.LEASE_OVER)
        wanted = ready.said and now <= row.deadline_at
        if wanted and row.quarantine_until is None and self._may_repeat(row, ready.messenger):
            return await self._post_it(row, ready, lease_until, again=True)
        if row.quarantine_until is None:
            return self._quarantine(row, row.reason or Trouble.LEASE_OVER)
        sighting = await self._look(ready.messenger.look_for(ready.target, row.name, row.first_tried_at))
        return self._after_looking(row, sighting, wanted, now)

    async def _prepared(
        self, row: Delivery, now: datetime, platform: Platform | None, *, looking: bool
    ) -> Ready | Ending:
        try:
            return await self._prepare(row, now, platform, looking=looking)
        except Exception as error:  # noqa: BLE001 - nothing was sent, so it is safe to try again
            log = structlog.get_logger("deliveries")
            log.error("delivery not composed", id=row.id, kind=row.kind, error=described(error))
            return Ending(DeliveryState.PENDING, not_before=self._machine.now() + FAILURE_PAUSE, reason="try again")

    async def _prepare(
        self, row: Delivery, now: datetime, platform: Platform | None, *, looking: bool
    ) -> Ready | Ending:
        way: Way | None = None
        async with self._storage.read(row.community_id, sight_for(row)) as uow:
            composed = await self._composers[row.kind](uow, row, now)
            said = not isinstance(composed, Withdrawn)
            reply = Reply((say(" "),)) if isinstance(composed, Withdrawn) else composed.reply
            zone, locale = (await uow.communities.get()).zone, "en"
            if row.person_id is not None:
                if not said and not looking:
                    return Ending(DeliveryState.WITHDRAWN, now)
                found = await way_to(uow, row, reply, now, looking, platform)
                if isinstance(found, Ending):
                    return found
                way, workspace, target, reply = found, found.workspace, found.target, found.reply
                zone, locale = found.zone, found.person.locale or "en"
            else:
                assert row.workspace_id is not None
                workspace = await uow.communities.get_workspace(row.workspace_id)
                target = Target(workspace.external_id, composed.channel)
        messenger, ending = self._messenger(workspace, target, said, now)
        if messenger is None:
            return ending
        return Ready(workspace.platform, messenger, target, self._post.ready(reply, workspace, zone, locale), said, way)

    def _messenger(
        self, workspace: Workspace, target: Target, said: bool, now: datetime
    ) -> tuple[Messenger | None, Ending]:
        if workspace.state is WorkspaceState.REMOVED:
            return None, Ending(DeliveryState.REFUSED, now, reason=RefusalReason.WORKSPACE_GONE)
        if said and not target.channel and not target.user:
            return None, Ending(DeliveryState.REFUSED, now, reason=Trouble.NO_CHANNEL)
        later = self._machine.now() + TOKEN_PAUSE
        away = Ending(DeliveryState.PENDING, not_before=later, reason=Trouble.NOT_CONNECTED)
        return self._post.messenger(workspace), away

    async def _post_it(self, row: Delivery, ready: Ready, lease_until: datetime, *, again: bool = False) -> Ending:
        policy, pace, target = self._post.policy, self._post.pace(ready.platform), ready.target
        if target.user and not target.channel and await pace.turn(f"{row.lane} opening", policy.request_timeout):
            target = await self._opened(ready, target)
        left = (lease_until - self._machine.now()).total_seconds()
        in_turn = await pace.turn(row.lane, left - policy.request_timeout)
        in_time = in_turn and self._ends_within(lease_until)
        if in_time and not again:
            row = await self._begun(row, ready, lease_until)
            in_time = self._ends_within(lease_until)  # storing it may have taken its time
        outcome: Outcome = Retry(policy.retry[0])
        if in_time:
            outcome = await self._post.within_time(ready.messenger.send(target, ready.reply, row.name))
        if outcome == Refused(RefusalReason.PERSON_GONE) and ready.way and self._left:
            await self._left(row.community_id, ready.way.account)
        if isinstance(outcome, Retry) and in_turn:
            pace.hold(min(outcome.seconds, policy.retry[0]))
        return self._ending(row, ready, outcome, again)

    def _ends_within(self, lease_until: datetime) -> bool:
        """Return whether a request made now is over with the lease, so that nobody looks for it while it is alive."""
        return (lease_until - self._machine.now()).total_seconds() >= self._post.policy.request_timeout

    async def _begun(self, row: Delivery, ready: Ready, lease_until: datetime) -> Delivery:
        """Store that from now on *row* may have been sent, and where: one whose process ends before that was not."""
        now = self._machine.now()
        place = ready.way.workspace.id if ready.way else row.workspace_id
        begun = Ending(
            DeliveryState.SENDING, lease_until=lease_until, first_tried_at=now, workspace_id=place, owned=True
        )
        if not await self._storage.outbox.record(row, begun):
            raise Overtaken(f"delivery {row.id} is somebody else's")
        return replace(row, first_tried_at=now, workspace_id=place)

    async def _opened(self, ready: Ready, target: Target) -> Target:
        """Return *target* with its conversation opened and kept; as it is where the platform does without."""
        assert ready.way is not None
        opened = await self._post.within_time(ready.messenger.open_direct(target.workspace, target.user))
        if not isinstance(opened, Done) or not opened.id:
            return target
        async with self._storage.write(ready.way.person.community_id) as uow:
            await uow.people.set_direct_channel(ready.way.account, opened.id)
            await uow.commit()
        return Target(target.workspace, opened.id, target.user)

    def _ending(self, row: Delivery, ready: Ready, outcome: Outcome, again: bool) -> Ending:
        now = self._clock.now()
        match outcome:
            case Done(id=message):
                return Ending(DeliveryState.SENT, now, receipt=message, late=is_late(row, now))
            case Refused(reason=RefusalReason.MESSAGE_GONE) if again:
                return Ending(DeliveryState.SENT, now, reason=DELETED)
            case Refused() if again:  # this time; the earlier try may have got through
                return self._quarantine(row, row.reason or Trouble.LEASE_OVER)
            case Refused():
                return ready.way.rest if ready.way else _refused(outcome, now)
            case Retry(seconds):
                later = self._machine.now() + timedelta(seconds=max(seconds, 0.1))
                return self._again(row, later, row.reason, again)
            case TokenRefused():
                return self._again(row, self._machine.now() + TOKEN_PAUSE, Trouble.TOKEN_REFUSED, again)
            case Ambiguous():
                if self._may_repeat(row, ready.messenger):
                    return self._in_doubt(
                        row, Trouble.ANSWER_LOST, self._machine.now() + self._post.policy.repeat_after
                    )
                return self._quarantine(row, Trouble.ANSWER_LOST)
            case _:
                assert_never(outcome)

    def _again(self, row: Delivery, later: datetime, reason: str, in_doubt: bool) -> Ending:
        """Return that nothing was sent this time: with an earlier try in doubt that one still is."""
        if in_doubt:
            return self._in_doubt(row, reason or Trouble.LEASE_OVER, later)
        return Ending(DeliveryState.PENDING, not_before=later, reason=reason)

    def _may_repeat(self, row: Delivery, messenger: Messenger) -> bool:
        first = row.first_tried_at or self._machine.now()
        return messenger.repeats_safely and self._machine.now() - first < self._post.policy.repeat_within

    def _quarantine(self, row: Delivery, reason: str) -> Ending:
        until = self._machine.now() + self._post.policy.quarantine
        return self._in_doubt(row, reason, until, until)

    def _in_doubt(
        self, row: Delivery, reason: str, lease_until: datetime, quarantine: datetime | None = None, looks: int = 0
    ) -> Ending:
        return Ending(
            DeliveryState.SENDING,
            reason=reason,
            lease_until=lease_until,
            quarantine_until=quarantine or row.quarantine_until,
            looks=looks or row.looks,
            first_tried_at=row.first_tried_at,
        )

    async def _look(self, looking: Awaitable[Sighting]) -> Sighting:
        try:
            async with asyncio.timeout(self._post.policy.request_timeout):
                return await looking
        except TimeoutError:
            return Retry(self._post.policy.retry[0])

    def _after_looking(self, row: Delivery, sighting: Sighting, wanted: bool, now: datetime) -> Ending:
        machine = self._machine.now()
        match sighting:
            case Found(id=message):
                return Ending(DeliveryState.SENT, now, receipt=message, late=is_late(row, now))
            case Unreadable(right):
                return Ending(DeliveryState.UNCERTAIN, now, reason=row.reason or Trouble.UNREADABLE, right=right)
            case Retry(seconds):
                return self._in_doubt(row, row.reason, machine + timedelta(seconds=seconds))
            case TokenRefused():
                return self._in_doubt(row, Trouble.TOKEN_REFUSED, machine + TOKEN_PAUSE)
            case Absent() if row.looks + 1 < LOOKS:
                return self._in_doubt(row, row.reason, machine + self._post.policy.second_look, looks=row.looks + 1)
            case Absent():
                if wanted:
                    return Ending(DeliveryState.PENDING)
                if now > row.deadline_at:
                    return Ending(DeliveryState.EXPIRED, now, reason=Trouble.PAST_DEADLINE)
                return Ending(DeliveryState.WITHDRAWN, now)
            case _:
                assert_never(sighting)


def _refused(outcome: Refused, now: datetime) -> Ending:
    return Ending(DeliveryState.REFUSED, now, reason=outcome.reason, right=outcome.right)
