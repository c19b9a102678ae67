"""Taking off what colleagues said to a resource, one's own or as a moderator anybody's, and putting it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.ids import NoteId, Number, PersonId, ResourceId, TrialId, number_in
from bot.domain.people import Role
from bot.domain.records import AuditEntry
from bot.domain.resources import Resource, ResourceState
from bot.domain.responses import NOTHING_SAID, FiledNote, FiledTrial, Note, Outcome, Responses, Said, Trial
from bot.domain.subjects import Subject
from bot.errors import NotFound, UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.undo import UNDONE_WITHIN
from bot.ui.text import t

CHOSEN_FROM = 20
"""How many of each kind can be chosen from to take one off."""
_REMOVED: Final = "remove response"
_PUT_BACK: Final = "restore response"


@dataclass(frozen=True, slots=True)
class TakenOff:
    resource: Resource
    said: Note | Trial

    def as_text(self, at: datetime) -> Mapping[str, str]:
        """Return what puts it back, for ten minutes after *at*."""
        said = self.said
        kept = {
            "resource": str(int(self.resource.number)),
            "person": str(int(said.person_id)) if said.person_id is not None else "",
            "said": said.at.astimezone(UTC).isoformat(),
            "at": at.astimezone(UTC).isoformat(),
        }
        if isinstance(said, Note):
            return kept | {"note": said.text}
        return kept | {"grade": said.grade, "happened": said.happened, "outcome": said.outcome.value}


class TakingOff:
    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def choices(self, actor: Actor, resource: Resource) -> Responses:
        """Return the notes and trials that the actor may take off: their own, to a moderator everybody's."""
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            if actor.role >= Role.MODERATOR:
                return await uow.responses.of(resource, CHOSEN_FROM)
            return await uow.responses.by(resource.id, actor.id)

    async def note(self, actor: Actor, number: NoteId) -> TakenOff:
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            note = await uow.responses.get_note(number)
            await _note_that(uow, actor, note.person_id, note.resource_id, _REMOVED, self._clock.now())
            await uow.responses.drop_note(number)
            resource = await uow.resources.get(note.resource_id)
            await uow.commit()
        return TakenOff(resource, note)

    async def trial(self, actor: Actor, number: TrialId) -> TakenOff:
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            trial = await uow.responses.get_trial(number)
            await _note_that(uow, actor, trial.person_id, trial.resource_id, _REMOVED, self._clock.now())
            await uow.responses.drop_trial(number)
            resource = await uow.resources.get(trial.resource_id)
            await uow.commit()
        return TakenOff(resource, trial)

    async def put_back(self, actor: Actor, kept: Mapping[str, str]) -> Resource:
        """Put back what ``TakenOff.as_text`` says; raises UserError where it cannot be."""
        now = self._clock.now()
        if now - datetime.fromisoformat(kept["at"]) > UNDONE_WITHIN:
            raise UserError(t("That is more than ten minutes ago and stays as it is."))
        person = PersonId(number_in(kept["person"])) if kept["person"] else None
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            resource = await uow.resources.get_numbered(Number(number_in(kept["resource"])))
            if resource.state is ResourceState.REMOVED:
                raise UserError(t("“{title}” was removed from the library.", title=resource.title))
            await _say_again(uow, resource.id, person, _said(kept))
            await _note_that(uow, actor, person, resource.id, _PUT_BACK, now)
            await uow.commit()
        return resource


async def _say_again(uow: UnitOfWork, resource: ResourceId, person: PersonId | None, said: Said) -> None:
    """Raises UserError where it stands there already, something newer does, or its author is gone."""
    newer = t("Something stands there again, so I left it as it is.")
    if person is None:
        there = (await uow.responses.filed([resource])).get(resource, NOTHING_SAID)
        if set(there.notes) & set(said.notes) or set(there.trials) & set(said.trials):
            raise UserError(newer)
        await uow.responses.bring({resource: said})
        return
    if await uow.people.find(person) is None:
        raise UserError(t("Whoever wrote it is not here any more, so it stays off."))
    theirs = await uow.responses.by(resource, person)
    if (said.notes and theirs.notes) or (said.trials and theirs.trials):
        raise UserError(newer)
    for note in said.notes:
        await uow.responses.put_note(resource, person, note.text, note.at)
    for trial in said.trials:
        await uow.responses.put_trial(resource, person, trial.grade, trial.happened, trial.outcome, trial.at)


def _said(kept: Mapping[str, str]) -> Said:
    at = datetime.fromisoformat(kept["said"])
    if "note" in kept:
        return Said(notes=(FiledNote(kept["note"], at),))
    return Said(trials=(FiledTrial(kept["grade"], kept["happened"], Outcome(kept["outcome"]), at),))


async def _note_that(
    uow: UnitOfWork, actor: Actor, author: PersonId | None, resource: ResourceId, done: str, now: datetime
) -> None:
    """Note what a moderator did to another's words; raises NotFound where the actor may not."""
    if author != actor.id:
        if actor.role < Role.MODERATOR:
            raise NotFound("somebody else's words")
        await uow.records.audit(AuditEntry(actor.id, done, Subject.RESOURCE, resource, now))
