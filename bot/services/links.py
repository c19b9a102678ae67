"""Looking at what people share, and answering what a page that does not open asks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.ids import Number
from bot.domain.links import TRUSTED, LinkCheck, Seen, Unclear
from bot.domain.pages import page_of
from bot.domain.records import AuditEntry
from bot.domain.resources import Resource, ResourceState
from bot.domain.subjects import Subject
from bot.errors import FieldProblems, UserError
from bot.ports.links import Pages
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.cataloguing import before, may_change, store
from bot.services.resources import Edited
from bot.ui.text import t

GLANCE_SECONDS = 1.2
"""How long who shares a page is kept waiting for its title: forms of platforms live for 3 s."""


class Links:
    """*pages* is None where nothing is to be looked at; *wake* lets what is due be looked at now."""

    def __init__(
        self, storage: Storage, clock: Clock, bell: Bell, pages: Pages | None, wake: Callable[[], None]
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell
        self._pages = pages
        self._wake = wake

    @property
    def looks(self) -> bool:
        """Whether pages are looked at in this installation."""
        return self._pages is not None

    async def glance(self, url: str) -> Seen | None:
        """Return what a stranger sees there; None if the page does not answer while somebody waits."""
        if self._pages is None:
            return Unclear("switched off")
        try:
            async with asyncio.timeout(GLANCE_SECONDS):
                return await self._pages.look(url)
        except TimeoutError:
            return None

    def look_soon(self) -> None:
        """Look now at what is due: it was stored a moment ago."""
        self._wake()

    async def moved(self, actor: Actor, number: Number, url: str) -> Edited:
        """Give the resource the address that its page has now; raises FieldProblems where that is in the library."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            old = await _mendable(uow, actor, number)
            if old.file is not None:
                raise UserError(t("“{title}” is a file and has no address.", title=old.title))
            was = {**before(old), "url": old.url, "page": old.page}
            revision = await uow.records.add_revision(actor.id, Subject.RESOURCE, old.id, "move", was, now)
            there = await uow.resources.find_page(page_of(url))
            if there is not None and there.id != old.id:
                said = t("That page is in the library already, as #{number}.", number=there.number)
                raise FieldProblems({"link": said})
            new = await store(uow, replace(old, url=url, page=page_of(url), locked=False, unopened_at=None))
            await uow.link_checks.put([LinkCheck(new.id, now)])
            await _note(uow, actor, new, "move", self._clock)
            await uow.commit()
        self._bell.ring()
        self._wake()
        return Edited(new, revision)

    async def remove(self, actor: Actor, number: Number) -> Edited:
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            old = await _mendable(uow, actor, number)
            revision = await uow.records.add_revision(actor.id, Subject.RESOURCE, old.id, "remove", before(old), now)
            new = await store(uow, replace(old, state=ResourceState.REMOVED, pinned=False))
            await _note(uow, actor, new, "remove", self._clock)
            await uow.commit()
        self._bell.ring()
        return Edited(new, revision)

    async def works(self, actor: Actor, number: Number) -> Resource:
        """Take somebody's word that the page opens, and leave it alone for a while."""
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            resource = await _mendable(uow, actor, number)
            if resource.unopened_at is None:
                return resource
            resource = await store(uow, replace(resource, unopened_at=None))
            await uow.link_checks.put([LinkCheck(resource.id, self._clock.now() + TRUSTED)])
            await uow.commit()
        self._bell.ring()
        return resource


async def may_mend(uow: UnitOfWork, actor: Actor, resource: Resource) -> bool:
    """Return whether the actor may say what becomes of it: also who looks after its topic, once it does not open."""
    if may_change(actor, resource):
        return True
    if resource.unopened_at is None or resource.topic_id is None:
        return False
    return any(each.id == actor.id for each in await uow.tending.caretakers(resource.topic_id))


async def _mendable(uow: UnitOfWork, actor: Actor, number: Number) -> Resource:
    resource = await uow.resources.get_numbered(number)
    if resource.state is ResourceState.REMOVED:
        raise UserError(t("“{title}” was removed from the library.", title=resource.title))
    if not await may_mend(uow, actor, resource):
        raise UserError(t("Only who shared it and moderators can change “{title}”.", title=resource.title))
    return resource


async def _note(uow: UnitOfWork, actor: Actor, resource: Resource, act: str, clock: Clock) -> None:
    if resource.shared_by != actor.id:
        await uow.records.audit(AuditEntry(actor.id, act, Subject.RESOURCE, resource.id, clock.now()))
