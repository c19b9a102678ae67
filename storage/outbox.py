"""Claiming what is due and recording how it ended; over all communities, each call one durable transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Table, Update, and_, case, func, literal, literal_column, or_, select, update
from sqlalchemy.sql import ColumnElement

from bot.domain.delivery import Delivery, DeliveryState, Placement, PlacementKind
from storage.deliveries import delivery_of
from storage.engine import Engines
from storage.placements import placement_of
from storage.settling import Ending, Settling
from storage.tables import UNSETTLED, deliveries, placements
from storage.tables.types import Instant


class SqlOutbox:
    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._settling = Settling(engines)

    async def claim_deliveries(
        self, owner: str, due_before: datetime, now: datetime, lease_until: datetime, limit: int
    ) -> Sequence[Delivery]:
        due = (
            select(deliveries.c.id)
            .where(
                _state_is(DeliveryState.PENDING),
                deliveries.c.due_at <= due_before,
                or_(deliveries.c.not_before.is_(None), deliveries.c.not_before <= now),
            )
            .order_by(deliveries.c.due_at, deliveries.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        claimed = (
            update(deliveries)
            .where(deliveries.c.id.in_(select(due.c.id)))
            .values(
                state=DeliveryState.SENDING,
                first_tried_at=func.coalesce(deliveries.c.first_tried_at, literal(now, Instant)),
                **_ours(deliveries, owner, lease_until),
            )
            .returning(deliveries)
        )
        async with self._engines.write() as connection:
            rows = (await connection.execute(claimed)).mappings().all()
        return sorted((delivery_of(row) for row in rows), key=lambda delivery: (delivery.due_at, delivery.id))

    async def expired_leases(self, now: datetime, limit: int) -> Sequence[Delivery]:
        expired = (
            select(deliveries)
            .where(_state_is(DeliveryState.SENDING), deliveries.c.lease_until < now)
            .order_by(deliveries.c.lease_until, deliveries.c.id)
            .limit(limit)
        )
        async with self._engines.read() as connection:
            return [delivery_of(row) for row in (await connection.execute(expired)).mappings()]

    async def settle_delivery(
        self,
        delivery: Delivery,
        state: DeliveryState,
        at: datetime,
        receipt: str = "",
        reason: str = "",
        right: str = "",
    ) -> bool:
        return await self._settling.record(Ending(delivery, state, at, None, receipt, reason, right))

    async def put_back(self, delivery: Delivery, not_before: datetime, reason: str) -> bool:
        return await self._settling.record(Ending(delivery, DeliveryState.PENDING, None, not_before, reason=reason))

    async def next_due(self) -> datetime | None:
        # What was put back waits by the machine's clock and is no reason to wake up by this one.
        waiting = select(func.min(deliveries.c.due_at)).where(
            _state_is(DeliveryState.PENDING), deliveries.c.not_before.is_(None)
        )
        async with self._engines.read() as connection:
            earliest: datetime | None = (await connection.execute(waiting)).scalar_one()
            return earliest

    async def unsettled(self, until: datetime) -> bool:
        waiting = select(deliveries.c.id).where(
            or_(_state_is(DeliveryState.PENDING), _state_is(DeliveryState.SENDING)), deliveries.c.due_at <= until
        )
        async with self._engines.read() as connection:
            return (await connection.execute(waiting.limit(1))).first() is not None

    async def claim_placements(
        self, owner: str, now: datetime, lease_until: datetime, limit: int
    ) -> Sequence[Placement]:
        channels_first = case((placements.c.kind == PlacementKind.CHANNEL, 0), else_=1)
        ready = (
            select(placements.c.id)
            .where(
                literal_column(UNSETTLED),
                or_(placements.c.lease_until.is_(None), placements.c.lease_until < now),
                # What failed and was given no time to try again waits until something else is wanted.
                or_(placements.c.not_before <= now, and_(placements.c.not_before.is_(None), placements.c.error == "")),
            )
            .order_by(channels_first, placements.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("ready")
        )
        claimed = (
            update(placements)
            .where(placements.c.id.in_(select(ready.c.id)))
            .values(
                first_tried_at=func.coalesce(placements.c.first_tried_at, literal(now, Instant)),
                interrupted=or_(placements.c.interrupted, placements.c.owner != ""),
                **_ours(placements, owner, lease_until),
            )
            .returning(placements)
        )
        async with self._engines.write() as connection:
            rows = (await connection.execute(claimed)).mappings().all()
        found = [placement_of(row) for row in rows]
        return sorted(found, key=lambda placement: (placement.kind is not PlacementKind.CHANNEL, placement.id))

    async def record_placement(
        self,
        placement: Placement,
        *,
        channel: str | None = None,
        message_id: str | None = None,
        shown_revision: int | None = None,
        shown_pin: bool | None = None,
        wanted_pin: bool | None = None,
    ) -> bool:
        shown = {
            "channel": channel,
            "message_id": message_id,
            "shown_revision": shown_revision,
            "shown_pin": shown_pin,
            "wanted_pin": wanted_pin,
        }
        known: dict[str, object] = {name: value for name, value in shown.items() if value is not None}
        fresh = {"error": "", "right": "", "attempts": 0, "looks": 0, "interrupted": False}
        known |= {"not_before": None, "first_tried_at": None, **fresh}
        return await self._change(_claimed(placement).values(owner="", lease_until=None, **known))

    async def fail_placement(self, placement: Placement, error: str, right: str, not_before: datetime | None) -> bool:
        # If something else was wanted meanwhile, this failure says nothing about that.
        same = and_(
            placements.c.wanted_revision == placement.wanted_revision,
            placements.c.wanted_pin == placement.wanted_pin,
            placements.c.wanted_present == placement.wanted_present,
        )
        failed: dict[str, object] = {
            "error": case((same, error), else_=""),
            "right": case((same, right), else_=""),
            "not_before": not_before,
        }
        if not_before is None:  # it now waits for people, who are told that the last try came to nothing
            failed["interrupted"] = False
        return await self._change(_claimed(placement).values(owner="", lease_until=None, **failed))

    async def _change(self, change: Update) -> bool:
        async with self._engines.write() as connection:
            return (await connection.execute(change)).rowcount == 1


def _state_is(state: DeliveryState) -> ColumnElement[bool]:
    """Return the condition in the words of the partial indexes: a bound value would not let them be used."""
    return literal_column(f"deliveries.state = '{state.value}'")


def _ours(table: Table, owner: str, lease_until: datetime) -> dict[str, object]:
    counted = {"fence": table.c.fence + 1, "attempts": table.c.attempts + 1}
    return {"owner": owner, "lease_until": lease_until, **counted}


def _claimed(placement: Placement) -> Update:
    return update(placements).where(
        placements.c.community_id == placement.community_id,
        placements.c.id == placement.id,
        placements.c.fence == placement.fence,
    )
