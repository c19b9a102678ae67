"""A channel's reminder that may not have arrived: shown to the hosts, who have it sent again or leave it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.cards.host_troubles import Missed
from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import DeliveryId, Number, SessionId
from bot.domain.subjects import Subject
from bot.domain.workshops import Session, Workshop
from bot.errors import NotFound, UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.workshops.hosting import may_host
from bot.services.workshops.managing import hosted
from bot.ui.text import t

MOST = 20
OF_USE = timedelta(days=2)


class Failing:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def of_workshop(self, actor: Actor, number: Number) -> Sequence[Missed]:
        """Return what did not arrive of its sessions' reminders, to who hosts it."""
        async with self._storage.read(actor.community_id) as uow:
            _, sessions = await hosted(uow, actor, number)
            return [missed for each in sessions for missed in await missed_of(uow, each.id)]

    async def answer(self, actor: Actor, delivery: DeliveryId, again: bool) -> None:
        """Send it again, or take it as it is; raises UserError where it was answered already or is of no use."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            row = await uow.deliveries.get(delivery)
            workshop, session = await _about(uow, row)
            if not may_host(actor, workshop):
                raise NotFound("somebody else's workshop")
            if again and not _of_use(session, row, now):
                raise UserError(t("It was moved or cancelled since, or is over, so the old reminder is not sent."))
            state = DeliveryState.PENDING if again else row.state
            until = min(now + OF_USE, session.starts_at) if again else row.deadline_at
            if not await uow.deliveries.answer_trouble(row.id, state, now, until):
                raise UserError(t("That was answered already."))
            await uow.commit()
        self._bell.ring()


async def missed_of(uow: UnitOfWork, session: SessionId) -> Sequence[Missed]:
    """Return what did not arrive in channels for that session and is not answered, oldest first."""
    names = {each.id: each.name for each in await uow.communities.workspaces()}
    found = []
    for row in await uow.deliveries.troubled_of(Subject.SESSION, session, MOST):
        workshop, about = await _about(uow, row)
        found.append(Missed(row, workshop, about, names.get(row.workspace_id, "") if row.workspace_id else ""))
    return found


async def _about(uow: UnitOfWork, row: Delivery) -> tuple[Workshop, Session]:
    """Return what a channel's reminder is about; raises NotFound for any other row."""
    if (row.subject_kind, row.kind, row.person_id) != (Subject.SESSION, DeliveryKind.WEEK_BEFORE, None):
        raise NotFound("no channel's reminder")
    session = await uow.workshops.get_session(SessionId(row.subject_id))
    return await uow.workshops.get(session.workshop_id), session


def _of_use(session: Session, row: Delivery, now: datetime) -> bool:
    return session.takes_place and session.time_revision == row.time_revision and session.starts_at > now
