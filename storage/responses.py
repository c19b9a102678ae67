"""What colleagues say to resources: every row is reached through a resource that is seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import RowMapping, Select, Table, and_, func, select
from sqlalchemy.sql import ColumnElement

from bot.domain.ids import NoteId, Number, PersonId, ResourceId, TrialId
from bot.domain.resources import Resource, ResourceState
from bot.domain.responses import FiledNote, FiledTrial, Note, Outcome, Responses, Said, Trial
from bot.errors import NotFound
from storage.indexing import Indexing
from storage.resource_rows import resource_of
from storage.scope import CHUNK, LARGEST, Scope
from storage.tables import adaptations, people, resource_notes, resources, thanks, trials


class SqlResponses:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._indexing = Indexing(scope)

    async def thank(self, resource: ResourceId, person: PersonId, at: datetime) -> bool:
        new = self._scope.insert(thanks).values(self._scope.row(resource_id=resource, person_id=person, at=at))
        return bool(await self._scope.run(new.on_conflict_do_nothing()))

    async def has_thanked(self, resource: ResourceId, person: PersonId) -> bool:
        there = self._scope.select(thanks).where(thanks.c.resource_id == resource, thanks.c.person_id == person)
        return await self._scope.find(there.where(self._seen(thanks))) is not None

    async def put_trial(
        self, resource: ResourceId, person: PersonId, grade: str, happened: str, outcome: Outcome, at: datetime
    ) -> tuple[Trial, bool]:
        before = await self.by(resource, person)
        said: dict[str, object] = {"grade": grade, "happened": happened, "outcome": outcome, "at": at}
        await self._put(trials, resource, person, said)
        return trial_of(await self._said_by(trials, resource, person)), not before.trials

    async def get_trial(self, trial: TrialId) -> Trial:
        return trial_of(await self._get(trials, trial))

    async def drop_trial(self, trial: TrialId) -> None:
        await self._scope.run(self._scope.delete(trials).where(trials.c.id == trial, self._seen(trials)))

    async def trials_from(self, resource: ResourceId, first: TrialId) -> Sequence[Trial]:
        chosen = self._said(trials, resource).where(trials.c.id >= first)
        return [trial_of(row) for row in await self._scope.all(chosen)]

    async def put_note(self, resource: ResourceId, person: PersonId, text: str, at: datetime) -> Note:
        await self._put(resource_notes, resource, person, {"text": text, "at": at})
        await self._index([resource])
        return note_of(await self._said_by(resource_notes, resource, person))

    async def get_note(self, note: NoteId) -> Note:
        return note_of(await self._get(resource_notes, note))

    async def drop_note(self, note: NoteId) -> None:
        there = await self.get_note(note)
        await self._scope.run(self._scope.delete(resource_notes).where(resource_notes.c.id == note))
        await self._index([there.resource_id])

    async def adapt(self, version: ResourceId, source: ResourceId) -> None:
        new = self._scope.insert(adaptations).values(self._scope.row(resource_id=version, source_id=source))
        of_one, mine = [adaptations.c.resource_id], self._scope.mine(adaptations)
        await self._scope.run(new.on_conflict_do_update(index_elements=of_one, set_={"source_id": source}, where=mine))

    async def filed(self, chosen: Sequence[ResourceId]) -> Mapping[ResourceId, Said]:
        ids = select(resources.c.id).where(self._scope.mine(resources), resources.c.id.in_(chosen))
        found: defaultdict[ResourceId, Said] = defaultdict(Said)
        for row in await self._scope.all(self._of(resource_notes, ids)):
            said = found[ResourceId(row["resource_id"])]
            note = FiledNote(row["text"], row["at"])
            found[ResourceId(row["resource_id"])] = replace(said, notes=(*said.notes, note))
        for row in await self._scope.all(self._of(trials, ids)):
            said = found[ResourceId(row["resource_id"])]
            trial = FiledTrial(row["grade"], row["happened"], Outcome(row["outcome"]), row["at"])
            found[ResourceId(row["resource_id"])] = replace(said, trials=(*said.trials, trial))
        for row in await self._scope.all(self._sources(ids)):
            said = found[ResourceId(row["version"])]
            found[ResourceId(row["version"])] = replace(said, version_of=Number(row["number"]))
        return found

    async def bring(self, said: Mapping[ResourceId, Said]) -> None:
        noted = [
            self._scope.row(resource_id=resource, person_id=None, text=note.text, at=note.at)
            for resource, each in said.items()
            for note in each.notes
        ]
        tried = [
            self._scope.row(
                resource_id=resource,
                person_id=None,
                grade=trial.grade,
                happened=trial.happened,
                outcome=trial.outcome,
                at=trial.at,
            )
            for resource, each in said.items()
            for trial in each.trials
        ]
        for table, rows in ((resource_notes, noted), (trials, tried)):
            if rows:
                await self._scope.run(self._scope.insert(table), *rows)
        await self._index([resource for resource, each in said.items() if each.notes])

    async def of(self, resource: Resource, limit: int) -> Responses:
        said = [
            await self._scope.all(self._said(table, resource.id).limit(limit)) for table in (resource_notes, trials)
        ]
        source = await self._scope.find(self._linked(adaptations.c.source_id, adaptations.c.resource_id, resource))
        newest = self._linked(adaptations.c.resource_id, adaptations.c.source_id, resource)
        versions = await self._scope.all(newest.order_by(resources.c.id.desc()).limit(limit))
        return Responses(
            [note_of(row) for row in said[0]],
            [trial_of(row) for row in said[1]],
            None if source is None else resource_of(source),
            [resource_of(row) for row in versions],
        )

    async def by(self, resource: ResourceId, person: PersonId) -> Responses:
        notes, tried = [
            await self._scope.all(self._said(table, resource).where(table.c.person_id == person))
            for table in (resource_notes, trials)
        ]
        return Responses([note_of(row) for row in notes], [trial_of(row) for row in tried])

    def _seen(self, table: Table) -> ColumnElement[bool]:
        return table.c.resource_id.in_(select(resources.c.id).where(self._scope.mine(resources)))

    def _said(self, table: Table, resource: ResourceId) -> Select[*tuple[object, ...]]:
        """Choose what people said to the resource, with their names, the newest first."""
        return self._with_names(table).where(table.c.resource_id == resource).order_by(table.c.id.desc())

    def _with_names(self, table: Table) -> Select[*tuple[object, ...]]:
        whose = and_(people.c.id == table.c.person_id, self._scope.mine(people))
        chosen = select(table, func.coalesce(people.c.name, "").label("name")).outerjoin(people, whose)
        return chosen.where(self._scope.mine(table), self._seen(table))

    def _linked(
        self, other: ColumnElement[int], this: ColumnElement[int], resource: Resource
    ) -> Select[*tuple[object, ...]]:
        listed = self._scope.select(resources).where(resources.c.state == ResourceState.LISTED)
        linked = listed.join(adaptations, other == resources.c.id)
        return linked.where(self._scope.mine(adaptations), this == resource.id)

    async def _get(self, table: Table, key: int) -> RowMapping:
        chosen = self._with_names(table).where(table.c.id == key)
        row = await self._scope.find(chosen) if 0 < key <= LARGEST else None
        if row is None:
            raise NotFound(f"{table.name}: no id {key}")
        return row

    async def _put(self, table: Table, resource: ResourceId, person: PersonId, said: dict[str, object]) -> None:
        new = self._scope.insert(table).values(self._scope.row(resource_id=resource, person_id=person, **said))
        one_each = [table.c.resource_id, table.c.person_id]
        mine = self._scope.mine(table)
        await self._scope.run(new.on_conflict_do_update(index_elements=one_each, set_=said, where=mine))

    async def _said_by(self, table: Table, resource: ResourceId, person: PersonId) -> RowMapping:
        row = await self._scope.find(self._said(table, resource).where(table.c.person_id == person))
        if row is None:
            raise NotFound(f"{table.name}: nothing by {person}")
        return row

    async def _index(self, noted: Sequence[ResourceId]) -> None:
        """Let them be found by the notes that they have now."""
        await self._scope.lock()
        for start in range(0, len(noted), CHUNK):
            its = self._scope.select(resources).where(resources.c.id.in_(noted[start : start + CHUNK]))
            await self._indexing.put([resource_of(row) for row in await self._scope.all(its)])

    def _of(self, table: Table, chosen: Select[int]) -> Select[*tuple[object, ...]]:
        return self._scope.select(table).where(table.c.resource_id.in_(chosen)).order_by(table.c.id)

    def _sources(self, chosen: Select[int]) -> Select[*tuple[object, ...]]:
        """Choose the numbers of what they are versions of, as far as that is listed and seen."""
        listed = and_(self._scope.mine(resources), resources.c.state == ResourceState.LISTED)
        its = select(adaptations.c.resource_id.label("version"), resources.c.number).select_from(adaptations)
        linked = its.join(resources, and_(resources.c.id == adaptations.c.source_id, listed))
        return linked.where(self._scope.mine(adaptations), adaptations.c.resource_id.in_(chosen))


def trial_of(row: RowMapping) -> Trial:
    return Trial(
        id=TrialId(row["id"]),
        resource_id=ResourceId(row["resource_id"]),
        person_id=PersonId(row["person_id"]) if row["person_id"] is not None else None,
        name=row["name"],
        grade=row["grade"],
        happened=row["happened"],
        outcome=Outcome(row["outcome"]),
        at=row["at"],
    )


def note_of(row: RowMapping) -> Note:
    return Note(
        id=NoteId(row["id"]),
        resource_id=ResourceId(row["resource_id"]),
        person_id=PersonId(row["person_id"]) if row["person_id"] is not None else None,
        name=row["name"],
        text=row["text"],
        at=row["at"],
    )
