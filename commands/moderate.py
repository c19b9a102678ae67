"""/moderate: pinning, one or several at once, and asking for a pin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from bot.cards.reasons import why_not
from bot.domain.ids import Number, RevisionId, number_in
from bot.domain.people import Role
from bot.domain.resources import Resource
from bot.domain.subjects import Subject
from bot.interaction.invocation import Invocation
from bot.interaction.spec import Opt, action, command
from bot.interaction.values import ResourceRef, TopicRef
from bot.ui.model import Block, Button, Command, Items, Line, Option, Reply, Select, buttons, reply, say
from bot.ui.text import n, t

OFFERED = 25
SETTLE = 1.0  # seconds to wait for the pin before answering
CHOSEN = "pin.chosen"


async def ask_first(call: Invocation, **values: object) -> Reply:
    """What somebody who is no moderator is told, whichever way they came."""
    resource = values.get("resource")
    if not isinstance(resource, ResourceRef):
        return reply(t("Only moderators can pin. Name a resource, and I can ask them for you."))
    return _offer_to_ask(resource.resource.number)


async def ask_first_numbered(call: Invocation, number: int) -> Reply:
    return _offer_to_ask(Number(number))


async def only_moderators(call: Invocation, **values: object) -> Reply:
    return reply(
        t("Only moderators can unpin."), t("They are shown by {command}.", command=Command("staffroom roles list"))
    )


@command(
    "moderate pin",
    summary="Pin a resource in its topic, or several from a list",
    role=Role.MODERATOR,
    moderators_only_on_discord=True,
    instead=ask_first,
)
async def pin(
    call: Invocation,
    *,
    resource: Annotated[ResourceRef | None, Opt("Number or title; leave empty for a list", rest=True)] = None,
    topic: Annotated[TopicRef | None, Opt("Topic, where it has none")] = None,
) -> Reply:
    if resource is None:
        return await _choose(call)
    return await _pin(call, [resource.resource.number], int(topic.topic.number) if topic else None)


@command(
    "moderate unpin",
    summary="Take a pin down",
    role=Role.MODERATOR,
    moderators_only_on_discord=True,
    instead=only_moderators,
)
async def unpin(call: Invocation, *, resource: Annotated[ResourceRef, Opt("Number or title", rest=True)]) -> Reply:
    return await _unpin(call, resource.resource.number)


@action("pin.one", role=Role.MODERATOR, instead=ask_first_numbered)
async def pin_one(call: Invocation, number: int) -> Reply:
    return await _pin(call, [Number(number)], None)


@action("unpin.one", role=Role.MODERATOR)
async def unpin_one(call: Invocation, number: int) -> Reply:
    return await _unpin(call, Number(number))


@action("pin.several", role=Role.MODERATOR)
async def pin_several(call: Invocation, *chosen: str) -> Reply:
    return await _pin(call, [Number(each) for each in map(number_in, chosen) if each], None)


@action("pin.in-topic", role=Role.MODERATOR)
async def pin_in_topic(call: Invocation, kept: str, topic: str) -> Reply:
    arguments = await call.services.drafts.arguments(call.actor, CHOSEN, kept)
    if arguments is None:
        return reply(t("That list is older than 7 days. Please start again."))
    return await _pin(call, [Number(int(number)) for number in arguments["numbers"].split()], number_in(topic))


@action("pin.ask")
async def ask(call: Invocation, number: int) -> Reply:
    resource = await call.services.pins.ask(call.actor, Number(number))
    return reply(
        t("I asked the moderators to pin “{title}”.", title=resource.title),
        t("They do not see who asked. When they pin it, its card in the channel says so."),
    )


def _offer_to_ask(number: Number) -> Reply:
    return reply(
        t("Only moderators can pin. I can ask them for you."),
        buttons(Button(t("Ask to pin this"), "pin.ask", (int(number),), "primary")),
    )


async def _choose(call: Invocation) -> Reply:
    found = await call.services.resources.newest_unpinned(call.actor, OFFERED)
    if not found:
        return reply(t("There is nothing to pin: the library is empty, or all of it is pinned."))
    options = tuple(Option(f"#{each.number} {each.title}", str(each.number)) for each in found)
    choose = Select(t("Choose what to pin"), "pin.several", options, most=len(options))
    newest = n("This is the newest resource.", "These are the {count} newest resources.", len(found))
    other = t("For an older one: {command}.", command=Command("moderate pin", "<number or title>"))
    return Reply((say(newest, " ", other), buttons(choose)))


async def _pin(call: Invocation, numbers: Sequence[Number], topic: int | None) -> Reply:
    chosen = await call.services.topics.numbered(call.actor, Number(topic)) if topic is not None else None
    done = await call.services.pins.pin(call.actor, numbers, chosen)
    blocks: list[Block] = []
    if done.changed:
        pinned = n("Pinned: {titles}.", "Pinned {count}: {titles}.", len(done.changed), titles=_titles(done.changed))
        blocks.append(say(pinned))
        blocks.extend(await _where(call, done.changed))
    if done.already:
        blocks.append(say(t("Pinned already: {titles}.", titles=_titles(done.already))))
        blocks.extend(await _where(call, done.already))
    if done.revisions:
        undo = Button(t("Undo"), "undo.several", (await _keep_revisions(call, done.revisions),))
        blocks += [say(t("You can undo this for ten minutes.")), buttons(undo)]
    if done.without_topic:
        blocks.extend(await _ask_topic(call, done.without_topic))
    return Reply(tuple(blocks)) if blocks else reply(t("Nothing was chosen, so nothing is pinned."))


async def _keep_revisions(call: Invocation, revisions: Sequence[RevisionId]) -> str:
    told = {"revisions": " ".join(str(revision) for revision in revisions)}
    return await call.services.drafts.keep_arguments(call.actor, "undo.several", told)


async def _where(call: Invocation, resources: Sequence[Resource]) -> Sequence[Block]:
    """Say how the pins stand in each workspace, after giving them a moment."""
    lines: dict[str, Line] = {}
    await call.services.placements.settled(call.community.id, Subject.RESOURCE, [r.id for r in resources], SETTLE)
    for resource in resources:
        for workspace, card in await call.services.pins.standing(call.actor, resource):
            if card.error:
                lines[f"{workspace} {card.error}"] = (
                    t("{workspace}: not yet.", workspace=workspace),
                    " ",
                    why_not(card),
                )
            elif card.shown_pin:
                lines.setdefault(workspace, (t("{workspace}: pinned in the topic's channel.", workspace=workspace),))
            else:
                lines.setdefault(workspace, (t("{workspace}: on its way.", workspace=workspace),))
    return (Items(tuple(lines.values())),) if lines else ()


async def _ask_topic(call: Invocation, resources: Sequence[Resource]) -> Sequence[Block]:
    topics = await call.services.topics.matching(call.actor, "", OFFERED)
    said = n(
        "{titles} has no topic yet. A pin stands in a topic's channel; which one?",
        "{titles} have no topic yet. A pin stands in a topic's channel; which one?",
        len(resources),
        titles=_titles(resources),
    )
    if not topics:
        none = t("There are no topics yet. Open one with {command}, then pin again.", command=Command("topics create"))
        return (say(none),)
    numbers = " ".join(str(resource.number) for resource in resources)
    kept = await call.services.drafts.keep_arguments(call.actor, CHOSEN, {"numbers": numbers})
    options = tuple(Option(topic.name, str(topic.number)) for topic in topics)
    return (say(said), buttons(Select(t("Choose the topic"), "pin.in-topic", options, (kept,))))


async def _unpin(call: Invocation, number: Number) -> Reply:
    done = await call.services.pins.unpin(call.actor, number)
    if done.already:
        return reply(t("“{title}” was not pinned.", title=done.already[0].title))
    said = t("“{title}” is no longer pinned.", title=done.changed[0].title)
    undo = Button(t("Undo"), "undo", (int(done.revisions[0]),))
    return reply(said, t("You can undo this for ten minutes."), buttons(undo))


def _titles(resources: Sequence[Resource]) -> str:
    return ", ".join(f"#{resource.number} {resource.title}" for resource in resources[:10])
