"""What hosts change of a posted workshop beside its times: what it is, where, for how many, and who hosts it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.delivery import DeliveryState, NewDelivery
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import Number, PersonId, RevisionId, TopicId
from bot.domain.people import Person
from bot.domain.records import AuditEntry
from bot.domain.rsvps import resize, too_small
from bot.domain.subjects import Subject
from bot.domain.workshops import COHOSTS_MOST, Session, Workshop
from bot.errors import Changed, FieldProblems, NotFound, UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.workshops.attending import book_of, keep, terms_of
from bot.services.workshops.managing import concerned_by, hosted, undoable
from bot.services.workshops.reminding import GRACE
from bot.ui.text import n, t

OF_USE = timedelta(days=7)
_MARK = 6  # characters by which one value is told from another


@dataclass(frozen=True, slots=True)
class Edited:
    """*told* are so many people who hear that the place or the materials are others; *revision* undoes it."""

    workshop: Workshop
    told: int
    revision: RevisionId | None = None
    """None where nothing was changed."""


class ChangedMeanwhile(Changed):
    """Somebody else changed *names* of what is now *workshop* since the form was opened."""

    def __init__(self, workshop: Workshop, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.workshop = workshop
        self.names = names


class Editing:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def view(self, actor: Actor, number: Number) -> Workshop:
        """Return it to who may change it; raises UserError for anybody else."""
        async with self._storage.read(actor.community_id) as uow:
            return (await hosted(uow, actor, number))[0]

    async def edit(
        self,
        actor: Actor,
        number: Number,
        names: Sequence[str],
        seen: str,
        revise: Callable[[Workshop], Workshop],
    ) -> Edited:
        """Change those *names* of it, which were as in ``stamp`` *seen* when the form was opened.

        Raises ChangedMeanwhile where they are not any more, FieldProblems where more people have a place than fit.
        """
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            old, sessions = await hosted(uow, actor, number)
            if others := [name for at, name in enumerate(names) if _mark(old, name) != seen[at * _MARK :][:_MARK]]:
                raise ChangedMeanwhile(old, others)
            new = replace(revise(old), revision=old.revision + 1)
            if replace(new, revision=old.revision) == old:
                return Edited(old, 0)
            told = await _carry_out(uow, old, new, sessions, now)
            before = {"number": int(old.number), "fields": {name: getattr(old, name) for name in names}}
            revision = await uow.records.add_revision(actor.id, Subject.WORKSHOP, new.id, "edited", before, now)
            await uow.records.audit(AuditEntry(actor.id, "edited", Subject.WORKSHOP, new.id, now))
            await uow.commit()
        self._bell.ring()
        return Edited(new, told, revision)

    async def undo(self, actor: Actor, revision: RevisionId) -> Edited:
        """Put back what an edit changed, for seven days; raises as ``edit``, and where it was changed since."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            stored = await undoable(uow, revision, now)
            fields = stored.before.get("fields")
            if not isinstance(fields, Mapping):
                raise NotFound("no edit")
            old, sessions = await hosted(uow, actor, Number(int(str(stored.before["number"]))))
            new = replace(_as_before(old, fields), revision=old.revision + 1)
            await uow.records.mark_undone(revision, now)
            told = await _carry_out(uow, old, new, sessions, now)
            await uow.records.audit(AuditEntry(actor.id, "undone", Subject.WORKSHOP, new.id, now))
            await uow.commit()
        self._bell.ring()
        return Edited(new, told)

    async def add_cohost(self, actor: Actor, number: Number, person: Person) -> Workshop:
        """Let *person* manage it too, and tell them; raises UserError where they do already."""

        def added(old: Workshop) -> Workshop:
            if person.id in old.hosts:
                raise UserError(t("{name} hosts “{title}” already.", name=person.name, title=old.title))
            if len(old.cohosts) >= COHOSTS_MOST:
                raise UserError(t("{most} people host it with its host, and that is the most.", most=COHOSTS_MOST))
            return replace(old, cohosts=(*old.cohosts, person.id))

        return await self._host_anew(actor, number, person.id, added, "made a co-host")

    async def remove_cohost(self, actor: Actor, number: Number, person: PersonId) -> Workshop:
        """Take *person* out of those who host it with its host, and tell them; raises UserError if they are not."""

        def removed(old: Workshop) -> Workshop:
            if person not in old.cohosts:
                raise UserError(t("They do not host “{title}” with others any more.", title=old.title))
            return replace(old, cohosts=tuple(each for each in old.cohosts if each != person))

        return await self._host_anew(actor, number, person, removed, "removed a co-host")

    async def cohosts(self, actor: Actor, number: Number) -> tuple[Workshop, Sequence[Person]]:
        async with self._storage.read(actor.community_id) as uow:
            workshop, _ = await hosted(uow, actor, number)
            found = [await uow.people.find(each) for each in workshop.cohosts]
        return workshop, [each for each in found if each is not None]

    async def _host_anew(
        self, actor: Actor, number: Number, person: PersonId, change: Callable[[Workshop], Workshop], act: str
    ) -> Workshop:
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            old, _ = await hosted(uow, actor, number)
            new = replace(change(old), revision=old.revision + 1)
            await uow.workshops.update(new)
            said = "added" if person in new.cohosts else "removed"
            if person != actor.id:
                told = NewDelivery(
                    new.community_id, Subject.WORKSHOP, new.id, f"{new.revision}.{said}", DeliveryKind.COHOST, 1, now,
                    now + OF_USE, person_id=person,
                )  # fmt: skip
                await uow.deliveries.add([told])
            await uow.placements.renew(Subject.WORKSHOP, new.id)
            await uow.records.audit(AuditEntry(actor.id, act, Subject.PERSON, person, now))
            await uow.commit()
        self._bell.ring()
        return new


def _as_before(now: Workshop, fields: Mapping[str, object]) -> Workshop:
    """Return *now* with the stored *fields* as they were."""

    def text(name: str, value: str) -> str:
        return str(fields[name]) if name in fields else value

    def number(name: str, value: int | None) -> int | None:
        stored = fields.get(name, value)
        return stored if isinstance(stored, int) else None

    topic = number("topic_id", now.topic_id)
    return replace(
        now,
        title=text("title", now.title),
        place=text("place", now.place),
        about=text("about", now.about),
        materials=text("materials", now.materials),
        question=text("question", now.question),
        capacity=number("capacity", now.capacity),
        topic_id=None if topic is None else TopicId(topic),
    )


async def _carry_out(uow: UnitOfWork, old: Workshop, new: Workshop, sessions: Sequence[Session], now: datetime) -> int:
    """Store the changed workshop, let its sessions and card follow, and return how many people are told."""
    await uow.workshops.update(new)
    ahead = [each for each in sessions if each.takes_place and each.ends_at > now]
    if new.capacity != old.capacity:
        books = [(each, await book_of(uow, each)) for each in ahead]
        _refuse_too_few(new, [(each, book.taken) for each, book in books if too_small(book, new.capacity)])
    for session in ahead:
        await _follow(uow, old, new, session, now)
    await uow.placements.renew(Subject.WORKSHOP, new.id)
    anew = (new.place, new.materials) != (old.place, old.materials)
    return await _tell_details(uow, new, ahead, now) if anew else 0


def stamp(workshop: Workshop, names: Sequence[str]) -> str:
    """Return a few characters for each of *names*, by which it is known later whether it is still the same."""
    return "".join(_mark(workshop, name) for name in names)


def _mark(workshop: Workshop, name: str) -> str:
    return hashlib.sha256(repr(getattr(workshop, name)).encode()).hexdigest()[:_MARK]


def _refuse_too_few(workshop: Workshop, too_many: Sequence[tuple[Session, int]]) -> None:
    if not too_many:
        return
    session, taken = max(too_many, key=lambda each: each[1])
    day = session.starts_at.astimezone(ZoneInfo(workshop.recurrence.zone))
    told = n(
        "{count} person already has a place on {day}, so there must be at least {count}.",
        "{count} people already have a place on {day}, so there must be at least {count}.",
        taken,
        day=f"{day:%B %-d}",
    )
    raise FieldProblems({"places": told})


async def _follow(uow: UnitOfWork, old: Workshop, new: Workshop, session: Session, now: datetime) -> None:
    """Let one session follow: in calendars, and in who has a place."""
    changed = session
    if _shown(new) != _shown(old):
        changed = replace(session, sequence=session.sequence + 1, modified_at=now)
    if new.capacity == old.capacity:
        await uow.workshops.set_sessions(new.id, [changed])
        return
    changed = replace(changed, capacity=new.capacity)
    before = await book_of(uow, session)
    await uow.workshops.set_sessions(new.id, [changed])
    after, moves = resize(before, new.capacity, now, await terms_of(uow, session, before, now))
    await keep(uow, new.community_id, changed, before, after, moves, now)


def _shown(workshop: Workshop) -> tuple[str, ...]:
    """Return what a calendar shows of it beside its times."""
    return (workshop.title, workshop.about, workshop.place, workshop.materials)


async def _tell_details(uow: UnitOfWork, workshop: Workshop, ahead: Sequence[Session], now: datetime) -> int:
    """Tell everybody concerned once, before the first session of theirs; what was not yet said becomes one with it."""
    first: dict[PersonId, Session] = {}
    for session in ahead:
        for person in await concerned_by(uow, session):
            first.setdefault(person, session)
    kinds = (DeliveryKind.DETAILS_CHANGED,)
    rows = [row for each in ahead for row in await uow.deliveries.ahead(Subject.SESSION, each.id, kinds, now)]
    waiting = [row for row in rows if row.state is DeliveryState.PENDING]
    await uow.deliveries.withdraw([row.id for row in waiting], now)
    due = min([now + GRACE, *(row.due_at for row in waiting)])
    await uow.deliveries.add(
        [
            NewDelivery(
                workshop.community_id, Subject.SESSION, session.id, f"{session.identity}.{workshop.revision}",
                DeliveryKind.DETAILS_CHANGED, session.time_revision, due, max(session.ends_at, due),
                person_id=person, urgent=True,
            )
            for person, session in first.items()
        ]
    )  # fmt: skip
    return len(first)
