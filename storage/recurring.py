"""How a recurrence is stored: its columns, and a row for each date that was changed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import RowMapping

from bot.domain.recurrence import Change, Held, Moved, OnClosed, Recurrence, Skipped


def recurrence_values(when: Recurrence) -> dict[str, object]:
    """Return its columns but *held*, which only workshops have."""
    return {
        "first_day": when.first_day,
        "clock": when.clock,
        "zone": when.zone,
        "rule": when.rule,
        "until": when.until,
        "on_closed": when.on_closed,
    }


def recurrence_of(row: RowMapping, changes: Mapping[str, Change], held: int | None = None) -> Recurrence:
    return Recurrence(
        first_day=row["first_day"],
        clock=row["clock"],
        zone=row["zone"],
        rule=row["rule"],
        until=row["until"],
        held=held,
        on_closed=OnClosed(row["on_closed"]),
        changes=MappingProxyType(dict(changes)),
    )


def change_row(occurrence: str, change: Change) -> dict[str, object]:
    match change:
        case Skipped():
            return {"occurrence": occurrence, "change": "skipped", "day": None, "clock": None}
        case Moved(day, clock):
            return {"occurrence": occurrence, "change": "moved", "day": day, "clock": clock}
        case Held():
            return {"occurrence": occurrence, "change": "held", "day": None, "clock": None}


def change_of(row: RowMapping) -> Change:
    match row["change"]:
        case "moved":
            return Moved(row["day"], row["clock"])
        case "held":
            return Held()
        case _:
            return Skipped()
