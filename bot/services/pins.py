"""Pinning: a resource's card is pinned in its topic's channel on every workspace and marked in the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.community import WorkspaceState
from bot.domain.delivery import NewPlacement, Placement, PlacementKind
from bot.domain.ids import Number, RevisionId
from bot.domain.records import AuditEntry
from bot.domain.resources import Resource, ResourceState
from bot.domain.subjects import Subject
from bot.domain.topics import Topic
from bot.errors import UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.cataloguing import before, store, want_cards
from bot.services.moderators import need_moderators_channel
from bot.ui.text import t


@dataclass(frozen=True, slots=True)
class Pinned:
    """What was changed, what was so already, and what needs a topic first. *revisions* undo the changes."""

    changed: Sequence[Resource]
    already: Sequence[Resource]
    without_topic: Sequence[Resource]
    revisions: Sequence[RevisionId]


class Pins:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def pin(self, actor: Actor, numbers: Sequence[Number], topic: Topic | None = None) -> Pinned:
        """Pin each of *numbers*; *topic* becomes the topic of those that have none."""
        now = self._clock.now()
        changed, already, without, revisions = [], [], [], []
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            for number in numbers:
                resource = await _listed(uow, number)
                topic_id = resource.topic_id or (topic.id if topic else None)
                await uow.placements.allow_pin(resource.id)
                if resource.pinned:
                    await want_cards(uow, resource)  # where a pin failed it is tried again
                    already.append(resource)
                elif topic_id is None:
                    without.append(resource)
                else:
                    what = before(resource)
                    revisions.append(
                        await uow.records.add_revision(actor.id, Subject.RESOURCE, resource.id, "pin", what, now)
                    )
                    pinned = await store(uow, replace(resource, pinned=True, topic_id=topic_id))
                    await want_cards(uow, pinned)
                    await uow.records.audit(AuditEntry(actor.id, "pin", Subject.RESOURCE, resource.id, now))
                    changed.append(pinned)
            await uow.commit()
        self._bell.ring()
        return Pinned(changed, already, without, revisions)

    async def unpin(self, actor: Actor, number: Number) -> Pinned:
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            resource = await _listed(uow, number)
            if not resource.pinned:
                return Pinned([], [resource], [], [])
            revision = await uow.records.add_revision(
                actor.id, Subject.RESOURCE, resource.id, "unpin", before(resource), now
            )
            changed = await store(uow, replace(resource, pinned=False))
            await uow.records.audit(AuditEntry(actor.id, "unpin", Subject.RESOURCE, resource.id, now))
            await uow.commit()
        self._bell.ring()
        return Pinned([changed], [], [], [revision])

    async def ask(self, actor: Actor, number: Number) -> Resource:
        """Post one card to the moderators asking for a pin; raises UserError where they have no channel."""
        async with self._storage.write(actor.community_id, actor.once.take(), actor.sight) as uow:
            resource = await _listed(uow, number)
            if resource.topic_id is not None and (await uow.topics.get(resource.topic_id)).private:
                raise UserError(
                    t("“{title}” is private to this channel, so I ask nobody outside.", title=resource.title)
                )
            none = t("The moderators have no channel yet, so I cannot ask them.")
            workspace, channel = await need_moderators_channel(uow, actor.workspace, none)
            await uow.placements.want(
                NewPlacement(
                    actor.community_id,
                    PlacementKind.CARD,
                    Subject.PIN_REQUEST,
                    resource.id,
                    workspace.id,
                    channel.external_id,
                    resource.revision,
                )
            )
            await uow.commit()
        self._bell.ring()
        return resource

    async def standing(self, actor: Actor, resource: Resource) -> Sequence[tuple[str, Placement]]:
        """Return (workspace name, card) of each workspace on which the resource has or wants a card."""
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            names = {w.id: w.name for w in await uow.communities.workspaces(WorkspaceState.JOINED)}
            cards = await uow.placements.of_subject(Subject.RESOURCE, resource.id)
            return [(names[card.workspace_id], card) for card in cards if card.workspace_id in names]


async def _listed(uow: UnitOfWork, number: Number) -> Resource:
    resource = await uow.resources.get_numbered(number)
    if resource.state is ResourceState.REMOVED:
        raise UserError(t("“{title}” was removed from the library.", title=resource.title))
    return resource
