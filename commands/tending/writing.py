"""Writing to those who follow a topic."""

from __future__ import annotations

from typing import Annotated

from bot.domain.ids import Number
from bot.domain.topic_messages import BODY_MOST
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import Opt, action, command, form
from bot.interaction.values import TopicRef
from bot.ui.model import Field, Form, Kind, Reply, reply
from bot.ui.text import Message, n, t


@form(
    "topic.write",
    title="Message followers",
    submit="Send",
    fields=(
        Field("body", Message("What to tell them"), Kind.LONG_TEXT, most=BODY_MOST,
              hint=Message("Each follower gets it privately, with your name; it cannot be taken back. Once a week.")),
    ),
)  # fmt: skip
async def written(call: Invocation, answers: Answers, number: int) -> Reply:
    told = await call.services.tending.writing.write(call.actor, Number(number), answers.text("body"))
    said = n("I tell it privately to {count} person.", "I tell it privately to {count} people.", told)
    return reply(said, t("The next message to them can go out in a week."))


@command("topics message", summary="Write to those who follow a topic you look after", may_open_form=True)
async def message(call: Invocation, *, topic: Annotated[TopicRef, Opt("Topic", rest=True)]) -> Form:
    return await _form(call, topic.topic.number)


@action("topic.write", may_open_form=True)
async def write(call: Invocation, number: int) -> Form:
    return await _form(call, Number(number))


async def _form(call: Invocation, number: Number) -> Form:
    await call.services.tending.writing.ask(call.actor, number)
    return await call.open(written, {}, int(number))
