"""Undo buttons."""

from __future__ import annotations

from bot.domain.ids import RevisionId
from bot.domain.resources import ResourceState
from bot.interaction.invocation import Invocation
from bot.interaction.spec import action
from bot.services.undo import Undone
from bot.ui.model import Items, Reply, reply, say
from bot.ui.text import Message, t

SEVERAL = "undo.several"


@action("undo")
async def undo(call: Invocation, revision: int) -> Reply:
    (undone,) = await call.services.undo.undo(call.actor, [RevisionId(revision)])
    return reply(_said(undone))


@action(SEVERAL)
async def undo_several(call: Invocation, kept: str) -> Reply:
    arguments = await call.services.drafts.arguments(call.actor, SEVERAL, kept)
    if arguments is None:
        return reply(t("That is more than ten minutes ago and stays as it is."))
    revisions = [RevisionId(int(revision)) for revision in arguments["revisions"].split()]
    undone = await call.services.undo.undo(call.actor, revisions)
    return Reply((say(t("Undone.")), Items(tuple((_said(each),) for each in undone))))


def _said(undone: Undone) -> Message:
    title = undone.resource.title
    match undone.what:
        case "share" if undone.resource.state is ResourceState.REMOVED:
            return t("Undone: “{title}” is not in the library any more.", title=title)
        case "remove":
            return t("Undone: “{title}” is back in the library.", title=title)
        case "pin":
            return t("Undone: “{title}” is no longer pinned.", title=title)
        case "unpin":
            return t("Undone: “{title}” is pinned again.", title=title)
        case _:
            return t("Undone: “{title}” is as it was before.", title=title)
