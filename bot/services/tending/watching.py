"""What is looked after without anybody asking: topics into which nothing comes, and channels that somebody closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.community import Workspace, WorkspaceState
from bot.domain.delivery import PlacementKind
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import CommunityId, Number, WorkspaceId
from bot.domain.sight import EVERYTHING
from bot.domain.subjects import Subject
from bot.domain.tending import QUIET_AFTER
from bot.domain.topics import Topic, TopicChannel, TopicState, channel_name
from bot.errors import NotFound, UserError
from bot.ports.platform import RefusalReason, Refused
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.sending import Post
from bot.services.tending.grounds import get_open, refuse_strangers, to_person, want_card
from bot.services.topics import free_name, taken_names
from bot.ui.text import t

AT_ONCE = 20
GONE = (RefusalReason.CHANNEL_GONE, RefusalReason.CHANNEL_ARCHIVED, RefusalReason.NOT_IN_CHANNEL)


class Watching:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell, post: Post) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell
        self._post = post

    async def used(self, actor: Actor, number: Number) -> Topic:
        """Note that it is still in use: for another 60 days nobody is asked."""
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            topic = await get_open(uow, number)
            await refuse_strangers(uow, actor, topic)
            await uow.tending.update(replace(topic, used_at=self._clock.now()))
            await uow.commit()
        return topic

    async def ask_about_quiet(self) -> None:
        """Ask who looks after it about each topic into which nothing has come for 60 days."""
        now = self._clock.now()
        for community in await self._storage.installation.communities():
            async with self._storage.read(community.id, sight=EVERYTHING) as uow:
                found = await uow.tending.quiet(now - QUIET_AFTER, AT_ONCE)
                joined = await uow.communities.workspaces(WorkspaceState.JOINED)
                places = {topic.id: await uow.topics.channels(topic.id) for topic in found}
            for topic in found:
                said = await self._last_said(joined, places[topic.id])
                await self._ask(community.id, topic, said, now)

    async def _ask(self, community: CommunityId, topic: Topic, said: datetime | None, now: datetime) -> None:
        async with self._storage.write(community, sight=EVERYTHING) as uow:
            known = await uow.tending.exact(topic.id)
            if said is not None and now - said < QUIET_AFTER:
                await uow.tending.update(replace(known, used_at=said))
            elif caretakers := await uow.tending.caretakers(topic.id):
                await uow.tending.update(replace(known, asked_at=now))
                once = now.date().isoformat()
                await uow.deliveries.add(
                    [to_person(topic, DeliveryKind.TOPIC_QUIET, once, each.id, now) for each in caretakers]
                )
            else:
                await uow.tending.update(replace(known, asked_at=now))
                await want_card(uow, known)
            await uow.commit()
        self._bell.ring()

    async def _last_said(self, joined: Sequence[Workspace], channels: Sequence[TopicChannel]) -> datetime | None:
        """Return when something was written last in any of its channels, as far as the platforms say."""
        where = {workspace.id: workspace for workspace in joined}
        found = []
        for channel in channels:
            workspace = where.get(channel.workspace_id)
            messenger = self._post.messenger(workspace) if workspace else None
            if workspace and messenger and channel.external_id:
                found.append(await messenger.last_said(workspace.external_id, channel.external_id))
        return max((each for each in found if each is not None), default=None)

    async def look_for_channels(self) -> None:
        """Look whether the topics' channels are still there; who looks after a topic is told once that one is not."""
        for community in await self._storage.installation.communities():
            async with self._storage.read(community.id, sight=EVERYTHING) as uow:
                joined = await uow.communities.workspaces(WorkspaceState.JOINED)
                topics = [each for each in await uow.topics.matching("", 500) if each.state is TopicState.OPEN]
                places = [(topic, channel) for topic in topics for channel in await uow.topics.channels(topic.id)]
            for workspace in joined:
                here = [each for each in places if each[1].workspace_id == workspace.id and each[1].external_id]
                for topic, channel, gone in await self._missing(workspace, here):
                    await self._note_gone(community.id, topic, channel, gone)

    async def _missing(
        self, workspace: Workspace, here: Sequence[tuple[Topic, TopicChannel]]
    ) -> Sequence[tuple[Topic, TopicChannel, str]]:
        """Return the topics whose channel is newly gone, or newly back (an empty reason)."""
        messenger = self._post.messenger(workspace)
        seen = await messenger.channels(workspace.external_id) if messenger and here else ()
        if messenger is None or not seen:
            return ()
        there = {each.external_id for each in seen}
        changed = []
        for topic, channel in here:
            if channel.external_id in there:
                if channel.gone:
                    changed.append((topic, channel, ""))
            elif not channel.gone and channel.external_id:
                told = await self._post.within_time(messenger.join_channel(workspace.external_id, channel.external_id))
                if isinstance(told, Refused) and told.reason in GONE:
                    changed.append((topic, channel, told.reason.value))
        return changed

    async def _note_gone(self, community: CommunityId, topic: Topic, channel: TopicChannel, gone: str) -> None:
        now = self._clock.now()
        async with self._storage.write(community, sight=EVERYTHING) as uow:
            await uow.topics.set_channel(replace(channel, gone=gone))
            if gone:
                once = f"{int(channel.workspace_id)}.{now:%Y%m%d%H%M%S}"
                caretakers = await uow.tending.caretakers(topic.id)
                kind = DeliveryKind.TOPIC_CHANNEL
                await uow.deliveries.add([to_person(topic, kind, once, each.id, now) for each in caretakers])
            await uow.commit()
        self._bell.ring()

    async def make_channel(self, actor: Actor, number: Number, place: WorkspaceId, name: str = "") -> Topic:
        """Ask for a new channel where the topic has none that is of use; *name* is another than the topic's."""
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            topic = await get_open(uow, number)
            await refuse_strangers(uow, actor, topic)
            await _make(uow, topic, place, name)
            await uow.commit()
        self._bell.ring()
        return topic


async def _make(uow: UnitOfWork, topic: Topic, place: WorkspaceId, name: str) -> None:
    known = {each.workspace_id: each for each in await uow.topics.channels(topic.id)}.get(place)
    card = await uow.placements.find(PlacementKind.CHANNEL, Subject.TOPIC, topic.id, place)
    if known is None or card is None:
        raise NotFound("no channel there")
    if known.external_id and not known.gone and not card.error:
        raise UserError(t("#{channel} is there and of use.", channel=known.name))
    taken = await taken_names(uow, place)
    wanted = free_name(channel_name(name or topic.name), taken)
    await uow.topics.set_channel(TopicChannel(topic.id, place, wanted))
    await uow.placements.begin_anew(PlacementKind.CHANNEL, Subject.TOPIC, topic.id, place)
