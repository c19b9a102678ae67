"""/topics look-after, rename, archive, and the buttons for them."""

from __future__ import annotations

from typing import Annotated

from bot.domain.ids import Number, PersonId, WorkspaceId
from bot.domain.people import Platform, Role
from bot.domain.tending import NOTE_MOST
from bot.domain.topics import NAME_MOST, TopicState
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import Opt, action, command, form
from bot.interaction.values import PersonRef, TopicRef
from bot.ui.model import Block, Bold, Button, Command, Field, Form, Kind, Reply, buttons, reply, say
from bot.ui.text import Message, t
from commands.tending.showing import much_like, shows

RENAMED = "topic.renamed-anyway"


@command("topics look-after", summary="Look after a topic, or ask a colleague to")
async def look_after(
    call: Invocation,
    *,
    topic: Annotated[TopicRef, Opt("Topic", rest=True)],
    to: Annotated[PersonRef | None, Opt("The colleague you ask to take it over")] = None,
) -> Reply:
    if to is None:
        return await _take(call, topic.topic.number)
    asked = await call.services.tending.caring.hand_over(call.actor, topic.topic.number, to.person)
    said = t("I ask {name} to look after {topic}.", name=to.person.name, topic=Bold(asked.name))
    return reply(said, t("Until they agree everything stays as it is."))


@action("topic.take")
async def take(call: Invocation, number: int) -> Reply:
    return await _take(call, Number(number))


@action("topic.accept")
async def accept(call: Invocation, number: int, giver: int) -> Reply:
    topic = await call.services.tending.caring.accept(call.actor, Number(number), PersonId(giver))
    return _yours(topic.name, int(topic.number))


@action("topic.hand")
async def hand(call: Invocation, number: int) -> Reply:
    topic = await call.services.topics.numbered(call.actor, Number(number))
    how = Command("topics look-after", f'topic:"{topic.name}" to:@…')
    return reply(t("Name the colleague with {command}. They are asked first.", command=how))


@action("topic.give-up")
async def give_up(call: Invocation, number: int) -> Reply:
    topic = await call.services.tending.caring.give_up(call.actor, Number(number))
    others = await call.services.tending.caring.caretakers(call.actor, Number(number))
    said = t("You do not look after {topic} any more.", topic=Bold(topic.name))
    names = ", ".join(each.name for each in others)
    then = t("{names} goes on.", names=names) if others else t("Its card in the topics channel asks for somebody.")
    return reply(said, then, buttons(Button(t("Look after it again"), "topic.take", (int(topic.number),))))


@form(
    "topic.renamed",
    title="Rename the topic",
    submit="Rename",
    fields=(Field("name", Message("New name"), most=NAME_MOST),),
)
async def renamed(call: Invocation, answers: Answers, number: int) -> Reply:
    return await _rename(call, Number(number), answers.text("name"))


@action("topic.rename", may_open_form=True)
async def rename_numbered(call: Invocation, number: int) -> Form:
    topic = await call.services.topics.numbered(call.actor, Number(number))
    return await call.open(renamed, {"name": topic.name}, number)


@command("topics rename", summary="Give a topic that you look after another name", may_open_form=True)
async def rename(
    call: Invocation,
    *,
    topic: Annotated[TopicRef, Opt("Topic")],
    name: Annotated[str, Opt("Its new name", most=NAME_MOST, rest=True)] = "",
) -> Reply | Form:
    if not name:
        return await call.open(renamed, {"name": topic.topic.name}, int(topic.topic.number))
    return await _rename(call, topic.topic.number, name)


@action(RENAMED)
async def rename_anyway(call: Invocation, kept: str) -> Reply:
    typed = await call.services.drafts.arguments(call.actor, RENAMED, kept)
    if typed is None:
        return reply(t("That is older than 7 days. Please start again."))
    return await _renamed(call, Number(int(typed["number"])), typed["name"])


@form(
    "topic.archived",
    title="Archive the topic",
    submit="Archive",
    fields=(
        Field("note", Message("Why, for everybody to read"), Kind.LONG_TEXT, required=False, most=NOTE_MOST,
              hint=Message("It stands in the topic’s channel")),
    ),
)  # fmt: skip
async def archived(call: Invocation, answers: Answers, number: int) -> Reply:
    return await _archive(call, Number(number), answers.text("note"))


@action("topic.archive")
async def ask_archive(call: Invocation, number: int) -> Reply:
    return await _before_archiving(call, Number(number))


@action("topic.archive-note", may_open_form=True)
async def note(call: Invocation, number: int) -> Form:
    topic = await call.services.topics.numbered(call.actor, Number(number))
    return await call.open(archived, {"note": topic.note}, int(topic.number))


@command("topics archive", summary="Close a topic with a note")
async def archive(call: Invocation, *, topic: Annotated[TopicRef, Opt("Topic", rest=True)]) -> Reply:
    return await _before_archiving(call, topic.topic.number)


@action("topic.close", role=Role.MODERATOR)
async def close(call: Invocation, number: int) -> Reply:
    topic = await call.services.topics.numbered(call.actor, Number(number))
    return await _archive(call, topic.number, topic.note)


@action("topic.keep", role=Role.MODERATOR)
async def keep(call: Invocation, number: int) -> Reply:
    topic = await call.services.tending.caring.keep(call.actor, Number(number))
    return reply(t("{topic} stays open.", topic=Bold(topic.name)))


@action("topic.reopen", role=Role.MODERATOR)
async def reopen(call: Invocation, number: int) -> Reply:
    topic = await call.services.tending.caring.reopen(call.actor, Number(number))
    said = t("{topic} is open again.", topic=Bold(topic.name))
    slack = t("Where its channel is archived on Slack, somebody there has to take it out of the archive.")
    return reply(said, slack, buttons(Button(t("Show topic"), "topic.show", (int(topic.number),), "primary")))


@action("topic.used")
async def used(call: Invocation, number: int) -> Reply:
    topic = await call.services.tending.watching.used(call.actor, Number(number))
    return reply(t("{topic} stays as it is. I ask again when it has been quiet for 60 days.", topic=Bold(topic.name)))


@action("topic.channel", may_open_form=True)
async def channel(call: Invocation, number: int, place: int) -> Form:
    topic = await call.services.topics.numbered(call.actor, Number(number))
    return await call.open(channel_named, {"name": topic.name}, int(topic.number), place)


@form(
    "topic.channel-named",
    title="A new channel",
    submit="Make it",
    fields=(Field("name", Message("Name of the channel"), most=NAME_MOST),),
)
async def channel_named(call: Invocation, answers: Answers, number: int, place: int) -> Reply:
    return await _anew(call, number, place, answers.text("name"))


@action("topic.channel-anew")
async def channel_anew(call: Invocation, number: int, place: int) -> Reply:
    return await _anew(call, number, place, "")


async def _anew(call: Invocation, number: int, place: int, name: str) -> Reply:
    watching = call.services.tending.watching
    topic = await watching.make_channel(call.actor, Number(number), WorkspaceId(place), name)
    said = t("I make a new channel for {topic}.", topic=Bold(topic.name))
    return reply(said, buttons(Button(t("Show topic"), "topic.show", (int(topic.number),), "primary")))


async def _take(call: Invocation, number: Number) -> Reply:
    topic = await call.services.tending.caring.take(call.actor, number)
    return _yours(topic.name, int(topic.number))


def _yours(name: str, number: int) -> Reply:
    said = t("You look after {topic}.", topic=Bold(name))
    what = t("You may rename it, and ask the moderators to archive it once it is over.")
    show = Button(t("Show topic"), "topic.show", (number,), "primary")
    return reply(said, what, buttons(show, Button(t("Give it up"), "topic.give-up", (number,))))


async def _rename(call: Invocation, number: Number, name: str) -> Reply:
    near = await call.services.tending.caring.near(call.actor, number, name)
    if not near:
        return await _renamed(call, number, name)
    kept = await call.services.drafts.keep_arguments(call.actor, RENAMED, {"number": str(number), "name": name})
    go_on = Button(t("Rename it anyway"), RENAMED, (kept,))
    return reply(much_like(near), t("Nothing is changed yet."), buttons(*shows(near), go_on))


async def _renamed(call: Invocation, number: Number, name: str) -> Reply:
    done = await call.services.tending.caring.rename(call.actor, number, name)
    blocks: list[Block] = [say(t("{was} is called {topic} now.", was=done.was, topic=Bold(done.topic.name)))]
    blocks.append(say(t("It is found by its old name too. Its channels follow within some minutes.")))
    if done.kept:
        kept = ", ".join(f"#{each}" for each in done.kept)
        blocks.append(say(t("{channels} keeps its name, for it never was called like the topic.", channels=kept)))
    undo = Button(t("Undo"), "topic.undo", (int(done.revision),))
    return Reply((*blocks, buttons(undo, Button(t("Show topic"), "topic.show", (int(done.topic.number),)))))


async def _before_archiving(call: Invocation, number: Number) -> Reply:
    """Say what cannot be taken back before anything is archived."""
    topic = await call.services.topics.numbered(call.actor, number)
    name, number = Bold(topic.name), topic.number
    go_on = Button(t("Archive with a note"), "topic.archive-note", (int(number),), "danger")
    stay = Button(t("Leave it open"), "topic.show", (int(number),))
    if topic.state is TopicState.PROPOSED:
        return reply(t("{topic} is only proposed. Who wanted it is not told.", topic=name), buttons(go_on, stay))
    view = await call.services.topics.view(call.actor, topic)
    blocks: list[Block] = [say(t("{topic} is closed for everybody; its resources are still found.", topic=name))]
    for workspace, known, _ in view.channels:
        if known is None or not known.external_id:
            continue
        there = t(
            "On {workspace} #{channel} stays, with your note in it.", workspace=workspace.name, channel=known.name
        )
        if workspace.platform is Platform.SLACK:
            there = t(
                "On {workspace} #{channel} is archived. I cannot take it out of the archive again; a person there can.",
                workspace=workspace.name, channel=known.name,
            )  # fmt: skip
        blocks.append(say(there))
    if call.role < Role.MODERATOR:
        blocks.append(say(t("The moderators are asked first.")))
    return Reply((*blocks, buttons(go_on, stay)))


async def _archive(call: Invocation, number: Number, why: str) -> Reply:
    topic = await call.services.topics.numbered(call.actor, number)
    if not await call.services.tending.caring.archive(call.actor, number, why):
        return reply(
            t("I asked the moderators to archive {topic}.", topic=Bold(topic.name)),
            t("It stays open until one of them agrees."),
        )
    if topic.state is TopicState.PROPOSED:
        return reply(t("{topic} is taken back.", topic=Bold(topic.name)))
    again = buttons(Button(t("Open it again"), "topic.reopen", (int(number),)))
    return reply(t("{topic} is archived.", topic=Bold(topic.name)), t("Its resources are still found."), again)
