"""Claiming what is due and recording how it ended; over all communities, each call one durable transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Update, and_, case, or_, select, update

from bot.domain.delivery import (
    Delivery,
    DeliveryState,
    Ending,
    Outlook,
    Placement,
    PlacementKind,
    Rung,
    Trouble,
    Unopened,
)
from bot.domain.ids import DeliveryId
from bot.domain.outstanding import Record
from bot.domain.people import Platform
from storage import claims, delivery_lists
from storage.communities import workspace_of
from storage.deliveries import delivery_of
from storage.engine import Engines
from storage.people import account_of
from storage.placements import placement_of
from storage.scope import LARGEST
from storage.settling import Settling
from storage.tables import deliveries, placements, workspaces


class SqlOutbox:
    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._settling = Settling(engines)
        self._outlook = claims.outlook()  # Asked at every ring: making it anew took longer than its answer.

    async def claim_deliveries(
        self,
        owner: str,
        platform: Platform,
        due_before: datetime,
        now: datetime,
        lease_until: datetime,
        limit: int,
        each_lane: int,
        busy: Collection[str] = (),
    ) -> Sequence[Delivery]:
        told = {"by": owner, "platform": platform, "due_before": due_before, "now": now, "until": lease_until}
        return await self._claim_deliveries(
            claims.claim_due(), {**told, "most": limit, "each_lane": each_lane, "busy": list(busy)}
        )

    async def claim_doubtful(
        self, owner: str, platform: Platform, now: datetime, lease_until: datetime, limit: int
    ) -> Sequence[Delivery]:
        told = {"by": owner, "platform": platform, "now": now, "until": lease_until, "most": limit}
        return await self._claim_deliveries(claims.claim_doubtful(), told)

    async def _claim_deliveries(self, ours: Update, told: Mapping[str, object]) -> Sequence[Delivery]:
        async with self._engines.write() as connection:
            rows = (await connection.execute(ours, told)).mappings().all()
        return sorted((delivery_of(row) for row in rows), key=lambda delivery: (delivery.due_at, delivery.id))

    async def record(self, delivery: Delivery, ending: Ending) -> bool:
        return await self._settling.record(delivery, ending)

    async def outlook(self) -> Outlook:
        async with self._engines.read() as connection:
            row = (await connection.execute(self._outlook)).mappings().one()
        machine = [row[name] for name in ("put_back", "in_doubt", "shown") if row[name] is not None]
        return Outlook(row["due"], min(machine, default=None), row["untold"] is not None)

    async def listed(
        self, states: Collection[DeliveryState], late_before: datetime | None, limit: int
    ) -> Sequence[Delivery]:
        chosen = delivery_lists.listed(select(deliveries), states, late_before, limit)
        async with self._engines.read() as connection:
            return [delivery_of(row) for row in (await connection.execute(chosen)).mappings()]

    async def find_record(self, delivery: DeliveryId) -> Record | None:
        if delivery > LARGEST:
            return None
        async with self._engines.read() as connection:
            found = await connection.execute(select(deliveries).where(deliveries.c.id == delivery))
            row = found.mappings().first()
        if row is None:
            return None
        return Record(delivery_of(row), row["created_at"], row["lease_until"], row["not_before"], row["answered_at"])

    async def unopened(self, platform: Platform, due_before: datetime, limit: int) -> Sequence[Unopened]:
        async with self._engines.read() as connection:
            rows = (await connection.execute(claims.unopened(platform, due_before, limit))).mappings().all()
            if not rows:
                return []
            there = select(workspaces).where(workspaces.c.id.in_({row["workspace_id"] for row in rows}))
            known = {row["id"]: workspace_of(row) for row in (await connection.execute(there)).mappings()}
        return [Unopened(account_of(row), known[row["workspace_id"]]) for row in rows]

    async def mark_restored(self, since: datetime, until: datetime, at: datetime) -> int:
        # What was due before the backup and open in it may have been sent since just as well.
        open_ones = or_(claims.state_is(DeliveryState.PENDING), claims.state_is(DeliveryState.SENDING))
        # What waits for somebody's next answer was seen by nobody; shown once more it would harm nobody either.
        doubted = update(deliveries).where(open_ones, deliveries.c.due_at <= until, deliveries.c.rung != Rung.ANSWER)
        ended: dict[str, object] = {"state": DeliveryState.UNCERTAIN, "reason": Trouble.RESTORED, "settled_at": at}
        # As with every ending: this is news, and another one than the last.
        ended |= {"answered_at": None, "author_told_at": None, "fence": deliveries.c.fence + 1}
        async with self._engines.write() as connection:
            return (await connection.execute(doubted.values(**ended, owner="", lease_until=None))).rowcount

    async def expire(self, before: datetime, at: datetime) -> int:
        ended: dict[str, object] = {"state": DeliveryState.EXPIRED, "reason": Trouble.PAST_DEADLINE, "settled_at": at}
        ended |= {"answered_at": None, "author_told_at": None}
        async with self._engines.write() as connection:
            return (await connection.execute(update(deliveries).where(*_overdue(before)).values(**ended))).rowcount

    async def overdue(self, before: datetime) -> bool:
        async with self._engines.read() as connection:
            late = await connection.execute(select(deliveries.c.id).where(*_overdue(before)).limit(1))
            return late.first() is not None

    async def next_due(self) -> datetime | None:
        return (await self.outlook()).due

    async def unsettled(self, until: datetime) -> bool:
        waiting = select(deliveries.c.id).where(
            or_(claims.state_is(DeliveryState.PENDING), claims.state_is(DeliveryState.SENDING)),
            deliveries.c.due_at <= until,
            deliveries.c.rung != Rung.ANSWER,
        )
        async with self._engines.read() as connection:
            return (await connection.execute(waiting.limit(1))).first() is not None

    async def claim_placements(
        self, owner: str, platform: Platform, now: datetime, lease_until: datetime, limit: int
    ) -> Sequence[Placement]:
        told = {"by": owner, "platform": platform, "now": now, "until": lease_until, "most": limit}
        async with self._engines.write() as connection:
            rows = (await connection.execute(claims.claim_unsettled(), told)).mappings().all()
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
        known |= {"not_before": None, "first_tried_at": None, "quarantine_until": None, **fresh}
        return await self._change(_claimed(placement).values(owner="", lease_until=None, **known))

    async def doubt_placement(self, placement: Placement, until: datetime, looks: int) -> bool:
        waiting: dict[str, object] = {"error": "", "right": "", "not_before": until, "quarantine_until": until}
        left = {**waiting, "looks": looks, "interrupted": True, "owner": "", "lease_until": None}
        return await self._change(_claimed(placement).values(left))

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


def _overdue(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """Choose what is pending and had its deadline before *before*, but for what waits for somebody's next answer."""
    pending = claims.state_is(DeliveryState.PENDING)
    return pending, deliveries.c.deadline_at < before, deliveries.c.rung != Rung.ANSWER


def _claimed(placement: Placement) -> Update:
    return update(placements).where(
        placements.c.community_id == placement.community_id,
        placements.c.id == placement.id,
        placements.c.fence == placement.fence,
    )
