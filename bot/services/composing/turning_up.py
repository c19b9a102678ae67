"""What those who came to a session are asked afterwards, and reminded of."""

from __future__ import annotations

from datetime import datetime

from bot.cards.turning_up import feedback_asked, share_back_asked, thing_to_try
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import SessionId
from bot.domain.subjects import Subject
from bot.domain.workshops import Session, Workshop
from bot.ports.storage import UnitOfWork
from bot.services.composing.said import Composed, Said, Withdrawn
from bot.services.composing.workshops import still_so

_MOST = 50
_SAID = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNCERTAIN)


async def compose_feedback(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    """Ask how it was, those who came and did not say it yet."""
    found = await _came(uow, delivery)
    if found is None or delivery.person_id in found[0].hosts:
        return Withdrawn()
    if delivery.person_id in [each.person for each in await uow.looking_back.given(found[1].id)]:
        return Withdrawn()
    return Said(feedback_asked(*found))


async def compose_try(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    """Remind somebody of what they will try, if this still is the day they want."""
    found = await _came(uow, delivery)
    if found is None or delivery.person_id is None:
        return Withdrawn()
    intention = await uow.looking_back.find_intention(found[1].id, delivery.person_id)
    day = delivery.occurrence.rpartition(".")[2]
    if intention is None or intention.nudge_on is None or intention.nudge_on.isoformat() != day:
        return Withdrawn()
    return Said(thing_to_try(*found, intention))


async def compose_share_back(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    """Ask once for a whole series, after the last session that they came to so far, what they took back."""
    found = await _came(uow, delivery)
    if found is None or delivery.person_id is None or delivery.person_id in found[0].hosts:
        return Withdrawn()
    workshop, session = found
    if delivery.person_id in [each.person for each in await uow.looking_back.shared(workshop.id)]:
        return Withdrawn()
    for theirs, other, _ in await uow.attendance.attended_by(delivery.person_id):
        if theirs.id == workshop.id and other.id != session.id:
            asked_later = session.starts_at < other.starts_at <= now
            if asked_later or await _was_asked(uow, delivery, other):
                return Withdrawn()
    return Said(share_back_asked(workshop))


async def _came(uow: UnitOfWork, delivery: Delivery) -> tuple[Workshop, Session] | None:
    """Return what *delivery* is about, if it took place at that time and its reader was there."""
    found = await still_so(uow, delivery)
    there = await uow.attendance.attended(SessionId(delivery.subject_id)) if found else ()
    return found if delivery.person_id in [each.person for each in there] else None


async def _was_asked(uow: UnitOfWork, delivery: Delivery, other: Session) -> bool:
    """Return whether the same was asked after another session."""
    theirs = await uow.deliveries.of_subject(Subject.SESSION, other.id, _MOST, delivery.person_id)
    return any(each.kind == DeliveryKind.SHARE_BACK and each.state in _SAID for each in theirs)
