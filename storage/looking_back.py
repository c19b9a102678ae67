"""What those who came to a session say afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Column, RowMapping, Table

from bot.domain.attendance import Feedback, Intention, Pace, ShareBack
from bot.domain.ids import PersonId, SessionId, WorkshopId
from storage.scope import Scope
from storage.tables import feedback, intentions, share_backs


class SqlLookingBack:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def give(self, session: SessionId, said: Feedback) -> None:
        new = {"useful": said.useful, "pace": said.pace}
        await self._put(feedback, feedback.c.session_id, session, said.person, new, {"at": said.at})

    async def given(self, session: SessionId) -> Sequence[Feedback]:
        chosen = self._scope.select(feedback).where(feedback.c.session_id == session)
        return [feedback_of(row) for row in await self._scope.all(chosen.order_by(feedback.c.person_id))]

    async def intend(self, session: SessionId, intention: Intention) -> None:
        new = {"text": intention.text, "nudge_on": intention.nudge_on, "at": intention.at}
        await self._put(intentions, intentions.c.session_id, session, intention.person, new, {})

    async def drop_intention(self, session: SessionId, person: PersonId) -> None:
        of_theirs = intentions.c.session_id == session, intentions.c.person_id == person
        await self._scope.run(self._scope.delete(intentions).where(*of_theirs))

    async def find_intention(self, session: SessionId, person: PersonId) -> Intention | None:
        of_theirs = intentions.c.session_id == session, intentions.c.person_id == person
        row = await self._scope.find(self._scope.select(intentions).where(*of_theirs))
        return None if row is None else Intention(person, row["text"], row["nudge_on"], row["at"])

    async def share(self, workshop: WorkshopId, shared: ShareBack) -> None:
        new = {"text": shared.text, "named": shared.named}
        await self._put(share_backs, share_backs.c.workshop_id, workshop, shared.person, new, {"at": shared.at})

    async def unshare(self, workshop: WorkshopId, person: PersonId) -> bool:
        of_theirs = share_backs.c.workshop_id == workshop, share_backs.c.person_id == person
        return bool(await self._scope.run(self._scope.delete(share_backs).where(*of_theirs)))

    async def shared(self, workshop: WorkshopId) -> Sequence[ShareBack]:
        chosen = self._scope.select(share_backs).where(share_backs.c.workshop_id == workshop)
        rows = await self._scope.all(chosen.order_by(share_backs.c.at, share_backs.c.person_id))
        return [ShareBack(PersonId(row["person_id"]), row["text"], row["named"], row["at"]) for row in rows]

    async def _put(
        self,
        table: Table,
        about: Column[int],
        subject: int,
        person: PersonId,
        new: Mapping[str, object],
        first: Mapping[str, object],
    ) -> None:
        """Store a person's row about *subject*: *new* replaces what is there, *first* stays as it was."""
        row = self._scope.row(**{about.name: subject, "person_id": person, **new, **first})
        await self._scope.run(
            self._scope.insert(table)
            .values(row)
            .on_conflict_do_update(
                index_elements=[about, table.c.person_id], set_=dict(new), where=self._scope.mine(table)
            )
        )


def feedback_of(row: RowMapping) -> Feedback:
    return Feedback(PersonId(row["person_id"]), row["useful"], Pace(row["pace"]), row["at"])
