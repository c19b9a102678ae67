"""Changing a resource that is in the library, and taking it out."""

from __future__ import annotations

from typing import Annotated

from bot.cards.resources import show_button
from bot.domain.ids import Number
from bot.domain.languages import said_language
from bot.domain.resources import Resource
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import Opt, action, command, form
from bot.interaction.values import ResourceRef
from bot.services.cataloguing import may_change
from bot.services.resources import Edited
from bot.ui.model import Button, Form, Reply, buttons, reply
from bot.ui.text import Message, t
from commands.library.describing import read_details
from commands.library.fields import ABOUT, LANGUAGE, TAGS, TITLE, TOPIC, read_tags


@form("resource.edit", title="Edit resource", fields=(TITLE, ABOUT, TOPIC, TAGS, LANGUAGE))
async def edited(call: Invocation, answers: Answers, number: int) -> Reply:
    done = await call.services.resources.edit(
        call.actor,
        Number(number),
        answers.text("title"),
        answers.text("about"),
        answers.topic("topic"),
        read_tags(answers.text("tags")),
        read_details({"language": answers.text("language")}).language,
    )
    return _undoable(
        t("“{title}” is changed, on its cards too.", title=done.resource.title), done, show_button(done.resource)
    )


@command("resources edit", summary="Change a resource that you shared", may_open_form=True)
async def edit(
    call: Invocation, *, resource: Annotated[ResourceRef, Opt("Number or title", rest=True)]
) -> Reply | Form:
    return await _edit_form(call, resource.resource)


@action("resource.edit", may_open_form=True)
async def edit_numbered(call: Invocation, number: int) -> Reply | Form:
    return await _edit_form(call, await call.services.resources.listed(call.actor, Number(number)))


@command("resources remove", summary="Take a resource that you shared out of the library")
async def remove(call: Invocation, *, resource: Annotated[ResourceRef, Opt("Number or title", rest=True)]) -> Reply:
    return await _remove(call, resource.resource.number)


@action("resource.remove")
async def remove_numbered(call: Invocation, number: int) -> Reply:
    return await _remove(call, Number(number))


async def _edit_form(call: Invocation, resource: Resource) -> Reply | Form:
    if not may_change(call.actor, resource):
        return reply(t("Only who shared it and moderators can change “{title}”.", title=resource.title))
    topic = await call.services.resources.topic_of(call.actor, resource)
    values = {
        "title": resource.title,
        "about": resource.about,
        "topic": str(topic.number) if topic else "",
        "tags": ", ".join(resource.tags),
        "language": said_language(resource.details.language) if resource.details.language else "",
    }
    return await call.open(edited, values, int(resource.number))


async def _remove(call: Invocation, number: Number) -> Reply:
    done = await call.services.resources.remove(call.actor, number)
    return _undoable(
        t("“{title}” is out of the library, and its cards are taken down.", title=done.resource.title), done
    )


def _undoable(said: Message, done: Edited, *before: Button) -> Reply:
    undo = Button(t("Undo"), "undo", (int(done.revision),))
    return reply(said, t("You can undo this for ten minutes."), buttons(*before, undo))
