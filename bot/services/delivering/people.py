"""Reaching a person: by direct message, by the next account, by a mention, with their next private answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cards.messages import mention
from bot.domain.community import Purpose, Workspace, WorkspaceState
from bot.domain.delivery import Delivery, DeliveryState, Ending, Rung
from bot.domain.people import Account, Direct, Person, Platform
from bot.ports.platform import Target
from bot.ports.storage import UnitOfWork
from bot.services.composing.said import chosen_channel
from bot.ui.model import Reply


@dataclass(frozen=True, slots=True)
class Way:
    """How *person* is written to now; *rest* is how it goes on where this way is closed."""

    person: Person
    account: Account
    workspace: Workspace
    target: Target
    reply: Reply
    zone: str | None
    rest: Ending


async def way_to(
    uow: UnitOfWork, row: Delivery, reply: Reply, now: datetime, looking: bool, platform: Platform | None
) -> Way | Ending:
    """Return the way to the person on the row's rung, or how the row goes on without one.

    *looking* for what may stand there already disturbs nobody, whatever the hour. With no workspace chosen yet, a way
    by *platform*, which claimed the row, is gone at once, and one by another is left to that.
    """
    assert row.person_id is not None
    person = await uow.people.get(row.person_id)
    zone = person.zone or (await uow.communities.get()).zone
    quiet = person.quiet.until(now, ZoneInfo(zone)) if zone else None
    if quiet is not None and not looking:
        return Ending(DeliveryState.PENDING, due_at=quiet)
    ways = await _accounts(uow, person)
    at = next((i for i, (_, workspace) in enumerate(ways) if workspace.id == row.workspace_id), 0)
    if not ways:
        return _with_next_answer()
    account, workspace = ways[at]
    if row.workspace_id is None and workspace.platform is not platform:
        return Ending(DeliveryState.PENDING, workspace_id=workspace.id)
    lower = await _lower(uow, row, ways)
    if row.rung == Rung.MENTION:
        channel = await _mention_channel(uow, workspace)
        target = Target(workspace.external_id, channel)
        return Way(person, account, workspace, target, mention(account, row), zone, _with_next_answer())
    unwanted = person.direct is Direct.NEVER or (person.direct is Direct.URGENT and not row.urgent)
    if unwanted and not looking:
        return lower
    rest = Ending(DeliveryState.PENDING, workspace_id=ways[at + 1][1].id) if at + 1 < len(ways) else lower
    target = Target(workspace.external_id, account.direct_channel, account.external_id)
    return Way(person, account, workspace, target, reply, zone, rest)


async def _accounts(uow: UnitOfWork, person: Person) -> Sequence[tuple[Account, Workspace]]:
    there = {workspace.id: workspace for workspace in await uow.communities.workspaces(WorkspaceState.JOINED)}
    found = await uow.people.accounts(person.id)
    return [(account, there[account.workspace_id]) for account in found if account.workspace_id in there]


async def _lower(uow: UnitOfWork, row: Delivery, ways: Sequence[tuple[Account, Workspace]]) -> Ending:
    """Return the rung below direct messages: a mention where it cannot wait and there is a channel, else an answer."""
    if row.urgent:
        for _, workspace in ways:
            if await _mention_channel(uow, workspace):
                return Ending(DeliveryState.PENDING, workspace_id=workspace.id, rung=Rung.MENTION)
    return _with_next_answer()


def _with_next_answer() -> Ending:
    return Ending(DeliveryState.PENDING, rung=Rung.ANSWER)


async def _mention_channel(uow: UnitOfWork, workspace: Workspace) -> str:
    """Return where people look and few are disturbed: the topics channel, else the announcements."""
    for purpose in (Purpose.TOPICS, Purpose.ANNOUNCEMENTS):
        if channel := await chosen_channel(uow, workspace.id, purpose):
            return channel
    return ""
