"""Workshops and their sessions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.sql import ColumnElement

from bot.domain.ids import Number, PersonId, SessionId, TopicId, WorkshopId
from bot.domain.subjects import Subject
from bot.domain.workshops import Session, SessionState, Workshop, WorkshopState
from bot.errors import Changed, NotFound
from storage.recurring import change_row
from storage.scope import Scope
from storage.tables import sessions, workshop_changes, workshop_hosts, workshops
from storage.workshop_rows import session_of, session_values, with_workshops, workshop_values, workshops_of


class SqlWorkshops:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, workshop: Workshop) -> Workshop:
        number = await self._scope.next_number(Subject.WORKSHOP)
        row = self._scope.row(number=number, created_at=workshop.created_at, **workshop_values(workshop))
        stored = await self._scope.find(self._scope.insert(workshops).values(row).returning(workshops))
        assert stored is not None
        await self._set_parts(WorkshopId(stored["id"]), workshop)
        return (await workshops_of(self._scope, [stored]))[0]

    async def get(self, workshop: WorkshopId) -> Workshop:
        return (await workshops_of(self._scope, [await self._scope.get(workshops, "id", workshop)]))[0]

    async def get_numbered(self, number: Number) -> Workshop:
        return (await workshops_of(self._scope, [await self._scope.get(workshops, "number", number)]))[0]

    async def update(self, workshop: Workshop) -> None:
        changed = await self._scope.run(
            self._scope.update(workshops)
            .where(workshops.c.id == workshop.id, workshops.c.revision == workshop.revision - 1)
            .values(workshop_values(workshop))
        )
        if not changed:
            raise Changed(f"workshop {workshop.id} is not at revision {workshop.revision - 1}")
        for table in (workshop_hosts, workshop_changes):
            await self._scope.run(self._scope.delete(table).where(table.c.workshop_id == workshop.id))
        await self._set_parts(workshop.id, workshop)

    async def delete(self, workshop: WorkshopId) -> None:
        draft = self._scope.delete(workshops).where(workshops.c.id == workshop, _is(WorkshopState.DRAFT))
        if not await self._scope.run(draft):
            raise NotFound(f"no draft {workshop}")

    async def listed(self, after_start: datetime, limit: int) -> Sequence[tuple[Workshop, Session]]:
        return await self._next_of_each(after_start, limit)

    async def of_topic(self, topic: TopicId, now: datetime, limit: int) -> Sequence[tuple[Workshop, Session]]:
        return await self._next_of_each(now, limit, workshops.c.topic_id == topic)

    async def hosted_by(self, person: PersonId, limit: int) -> Sequence[Workshop]:
        with_others = select(workshop_hosts.c.workshop_id).where(
            self._scope.mine(workshop_hosts), workshop_hosts.c.person_id == person
        )
        theirs = or_(workshops.c.host_id == person, workshops.c.id.in_(with_others))
        chosen = self._scope.select(workshops).where(theirs, workshops.c.state != WorkshopState.DRAFT)
        return await self._all(chosen.order_by(workshops.c.number.desc()).limit(limit))

    async def drafts_of(self, person: PersonId) -> Sequence[Workshop]:
        chosen = self._scope.select(workshops).where(workshops.c.host_id == person, _is(WorkshopState.DRAFT))
        return await self._all(chosen.order_by(workshops.c.number.desc()))

    async def drafts_before(self, at: datetime) -> Sequence[Workshop]:
        chosen = self._scope.select(workshops).where(workshops.c.created_at < at, _is(WorkshopState.DRAFT))
        return await self._all(chosen.order_by(workshops.c.number))

    async def sessions(self, workshop: WorkshopId) -> Sequence[Session]:
        chosen = self._scope.select(sessions).where(sessions.c.workshop_id == workshop)
        return [session_of(row) for row in await self._scope.all(_by_start(chosen))]

    async def get_session(self, session: SessionId) -> Session:
        return session_of(await self._scope.get(sessions, "id", session))

    async def set_sessions(self, workshop: WorkshopId, new: Sequence[Session]) -> None:
        added = [self._scope.row(workshop_id=workshop, **session_values(each)) for each in new if not each.id]
        if added:
            await self._scope.run(self._scope.insert(sessions), *added)
        for each in new:
            of_it = sessions.c.workshop_id == workshop, sessions.c.id == each.id
            if each.id and not await self._scope.run(
                self._scope.update(sessions).where(*of_it).values(session_values(each))
            ):
                raise NotFound(f"no session {each.id} of workshop {workshop}")

    async def next_session(self, workshop: WorkshopId, now: datetime) -> Session | None:
        known = await self.sessions(workshop)
        return next((each for each in known if each.takes_place and each.ends_at > now), None)

    async def sessions_between(self, begin: datetime, end: datetime) -> Sequence[tuple[Workshop, Session]]:
        chosen = self._scope.select(sessions).where(sessions.c.starts_at >= begin, sessions.c.starts_at < end)
        return await self._with_workshops(_by_start(chosen))

    async def _next_of_each(
        self, after: datetime, limit: int, *conditions: ColumnElement[bool]
    ) -> Sequence[tuple[Workshop, Session]]:
        place = func.row_number().over(
            partition_by=sessions.c.workshop_id, order_by=(sessions.c.starts_at, sessions.c.id)
        )
        ahead = (
            select(sessions, place.label("place"))
            .join(workshops, workshops.c.id == sessions.c.workshop_id)
            .where(self._scope.mine(workshops), self._scope.mine(sessions), _is(WorkshopState.POSTED), *conditions)
            .where(sessions.c.starts_at > after, sessions.c.state == SessionState.SCHEDULED)
            .subquery()
        )
        first = select(ahead).where(ahead.c.place == 1).order_by(ahead.c.starts_at, ahead.c.id)
        return await self._with_workshops(first.limit(limit))

    async def _with_workshops(self, chosen: Select[*tuple[object, ...]]) -> Sequence[tuple[Workshop, Session]]:
        found = await with_workshops(self._scope, await self._scope.all(chosen))
        return [(workshop, session) for workshop, session, _ in found]

    async def _all(self, chosen: Select[*tuple[object, ...]]) -> Sequence[Workshop]:
        return await workshops_of(self._scope, await self._scope.all(chosen))

    async def _set_parts(self, workshop: WorkshopId, said: Workshop) -> None:
        of = self._scope.row(workshop_id=workshop)
        cohosts = [{"person_id": person, "position": place} for place, person in enumerate(said.cohosts)]
        changes = [change_row(occurrence, change) for occurrence, change in said.recurrence.changes.items()]
        for table, rows in ((workshop_hosts, cohosts), (workshop_changes, changes)):
            if rows:
                await self._scope.run(self._scope.insert(table), *({**of, **row} for row in rows))


def _is(state: WorkshopState) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = workshops.c.state == state
    return condition


def _by_start(chosen: Select[*tuple[object, ...]]) -> Select[*tuple[object, ...]]:
    return chosen.order_by(sessions.c.starts_at, sessions.c.id)
