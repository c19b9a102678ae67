"""/announcements create, and changing what is scheduled: five fields, then what will be posted in words."""

from __future__ import annotations

from datetime import date

from bot.domain.announcements import BODY_MOST, Announcement
from bot.domain.ids import Number
from bot.domain.people import Role
from bot.domain.repeats import Repeat
from bot.errors import FieldProblems
from bot.interaction.asking import OPEN_FORM
from bot.interaction.forms import draft_id
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import action, command, form
from bot.services.announcing.announcements import ChangedMeanwhile, Wanted
from bot.ui.markup import blocks_of
from bot.ui.model import Button, Command, Field, Form, Kind, Option, Reply, When, buttons, reply, say
from bot.ui.plain import plain
from bot.ui.text import Message, t
from bot.ui.wire import base36
from commands.announcements.echo import echo, next_one, when
from commands.scope import of_everybody

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
async def edited(call: Invocation, answers: Answers, number: int, revision: int, day: str) -> Reply:
    wanted = _wanted(answers)
    _refuse_too_long(call, wanted)
    try:
        shown = date.fromisoformat(day)
    except ValueError:
        shown = None
    try:
        changed = await call.services.announcements.change(call.actor, Number(number), wanted, shown, revision)
    except ChangedMeanwhile as other:
        return await _changed_meanwhile(call, other.now, answers)
    return Reply((say(t("Announcement #{number} is changed.", number=number)), *await echo(call, changed)))


@action("announcement.edit", role=Role.FACILITATOR, may_open_form=True)
async def edit(call: Invocation, number: int) -> Form:
    found = await call.services.announced.numbered(call.actor, Number(number))
    topics = await call.services.announced.topics_of(call.actor, found)
    days = await call.services.announced.school_days(call.actor)
    ahead = None if found.once else next_one(call.now, found, days)
    day = ahead.identity[:10] if ahead else found.first_day.isoformat()  # its regular one, wherever it was moved to
    values = {
        "text": found.body,
        "day": day,
        "clock": f"{found.clock:%H:%M}",
        "repeat": (found.repeat or Repeat.WEEKLY).value,
        "topic": str(topics[0].number) if topics else "",
    }
    return await call.open(edited, values, number, found.revision, day)


async def _changed_meanwhile(call: Invocation, now: Announcement, answers: Answers) -> Reply:
    """Show what somebody else made of it, and keep what was typed for the form as it is opened then."""
    topic = answers.topic("topic")
    typed = {
        "text": answers.text("text"),
        "day": answers.day("day").isoformat(),
        "clock": f"{answers.clock('clock'):%H:%M}",
        "repeat": answers.text("repeat"),
        "topic": str(topic.number) if topic else "",
    }
    number, args = int(now.number), (int(now.number), now.revision, now.first_day.isoformat())
    draft = draft_id(call, edited.name, args)
    form = await call.open(edited, typed, *args)
    kept = tuple(base36(arg) if isinstance(arg, int) else arg for arg in form.args)
    await call.services.drafts.keep(call.actor, draft, edited.name, kept, typed)
    mine = Button(t("Go on with mine"), OPEN_FORM, (draft,), "primary")
    leave = Button(t("Leave it so"), "announcement.manage", (number,))
    return Reply(
        (
            say(
                t("Somebody changed announcement #{number} while you wrote; nothing of yours is saved.", number=number)
            ),
            say(t("This is how it is now. What you typed is kept: go on with it to put it in place of that.")),
            buttons(mine, leave),
            *await echo(call, now),
        )
    )


async def _create_form(call: Invocation) -> Reply | Form:
    if call.community.zone is None:
        how = t("An admin sets it with {command}.", command=Command("staffroom setup"))
        return reply(t("I do not know this community's time zone yet, so I will not guess a time."), how)
    return await call.open(new_announcement)


def _wanted(answers: Answers) -> Wanted:
    topic = of_everybody(answers.topic("topic"))
    topics = (topic,) if topic is not None else ()
    return Wanted(
        answers.text("text"), answers.day("day"), answers.clock("clock"), Repeat(answers.text("repeat")), topics
    )


def _refuse_too_long(call: Invocation, wanted: Wanted) -> None:
    if not plain(Reply(blocks_of(wanted.body))).strip(" \n\t•-–_*"):
        raise FieldProblems({"text": t("There is nothing to read in this. Write what is to be announced.")})
    if not call.services.announced.fits(wanted.body):
        raise FieldProblems({"text": t("This is too long for one message with its formatting. Please shorten it.")})
