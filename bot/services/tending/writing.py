"""Who looks after a topic writes to those who follow it: once a week, privately, each of them."""

from __future__ import annotations

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import Number, PersonId
from bot.domain.records import AuditEntry
from bot.domain.subjects import Subject
from bot.domain.topic_messages import APART
from bot.domain.topics import Topic
from bot.errors import UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.tending.grounds import get_open, refuse_strangers, to_person
from bot.ui.model import When
from bot.ui.text import t


class WritingToFollowers:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def ask(self, actor: Actor, number: Number) -> tuple[Topic, int]:
        """Return the topic and how many would be written to; raises UserError where it may not be or not yet."""
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            topic, people = await self._addressed(uow, actor, number)
            return topic, len(people)

    async def write(self, actor: Actor, number: Number, body: str) -> int:
        """Send *body* to each person who follows the topic, but the writer, and return how many that are."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            topic, people = await self._addressed(uow, actor, number)
            said = await uow.topic_messages.add(topic.id, body, actor.id, now)
            kind, occurrence = DeliveryKind.TOPIC_MESSAGE, str(said.number)
            await uow.deliveries.add([to_person(topic, kind, occurrence, person, now, APART) for person in people])
            await uow.records.audit(AuditEntry(actor.id, "wrote to followers", Subject.TOPIC, topic.id, now))
            await uow.commit()
        self._bell.ring()
        return len(people)

    async def _addressed(self, uow: UnitOfWork, actor: Actor, number: Number) -> tuple[Topic, list[PersonId]]:
        topic = await get_open(uow, number)
        await refuse_strangers(uow, actor, topic)
        last = await uow.topic_messages.last(topic.id)
        if last is not None and self._clock.now() < last.at + APART:
            again = t("The next can go out from {when} on.", when=When(last.at + APART))
            raise UserError(t("Those who follow {topic} were written to within a week.", topic=topic.name), " ", again)
        people = [person for person in await uow.topic_messages.followers(topic.id) if person != actor.id]
        if not people:
            raise UserError(t("Nobody else follows {topic} yet, so there is nobody to write to.", topic=topic.name))
        return topic, people
