"""/topics: the directory, opening a topic, following it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from bot.cards.reasons import why_not
from bot.cards.resources import headline
from bot.domain.community import ChannelRef
from bot.domain.ids import Number, number_in
from bot.domain.people import Role
from bot.domain.resources import Resource
from bot.domain.subjects import Subject
from bot.domain.topics import ABOUT_MOST, NAME_MOST, Topic, TopicSummary
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import Opt, action, command, form
from bot.interaction.values import TopicRef
from bot.services.topics import PAGE, TopicView
from bot.ui.model import (
    Block,
    Bold,
    Button,
    Command,
    Facts,
    Field,
    Form,
    Heading,
    Items,
    Kind,
    Line,
    Option,
    Reply,
    Select,
    buttons,
    reply,
    say,
)
from bot.ui.text import Message, n, t

SETTLE = 1.0  # seconds to wait for channels before answering


@form(
    "topic.new",
    title="Create a topic",
    submit="Create topic",
    role=Role.MODERATOR,
    fields=(
        Field("name", Message("Name"), most=NAME_MOST, hint=Message("Such as: Grading late work")),
        Field("about", Message("What it is about"), Kind.LONG_TEXT, required=False, most=ABOUT_MOST),
        Field(
            "channel",
            Message("Use a channel that is here already"),
            Kind.CHANNEL,
            required=False,
            hint=Message("Leave empty and I make one"),
        ),
    ),
)
async def new_topic(call: Invocation, answers: Answers) -> Reply:
    return await _create(call, answers.text("name"), answers.text("about"), answers.channel("channel"))


@command("topics create", summary="Open a topic with a channel on every server", role=Role.MODERATOR, form=new_topic)
async def create(
    call: Invocation,
    *,
    name: Annotated[str, Opt("Name of the topic", most=NAME_MOST, rest=True)],
    about: Annotated[str, Opt("What it is about", most=ABOUT_MOST)] = "",
    channel: Annotated[ChannelRef | None, Opt("A channel that is here already")] = None,
) -> Reply:
    return await _create(call, name, about, channel)


@command("topics list", summary="See all topics")
async def list_topics(call: Invocation) -> Reply:
    return await _page(call, None, 1)


@action("topics.page")
async def page(call: Invocation, after: int, number: int) -> Reply:
    return await _page(call, Number(after), number)


@command("topics show", summary="See a topic and what is in it")
async def show(call: Invocation, *, topic: Annotated[TopicRef, Opt("Topic", rest=True)]) -> Reply:
    return _shown(await call.services.topics.view(call.actor, topic.topic))


@action("topic.show")
async def show_numbered(call: Invocation, number: int) -> Reply:
    return await _show(call, number)


@action("topic.choose")
async def show_chosen(call: Invocation, chosen: str) -> Reply:
    return await _show(call, number_in(chosen))


@command("topics follow", summary="Follow a topic")
async def follow(call: Invocation, *, topic: Annotated[TopicRef, Opt("Topic", rest=True)]) -> Reply:
    return await _follow(call, topic.topic)


@action("topic.follow")
async def follow_numbered(call: Invocation, number: int) -> Reply:
    return await _follow(call, await call.services.topics.numbered(call.actor, Number(number)))


@command("topics unfollow", summary="Stop following a topic")
async def unfollow(call: Invocation, *, topic: Annotated[TopicRef, Opt("Topic", rest=True)]) -> Reply:
    return await _unfollow(call, topic.topic)


@action("topic.unfollow")
async def unfollow_numbered(call: Invocation, number: int) -> Reply:
    return await _unfollow(call, await call.services.topics.numbered(call.actor, Number(number)))


async def _create(call: Invocation, name: str, about: str, channel: ChannelRef | None) -> Reply:
    topic = await call.services.topics.create(call.actor, name, about, channel)
    await call.services.placements.settled(call.community.id, Subject.TOPIC, [topic.id], SETTLE)
    view = await call.services.topics.view(call.actor, topic)
    return Reply(
        (
            say(t("{topic} is open. You look after it.", topic=Bold(name))),
            *_channels(view),
            buttons(
                Button(t("Share a link"), "resource.new", (int(topic.number),), "primary"),
                Button(t("Show topic"), "topic.show", (int(topic.number),)),
            ),
        )
    )


async def _page(call: Invocation, after: Number | None, number: int) -> Reply:
    topics, more, count = await call.services.topics.page(call.actor, after)
    if not topics:
        if call.role >= Role.MODERATOR:
            first = Button(t("Create a topic"), "topic.open-form", (), "primary")
            return reply(t("There are no topics yet. Open the first one."), buttons(first))
        ask = t("Moderators open one with {command}.", command=Command("topics create"))
        return Reply((say(t("There are no topics yet."), " ", ask),))
    pages = max(1, -(-count // PAGE))
    title = t("Page {number} of {pages}: topics", number=number, pages=pages) if pages > 1 else t("Topics")
    choose = Select(t("Open a topic"), "topic.choose", tuple(Option(s.topic.name, str(s.topic.number)) for s in topics))
    blocks: list[Block] = [Heading(title), Items(tuple(_summary(summary) for summary in topics)), buttons(choose)]
    if more:
        blocks.append(buttons(Button(t("Next page"), "topics.page", (int(topics[-1].topic.number), number + 1))))
    return Reply(tuple(blocks))


@action("topic.open-form", role=Role.MODERATOR, may_open_form=True)
async def open_new(call: Invocation) -> Form:
    return await call.open(new_topic)


def _summary(summary: TopicSummary) -> Line:
    topic = summary.topic
    counts = (
        n("{count} resource", "{count} resources", summary.resources),
        ", ",
        n("{count} follower", "{count} followers", summary.followers),
    )
    about: Line = (": ", topic.about) if topic.about else ()
    return (Bold(topic.name), *about, " (", *counts, ")")


async def _show(call: Invocation, number: int) -> Reply:
    topic = await call.services.topics.numbered(call.actor, Number(number))
    return _shown(await call.services.topics.view(call.actor, topic))


def _shown(view: TopicView) -> Reply:
    summary = view.summary
    topic = summary.topic
    nobody = t("nobody yet")
    blocks: list[Block] = [Heading(topic.name)]
    if topic.about:
        blocks.append(say(topic.about))
    followers = n("{count} person", "{count} people", summary.followers)
    blocks.append(
        Facts(((t("Looked after by"), (summary.looked_after_by or nobody,)), (t("Followed by"), (followers,))))
    )
    blocks.extend(_channels(view))
    blocks.extend(_resources(t("Pinned"), view.pinned))
    blocks.extend(_resources(t("Newest"), view.newest))
    if not view.pinned and not view.newest:
        blocks.append(say(t("No resources yet.")))
    number = int(topic.number)
    following = (
        Button(t("Unfollow"), "topic.unfollow", (number,))
        if view.followed
        else Button(t("Follow"), "topic.follow", (number,), "primary")
    )
    blocks.append(buttons(following, Button(t("Share a link"), "resource.new", (number,))))
    return Reply(tuple(blocks))


def _resources(title: Message, resources: Sequence[Resource]) -> tuple[Block, ...]:
    return (say(Bold(title)), Items(tuple(map(headline, resources)))) if resources else ()


def _channels(view: TopicView) -> tuple[Block, ...]:
    lines: list[Line] = []
    for workspace, channel, placement in view.channels:
        if placement is None:
            lines.append((t("{workspace}: no channel", workspace=workspace),))
        elif placement.error:
            lines.append((t("{workspace}: no channel yet.", workspace=workspace), " ", why_not(placement)))
        elif placement.shown_revision:
            lines.append((t("{workspace}: #{channel}", workspace=workspace, channel=channel),))
        else:
            lines.append((t("{workspace}: #{channel} is being made", workspace=workspace, channel=channel),))
    return (Items(tuple(lines)),) if lines else ()


async def _follow(call: Invocation, topic: Topic) -> Reply:
    added = await call.services.topics.follow(call.actor, topic)
    said = t("You follow {topic}.", topic=Bold(topic.name))
    if not added:
        said = t("You follow {topic} already.", topic=Bold(topic.name))
    number = int(topic.number)
    return reply(
        said,
        t("Only you can see what you follow."),
        buttons(Button(t("Unfollow"), "topic.unfollow", (number,)), Button(t("Show topic"), "topic.show", (number,))),
    )


async def _unfollow(call: Invocation, topic: Topic) -> Reply:
    removed = await call.services.topics.unfollow(call.actor, topic)
    said = t("You no longer follow {topic}.", topic=Bold(topic.name))
    if not removed:
        said = t("You were not following {topic}.", topic=Bold(topic.name))
    return reply(said, buttons(Button(t("Follow"), "topic.follow", (int(topic.number),))))
