"""Taking the library along: all of it that the community's people may have."""

from __future__ import annotations

from bot.clock import Clock
from bot.domain.collections import Filed
from bot.domain.exports.library import Entry, Library
from bot.domain.ids import CommunityId, Number, PersonId, TopicId
from bot.domain.records import AuditEntry
from bot.domain.responses import NOTHING_SAID
from bot.domain.sight import EVERYTHING, PUBLIC
from bot.domain.subjects import Subject
from bot.domain.topics import Topic
from bot.ports.storage import Storage, UnitOfWork

AT_ONCE = 500


class Exporting:
    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def library(self, community: CommunityId, by: PersonId | None, *, with_private: bool = False) -> Library:
        """Return all listed resources as of one moment; what is private to a channel only *with_private*.

        It is noted *by* whom, which is None for whoever runs the installation.
        """
        now = self._clock.now()
        async with self._storage.write(community, None, EVERYTHING if with_private else PUBLIC) as uow:
            entries, collections = await _entries(uow), await _collections(uow)
            name = (await uow.communities.get()).name
            await uow.records.audit(AuditEntry(by, "export", Subject.COMMUNITY, community, now))
            await uow.commit()
        return Library(name, now, entries, collections)


async def _entries(uow: UnitOfWork) -> list[Entry]:
    entries: list[Entry] = []
    topics: dict[TopicId, Topic] = {}
    last = Number(0)
    while some := await uow.resources.listed(last, AT_ONCE):
        said = await uow.responses.filed([resource.id for resource in some])
        for resource in some:
            if resource.topic_id is not None and resource.topic_id not in topics:
                topics[resource.topic_id] = await uow.topics.get(resource.topic_id)
            topic = topics[resource.topic_id] if resource.topic_id is not None else None
            entries.append(Entry(resource, topic, said.get(resource.id, NOTHING_SAID)))
        last = some[-1].number
    return entries


async def _collections(uow: UnitOfWork) -> list[Filed]:
    """Return those in which something is, the oldest first."""
    found = []
    for gathered in reversed(await uow.collections.open()):
        inside = await uow.collections.resources(gathered.collection.id)
        if pages := tuple(each.url if each.file is None else each.file.named for each in inside):
            found.append(Filed(gathered.collection.name, gathered.collection.about, pages))
    return found
