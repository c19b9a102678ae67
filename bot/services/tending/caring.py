"""Looking after a topic: taken, handed over and given up; renamed; archived with a note and opened again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.delivery import DeliveryState, NewPlacement, PlacementKind
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import Number, PersonId, RevisionId
from bot.domain.people import Person, Role
from bot.domain.records import AuditEntry
from bot.domain.subjects import Subject
from bot.domain.topics import Topic, TopicState, channel_name
from bot.errors import AlreadyThere, UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.moderators import need_moderators_channel
from bot.services.tending.grounds import (
    get_living,
    get_open,
    looks_after,
    near,
    refuse_strangers,
    renew_card,
    to_person,
    want_card,
)
from bot.services.topics import free_name, taken_names
from bot.ui.model import Button, Command
from bot.ui.text import t


@dataclass(frozen=True, slots=True)
class Renamed:
    """*kept* are channels that keep their name, having been called otherwise than the topic."""

    topic: Topic
    was: str
    kept: Sequence[str]
    revision: RevisionId


class Caring:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def caretakers(self, actor: Actor, number: Number) -> Sequence[Person]:
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            return await uow.tending.caretakers((await uow.topics.get_numbered(number)).id)

    async def take(self, actor: Actor, number: Number) -> Topic:
        """Look after a topic that nobody does; a moderator may also look after one with others."""
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            topic = await get_living(uow, number)
            known = await uow.tending.caretakers(topic.id)
            if any(each.id == actor.id for each in known):
                return topic
            if known and actor.role < Role.MODERATOR:
                who = ", ".join(each.name for each in known)
                how = t("They hand it over with {command}.", command=Command("topics look-after"))
                raise UserError(t("{names} looks after {topic}.", names=who, topic=topic.name), " ", how)
            await self._set(uow, actor, topic, [*(each.id for each in known), actor.id], "looks after")
            await uow.commit()
        self._bell.ring()
        return topic

    async def hand_over(self, actor: Actor, number: Number, person: Person) -> Topic:
        """Ask *person* to look after it; until they agree everything stays as it is."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            topic = await get_living(uow, number)
            await refuse_strangers(uow, actor, topic)
            if await looks_after(uow, topic, person.id):
                raise UserError(t("{name} looks after {topic} already.", name=person.name, topic=topic.name))
            asked = to_person(topic, DeliveryKind.TOPIC_HANDED, f"{actor.id}.{now:%Y%m%d%H%M%S}", person.id, now)
            await uow.deliveries.add([asked])
            await uow.commit()
        self._bell.ring()
        return topic

    async def accept(self, actor: Actor, number: Number, giver: PersonId) -> Topic:
        """Take over from who handed it to the actor; raises UserError where nobody did, or it is no longer theirs."""
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            topic = await get_living(uow, number)
            if not await _was_handed(uow, topic, actor.id, giver):
                raise UserError(t("Nobody is asking you to look after {topic} any more.", topic=topic.name))
            known = [each.id for each in await uow.tending.caretakers(topic.id)]
            if actor.id not in known:
                after = [actor.id if each == giver else each for each in known]
                # A moderator gives away what nobody looks after, or lets somebody help.
                await self._set(uow, actor, topic, after if giver in known else [*known, actor.id], "looks after")
            await uow.commit()
        self._bell.ring()
        return topic

    async def give_up(self, actor: Actor, number: Number) -> Topic:
        """Leave it to the others who look after it; where nobody does, its card asks for somebody."""
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            topic = await get_living(uow, number)
            known = [each.id for each in await uow.tending.caretakers(topic.id)]
            if actor.id not in known:
                raise UserError(t("You do not look after {topic}.", topic=topic.name))
            await self._set(uow, actor, topic, [each for each in known if each != actor.id], "gave up")
            await uow.commit()
        self._bell.ring()
        return topic

    async def _set(self, uow: UnitOfWork, actor: Actor, topic: Topic, people: Sequence[PersonId], act: str) -> None:
        now = self._clock.now()
        await uow.tending.set_caretakers(topic.id, people)
        await uow.topics.follow(topic.id, actor.id, now)
        await uow.records.audit(AuditEntry(actor.id, act, Subject.TOPIC, topic.id, now))
        await seek_or_renew(uow, topic)

    async def near(self, actor: Actor, number: Number, name: str) -> Sequence[Topic]:
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            return await near(uow, name, but=await uow.topics.get_numbered(number))

    async def rename(self, actor: Actor, number: Number, name: str) -> Renamed:
        """Give it another name; it is found by the old one too, and channels named like it follow."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            topic = await get_living(uow, number)
            await refuse_strangers(uow, actor, topic)
            if name == topic.name:
                raise UserError(t("It is called {topic} already.", topic=topic.name))
            revision = await uow.records.add_revision(
                actor.id, Subject.TOPIC, topic.id, "rename", {"name": topic.name}, now
            )
            renamed, kept = await rename(uow, topic, name)
            await uow.records.audit(AuditEntry(actor.id, "rename", Subject.TOPIC, topic.id, now))
            await uow.commit()
        self._bell.ring()
        return Renamed(renamed, topic.name, kept, revision)

    async def archive(self, actor: Actor, number: Number, note: str) -> bool:
        """Archive it with a note in its channels, and return True; False: its moderators are asked to.

        Who proposed a topic that is not open takes it back alone.
        """
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            topic = await get_living(uow, number)
            await refuse_strangers(uow, actor, topic)
            noted = replace(topic, note=note)
            alone = topic.state is TopicState.PROPOSED or actor.role >= Role.MODERATOR
            if alone:
                await _archive(uow, actor, noted, now)
            else:
                await uow.tending.update(noted)
                await _ask_moderators(uow, actor, topic)
            await uow.commit()
        self._bell.ring()
        return alone

    async def keep(self, actor: Actor, number: Number) -> Topic:
        """A moderator's no to archiving it."""
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            topic = await get_open(uow, number)
            await uow.placements.want_absent(Subject.TOPIC_CLOSING, topic.id)
            await uow.tending.update(replace(topic, note=""))
            await uow.commit()
        self._bell.ring()
        return topic

    async def reopen(self, actor: Actor, number: Number) -> Topic:
        """Open an archived topic again; raises UserError where another has its name by now."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            topic = await uow.topics.get_numbered(number)
            if topic.state is not TopicState.ARCHIVED:
                raise UserError(t("The topic {topic} is not archived.", topic=topic.name))
            try:
                await uow.tending.update(replace(topic, state=TopicState.OPEN, note="", used_at=now))
            except AlreadyThere as there:
                show = Button(t("Show it"), "topic.show", (there.number,), "primary")
                said = t("There is a topic called “{name}” already.", name=topic.name)
                raise UserError(said, next_steps=(show,)) from None
            await uow.placements.want_absent(Subject.TOPIC_NOTE, topic.id)
            await uow.placements.renew(Subject.TOPIC, topic.id)
            await uow.records.audit(AuditEntry(actor.id, "reopen", Subject.TOPIC, topic.id, now))
            await uow.commit()
        self._bell.ring()
        return topic


async def seek_or_renew(uow: UnitOfWork, topic: Topic) -> None:
    """Have the card in the topics channels ask for somebody where nobody looks after it, else follow what holds."""
    if await uow.tending.caretakers(topic.id):
        await renew_card(uow, topic)
    else:
        await want_card(uow, topic)


async def rename(uow: UnitOfWork, topic: Topic, name: str) -> tuple[Topic, Sequence[str]]:
    """Return the renamed topic, and the channels that keep their name."""
    renamed = replace(topic, name=name)
    try:
        await uow.tending.update(renamed)
    except AlreadyThere as there:
        show = Button(t("Show it"), "topic.show", (there.number,), "primary")
        raise UserError(t("There is a topic called “{name}” already.", name=name), next_steps=(show,)) from None
    await uow.tending.add_name(topic.id, topic.name)
    kept = []
    for channel in await uow.topics.channels(topic.id):
        if not channel.name.startswith(channel_name(topic.name)):
            kept.append(channel.name)
            continue
        wanted = free_name(channel_name(name), await taken_names(uow, channel.workspace_id) - {channel.name})
        if channel.external_id is None:
            await uow.topics.set_channel(replace(channel, name=wanted))
        else:
            await uow.topics.set_channel(replace(channel, wanted_name="" if wanted == channel.name else wanted))
    await uow.placements.renew(Subject.TOPIC, topic.id)
    return renamed, kept


async def _was_handed(uow: UnitOfWork, topic: Topic, person: PersonId, giver: PersonId) -> bool:
    told = await uow.deliveries.of_subject(Subject.TOPIC, topic.id, 500, person)
    handed = [each for each in told if each.kind == DeliveryKind.TOPIC_HANDED]
    asked = any(
        each.occurrence.partition(".")[0] == str(giver) and each.state is not DeliveryState.WITHDRAWN for each in handed
    )
    known = await uow.tending.caretakers(topic.id)
    return asked and (not known or any(each.id in (giver, person) for each in known))


async def _archive(uow: UnitOfWork, actor: Actor, topic: Topic, now: datetime) -> None:
    opened = topic.state is TopicState.OPEN
    await uow.tending.update(replace(topic, state=TopicState.ARCHIVED))
    if opened:
        await want_card(uow, topic, Subject.TOPIC_NOTE)
    await uow.placements.want_absent(Subject.TOPIC_CLOSING, topic.id)
    await uow.placements.renew(Subject.TOPIC, topic.id)
    await uow.deliveries.withdraw_pending(Subject.TOPIC, topic.id, now)
    await uow.records.audit(AuditEntry(actor.id, "archive", Subject.TOPIC, topic.id, now))


async def _ask_moderators(uow: UnitOfWork, actor: Actor, topic: Topic) -> None:
    """Post one card to the moderators; raises UserError where they have no channel."""
    none = t("The moderators have no channel yet, so I cannot ask them.")
    workspace, channel = await need_moderators_channel(uow, actor.workspace, none)
    known = await uow.placements.find(PlacementKind.CARD, Subject.TOPIC_CLOSING, topic.id, workspace.id)
    revision = known.wanted_revision + 1 if known else 1
    card = (topic.community_id, PlacementKind.CARD, Subject.TOPIC_CLOSING, topic.id, workspace.id)
    await uow.placements.want(NewPlacement(*card, channel.external_id, revision))
