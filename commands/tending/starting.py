"""How a topic begins: proposed in one's own words, or in a colleague's who agreed; wanted by others until it opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from bot.domain.ids import Number
from bot.domain.tending import QuoteId, QuoteState
from bot.domain.topics import ABOUT_MOST, NAME_MOST, TopicState, channel_name
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import Opt, action, command, form, on_message
from bot.interaction.values import TopicRef
from bot.ports.incoming import Snapshot
from bot.services.tending.proposing import Wanted
from bot.ui.model import Block, Bold, Button, Field, Form, Kind, Reply, buttons, reply, say
from bot.ui.text import Message, n, t
from commands.tending.showing import much_like, shows

ANYWAY = "topic.anyway"
QUOTED = "topic.quoted"
WORDS_MOST = 1500

_NAME = Field("name", Message("Name"), most=NAME_MOST, hint=Message("Such as: Grading late work"))


@form(
    "topic.propose",
    title="Propose a topic",
    submit="Propose",
    fields=(
        _NAME,
        Field("about", Message("What it is about"), Kind.LONG_TEXT, required=False, most=ABOUT_MOST),
    ),
)
async def new_proposal(call: Invocation, answers: Answers) -> Reply:
    return await _propose(call, answers.text("name"), answers.text("about"))


@command("topics propose", summary="Propose a topic; it opens once enough people would join", form=new_proposal)
async def propose(
    call: Invocation,
    *,
    name: Annotated[str, Opt("Name of the topic", most=NAME_MOST, rest=True)],
    about: Annotated[str, Opt("What it is about", most=ABOUT_MOST)] = "",
) -> Reply:
    return await _propose(call, name, about)


@command("topics want", summary="Say that you would join a proposed topic")
async def want(call: Invocation, *, topic: Annotated[TopicRef, Opt("Topic", rest=True)]) -> Reply:
    return await _want(call, topic.topic.number)


@action("topic.want")
async def want_numbered(call: Invocation, number: int) -> Reply:
    return await _want(call, Number(number))


@action("topic.unwant")
async def unwant(call: Invocation, number: int) -> Reply:
    topic = await call.services.tending.proposing.unwant(call.actor, Number(number))
    if topic.state is TopicState.OPEN:
        return reply(t("{topic} is open by now.", topic=Bold(topic.name)), _show(int(topic.number)))
    join = Button(t("I'd join this"), "topic.want", (int(topic.number),))
    return reply(t("You are not counted for {topic} any more.", topic=Bold(topic.name)), buttons(join))


@on_message("topic.make", label="Make this a topic", may_open_form=True)
async def make_topic(call: Invocation, snapshot: Snapshot) -> Reply | Form:
    """A colleague's words are theirs: they are asked first."""
    if snapshot.by_us or not snapshot.text.strip():
        return reply(t("There are no words of a colleague in that message, so no topic can be made of it."))
    words = snapshot.text.strip()[:WORDS_MOST]
    if snapshot.author == call.origin.user:
        first = words.splitlines()[0]
        return await call.open(new_proposal, {"name": first[:NAME_MOST], "about": words[:ABOUT_MOST]})
    told = {"author": snapshot.author, "called": snapshot.author_name, "words": words}
    kept = await call.services.drafts.keep_arguments(call.actor, QUOTED, told)
    return await call.open(quoted, {}, kept)


@form(QUOTED, title="Make this a topic", submit="Ask the author", fields=(_NAME,))
async def quoted(call: Invocation, answers: Answers, kept: str) -> Reply:
    told = await call.services.drafts.arguments(call.actor, QUOTED, kept)
    if told is None:
        return reply(t("That is older than 7 days. Please point at the message again."))
    author = await call.services.access.named(call.actor, call.origin, told["author"], told["called"])
    if author.id == call.person.id:
        return await _propose(call, answers.text("name"), told["words"][:ABOUT_MOST])
    name = answers.text("name")
    await call.services.tending.quoting.ask(call.actor, author, name, told["words"])
    said = t("I ask {name} whether it may become the topic {topic}.", name=author.name, topic=Bold(name))
    return reply(said, t("You hear from me once they answered. Until then nobody else sees anything of it."))


@action("topic.quote-yes")
async def quote_yes(call: Invocation, quote: int) -> Reply:
    return await _answered(call, quote, QuoteState.YES)


@action("topic.quote-unnamed")
async def quote_unnamed(call: Invocation, quote: int) -> Reply:
    return await _answered(call, quote, QuoteState.UNNAMED)


@action("topic.quote-no")
async def quote_no(call: Invocation, quote: int) -> Reply:
    return await _answered(call, quote, QuoteState.NO)


async def _answered(call: Invocation, quote: int, state: QuoteState) -> Reply:
    wanted = await call.services.tending.quoting.answer(call.actor, QuoteId(quote), state)
    if wanted is None:
        return reply(t("Your words stay where they are. I kept nothing of them."))
    number = int(wanted.topic.number)
    join = Button(t("I'd join this"), "topic.want", (number,), "primary")
    said = t("Thank you. {topic} is proposed with your words.", topic=Bold(wanted.topic.name))
    named = t("They stand there without your name.") if state is QuoteState.UNNAMED else t("Your name stands below.")
    return reply(said, named, buttons(join, Button(t("Show topic"), "topic.show", (number,))))


async def alike(call: Invocation, typed: Mapping[str, str]) -> Reply | None:
    """Show the topics that nearly have that name, with what was typed kept; None where there are none."""
    near = await call.services.tending.proposing.near(call.actor, typed["name"])
    if not near:
        return None
    kept = await call.services.drafts.keep_arguments(call.actor, ANYWAY, typed)
    go_on = t("Propose it anyway") if typed["how"] == "propose" else t("Create it anyway")
    ask = t("Nothing is made yet. Is that the one you mean?")
    return reply(much_like(near), ask, buttons(*shows(near), Button(go_on, ANYWAY, (kept,))))


async def proposed(call: Invocation, name: str, about: str) -> Reply:
    """Propose it, whatever else there is."""
    wanted = await call.services.tending.proposing.propose(call.actor, name, about)
    if wanted.topic.state is TopicState.OPEN:
        return _now_open(wanted)
    number = int(wanted.topic.number)
    said = t("{topic} is proposed, and you would join.", topic=Bold(name))
    then = n(
        "It opens once {count} more person would join, with a channel #{channel}, and you look after it.",
        "It opens once {count} more people would join, with a channel #{channel}, and you look after it.",
        wanted.needed - wanted.wanting, channel=channel_name(name),
    )  # fmt: skip
    blocks: list[Block] = [say(said), say(then), *await _without_channel(call)]
    add = Button(t("Add a resource"), "resource.new", (number,), "primary")
    return Reply((*blocks, buttons(add, Button(t("Show topic"), "topic.show", (number,)))))


async def _propose(call: Invocation, name: str, about: str) -> Reply:
    return await alike(call, {"how": "propose", "name": name, "about": about}) or await proposed(call, name, about)


async def _without_channel(call: Invocation) -> tuple[Block, ...]:
    """Say it where nobody can see that it is proposed."""
    standing = await call.services.setup.standing(call.actor)
    if all("topics" in channels for _, channels in standing.workspaces):
        return ()
    lacking = ", ".join(each.name for each, channels in standing.workspaces if "topics" not in channels)
    return (
        say(t("On {names} no channel is chosen for topics yet, so colleagues there do not see it.", names=lacking)),
    )


async def _want(call: Invocation, number: Number) -> Reply:
    wanted = await call.services.tending.proposing.want(call.actor, number)
    name, number = Bold(wanted.topic.name), wanted.topic.number
    if wanted.topic.state is TopicState.OPEN:
        return _now_open(wanted)
    said = (
        t("You would join {topic}.", topic=name)
        if wanted.new
        else t("You are counted for {topic} already.", topic=name)
    )
    then = n(
        "It opens once {count} more person would join; then I tell you.",
        "It opens once {count} more people would join; then I tell you.",
        wanted.needed - wanted.wanting,
    )  # fmt: skip
    return reply(said, then, buttons(Button(t("I'd rather not"), "topic.unwant", (int(number),))))


def _now_open(wanted: Wanted) -> Reply:
    topic = wanted.topic
    if not wanted.needed:
        return reply(t("{topic} is open already. You follow it.", topic=Bold(topic.name)), _show(int(topic.number)))
    said = t("That was one more person, and {topic} is open now.", topic=Bold(topic.name))
    return reply(said, t("Its channels are being made. You follow it."), _show(int(topic.number)))


def _show(number: int) -> Block:
    return buttons(Button(t("Show topic"), "topic.show", (number,), "primary"))
