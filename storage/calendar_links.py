"""Under which secret addresses calendars are read; only hashes of the secrets are kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import RowMapping
from sqlalchemy.sql import ColumnElement

from bot.domain.calendar_links import CalendarLink
from bot.domain.ids import PersonId
from storage.scope import Scope
from storage.tables import calendar_links


class SqlCalendarLinks:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def calendar_of(self, secret_hash: str) -> CalendarLink | None:
        chosen = self._scope.select(calendar_links).where(calendar_links.c.secret_hash == secret_hash)
        return _link_of(await self._scope.find(chosen))

    async def link_of(self, person: PersonId | None) -> CalendarLink | None:
        return _link_of(await self._scope.find(self._scope.select(calendar_links).where(_of(person))))

    async def set_link(self, person: PersonId | None, secret_hash: str, at: datetime) -> None:
        await self._scope.run(self._scope.delete(calendar_links).where(_of(person)))
        row = self._scope.row(person_id=person, secret_hash=secret_hash, created_at=at)
        await self._scope.run(self._scope.insert(calendar_links).values(row))


def _of(person: PersonId | None) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = calendar_links.c.person_id == person  # IS NULL for None
    return condition


def _link_of(row: RowMapping | None) -> CalendarLink | None:
    if row is None:
        return None
    person = row["person_id"]
    return CalendarLink(None if person is None else PersonId(person), row["secret_hash"], row["created_at"])
