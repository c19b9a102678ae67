"""Undo: for ten minutes what a person changed goes back to what it was, unless somebody changed it since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.details import from_json
from bot.domain.ids import ResourceId, RevisionId, TopicId
from bot.domain.records import Revision
from bot.domain.resources import Resource, ResourceState
from bot.errors import AlreadyThere, NotFound, UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.cataloguing import store
from bot.services.wishes import meet_wishes
from bot.ui.text import t

UNDONE_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Undone:
    what: str
    resource: Resource


class Undo:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def undo(self, actor: Actor, revisions: Sequence[RevisionId]) -> Sequence[Undone]:
        """Put back what those changes of the actor's own replaced; all of them or, with a UserError, none."""
        now = self._clock.now()
        undone = []
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            for number in revisions:
                revision = await self._standing(uow, actor, number)
                try:
                    undone.append(Undone(revision.what, await _put_back(uow, revision)))
                except AlreadyThere as there:
                    said = t("Its old page is in the library as #{number} by now.", number=there.number)
                    raise UserError(said, " ", t("I left everything as it is.")) from there
                await meet_wishes(uow, undone[-1].resource, now)
                await uow.records.mark_undone(revision.id, now)
            await uow.commit()
        self._bell.ring()
        return undone

    async def _standing(self, uow: UnitOfWork, actor: Actor, number: RevisionId) -> Revision:
        revision = await uow.records.get_revision(number)
        if revision.person_id != actor.id:
            raise NotFound("somebody else's revision")
        if revision.undone_at is not None:
            raise UserError(t("That was undone already."))
        if self._clock.now() - revision.at > UNDONE_WITHIN:
            raise UserError(t("That is more than ten minutes ago and stays as it is."))
        if not await uow.records.is_latest(revision.id):
            raise UserError(t("Somebody changed it since, so I left it as it is."))
        return revision


async def _put_back(uow: UnitOfWork, revision: Revision) -> Resource:
    resource = await uow.resources.get(ResourceId(revision.subject_id))
    was = revision.before
    topic, tags = was["topic_id"], was["tags"]
    return await store(
        uow,
        replace(
            resource,
            title=str(was["title"]),
            about=str(was["about"]),
            tags=tuple(str(tag) for tag in tags) if isinstance(tags, list) else (),
            topic_id=TopicId(topic) if isinstance(topic, int) else None,
            pinned=was["pinned"] is True,
            state=ResourceState(str(was["state"])),
            details=from_json(was["details"]) if "details" in was else resource.details,
            url=str(was.get("url", resource.url)),
            page=str(was.get("page", resource.page)),
        ),
    )
