"""A card of which it is not known whether it was posted: looked for, and posted again only where it is not there."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import assert_never

from bot.clock import MachineClock
from bot.domain.delivery import Placement, Trouble
from bot.ports.platform import Absent, Found, Messenger, Retry, Sighting, Target, TokenRefused, Unreadable
from bot.ports.storage import Outbox
from bot.services.sending import Policy

LOOKS = 2
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def name_of(row: Placement) -> str:
    """Return the key under which the row's message is posted: another one for each time it is posted anew."""
    assert row.first_tried_at is not None
    return f"placement:{row.id}:{(row.first_tried_at - _EPOCH) // timedelta(microseconds=1)}"


class FindingCards:
    def __init__(self, outbox: Outbox, machine: MachineClock, policy: Policy) -> None:
        self._outbox = outbox
        self._machine = machine
        self._policy = policy

    async def doubt(self, row: Placement) -> None:
        """Leave the row alone until no request for it can be alive any more."""
        await self._outbox.doubt_placement(row, self._machine.now() + self._policy.quarantine, 0)

    async def find(self, row: Placement, target: Target, messenger: Messenger) -> None:
        """Look for the row's message in *target* and record what that shows."""
        now = self._machine.now()
        if row.quarantine_until is None:
            await self.doubt(row)
            return
        if now < row.quarantine_until and row.looks == 0:
            await self._outbox.doubt_placement(row, row.quarantine_until, 0)
            return
        match await self._look(row, target, messenger):
            case Found(id=message):
                await self._outbox.record_placement(
                    row, channel=target.channel, message_id=message, shown_revision=0, shown_pin=False
                )
            case Absent() if row.looks + 1 < LOOKS:
                await self._outbox.doubt_placement(row, now + self._policy.second_look, row.looks + 1)
            case Absent():
                await self._outbox.record_placement(row, message_id="", shown_revision=0, shown_pin=False)
            case Unreadable(right):
                await self._outbox.fail_placement(row, Trouble.ANSWER_LOST, right, None)
            case Retry(seconds):
                await self._outbox.doubt_placement(row, now + timedelta(seconds=seconds), row.looks)
            case TokenRefused():
                await self._outbox.doubt_placement(row, now + timedelta(minutes=1), row.looks)
            case other:
                assert_never(other)

    async def _look(self, row: Placement, target: Target, messenger: Messenger) -> Sighting:
        assert row.first_tried_at is not None
        try:
            async with asyncio.timeout(self._policy.request_timeout):
                return await messenger.look_for(target, name_of(row), row.first_tried_at)
        except TimeoutError:
            return Retry(self._policy.retry[0])
