"""What may be claimed right now, as statements: each row once, by whoever asks first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, Table, Update, and_, case, func, literal, literal_column, or_, select, update
from sqlalchemy.sql import ColumnElement, Executable

from bot.domain.delivery import DeliveryState, PlacementKind, Rung
from bot.domain.people import Platform
from storage.tables import UNSETTLED, UNTOLD, accounts, deliveries, placements, workspaces
from storage.tables.types import Instant

LOOKED_THROUGH = 1000
"""Due rows among which the next are chosen: enough lanes to be fair, few enough to sort at every claim."""


def due(
    platform: Platform,
    due_before: datetime,
    now: datetime,
    limit: int,
    each_lane: int,
    busy: Collection[str],
) -> Select[tuple[int]]:
    """Choose what is pending and due: at most *each_lane* of a lane, none of a *busy* one, every lane in turn."""
    waits_for_answer = and_(deliveries.c.rung == Rung.ANSWER, deliveries.c.deadline_at >= due_before)
    ready = (
        select(deliveries.c.id, deliveries.c.due_at, deliveries.c.lane)
        .where(
            state_is(DeliveryState.PENDING),
            deliveries.c.due_at <= due_before,
            or_(deliveries.c.not_before.is_(None), deliveries.c.not_before <= now),
            ~waits_for_answer,
            _on(deliveries, platform),
            deliveries.c.lane.not_in(busy),
        )
        .order_by(deliveries.c.due_at, deliveries.c.id)
        .limit(LOOKED_THROUGH)
        .cte("ready")
    )
    within = func.row_number().over(partition_by=ready.c.lane, order_by=(ready.c.due_at, ready.c.id))
    turns = select(ready.c.id, ready.c.due_at, within.label("turn")).cte("turns")
    in_turn = select(turns.c.id).where(turns.c.turn <= each_lane).order_by(turns.c.turn, turns.c.due_at, turns.c.id)
    chosen = in_turn.limit(limit).cte("chosen")
    return (
        select(deliveries.c.id)
        .where(deliveries.c.id.in_(select(chosen.c.id)), state_is(DeliveryState.PENDING))
        .with_for_update(skip_locked=True)
    )


def doubtful(platform: Platform, now: datetime, limit: int) -> Select[tuple[int]]:
    """Choose what was being sent when its lease ended: by a process that is gone, or until somebody may look."""
    return (
        select(deliveries.c.id)
        .where(state_is(DeliveryState.SENDING), deliveries.c.lease_until < now, _on(deliveries, platform))
        .order_by(deliveries.c.lease_until, deliveries.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


def unsettled(platform: Platform, now: datetime, limit: int) -> Select[tuple[int]]:
    """Choose placements whose shown is not the wanted; channels before the cards that stand in them."""
    return (
        select(placements.c.id)
        .where(
            literal_column(UNSETTLED),
            or_(placements.c.lease_until.is_(None), placements.c.lease_until < now),
            _may_be_tried(now),
            _on(placements, platform),
        )
        .order_by(channels_first(), placements.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


def unopened(platform: Platform, due_before: datetime, limit: int) -> Executable:
    """Choose accounts of people something is pending for, reached through a workspace, with no conversation yet."""
    awaited = select(deliveries.c.person_id).where(
        state_is(DeliveryState.PENDING),
        deliveries.c.due_at <= due_before,
        deliveries.c.person_id.is_not(None),
        deliveries.c.rung == Rung.DIRECT,
    )
    return (
        select(accounts)
        .where(
            accounts.c.platform == platform,
            accounts.c.direct_channel == "",
            accounts.c.workspace_id.is_not(None),
            accounts.c.person_id.in_(awaited),
        )
        .limit(limit)
    )


def outlook() -> Executable:
    """Choose, in one row, when there is next something to do: *due* is domain time, the rest the machine's."""
    pending = state_is(DeliveryState.PENDING)
    due_at = select(func.min(deliveries.c.due_at)).where(
        pending, deliveries.c.not_before.is_(None), deliveries.c.rung != Rung.ANSWER
    )
    put_back = select(func.min(deliveries.c.not_before)).where(pending, deliveries.c.not_before.is_not(None))
    in_doubt = select(func.min(deliveries.c.lease_until)).where(state_is(DeliveryState.SENDING))
    ready = func.coalesce(placements.c.lease_until, placements.c.not_before, literal(0))
    shown = select(func.min(ready)).where(
        literal_column(UNSETTLED), or_(placements.c.not_before.is_not(None), placements.c.error == "")
    )
    told = select(func.min(deliveries.c.due_at)).where(literal_column(UNTOLD))
    return select(
        *(
            query.scalar_subquery().cast(Instant).label(name)
            for name, query in (
                ("due", due_at), ("put_back", put_back), ("in_doubt", in_doubt), ("shown", shown), ("untold", told)
            )
        )
    )  # fmt: skip


def claimed(table: Table, chosen: Select[tuple[int]], owner: str, lease_until: datetime) -> Update:
    """Make the *chosen* rows ours until *lease_until* and return them as they are then."""
    rows = chosen.cte("rows")
    ours = {"owner": owner, "lease_until": lease_until, "fence": table.c.fence + 1, "attempts": table.c.attempts + 1}
    return update(table).where(table.c.id.in_(select(rows.c.id))).values(ours).returning(table)


def state_is(state: DeliveryState) -> ColumnElement[bool]:
    """Return the condition in the words of the partial indexes: a bound value would not let them be used."""
    return literal_column(f"deliveries.state = '{state.value}'")


def channels_first() -> ColumnElement[int]:
    return case((placements.c.kind == PlacementKind.CHANNEL, 0), else_=1)


def _may_be_tried(now: datetime) -> ColumnElement[bool]:
    # What failed and was given no time to try again waits until something else is wanted.
    return or_(placements.c.not_before <= now, and_(placements.c.not_before.is_(None), placements.c.error == ""))


def _on(table: Table, platform: Platform) -> ColumnElement[bool]:
    there = select(workspaces.c.id).where(workspaces.c.platform == platform)
    # Whom no workspace is known for yet, whoever comes first finds one.
    return or_(table.c.workspace_id.in_(there), table.c.workspace_id.is_(None))
