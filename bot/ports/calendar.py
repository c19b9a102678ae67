"""What a community keeps of its schools' calendar.

``get`` raises NotFound, lists are named in the plural.
Everything reached through a ``UnitOfWork`` belongs to one community: storage adds that condition to every statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from bot.domain.ids import SchoolDayId
from bot.domain.school_days import Entry


class SchoolDays(Protocol):
    async def entries(self, since: date | None = None) -> Sequence[Entry]:
        """Return those that end on *since* or later (all without it), by their first day."""
        ...

    async def get(self, entry: SchoolDayId) -> Entry: ...
    async def of(self, entries: Sequence[SchoolDayId]) -> Sequence[Entry]:
        """Return those of *entries* that are still there, by their first day."""
        ...

    async def add(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Store them, each with an id of its own or, where it has one already, under that; return them stored."""
        ...

    async def update(self, entry: Entry) -> None:
        """Store what is new about it; raises NotFound where it was removed meanwhile."""
        ...

    async def remove(self, entries: Sequence[SchoolDayId]) -> int:
        """Remove those of *entries* that are there and return how many."""
        ...

    async def clear(self, first: date, last: date) -> int:
        """Remove all that lie between *first* and *last*, inclusive, and return how many."""
        ...
