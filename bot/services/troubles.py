"""Announcements that may not have arrived: shown to their author, who has them sent again or left as they are."""

from __future__ import annotations

from collections.abc import Sequence

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.announcements import Announcement, AnnouncementState
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.ids import AnnouncementId, DeliveryId
from bot.errors import UserError
from bot.ports.storage import Storage
from bot.services.announcements import DEADLINE, theirs
from bot.services.bell import Bell
from bot.ui.text import t

TROUBLES = 100
"""Rows looked through for what an author has to know."""


class Troubles:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def of_author(self, actor: Actor, limit: int = 5) -> Sequence[tuple[Delivery, Announcement, str]]:
        """Return (delivery, announcement, workspace name) of the actor's own that may not have arrived.

        Of several missed dates of one announcement in one place it is the newest: they became one.
        """
        async with self._storage.read(actor.community_id) as uow:
            names = {w.id: w.name for w in await uow.communities.workspaces()}
            found = []
            rows = await uow.deliveries.troubled(actor.id, TROUBLES)
            newest = {(row.subject_id, row.workspace_id): row for row in sorted(rows, key=lambda row: row.due_at)}
            for row in list(newest.values())[-limit:]:
                about = await uow.announcements.get(AnnouncementId(row.subject_id))
                found.append((row, about, names.get(row.workspace_id, "") if row.workspace_id else ""))
            return found

    async def answer(self, actor: Actor, delivery: DeliveryId, again: bool) -> None:
        """Send it again, or take it as it is; raises UserError where it was answered already."""
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            row = await uow.deliveries.get(delivery)
            about = await uow.announcements.get(AnnouncementId(row.subject_id))
            await theirs(uow, actor, about.number)
            gone = about.state is AnnouncementState.CANCELLED or about.time_revision != row.time_revision
            if again and gone:
                raise UserError(t("It was moved or cancelled since, so the old one is not sent any more."))
            now = self._clock.now()
            state = DeliveryState.PENDING if again else row.state
            if not await uow.deliveries.answer_trouble(delivery, state, now, now + DEADLINE):
                raise UserError(t("That was answered already."))
            for older in await uow.deliveries.troubled(None, TROUBLES):
                if (older.subject_id, older.workspace_id) == (row.subject_id, row.workspace_id):
                    await uow.deliveries.answer_trouble(older.id, older.state, now, older.deadline_at)
            await uow.commit()
        self._bell.ring()
