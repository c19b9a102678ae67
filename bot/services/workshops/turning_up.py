"""Who was there: they say so themselves, type the word that was said in the room, or a host says it of them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.attendance import (
    ASKED_FOR,
    CODE_AFTER,
    CODE_TRIES,
    CODE_WORDS,
    EARLY,
    FEEDBACK_AFTER,
    MARKED_WITHIN,
    SHARE_BACK_AFTER,
    CheckedIn,
    checks_in,
    opens_at,
    same_word,
    takes_code,
)
from bot.domain.delivery import NewDelivery
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import Number, PersonId
from bot.domain.people import Person
from bot.domain.records import AuditEntry
from bot.domain.rsvps import Standing
from bot.domain.subjects import Subject
from bot.domain.workshops import LONGEST, Session, Workshop
from bot.errors import UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.workshops.attending import posted
from bot.services.workshops.managing import hosted
from bot.services.workshops.reading import named
from bot.services.workshops.unrecorded import closed, no_word, wrong_word
from bot.ui.text import t

MISSED = timedelta(days=7)
"""After a start, cards are shown anew for what began or ended at most so long ago."""
_MINUTE = timedelta(minutes=1)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Arrival:
    """*again*: it was on record already, with these *minutes*."""

    workshop: Workshop
    session: Session
    minutes: int
    again: bool


@dataclass(frozen=True, slots=True)
class WhoWasThere:
    """What hosts see: *there* in the order in which it became known, *answered* those others who had said anything.

    *begun* are all sessions whose check-in has opened, newest first; *word* is "" once nobody may type it any more.
    """

    workshop: Workshop
    session: Session
    word: str
    there: Sequence[Person]
    answered: Sequence[Person]
    begun: Sequence[Session]
    may_change: bool


class TurningUp:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell
        self._shown: datetime | None = None

    async def check_in(self, actor: Actor, number: Number, identity: str) -> Arrival:
        """Record that the actor is there; raises UserError before check-in opens and once the session is over."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            workshop, session = await _session(uow, number, identity)
            if not checks_in(session, now):
                raise closed(workshop, session, now)
            arrival = await _arrive(uow, workshop, session, actor.id, CheckedIn.BUTTON, now)
            await uow.commit()
        self._bell.ring()
        return arrival

    async def expect_word(self, actor: Actor, number: Number, identity: str) -> None:
        """Raise UserError where typing a code word leads to nothing."""
        now = self._clock.now()
        async with self._storage.read(actor.community_id) as uow:
            workshop, session = await _session(uow, number, identity)
            if not takes_code(session, now):
                raise closed(workshop, session, now)
            if await uow.attendance.find_code_word(session.id) is None:
                raise no_word(workshop, session, now)

    async def check_in_by_word(self, actor: Actor, number: Number, identity: str, typed: str) -> Arrival:
        """Record it where *typed* is the code word.

        Raises FieldProblems for a wrong one, UserError after a few and where no host has asked for a word.
        """
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            workshop, session = await _session(uow, number, identity)
            if not takes_code(session, now):
                raise closed(workshop, session, now)
            word = await uow.attendance.find_code_word(session.id)
            if word is None:
                raise no_word(workshop, session, now)  # of one that was moved since the form was opened
            left = CODE_TRIES - await uow.attendance.tries(session.id, actor.id)
            arrival = None
            if left > 0 and same_word(typed, word):
                arrival = await _arrive(uow, workshop, session, actor.id, CheckedIn.CODE, now)
            elif left > 0:
                await uow.attendance.tried(session.id, actor.id)
            await uow.commit()
        if arrival is None:
            raise wrong_word(left - 1)
        self._bell.ring()
        return arrival

    async def who_was_there(self, actor: Actor, number: Number, identity: str = "") -> WhoWasThere:
        """Return it to a host, of that session or the one that check-in opened for last, else the first ahead.

        The session gets its code word with the first look. Raises UserError for who is no host.
        """
        now = self._clock.now()
        async with self._storage.write(actor.community_id) as uow:
            workshop, sessions = await hosted(uow, actor, number)
            begun = [each for each in reversed(sessions) if each.takes_place and opens_at(each) <= now]
            ahead = [each for each in sessions if each.takes_place and opens_at(each) > now]
            if not (identity or begun or ahead):
                raise UserError(t("“{title}” has no session that takes place.", title=workshop.title))
            session = named(sessions, identity) if identity else (begun or ahead)[0]
            word = await _word(uow, session, now)
            there = [each.person for each in await uow.attendance.attended(session.id)]
            answered = [
                each.person
                for each in sorted(await uow.rsvps.of_session(session.id), key=lambda r: r.standing is Standing.CANT)
                if each.person not in there
            ]
            found = WhoWasThere(
                workshop, session, word, await _people(uow, there), await _people(uow, answered), begun,
                _may_change(session, now),
            )  # fmt: skip
            await uow.commit()
        return found

    async def put_on_list(self, actor: Actor, number: Number, identity: str, people: Sequence[PersonId]) -> int:
        """Record that *people* were there, on a host's word, and return how many were not on the list before.

        Without *identity* for the session that check-in opened for last.
        """
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            workshop, session = await _changeable(uow, actor, number, identity, now)
            added = 0
            for person in people:
                known = await uow.people.get(person)
                arrival = await _arrive(uow, workshop, session, known.id, CheckedIn.HOST, now)
                if not arrival.again:
                    added += 1
                    entry = AuditEntry(actor.id, "put on a workshop’s list", Subject.PERSON, known.id, now)
                    await uow.records.audit(entry)
            await uow.commit()
        self._bell.ring()
        return added

    async def take_off_list(self, actor: Actor, number: Number, identity: str, people: Sequence[PersonId]) -> int:
        """Forget that *people* were there, and return how many were on the list."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            _, session = await _changeable(uow, actor, number, identity, now)
            taken = 0
            for person in people:
                if await uow.attendance.retract(session.id, person):
                    taken += 1
                    entry = AuditEntry(actor.id, "taken off a workshop’s list", Subject.PERSON, person, now)
                    await uow.records.audit(entry)
            await uow.commit()
        return taken

    async def show_windows(self) -> None:
        """Have cards shown anew where check-in opened, a session ended, or its code word, since the last look."""
        now = self._clock.now()
        since = self._shown or now - MISSED
        for community in await self._storage.installation.communities():
            async with self._storage.read(community.id) as uow:
                near = await uow.workshops.sessions_between(since - LONGEST - CODE_AFTER, now + EARLY + _INSTANT)
            turned = {
                workshop.id
                for workshop, session in near
                if session.takes_place and any(since < at <= now for at in _turns(session))
            }
            if turned:
                async with self._storage.write(community.id) as uow:
                    for each in sorted(turned):
                        await uow.placements.renew(Subject.WORKSHOP, each)
                    await uow.commit()
                self._bell.ring()
        self._shown = now


async def _session(uow: UnitOfWork, number: Number, identity: str) -> tuple[Workshop, Session]:
    workshop = await posted(uow, number)
    return workshop, named(await uow.workshops.sessions(workshop.id), identity)


async def _arrive(
    uow: UnitOfWork, workshop: Workshop, session: Session, person: PersonId, how: CheckedIn, now: datetime
) -> Arrival:
    """Record that *person* was there, and what they are asked afterwards; hosts are not asked about their own."""
    minutes = session.length // _MINUTE
    if not await uow.attendance.attend(session.id, person, how, now, minutes):
        known = {each.person: each.minutes for each in await uow.attendance.attended(session.id)}
        return Arrival(workshop, session, known[person], True)
    questions = ((DeliveryKind.FEEDBACK, FEEDBACK_AFTER), (DeliveryKind.SHARE_BACK, SHARE_BACK_AFTER))
    if person not in workshop.hosts:
        await uow.deliveries.add(
            [
                NewDelivery(
                    workshop.community_id, Subject.SESSION, session.id, session.identity, kind, session.time_revision,
                    max(session.ends_at + after, now), session.ends_at + after + ASKED_FOR, person_id=person,
                )
                for kind, after in questions
                if session.ends_at + after + ASKED_FOR > now
            ]
        )  # fmt: skip
    return Arrival(workshop, session, minutes, False)


async def _changeable(
    uow: UnitOfWork, actor: Actor, number: Number, identity: str, now: datetime
) -> tuple[Workshop, Session]:
    """Return the session whose list a host may change now; raises UserError for any other."""
    workshop, sessions = await hosted(uow, actor, number)
    begun = [each for each in sessions if each.takes_place and opens_at(each) <= now]
    if not identity and not begun:
        raise UserError(t("No session of “{title}” has begun yet.", title=workshop.title))
    session = named(sessions, identity) if identity else begun[-1]
    if not _may_change(session, now):
        raise UserError(
            t("The list of who was there can be changed from 15 minutes before a session until 30 days after it.")
        )
    return workshop, session


def _turns(session: Session) -> Sequence[datetime]:
    """Return when its card offers something else."""
    return opens_at(session), session.ends_at, session.ends_at + CODE_AFTER


def _may_change(session: Session, now: datetime) -> bool:
    return session.takes_place and opens_at(session) <= now < session.ends_at + MARKED_WITHIN


async def _word(uow: UnitOfWork, session: Session, now: datetime) -> str:
    if not session.takes_place or (opens_at(session) <= now and not takes_code(session, now)):
        return ""
    if (known := await uow.attendance.find_code_word(session.id)) is not None:
        return known
    if session.ends_at <= now:
        await uow.placements.renew(Subject.WORKSHOP, session.workshop_id)  # the word may be typed from now on
    await uow.attendance.set_code_word(session.id, " ".join(secrets.choice(CODE_WORDS) for _ in range(2)))
    return await uow.attendance.find_code_word(session.id) or ""


async def _people(uow: UnitOfWork, ids: Sequence[PersonId]) -> Sequence[Person]:
    return [person for each in ids if (person := await uow.people.find(each)) is not None]
