"""What keeps the library good: what something was before, what was removed, several moved at once, words for a mail."""

from __future__ import annotations

import re
from typing import Annotated

from bot.cards.details import said_license
from bot.cards.resources import show_button
from bot.domain.grades import said_grades
from bot.domain.ids import Number, RevisionId, number_in
from bot.domain.languages import said_language
from bot.domain.people import Role
from bot.domain.resources import Resource
from bot.errors import UserError
from bot.interaction.invocation import Invocation
from bot.interaction.spec import Opt, action, command
from bot.interaction.values import ResourceRef, TopicRef
from bot.services.cataloguing import may_change
from bot.services.history import MOVED_MOST, Change
from bot.services.resources import Edited
from bot.ui.model import (
    Block,
    Bold,
    Button,
    Code,
    Heading,
    Items,
    Line,
    Option,
    Reply,
    Select,
    When,
    buttons,
    reply,
    say,
)
from bot.ui.text import Message, n, t

SEVERAL = "undo.several"
SHOWN_MOST = 80


@command("resources history", summary="See how a resource was changed, and bring back what it said")
async def history(call: Invocation, *, resource: Annotated[ResourceRef, Opt("Number or title", rest=True)]) -> Reply:
    return await _history(call, resource.resource.number)


@action("resource.history")
async def history_numbered(call: Invocation, number: int) -> Reply:
    return await _history(call, Number(number))


@action("resource.restore")
async def restore(call: Invocation, number: int, chosen: str) -> Reply:
    done = await call.services.library.history.restore(call.actor, Number(number), RevisionId(number_in(chosen)))
    return _undoable(t("“{title}” says again what it said then.", title=done.resource.title), done)


@command(
    "moderate restore", summary="Bring back what was removed", role=Role.MODERATOR, moderators_only_on_discord=True
)
async def removed(call: Invocation) -> Reply:
    found = await call.services.library.history.removed(call.actor)
    if not found:
        return reply(t("Nothing was removed from the library."))
    options = tuple(Option(f"#{each.number} {each.title}", str(each.number)) for each in found)
    newest = t("This was removed from the library, the newest first.")
    return Reply((say(newest), buttons(Select(t("Choose what to bring back"), "resource.bring-back", options))))


@action("resource.bring-back", role=Role.MODERATOR)
async def bring_back(call: Invocation, chosen: str) -> Reply:
    done = await call.services.library.history.bring_back(call.actor, Number(number_in(chosen)))
    return _undoable(t("“{title}” is back in the library, with its card.", title=done.resource.title), done)


@command(
    "moderate move",
    summary="Give several resources a topic",
    role=Role.MODERATOR,
    moderators_only_on_discord=True,
)
async def move(
    call: Invocation,
    *,
    topic: Annotated[TopicRef, Opt("To which topic")],
    numbers: Annotated[str, Opt("Which, such as 3 7 12", most=200, rest=True)],
) -> Reply:
    chosen = [Number(number_in(each)) for each in re.findall(r"[0-9]+", numbers)]
    if not chosen or len(chosen) > MOVED_MOST:
        most = t("Write their numbers, such as 3 7 12; at most {count} at once.", count=MOVED_MOST)
        raise UserError(t("I cannot tell which resources you mean."), " ", most)
    done = await call.services.library.history.move(call.actor, chosen, topic.topic)
    if not done:
        return reply(t("They have the topic {topic} already.", topic=Bold(topic.topic.name)))
    told = {"revisions": " ".join(str(each.revision) for each in done)}
    undo = Button(t("Undo"), SEVERAL, (await call.services.drafts.keep_arguments(call.actor, SEVERAL, told),))
    said = n("{count} resource is in {topic} now:", "{count} resources are in {topic} now:", len(done),
             topic=Bold(topic.topic.name))  # fmt: skip
    lines: list[Line] = [(f"#{each.resource.number} {each.resource.title}",) for each in done]
    return Reply((say(said), Items(tuple(lines)), say(t("You can undo this for ten minutes.")), buttons(undo)))


@action("resource.email")
async def for_email(call: Invocation, number: int) -> Reply:
    """Words to copy: nothing is sent anywhere."""
    resource = await call.services.resources.listed(call.actor, Number(number))
    how = t("Copy this into a mail or wherever you like. I send nothing.")
    return reply(how, *(say(Code(line)) for line in _plain(resource)), buttons(show_button(resource)))


def _plain(resource: Resource) -> list[str]:
    said = resource.details
    facts = [
        said.subject,
        f"grades {said_grades(said.grades)}" if said.grades else "",
        ", ".join(said.standards),
        said_language(said.language) if said.language else "",
    ]
    license_ = said_license(said.license) if said.license else ""
    words = license_.template if isinstance(license_, Message) else license_
    lines = (
        resource.title,
        resource.url,
        resource.file.name if resource.file else "",
        resource.about,
        ", ".join(filter(None, facts)),
        words,
    )
    return [" ".join(line.split()) for line in lines if line.strip()]


async def _history(call: Invocation, number: Number) -> Reply:
    resource, changes = await call.services.library.history.of(call.actor, number)
    if not changes:
        return reply(t("“{title}” was not changed since it came.", title=resource.title))
    blocks: list[Block] = [Heading(t("How “{title}” was changed", title=resource.title))]
    blocks.append(Items(tuple(_line(each) for each in changes)))
    said = {_said(each.was): each for each in reversed(changes)}
    said.pop(_said(resource), None)
    if said and may_change(call.actor, resource):
        options = tuple(
            Option(f"{each.was.title[:60]} ({each.at:%Y-%m-%d %H:%M})", str(int(each.revision)))
            for each in said.values()
        )
        choose = Select(t("Bring back what it said before"), "resource.restore", options, (int(number),))
        blocks.append(buttons(choose))
    return Reply(tuple(blocks))


def _line(change: Change) -> Line:
    name = change.name or t("a member")
    line: Line = (When(change.at), ": ", _deed(change, name))
    for label, was, now in (
        (t("title"), change.was.title, change.now.title),
        (t("what it is good for"), change.was.about, change.now.about),
        (t("tags"), ", ".join(change.was.tags), ", ".join(change.now.tags)),
    ):
        if was != now:
            line = (*line, "\n", label, f": {was[:SHOWN_MOST] or '–'} → {now[:SHOWN_MOST] or '–'}")
    return line


def _deed(change: Change, name: str | Message) -> Message:
    match change.what:
        case "share":
            return t("{name} shared it.", name=name)
        case "pin":
            return t("{name} pinned it.", name=name)
        case "unpin":
            return t("{name} took its pin down.", name=name)
        case "remove":
            return t("{name} removed it.", name=name)
        case "bring back":
            return t("{name} brought it back.", name=name)
        case "move":
            return t("{name} gave it another topic.", name=name)
        case _:
            return t("{name} changed it.", name=name)


def _said(resource: Resource) -> tuple[object, ...]:
    return (resource.title, resource.about, resource.tags, resource.details)


def _undoable(said: Message, done: Edited) -> Reply:
    undo = Button(t("Undo"), "undo", (int(done.revision),))
    return reply(said, t("You can undo this for ten minutes."), buttons(undo))


ALL = (history, history_numbered, restore, removed, bring_back, move, for_email)
