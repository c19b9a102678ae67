"""Workshops as people look them up: what is ahead, one of them, and their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards.workshops import CardView
from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.ids import Number
from bot.domain.rsvps import Rsvp, Standing
from bot.domain.words import folded_words
from bot.domain.workshops import Session, Workshop
from bot.errors import NotFound
from bot.ports.storage import Storage
from bot.services.composing.workshops import view_of
from bot.services.workshops.attending import posted
from bot.services.workshops.hosting import may_host

MOST = 50


@dataclass(frozen=True, slots=True)
class Mine:
    workshop: Workshop
    session: Session
    standing: Standing


@dataclass(frozen=True, slots=True)
class Attendee:
    name: str
    rsvp: Rsvp
    note: str


class WorkshopReading:
    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def ahead(self, actor: Actor, limit: int) -> Sequence[tuple[Workshop, Session]]:
        """Return what takes place next, soonest first, each workshop once."""
        async with self._storage.read(actor.community_id) as uow:
            return await uow.workshops.listed(self._clock.now(), limit)

    async def matching(self, actor: Actor, typed: str, limit: int) -> Sequence[Workshop]:
        """Return those that are ahead, or the actor's own, with these words or this number."""
        wanted = typed.strip().removeprefix("#").casefold()
        async with self._storage.read(actor.community_id) as uow:
            found = [workshop for workshop, _ in await uow.workshops.listed(self._clock.now(), MOST)]
            found += await uow.workshops.hosted_by(actor.id, MOST)
        unique = {each.id: each for each in found}
        return [each for each in unique.values() if wanted in f"{each.number} {each.title}".casefold()][:limit]

    async def about(self, actor: Actor, words: str, limit: int) -> Sequence[tuple[Workshop, Session]]:
        """Return those that are ahead with every one of *words* in their title or what they are about."""
        wanted = set(folded_words(words))
        ahead = await self.ahead(actor, MOST)
        found = [each for each in ahead if wanted and wanted <= set(folded_words(f"{each[0].title} {each[0].about}"))]
        return found[:limit]

    async def view(self, actor: Actor, number: Number, identity: str = "") -> CardView:
        """Return it as its card shows it, with the session of that *identity* or the next one."""
        now = self._clock.now()
        async with self._storage.read(actor.community_id) as uow:
            workshop = await posted(uow, number)
            sessions = await uow.workshops.sessions(workshop.id)
            ahead = [each for each in sessions if each.takes_place and each.ends_at > now]
            named = next((each for each in sessions if each.identity == identity), None)
            return await view_of(uow, workshop, named or (ahead[0] if ahead else None), now)

    async def sessions(self, actor: Actor, number: Number) -> tuple[Workshop, Sequence[Session]]:
        async with self._storage.read(actor.community_id) as uow:
            workshop = await posted(uow, number)
            return workshop, await uow.workshops.sessions(workshop.id)

    async def mine(self, actor: Actor) -> tuple[Sequence[Mine], Sequence[Workshop]]:
        """Return the sessions ahead for which the actor answered anything but no, and the workshops they host."""
        async with self._storage.read(actor.community_id) as uow:
            found = await uow.rsvps.of_person(actor.id, self._clock.now())
            hosted = await uow.workshops.hosted_by(actor.id, MOST)
        coming = [
            Mine(workshop, session, rsvp.standing)
            for workshop, session, rsvp in found
            if rsvp.standing is not Standing.CANT and session.takes_place
        ]
        return coming, hosted

    async def attendees(self, actor: Actor, number: Number, identity: str) -> Sequence[Attendee]:
        """Return who answered for that session, to a host of it; raises NotFound for anybody else."""
        async with self._storage.read(actor.community_id) as uow:
            workshop = await posted(uow, number)
            if not may_host(actor, workshop):
                raise NotFound("somebody else's workshop")
            session = named(await uow.workshops.sessions(workshop.id), identity)
            rsvps = await uow.rsvps.of_session(session.id)
            notes = await uow.rsvps.notes(session.id)
            people = {each.id: each.name for each in await uow.people.several([each.person for each in rsvps])}
        return [
            Attendee(people[each.person], each, notes.get(each.person, "")) for each in rsvps if each.person in people
        ]


def named(sessions: Sequence[Session], identity: str) -> Session:
    """Return the session of that identity; raises NotFound."""
    found = next((each for each in sessions if each.identity == identity), None)
    if found is None:
        raise NotFound("no such session")
    return found


def is_on(session: Session, now: datetime) -> bool:
    """Return whether it takes place at this moment."""
    return session.takes_place and session.starts_at <= now < session.ends_at


def still_ahead(sessions: Sequence[Session], now: datetime) -> Sequence[Session]:
    return [each for each in sessions if each.takes_place and each.starts_at > now]
