"""The schools' calendar of a community."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import RowMapping

from bot.domain.ids import SchoolDayId
from bot.domain.school_days import DayKind, Entry
from bot.errors import NotFound
from storage.scope import CHUNK, Scope
from storage.tables import school_days


class SqlSchoolDays:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def entries(self, since: date | None = None) -> Sequence[Entry]:
        chosen = self._scope.select(school_days).order_by(school_days.c.first_day, school_days.c.id)
        if since is not None:
            chosen = chosen.where(school_days.c.last_day >= since)
        return [entry_of(row) for row in await self._scope.all(chosen)]

    async def get(self, entry: SchoolDayId) -> Entry:
        return entry_of(await self._scope.get(school_days, "id", entry))

    async def of(self, entries: Sequence[SchoolDayId]) -> Sequence[Entry]:
        found: list[Entry] = []
        for start in range(0, len(entries), CHUNK):
            some = self._scope.select(school_days).where(school_days.c.id.in_(entries[start : start + CHUNK]))
            found += [entry_of(row) for row in await self._scope.all(some)]
        return sorted(found, key=lambda entry: (entry.first_day, entry.id))

    async def add(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        stored = []
        for entry in entries:
            row = self._scope.row(**_values(entry)) | ({"id": entry.id} if entry.id else {})
            added = await self._scope.find(self._scope.insert(school_days).values(row).returning(school_days))
            assert added is not None
            stored.append(entry_of(added))
        return stored

    async def update(self, entry: Entry) -> None:
        changed = self._scope.update(school_days).where(school_days.c.id == entry.id).values(_values(entry))
        if not await self._scope.run(changed):
            raise NotFound(f"school_days: no id {entry.id}")

    async def remove(self, entries: Sequence[SchoolDayId]) -> int:
        removed = 0
        for start in range(0, len(entries), CHUNK):
            some = school_days.c.id.in_(entries[start : start + CHUNK])
            removed += await self._scope.run(self._scope.delete(school_days).where(some))
        return removed

    async def clear(self, first: date, last: date) -> int:
        within = (school_days.c.first_day >= first, school_days.c.last_day <= last)
        return await self._scope.run(self._scope.delete(school_days).where(*within))


def _values(entry: Entry) -> dict[str, object]:
    return {
        "first_day": entry.first_day,
        "last_day": entry.last_day,
        "name": entry.name,
        "kind": entry.kind,
        "asked": entry.asked,
    }


def entry_of(row: RowMapping) -> Entry:
    return Entry(
        first_day=row["first_day"],
        last_day=row["last_day"],
        name=row["name"],
        kind=DayKind(row["kind"]),
        asked=row["asked"],
        id=SchoolDayId(row["id"]),
    )
