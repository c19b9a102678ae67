"""Who is still in one of a community's servers or workspaces."""

from __future__ import annotations

from bot.domain.community import WorkspaceState
from bot.domain.ids import PersonId
from bot.ports.storage import UnitOfWork


async def is_somewhere(uow: UnitOfWork, person: PersonId) -> bool:
    joined = {workspace.id for workspace in await uow.communities.workspaces(WorkspaceState.JOINED)}
    return any(each.workspace_id in joined for each in await uow.people.accounts(person))
