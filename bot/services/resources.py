"""The library: sharing, searching, editing and removing, each undone within ten minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.community import WorkspaceState
from bot.domain.delivery import NewPlacement, PlacementKind
from bot.domain.ids import Number, RevisionId
from bot.domain.pages import page_of
from bot.domain.people import Role
from bot.domain.records import AuditEntry
from bot.domain.resources import NewResource, Resource, ResourceHit, ResourceState
from bot.domain.subjects import Subject
from bot.domain.topics import Topic
from bot.domain.words import query_tokens
from bot.errors import AlreadyThere, NotFound, UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.ui.text import t

FOUND_MOST = 50


@dataclass(frozen=True, slots=True)
class Shared:
    """What came of sharing: *revision* undoes it, or is None where the page was in the library already."""

    resource: Resource
    revision: RevisionId | None


@dataclass(frozen=True, slots=True)
class Edited:
    resource: Resource
    revision: RevisionId


def before(resource: Resource) -> dict[str, object]:
    """Return what undoing a change puts back."""
    return {
        "title": resource.title,
        "about": resource.about,
        "tags": list(resource.tags),
        "topic_id": resource.topic_id,
        "pinned": resource.pinned,
        "state": resource.state.value,
    }


async def want_cards(uow: UnitOfWork, resource: Resource) -> None:
    """Ask for the resource's card on every workspace, in the topic's channel or else the library channel."""
    for workspace in await uow.communities.workspaces(WorkspaceState.JOINED):
        card = NewPlacement(
            resource.community_id,
            PlacementKind.CARD,
            Subject.RESOURCE,
            resource.id,
            workspace.id,
            "",
            resource.revision,
            wanted_pin=resource.pinned,
            wanted_present=resource.state is ResourceState.LISTED,
        )
        await uow.placements.want(card)


async def store(uow: UnitOfWork, resource: Resource) -> Resource:
    """Store the changed *resource* as its next revision and have the cards that stand follow."""
    changed = replace(resource, revision=resource.revision + 1)
    await uow.resources.update(changed)
    for card in await uow.placements.of_subject(Subject.RESOURCE, changed.id):
        wanted = NewPlacement(
            card.community_id,
            card.kind,
            Subject.RESOURCE,
            changed.id,
            card.workspace_id,
            card.channel,
            changed.revision,
            wanted_pin=changed.pinned,
            wanted_present=changed.state is ResourceState.LISTED,
        )
        await uow.placements.want(wanted)
    await uow.placements.want_revision(Subject.PIN_REQUEST, changed.id, changed.revision)
    return changed


def may_change(actor: Actor, resource: Resource) -> bool:
    return resource.shared_by == actor.id or actor.role >= Role.MODERATOR


class Resources:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def share(
        self, actor: Actor, url: str, title: str, about: str = "", topic: Topic | None = None, tags: Iterable[str] = ()
    ) -> Shared:
        """Add a link; one page is one resource, so the second sharer is shown the first."""
        now = self._clock.now()
        new = NewResource(
            url, page_of(url), title, about, tuple(tags), topic.id if topic else None, actor.id, actor.person.name
        )
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            try:
                resource = await uow.resources.add(new, now)
            except AlreadyThere as there:
                resource = await uow.resources.get_numbered(Number(there.number))
                if resource.state is ResourceState.LISTED:
                    return Shared(resource, None)
                resource = await store(uow, _shared_again(resource, new))
            gone = {**before(resource), "state": ResourceState.REMOVED.value, "pinned": False}
            revision = await uow.records.add_revision(actor.id, Subject.RESOURCE, resource.id, "share", gone, now)
            await want_cards(uow, resource)
            await uow.commit()
        self._bell.ring()
        return Shared(resource, revision)

    async def find_page(self, actor: Actor, url: str) -> Resource | None:
        """Return the listed resource of that page."""
        async with self._storage.read(actor.community_id) as uow:
            found = await uow.resources.find_page(page_of(url))
        return found if found is not None and found.state is ResourceState.LISTED else None

    async def numbered(self, actor: Actor, number: Number) -> Resource:
        async with self._storage.read(actor.community_id) as uow:
            return await uow.resources.get_numbered(number)

    async def listed(self, actor: Actor, number: Number) -> Resource:
        """Return the resource; raises UserError where it was removed."""
        resource = await self.numbered(actor, number)
        if resource.state is ResourceState.REMOVED:
            raise UserError(t("“{title}” was removed from the library.", title=resource.title))
        return resource

    async def topic_of(self, actor: Actor, resource: Resource) -> Topic | None:
        if resource.topic_id is None:
            return None
        async with self._storage.read(actor.community_id) as uow:
            return await uow.topics.get(resource.topic_id)

    async def matching(self, actor: Actor, typed: str, limit: int) -> Sequence[Resource]:
        async with self._storage.read(actor.community_id) as uow:
            return await uow.resources.matching(typed, limit)

    async def search(
        self, actor: Actor, text: str, topic: Topic | None = None, limit: int = FOUND_MOST
    ) -> Sequence[ResourceHit]:
        """Return what has every word of *text*, best first; a number (#42) finds that one."""
        words = query_tokens(text)
        async with self._storage.read(actor.community_id) as uow:
            hits = list(await uow.resources.search(words, topic.id if topic else None, limit)) if words else []
            number = text.strip().removeprefix("#")
            if number.isdecimal() and len(number) <= 12:
                hits = await _numbered_first(uow, Number(int(number)), hits)
            return hits[:limit]

    async def nearest(self, actor: Actor, text: str, limit: int) -> Sequence[ResourceHit]:
        async with self._storage.read(actor.community_id) as uow:
            return await uow.resources.search_any(query_tokens(text), limit)

    async def mine(self, actor: Actor, before_number: Number | None, limit: int) -> Sequence[Resource]:
        async with self._storage.read(actor.community_id) as uow:
            return await uow.resources.shared_by(actor.id, before_number, limit)

    async def newest_unpinned(self, actor: Actor, limit: int) -> Sequence[Resource]:
        async with self._storage.read(actor.community_id) as uow:
            return await uow.resources.newest(pinned=False, limit=limit)

    async def edit(
        self, actor: Actor, number: Number, title: str, about: str, topic: Topic | None, tags: Iterable[str]
    ) -> Edited:
        return await self._change(
            actor, number, "edit", title=title, about=about, tags=tuple(tags), topic_id=topic.id if topic else None
        )

    async def remove(self, actor: Actor, number: Number) -> Edited:
        return await self._change(actor, number, "remove", state=ResourceState.REMOVED, pinned=False)

    async def _change(self, actor: Actor, number: Number, what: str, **fields: object) -> Edited:
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            resource = await uow.resources.get_numbered(number)
            if resource.state is ResourceState.REMOVED:
                raise UserError(t("“{title}” was removed from the library.", title=resource.title))
            if not may_change(actor, resource):
                raise UserError(t("Only who shared it and moderators can change “{title}”.", title=resource.title))
            revision = await uow.records.add_revision(
                actor.id, Subject.RESOURCE, resource.id, what, before(resource), now
            )
            changed = await store(uow, replace(resource, **fields))  # type: ignore[arg-type]
            if resource.shared_by != actor.id:
                await uow.records.audit(AuditEntry(actor.id, what, Subject.RESOURCE, resource.id, now))
            await uow.commit()
        self._bell.ring()
        return Edited(changed, revision)


def _shared_again(removed: Resource, new: NewResource) -> Resource:
    return replace(
        removed,
        url=new.url,
        title=new.title,
        about=new.about,
        tags=new.tags,
        topic_id=new.topic_id,
        shared_by=new.shared_by,
        credit=new.credit,
        pinned=False,
        state=ResourceState.LISTED,
        imported=False,
    )


async def _numbered_first(uow: UnitOfWork, number: Number, hits: list[ResourceHit]) -> list[ResourceHit]:
    try:
        resource = await uow.resources.get_numbered(number)
    except NotFound:
        return hits
    if resource.state is ResourceState.REMOVED:
        return hits
    topic = (await uow.topics.get(resource.topic_id)).name if resource.topic_id is not None else None
    return [ResourceHit(resource, topic), *(hit for hit in hits if hit.resource.id != resource.id)]
