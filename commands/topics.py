"""/topics: the directory, opening a topic, following it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from bot.domain.community import ChannelRef
from bot.domain.ids import Number, number_in
from bot.domain.people import Role
from bot.domain.subjects import Subject
from bot.domain.topics import ABOUT_MOST, NAME_MOST, Topic, TopicSummary
from bot.errors import UserError
from bot.interaction.asking import RUN
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import Opt, action, command, form
from bot.interaction.values import TopicRef
from bot.services.topics import PAGE
from bot.ui.model import (
    Block,
    Bold,
    Button,
    Command,
    Field,
    Form,
    Heading,
    Items,
    Kind,
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
from commands.tending.showing import channels, seeking, shown
from commands.tending.starting import ANYWAY, alike, proposed

FILTERED = "topics.filtered"
WORDS_MOST = 60
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


@command("topics list", summary="See all topics, or those about something")
async def list_topics(
    call: Invocation,
    *,
    subject: Annotated[str, Opt("Only about this, such as: geometry", most=WORDS_MOST, rest=True)] = "",
    grade: Annotated[str, Opt("Only for this grade, such as: 5", most=WORDS_MOST)] = "",
    tag: Annotated[str, Opt("Only with resources that have this tag", most=WORDS_MOST)] = "",
) -> Reply:
    wanted = {"subject": subject, "grade": grade, "tag": tag}
    if not any(wanted.values()):
        return await _page(call, None, 1)
    return await _filtered(call, await call.services.drafts.keep_arguments(call.actor, FILTERED, wanted), wanted, 1)


@action(FILTERED)
async def filtered_page(call: Invocation, kept: str, number: int) -> Reply:
    wanted = await call.services.drafts.arguments(call.actor, FILTERED, kept)
    if wanted is None:
        return reply(t("That list is older than 7 days. Please start again."))
    return await _filtered(call, kept, wanted, number)


@action("topics.page")
async def page(call: Invocation, after: int, number: int) -> Reply:
    return await _page(call, Number(after), number)


@command("topics show", summary="See a topic and what is in it")
async def show(call: Invocation, *, topic: Annotated[TopicRef, Opt("Topic", rest=True)]) -> Reply:
    return shown(call, await call.services.topics.view(call.actor, topic.topic))


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


@action(ANYWAY)
async def anyway(call: Invocation, kept: str) -> Reply:
    """The name was meant as it is, though there is one like it."""
    typed = await call.services.drafts.arguments(call.actor, ANYWAY, kept)
    if typed is None:
        return reply(t("That is older than 7 days. Please start again."))
    if typed["how"] == "propose":
        return await proposed(call, typed["name"], typed["about"])
    if call.role < Role.MODERATOR:
        raise UserError(t("Only moderators can do this."))
    channel = ChannelRef(typed["channel"], typed["called"]) if typed["channel"] else None
    return await _opened(call, typed["name"], typed["about"], channel)


async def _create(call: Invocation, name: str, about: str, channel: ChannelRef | None) -> Reply:
    place = (channel.external_id, channel.name) if channel else ("", "")
    typed = {"how": "create", "name": name, "about": about, "channel": place[0], "called": place[1]}
    return await alike(call, typed) or await _opened(call, name, about, channel)


async def _opened(call: Invocation, name: str, about: str, channel: ChannelRef | None) -> Reply:
    private = channel is not None and await _is_private(call, channel)
    topic = await call.services.topics.create(call.actor, name, about, channel, private)
    await call.services.placements.settled(call.community.id, Subject.TOPIC, [topic.id], SETTLE)
    view = await call.services.topics.view(call.actor, topic)
    return Reply(
        (
            say(t("{topic} is open. You look after it.", topic=Bold(name))),
            *channels(call, view),
            buttons(
                Button(t("Share a link"), "resource.new", (int(topic.number),), "primary"),
                Button(t("Show topic"), "topic.show", (int(topic.number),)),
            ),
        )
    )


async def _is_private(call: Invocation, channel: ChannelRef) -> bool:
    seen = await call.services.setup.channels(call.actor)
    return any(each.private for each in seen if each.external_id == channel.external_id)


async def _filtered(call: Invocation, kept: str, wanted: Mapping[str, str], number: int) -> Reply:
    found = await call.services.topics.filtered(call.actor, wanted["subject"], wanted["grade"], wanted["tag"])
    everything = Button(t("All topics"), RUN, ("", "topics.list"))
    if not found:
        return reply(t("No topic is about that yet."), buttons(everything))
    pages = -(-len(found) // PAGE)
    number = min(max(number, 1), pages)
    here = found[(number - 1) * PAGE : number * PAGE]
    title = t("Page {number} of {pages}: topics about that", number=number, pages=pages)
    more = [Button(t("Next page"), FILTERED, (kept, number + 1))] if number < pages else []
    return reply(Heading(title), *_listed(here), buttons(*more, everything))


async def _page(call: Invocation, after: Number | None, number: int) -> Reply:
    topics, more, count = await call.services.topics.page(call.actor, after)
    waiting = await call.services.topics.proposed(call.actor)
    if not topics:
        if waiting:
            return reply(t("There are no topics yet."), *seeking(waiting))
        if call.role >= Role.MODERATOR:
            first = Button(t("Create a topic"), "topic.open-form", (), "primary")
            return reply(t("There are no topics yet. Open the first one."), buttons(first))
        ask = t("Moderators open one with {command}.", command=Command("topics create"))
        you = t("You propose one with {command}.", command=Command("topics propose"))
        return Reply((say(t("There are no topics yet."), " ", ask, " ", you),))
    pages = max(1, -(-count // PAGE))
    title = t("Page {number} of {pages}: topics", number=number, pages=pages) if pages > 1 else t("Topics")
    blocks: list[Block] = [Heading(title), *_listed(topics)]
    blocks.extend(seeking(waiting))
    if more:
        blocks.append(buttons(Button(t("Next page"), "topics.page", (int(topics[-1].topic.number), number + 1))))
    return Reply(tuple(blocks))


@action("topic.open-form", role=Role.MODERATOR, may_open_form=True)
async def open_new(call: Invocation) -> Form:
    return await call.open(new_topic)


def _listed(topics: Sequence[TopicSummary]) -> tuple[Block, ...]:
    options = tuple(Option(each.topic.name, str(each.topic.number)) for each in topics)
    choose = Select(t("Open a topic"), "topic.choose", options)
    return (Items(tuple(_summary(summary) for summary in topics)), buttons(choose))


def _summary(summary: TopicSummary) -> Line:
    topic = summary.topic
    counts = (
        n("{count} resource", "{count} resources", summary.resources),
        ", ",
        n("{count} follower", "{count} followers", summary.followers),
    )
    about: Line = (": ", topic.about) if topic.about else ()
    care = t("looked after by {name}", name=summary.looked_after_by or t("nobody yet"))
    newest = (", ", t("newest {when}", when=When(summary.newest_at, "date"))) if summary.newest_at else ()
    return (Bold(topic.name), *about, " (", *counts, "), ", care, *newest)


async def _show(call: Invocation, number: int) -> Reply:
    topic = await call.services.topics.numbered(call.actor, Number(number))
    return shown(call, await call.services.topics.view(call.actor, topic))


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
