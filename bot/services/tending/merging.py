"""Two topics become one, after a look at what moves; undone within seven days. A new name is undone the same way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.ids import Number, RevisionId, TopicId
from bot.domain.people import Role
from bot.domain.records import AuditEntry, Revision
from bot.domain.subjects import Subject
from bot.domain.tending import UNMERGED_WITHIN, Inside, moved_of
from bot.domain.topics import Topic, TopicState
from bot.errors import NotFound, UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.announcing.expanding import Expanding
from bot.services.bell import Bell
from bot.services.tending.caring import rename
from bot.services.tending.grounds import get_open, want_card
from bot.ui.text import t

RENAMED_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Merge:
    """*topic* becomes part of *into*, with what is *inside*; *revision* undoes it once it is done."""

    topic: Topic
    into: Topic
    inside: Inside
    revision: RevisionId | None = None


@dataclass(frozen=True, slots=True)
class TopicUndone:
    what: str
    topic: Topic


class Merging:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell, expanding: Expanding) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell
        self._expanding = expanding

    async def preview(self, actor: Actor, topic: Number, into: Number) -> Merge:
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            return await _looked_at(uow, topic, into)

    async def merge(self, actor: Actor, topic: Number, into: Number) -> Merge:
        """Move all there is; the old channel stays, with a pointer in it."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            found = await _looked_at(uow, topic, into)
            moved = await uow.tending.merge(found.topic.id, found.into.id, now)
            revision = await uow.records.add_revision(
                actor.id, Subject.TOPIC, found.topic.id, "merge", moved.stored(), now
            )
            await want_card(uow, found.topic, Subject.TOPIC_NOTE)
            await uow.placements.renew(Subject.TOPIC, found.topic.id)
            await uow.records.audit(AuditEntry(actor.id, "merge", Subject.TOPIC, found.topic.id, now))
            await uow.commit()
        await self._expanding.expand_all()
        self._bell.ring()
        return Merge(found.topic, found.into, found.inside, revision)

    async def undo(self, actor: Actor, revision: RevisionId) -> TopicUndone:
        """Undo a merge, as any moderator may, or a new name of the actor's own."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            known = await self._standing(uow, actor, revision)
            topic = await uow.tending.exact(TopicId(known.subject_id))
            if known.what == "merge":
                await _unmerge(uow, topic, known)
            else:
                topic, _ = await rename(uow, topic, str(known.before["name"]))
            await uow.records.mark_undone(revision, now)
            await uow.records.audit(AuditEntry(actor.id, f"undo {known.what}", Subject.TOPIC, topic.id, now))
            await uow.commit()
        await self._expanding.expand_all()
        self._bell.ring()
        return TopicUndone(known.what, topic)

    async def _standing(self, uow: UnitOfWork, actor: Actor, number: RevisionId) -> Revision:
        revision = await uow.records.get_revision(number)
        if revision.subject_kind != Subject.TOPIC or revision.what not in ("merge", "rename"):
            raise NotFound("no revision of a topic")
        merged = revision.what == "merge"
        if (actor.role < Role.MODERATOR) if merged else (revision.person_id != actor.id):
            raise NotFound("somebody else's revision")
        if revision.undone_at is not None:
            raise UserError(t("That was undone already."))
        if self._clock.now() - revision.at > (UNMERGED_WITHIN if merged else RENAMED_WITHIN):
            too_late = t("That is more than ten minutes ago and stays as it is.")
            raise UserError(t("That is more than seven days ago and stays as it is.") if merged else too_late)
        if not await uow.records.is_latest(number):
            raise UserError(t("Somebody changed it since, so I left it as it is."))
        return revision


async def _looked_at(uow: UnitOfWork, topic: Number, into: Number) -> Merge:
    one, other = await get_open(uow, topic), await get_open(uow, into)
    if one.id == other.id:
        raise UserError(t("That is one and the same topic: {topic}. Choose two.", topic=one.name))
    if one.private or other.private:
        raise UserError(t("A topic that is private to its channel stays one of its own."))
    return Merge(one, other, await uow.tending.inside(one.id))


async def _unmerge(uow: UnitOfWork, topic: Topic, revision: Revision) -> None:
    if topic.state is not TopicState.MERGED:
        raise UserError(t("That was undone already."))
    into = await uow.topics.get_numbered(topic.number)
    await uow.tending.unmerge(topic.id, moved_of(revision.before))
    named = await uow.topics.find_named(topic.name)
    if named is not None and named.id not in (topic.id, into.id):
        raise UserError(t("There is a topic called “{name}” already.", name=topic.name))
    await uow.placements.want_absent(Subject.TOPIC_NOTE, topic.id)
    await uow.placements.renew(Subject.TOPIC, topic.id)
