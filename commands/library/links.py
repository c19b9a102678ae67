"""Answers to what is asked of a link that does not open: it moved, it goes, or it works all the same."""

from __future__ import annotations

from bot.domain.ids import Number
from bot.domain.resources import URL_MOST
from bot.errors import UserError
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import action, form
from bot.services.resources import Edited
from bot.ui.model import Button, Command, Field, Form, Kind, Line, Reply, buttons, reply
from bot.ui.text import Message, t

_LINK = Field("link", Message("Its address now"), Kind.URL, most=URL_MOST)


@form("link.moved", title="New address", submit="Save", fields=(_LINK,))
async def moved(call: Invocation, answers: Answers, number: int) -> Reply:
    done = await call.services.links.moved(call.actor, Number(number), answers.text("link"))
    return _undoable(t("“{title}” has its new address, on its cards too.", title=done.resource.title), done)


@action("link.moved", may_open_form=True)
async def open_moved(call: Invocation, number: int) -> Form:
    resource = await call.services.resources.listed(call.actor, Number(number))
    if resource.file is not None:
        raise UserError(t("“{title}” is a file and has no address.", title=resource.title))
    return await call.open(moved, {"link": resource.url}, int(resource.number))


@action("link.remove")
async def remove(call: Invocation, number: int) -> Reply:
    done = await call.services.links.remove(call.actor, Number(number))
    said = t("“{title}” is out of the library, and its cards are taken down.", title=done.resource.title)
    return _undoable(said, done)


@action("link.works")
async def works(call: Invocation, number: int) -> Reply:
    resource = await call.services.links.works(call.actor, Number(number))
    return reply(t("Thank you, “{title}” stays. I look at it again in three months.", title=resource.title))


async def without_card(call: Invocation) -> Line:
    """Say it where a workspace has no library channel, so that nothing is silently nowhere."""
    standing = await call.services.setup.standing(call.actor)
    lacking = [workspace.name for workspace, channels in standing.workspaces if "library" not in channels]
    if not lacking:
        return ()
    how = t(
        "{names} has no library channel yet; cards without a topic wait for it. An admin chooses it with {command}.",
        names=", ".join(lacking),
        command=Command("staffroom setup"),
    )
    return (" ", how)


def _undoable(said: Message, done: Edited) -> Reply:
    undo = Button(t("Undo"), "undo", (int(done.revision),))
    return reply(said, t("You can undo this for ten minutes."), buttons(undo))
