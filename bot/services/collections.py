"""Collections: made by anybody for colleagues, arranged by who made them and by moderators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.collections import (
    ABOUT_MOST,
    BROUGHT_BACK_WITHIN,
    COLLECTIONS_MOST,
    NAME_MOST,
    RESOURCES_MOST,
    Collection,
    Contents,
    Gathered,
    is_about,
    is_seen,
    may_arrange,
)
from bot.domain.ids import Number
from bot.domain.records import AuditEntry
from bot.domain.resources import Resource, ResourceState
from bot.domain.subjects import Subject
from bot.domain.words import named, storable
from bot.errors import FieldProblems, NotFound, UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.ui.text import t


class Collections:
    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def seen(self, actor: Actor) -> Sequence[Gathered]:
        """Return all that the actor is told of, the newest first."""
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            return [each for each in await uow.collections.open() if is_seen(actor, each)]

    async def about(self, actor: Actor, words: str, limit: int) -> Sequence[Gathered]:
        return [each for each in await self.seen(actor) if is_about(each.collection, words)][:limit]

    async def holding(self, actor: Actor, resource: Resource) -> Sequence[Collection]:
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            return await uow.collections.holding(resource.id)

    async def contents(self, actor: Actor, number: Number) -> Contents:
        """Return what is in it; raises NotFound where the actor is not told of it."""
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            gathered = await _get(uow, actor, number)
            return Contents(gathered, await uow.collections.resources(gathered.collection.id))

    async def make(self, actor: Actor, name: str, about: str, first: Number | None) -> Gathered:
        """Make one, with a resource in it or none; raises FieldProblems for a name that is there already."""
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            known = await uow.collections.open()
            if len(known) >= COLLECTIONS_MOST:
                many = t("There are {count} collections, and no more fit.", count=COLLECTIONS_MOST)
                raise UserError(many, " ", t("Remove one that nobody needs, then try again."))
            _refuse_taken(actor, known, name, None)
            resource = None if first is None else await _listed(uow, first)
            words = (storable(name)[:NAME_MOST], storable(about)[:ABOUT_MOST])
            made = await uow.collections.add(*words, actor.id, self._clock.now())
            if resource is not None:
                await uow.collections.put(made.id, resource.id)
            await uow.commit()
        return Gathered(made, int(resource is not None), actor.person.name)

    async def change(self, actor: Actor, number: Number, name: str, about: str) -> Collection:
        """Give it another name and say what it is for; raises as ``make``, and UserError for who may not."""
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            collection = await _arranged(uow, actor, number)
            _refuse_taken(actor, await uow.collections.open(), name, collection)
            changed = replace(collection, name=storable(name)[:NAME_MOST], about=storable(about)[:ABOUT_MOST])
            await uow.collections.update(changed)
            await self._note(uow, actor, changed, "edit")
            await uow.commit()
        return changed

    async def put(self, actor: Actor, number: Number, resource: Number) -> tuple[Collection, Resource, bool]:
        """Put a resource at its end; the third says whether it was not in already."""
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            collection, wanted = await _arranged(uow, actor, number), await _listed(uow, resource)
            if len(await uow.collections.resources(collection.id)) >= RESOURCES_MOST:
                raise UserError(t("“{name}” holds {count} resources, and no more fit.", name=collection.name,
                                  count=RESOURCES_MOST))  # fmt: skip
            added = await uow.collections.put(collection.id, wanted.id)
            await uow.commit()
        return collection, wanted, added

    async def take_out(self, actor: Actor, number: Number, resource: Number) -> tuple[Collection, Resource]:
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            collection, wanted = await _arranged(uow, actor, number), await _listed(uow, resource)
            await uow.collections.take_out(collection.id, wanted.id)
            await self._note(uow, actor, collection, "take out")
            await uow.commit()
        return collection, wanted

    async def put_first(self, actor: Actor, number: Number, resource: Number) -> None:
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            collection, wanted = await _arranged(uow, actor, number), await _listed(uow, resource)
            await uow.collections.put_first(collection.id, wanted.id)
            await uow.commit()

    async def remove(self, actor: Actor, number: Number) -> Collection:
        """Take it off the list; what is in it stays in the library."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            collection = await _arranged(uow, actor, number)
            await uow.collections.update(replace(collection, removed_at=now))
            await self._note(uow, actor, collection, "remove")
            await uow.commit()
        return collection

    async def bring_back(self, actor: Actor, number: Number) -> Collection:
        """List it again; raises UserError after 7 days, and NotFound for who may not."""
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            collection = (await uow.collections.get_numbered(number)).collection
            if collection.removed_at is None or not may_arrange(actor, collection):
                raise NotFound("nothing to bring back")
            if self._clock.now() - collection.removed_at > BROUGHT_BACK_WITHIN:
                raise UserError(t("It is too late to bring “{name}” back.", name=collection.name))
            _refuse_taken(actor, await uow.collections.open(), collection.name, collection)
            await uow.collections.update(replace(collection, removed_at=None))
            await self._note(uow, actor, collection, "bring back")
            await uow.commit()
        return collection

    async def _note(self, uow: UnitOfWork, actor: Actor, collection: Collection, what: str) -> None:
        """Record what a moderator does to what is not theirs."""
        if collection.made_by != actor.id:
            entry = AuditEntry(actor.id, what, Subject.COLLECTION, collection.id, self._clock.now())
            await uow.records.audit(entry)


async def _get(uow: UnitOfWork, actor: Actor, number: Number) -> Gathered:
    gathered = await uow.collections.get_numbered(number)
    if not is_seen(actor, gathered):
        raise NotFound("a collection that is not seen")
    return gathered


async def _arranged(uow: UnitOfWork, actor: Actor, number: Number) -> Collection:
    collection = (await _get(uow, actor, number)).collection
    if not may_arrange(actor, collection):
        raise UserError(t("Only who made “{name}” and moderators can change it.", name=collection.name))
    return collection


async def _listed(uow: UnitOfWork, number: Number) -> Resource:
    resource = await uow.resources.get_numbered(number)
    if resource.state is ResourceState.REMOVED:
        raise UserError(t("“{title}” was removed from the library.", title=resource.title))
    return resource


def _refuse_taken(actor: Actor, known: Sequence[Gathered], name: str, but: Collection | None) -> None:
    """Raise FieldProblems where the actor is told of another of that name."""
    for each in (gathered.collection for gathered in known if is_seen(actor, gathered)):
        if named(each.name) == named(name) and (but is None or each.id != but.id):
            taken = t("“{name}” is there already, as collection {number}.", name=each.name, number=each.number)
            raise FieldProblems({"name": taken})
