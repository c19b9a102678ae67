"""Deliveries as those see them who look after them: what is late, what ended badly, what is still ahead."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import RowMapping, Select, and_, case, func, literal_column, or_, select
from sqlalchemy.sql import ColumnElement

from bot.domain.delivery import DeliveryState, Rung
from bot.domain.outstanding import Outstanding
from storage.tables import TROUBLED, deliveries


def listed(
    chosen: Select[*tuple[object, ...]], states: Collection[DeliveryState], late_before: datetime | None, limit: int
) -> Select[*tuple[object, ...]]:
    """Narrow *chosen* to *states* (none given: any), with *late_before* to what is not as it should be."""
    if states:
        chosen = chosen.where(deliveries.c.state.in_(states))
    if late_before is not None:
        chosen = chosen.where(or_(_unsent(), literal_column(f"({TROUBLED})")))
        chosen = chosen.where(or_(~_unsent(), deliveries.c.due_at < late_before))
    return chosen.order_by(deliveries.c.due_at.desc(), deliveries.c.id.desc()).limit(limit)


def ahead(mine: ColumnElement[bool], late_before: datetime, until: datetime) -> Select[*tuple[object, ...]]:
    """Count what is not sent yet: late, and coming by *until* with the first of it."""
    due = deliveries.c.due_at
    coming = and_(due >= late_before, due <= until)
    return select(
        _count(coming).label("coming"),
        func.min(case((coming, due))).label("next_due"),
        _count(due < late_before).label("late"),
    ).where(mine, _unsent())


def troubled(mine: ColumnElement[bool]) -> Select[*tuple[object, ...]]:
    """Count what ended badly and is not answered, by state."""
    by_state = select(deliveries.c.state, func.count().label("rows")).where(mine, literal_column(TROUBLED))
    return by_state.group_by(deliveries.c.state)


def outstanding_of(row: RowMapping, by_state: Collection[RowMapping]) -> Outstanding:
    ended = {DeliveryState(each["state"]): each["rows"] for each in by_state}
    bad = (DeliveryState.UNCERTAIN, DeliveryState.REFUSED, DeliveryState.EXPIRED)
    return Outstanding(row["coming"], row["next_due"], row["late"], *(ended.get(state, 0) for state in bad))


def _unsent() -> ColumnElement[bool]:
    """Say which rows are not sent yet; those that wait for somebody's next answer are where they should be."""
    return and_(
        deliveries.c.state.in_((DeliveryState.PENDING, DeliveryState.SENDING)), deliveries.c.rung != Rung.ANSWER
    )


def _count(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, 1), else_=0)), 0)
