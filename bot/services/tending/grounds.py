"""What all that is done to topics has in common: who may, which one, what its cards and channels are asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.actor import Actor
from bot.domain.community import WorkspaceState
from bot.domain.delivery import NewDelivery, NewPlacement, PlacementKind
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import Number, PersonId
from bot.domain.people import Role
from bot.domain.subjects import Subject
from bot.domain.tending import alike
from bot.domain.topics import Topic, TopicState
from bot.domain.words import fold
from bot.errors import UserError
from bot.ports.storage import UnitOfWork
from bot.ui.text import t

MOST_TOPICS = 500
OF_USE = timedelta(days=7)
NEAR_MOST = 2


async def near(uow: UnitOfWork, name: str, but: Topic | None = None) -> Sequence[Topic]:
    """Return the open and proposed topics that may well be meant by *name*; none where one has that very name."""
    known = [each for each in await uow.topics.matching("", MOST_TOPICS) if but is None or each.id != but.id]
    if any(fold(each.name) == fold(name) for each in known):
        return ()
    return [each for each in known if alike(each.name, name)][:NEAR_MOST]


async def get_living(uow: UnitOfWork, number: Number) -> Topic:
    """Return the topic, open or proposed; raises UserError where it was archived."""
    topic = await uow.topics.get_numbered(number)
    if topic.state not in (TopicState.OPEN, TopicState.PROPOSED):
        raise UserError(t("The topic {topic} was archived.", topic=topic.name))
    return topic


async def get_open(uow: UnitOfWork, number: Number) -> Topic:
    topic = await get_living(uow, number)
    if topic.state is TopicState.PROPOSED:
        raise UserError(t("The topic {topic} is not open yet.", topic=topic.name))
    return topic


async def looks_after(uow: UnitOfWork, topic: Topic, person: PersonId) -> bool:
    return any(each.id == person for each in await uow.tending.caretakers(topic.id))


async def refuse_strangers(uow: UnitOfWork, actor: Actor, topic: Topic) -> None:
    """Raise UserError for who neither looks after the topic nor is a moderator."""
    if actor.role < Role.MODERATOR and not await looks_after(uow, topic, actor.id):
        raise UserError(t("Only who looks after {topic} and moderators can do this.", topic=topic.name))


async def want_card(uow: UnitOfWork, topic: Topic, subject: Subject = Subject.TOPIC) -> None:
    """Ask on every workspace for the topic's card, newly said: in the topics channel, or for a note in its own."""
    for workspace in await uow.communities.workspaces(WorkspaceState.JOINED):
        known = await uow.placements.find(PlacementKind.CARD, subject, topic.id, workspace.id)
        revision = known.wanted_revision + 1 if known else 1
        card = (topic.community_id, PlacementKind.CARD, subject, topic.id, workspace.id, "", revision)
        await uow.placements.want(NewPlacement(*card))


async def renew_card(uow: UnitOfWork, topic: Topic) -> None:
    """Ask the card that stands in the topics channels, if one does, to be shown anew."""
    for card in await uow.placements.of_subject(Subject.TOPIC, topic.id):
        if card.kind is PlacementKind.CARD:
            place = (card.community_id, card.kind, Subject.TOPIC, topic.id, card.workspace_id, "")
            await uow.placements.want(NewPlacement(*place, card.wanted_revision + 1))


def to_person(
    topic: Topic, kind: DeliveryKind, occurrence: str, person: PersonId, now: datetime, of_use: timedelta = OF_USE
) -> NewDelivery:
    """Return what tells one person about the topic; told once for each *occurrence*."""
    about = (topic.community_id, Subject.TOPIC, int(topic.id), occurrence, kind, 1, now, now + of_use)
    return NewDelivery(*about, person_id=person)
