"""Topics: opened on every workspace of the community at once, listed, followed."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.community import ChannelRef, Workspace, WorkspaceState
from bot.domain.delivery import NewPlacement, Placement, PlacementKind
from bot.domain.ids import Number, PersonId, WorkspaceId
from bot.domain.people import Person
from bot.domain.records import AuditEntry
from bot.domain.resources import Resource
from bot.domain.subjects import Subject
from bot.domain.tending import is_about
from bot.domain.topics import Topic, TopicChannel, TopicState, TopicSummary, channel_name
from bot.domain.words import fold
from bot.errors import AlreadyThere, NotFound, UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.ui.model import Button
from bot.ui.text import t

PAGE = 8
PROPOSED_SHOWN = 3
MOST_TOPICS = 500  # as many channels as a Discord server holds


@dataclass(frozen=True, slots=True)
class TopicView:
    """A topic with what is in it and how its channels stand."""

    summary: TopicSummary
    followed: bool
    pinned: Sequence[Resource]
    newest: Sequence[Resource]
    channels: Sequence[tuple[Workspace, TopicChannel | None, Placement | None]]
    """(workspace, its channel, how that stands) for each joined workspace."""
    caretakers: Sequence[Person]
    names: Sequence[str]
    """Other names by which it is found."""
    wanting: Sequence[PersonId]
    """Who would join, of a topic that is proposed."""
    credited: Person | None
    """In whose words it began, if they want to be named."""


async def want_channels(uow: UnitOfWork, workspace: WorkspaceId) -> None:
    """Ask for a channel of each open topic in a workspace that has just become part of the community."""
    for topic in await uow.topics.matching("", MOST_TOPICS):
        if topic.state is TopicState.OPEN:
            await want_channel(uow, topic, workspace, "")


async def want_channel(uow: UnitOfWork, topic: Topic, workspace: WorkspaceId, adopt: str) -> None:
    """Ask for the topic's channel, under a name that no other topic and no channel of ours has there."""
    known = await uow.topics.channels(topic.id)
    if not adopt and not any(channel.workspace_id == workspace for channel in known):
        name = free_name(channel_name(topic.name), await taken_names(uow, workspace))
        await uow.topics.set_channel(TopicChannel(topic.id, workspace, name))
    made = NewPlacement(topic.community_id, PlacementKind.CHANNEL, Subject.TOPIC, topic.id, workspace, adopt, 1)
    await uow.placements.want(made)


async def taken_names(uow: UnitOfWork, workspace: WorkspaceId) -> frozenset[str]:
    """Return the names of the channels in the workspace that are topics' or chosen for something."""
    chosen = await uow.communities.channels(workspace)
    return await uow.topics.channel_names(workspace) | {channel.name for channel in chosen.values()}


def free_name(name: str, taken: frozenset[str]) -> str:
    """Return *name*, or with the first number behind it that makes it one that is not *taken*."""
    numbered = (f"{name[:76]}-{number}" for number in itertools.count(2))
    return next(each for each in itertools.chain((name,), numbered) if each not in taken)


class Topics:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def create(
        self, actor: Actor, name: str, about: str, adopt: ChannelRef | None, private: bool = False
    ) -> Topic:
        """Open a topic and ask for its channel on every workspace; *adopt* takes a channel of the actor's own one.

        With *private*, which that channel is, the topic is known there alone; raises UserError for who acts elsewhere.
        """
        now = self._clock.now()
        if private and (adopt is None or actor.channel != adopt.external_id):
            raise UserError(
                t("#{channel} is private, so I cannot tell from here whether you are in it.",
                  channel=adopt.name if adopt else ""), " ", t("Use the command in that channel itself."),
            )  # fmt: skip
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            await _refuse_adopted(uow, actor, adopt)
            try:
                topic = await uow.topics.add(name, about, actor.id, now, private=private)
            except AlreadyThere as there:
                show = Button(t("Show it"), "topic.show", (there.number,), "primary")
                raise UserError(t("There is a topic called “{name}” already.", name=name), next_steps=(show,)) from None
            await uow.topics.follow(topic.id, actor.id, now)
            for workspace in await uow.communities.workspaces(WorkspaceState.JOINED):
                own = adopt if actor.workspace and workspace.id == actor.workspace.id else None
                if own and private:
                    await uow.topics.set_channel(TopicChannel(topic.id, workspace.id, own.name, own.external_id))
                if own or not private:
                    await want_channel(uow, topic, workspace.id, own.external_id if own else "")
            await uow.records.audit(AuditEntry(actor.id, "created", Subject.TOPIC, topic.id, now))
            await uow.commit()
        self._bell.ring()
        return topic

    async def matching(self, actor: Actor, typed: str, limit: int) -> Sequence[Topic]:
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            return await uow.topics.matching(typed, limit)

    async def find(self, actor: Actor, name: str, number: Number | None) -> Topic | None:
        """Return the topic of that name, or else of that number."""
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            found = await uow.topics.find_named(name)
            if found is None and number is not None:
                try:
                    found = await uow.topics.get_numbered(number)
                except NotFound:
                    return None
            return found

    async def numbered(self, actor: Actor, number: Number) -> Topic:
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            return await uow.topics.get_numbered(number)

    async def here(self, actor: Actor, channel: str) -> Topic | None:
        """Return the topic that is talked about in this channel of the actor's workspace."""
        if actor.workspace is None or not channel:
            return None
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            return await uow.topics.find_by_channel(actor.workspace.id, channel)

    async def page(self, actor: Actor, after: Number | None) -> tuple[Sequence[TopicSummary], bool, int]:
        """Return a page of topics after the one numbered *after*, whether there is more, and how many in all."""
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            last = fold((await uow.topics.get_numbered(after)).name) if after is not None else ""
            found = await uow.topics.summaries(last, PAGE + 1)
            return found[:PAGE], len(found) > PAGE, await uow.topics.count()

    async def proposed(self, actor: Actor) -> Sequence[Topic]:
        """Return the newest topics that are proposed and wait for people."""
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            return await uow.tending.proposed(PROPOSED_SHOWN)

    async def filtered(self, actor: Actor, subject: str, grade: str, tag: str) -> Sequence[TopicSummary]:
        """Return the open topics about *subject*, for *grade* and with *tag*, as far as these are given, by name."""
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            tags = await uow.tending.tags()
            found = await uow.topics.summaries("", MOST_TOPICS)
        return [each for each in found if is_about(each.topic, tags.get(each.topic.id, ()), subject, grade, tag)]

    async def view(self, actor: Actor, topic: Topic) -> TopicView:
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            summary = await uow.topics.summary(topic.id)
            cards = await uow.placements.of_subject(Subject.TOPIC, topic.id)
            placed = {each.workspace_id: each for each in cards if each.kind is PlacementKind.CHANNEL}
            known = {channel.workspace_id: channel for channel in summary.channels}
            channels = [
                (workspace, known.get(workspace.id), placed.get(workspace.id))
                for workspace in await uow.communities.workspaces(WorkspaceState.JOINED)
            ]
            inside = await uow.resources.in_topic(topic.id, 10)
            pinned = [resource for resource in inside if resource.pinned]
            newest = [resource for resource in inside if not resource.pinned][:5]
            followed = await uow.topics.follows(topic.id, actor.id)
            people = (await uow.tending.caretakers(topic.id), await uow.tending.names(topic.id))
            wanting = await uow.tending.wanting(topic.id) if topic.state is TopicState.PROPOSED else ()
            credited = await uow.tending.credited(topic.id)
        return TopicView(summary, followed, pinned, newest, channels, *people, wanting, credited)

    async def follow(self, actor: Actor, topic: Topic) -> bool:
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            added = await uow.topics.follow(topic.id, actor.id, self._clock.now())
            await uow.commit()
            return added

    async def unfollow(self, actor: Actor, topic: Topic) -> bool:
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            removed = await uow.topics.unfollow(topic.id, actor.id)
            await uow.commit()
            return removed


async def _refuse_adopted(uow: UnitOfWork, actor: Actor, adopt: ChannelRef | None) -> None:
    if adopt is None or actor.workspace is None:
        return
    taken = await uow.topics.find_by_channel(actor.workspace.id, adopt.external_id)
    if taken is not None:
        raise UserError(
            t("#{channel} is the channel of the topic {topic} already.", channel=adopt.name, topic=taken.name)
        )
