"""The lists of sessions: who comes, and who is in line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import RowMapping, literal_column, select

from bot.domain.ids import PersonId, SessionId
from bot.domain.rsvps import Rsvp, Standing
from bot.domain.workshops import Session, SessionState, Workshop
from storage.scope import Scope
from storage.tables import IN_LINE, rsvps, sessions
from storage.workshop_rows import with_workshops

_NEWEST = ("standing", "line_order", "offered_until", "passed", "agreed", "updated_at")


class SqlRsvps:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def of_session(self, session: SessionId) -> Sequence[Rsvp]:
        return (await self.of_sessions([session]))[session]

    async def of_sessions(self, sessions: Sequence[SessionId]) -> Mapping[SessionId, Sequence[Rsvp]]:
        found: dict[SessionId, list[Rsvp]] = {session: [] for session in sessions}
        chosen = self._scope.select(rsvps).where(rsvps.c.session_id.in_(sessions))
        in_order = chosen.order_by(rsvps.c.line_order, rsvps.c.person_id)
        for row in await self._scope.all(in_order) if sessions else ():
            found[SessionId(row["session_id"])].append(rsvp_of(row))
        return found

    async def find(self, session: SessionId, person: PersonId) -> Rsvp | None:
        of_theirs = rsvps.c.session_id == session, rsvps.c.person_id == person
        row = await self._scope.find(self._scope.select(rsvps).where(*of_theirs))
        return None if row is None else rsvp_of(row)

    async def of_person(self, person: PersonId, since: datetime) -> Sequence[tuple[Workshop, Session, Rsvp]]:
        chosen = (
            select(sessions, *(column for column in rsvps.c if column.name != "community_id"))
            .join(rsvps, rsvps.c.session_id == sessions.c.id)
            .where(self._scope.mine(sessions), self._scope.mine(rsvps))
            .where(rsvps.c.person_id == person, sessions.c.starts_at >= since)
            .order_by(sessions.c.starts_at, sessions.c.id)
        )
        found = await with_workshops(self._scope, await self._scope.all(chosen))
        return [(workshop, session, rsvp_of(row)) for workshop, session, row in found]

    async def put(self, session: SessionId, changed: Sequence[Rsvp], gone: Sequence[PersonId], at: datetime) -> None:
        if gone:
            of_theirs = rsvps.c.session_id == session, rsvps.c.person_id.in_(gone)
            await self._scope.run(self._scope.delete(rsvps).where(*of_theirs))
        if changed:
            new = self._scope.insert(rsvps)
            stored = new.on_conflict_do_update(
                index_elements=[rsvps.c.session_id, rsvps.c.person_id],
                set_={name: new.excluded[name] for name in _NEWEST},
                where=self._scope.mine(rsvps),
            )
            await self._scope.run(stored, *(self._row(session, each, at) for each in changed))

    def _row(self, session: SessionId, rsvp: Rsvp, at: datetime) -> dict[str, object]:
        return self._scope.row(
            session_id=session,
            person_id=rsvp.person,
            standing=rsvp.standing,
            line_order=rsvp.order,
            offered_until=rsvp.offered_until,
            passed=rsvp.passed,
            agreed=rsvp.agreed,
            note="",
            answered_at=at,
            updated_at=at,
        )

    async def set_note(self, session: SessionId, person: PersonId, note: str) -> bool:
        of_theirs = rsvps.c.session_id == session, rsvps.c.person_id == person
        return bool(await self._scope.run(self._scope.update(rsvps).where(*of_theirs).values(note=note)))

    async def notes(self, session: SessionId) -> Mapping[PersonId, str]:
        chosen = self._scope.select(rsvps).where(rsvps.c.session_id == session, rsvps.c.note != "")
        return {PersonId(row["person_id"]): row["note"] for row in await self._scope.all(chosen)}

    async def waiting_sessions(self, now: datetime) -> Sequence[SessionId]:
        in_line = select(rsvps.c.session_id).where(self._scope.mine(rsvps), literal_column(IN_LINE))
        chosen = self._scope.select(sessions).where(
            sessions.c.id.in_(in_line), sessions.c.starts_at > now, sessions.c.state == SessionState.SCHEDULED
        )
        rows = await self._scope.all(chosen.order_by(sessions.c.starts_at, sessions.c.id))
        return [SessionId(row["id"]) for row in rows]


def rsvp_of(row: RowMapping) -> Rsvp:
    return Rsvp(
        person=PersonId(row["person_id"]),
        standing=Standing(row["standing"]),
        order=row["line_order"],
        offered_until=row["offered_until"],
        passed=row["passed"],
        agreed=row["agreed"],
    )
