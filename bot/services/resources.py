"""The library: sharing, searching, editing and removing, each undone within ten minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.details import NO_DETAILS, Details
from bot.domain.files import StoredFile, stem_of
from bot.domain.ids import Number, PersonId, ResourceId, RevisionId
from bot.domain.links import Locked, Opened, Seen, address_as_title, first_check
from bot.domain.pages import page_of
from bot.domain.records import AuditEntry
from bot.domain.resources import NO_FILTERS, Filters, NewResource, Resource, ResourceHit, ResourceState
from bot.domain.subjects import Subject
from bot.domain.topics import Topic
from bot.domain.words import query_tokens
from bot.errors import AlreadyThere, NotFound, UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.cataloguing import before, may_change, page_in, store, want_cards
from bot.services.wishes import meet_wishes
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


class Resources:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def share(
        self,
        actor: Actor,
        url: str,
        title: str,
        about: str = "",
        topic: Topic | None = None,
        tags: Iterable[str] = (),
        seen: Seen | None = None,
        said: Details = NO_DETAILS,
        source: ResourceId | None = None,
    ) -> Shared:
        """Add a link; one page is one resource, so the second sharer is shown the first.

        With an empty *title* it has the page's own, as far as a look at it has *seen* one, else the address.
        With *source* it is a version of that one.
        """
        new = replace(_new(actor, url, title, about, topic, tags, seen), details=said)
        wants_title = not title and seen is None
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            shared = await add_to_library(uow, actor.id, new, now)
            if shared.revision is None:
                return shared
            await uow.link_checks.put([first_check(shared.resource.id, seen, wants_title, now)])
            if source is not None:
                await uow.responses.adapt(shared.resource.id, source)
            await uow.commit()
        self._bell.ring()
        return shared

    async def share_file(
        self,
        actor: Actor,
        file: StoredFile,
        title: str,
        about: str = "",
        topic: Topic | None = None,
        tags: Iterable[str] = (),
        said: Details = NO_DETAILS,
    ) -> Shared:
        """Add a file; one content is one resource, so the second sharer is shown the first."""
        new = replace(new_file(file, title, about, tags, topic), shared_by=actor.id, credit=actor.person.name)
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            shared = await add_to_library(uow, actor.id, replace(new, details=said), self._clock.now())
            if shared.revision is None:
                return shared
            await uow.commit()
        self._bell.ring()
        return shared

    async def find_page(self, actor: Actor, url: str) -> Resource | None:
        """Return the listed resource of that page; in a private topic's channel the one of that topic."""
        return await self.find_same(actor, page_of(url))

    async def find_same(self, actor: Actor, page: str) -> Resource | None:
        """Return the listed resource of that address's or content's *page*, as ``find_page``."""
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            here = await uow.topics.find_by_channel(actor.workspace.id, actor.channel) if actor.workspace else None
            found = await uow.resources.find_page(page_in(page, here))
        return found if found is not None and found.state is ResourceState.LISTED else None

    async def numbered(self, actor: Actor, number: Number) -> Resource:
        async with self._storage.read(actor.community_id, actor.sight) as uow:
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
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            return await uow.topics.get(resource.topic_id)

    async def matching(self, actor: Actor, typed: str, limit: int) -> Sequence[Resource]:
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            return await uow.resources.matching(typed, limit)

    async def search(
        self,
        actor: Actor,
        text: str,
        topic: Topic | None = None,
        limit: int = FOUND_MOST,
        filters: Filters = NO_FILTERS,
    ) -> Sequence[ResourceHit]:
        """Return what has every word of *text*, best first; a number (#42) finds that one."""
        words, asked = query_tokens(text), filters != NO_FILTERS
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            inside = topic.id if topic else None
            hits = list(await uow.resources.search(words, inside, limit, filters)) if words or asked else []
            number = text.strip().removeprefix("#")
            if number.isdecimal() and len(number) <= 12:
                hits = await _numbered_first(uow, Number(int(number)), hits)
            return hits[:limit]

    async def nearest(self, actor: Actor, text: str, limit: int) -> Sequence[ResourceHit]:
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            return await uow.resources.search_any(query_tokens(text), limit)

    async def mine(self, actor: Actor, before_number: Number | None, limit: int) -> Sequence[Resource]:
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            return await uow.resources.shared_by(actor.id, before_number, limit)

    async def newest_unpinned(self, actor: Actor, limit: int) -> Sequence[Resource]:
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            return await uow.resources.newest(pinned=False, limit=limit)

    async def edit(
        self,
        actor: Actor,
        number: Number,
        title: str,
        about: str,
        topic: Topic | None,
        tags: Iterable[str],
        language: str = "",
    ) -> Edited:
        def edited(resource: Resource) -> Resource:
            details, topic_id = replace(resource.details, language=language), topic.id if topic else None
            return replace(resource, title=title, about=about, tags=tuple(tags), topic_id=topic_id, details=details)

        return await self._change(actor, number, "edit", edited)

    async def describe(self, actor: Actor, number: Number, details: Details) -> Edited:
        """Say what it is; its language stays."""

        def described(resource: Resource) -> Resource:
            return replace(resource, details=replace(details, language=resource.details.language))

        return await self._change(actor, number, "describe", described)

    async def remove(self, actor: Actor, number: Number) -> Edited:
        def removed(resource: Resource) -> Resource:
            return replace(resource, state=ResourceState.REMOVED, pinned=False)

        return await self._change(actor, number, "remove", removed)

    async def _change(self, actor: Actor, number: Number, what: str, change: Callable[[Resource], Resource]) -> Edited:
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            resource = await uow.resources.get_numbered(number)
            if resource.state is ResourceState.REMOVED:
                raise UserError(t("“{title}” was removed from the library.", title=resource.title))
            if not may_change(actor, resource):
                raise UserError(t("Only who shared it and moderators can change “{title}”.", title=resource.title))
            revision = await uow.records.add_revision(
                actor.id, Subject.RESOURCE, resource.id, what, before(resource), now
            )
            changed = await store(uow, change(resource))
            await meet_wishes(uow, changed, now)
            if resource.shared_by != actor.id:
                await uow.records.audit(AuditEntry(actor.id, what, Subject.RESOURCE, resource.id, now))
            await uow.commit()
        self._bell.ring()
        return Edited(changed, revision)


async def add_to_library(uow: UnitOfWork, by: PersonId, new: NewResource, now: datetime) -> Shared:
    """Add it with its cards, so that *by* can undo it; what is listed already stays as it is."""
    try:
        resource = await uow.resources.add(new, now)
    except AlreadyThere as there:
        resource = await uow.resources.get_numbered(Number(there.number))
        if resource.state is ResourceState.LISTED:
            return Shared(resource, None)
        resource = await store(uow, _shared_again(resource, new))
    gone = {**before(resource), "state": ResourceState.REMOVED.value, "pinned": False}
    revision = await uow.records.add_revision(by, Subject.RESOURCE, resource.id, "share", gone, now)
    await meet_wishes(uow, resource, now)
    await want_cards(uow, resource)
    return Shared(resource, revision)


def new_file(file: StoredFile, title: str, about: str, tags: Iterable[str], topic: Topic | None) -> NewResource:
    page, topic_id = page_in(file.page, topic), topic.id if topic else None
    return NewResource("", page, title or stem_of(file.name), about, tuple(tags), topic_id, file=file)


def _new(
    actor: Actor, url: str, title: str, about: str, topic: Topic | None, tags: Iterable[str], seen: Seen | None
) -> NewResource:
    named = title or (seen.title if isinstance(seen, Opened) else "") or address_as_title(url)
    topic_id, locked = topic.id if topic else None, isinstance(seen, Locked)
    return NewResource(
        url,
        page_in(page_of(url), topic),
        named,
        about,
        tuple(tags),
        topic_id,
        actor.id,
        actor.person.name,
        locked=locked,
    )


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
        locked=new.locked,
        unopened_at=None,
        details=new.details,
        file=new.file,
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
