"""What hosts change of a workshop that is posted: one session, this and later ones, or all; each can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import Number, PersonId, RevisionId
from bot.domain.records import AuditEntry, Revision
from bot.domain.recurrence import Recurrence
from bot.domain.rsvps import MoveKind, Standing, put_back
from bot.domain.sessions import moved, with_state
from bot.domain.subjects import Subject
from bot.domain.workshops import Session, SessionState, Workshop
from bot.errors import NotFound, UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.wall_times import refuse_unreal
from bot.services.workshops.attending import book_of, keep, posted, terms_of
from bot.services.workshops.hosting import may_host
from bot.services.workshops.reading import named, still_ahead
from bot.services.workshops.reminding import REMINDED, remind, remind_channels, tell_change
from bot.ui.text import t

UNDONE_WITHIN = timedelta(days=7)
PLACED = frozenset({Standing.GOING, Standing.UNCONFIRMED})
Placed = Mapping[PersonId, datetime]
"""Who has a place, in their order, with the start that each agreed to."""
CONCERNED = frozenset({Standing.GOING, Standing.UNCONFIRMED, Standing.MAYBE, Standing.WAITING, Standing.OFFERED})


class Scope(StrEnum):
    """Which sessions a change is for."""

    ONE = "one"
    LATER = "later"
    """That one and those after it."""
    ALL = "all"
    """All that are ahead."""


@dataclass(frozen=True, slots=True)
class Managed:
    """What was changed; *told* are so many people who hear of it, *revision* undoes it."""

    workshop: Workshop
    sessions: Sequence[Session]
    told: int
    revision: RevisionId


class Managing:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def chosen(self, actor: Actor, number: Number, identity: str, scope: Scope) -> Sequence[Session]:
        """Return the sessions that a change of that scope is for; raises UserError for who is no host."""
        async with self._storage.read(actor.community_id) as uow:
            _, sessions = await hosted(uow, actor, number)
            return _meant(sessions, identity, scope, self._clock.now())

    async def concerned(self, actor: Actor, number: Number, identity: str, scope: Scope) -> int:
        """Return how many people such a change would be told to."""
        async with self._storage.read(actor.community_id) as uow:
            _, sessions = await hosted(uow, actor, number)
            meant = _meant(sessions, identity, scope, self._clock.now())
            return len({person for each in meant for person in await concerned_by(uow, each)})

    async def move(
        self, actor: Actor, number: Number, identity: str, scope: Scope, day: date, clock: time, length: timedelta
    ) -> Managed:
        """Move that session to *day* and *clock*, and others of the scope by as many days to the same clock time.

        Raises FieldProblems for a time that is over or does not exist.
        """
        now = self._clock.now()

        def later(workshop: Workshop, meant: Sequence[Session]) -> Mapping[str, Session]:
            zone = ZoneInfo(workshop.recurrence.zone)
            first = named(meant, identity)
            days = day - first.starts_at.astimezone(zone).date()
            found = {}
            for each in meant:
                local = each.starts_at.astimezone(zone).date() + days
                when = Recurrence(local, clock, workshop.recurrence.zone)
                refuse_unreal(when, now)
                found[each.identity] = moved(each, when.instant, length, now)
            return found

        return await self._change(actor, number, identity, scope, "moved", later)

    async def cancel(self, actor: Actor, number: Number, identity: str, scope: Scope) -> Managed:
        def over(_: Workshop, meant: Sequence[Session]) -> Mapping[str, Session]:
            return {each.identity: with_state(each, SessionState.CANCELLED, self._clock.now()) for each in meant}

        return await self._change(actor, number, identity, scope, "cancelled", over)

    async def undo(self, actor: Actor, revision: RevisionId) -> Managed:
        """Put back what a move or a cancellation changed, for seven days; what was held meanwhile stays as it was.

        Who gave up a place because of it has it again where one is free.
        """
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            stored = await undoable(uow, revision, now)
            if "sessions" not in stored.before:
                raise NotFound("no change of sessions")
            workshop, sessions = await hosted(uow, actor, Number(int(str(stored.before["number"]))))
            changed = dict(_as_before(stored.before, sessions, now))
            if not changed:
                raise UserError(t("What it changed is over by now and stays as it is."))
            await uow.records.mark_undone(revision, now)
            told = await self._carry_out(uow, workshop, sessions, changed, now, _placed_before(stored.before))
            await uow.commit()
        self._bell.ring()
        return Managed(workshop, list(changed.values()), told, revision)

    async def tell(self, actor: Actor, number: Number, identity: str) -> int:
        """Tell those going that it begins a few minutes late; return how many are told."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            workshop, sessions = await hosted(uow, actor, number)
            session = named(sessions, identity)
            if not session.takes_place or session.ends_at <= now:
                raise UserError(t("That session is over or cancelled, so nobody was told."))
            people = await concerned_by(uow, session)
            kind = DeliveryKind.RUNNING_LATE
            await tell_change(uow, workshop.community_id, session, kind, people, now, session.ends_at)
            await uow.records.audit(AuditEntry(actor.id, "running late", Subject.WORKSHOP, workshop.id, now))
            await uow.commit()
        self._bell.ring()
        return len(people)

    async def _change(
        self,
        actor: Actor,
        number: Number,
        identity: str,
        scope: Scope,
        act: str,
        change: Callable[[Workshop, Sequence[Session]], Mapping[str, Session]],
    ) -> Managed:
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            workshop, sessions = await hosted(uow, actor, number)
            meant = _meant(sessions, identity, scope, now)
            changed = {name: each for name, each in change(workshop, meant).items() if each not in sessions}
            noted = [await _noted(uow, named(sessions, each)) for each in changed]
            before = {"number": int(workshop.number), "sessions": noted}
            revision = await uow.records.add_revision(actor.id, Subject.WORKSHOP, workshop.id, act, before, now)
            told = await self._carry_out(uow, workshop, sessions, changed, now)
            await uow.records.audit(AuditEntry(actor.id, act, Subject.WORKSHOP, workshop.id, now))
            await uow.commit()
        self._bell.ring()
        return Managed(workshop, list(changed.values()), told, revision)

    async def _carry_out(
        self,
        uow: UnitOfWork,
        workshop: Workshop,
        sessions: Sequence[Session],
        changed: Mapping[str, Session],
        now: datetime,
        placed: Mapping[str, Placed] = MappingProxyType({}),
    ) -> int:
        """Store the changed sessions, withdraw what was to be said for old times, and tell everybody concerned."""
        await uow.workshops.set_sessions(workshop.id, list(changed.values()))
        told: set[PersonId] = set()
        for name, session in changed.items():
            told |= set(await _follow(uow, workshop, named(sessions, name), session, now, placed.get(name, {})))
        after = [changed.get(each.identity, each) for each in sessions]
        await remind_channels(uow, workshop, after, now)
        await uow.placements.renew(Subject.WORKSHOP, workshop.id)
        return len(told)


async def undoable(uow: UnitOfWork, revision: RevisionId, now: datetime) -> Revision:
    """Return the change of a workshop; raises UserError where it cannot be undone any more."""
    stored = await uow.records.get_revision(revision)
    if stored.subject_kind != Subject.WORKSHOP or stored.undone_at is not None:
        raise UserError(t("That was undone already."))
    if now - stored.at > UNDONE_WITHIN:
        raise UserError(t("That is more than seven days ago and stays as it is."))
    if not await uow.records.is_latest(revision):
        raise UserError(t("Somebody changed it since, so I left it as it is."))
    return stored


async def _follow(
    uow: UnitOfWork, workshop: Workshop, old: Session, session: Session, now: datetime, placed: Placed
) -> Sequence[PersonId]:
    """Let people, reminders and messages follow one changed session, and return who is told, each once.

    The one message says also what became of its reader's place, so that no other one tells of that.
    """
    if session.time_revision == old.time_revision:
        return ()
    await uow.deliveries.withdraw_pending(Subject.SESSION, session.id, now)
    if old.starts_at > now:
        await uow.attendance.forget(session.id)
    anew: set[PersonId] = set()
    if session.takes_place:
        before = await book_of(uow, old)
        after, moves = put_back(before, placed, now, await terms_of(uow, session, before, now))
        await keep(uow, workshop.community_id, session, before, after, (), now)
        coming = [each.person for each in after.rsvps if each.standing in REMINDED]
        await remind(uow, workshop.community_id, session, coming, now)
        had = {each.person for each in before.rsvps if each.has_place}
        given = {each.person for each in after.rsvps if each.standing in PLACED}
        anew = given - had | {move.person for move in moves if move.kind is MoveKind.PROMOTED}
    people = await concerned_by(uow, session)
    kind, until = DeliveryKind.SESSION_MOVED, session.starts_at
    if not session.takes_place:
        kind, until = DeliveryKind.SESSION_CANCELLED, old.starts_at
    elif not old.takes_place:
        kind = DeliveryKind.SESSION_BACK
    await tell_change(uow, workshop.community_id, session, kind, people, now, until, anew)
    return people


async def concerned_by(uow: UnitOfWork, session: Session) -> Sequence[PersonId]:
    return [each.person for each in await uow.rsvps.of_session(session.id) if each.standing in CONCERNED]


async def hosted(uow: UnitOfWork, actor: Actor, number: Number) -> tuple[Workshop, Sequence[Session]]:
    """Return a workshop with its sessions; raises UserError for who neither hosts it nor moderates."""
    workshop = await posted(uow, number)
    if not may_host(actor, workshop):
        raise UserError(t("Only its hosts and moderators can change “{title}”.", title=workshop.title))
    return workshop, await uow.workshops.sessions(workshop.id)


def _meant(sessions: Sequence[Session], identity: str, scope: Scope, now: datetime) -> Sequence[Session]:
    ahead = still_ahead(sessions, now)
    try:
        chosen = named(ahead, identity)
    except NotFound:
        raise UserError(t("That session is over or cancelled and stays as it is.")) from None
    match scope:
        case Scope.ONE:
            return [chosen]
        case Scope.LATER:
            return [each for each in ahead if each.starts_at >= chosen.starts_at]
        case Scope.ALL:
            return ahead


async def _noted(uow: UnitOfWork, session: Session) -> dict[str, object]:
    """Return what an undo needs: the times, and who has a place, with the start that they agreed to."""
    minutes = int(session.length.total_seconds() // 60)
    starts = session.starts_at.isoformat()
    rsvps = await uow.rsvps.of_session(session.id)
    placed = [[each.person, each.agreed.isoformat()] for each in rsvps if each.agreed]
    noted: dict[str, object] = {"identity": session.identity, "starts_at": starts, "minutes": minutes}
    return noted | {"state": session.state.value, "placed": placed}


def _placed_before(noted: Mapping[str, object]) -> Mapping[str, Placed]:
    """Return who had a place in each session before the change."""
    listed = noted["sessions"]
    return {
        str(each["identity"]): {
            PersonId(int(person)): datetime.fromisoformat(str(agreed)) for person, agreed in each.get("placed", ())
        }
        for each in (listed if isinstance(listed, list) else ())
    }


def _as_before(
    noted: Mapping[str, object], sessions: Sequence[Session], now: datetime
) -> Sequence[tuple[str, Session]]:
    """Return the sessions as they were, but for those whose old time is over and those that began meanwhile."""
    found = []
    listed = noted["sessions"]
    for each in listed if isinstance(listed, list) else ():
        session = named(sessions, str(each["identity"]))
        starts_at, length = datetime.fromisoformat(str(each["starts_at"])), timedelta(minutes=int(each["minutes"]))
        held = session.takes_place and session.starts_at <= now
        if starts_at > now and not held:
            back = with_state(moved(session, starts_at, length, now), SessionState(str(each["state"])), now)
            found.append((session.identity, replace(back)))
    return found
