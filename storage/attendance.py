"""Who came to a session, and what they said of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, select

from bot.domain.attendance import Attended, CheckedIn, Feedback
from bot.domain.ids import PersonId, SessionId
from bot.domain.workshops import Session, Workshop
from storage.scope import Scope
from storage.tables import attendance, feedback, sessions
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

    async def give(self, session: SessionId, said: Feedback) -> None:
        new = {"useful": said.useful, "pace": said.pace, "try_text": said.will_try, "at": said.at}
        await self._scope.run(
            self._scope.insert(feedback)
            .values(self._scope.row(session_id=session, person_id=said.person, **new))
            .on_conflict_do_update(
                index_elements=[feedback.c.session_id, feedback.c.person_id], set_=new, where=self._scope.mine(feedback)
            )
        )

    async def given(self, session: SessionId) -> Sequence[Feedback]:
        chosen = self._scope.select(feedback).where(feedback.c.session_id == session)
        return [feedback_of(row) for row in await self._scope.all(chosen.order_by(feedback.c.person_id))]


def attended_of(row: RowMapping) -> Attended:
    return Attended(PersonId(row["person_id"]), CheckedIn(row["how"]), row["at"], row["minutes"])


def feedback_of(row: RowMapping) -> Feedback:
    return Feedback(PersonId(row["person_id"]), row["useful"], row["pace"], row["try_text"], row["at"])
