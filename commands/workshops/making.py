"""/workshops create: five fields, then a private draft with Repeat, Limit places, More and Post."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from bot.domain.ids import Number, TopicId
from bot.domain.people import Role
from bot.domain.recurrence import OnClosed
from bot.domain.repeats import Repeat
from bot.domain.workshops import (
    ABOUT_MOST,
    CAPACITY_MOST,
    MATERIALS_MOST,
    MOST_SESSIONS,
    PLACE_MOST,
    QUESTION_MOST,
    TITLE_MOST,
)
from bot.errors import FieldProblems, NotFound
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import Opt, action, command, form
from bot.interaction.values import TopicRef
from bot.services.workshops.hosting import Wanted
from bot.ui.model import (
    Button,
    Field,
    Form,
    Kind,
    Option,
    Reply,
    buttons,
    reply,
    say,
)
from bot.ui.text import Message, t
from commands.scope import of_everybody
from commands.workshops.drafts import draft_reply, when_of

_LENGTHS = (
    Option(Message("30 minutes"), "30"),
    Option(Message("45 minutes"), "45"),
    Option(Message("1 hour"), "60"),
    Option(Message("1 hour 15 minutes"), "75"),
    Option(Message("1 hour 30 minutes"), "90"),
    Option(Message("2 hours"), "120"),
    Option(Message("2 hours 30 minutes"), "150"),
    Option(Message("3 hours"), "180"),
    Option(Message("4 hours"), "240"),
    Option(Message("6 hours"), "360"),
    Option(Message("8 hours"), "480"),
)
_REPEATS = (
    Option(Message("Every week"), Repeat.WEEKLY),
    Option(Message("Every two weeks"), Repeat.TWO_WEEKS),
    Option(Message("Every month, same weekday (such as the first Thursday)"), Repeat.MONTHLY_WEEKDAY),
    Option(Message("Every month, same day (such as the 15th)"), Repeat.MONTHLY_DAY),
    Option(Message("Monday to Friday"), Repeat.DAILY),
    Option(Message("Only once"), Repeat.ONCE),
)
_CLOSED = (
    Option(Message("Leave it out and add one at the end"), OnClosed.SKIP),
    Option(Message("Move it to the next school day"), OnClosed.MOVE),
    Option(Message("Meet all the same"), OnClosed.KEEP),
)

FIELDS = (
    Field("title", Message("Title"), most=TITLE_MOST),
    Field("day", Message("Day"), Kind.DATE, most=60,
          hint=Message("Such as October 22, Thursday, or next Tuesday at 4 PM")),
    Field("clock", Message("Time"), Kind.CLOCK, most=60, hint=Message("Such as 4:00 PM, in the community's time zone")),
    Field("length", Message("How long"), Kind.CHOICE, value="60", options=_LENGTHS),
    Field("place", Message("Where"), most=PLACE_MOST, required=False, hint=Message("A room, an address or a link")),
)  # fmt: skip


@form("workshop.new", title="New workshop", submit="See the draft", role=Role.FACILITATOR, fields=FIELDS)
async def new_workshop(call: Invocation, answers: Answers, topic: int) -> Reply:
    made = await call.services.workshops.hosting.draft(
        call.actor, wanted_of(answers), await _topic_numbered(call, topic)
    )
    return await draft_reply(call, made)


@command("workshops create", summary="Plan a workshop", role=Role.FACILITATOR, may_open_form=True)
async def create(
    call: Invocation, *, topic: Annotated[TopicRef | None, Opt("Topic, else that of this channel")] = None
) -> Form:
    found = topic.topic if topic else await call.services.topics.here(call.actor, call.origin.channel)
    return await call.open(new_workshop, {}, int(found.number) if found else 0)


@action("workshop.open-form", role=Role.FACILITATOR, may_open_form=True)
async def open_form(call: Invocation) -> Form:
    found = await call.services.topics.here(call.actor, call.origin.channel)
    return await call.open(new_workshop, {}, int(found.number) if found else 0)


@action("workshop.draft", role=Role.FACILITATOR)
async def show_draft(call: Invocation, number: int) -> Reply:
    return await draft_reply(call, await call.services.workshops.hosting.view(call.actor, Number(number)))


@form("workshop.rewrite", title="Change draft", role=Role.FACILITATOR, fields=FIELDS)
async def rewritten(call: Invocation, answers: Answers, number: int) -> Reply:
    return await draft_reply(
        call, await call.services.workshops.hosting.rewrite(call.actor, Number(number), wanted_of(answers))
    )


@action("workshop.rewrite", role=Role.FACILITATOR, may_open_form=True)
async def rewrite(call: Invocation, number: int) -> Form:
    workshop = (await call.services.workshops.hosting.view(call.actor, Number(number))).workshop
    values = {
        "title": workshop.title,
        "day": workshop.recurrence.first_day.isoformat(),
        "clock": f"{workshop.recurrence.clock:%H:%M}",
        "length": str(round(workshop.length.total_seconds() / 60)),
        "place": workshop.place,
    }
    return await call.open(rewritten, values, number)


@form(
    "workshop.repeat",
    title="Repeat",
    role=Role.FACILITATOR,
    fields=(
        Field("repeat", Message("How often"), Kind.CHOICE, value=Repeat.WEEKLY, options=_REPEATS),
        Field("sessions", Message("How many sessions"), Kind.INTEGER, most=3, value="6",
              hint=Message("So many take place: days left out are made up for at the end")),
        Field("closed", Message("On days without school"), Kind.CHOICE, value=OnClosed.SKIP, options=_CLOSED),
    ),
)  # fmt: skip
async def repeated(call: Invocation, answers: Answers, number: int) -> Reply:
    repeat, wanted = Repeat(answers.text("repeat")), answers.number("sessions")
    if repeat is not Repeat.ONCE and not 2 <= wanted <= MOST_SESSIONS:
        raise FieldProblems({"sessions": t("Choose from 2 to {most} sessions.", most=MOST_SESSIONS)})
    closed = OnClosed(answers.text("closed"))
    return await draft_reply(
        call, await call.services.workshops.hosting.repeat(call.actor, Number(number), repeat, wanted, closed)
    )


@action("workshop.repeat", role=Role.FACILITATOR, may_open_form=True)
async def repeat(call: Invocation, number: int) -> Form:
    return await call.open(repeated, {}, number)


@form(
    "workshop.limit",
    title="Limit places",
    role=Role.FACILITATOR,
    fields=(
        Field("places", Message("Places"), Kind.INTEGER, required=False, most=4,
              hint=Message("In each session; leave empty for no limit")),
    ),
)  # fmt: skip
async def limited(call: Invocation, answers: Answers, number: int) -> Reply:
    places = answers.maybe_number("places")
    if places is not None and not 1 <= places <= CAPACITY_MOST:
        raise FieldProblems({"places": t("Choose from 1 to {most} places.", most=CAPACITY_MOST)})
    return await draft_reply(call, await call.services.workshops.hosting.limit(call.actor, Number(number), places))


@action("workshop.limit", role=Role.FACILITATOR, may_open_form=True)
async def limit(call: Invocation, number: int) -> Form:
    workshop = (await call.services.workshops.hosting.view(call.actor, Number(number))).workshop
    return await call.open(limited, {"places": str(workshop.capacity or "")}, number)


@form(
    "workshop.complete",
    title="More about it",
    role=Role.FACILITATOR,
    fields=(
        Field("about", Message("What it is about"), Kind.LONG_TEXT, required=False, most=ABOUT_MOST),
        Field("materials", Message("Materials"), required=False, most=MATERIALS_MOST,
              hint=Message("Links or things to bring; stands in every reminder")),
        Field("question", Message("Question to those who come"), required=False, most=QUESTION_MOST,
              hint=Message("Such as which grade they teach; only hosts see the answers")),
        Field("topic", Message("Topic"), Kind.TOPIC, required=False,
              hint=Message("Its card stands in the topic's channel; without one, in the announcements channels")),
    ),
)  # fmt: skip
async def completed(call: Invocation, answers: Answers, number: int) -> Reply:
    done = await call.services.workshops.hosting.complete(
        call.actor, Number(number), answers.text("about"), answers.text("materials"), answers.text("question"),
        of_everybody(answers.topic("topic")),
    )  # fmt: skip
    return await draft_reply(call, done)


@action("workshop.complete", role=Role.FACILITATOR, may_open_form=True)
async def complete(call: Invocation, number: int) -> Form:
    workshop = (await call.services.workshops.hosting.view(call.actor, Number(number))).workshop
    topic = await call.services.workshops.hosting.topic_of(call.actor, workshop)
    values = {"about": workshop.about, "materials": workshop.materials, "question": workshop.question}
    return await call.open(completed, {**values, "topic": str(topic.number) if topic else ""}, number)


@action("workshop.post", role=Role.FACILITATOR)
async def post(call: Invocation, number: int) -> Reply:
    done = await call.services.workshops.hosting.post(call.actor, Number(number))
    said = t("“{title}” is posted as workshop #{number}.", title=done.workshop.title, number=number)
    manage = Button(t("Manage"), "workshop.manage", (number,))
    when = await when_of(call, done)
    return Reply((say(said, " ", t("Its card is where colleagues answer.")), when, buttons(manage)))


@action("workshop.discard", role=Role.FACILITATOR)
async def discard(call: Invocation, number: int) -> Reply:
    await call.services.workshops.hosting.discard(call.actor, Number(number))
    return reply(t("The draft is thrown away. Nobody saw it."))


def wanted_of(answers: Answers) -> Wanted:
    length = timedelta(minutes=int(answers.text("length")))
    return Wanted(answers.text("title"), answers.day("day"), answers.clock("clock"), length, answers.text("place"))


async def _topic_numbered(call: Invocation, number: int) -> TopicId | None:
    if not number:
        return None
    try:
        return of_everybody(await call.services.topics.numbered(call.actor, Number(number)), "")
    except NotFound:
        return None
