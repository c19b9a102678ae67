"""What an author is written: what did not arrive, and whether to post on a day without school."""

from __future__ import annotations

from datetime import datetime

from bot.cards.announcements import question
from bot.cards.host_troubles import blocks_of_missed
from bot.cards.troubles import blocks_of_troubles
from bot.domain.delivery import Delivery
from bot.domain.ids import AnnouncementId, SessionId
from bot.domain.recurrence import LeftOut
from bot.domain.subjects import Subject
from bot.errors import NotFound
from bot.ports.storage import UnitOfWork
from bot.services.composing.said import Composed, Said, Withdrawn
from bot.services.school_days import school_days_of
from bot.services.troubles import troubles_of
from bot.services.workshops.failing import missed_of
from bot.ui.model import Reply


async def compose_notice(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    """Say all that did not arrive of the announcement, or for the session, and is not answered yet."""
    assert delivery.person_id is not None
    if delivery.subject_kind == Subject.SESSION:
        missed = await missed_of(uow, SessionId(delivery.subject_id))
        hosts = missed and delivery.person_id in missed[0].workshop.hosts
        return Said(Reply(tuple(blocks_of_missed(missed)))) if hosts else Withdrawn()
    found = await troubles_of(uow, delivery.person_id, delivery.subject_id)
    return Said(Reply(tuple(blocks_of_troubles(found)))) if found else Withdrawn()


async def compose_question(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    try:
        announcement = await uow.announcements.get(AnnouncementId(delivery.subject_id))
    except NotFound:
        return Withdrawn()
    if not announcement.still_says(delivery.occurrence, delivery.time_revision, announcement.places[0]):
        return Withdrawn()
    ahead = announcement.recurrence.following(now, delivery.deadline_at, await school_days_of(uow))
    for each in ahead:
        if isinstance(each, LeftOut) and each.asked and each.identity == delivery.occurrence:
            return Said(question(announcement, each))
    return Withdrawn()
