"""What a resource was before: read by who sees it, brought back by who may change it; also what was removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.details import from_json
from bot.domain.ids import Number, RevisionId
from bot.domain.people import Role
from bot.domain.records import AuditEntry, Revision
from bot.domain.resources import Resource, ResourceState
from bot.domain.subjects import Subject
from bot.domain.topics import Topic
from bot.errors import NotFound, UserError
from bot.ports.files import FileStore
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.cataloguing import before, may_change, store, want_cards
from bot.services.resources import Edited
from bot.services.wishes import meet_wishes
from bot.ui.text import t

CHANGES_MOST = 10
REMOVED_MOST = 25
MOVED_MOST = 25


@dataclass(frozen=True, slots=True)
class Change:
    """*was* is the resource as it stood before, *now* as it stood after."""

    revision: RevisionId
    what: str
    name: str
    at: datetime
    was: Resource
    now: Resource


class History:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell, files: FileStore) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell
        self._files = files

    async def of(self, actor: Actor, number: Number) -> tuple[Resource, Sequence[Change]]:
        """Return the resource and its newest changes, the newest first."""
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            resource = await uow.resources.get_numbered(number)
            found = await uow.records.revisions_of(Subject.RESOURCE, resource.id, CHANGES_MOST)
            changes, after = [], resource
            for revision in found:
                was = as_before(after, revision)
                who = await uow.people.find(revision.person_id)
                name = who.name if who else ""
                changes.append(Change(revision.id, revision.what, name, revision.at, was, after))
                after = was
            return resource, changes

    async def restore(self, actor: Actor, number: Number, revision: RevisionId) -> Edited:
        """Give the resource the title, words, tags and details that it had before that change; its topic stays."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            resource = await uow.resources.get_numbered(number)
            if not may_change(actor, resource):
                raise UserError(t("Only who shared it and moderators can change “{title}”.", title=resource.title))
            if resource.state is ResourceState.REMOVED:
                raise UserError(t("“{title}” was removed from the library.", title=resource.title))
            chosen = await uow.records.get_revision(revision)
            if (chosen.subject_kind, chosen.subject_id) != (Subject.RESOURCE, resource.id):
                raise NotFound("a revision of something else")
            was = as_before(resource, chosen)
            back = replace(resource, title=was.title, about=was.about, tags=was.tags, details=was.details)
            return await self._change(uow, actor, resource, back, "restore", now)

    async def removed(self, actor: Actor) -> Sequence[Resource]:
        """Return what was removed last; raises UserError for who is no moderator."""
        _moderator(actor)
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            return await uow.resources.removed(REMOVED_MOST)

    async def bring_back(self, actor: Actor, number: Number) -> Edited:
        """List a removed resource again, with its cards; raises UserError for who is no moderator."""
        _moderator(actor)
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            resource = await uow.resources.get_numbered(number)
            if resource.state is ResourceState.LISTED:
                raise UserError(t("“{title}” is in the library already.", title=resource.title))
            if resource.file is not None and not await self._files.has(resource.file.sha256):
                gone = t("The file of “{title}” was deleted after it was removed.", title=resource.title)
                raise UserError(gone, " ", t("Ask who shared it to share it again."))
            back = replace(resource, state=ResourceState.LISTED, pinned=False)
            return await self._change(uow, actor, resource, back, "bring back", now)

    async def move(self, actor: Actor, numbers: Sequence[Number], topic: Topic) -> Sequence[Edited]:
        """Give several resources a topic, all or, with an error, none; raises UserError for who is no moderator."""
        _moderator(actor)
        now = self._clock.now()
        moved = []
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            for number in numbers:
                resource = await uow.resources.get_numbered(number)
                if resource.state is ResourceState.REMOVED:
                    raise UserError(t("“{title}” was removed from the library.", title=resource.title))
                if resource.topic_id != topic.id:
                    moved.append(
                        await self._store(uow, actor, resource, replace(resource, topic_id=topic.id), "move", now)
                    )
            await uow.commit()
        self._bell.ring()
        return moved

    async def _change(
        self, uow: UnitOfWork, actor: Actor, resource: Resource, changed: Resource, what: str, now: datetime
    ) -> Edited:
        edited = await self._store(uow, actor, resource, changed, what, now)
        await meet_wishes(uow, edited.resource, now)
        await uow.commit()
        self._bell.ring()
        return edited

    async def _store(
        self, uow: UnitOfWork, actor: Actor, resource: Resource, changed: Resource, what: str, now: datetime
    ) -> Edited:
        revision = await uow.records.add_revision(actor.id, Subject.RESOURCE, resource.id, what, before(resource), now)
        stored = await store(uow, changed)
        await want_cards(uow, stored)
        if resource.shared_by != actor.id:
            await uow.records.audit(AuditEntry(actor.id, what, Subject.RESOURCE, resource.id, now))
        return Edited(stored, revision)


def as_before(resource: Resource, revision: Revision) -> Resource:
    """Return *resource* with what can be read of it as it was before that change."""
    was = revision.before
    tags = was.get("tags")
    return replace(
        resource,
        title=str(was.get("title", resource.title)),
        about=str(was.get("about", resource.about)),
        tags=tuple(str(tag) for tag in tags) if isinstance(tags, list) else resource.tags,
        details=from_json(was["details"]) if "details" in was else resource.details,
        pinned=was.get("pinned") is True,
        state=ResourceState(str(was.get("state", resource.state))),
    )


def _moderator(actor: Actor) -> None:
    if actor.role < Role.MODERATOR:
        raise UserError(t("Only moderators can do this."))
