"""What must hold of a series and of those who come, whatever was done to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import PersonId, SessionId
from bot.domain.rsvps import Rsvp, Standing
from bot.domain.subjects import Subject
from bot.domain.workshops import Session
from tests.storage.machine.hall import Seen

PENDING = DeliveryState.PENDING
MOVED = (DeliveryKind.SESSION_MOVED, DeliveryKind.SESSION_CANCELLED, DeliveryKind.SESSION_BACK)
PLACE = {
    DeliveryKind.PROMOTED: {Standing.GOING, Standing.UNCONFIRMED},
    DeliveryKind.OFFER: {Standing.OFFERED},
    DeliveryKind.OFFER_OVER: {Standing.WAITING},
    DeliveryKind.OPEN_TO_ALL: {Standing.WAITING},
}
"""How somebody stands who is told so."""
BEFORE = {DeliveryKind.DAY_BEFORE: timedelta(days=1), DeliveryKind.HOUR_BEFORE: timedelta(hours=1)}
COME = {Standing.GOING, Standing.UNCONFIRMED, Standing.MAYBE}
CONCERNED = {*COME, Standing.WAITING, Standing.OFFERED}
OFFERS_FROM = timedelta(hours=24)


class Judge:
    def __init__(self, begun: Seen) -> None:
        self._last = begun
        self._came_in: dict[tuple[SessionId, PersonId], datetime] = {}
        """Since when somebody comes, or may, at the time that holds."""

    def see(self, seen: Seen, pressed: PersonId | None = None, deleted: PersonId | None = None) -> Iterator[str]:
        """Say what is wrong now, and with how it came about."""
        before, self._last = self._last, seen
        for name, session in seen.sessions.items():
            self._note(before, seen, name)
            yield from _list(session, seen.lists[name])
            yield from self._reminders(seen, session)
            yield from _ahead(seen, session)
            yield from _told(before, seen, session, pressed)
            yield from _in_order(before, seen, session, pressed)
        lost = {each for each in before.came - seen.came if each[1] != deleted}
        if lost:
            yield f"attendance of {lost} is gone"

    def sent(self, before: Seen, seen: Seen) -> Iterator[str]:
        """Say what should not have been sent in between, where nothing else happened."""
        for key, row in seen.rows.items():
            if row.state is not DeliveryState.SENT or before.rows[key].state is DeliveryState.SENT:
                continue
            if row.person_id is None or row.subject_kind != Subject.SESSION:
                continue
            session = seen.sessions[SessionId(row.subject_id)]
            mine = seen.lists[session.id].get(row.person_id)
            standing = mine.standing if mine else None
            if row.time_revision != session.time_revision:
                yield f"{_row(row)} was sent for an old time"
            ahead = session.takes_place and session.starts_at > seen.now
            if row.kind in BEFORE and not (ahead and standing in COME):
                yield f"{_row(row)} was sent to who is {standing}"
            if row.kind in PLACE and standing not in PLACE[DeliveryKind(row.kind)]:
                yield f"{_row(row)} was sent to who is {standing}"

    def _note(self, before: Seen, seen: Seen, name: SessionId) -> None:
        anew = before.sessions[name].time_revision != seen.sessions[name].time_revision
        for person, mine in seen.lists[name].items():
            was = before.lists[name].get(person)
            if mine.standing in COME and (anew or was is None or was.standing not in COME):
                self._came_in[name, person] = seen.now

    def _reminders(self, seen: Seen, session: Session) -> Iterator[str]:
        """Pending for exactly those who come, or may, at the time that holds, and still ahead when they said so."""
        comes = {each.person for each in seen.lists[session.id].values() if each.standing in COME}
        rows = {
            (row.kind, row.person_id): row
            for row in _rows(seen, session)
            if row.kind in BEFORE and row.time_revision == session.time_revision and row.person_id is not None
        }
        for kind, ahead in BEFORE.items():
            due = session.starts_at - ahead
            for person in comes if session.takes_place and due > seen.now else ():
                mine = rows.get((kind, person))
                if mine is None or mine.state is not PENDING or mine.due_at != due:
                    yield f"{person} has no reminder {kind} of {session.identity}: {mine and mine.state}"
            for told in {each for of, each in rows if of == kind and rows[of, each].state is PENDING}:
                if told not in comes:
                    yield f"{told} has a reminder {kind} of {session.identity} and does not come"
                elif due <= self._came_in[session.id, told]:
                    yield f"{told} has a reminder {kind} of {session.identity} from before they came in"


def _list(session: Session, mine: dict[PersonId, Rsvp]) -> Iterator[str]:
    taken = sum(each.has_place for each in mine.values())
    if session.capacity is not None and taken > session.capacity:
        yield f"{taken} people have {session.capacity} places in {session.identity}"
    for each in mine.values():
        if (each.offered_until is not None) is not (each.standing is Standing.OFFERED):
            yield f"{each} has no right end of an offer"
        if (each.agreed is not None) is not (each.standing in (Standing.GOING, Standing.UNCONFIRMED)):
            yield f"{each} agreed to nothing, or to something"
    orders = Counter(each.order for each in mine.values() if each.standing is Standing.WAITING)
    if any(count > 1 for count in orders.values()):
        yield f"two stand at one place in line of {session.identity}: {mine}"


def _ahead(seen: Seen, session: Session) -> Iterator[str]:
    """Nothing waits for an old time, of what is cancelled only that, and nobody is to be told twice of their place."""
    waiting = [row for row in _rows(seen, session) if row.state is PENDING]
    for row in waiting:
        if row.time_revision != session.time_revision:
            yield f"{_row(row)} waits for an old time"
        if not session.takes_place and row.kind != DeliveryKind.SESSION_CANCELLED:
            yield f"{_row(row)} waits for what is cancelled"
    told = Counter(row.person_id for row in waiting if row.kind in PLACE)
    for person, count in told.items():
        if count > 1:
            yield f"{person} is to be told {count} times of a place in {session.identity}"


def _told(before: Seen, seen: Seen, session: Session, pressed: PersonId | None) -> Iterator[str]:
    """Everybody whose standing or session changed, without a press of theirs, is told exactly once, others are not."""
    was, now = before.lists[session.id], seen.lists[session.id]
    old = before.sessions[session.id]
    anew = [row for row in _rows(seen, session) if row.id not in before.rows]
    moved = session.time_revision != old.time_revision
    for person in {*was, *now}:
        rows = [row.kind for row in anew if row.person_id == person and row.kind not in BEFORE]
        mine = now.get(person)
        wanted: Collection[str] = ()
        if moved and mine and mine.standing in CONCERNED:
            wanted = MOVED
        elif not moved and mine and person != pressed and session.starts_at > seen.now:
            wanted = _of_place(was.get(person), mine, opened=session.opened and not old.opened)
        if len(rows) != bool(wanted) or any(kind not in wanted for kind in rows):
            yield f"{person} of {session.identity} is told {rows} instead of {wanted}: {was.get(person)} -> {mine}"


def _of_place(was: Rsvp | None, mine: Rsvp, *, opened: bool) -> Sequence[str]:
    if was is None or (was.standing, was.offered_until) != (mine.standing, mine.offered_until):
        return [kind for kind, standings in PLACE.items() if mine.standing in standings]
    return [DeliveryKind.OPEN_TO_ALL] if opened and mine.standing is Standing.WAITING else []


def _in_order(before: Seen, seen: Seen, session: Session, pressed: PersonId | None) -> Iterator[str]:
    """Who waited and still does has the same people before them, and nobody was given a place over their heads."""
    was, now = before.lists[session.id], seen.lists[session.id]
    stood = [each for each in _line(was) if each.person in now and each.person != pressed and not each.passed]
    still = [each.person for each in stood if now[each.person].standing is Standing.WAITING]
    lined = [each.person for each in _line(now) if each.person in still]
    if still != lined:
        yield f"the line of {session.identity} was {still} and is {lined}"
    joined = pressed in now and pressed not in was and now[pressed].standing is Standing.WAITING
    if joined and [each.person for each in _line(now) if not each.passed][-1] != pressed:
        yield f"{pressed} came last and stands before others in {session.identity}"
    if not session.takes_place or seen.now >= session.starts_at - OFFERS_FROM:
        return
    # Until the day before, whoever is first has a free place at once.
    placed = [each.person for each in stood if now[each.person].has_place]
    if placed != [each.person for each in stood][: len(placed)]:
        yield f"{placed} have places in {session.identity} before {stood}"
    if pressed and now.get(pressed) and now[pressed].has_place and still and not _had_place(was.get(pressed)):
        yield f"{pressed} has a place in {session.identity} before {still}"


def _had_place(mine: Rsvp | None) -> bool:
    return mine is not None and (mine.has_place or mine.standing is Standing.WAITING)


def _line(mine: dict[PersonId, Rsvp]) -> list[Rsvp]:
    waiting = (each for each in mine.values() if each.standing is Standing.WAITING)
    return sorted(waiting, key=lambda each: (each.passed, each.order))


def _rows(seen: Seen, session: Session) -> list[Delivery]:
    """Return what is said of that session to people."""
    return [
        row
        for row in seen.rows.values()
        if (row.subject_kind, row.subject_id) == (Subject.SESSION, session.id) and row.person_id is not None
    ]


def _row(row: Delivery) -> str:
    return f"{row.kind} of {row.occurrence}, time {row.time_revision}, to {row.person_id}"
