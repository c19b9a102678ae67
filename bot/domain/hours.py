"""Clock hours: what a person came to here, and what they did elsewhere. A record; what counts is decided by others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.attendance import CheckedIn
from bot.domain.ids import HourEntryId, PersonId

WHAT_MOST = 120
EVIDENCE_MOST = 2000
ENTRIES_MOST = 2000
"""Own entries of one person: thirty years of more than one a week."""
FEWEST, MOST = 5, 1000 * 60
"""Minutes of one entry."""
EARLIEST = date(1970, 1, 1)
LINK_KEPT = timedelta(days=1)


class ActivityKind(StrEnum):
    """What Maryland's list names, and what is on no list."""

    WORKSHOP = "workshop"
    CONFERENCE = "conference"
    COLLEGE = "college"
    CPD = "cpd"
    CEU = "ceu"
    CURRICULUM = "curriculum"
    PUBLICATION = "publication"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class HourEntry:
    """What a person wrote down themselves. *area* is as ``bot.domain.hour_rules.area_ref`` writes it, or empty."""

    id: HourEntryId
    """0 until it is stored."""
    person: PersonId
    day: date
    title: str
    provider: str
    minutes: int
    kind: ActivityKind
    area: str = ""
    evidence: str = ""
    """A web address."""
    approved_by: str = ""

    @property
    def key(self) -> str:
        return f"e{int(self.id)}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One row of a record, whichever of both it is."""

    key: str
    """What names it in buttons: ``e`` and an own entry's id, or ``s`` and the id of a session they came to."""
    day: date
    title: str
    provider: str
    minutes: int
    kind: ActivityKind
    area: str = ""
    evidence: str = ""
    approved_by: str = ""
    how: CheckedIn | None = None
    """How it is known that they came; None for an own entry."""
    workshop: int | None = None
    """The number of the workshop that it was a session of."""
    sessions: int = 1
    together: int = 0
    """Of that workshop: to how many sessions they came, and the minutes of these."""


@dataclass(frozen=True, slots=True)
class HoursLink:
    person: PersonId
    secret_hash: str
    expires_at: datetime


def own(entry: HourEntry) -> Recorded:
    """Return an own entry as a row of the record."""
    return Recorded(
        entry.key, entry.day, entry.title, entry.provider, entry.minutes, entry.kind, entry.area, entry.evidence,
        entry.approved_by,
    )  # fmt: skip


def by_area(rows: Iterable[Recorded]) -> Mapping[str, int]:
    """Return the minutes of each area; "" stands for none."""
    found: dict[str, int] = {}
    for row in rows:
        found[row.area] = found.get(row.area, 0) + row.minutes
    return found


_NUMBER = r"(?P<{}>\d{{1,4}}(?:[.,]\d{{1,2}})?)"
_HOURS = r"(?:h|hrs?|hours?|horas?)\.?"
_MINUTES = r"(?:m|mins?|minutes?|minutos?)\.?"
_TYPED = (
    re.compile(rf"{_NUMBER.format('hours')}\s*(?:{_HOURS})?"),
    re.compile(r"(?P<hours>\d{1,4}):(?P<minutes>[0-5]\d)"),
    re.compile(rf"{_NUMBER.format('minutes')}\s*{_MINUTES}"),
    re.compile(rf"(?P<hours>\d{{1,4}})\s*{_HOURS}\s*(?:(?:and|y)\s+)?(?P<minutes>\d{{1,2}})\s*(?:{_MINUTES})?"),
)


def read_hours(typed: str) -> int | None:
    """Return the minutes meant by "2", "1.5", "1,5 hours", "1:30", "90 min" or "1 h 30"; None for what is no length."""
    text = " ".join(typed.casefold().split())
    found = next((match for shape in _TYPED if (match := shape.fullmatch(text))), None)
    if found is None or not text.isascii():
        return None
    parts = {name: float(value.replace(",", ".")) for name, value in found.groupdict().items()}
    return round(parts.get("hours", 0) * 60 + parts.get("minutes", 0))


def as_hours(minutes: int) -> str:
    """Return *minutes* as clock hours with two decimals at most: "1.5"."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")
