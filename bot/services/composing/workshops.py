"""What is said of a session to those who come, and what a workshop's card shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cards.workshops import CardView, Turnout, card
from bot.cards.workshops_said import channel_reminder, place_changed, reminder, session_changed
from bot.domain.attendance import checks_in, takes_code
from bot.domain.community import Purpose
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import SessionId, WorkshopId, WorkspaceId
from bot.domain.rsvps import Rsvp, Standing
from bot.domain.workshops import Session, Workshop
from bot.errors import NotFound
from bot.ports.storage import UnitOfWork
from bot.services.composing.said import Composed, Said, Withdrawn, chosen_channel, topic_channel
from bot.services.workshops.reminding import WITH_A_PLACE

MOST = 100
_CHANGES = (DeliveryKind.SESSION_MOVED, DeliveryKind.SESSION_CANCELLED, DeliveryKind.SESSION_BACK)
_STILL = {
    DeliveryKind.PROMOTED: (Standing.GOING, Standing.UNCONFIRMED),
    DeliveryKind.OFFER: (Standing.OFFERED,),
    DeliveryKind.OFFER_OVER: (Standing.WAITING,),
    DeliveryKind.OPEN_TO_ALL: (Standing.WAITING,),
}


async def compose_reminder(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    """Remind the topic's channel, or a person who still is going or may come."""
    found = await still_so(uow, delivery)
    if delivery.person_id is None:
        assert delivery.workspace_id is not None
        workshop = found[0] if found else None
        channel = await channel_of(uow, workshop, delivery.workspace_id) if workshop else ""
        if found is None:
            return Withdrawn(channel)
        view = await view_of(uow, found[0], found[1], now)
        return Said(channel_reminder(view), channel)
    if found is None or (mine := await rsvp_of(uow, delivery)) is None:
        return Withdrawn()
    workshop, session = found
    wanted = (await uow.people.get(delivery.person_id)).reminders
    if not (wanted.day_before if delivery.kind == DeliveryKind.DAY_BEFORE else wanted.hour_before):
        return Withdrawn()
    if mine.standing not in (Standing.GOING, Standing.UNCONFIRMED, Standing.MAYBE):
        return Withdrawn()
    return Said(reminder(workshop, session, mine.standing, await _days_until(uow, delivery, session, now)))


async def compose_place(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    """Tell somebody of the place they got, are offered or lost, while that is still so."""
    found, mine = await still_so(uow, delivery), await rsvp_of(uow, delivery)
    kind = DeliveryKind(delivery.kind)
    if found is None or mine is None or mine.standing not in _STILL[kind]:
        return Withdrawn()
    if kind is DeliveryKind.OFFER and (mine.offered_until is None or mine.offered_until <= now):
        return Withdrawn()
    return Said(place_changed(found[0], found[1], kind, mine.offered_until))


async def compose_change(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    """Tell somebody that a session was moved or cancelled, if that is still what holds."""
    session = await _session(uow, delivery)
    if session is None or session.time_revision != delivery.time_revision:
        return Withdrawn()
    workshop = await uow.workshops.get(session.workshop_id)
    mine = await rsvp_of(uow, delivery)
    as_agreed = mine is not None and mine.agreed == session.starts_at
    placed = delivery.occurrence.endswith(WITH_A_PLACE)
    if (
        delivery.kind in (DeliveryKind.SESSION_MOVED, DeliveryKind.SESSION_BACK)
        and as_agreed
        and not placed
        and not await _heard_otherwise(uow, delivery)
    ):
        return Withdrawn()  # moved and moved back: it is as they know it
    return Said(session_changed(workshop, session, DeliveryKind(delivery.kind), mine, placed=placed))


async def view_of(uow: UnitOfWork, workshop: Workshop, session: Session | None, now: datetime) -> CardView:
    """Return what a card shows of *workshop* at *now* with *session* as the one that is next."""
    sessions = [each for each in await uow.workshops.sessions(workshop.id) if each.takes_place]
    going, waiting = 0, 0
    if session is not None:
        rsvps = await uow.rsvps.of_session(session.id)
        going = sum(each.has_place for each in rsvps)
        waiting = sum(each.standing is Standing.WAITING for each in rsvps)
    place = next((at for at, each in enumerate(sessions, 1) if session and each.id == session.id), 1)
    hosts = []
    for each in workshop.hosts:
        person = await uow.people.find(each)
        hosts += [person.name] if person else []
    topic = (await uow.topics.get(workshop.topic_id)).name if workshop.topic_id is not None else ""
    opened = session is not None and checks_in(session, now)
    turnout, later = Turnout(going, waiting), tuple(sessions[place:]) if session else ()
    coded = await _coded(uow, sessions, now)
    return CardView(workshop, session, turnout, place, len(sessions), tuple(hosts), topic, opened, later, coded)


async def _coded(uow: UnitOfWork, sessions: Sequence[Session], now: datetime) -> Session | None:
    """Return the newest session that is over and whose code word may still be typed."""
    for each in reversed(sessions):
        if each.ends_at <= now and takes_code(each, now) and await uow.attendance.find_code_word(each.id):
            return each
    return None


async def compose_workshop_card(uow: UnitOfWork, workshop_id: int, workspace: WorkspaceId, now: datetime) -> Said:
    workshop = await uow.workshops.get(WorkshopId(workshop_id))
    ahead = [each for each in await uow.workshops.sessions(workshop.id) if each.takes_place and each.ends_at > now]
    view = await view_of(uow, workshop, ahead[0] if ahead else None, now)
    return Said(card(view), await channel_of(uow, workshop, workspace))


async def channel_of(uow: UnitOfWork, workshop: Workshop, workspace: WorkspaceId) -> str:
    """Return the channel of its topic there, else the announcements channel."""
    if workshop.topic_id is not None and (channel := await topic_channel(uow, workshop.topic_id, workspace)):
        return channel
    return await chosen_channel(uow, workspace, Purpose.ANNOUNCEMENTS)


async def _heard_otherwise(uow: UnitOfWork, delivery: Delivery) -> bool:
    """Return whether its reader was perhaps told of a change that does not hold any more."""
    theirs = await uow.deliveries.of_subject(delivery.subject_kind, delivery.subject_id, MOST, delivery.person_id)
    return any(
        each.kind in _CHANGES
        and each.time_revision < delivery.time_revision
        and each.state not in (DeliveryState.WITHDRAWN, DeliveryState.PENDING)
        for each in theirs
    )


async def _session(uow: UnitOfWork, delivery: Delivery) -> Session | None:
    try:
        return await uow.workshops.get_session(SessionId(delivery.subject_id))
    except NotFound:
        return None


async def still_so(uow: UnitOfWork, delivery: Delivery) -> tuple[Workshop, Session] | None:
    """Return what *delivery* is about, if it takes place at the time that it was stored for."""
    session = await _session(uow, delivery)
    if session is None or not session.takes_place or session.time_revision != delivery.time_revision:
        return None
    return await uow.workshops.get(session.workshop_id), session


async def rsvp_of(uow: UnitOfWork, delivery: Delivery) -> Rsvp | None:
    """Return what its reader answered for the session that it is about."""
    if delivery.person_id is None:
        return None
    return await uow.rsvps.find(SessionId(delivery.subject_id), delivery.person_id)


async def _days_until(uow: UnitOfWork, delivery: Delivery, session: Session, now: datetime) -> int:
    """Return in how many days of the reader's it starts: 0 is today."""
    assert delivery.person_id is not None
    name = (await uow.people.get(delivery.person_id)).zone or (await uow.communities.get()).zone or "UTC"
    zone = ZoneInfo(name)
    return (session.starts_at.astimezone(zone).date() - now.astimezone(zone).date()).days
