"""Topics that members propose: they open once enough people would join, looked after by who proposed them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.community import WorkspaceState
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import Number, PersonId
from bot.domain.records import AuditEntry
from bot.domain.subjects import Subject
from bot.domain.topics import Topic, TopicState
from bot.errors import AlreadyThere, UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.tending.grounds import get_living, near, renew_card, to_person, want_card
from bot.services.topics import want_channel
from bot.ui.model import Button
from bot.ui.text import t

MOST_PROPOSED = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a proposed topic stands: *wanting* of *needed* people would join; *new* says that the actor is one more."""

    topic: Topic
    wanting: int
    needed: int
    new: bool


class Proposing:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def near(self, actor: Actor, name: str) -> Sequence[Topic]:
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            return await near(uow, name)

    async def propose(self, actor: Actor, name: str, about: str) -> Wanted:
        """Post it in the topics channels, wanted by the actor; opens at once where one person is enough."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            theirs = await uow.tending.tended_by(actor.id)
            if sum(each.state is TopicState.PROPOSED for each in theirs) >= MOST_PROPOSED:
                raise UserError(
                    t("{count} topics that you proposed wait for people already.", count=MOST_PROPOSED), " ",
                    t("Take one back first, or tell colleagues about it."),
                )  # fmt: skip
            topic = await add_proposed(uow, actor.id, name, about, now)
            wanted = await self._wanted_by(uow, actor, topic, now)
            await uow.commit()
        self._bell.ring()
        return wanted

    async def want(self, actor: Actor, number: Number) -> Wanted:
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            topic = await get_living(uow, number)
            if topic.state is TopicState.OPEN:
                new = await uow.topics.follow(topic.id, actor.id, now)
                await uow.commit()
                return Wanted(topic, 0, 0, new)
            wanted = await self._wanted_by(uow, actor, topic, now)
            await uow.commit()
        self._bell.ring()
        return wanted

    async def unwant(self, actor: Actor, number: Number) -> Topic:
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            topic = await get_living(uow, number)
            if topic.state is TopicState.PROPOSED and await uow.tending.unwant(topic.id, actor.id):
                await renew_card(uow, topic)
            await uow.commit()
        self._bell.ring()
        return topic

    async def _wanted_by(self, uow: UnitOfWork, actor: Actor, topic: Topic, now: datetime) -> Wanted:
        new = await uow.tending.want(topic.id, actor.id, now)
        wanting, needed = await uow.tending.wanting(topic.id), (await uow.communities.get()).topic_opens_at
        if len(wanting) >= needed:
            topic = await open_topic(uow, topic, now)
        if new:
            await renew_card(uow, topic)
        return Wanted(topic, len(wanting), needed, new)


async def add_proposed(uow: UnitOfWork, person: PersonId, name: str, about: str, now: datetime) -> Topic:
    """Add a proposed topic with its card; raises UserError where one has that name."""
    try:
        topic = await uow.topics.add(name, about, person, now, TopicState.PROPOSED)
    except AlreadyThere as there:
        show = Button(t("Show it"), "topic.show", (there.number,), "primary")
        raise UserError(t("There is a topic called “{name}” already.", name=name), next_steps=(show,)) from None
    await want_card(uow, topic)
    await uow.records.audit(AuditEntry(person, "proposed", Subject.TOPIC, topic.id, now))
    return topic


async def open_topic(uow: UnitOfWork, topic: Topic, now: datetime) -> Topic:
    """Open a proposed topic: ask for its channels; who wanted it follows it from now on, and is told."""
    opened = replace(topic, state=TopicState.OPEN, used_at=now)
    await uow.tending.update(opened)
    for workspace in await uow.communities.workspaces(WorkspaceState.JOINED):
        await want_channel(uow, opened, workspace.id, "")
    wanting = await uow.tending.wanting(topic.id)
    for person in wanting:
        await uow.topics.follow(topic.id, person, now)
    told = [to_person(opened, DeliveryKind.TOPIC_OPENED, "opened", person, now) for person in wanting]
    await uow.deliveries.add(told)
    return opened
