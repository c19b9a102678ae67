"""A colleague's words as the start of a topic: asked for first, and kept nowhere after a no."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.delivery import NewDelivery
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import PersonId
from bot.domain.people import Person
from bot.domain.subjects import Subject
from bot.domain.tending import Quote, QuoteId, QuoteState
from bot.domain.topics import ABOUT_MOST, TopicState
from bot.errors import NotFound, UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.tending.proposing import Wanted, add_proposed, open_topic
from bot.ui.text import t

ANSWERED_WITHIN = timedelta(days=7)


class Quoting:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def ask(self, actor: Actor, author: Person, name: str, words: str) -> Quote:
        """Ask *author* whether their words may become a topic that the actor proposes."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            await _refuse_taken(uow, name)
            quote = await uow.tending.add_quote(author.id, actor.id, name, words, now)
            await uow.deliveries.add([_told(actor, quote, DeliveryKind.TOPIC_QUOTE, author.id, now)])
            await uow.commit()
        self._bell.ring()
        return quote

    async def answer(self, actor: Actor, number: QuoteId, state: QuoteState) -> Wanted | None:
        """Record the author's answer, and after a yes propose the topic; None after a no."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            quote = await uow.tending.get_quote(number)
            if quote.author_id != actor.id or state is QuoteState.ASKED:
                raise NotFound("somebody else's words")
            if quote.state is not QuoteState.ASKED:
                raise UserError(t("You answered that already."))
            asker = quote.asked_by
            topic = None
            if state is not QuoteState.NO:
                await _refuse_taken(uow, quote.name)
                topic = await add_proposed(uow, asker, quote.name, _about(quote.words), now)
            await uow.tending.answer_quote(number, state, topic.id if topic else None)
            told = _told(actor, quote, DeliveryKind.TOPIC_QUOTE_ANSWER, quote.asked_by, now)
            await uow.deliveries.add([told])
            wanted = None
            if topic is not None:
                await uow.tending.want(topic.id, asker, now)
                needed = (await uow.communities.get()).topic_opens_at
                topic = await open_topic(uow, topic, now) if needed <= 1 else topic
                wanted = Wanted(topic, 1, needed, True)
            await uow.commit()
        self._bell.ring()
        return wanted


async def _refuse_taken(uow: UnitOfWork, name: str) -> None:
    there = await uow.topics.find_named(name)
    if there is not None and there.state in (TopicState.OPEN, TopicState.PROPOSED):
        raise UserError(t("There is a topic called “{name}” already.", name=name))


def _about(words: str) -> str:
    text = " ".join(words.split())
    return text if len(text) <= ABOUT_MOST else text[: ABOUT_MOST - 1] + "…"


def _told(actor: Actor, quote: Quote, kind: DeliveryKind, person: PersonId, now: datetime) -> NewDelivery:
    about = (actor.community_id, Subject.TOPIC_QUOTE, int(quote.id), "asked", kind, 1, now, now + ANSWERED_WITHIN)
    return NewDelivery(*about, person_id=person)
