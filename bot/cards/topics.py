"""What others see of a topic: that it is proposed, open or without anybody; what it became, in its own channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.tending import Quote
from bot.domain.topic_messages import TopicMessage
from bot.domain.topics import Topic, TopicState, channel_name
from bot.ui.markup import blocks_of
from bot.ui.model import Block, Bold, Button, Command, Heading, Items, Line, Place, Reply, buttons, reply, say
from bot.ui.text import Message, n, t

PROPOSE = Command("topics propose")


@dataclass(frozen=True, slots=True)
class TopicStanding:
    """*place* is its channel in the reader's workspace, if it has one there; *wanting* of *needed* would join it."""

    topic: Topic
    caretakers: str
    """Their names, empty where nobody looks after it."""
    place: Place | None = None
    wanting: int = 0
    needed: int = 0
    credited: str = ""
    """In whose words it began."""
    into: Topic | None = None
    """The topic into which it was merged."""


def topic_card(view: TopicStanding) -> Reply:
    """Return the card in the topics channel."""
    topic = view.topic
    match topic.state:
        case TopicState.PROPOSED:
            return _proposed(view)
        case TopicState.OPEN:
            return _open(view)
        case TopicState.ARCHIVED:
            return reply(t("{topic} was archived.", topic=Bold(topic.name)), *_note(topic))
        case TopicState.MERGED:
            into = view.into.name if view.into else topic.name
            return reply(t("{topic} is part of {into} now.", topic=Bold(topic.name), into=Bold(into)))


def how_many(view: TopicStanding) -> Message:
    """Return how many would join a proposed topic, of how many it takes."""
    return n(
        "{count} of {needed} would join. Then it opens, with a channel #{channel}.",
        "{count} of {needed} would join. Then it opens, with a channel #{channel}.",
        view.wanting, needed=view.needed, channel=channel_name(view.topic.name),
    )  # fmt: skip


def _proposed(view: TopicStanding) -> Reply:
    topic, number = view.topic, int(view.topic.number)
    blocks: list[Block] = [Heading(t("Proposed: {topic}", topic=topic.name))]
    if topic.about:
        blocks.append(say(topic.about))
    if view.credited:
        blocks.append(say(t("In the words of {name}.", name=view.credited)))
    by = (t("Proposed by {name}.", name=view.caretakers), " ") if view.caretakers else ()
    blocks.append(say(*by, how_many(view)))
    join = Button(t("I'd join this"), "topic.want", (number,), "primary")
    return Reply((*blocks, buttons(join, Button(t("Add a resource"), "resource.new", (number,)))))


def _open(view: TopicStanding) -> Reply:
    topic, number = view.topic, int(view.topic.number)
    show = Button(t("Show topic"), "topic.show", (number,))
    where: Line = (" ", t("It is talked about here: {place}", place=view.place)) if view.place else ()
    if not view.caretakers:
        care = Button(t("Look after it"), "topic.take", (number,), "primary")
        said = t("Nobody looks after {topic} at the moment.", topic=Bold(topic.name))
        return reply(say(said, " ", t("Who does keeps it good and answers for it."), *where), buttons(care, show))
    said = t("{topic} is open. {names} looks after it.", topic=Bold(topic.name), names=view.caretakers)
    return reply(say(said, *where), buttons(Button(t("Follow"), "topic.follow", (number,), "primary"), show))


def topic_note(view: TopicStanding) -> Reply:
    """Return what stands in the topic's own channel."""
    topic = view.topic
    if view.into is not None:
        there: Line = (" ", t("Go on here: {place}", place=view.place)) if view.place else ()
        said = t("{topic} is part of {into} now.", topic=Bold(topic.name), into=Bold(view.into.name))
        show = Button(t("Show topic"), "topic.show", (int(view.into.number),))
        return reply(say(said, " ", t("What was in it is found there."), *there), buttons(show))
    said = t("The topic {topic} is archived.", topic=Bold(topic.name))
    show = Button(t("Show topic"), "topic.show", (int(topic.number),))
    return reply(say(said, " ", t("Its resources are still found.")), *_note(topic), buttons(show))


def closing_request(view: TopicStanding) -> Reply:
    """Return what the moderators see when who looks after a topic asks to archive it."""
    topic, number = view.topic, int(view.topic.number)
    if topic.state is not TopicState.OPEN:
        return reply(t("{topic} is archived now.", topic=Bold(topic.name)))
    said = t("{names} asks to archive {topic}.", names=view.caretakers, topic=Bold(topic.name))
    archive = Button(t("Archive topic"), "topic.close", (number,), "danger")
    return reply(said, *_note(topic), buttons(archive, Button(t("Keep it"), "topic.keep", (number,))))


def opened(view: TopicStanding, mine: bool, wanting: int, places: Sequence[Line]) -> Reply:
    """Return what is written to one of those who wanted it."""
    topic, number = view.topic, int(view.topic.number)
    said = n(
        "{topic} is open: {count} person wanted it.", "{topic} is open: {count} people wanted it.",
        wanting, topic=Bold(topic.name),
    )  # fmt: skip
    yours = (t("You look after it."),) if mine else ()
    found: list[Block] = [Items(tuple(places))] if places else []
    share = Button(t("Share a link"), "resource.new", (number,), "primary")
    return reply(said, *yours, *found, buttons(share, Button(t("Show topic"), "topic.show", (number,))))


def handed(topic: Topic, giver: str, code: int) -> Reply:
    """Ask somebody to look after *topic*; *code* names who hands it over."""
    said = t("{name} asks you to look after {topic}.", name=giver, topic=Bold(topic.name))
    what = t("Whoever looks after a topic may rename it and asks the moderators to archive it once it is over.")
    accept = Button(t("Look after it"), "topic.accept", (int(topic.number), code), "primary")
    return reply(said, what, buttons(accept, Button(t("Show topic"), "topic.show", (int(topic.number),))))


def quiet(topic: Topic) -> Reply:
    """Ask who looks after it whether it is still in use."""
    number = int(topic.number)
    said = t("Nothing new has come into {topic} for 60 days.", topic=Bold(topic.name))
    return reply(
        said,
        t("Is it still in use? It stays as it is until you say."),
        buttons(
            Button(t("Still in use"), "topic.used", (number,), "primary"),
            Button(t("Hand it over"), "topic.hand", (number,)),
            Button(t("Close with a note"), "topic.archive", (number,)),
        ),
    )


def channel_gone(topic: Topic, workspace: str, channel: str, archived: bool, place: int) -> Reply:
    """Tell who looks after it that its channel is of no use any more; *place* is the workspace's id."""
    name = Bold(topic.name)
    said = t("#{channel}, the channel of {topic} on {workspace}, was deleted.", channel=channel, topic=name,
             workspace=workspace)  # fmt: skip
    if archived:
        said = t("#{channel}, the channel of {topic} on {workspace}, was archived.", channel=channel, topic=name,
                 workspace=workspace)  # fmt: skip
    anew = Button(t("Make a new channel"), "topic.channel-anew", (int(topic.number), place), "primary")
    close = Button(t("Close the topic"), "topic.archive", (int(topic.number),))
    return reply(said, t("What was shared is still found. Nothing new is posted there."), buttons(anew, close))


def _note(topic: Topic) -> tuple[Block, ...]:
    return (say(topic.note),) if topic.note else ()


def to_followers(topic: Topic, writer: str, said: TopicMessage) -> Reply:
    first = t("{name}, who looks after {topic}, writes to those who follow it:", name=writer, topic=topic.name)
    show = Button(t("Show {topic}", topic=topic.name[:60]), "topic.show", (int(topic.number),))
    stop = Button(t("Unfollow"), "topic.unfollow", (int(topic.number),))
    return Reply((say(first), *blocks_of(said.body), buttons(show, stop)))


def quote_asked(quote: Quote, asker: str) -> Reply:
    """Ask a colleague whether their words may become a topic."""
    number = int(quote.id)
    return reply(
        t("{name} would like to make the topic {topic} of something you wrote:", name=asker, topic=Bold(quote.name)),
        say("“", quote.words, "”"),
        t("Everybody here would read it. Without a yes from you it is not shown to anybody and forgotten in 7 days."),
        buttons(
            Button(t("Yes, with my name"), "topic.quote-yes", (number,), "primary"),
            Button(t("Yes, without my name"), "topic.quote-unnamed", (number,)),
            Button(t("No"), "topic.quote-no", (number,)),
        ),
    )


def quote_answered(quote: Quote, topic: Topic | None) -> Reply:
    """Tell who asked what the answer was; after a no without saying more."""
    if topic is None:
        said = t("Those words stay where they are, so there is no topic {topic}.", topic=Bold(quote.name))
        return reply(said, t("You can propose one in your own words with {command}.", command=PROPOSE))
    show = Button(t("Show topic"), "topic.show", (int(topic.number),), "primary")
    return reply(t("{topic} is proposed now, with the words you pointed at.", topic=Bold(topic.name)), buttons(show))
