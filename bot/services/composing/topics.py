"""What is said of topics: on their cards, in their channels, and to who wanted, follows or looks after them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.cards.topics import (
    TopicStanding,
    channel_gone,
    closing_request,
    handed,
    opened,
    quiet,
    quote_answered,
    quote_asked,
    to_followers,
    topic_card,
    topic_note,
)
from bot.domain.community import Purpose, WorkspaceState
from bot.domain.delivery import Delivery, Placement
from bot.domain.ids import PersonId, TopicId, WorkspaceId, number_in
from bot.domain.subjects import Subject
from bot.domain.tending import Quote, QuoteId, QuoteState
from bot.domain.topics import Topic, TopicState
from bot.errors import NotFound
from bot.ports.platform import RefusalReason
from bot.ports.storage import UnitOfWork
from bot.services.composing.said import Composed, Said, Withdrawn, chosen_channel, topic_channel
from bot.ui.model import Line, Place
from bot.ui.text import t


async def compose_topic_card(uow: UnitOfWork, placement: Placement) -> Said:
    """Return the card in the topics channel, the note in the topic's own, or the moderators' question."""
    topic = await uow.tending.exact(TopicId(placement.subject_id))
    view = await _standing(uow, topic, placement.workspace_id)
    match placement.subject_kind:
        case Subject.TOPIC_NOTE:
            return Said(topic_note(view), await topic_channel(uow, topic.id, placement.workspace_id))
        case Subject.TOPIC_CLOSING:
            return Said(closing_request(view), placement.channel)
        case _:
            return Said(topic_card(view), await chosen_channel(uow, placement.workspace_id, Purpose.TOPICS))


async def compose_opened(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    topic = await _open(uow, delivery)
    if topic is None or delivery.person_id is None:
        return Withdrawn()
    wanting = await uow.tending.wanting(topic.id)
    mine = delivery.person_id in [each.id for each in await uow.tending.caretakers(topic.id)]
    return Said(opened(TopicStanding(topic, ""), mine, len(wanting), await _places(uow, topic)))


async def compose_handed(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    topic = await _open(uow, delivery)
    giver = await uow.people.find(PersonId(number_in(delivery.occurrence.partition(".")[0])))
    if topic is None or giver is None:
        return Withdrawn()
    if delivery.person_id in [each.id for each in await uow.tending.caretakers(topic.id)]:
        return Withdrawn()
    return Said(handed(topic, giver.name, int(giver.id)))


async def compose_quiet(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    """Ask who looks after it now, unless somebody said meanwhile that it is in use."""
    topic = await _open(uow, delivery)
    if topic is None or not await _theirs(uow, topic, delivery):
        return Withdrawn()
    if topic.asked_at is None or (topic.used_at is not None and topic.used_at > topic.asked_at):
        return Withdrawn()
    return Said(quiet(topic))


async def compose_channel_gone(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    topic = await _open(uow, delivery)
    if topic is None or not await _theirs(uow, topic, delivery):
        return Withdrawn()
    place = WorkspaceId(number_in(delivery.occurrence.partition(".")[0]))
    known = next((each for each in await uow.topics.channels(topic.id) if each.workspace_id == place), None)
    if known is None or not known.gone:
        return Withdrawn()
    workspace = await uow.communities.get_workspace(place)
    archived = known.gone == RefusalReason.CHANNEL_ARCHIVED
    return Said(channel_gone(topic, workspace.name, known.name, archived, int(place)))


async def compose_topic_message(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    """Say it to who still follows the topic, as long as its words are there."""
    topic = await _open(uow, delivery)
    if topic is None or delivery.person_id is None or not await uow.topics.follows(topic.id, delivery.person_id):
        return Withdrawn()
    said = await uow.topic_messages.get(topic.id, number_in(delivery.occurrence))
    writer = await uow.people.find(said.by) if said.by is not None else None
    return Said(to_followers(topic, writer.name, said)) if writer and said.body else Withdrawn()


async def _open(uow: UnitOfWork, delivery: Delivery) -> Topic | None:
    try:
        topic = await uow.tending.exact(TopicId(delivery.subject_id))
    except NotFound:
        return None
    return topic if topic.state in (TopicState.OPEN, TopicState.PROPOSED) else None


async def _theirs(uow: UnitOfWork, topic: Topic, delivery: Delivery) -> bool:
    return any(each.id == delivery.person_id for each in await uow.tending.caretakers(topic.id))


async def _standing(uow: UnitOfWork, topic: Topic, workspace: WorkspaceId) -> TopicStanding:
    into = await uow.topics.get_numbered(topic.number) if topic.state is TopicState.MERGED else None
    names = ", ".join(each.name for each in await uow.tending.caretakers(topic.id))
    wanting = len(await uow.tending.wanting(topic.id)) if topic.state is TopicState.PROPOSED else 0
    needed = (await uow.communities.get()).topic_opens_at
    author = await uow.tending.credited(topic.id)
    place = await _place(uow, into or topic, workspace)
    return TopicStanding(topic, names, place, wanting, needed, author.name if author else "", into)


async def _place(uow: UnitOfWork, topic: Topic, workspace: WorkspaceId) -> Place | None:
    known = next((each for each in await uow.topics.channels(topic.id) if each.workspace_id == workspace), None)
    if known is None or not known.external_id:
        return None
    return Place((await uow.communities.get_workspace(workspace)).platform, known.external_id, known.name)


async def _places(uow: UnitOfWork, topic: Topic) -> Sequence[Line]:
    names = {each.id: each.name for each in await uow.communities.workspaces(WorkspaceState.JOINED)}
    channels = [each for each in await uow.topics.channels(topic.id) if each.workspace_id in names]
    return [(t("{workspace}: #{channel}", workspace=names[each.workspace_id], channel=each.name),) for each in channels]


async def compose_quote(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    """Ask the author, while the question stands."""
    quote = await _quote(uow, delivery)
    if quote is None or quote.state is not QuoteState.ASKED:
        return Withdrawn()
    return Said(quote_asked(quote, (await uow.people.get(quote.asked_by)).name))


async def compose_quote_answer(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    quote = await _quote(uow, delivery)
    if quote is None or quote.state is QuoteState.ASKED:
        return Withdrawn()
    topic = await uow.tending.exact(quote.topic_id) if quote.topic_id is not None else None
    return Said(quote_answered(quote, topic))


async def _quote(uow: UnitOfWork, delivery: Delivery) -> Quote | None:
    try:
        return await uow.tending.get_quote(QuoteId(delivery.subject_id))
    except NotFound:
        return None
