"""Announcements that may not have arrived: shown to their author, who has them sent again or left as they are."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.troubles import Troubled
from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.announcements import Announcement, AnnouncementState
from bot.domain.community import Channel, Workspace
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.ids import AnnouncementId, DeliveryId, Number, PersonId
from bot.domain.subjects import Subject
from bot.errors import NotFound, UserError
from bot.ports.platform import ChannelSeen
from bot.ports.storage import Storage, UnitOfWork
from bot.services.announcing.announcements import Announcements, theirs
from bot.services.bell import Bell
from bot.services.sending import Post
from bot.ui.text import t

MOST = 100
"""Rows looked through for what an author has to know."""


class Troubles:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell, post: Post, announcements: Announcements) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell
        self._post = post
        self._announcements = announcements

    async def of_author(self, actor: Actor, limit: int = 12) -> Sequence[Troubled]:
        """Return the actor's own that may not have arrived."""
        async with self._storage.read(actor.community_id) as uow:
            return (await troubles_of(uow, actor.id))[-limit:]

    async def answer(self, actor: Actor, delivery: DeliveryId, again: bool) -> None:
        """Send it again, or take it as it is; raises UserError where it was answered already."""
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            row = await _of_announcement(uow, delivery)
            about = await uow.announcements.get(AnnouncementId(row.subject_id))
            await theirs(uow, actor, about.number)
            await self._answer(uow, row, about, again)
            await uow.commit()
        self._bell.ring()

    async def answer_all(self, actor: Actor, number: Number, again: bool) -> None:
        """Answer for every place that one of the actor's announcements did not reach."""
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            about = await theirs(uow, actor, number)
            found = await troubles_of(uow, about.author_id, about.id)
            if not found:
                raise UserError(t("That was answered already."))
            for each in found:
                await self._answer(uow, each.row, about, again)
            await uow.commit()
        self._bell.ring()

    async def _answer(self, uow: UnitOfWork, row: Delivery, about: Announcement, again: bool) -> None:
        now = self._clock.now()
        if again and about.state is AnnouncementState.PAUSED:
            raise UserError(t("It is paused. Resume it first, then send this again."))
        if again and not about.still_says(row.occurrence, row.time_revision, row.topic_id):
            raise UserError(t("It was moved or cancelled since, so the old one is not sent any more."))
        state = DeliveryState.PENDING if again else row.state
        if not await uow.deliveries.answer_trouble(row.id, state, now, now + about.deadline):
            raise UserError(t("That was answered already."))
        for older in await uow.deliveries.troubled(about.author_id, MOST, about.id):
            if _place(older) == _place(row):
                await uow.deliveries.answer_trouble(older.id, older.state, now, older.deadline_at)

    async def channels(self, actor: Actor, delivery: DeliveryId) -> Sequence[ChannelSeen]:
        """Return the channels of the workspace that *delivery* did not reach, as the bot sees them."""
        _, workspace = await self._theirs(actor, delivery)
        messenger = self._post.messenger(workspace)
        found = await messenger.channels(workspace.external_id) if messenger else ()
        return [each for each in found if not each.private]  # who is in a private one, nobody here knows

    async def use_channel(self, actor: Actor, delivery: DeliveryId, channel: ChannelSeen) -> None:
        """Post it in *channel* from now on, and what did not arrive at once."""
        row, workspace = await self._theirs(actor, delivery)
        async with self._storage.read(actor.community_id) as uow:
            number = (await uow.announcements.get(AnnouncementId(row.subject_id))).number
        chosen = Channel(workspace.id, channel.external_id, channel.name)
        await self._announcements.use_channel(actor, number, chosen)
        await self.answer(actor, delivery, again=True)

    async def _theirs(self, actor: Actor, delivery: DeliveryId) -> tuple[Delivery, Workspace]:
        async with self._storage.read(actor.community_id) as uow:
            row = await _of_announcement(uow, delivery)
            await theirs(uow, actor, (await uow.announcements.get(AnnouncementId(row.subject_id))).number)
            if row.workspace_id is None:
                raise UserError(t("That was answered already."))
            return row, await uow.communities.get_workspace(row.workspace_id)


async def _of_announcement(uow: UnitOfWork, delivery: DeliveryId) -> Delivery:
    """Return the row; raises NotFound where it is about anything but an announcement."""
    row = await uow.deliveries.get(delivery)
    if row.subject_kind != Subject.ANNOUNCEMENT:
        raise NotFound("no announcement's row")
    return row


async def troubles_of(uow: UnitOfWork, author: PersonId, announcement: int | None = None) -> Sequence[Troubled]:
    """Return what of *author* did not arrive and is not answered, oldest first; of one *announcement*, if given.

    Of several missed dates of one announcement in one place it is the newest: they became one.
    """
    names = {each.id: each.name for each in await uow.communities.workspaces()}
    rows = await uow.deliveries.troubled(author, MOST, announcement)
    newest = {_place(row): row for row in sorted(rows, key=lambda row: (row.due_at, row.id))}
    found = []
    for row in newest.values():
        about = await uow.announcements.get(AnnouncementId(row.subject_id))
        others = await uow.deliveries.of_subject(row.subject_kind, row.subject_id, MOST)
        reached = dict.fromkeys(
            names.get(other.workspace_id, "")
            for other in others
            if other.workspace_id is not None
            and other.state is DeliveryState.SENT
            and (other.occurrence, other.topic_id) == (row.occurrence, row.topic_id)
        )
        where = names.get(row.workspace_id, "") if row.workspace_id else ""
        if row.topic_id is not None:
            where = f"{where} ({(await uow.topics.get(row.topic_id)).name})"
        found.append(Troubled(row, about, where, tuple(reached)))
    return found


def _place(row: Delivery) -> tuple[object, ...]:
    return (row.subject_id, row.workspace_id, row.topic_id)
