"""How a community stands: for everybody how much there is, for admins what is due, what went wrong and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.community import Community, Workspace, WorkspaceState
from bot.domain.delivery import DeliveryState, PlacementKind, Trouble
from bot.domain.outstanding import LATE, Outstanding
from bot.domain.people import Platform, Role
from bot.errors import UserError
from bot.ports.storage import Storage
from bot.services.connections import Connection, Connections
from bot.services.outstanding import Entry, entries_of
from bot.ui.text import t

AHEAD = timedelta(hours=24)
MOST = 50


@dataclass(frozen=True, slots=True)
class Abstract:
    """What everybody may know."""

    community: Community
    workspaces: Sequence[Workspace]
    resources: int
    topics: int


@dataclass(frozen=True, slots=True)
class Sending:
    """What admins are told. *entries* are what is late or ended badly, the newest due first."""

    outstanding: Outstanding
    entries: Sequence[Entry]
    cards: int
    """Cards that could not be shown."""
    connections: Mapping[Platform, Connection]
    refused: frozenset[Platform]
    """Where the token is no longer taken."""
    events: Sequence[str] = ()
    """What keeps workshops from a server's own events: a right by its name, '' for anything else."""

    def rights(self) -> Mapping[str, Sequence[str]]:
        """Return, by workspace, what was missing where it was to be found out whether a message had arrived."""
        found: dict[str, dict[str, None]] = {}
        for entry in self.entries:
            row = entry.row
            if entry.workspace is not None and row.right and row.state is DeliveryState.UNCERTAIN:
                found.setdefault(entry.workspace.name, {})[row.right] = None
        return {name: tuple(rights) for name, rights in found.items()}


class Status:
    def __init__(self, storage: Storage, clock: Clock, connections: Connections) -> None:
        self._storage = storage
        self._clock = clock
        self._connections = connections

    async def abstract(self, actor: Actor) -> Abstract:
        async with self._storage.read(actor.community_id) as uow:
            return Abstract(
                community=await uow.communities.get(),
                workspaces=await uow.communities.workspaces(WorkspaceState.JOINED, WorkspaceState.WAITING),
                resources=await uow.resources.count(),
                topics=await uow.topics.count(),
            )

    async def sending(self, actor: Actor) -> Sending:
        """Return what is due and what went wrong; raises UserError for who is no admin."""
        if actor.role < Role.ADMIN:
            raise UserError(t("Only admins can see this."))
        now = self._clock.now()
        async with self._storage.read(actor.community_id) as uow:
            outstanding = await uow.deliveries.outstanding(now - LATE, now + AHEAD)
            entries = await entries_of(uow, await uow.deliveries.unwell(now - LATE, MOST))
            troubled = await uow.placements.troubled(MOST)
        cards = sum(each.kind is not PlacementKind.EVENT for each in troubled)
        events = sorted({each.right for each in troubled if each.kind is PlacementKind.EVENT})
        return Sending(outstanding, entries, cards, self._connections.now(), _refused(entries), events)


def _refused(entries: Sequence[Entry]) -> frozenset[Platform]:
    unsent = (DeliveryState.PENDING, DeliveryState.SENDING)
    waiting = [each for each in entries if each.row.reason == Trouble.TOKEN_REFUSED and each.row.state in unsent]
    return frozenset(entry.workspace.platform for entry in waiting if entry.workspace is not None)
