"""A topic as a person sees it: open, proposed or archived, and what they may do with it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.reasons import why_not
from bot.cards.resources import headline
from bot.cards.topics import TopicStanding, how_many
from bot.domain.ids import Number
from bot.domain.people import Role
from bot.domain.resources import Resource
from bot.domain.topics import Topic, TopicChannel, TopicState, channel_name
from bot.interaction.invocation import Invocation
from bot.interaction.spec import action
from bot.ports.platform import RefusalReason
from bot.services.topics import TopicView
from bot.ui.model import Block, Bold, Button, Facts, Heading, Items, Line, Reply, buttons, reply, say
from bot.ui.text import Message, n, t


def shown(call: Invocation, view: TopicView) -> Reply:
    match view.summary.topic.state:
        case TopicState.PROPOSED:
            return _proposed(call, view)
        case TopicState.ARCHIVED:
            return _archived(call, view)
        case _:
            return _open(call, view)


def seeking(topics: Sequence[Topic]) -> tuple[Block, ...]:
    """Return what stands under the directory: topics that are proposed and wait for people."""
    if not topics:
        return ()
    return (say(t("Proposed, and waiting for people:")), buttons(*shows(topics)))


def much_like(topics: Sequence[Topic]) -> Message:
    names = ", ".join(f"“{each.name}”" for each in topics)
    return n(
        "There is a topic much like it: {names}.", "There are topics much like it: {names}.", len(topics), names=names
    )  # fmt: skip


def shows(topics: Sequence[Topic]) -> Sequence[Button]:
    return [Button(t("Show {topic}", topic=each.name[:60]), "topic.show", (int(each.number),)) for each in topics]


def channels(call: Invocation, view: TopicView) -> tuple[Block, ...]:
    """Say where it is talked about, and offer a remedy where something is in the way."""
    if view.summary.topic.private:
        return (say(t("It is private: only who is in this channel finds it, and only from here.")),)
    lines: list[Line] = []
    remedies: list[Button] = []
    number = int(view.summary.topic.number)
    may = call.role >= Role.MODERATOR or call.person.id in [each.id for each in view.caretakers]
    for workspace, channel, placement in view.channels:
        where = workspace.name
        name = channel.name if channel else channel_name(view.summary.topic.name)
        trouble = bool(placement and placement.error)
        if placement is None:
            lines.append((t("{workspace}: no channel", workspace=where),))
        elif channel is not None and channel.gone:
            lines.append((_gone(where, name, channel.gone),))
        elif placement.error:
            lines.append((t("{workspace}: no channel yet.", workspace=where), " ", why_not(placement)))
        elif channel is not None and channel.parent:
            lines.append((_thread(where, channel),))
        elif placement.shown_revision:
            lines.append((t("{workspace}: #{channel}", workspace=where, channel=name),))
        else:
            lines.append((t("{workspace}: #{channel} is being made", workspace=where, channel=name),))
        if may and len(remedies) < 2 and (trouble or (channel is not None and channel.gone)):
            remedies.append(Button(t("Channel on {workspace}", workspace=where), "topic.channel",
                                   (number, int(workspace.id))))  # fmt: skip
    return (*((Items(tuple(lines)),) if lines else ()), *((buttons(*remedies),) if remedies else ()))


@action("topic.more")
async def more(call: Invocation, number: int) -> Reply:
    """What this person may do with the topic beyond following it."""
    topic = await call.services.topics.numbered(call.actor, Number(number))
    known = await call.services.tending.caring.caretakers(call.actor, Number(number))
    number = int(topic.number)
    mine = call.person.id in [each.id for each in known]
    own: list[Button] = []
    if mine:
        own += [Button(t("Hand it over"), "topic.hand", (number,)), Button(t("Give it up"), "topic.give-up", (number,))]
    elif not known or call.role >= Role.MODERATOR:
        own.append(Button(t("Look after it"), "topic.take", (number,)))
    if mine or call.role >= Role.MODERATOR:
        own.append(Button(t("Message followers"), "topic.write", (number,)))
        own.append(Button(t("Rename"), "topic.rename", (number,)))
        own.append(Button(t("Archive"), "topic.archive", (number,), "danger"))
    if call.role >= Role.MODERATOR:
        own.append(Button(t("Merge into another"), "topic.merge-ask", (number,)))
    if not own:
        names = ", ".join(each.name for each in known)
        return reply(t("{names} looks after {topic} and may change it.", names=names, topic=Bold(topic.name)))
    return reply(say(Bold(topic.name)), buttons(*own))


def _open(call: Invocation, view: TopicView) -> Reply:
    summary, topic = view.summary, view.summary.topic
    names = ", ".join(each.name for each in view.caretakers)
    followers = n("{count} person", "{count} people", summary.followers)
    facts: list[tuple[Message, Line]] = [
        (t("Looked after by"), (names or t("nobody yet"),)),
        (t("Followed by"), (followers,)),
    ]
    if view.names:
        facts.append((t("Also found as"), (", ".join(view.names),)))
    blocks: list[Block] = [Heading(topic.name)]
    blocks.extend(_about(view))
    blocks.append(Facts(tuple(facts)))
    blocks.extend(channels(call, view))
    blocks.extend(_inside(view))
    number = int(topic.number)
    following = (
        Button(t("Unfollow"), "topic.unfollow", (number,))
        if view.followed
        else Button(t("Follow"), "topic.follow", (number,), "primary")
    )
    more = Button(t("More"), "topic.more", (number,))
    return Reply((*blocks, buttons(following, Button(t("Share a link"), "resource.new", (number,)), more)))


def _proposed(call: Invocation, view: TopicView) -> Reply:
    topic, number = view.summary.topic, int(view.summary.topic.number)
    names = ", ".join(each.name for each in view.caretakers)
    standing = TopicStanding(topic, names, wanting=len(view.wanting), needed=call.community.topic_opens_at)
    blocks: list[Block] = [Heading(t("Proposed: {topic}", topic=topic.name))]
    blocks.extend(_about(view))
    blocks.append(say(how_many(standing)))
    blocks.extend(_inside(view))
    choices = [Button(t("I'd join this"), "topic.want", (number,), "primary")]
    if call.person.id in view.wanting:
        choices = [Button(t("I'd rather not"), "topic.unwant", (number,))]
    if call.person.id in [each.id for each in view.caretakers] or call.role >= Role.MODERATOR:
        choices.append(Button(t("Take it back"), "topic.archive", (number,), "danger"))
    return Reply((*blocks, buttons(*choices, Button(t("Add a resource"), "resource.new", (number,)))))


def _archived(call: Invocation, view: TopicView) -> Reply:
    topic = view.summary.topic
    said = t("{topic} is archived. What was shared in it is still found.", topic=Bold(topic.name))
    note = (say(topic.note),) if topic.note else ()
    again = Button(t("Open it again"), "topic.reopen", (int(topic.number),))
    offer = (buttons(again),) if call.role >= Role.MODERATOR else ()
    return reply(said, *note, *_inside(view), *offer)


def _about(view: TopicView) -> tuple[Block, ...]:
    topic = view.summary.topic
    about = (say(topic.about),) if topic.about else ()
    author = view.credited
    return (*about, *((say(t("In the words of {name}.", name=author.name)),) if author else ()))


def _inside(view: TopicView) -> tuple[Block, ...]:
    found = (*_resources(t("Pinned"), view.pinned), *_resources(t("Newest"), view.newest))
    return found or (say(t("No resources yet.")),)


def _resources(title: Message, resources: Sequence[Resource]) -> tuple[Block, ...]:
    return (say(Bold(title)), Items(tuple(map(headline, resources)))) if resources else ()


def _thread(workspace: str, channel: TopicChannel) -> Message:
    return t(
        "{workspace}: the thread “{name}” in #{channel}, since I may not make channels there",
        workspace=workspace, name=channel.name, channel=channel.parent,
    )  # fmt: skip


def _gone(workspace: str, channel: str, why: str) -> Message:
    if why == RefusalReason.CHANNEL_ARCHIVED:
        return t("{workspace}: #{channel} was archived there.", workspace=workspace, channel=channel)
    return t("{workspace}: #{channel} is not there any more.", workspace=workspace, channel=channel)
