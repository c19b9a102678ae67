"""Where moderators are written to."""

from __future__ import annotations

from bot.domain.community import Channel, Purpose, Workspace, WorkspaceState
from bot.errors import UserError
from bot.ports.storage import UnitOfWork
from bot.ui.model import Command
from bot.ui.text import Message, t


async def moderators_channel(uow: UnitOfWork, nearest: Workspace | None = None) -> tuple[Workspace, Channel] | None:
    """Return the moderators' channel of *nearest*, else of the first workspace that has one."""
    workspaces = await uow.communities.workspaces(WorkspaceState.JOINED)
    own = [each for each in workspaces if nearest and each.id == nearest.id]
    for workspace in (*own, *workspaces):
        channel = (await uow.communities.channels(workspace.id)).get(Purpose.MODERATORS)
        if channel is not None:
            return workspace, channel
    return None


async def need_moderators_channel(
    uow: UnitOfWork, nearest: Workspace | None, otherwise: Message
) -> tuple[Workspace, Channel]:
    """Return it; raises UserError, which begins with *otherwise*, where there is none."""
    found = await moderators_channel(uow, nearest)
    if found is None:
        how = t("An admin chooses one with {command}.", command=Command("staffroom setup"))
        raise UserError(otherwise, " ", how)
    return found
