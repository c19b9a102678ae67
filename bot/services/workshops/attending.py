"""Answers to a workshop: who has a place, who is in line, and who is told when that changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.ids import CommunityId, Number, PersonId
from bot.domain.quiet import QuietHours
from bot.domain.rsvps import Answer, Book, Move, Outcome, Standing, Terms, answer, outcome, settle
from bot.domain.subjects import Subject
from bot.domain.workshops import Session, Workshop, WorkshopState
from bot.errors import NotFound, UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.workshops.reminding import REMINDED, remind, remind_no_more, tell_moves
from bot.ui.text import Message, t


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of an answer in each session it was for."""

    workshop: Workshop
    sessions: Sequence[tuple[Session, Outcome]]


@dataclass(frozen=True, slots=True)
class Several:
    """Sessions ahead to choose from."""

    workshop: Workshop
    sessions: Sequence[Session]


class Attending:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def answer(self, actor: Actor, number: Number, identities: Sequence[str], wanted: Answer) -> Answered:
        """Take the actor's answer for those sessions, none given: for all that are ahead.

        Raises UserError where nothing of it is ahead any more.
        """
        done = await self._answer(actor, number, identities, wanted, one=False)
        assert isinstance(done, Answered)
        return done

    async def come(self, actor: Actor, number: Number, identity: str) -> Answered | Several:
        """Take the actor's yes to that session where it alone is ahead; else nothing is taken.

        Raises UserError where nothing of it is ahead any more.
        """
        return await self._answer(actor, number, [identity], Standing.GOING, one=True)

    async def _answer(
        self, actor: Actor, number: Number, identities: Sequence[str], wanted: Answer, *, one: bool
    ) -> Answered | Several:
        """Take an answer, with *one* of a single session only: looking first by itself would cost every press twice."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            workshop = await posted(uow, number)
            ahead = [each for each in await uow.workshops.sessions(workshop.id) if each.starts_at > now]
            still = [each for each in ahead if each.takes_place]
            if one and len(still) > 1:
                return Several(workshop, still)
            meant = [each for each in still if not identities or each.identity in identities]
            if not meant:
                raise UserError(_nothing_ahead(workshop, bool(ahead)))
            who = (actor.community_id, actor.id)
            done = [(each, await answer_one(uow, *who, each, wanted, now)) for each in meant]
            await uow.placements.renew(Subject.WORKSHOP, workshop.id)
            await uow.commit()
        self._bell.ring()
        return Answered(workshop, done)

    async def standing(self, actor: Actor, number: Number) -> Answered:
        """Return how the actor stands in each session that is ahead."""
        now = self._clock.now()
        async with self._storage.read(actor.community_id) as uow:
            workshop = await posted(uow, number)
            ahead = [each for each in await uow.workshops.sessions(workshop.id) if each.ends_at > now]
            found = []
            for each in ahead:
                book = await book_of(uow, each)
                found.append((each, outcome(book, book, actor.id, now, await terms_of(uow, each, book, now))))
        return Answered(workshop, found)

    async def settle_all(self) -> None:
        """Give free places on and end offers, where time alone changes something."""
        now = self._clock.now()
        for community in await self._storage.installation.communities():
            async with self._storage.read(community.id) as uow:
                waiting = await uow.rsvps.waiting_sessions(now)
            for each in waiting:
                async with self._storage.write(community.id) as uow:
                    session = await uow.workshops.get_session(each)
                    if await settle_one(uow, community.id, session, now):
                        await uow.placements.renew(Subject.WORKSHOP, session.workshop_id)
                        await uow.commit()
                        self._bell.ring()


async def answer_one(
    uow: UnitOfWork, community: CommunityId, person: PersonId, session: Session, wanted: Answer, now: datetime
) -> Outcome:
    """Take a person's answer for one session, with all that follows from it for the others in its list."""
    before = await book_of(uow, session)
    terms = await terms_of(uow, session, before, now)
    after, moves = answer(before, person, wanted, now, terms)
    await keep(uow, community, session, before, after, moves, now)
    return outcome(before, after, person, now, terms)


async def posted(uow: UnitOfWork, number: Number) -> Workshop:
    """Return the workshop that everybody sees; raises NotFound for a draft."""
    found = await uow.workshops.get_numbered(number)
    if found.state is WorkshopState.DRAFT:
        raise NotFound("a draft")
    return found


async def book_of(uow: UnitOfWork, session: Session) -> Book:
    return Book(session.capacity, tuple(await uow.rsvps.of_session(session.id)), session.opened)


async def terms_of(uow: UnitOfWork, session: Session, book: Book, now: datetime) -> Terms:
    """Return the session's terms, with the quiet hours of those to whom a place may be offered at *now*."""
    hours: dict[PersonId, tuple[QuietHours, ZoneInfo]] = {}

    def awake(person: PersonId, moment: datetime) -> datetime:
        if person not in hours:
            return moment
        quiet, zone = hours[person]
        return quiet.until(moment, zone) or moment

    terms = Terms(session.starts_at, awake)
    in_line = [each.person for each in book.rsvps if each.standing in (Standing.WAITING, Standing.OFFERED)]
    if in_line and now >= terms.asks_from:  # Until then places are given, not offered, whatever the hour.
        usual = (await uow.communities.get()).zone
        for each in await uow.people.several(in_line):
            if zone := each.zone or usual:
                hours[each.id] = (each.quiet, ZoneInfo(zone))
    return terms


async def settle_one(uow: UnitOfWork, community: CommunityId, session: Session, now: datetime) -> bool:
    """Settle a session's list, and return whether anything changed."""
    before = await book_of(uow, session)
    after, moves = settle(before, now, await terms_of(uow, session, before, now))
    if after == before:
        return False
    await keep(uow, community, session, before, after, moves, now)
    return True


async def keep(
    uow: UnitOfWork,
    community: CommunityId,
    session: Session,
    before: Book,
    after: Book,
    moves: Sequence[Move],
    now: datetime,
) -> None:
    """Store what changed in a list, who is reminded of it, and who is told of their move."""
    was = {each.person: each for each in before.rsvps}
    changed = [each for each in after.rsvps if was.pop(each.person, None) != each]
    await uow.rsvps.put(session.id, changed, list(was), now)
    if after.opened is not session.opened:
        await uow.workshops.set_sessions(session.workshop_id, [replace(session, opened=after.opened)])
    coming = [each.person for each in after.rsvps if each.standing in REMINDED]
    gone = {each.person for each in before.rsvps if each.standing in REMINDED}.difference(coming)
    anew = {each.person for each in changed}
    await remind_no_more(uow, community, session, sorted(gone), now)
    await remind(uow, community, session, [each for each in coming if each in anew], now)
    await tell_moves(uow, community, session, moves, now)


def _nothing_ahead(workshop: Workshop, cancelled: bool) -> Message:
    if workshop.state is WorkshopState.CANCELLED or cancelled:
        return t("“{title}” was cancelled, so there is nothing to answer any more.", title=workshop.title)
    return t("“{title}” is over, so there is nothing to answer any more.", title=workshop.title)
