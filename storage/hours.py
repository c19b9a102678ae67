"""People's clock hours, each person's for themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import RowMapping

from bot.domain.hours import ActivityKind, HourEntry, HoursLink
from bot.domain.ids import HourEntryId, PersonId, WorkshopId
from bot.errors import NotFound
from storage.scope import LARGEST, Scope
from storage.tables import hour_areas, hour_entries, hour_links


class SqlHours:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def entries(self, person: PersonId) -> Sequence[HourEntry]:
        theirs = self._scope.select(hour_entries).where(hour_entries.c.person_id == person)
        rows = await self._scope.all(theirs.order_by(hour_entries.c.day, hour_entries.c.id))
        return [entry_of(row) for row in rows]

    async def find(self, person: PersonId, entry: HourEntryId) -> HourEntry | None:
        if not 0 < entry <= LARGEST:
            return None
        chosen = self._scope.select(hour_entries)
        row = await self._scope.find(chosen.where(hour_entries.c.id == entry, hour_entries.c.person_id == person))
        return None if row is None else entry_of(row)

    async def add(self, entry: HourEntry) -> HourEntry:
        row = self._scope.row(person_id=entry.person, **_values(entry)) | ({"id": entry.id} if entry.id else {})
        stored = await self._scope.find(self._scope.insert(hour_entries).values(row).returning(hour_entries))
        assert stored is not None
        return entry_of(stored)

    async def update(self, entry: HourEntry) -> None:
        mine = hour_entries.c.id == entry.id, hour_entries.c.person_id == entry.person
        if not await self._scope.run(self._scope.update(hour_entries).where(*mine).values(_values(entry))):
            raise NotFound(f"hour_entries: no id {entry.id}")

    async def remove(self, person: PersonId, entry: HourEntryId) -> bool:
        mine = hour_entries.c.id == entry, hour_entries.c.person_id == person
        return bool(await self._scope.run(self._scope.delete(hour_entries).where(*mine)))

    async def areas(self, person: PersonId) -> Mapping[WorkshopId, str]:
        rows = await self._scope.all(self._scope.select(hour_areas).where(hour_areas.c.person_id == person))
        return {WorkshopId(row["workshop_id"]): row["area"] for row in rows}

    async def set_area(self, person: PersonId, workshop: WorkshopId, area: str) -> None:
        mine = hour_areas.c.workshop_id == workshop, hour_areas.c.person_id == person
        await self._scope.run(self._scope.delete(hour_areas).where(*mine))
        if area:
            row = self._scope.row(workshop_id=workshop, person_id=person, area=area)
            await self._scope.run(self._scope.insert(hour_areas).values(row))

    async def link_of(self, secret_hash: str) -> HoursLink | None:
        row = await self._scope.find(self._scope.select(hour_links).where(hour_links.c.secret_hash == secret_hash))
        return None if row is None else HoursLink(PersonId(row["person_id"]), row["secret_hash"], row["expires_at"])

    async def set_link(self, person: PersonId, secret_hash: str, expires_at: datetime) -> None:
        await self.drop_link(person)
        row = self._scope.row(person_id=person, secret_hash=secret_hash, expires_at=expires_at)
        await self._scope.run(self._scope.insert(hour_links).values(row))

    async def drop_link(self, person: PersonId) -> bool:
        return bool(await self._scope.run(self._scope.delete(hour_links).where(hour_links.c.person_id == person)))


def _values(entry: HourEntry) -> dict[str, object]:
    return {
        "day": entry.day,
        "title": entry.title,
        "provider": entry.provider,
        "minutes": entry.minutes,
        "kind": entry.kind,
        "area": entry.area,
        "evidence": entry.evidence,
        "approved_by": entry.approved_by,
    }


def entry_of(row: RowMapping) -> HourEntry:
    return HourEntry(
        id=HourEntryId(row["id"]),
        person=PersonId(row["person_id"]),
        day=row["day"],
        title=row["title"],
        provider=row["provider"],
        minutes=row["minutes"],
        kind=ActivityKind(row["kind"]),
        area=row["area"],
        evidence=row["evidence"],
        approved_by=row["approved_by"],
    )
