"""Telling the moderators of a resource: they see what is said, never by whom; who told it hears how it ended."""

from __future__ import annotations

from datetime import timedelta

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.delivery import NewDelivery, NewPlacement, PlacementKind
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import Number
from bot.domain.people import Role
from bot.domain.records import AuditEntry
from bot.domain.reports import ReportOutcome, ReportReason
from bot.domain.resources import Resource, ResourceState
from bot.domain.subjects import Subject
from bot.errors import UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.moderators import need_moderators_channel
from bot.ui.text import t

OF_USE = timedelta(days=14)


class Reporting:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def report(self, actor: Actor, number: Number, reason: ReportReason, words: str) -> Resource:
        """Ask the moderators to look; raises UserError where they have no channel, or it is private to one."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            resource = await uow.resources.get_numbered(number)
            if resource.state is ResourceState.REMOVED:
                raise UserError(t("“{title}” was removed from the library.", title=resource.title))
            if resource.topic_id is not None and (await uow.topics.get(resource.topic_id)).private:
                said = t("“{title}” is private to this channel, so I tell nobody outside.", title=resource.title)
                raise UserError(said, " ", t("Who moderates this channel can remove it."))
            await uow.reports.add(resource.id, actor.id, reason, words, now)
            await _show(uow, actor, resource)
            await uow.commit()
        self._bell.ring()
        return resource

    async def answer(self, actor: Actor, number: Number, outcome: ReportOutcome) -> Resource:
        """Tell everybody who reported it how it ended; raises UserError where that was done already."""
        if actor.role < Role.MODERATOR:
            raise UserError(t("Only moderators can do this."))
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            resource = await uow.resources.get_numbered(number)
            answered = await uow.reports.answer(resource.id, outcome)
            if not answered:
                raise UserError(t("Somebody answered this already."))
            await uow.deliveries.add(
                [
                    NewDelivery(
                        actor.community_id, Subject.RESOURCE, resource.id, str(int(each.id)),
                        DeliveryKind.REPORT_ANSWERED, 1, now, now + OF_USE, person_id=each.person_id,
                    )
                    for each in answered
                ]
            )  # fmt: skip
            await uow.placements.renew(Subject.REPORT, resource.id)
            act = f"answered a report: {outcome.value}"
            await uow.records.audit(AuditEntry(actor.id, act, Subject.RESOURCE, resource.id, now))
            await uow.commit()
        self._bell.ring()
        return resource


async def _show(uow: UnitOfWork, actor: Actor, resource: Resource) -> None:
    """Have the moderators' card say it: on the reporter's own side where they have a channel there."""
    for known in await uow.placements.of_subject(Subject.REPORT, resource.id):
        await uow.placements.renew(Subject.REPORT, known.subject_id)
        return
    none = t("The moderators have no channel yet, so I cannot tell them.")
    workspace, channel = await need_moderators_channel(uow, actor.workspace, none)
    card = (actor.community_id, PlacementKind.CARD, Subject.REPORT, resource.id, workspace.id)
    await uow.placements.want(NewPlacement(*card, channel.external_id, 1))
