"""Who came to a session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, select

from bot.domain.attendance import Attended, CheckedIn
from bot.domain.ids import PersonId, SessionId
from bot.domain.workshops import Session, Workshop
from storage.scope import Scope
from storage.tables import attendance, code_tries, code_words, sessions
from storage.workshop_rows import with_workshops


class SqlAttendance:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def attend(self, session: SessionId, person: PersonId, how: CheckedIn, at: datetime, minutes: int) -> bool:
        row = self._scope.row(session_id=session, person_id=person, how=how, at=at, minutes=minutes)
        return bool(await self._scope.run(self._scope.insert(attendance).values(row).on_conflict_do_nothing()))

    async def attended(self, session: SessionId) -> Sequence[Attended]:
        chosen = self._scope.select(attendance).where(attendance.c.session_id == session)
        rows = await self._scope.all(chosen.order_by(attendance.c.at, attendance.c.person_id))
        return [attended_of(row) for row in rows]

    async def attended_by(self, person: PersonId) -> Sequence[tuple[Workshop, Session, Attended]]:
        chosen = (
            select(sessions, *(column for column in attendance.c if column.name != "community_id"))
            .join(attendance, attendance.c.session_id == sessions.c.id)
            .where(self._scope.mine(sessions), self._scope.mine(attendance), attendance.c.person_id == person)
            .order_by(sessions.c.starts_at, sessions.c.id)
        )
        found = await with_workshops(self._scope, await self._scope.all(chosen))
        return [(workshop, session, attended_of(row)) for workshop, session, row in found]

    async def retract(self, session: SessionId, person: PersonId) -> bool:
        of_theirs = attendance.c.session_id == session, attendance.c.person_id == person
        return bool(await self._scope.run(self._scope.delete(attendance).where(*of_theirs)))

    async def forget(self, session: SessionId) -> None:
        for table in (attendance, code_words, code_tries):
            await self._scope.run(self._scope.delete(table).where(table.c.session_id == session))

    async def find_code_word(self, session: SessionId) -> str | None:
        row = await self._scope.find(self._scope.select(code_words).where(code_words.c.session_id == session))
        return None if row is None else str(row["word"])

    async def set_code_word(self, session: SessionId, word: str) -> None:
        row = self._scope.row(session_id=session, word=word)
        await self._scope.run(self._scope.insert(code_words).values(row).on_conflict_do_nothing())

    async def tries(self, session: SessionId, person: PersonId) -> int:
        of_theirs = code_tries.c.session_id == session, code_tries.c.person_id == person
        row = await self._scope.find(self._scope.select(code_tries).where(*of_theirs))
        return 0 if row is None else int(row["tries"])

    async def tried(self, session: SessionId, person: PersonId) -> None:
        first = self._scope.insert(code_tries).values(self._scope.row(session_id=session, person_id=person, tries=1))
        await self._scope.run(
            first.on_conflict_do_update(
                index_elements=[code_tries.c.session_id, code_tries.c.person_id],
                set_={"tries": code_tries.c.tries + 1},
                where=self._scope.mine(code_tries),
            )
        )


def attended_of(row: RowMapping) -> Attended:
    return Attended(PersonId(row["person_id"]), CheckedIn(row["how"]), row["at"], row["minutes"])
