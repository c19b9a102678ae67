"""What becomes of an announcement that is scheduled: cancelled, paused, sent now, ended, one date left out or kept."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from bot.cards.announcements import HOLD, SKIP, decoded
from bot.domain.announcements import Announcement
from bot.domain.ids import Number
from bot.domain.people import Role
from bot.domain.recurrence import OnClosed
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import action, form
from bot.ui.model import Block, Button, Field, Form, Kind, Option, Reply, buttons, reply, say
from bot.ui.text import Message, t
from commands.announcements.echo import echo
from commands.scope import of_everybody

_YES, _NO = "yes", "no"
_TOPICS = MappingProxyType(
    {
        "topic1": Message("First topic"),
        "topic2": Message("Second topic"),
        "topic3": Message("Third topic"),
        "topic4": Message("Fourth topic"),
    }
)


@action("announcement.cancel", role=Role.FACILITATOR)
async def cancel(call: Invocation, number: int) -> Reply:
    await call.services.announcements.cancel(call.actor, Number(number))
    back = Button(t("Schedule it again"), "announcement.reinstate", (number,))
    said = t("Announcement #{number} is cancelled. Nothing more is sent for it.", number=number)
    return reply(said, t("What was posted already stays."), buttons(back))


@action("announcement.reinstate", role=Role.FACILITATOR)
async def reinstate(call: Invocation, number: int) -> Reply:
    found = await call.services.announcements.reinstate(call.actor, Number(number))
    return await _with_echo(call, found, t("Announcement #{number} is scheduled again.", number=number))


@action("announcement.pause", role=Role.FACILITATOR)
async def pause(call: Invocation, number: int) -> Reply:
    await call.services.announcements.pause(call.actor, Number(number))
    said = t("Announcement #{number} is paused. Nothing is posted until you resume it.", number=number)
    return reply(said, buttons(Button(t("Resume"), "announcement.resume", (number,), "primary")))


@action("announcement.resume", role=Role.FACILITATOR)
async def resume(call: Invocation, number: int) -> Reply:
    found = await call.services.announcements.reinstate(call.actor, Number(number))
    return await _with_echo(call, found, t("Announcement #{number} goes on.", number=number))


@action("announcement.send-now", role=Role.FACILITATOR)
async def send_now(call: Invocation, number: int, revision: int) -> Reply:
    found = await call.services.announcements.send_now(call.actor, Number(number), revision)
    said = t("Announcement #{number} is being posted now.", number=number)
    if found.once:
        return reply(said, t("It is not posted again at the time it was scheduled for."))
    return reply(said, t("Its other dates stay as they are."))


@action(SKIP)
async def skip(call: Invocation, number: int, date: str) -> Reply:
    found = await call.services.announcements.skip(call.actor, Number(number), decoded(date))
    back = buttons(Button(t("Post it on that day after all"), HOLD, (number, date)))
    return await _with_echo(call, found, t("That date of announcement #{number} is left out.", number=number), back)


@action(HOLD)
async def hold(call: Invocation, number: int, date: str) -> Reply:
    found = await call.services.announcements.hold(call.actor, Number(number), decoded(date))
    return await _with_echo(call, found, t("Announcement #{number} is posted on that day too.", number=number))


@form(
    "announcement.ending",
    title="Last day and school days",
    role=Role.FACILITATOR,
    fields=(
        Field("until", Message("Last day"), Kind.DATE, required=False, most=60,
              hint=Message("Leave empty to go on until you cancel it")),
        Field("closed", Message("On days without school"), Kind.CHOICE, value=OnClosed.SKIP,
              options=(
                  Option(Message("Leave it out"), OnClosed.SKIP),
                  Option(Message("Move it to the next school day"), OnClosed.MOVE),
                  Option(Message("Ask me each time"), OnClosed.ASK),
                  Option(Message("Post it all the same"), OnClosed.KEEP),
              )),
    ),
)  # fmt: skip
async def ended(call: Invocation, answers: Answers, number: int) -> Reply:
    day, closed = answers.maybe_day("until"), OnClosed(answers.text("closed"))
    found = await call.services.announcements.end_on(call.actor, Number(number), day, closed)
    return await _with_echo(call, found, t("Announcement #{number} is changed.", number=number))


@action("announcement.ending", role=Role.FACILITATOR, may_open_form=True)
async def ending(call: Invocation, number: int) -> Form:
    found = await call.services.announced.numbered(call.actor, Number(number))
    until = found.recurrence.until
    values = {"until": until.isoformat() if until else "", "closed": found.recurrence.on_closed.value}
    return await call.open(ended, values, number)


@form(
    "announcement.places",
    title="Choose places",
    role=Role.FACILITATOR,
    fields=(
        Field("everywhere", Message("In the announcements channels"), Kind.CHOICE, value=_YES,
              options=(Option(Message("Yes"), _YES), Option(Message("No"), _NO))),
        *(
            Field(name, label, Kind.TOPIC, required=False, hint=Message("Leave empty for none"))
            for name, label in _TOPICS.items()
        ),
    ),
)  # fmt: skip
async def placed(call: Invocation, answers: Answers, number: int) -> Reply:
    found_topics = (of_everybody(answers.topic(name), name) for name in _TOPICS)
    topics = tuple(topic for topic in found_topics if topic is not None)
    everywhere = answers.text("everywhere") == _YES
    found = await call.services.announcements.post_in(call.actor, Number(number), everywhere, topics)
    return await _with_echo(call, found, t("Announcement #{number} is changed.", number=number))


@action("announcement.places", role=Role.FACILITATOR, may_open_form=True)
async def places(call: Invocation, number: int) -> Form:
    found = await call.services.announced.numbered(call.actor, Number(number))
    topics = await call.services.announced.topics_of(call.actor, found)
    values = {name: str(topic.number) for name, topic in zip(_TOPICS, topics, strict=False)}
    return await call.open(placed, {"everywhere": _YES if found.everywhere else _NO, **values}, number)


async def _with_echo(call: Invocation, found: Announcement, said: Message, *after: Block) -> Reply:
    blocks: Sequence[Block] = await echo(call, found)
    return Reply((say(said), *after, *blocks))
