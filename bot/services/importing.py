"""Bringing many links into the library at once, all or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.clock import Clock
from bot.domain.collections import RESOURCES_MOST, Filed
from bot.domain.community import WorkspaceState
from bot.domain.ids import CommunityId, Number, ResourceId, TopicId
from bot.domain.imports.plan import Beside
from bot.domain.imports.rows import FiledTopic
from bot.domain.records import AuditEntry
from bot.domain.resources import NewResource
from bot.domain.responses import Said
from bot.domain.subjects import Subject
from bot.domain.topics import TopicState
from bot.domain.words import named
from bot.ports.storage import Storage, UnitOfWork
from bot.services.topics import want_channel
from bot.services.wishes import meet_wishes_by

AT_ONCE = 100

Progress = Callable[[int, int], None]
"""Told how many links are done, and of how many."""

NOTHING_BESIDE: Final = Beside()


@dataclass(frozen=True, slots=True)
class Summary:
    """*known* were in the library before, listed or removed, and were left as they are; *topics* were or are made."""

    added: int
    known: int
    topics: tuple[str, ...] = ()
    renumbered: bool = False
    """Whether they had numbers in another library and have other ones here."""


class Importing:
    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def known(self, community: CommunityId, links: Sequence[NewResource]) -> int:
        """Return how many of *links* an import would find in the library, listed or removed."""
        async with self._storage.read(community) as uow:
            return len(await uow.resources.pages_known([link.page for link in links]))

    async def would(
        self, community: CommunityId, links: Sequence[NewResource], beside: Beside = NOTHING_BESIDE
    ) -> Summary:
        """Return what an import would come to."""
        async with self._storage.read(community) as uow:
            new = await _unknown(uow, links)
            _, missing = await _topics_there(uow, new, beside.topics)
            had = any(link.number is not None for link in new)
            renumbered = had and await uow.resources.last_number() > 0
            names = tuple(topic.name for topic in missing)
        return Summary(len(new), len(links) - len(new), names, renumbered)

    async def run(
        self,
        community: CommunityId,
        links: Sequence[NewResource],
        progress: Progress,
        beside: Beside = NOTHING_BESIDE,
    ) -> Summary:
        """Add those of *links*, each another page, that are not known; after a failure or a crash none was added.

        They get no card: that comes when somebody shares or pins one. A topic that is not here yet is made, and an
        open one gets its channels. In a library in which nothing was yet, everything keeps the number that it had in
        another one.
        """
        now, total, added = self._clock.now(), len(links), 0
        async with self._storage.write(community) as uow:
            new = await _unknown(uow, links)
            where, missing = await _topics_there(uow, new, beside.topics)
            for topic in missing:
                where[topic.number] = await _made(uow, topic, now)
            ready, renumbered = await _numbered(uow, [_placed(link, where, beside.topics, now) for link in new])
            known = total - len(ready)
            for start in range(0, len(ready), AT_ONCE):
                added += await uow.resources.add_many(ready[start : start + AT_ONCE], now)
                progress(known + min(start + AT_ONCE, len(ready)), total)
            await _bring_said(uow, links, ready, beside.said)
            await _collect(uow, beside.collections, now)
            if added:
                await meet_wishes_by(uow, [link.page for link in ready], now)
                await uow.records.audit(AuditEntry(None, "import", Subject.COMMUNITY, community, now))
            await uow.commit()
        return Summary(added, total - added, tuple(topic.name for topic in missing), renumbered)


async def _bring_said(
    uow: UnitOfWork, filed: Sequence[NewResource], came: Sequence[NewResource], said: Mapping[str, Said]
) -> None:
    """Bring what was said to what *came*; versions name their sources by the numbers that *filed* have."""
    pages = {link.number: link.page for link in filed if link.number is not None}
    its: dict[ResourceId, Said] = {}
    for page in (link.page for link in came if link.page in said):
        if (resource := await uow.resources.find_page(page)) is not None:
            its[resource.id] = said[page]
    await uow.responses.bring(its)
    for version, each in its.items():
        of = pages.get(each.version_of) if each.version_of is not None else None
        source = await uow.resources.find_page(of) if of is not None else None
        if source is not None:
            await uow.responses.adapt(version, source.id)


async def _collect(uow: UnitOfWork, filed: Sequence[Filed], now: datetime) -> None:
    """Make each collection that is not here by its name, of those of its pages that are; an empty one is not made."""
    known = {named(each.collection.name) for each in await uow.collections.open()} if filed else set()
    for each in filed:
        inside = [resource for page in each.pages if (resource := await uow.resources.find_page(page)) is not None]
        if inside and named(each.name) not in known:
            made = await uow.collections.add(each.name, each.about, None, now)
            known.add(named(each.name))
            for resource in inside[:RESOURCES_MOST]:
                await uow.collections.put(made.id, resource.id)


async def _unknown(uow: UnitOfWork, links: Sequence[NewResource]) -> Sequence[NewResource]:
    known = await uow.resources.pages_known([link.page for link in links])
    return [link for link in links if link.page not in known]


async def _topics_there(
    uow: UnitOfWork, new: Sequence[NewResource], topics: Mapping[str, FiledTopic]
) -> tuple[dict[int, TopicId], Sequence[FiledTopic]]:
    """Return the topics that are here already, by their number in the file, and those that are to be made."""
    wanted = {topic.number: topic for link in new if (topic := topics.get(link.page)) is not None}
    there: dict[int, TopicId] = {}
    missing: list[FiledTopic] = []
    for number in sorted(wanted):
        found = await uow.topics.find_named(wanted[number].name)
        if found is None:
            missing.append(wanted[number])
        else:
            there[number] = found.id
    # An archived one first: it may have the name of an open one, but cannot come after it.
    return there, sorted(missing, key=lambda topic: topic.state is not TopicState.ARCHIVED)


async def _made(uow: UnitOfWork, topic: FiledTopic, now: datetime) -> TopicId:
    twin = await uow.topics.find_named(topic.name)  # a file by hand may have an open topic twice
    if twin is not None:
        return twin.id
    made = await uow.topics.add(topic.name, topic.about, None, now, topic.state)
    if topic.state is TopicState.OPEN:
        for workspace in await uow.communities.workspaces(WorkspaceState.JOINED):
            await want_channel(uow, made, workspace.id, "")
    return made.id


def _placed(
    link: NewResource, where: Mapping[int, TopicId], topics: Mapping[str, FiledTopic], now: datetime
) -> NewResource:
    topic = topics.get(link.page)
    came = min(link.created_at, now) if link.created_at is not None else None
    return replace(link, topic_id=where[topic.number] if topic is not None else None, created_at=came)


async def _numbered(uow: UnitOfWork, links: Sequence[NewResource]) -> tuple[Sequence[NewResource], bool]:
    """Return them with their numbers, in order, or all without; and whether they lose numbers that they had."""
    had = [link for link in links if link.number is not None]
    if not had:
        return links, False
    if await uow.resources.last_number() > 0:
        return [replace(link, number=None) for link in links], True
    had.sort(key=lambda link: link.number or 0)
    last = had[-1].number or 0
    without = (link for link in links if link.number is None)
    return [*had, *(replace(link, number=Number(last + more)) for more, link in enumerate(without, 1))], False
