"""/announcements create, and changing what is scheduled: five fields, then what will be posted in words."""

from __future__ import annotations

from bot.domain.announcements import BODY_MOST
from bot.domain.ids import Number
from bot.domain.people import Role
from bot.domain.repeats import Repeat
from bot.errors import FieldProblems
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import action, command, form
from bot.services.announcing.announcements import Wanted
from bot.ui.model import Command, Field, Form, Kind, Option, Reply, When, reply, say
from bot.ui.text import Message, t
from commands.announcements.echo import echo, next_one, when

_REPEATS = (
    Option(Message("Once"), Repeat.ONCE),
    Option(Message("Every week"), Repeat.WEEKLY),
    Option(Message("Every two weeks"), Repeat.TWO_WEEKS),
    Option(Message("Monday to Friday"), Repeat.DAILY),
    Option(Message("Every month, same weekday (such as the first Thursday)"), Repeat.MONTHLY_WEEKDAY),
    Option(Message("Every month, same day (such as the 15th)"), Repeat.MONTHLY_DAY),
)

_FIELDS = (
    Field("text", Message("What to announce"), Kind.LONG_TEXT, most=BODY_MOST,
          hint=Message("**Two stars** make bold, a dash begins a point, [words](https://…) become a link")),
    Field("day", Message("Day"), Kind.DATE, most=60, hint=Message("Such as October 6, Friday, or tomorrow at 4 PM")),
    Field("clock", Message("Time"), Kind.CLOCK, most=60, hint=Message("Such as 4:00 PM, in the community's time zone")),
    Field("repeat", Message("How often"), Kind.CHOICE, value=Repeat.ONCE, options=_REPEATS),
    Field("topic", Message("Topic"), Kind.TOPIC, required=False,
          hint=Message("Leave empty to post in the announcements channels")),
)  # fmt: skip


@form("announcement.new", title="Schedule announcement", submit="Schedule", role=Role.FACILITATOR, fields=_FIELDS)
async def new_announcement(call: Invocation, answers: Answers) -> Reply:
    wanted = _wanted(answers)
    _refuse_too_long(call, wanted)
    made = await call.services.announcements.create(call.actor, wanted)
    if made.once:
        said = t("Scheduled for {when}.", when=when(made)[0])
    elif made.repeat is Repeat.WEEKLY:
        said = t("Scheduled every week from {when}.", when=When(made.recurrence.instant))
    else:
        said = t("Scheduled {when}.", when=when(made)[0])
    return Reply(
        (
            say(said, " ", t("It is announcement #{number}.", number=made.number)),
            *await echo(call, made, when_said=True),
        )
    )


@command("announcements create", summary="Schedule an announcement", role=Role.FACILITATOR, may_open_form=True)
async def create(call: Invocation) -> Reply | Form:
    return await _create_form(call)


@action("announcement.open-form", role=Role.FACILITATOR, may_open_form=True)
async def open_form(call: Invocation) -> Reply | Form:
    return await _create_form(call)


@form("announcement.edit", title="Change announcement", role=Role.FACILITATOR, fields=_FIELDS)
async def edited(call: Invocation, answers: Answers, number: int) -> Reply:
    wanted = _wanted(answers)
    _refuse_too_long(call, wanted)
    changed = await call.services.announcements.change(call.actor, Number(number), wanted)
    return Reply((say(t("Announcement #{number} is changed.", number=number)), *await echo(call, changed)))


@action("announcement.edit", role=Role.FACILITATOR, may_open_form=True)
async def edit(call: Invocation, number: int) -> Form:
    found = await call.services.announced.numbered(call.actor, Number(number))
    topics = await call.services.announced.topics_of(call.actor, found)
    days = await call.services.announced.school_days(call.actor)
    ahead = None if found.once else next_one(call.now, found, days)
    values = {
        "text": found.body,
        "day": (ahead.day if ahead else found.first_day).isoformat(),
        "clock": f"{found.clock:%H:%M}",
        "repeat": (found.repeat or Repeat.WEEKLY).value,
        "topic": str(topics[0].number) if topics else "",
    }
    return await call.open(edited, values, number)


async def _create_form(call: Invocation) -> Reply | Form:
    if call.community.zone is None:
        how = t("An admin sets it with {command}.", command=Command("staffroom setup"))
        return reply(t("I do not know this community's time zone yet, so I will not guess a time."), how)
    return await call.open(new_announcement)


def _wanted(answers: Answers) -> Wanted:
    topic = answers.topic("topic")
    topics = (topic.id,) if topic else ()
    return Wanted(
        answers.text("text"), answers.day("day"), answers.clock("clock"), Repeat(answers.text("repeat")), topics
    )


def _refuse_too_long(call: Invocation, wanted: Wanted) -> None:
    if not call.services.announced.fits(wanted.body):
        raise FieldProblems({"text": t("This is too long for one message with its formatting. Please shorten it.")})
