"""What may be claimed right now, as statements: each row once, by whoever asks first."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from sqlalchemy import (
    Integer,
    Select,
    Table,
    Text,
    Update,
    and_,
    bindparam,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.sql import ColumnElement, Executable

from bot.domain.delivery import DeliveryState, PlacementKind, Rung
from bot.domain.people import Platform
from storage.tables import UNSETTLED, UNTOLD, accounts, deliveries, placements, workspaces
from storage.tables.types import Instant

LOOKED_THROUGH = 1000
"""Due rows among which the next are chosen: enough lanes to be fair, few enough to sort at every claim."""


_NOW, _UNTIL = bindparam("now", type_=Instant), bindparam("until", type_=Instant)
_DUE_BEFORE = bindparam("due_before", type_=Instant)
_LIMIT = bindparam("most", type_=Integer)
_PLATFORM = bindparam("platform", type_=workspaces.c.platform.type)


@cache
def claim_due() -> Update:
    """Claim what is pending and due: at most *each_lane* of a lane, none of a *busy* one, every lane in turn.

    Asked at every ring, as the others here: making them anew took longer than their answers. Filled in: *by* whom,
    *until* when the claim holds, *platform*, *due_before* in domain time, *now* by the machine, *most* rows.
    """
    waits_for_answer = and_(deliveries.c.rung == Rung.ANSWER, deliveries.c.deadline_at >= _DUE_BEFORE)
    ready = (
        select(deliveries.c.id, deliveries.c.due_at, deliveries.c.lane)
        .where(
            state_is(DeliveryState.PENDING),
            deliveries.c.due_at <= _DUE_BEFORE,
            or_(deliveries.c.not_before.is_(None), deliveries.c.not_before <= _NOW),
            ~waits_for_answer,
            _on(deliveries),
            deliveries.c.lane.not_in(bindparam("busy", type_=Text, expanding=True)),
        )
        .order_by(deliveries.c.due_at, deliveries.c.id)
        .limit(LOOKED_THROUGH)
        .cte("ready")
    )
    within = func.row_number().over(partition_by=ready.c.lane, order_by=(ready.c.due_at, ready.c.id))
    turns = select(ready.c.id, ready.c.due_at, within.label("turn")).cte("turns")
    in_turn = (
        select(turns.c.id)
        .where(turns.c.turn <= bindparam("each_lane", type_=Integer))
        .order_by(turns.c.turn, turns.c.due_at, turns.c.id)
    )
    chosen = in_turn.limit(_LIMIT).cte("chosen")
    rows = (
        select(deliveries.c.id)
        .where(deliveries.c.id.in_(select(chosen.c.id)), state_is(DeliveryState.PENDING))
        .with_for_update(skip_locked=True)
    )
    return _claimed(deliveries, rows).values(state=DeliveryState.SENDING)


@cache
def claim_doubtful() -> Update:
    """Claim what was being sent when its lease ended: by a process that is gone, or until somebody may look."""
    rows = (
        select(deliveries.c.id)
        .where(state_is(DeliveryState.SENDING), deliveries.c.lease_until < _NOW, _on(deliveries))
        .order_by(deliveries.c.lease_until, deliveries.c.id)
        .limit(_LIMIT)
        .with_for_update(skip_locked=True)
    )
    return _claimed(deliveries, rows)


@cache
def claim_unsettled() -> Update:
    """Claim placements whose shown is not the wanted; channels before the cards that stand in them."""
    rows = (
        select(placements.c.id)
        .where(
            literal_column(UNSETTLED),
            or_(placements.c.lease_until.is_(None), placements.c.lease_until < _NOW),
            _may_be_tried(),
            _on(placements),
        )
        .order_by(channels_first(), placements.c.id)
        .limit(_LIMIT)
        .with_for_update(skip_locked=True)
    )
    tried = func.coalesce(placements.c.first_tried_at, _NOW)
    interrupted = or_(placements.c.interrupted, placements.c.owner != "")
    return _claimed(placements, rows).values(interrupted=interrupted, first_tried_at=tried)


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


def _claimed(table: Table, chosen: Select[tuple[int]]) -> Update:
    """Make the *chosen* rows somebody's for a while and return them as they are then."""
    rows = chosen.cte("rows")
    ours = {
        "owner": bindparam("by", type_=Text),
        "lease_until": _UNTIL,
        "fence": table.c.fence + 1,
        "attempts": table.c.attempts + 1,
    }
    return update(table).where(table.c.id.in_(select(rows.c.id))).values(ours).returning(table)


def state_is(state: DeliveryState) -> ColumnElement[bool]:
    """Return the condition in the words of the partial indexes: a bound value would not let them be used."""
    return literal_column(f"deliveries.state = '{state.value}'")


def channels_first() -> ColumnElement[int]:
    return case((placements.c.kind == PlacementKind.CHANNEL, 0), else_=1)


def _may_be_tried() -> ColumnElement[bool]:
    # What failed and was given no time to try again waits until something else is wanted.
    return or_(placements.c.not_before <= _NOW, and_(placements.c.not_before.is_(None), placements.c.error == ""))


def _on(table: Table) -> ColumnElement[bool]:
    there = select(workspaces.c.id).where(workspaces.c.platform == _PLATFORM)
    # Whom no workspace is known for yet, whoever comes first finds one.
    return or_(table.c.workspace_id.in_(there), table.c.workspace_id.is_(None))
