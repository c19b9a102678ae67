"""/topics merge: two topics become one, after a look at what moves; and undoing it."""

from __future__ import annotations

from typing import Annotated

from bot.domain.ids import Number, RevisionId, number_in
from bot.domain.people import Role
from bot.domain.tending import Inside
from bot.domain.topics import TopicState
from bot.interaction.invocation import Invocation
from bot.interaction.spec import Opt, action, command
from bot.interaction.values import TopicRef
from bot.services.tending.merging import Merge
from bot.ui.model import Bold, Button, Option, Reply, Select, buttons, reply
from bot.ui.text import Message, n, t

OFFERED = 25
"""Choices in a menu."""


@command("topics merge", summary="Make two topics one", role=Role.MODERATOR)
async def merge(
    call: Invocation,
    *,
    topic: Annotated[TopicRef, Opt("The one that goes into the other")],
    into: Annotated[TopicRef, Opt("The one that stays")],
) -> Reply:
    return await _preview(call, topic.topic.number, into.topic.number)


@action("topic.merge-ask", role=Role.MODERATOR)
async def ask(call: Invocation, number: int) -> Reply:
    topic = await call.services.topics.numbered(call.actor, Number(number))
    known = await call.services.topics.matching(call.actor, "", OFFERED + 1)
    others = [each for each in known if each.id != topic.id and each.state is TopicState.OPEN][:OFFERED]
    if not others:
        return reply(t("There is no other topic into which {topic} could go.", topic=Bold(topic.name)))
    options = tuple(Option(each.name, str(each.number)) for each in others)
    choose = Select(t("Merge into"), "topic.merge-into", options, (int(topic.number),))
    return reply(t("Into which topic does {topic} go?", topic=Bold(topic.name)), buttons(choose))


@action("topic.merge-into", role=Role.MODERATOR)
async def into_chosen(call: Invocation, number: int, chosen: str) -> Reply:
    return await _preview(call, Number(number), Number(number_in(chosen)))


@action("topic.merge-now", role=Role.MODERATOR)
async def merge_now(call: Invocation, number: int, into: int) -> Reply:
    done = await call.services.tending.merging.merge(call.actor, Number(number), Number(into))
    assert done.revision is not None
    said = t("{topic} is part of {into} now.", topic=Bold(done.topic.name), into=Bold(done.into.name))
    undo = Button(t("Undo"), "topic.undo", (int(done.revision),))
    show = Button(t("Show topic"), "topic.show", (int(done.into.number),))
    found = t("It is found by both names, and old buttons lead there.")
    return reply(said, found, t("You can undo this for seven days."), buttons(undo, show))


@action("topic.undo")
async def undo(call: Invocation, revision: int) -> Reply:
    done = await call.services.tending.merging.undo(call.actor, RevisionId(revision))
    said = t("Undone: it is called {topic} again.", topic=Bold(done.topic.name))
    if done.what == "merge":
        said = t("Undone: {topic} is a topic of its own again.", topic=Bold(done.topic.name))
    return reply(said, buttons(Button(t("Show topic"), "topic.show", (int(done.topic.number),))))


async def _preview(call: Invocation, topic: Number, into: Number) -> Reply:
    found = await call.services.tending.merging.preview(call.actor, topic, into)
    name, other = Bold(found.topic.name), Bold(found.into.name)
    numbers = (int(found.topic.number), int(found.into.number))
    go_on = Button(t("Merge into {topic}", topic=found.into.name[:60]), "topic.merge-now", numbers, "primary")
    both = Button(t("Keep both"), "topic.show", (numbers[0],))
    moves = t("{what} move from {topic} to {into}.", what=_counts(found.inside), topic=name, into=other)
    if not (found.inside.resources or found.inside.workshops or found.inside.followers):
        moves = t("There is nothing in {topic}; its name leads to {into}.", topic=name, into=other)
    keep = t("Who looks after either looks after {into} then.", into=other)
    return reply(moves, keep, _channel(found), buttons(go_on, both))


def _channel(found: Merge) -> Message:
    return t("The channel of {topic} stays, with a note pointing there.", topic=Bold(found.topic.name))


def _counts(inside: Inside) -> Message:
    return t(
        "{resources}, {pins}, {workshops} and {followers}",
        resources=n("{count} resource", "{count} resources", inside.resources),
        pins=n("{count} pin", "{count} pins", inside.pinned),
        workshops=n("{count} workshop", "{count} workshops", inside.workshops),
        followers=n("{count} follower", "{count} followers", inside.followers),
    )
