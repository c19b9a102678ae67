"""Announcements as those who made them see them: which there are, where each goes, and whether it fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.cards.announcements import post
from bot.domain.actor import Actor
from bot.domain.announcements import Announcement
from bot.domain.community import Purpose, WorkspaceState
from bot.domain.ids import AnnouncementId, Number, TopicId, WorkspaceId
from bot.domain.people import Platform, Role
from bot.domain.school_days import SchoolDays
from bot.domain.topics import Topic
from bot.errors import NotFound
from bot.ports.storage import Storage, UnitOfWork
from bot.services.school_days import school_days_of
from bot.services.sending import Post
from bot.ui.markup import blocks_of
from bot.ui.model import Reply, say


@dataclass(frozen=True, slots=True)
class Destination:
    """Where it will be posted in one workspace; no *channel* means that none was chosen or made yet."""

    workspace_id: WorkspaceId
    workspace: str
    platform: Platform
    channel: str
    channel_id: str


class AnnouncementReading:
    def __init__(self, storage: Storage, post: Post) -> None:
        self._storage = storage
        self._post = post

    def fits(self, body: str) -> bool:
        """Return whether *body*, said to be late, is one message on every platform that is connected."""
        late = Reply((say(" " * 200), *blocks_of(body)))
        return all(self._post.messages_needed(late, platform) == 1 for platform in self._post.platforms)

    def looks(self, announcement: Announcement) -> Mapping[Platform, Reply]:
        """Return how it comes out on each platform that is connected."""
        return {platform: self._post.first_message(post(announcement), platform) for platform in self._post.platforms}

    async def topics_of(self, actor: Actor, announcement: Announcement) -> Sequence[Topic]:
        async with self._storage.read(actor.community_id) as uow:
            return [await uow.topics.get(topic) for topic in announcement.topics]

    async def numbered(self, actor: Actor, number: Number) -> Announcement:
        """Return an announcement that the actor may manage: their own, or any for moderators; raises NotFound."""
        async with self._storage.read(actor.community_id) as uow:
            return _if_theirs(actor, await uow.announcements.get_numbered(number))

    async def known(self, actor: Actor, announcement: AnnouncementId) -> Announcement:
        """Return it by its id; raises NotFound as ``numbered`` does."""
        async with self._storage.read(actor.community_id) as uow:
            return _if_theirs(actor, await uow.announcements.get(announcement))

    async def listed(self, actor: Actor, before: Number | None, limit: int) -> Sequence[Announcement]:
        async with self._storage.read(actor.community_id) as uow:
            author = None if actor.role >= Role.MODERATOR else actor.id
            return await uow.announcements.listed(before, limit, author)

    async def matching(self, actor: Actor, typed: str, limit: int) -> Sequence[Announcement]:
        wanted = typed.strip().removeprefix("#").casefold()
        found = await self.listed(actor, None, 100)
        return [each for each in found if wanted in f"{each.number} {each.body}".casefold()][:limit]

    async def school_days(self, actor: Actor) -> SchoolDays:
        async with self._storage.read(actor.community_id) as uow:
            return await school_days_of(uow)

    async def destinations(self, actor: Actor, announcement: Announcement) -> Sequence[Destination]:
        async with self._storage.read(actor.community_id) as uow:
            return [each for place in announcement.places for each in await _destinations(uow, announcement, place)]


def _if_theirs(actor: Actor, found: Announcement) -> Announcement:
    if found.author_id != actor.id and actor.role < Role.MODERATOR:
        raise NotFound("somebody else's announcement")
    return found


async def _destinations(uow: UnitOfWork, announcement: Announcement, place: TopicId | None) -> Sequence[Destination]:
    topic_channels = {c.workspace_id: c for c in await uow.topics.channels(place)} if place is not None else {}
    own = {channel.workspace_id: channel for channel in announcement.channels}
    found = []
    for workspace in await uow.communities.workspaces(WorkspaceState.JOINED):
        if place is not None:
            at = topic_channels.get(workspace.id)
            name, channel = (at.name, at.external_id or "") if at else ("", "")
        else:
            chosen = own.get(workspace.id) or (await uow.communities.channels(workspace.id)).get(Purpose.ANNOUNCEMENTS)
            name, channel = (chosen.name, chosen.external_id) if chosen else ("", "")
        found.append(Destination(workspace.id, workspace.name, workspace.platform, name, channel))
    return found
