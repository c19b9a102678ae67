"""Looking again and again at what the library links to, a little at a time; nothing of an address is logged."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock, MachineClock, wait_for_ring
from bot.domain.delivery import NewDelivery, NewPlacement, PlacementKind
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import PersonId
from bot.domain.links import (
    ANSWERED_WITHIN,
    Gone,
    LinkCheck,
    Locked,
    Opened,
    Seen,
    Step,
    Unclear,
    address_as_title,
    looked,
)
from bot.domain.resources import Resource, ResourceState
from bot.domain.sight import EVERYTHING
from bot.domain.subjects import Subject
from bot.domain.topics import Topic
from bot.errors import described
from bot.ports.links import Pages
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.cataloguing import store
from bot.services.moderators import moderators_channel
from bot.services.wishes import meet_wishes

EVERY = 60.0
"""Seconds between two looks for what is due."""
AT_ONCE = 8
CLAIMED_FOR = timedelta(minutes=10)
"""How long a page is this process's to look at: what it leaves undone is looked at again after that."""


@dataclass(frozen=True, slots=True)
class _Looked:
    resource: Resource
    seen: Seen


class LinkWatch:
    """Does nothing where *pages* is None."""

    def __init__(self, storage: Storage, clock: Clock, machine: MachineClock, bell: Bell, pages: Pages | None) -> None:
        self._storage = storage
        self._clock = clock
        self._machine = machine
        self._bell = bell
        self._pages = pages
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look now for what is due."""
        self._woken.set()

    async def run(self, stopping: asyncio.Event) -> None:
        ending = asyncio.create_task(self._wake_at(stopping))
        try:
            while not stopping.is_set():
                self._woken.clear()
                if not await self._look_at_some(stopping):
                    await wait_for_ring(self._woken, self._machine, EVERY)
        finally:
            ending.cancel()
            await asyncio.gather(ending, return_exceptions=True)

    async def _wake_at(self, stopping: asyncio.Event) -> None:
        await stopping.wait()
        self._woken.set()

    async def _look_at_some(self, stopping: asyncio.Event) -> bool:
        """Look at some of what is due and return whether there was any."""
        if self._pages is None:
            return False
        due = await self._claim()
        for found in await _look(self._pages, due, stopping):
            await self._record(found)
        return bool(due)

    async def _claim(self) -> Sequence[Resource]:
        """Return what is due, and put its next look off for as long as this one may take."""
        now = self._clock.now()
        claimed: list[Resource] = []
        for community in await self._storage.installation.communities():
            async with self._storage.read(community.id, sight=EVERYTHING) as uow:
                if not await uow.link_checks.due(now, 1):
                    continue
            async with self._storage.write(community.id, sight=EVERYTHING) as uow:
                due = await uow.link_checks.due(now, AT_ONCE)
                await uow.link_checks.put([replace(check, look_at=now + CLAIMED_FOR) for check, _ in due])
                await uow.commit()
            claimed += [resource for _, resource in due]
        return claimed

    async def _record(self, found: _Looked) -> None:
        now = self._clock.now()
        async with self._storage.write(found.resource.community_id, sight=EVERYTHING) as uow:
            resource = await uow.resources.get(found.resource.id)
            if resource.state is ResourceState.REMOVED or resource.url != found.resource.url:
                return
            check = await uow.link_checks.get(resource.id)
            after, step = looked(check, found.seen, now)
            new = _as_seen(resource, check, found.seen, step, now)
            if new != resource:
                new = await store(uow, new)
                await meet_wishes(uow, new, now)
            await uow.link_checks.put([await _asking(uow, new, after, step, now)])
            await uow.commit()
        if isinstance(found.seen, Unclear):
            log = structlog.get_logger("links")
            log.info("nothing learnt of a page", resource=resource.number, why=found.seen.why)
        self._bell.ring()


async def _look(pages: Pages, due: Sequence[Resource], stopping: asyncio.Event) -> Sequence[_Looked]:
    """Look at all of *due* at once; at none where the program stops meanwhile."""
    looks = [asyncio.create_task(_seen(pages, resource)) for resource in due]
    ending = asyncio.create_task(_end(looks, stopping))
    try:
        return [found for found in await asyncio.gather(*looks, return_exceptions=True) if isinstance(found, _Looked)]
    finally:
        ending.cancel()
        await asyncio.gather(ending, return_exceptions=True)


async def _seen(pages: Pages, resource: Resource) -> _Looked:
    try:
        return _Looked(resource, await pages.look(resource.url))
    except Exception as error:  # noqa: BLE001 - a page that nobody thought of keeps no other from being looked at
        structlog.get_logger("links").error("look failed", resource=resource.number, error=described(error))
        return _Looked(resource, Unclear(type(error).__name__))


async def _end(looks: Sequence[asyncio.Task[_Looked]], stopping: asyncio.Event) -> None:
    await stopping.wait()
    for look in looks:
        look.cancel()


def _as_seen(resource: Resource, check: LinkCheck, seen: Seen, step: Step, now: datetime) -> Resource:
    """Return the resource as its cards are to show it after the look."""
    match seen:
        case Opened(title):
            wanted = title and check.title_until is not None and resource.title == address_as_title(resource.url)
            named = replace(resource, title=title) if wanted else resource
            return replace(named, locked=False, unopened_at=None)
        case Locked():
            return replace(resource, locked=True, unopened_at=None)
        case Gone():
            return replace(resource, unopened_at=now) if step is Step.ASK else resource
        case Unclear():
            return resource


async def _asking(uow: UnitOfWork, resource: Resource, check: LinkCheck, step: Step, now: datetime) -> LinkCheck:
    """Ask what *step* asks for; of what is private to a channel its card tells there, and nobody elsewhere."""
    topic = await uow.topics.get(resource.topic_id) if resource.topic_id is not None else None
    if topic is not None and topic.private:
        return check
    match step:
        case Step.ASK if resource.shared_by is not None:
            await _ask(uow, resource, resource.shared_by, now)
        case Step.ASK | Step.PASS_ON:
            await _ask_others(uow, resource, topic, now)
            return replace(check, passed_on_at=now)
        case Step.NOTHING | Step.BACK:
            pass
    return check


async def _ask(uow: UnitOfWork, resource: Resource, person: PersonId, now: datetime) -> None:
    asked = NewDelivery(
        resource.community_id, Subject.RESOURCE, resource.id, now.date().isoformat(), DeliveryKind.LINK_GONE, 1, now,
        now + ANSWERED_WITHIN, person_id=person,
    )  # fmt: skip
    await uow.deliveries.add([asked])


async def _ask_others(uow: UnitOfWork, resource: Resource, topic: Topic | None, now: datetime) -> None:
    """Ask who look after the topic; where nobody else does, the moderators."""
    caretakers = await uow.tending.caretakers(topic.id) if topic is not None else ()
    if others := [each.id for each in caretakers if each.id != resource.shared_by]:
        for person in others:
            await _ask(uow, resource, person, now)
        return
    if (where := await moderators_channel(uow)) is not None:
        workspace, channel = where
        card = (resource.community_id, PlacementKind.CARD, Subject.LINK_QUESTION, resource.id, workspace.id)
        await uow.placements.want(NewPlacement(*card, channel.external_id, resource.revision))
