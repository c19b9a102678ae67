"""/announcements: schedule, list and manage what is posted at a day and time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from bot.cards.announcements import gist, post
from bot.cards.reasons import why_not
from bot.domain.announcements import BODY_MOST, Announcement, AnnouncementState, Repeat
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.ids import DeliveryId, Number
from bot.domain.people import Role
from bot.domain.topics import Topic
from bot.errors import FieldProblems
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import Opt, action, command, form
from bot.interaction.values import AnnouncementRef
from bot.services.announcements import HORIZON, Wanted
from bot.ui.model import (
    Block,
    Bold,
    Button,
    Command,
    Divider,
    Facts,
    Field,
    Form,
    Heading,
    Items,
    Kind,
    Line,
    Option,
    Reply,
    When,
    buttons,
    reply,
    say,
)
from bot.ui.text import Message, t

PAGE = 5
DATES_SHOWN = 5

_FIELDS = (
    Field("text", Message("What to announce"), Kind.LONG_TEXT, most=BODY_MOST,
          hint=Message("**Two stars** make bold, a dash begins a point, [words](https://…) become a link")),
    Field("day", Message("Day"), Kind.DATE, most=40, hint=Message("Such as October 6 or 2026-10-06")),
    Field("clock", Message("Time"), Kind.CLOCK, most=20, hint=Message("Such as 4:00 PM, in the community's time zone")),
    Field("repeat", Message("How often"), Kind.CHOICE, value=Repeat.ONCE,
          options=(Option(Message("Once"), Repeat.ONCE), Option(Message("Every week"), Repeat.WEEKLY))),
    Field("topic", Message("Topic"), Kind.TOPIC, required=False,
          hint=Message("Leave empty to post in the announcements channels")),
)  # fmt: skip


@form("announcement.new", title="Schedule announcement", submit="Schedule", role=Role.FACILITATOR, fields=_FIELDS)
async def new_announcement(call: Invocation, answers: Answers) -> Reply:
    wanted = _wanted(answers)
    _refuse_too_long(call, wanted)
    made = await call.services.announcements.create(call.actor, wanted)
    first = When(made.occurrence_on(made.first_day))
    weekly = made.repeat is Repeat.WEEKLY
    said = t("Scheduled every week from {when}.", when=first) if weekly else t("Scheduled for {when}.", when=first)
    return Reply(
        (
            say(said, " ", t("It is announcement #{number}.", number=made.number)),
            *await _echo(call, made, wanted.topic, when_said=True),
        )
    )


@command("announcements create", summary="Schedule an announcement", role=Role.FACILITATOR, may_open_form=True)
async def create(call: Invocation) -> Reply | Form:
    return await _create_form(call)


@action("announcement.open-form", role=Role.FACILITATOR, may_open_form=True)
async def open_form(call: Invocation) -> Reply | Form:
    return await _create_form(call)


@command("announcements list", summary="See what is scheduled", role=Role.FACILITATOR)
async def list_announcements(call: Invocation) -> Reply:
    return await _page(call, None)


@action("announcements.page", role=Role.FACILITATOR)
async def page(call: Invocation, before: int) -> Reply:
    return await _page(call, Number(before))


@command("announcements manage", summary="Change or cancel an announcement", role=Role.FACILITATOR)
async def manage(
    call: Invocation, *, announcement: Annotated[AnnouncementRef, Opt("Number or words", rest=True)]
) -> Reply:
    return await _manage(call, announcement.announcement)


@action("announcement.manage", role=Role.FACILITATOR)
async def manage_numbered(call: Invocation, number: int) -> Reply:
    return await _manage(call, await call.services.announcements.numbered(call.actor, Number(number)))


@form("announcement.edit", title="Change announcement", role=Role.FACILITATOR, fields=_FIELDS)
async def edited(call: Invocation, answers: Answers, number: int) -> Reply:
    wanted = _wanted(answers)
    _refuse_too_long(call, wanted)
    changed = await call.services.announcements.change(call.actor, Number(number), wanted)
    return Reply(
        (say(t("Announcement #{number} is changed.", number=number)), *await _echo(call, changed, wanted.topic))
    )


@action("announcement.edit", role=Role.FACILITATOR, may_open_form=True)
async def edit(call: Invocation, number: int) -> Form:
    found = await call.services.announcements.numbered(call.actor, Number(number))
    topic = await _topic(call, found)
    values = {
        "text": found.body,
        "day": _next_day(call.now, found).isoformat(),
        "clock": f"{found.clock:%H:%M}",
        "repeat": found.repeat.value,
        "topic": str(topic.number) if topic else "",
    }
    return await call.open(edited, values, number)


@action("announcement.cancel", role=Role.FACILITATOR)
async def cancel(call: Invocation, number: int) -> Reply:
    await call.services.announcements.cancel(call.actor, Number(number))
    back = Button(t("Schedule it again"), "announcement.reinstate", (number,))
    said = t("Announcement #{number} is cancelled. Nothing more is sent for it.", number=number)
    return reply(said, t("What was posted already stays."), buttons(back))


@action("announcement.reinstate", role=Role.FACILITATOR)
async def reinstate(call: Invocation, number: int) -> Reply:
    found = await call.services.announcements.reinstate(call.actor, Number(number))
    again = say(t("Announcement #{number} is scheduled again.", number=number))
    return Reply((again, *await _echo(call, found, await _topic(call, found))))


@action("trouble.again", role=Role.FACILITATOR)
async def send_again(call: Invocation, delivery: int) -> Reply:
    await call.services.troubles.answer(call.actor, DeliveryId(delivery), again=True)
    return reply(t("I send it again now, once. If it does not arrive, you see it here."))


@action("trouble.leave", role=Role.FACILITATOR)
async def leave_it(call: Invocation, delivery: int) -> Reply:
    await call.services.troubles.answer(call.actor, DeliveryId(delivery), again=False)
    return reply(t("Left as it is. Nothing more is sent for it."))


async def troubles(call: Invocation) -> Sequence[Block]:
    """What of this person's announcements may not have arrived, with what they can do about each."""
    if call.role < Role.FACILITATOR:
        return ()
    blocks: list[Block] = []
    found = await call.services.troubles.of_author(call.actor)
    for row, announcement, workspace in found:
        blocks.append(say(_trouble_words(row, announcement, workspace), " ", why_not(row)))
        number, several = announcement.number, sum(other.id == announcement.id for _, other, _ in found) > 1
        again, leave = t("Send #{number} again", number=number), t("Leave #{number} as it is", number=number)
        if several:
            again = t("Send #{number} again to {where}", number=number, where=workspace)
            leave = t("Leave #{number} as it is in {where}", number=number, where=workspace)
        blocks.append(
            buttons(Button(again, "trouble.again", (int(row.id),)), Button(leave, "trouble.leave", (int(row.id),)))
        )
    return blocks


def _trouble_words(row: Delivery, announcement: Announcement, workspace: str) -> Message:
    number = announcement.number
    if row.state is DeliveryState.UNCERTAIN:
        return t("Announcement #{number} may or may not have reached {where}.", number=number, where=workspace)
    return t("Announcement #{number} did not reach {where}.", number=number, where=workspace)


async def _create_form(call: Invocation) -> Reply | Form:
    if call.community.zone is None:
        how = t("An admin sets it with {command}.", command=Command("staffroom setup"))
        return reply(t("I do not know this community's time zone yet, so I will not guess a time."), how)
    return await call.open(new_announcement)


def _wanted(answers: Answers) -> Wanted:
    repeat = Repeat(answers.text("repeat"))
    return Wanted(answers.text("text"), answers.day("day"), answers.clock("clock"), repeat, answers.topic("topic"))


def _refuse_too_long(call: Invocation, wanted: Wanted) -> None:
    if not call.services.announcements.fits(wanted.body):
        raise FieldProblems({"text": t("This is too long for one message with its formatting. Please shorten it.")})


async def _topic(call: Invocation, announcement: Announcement) -> Topic | None:
    return await call.services.announcements.topic_of(call.actor, announcement)


async def _echo(
    call: Invocation, announcement: Announcement, topic: Topic | None, when_said: bool = False
) -> Sequence[Block]:
    """Say in words when and where, and show it exactly as it will be posted."""
    lines: list[tuple[Message, Line]] = [] if when_said else [(t("When"), _when(announcement))]
    following = announcement.occurrences_after(call.now, announcement.horizon_from(call.now, HORIZON))
    if announcement.repeat is Repeat.WEEKLY:
        dates = [f"{day:%B} {day.day}" for day, _ in following[:DATES_SHOWN]]
        lines.append((t("Next dates"), (", ".join(dates),)))
    where: list[str] = []
    missing: list[str] = []
    for place in await call.services.announcements.destinations(call.actor, topic):
        (where if place.channel_id else missing).append(
            f"{place.workspace} #{place.channel}" if place.channel_id else place.workspace
        )
    lines.append((t("Where"), (", ".join(where) or t("nowhere yet"),)))
    blocks: list[Block] = [Facts(tuple(lines))]
    if missing:
        how = t(
            "No channel is chosen for this on {names}. An admin chooses one with {command}, before it is due.",
            names=", ".join(missing),
            command=Command("staffroom setup"),
        )
        blocks.append(say(how))
    number = int(announcement.number)
    change = (
        Button(t("Change"), "announcement.edit", (number,)),
        Button(t("Cancel announcement"), "announcement.cancel", (number,), "danger"),
    )
    return (
        *blocks,
        say(t("This is how it will look:")),
        Divider(),
        *post(announcement).blocks,
        Divider(),
        buttons(*change),
    )


def _next_day(now: datetime, announcement: Announcement) -> date:
    """Return the day to begin with in the form: the first, or of a weekly one that has begun the next."""
    following = announcement.occurrences_after(now, announcement.horizon_from(now, HORIZON))
    return following[0][0] if announcement.repeat is Repeat.WEEKLY and following else announcement.first_day


def _when(announcement: Announcement) -> Line:
    first = When(announcement.occurrence_on(announcement.first_day))
    if announcement.repeat is Repeat.WEEKLY:
        return (t("every week from {first}", first=first),)
    return (first,)


async def _page(call: Invocation, before: Number | None) -> Reply:
    found = await call.services.announcements.listed(call.actor, before, PAGE + 1)
    first = Button(t("Schedule announcement"), "announcement.open-form", (), "primary")
    trouble = await troubles(call) if before is None else ()
    if not found:
        return Reply((say(t("Nothing is scheduled.")), buttons(first)))
    page = found[:PAGE]
    opens = [Button(t("Manage #{number}", number=a.number), "announcement.manage", (int(a.number),)) for a in page]
    items = Items(tuple(_line(call.now, each) for each in page))
    blocks: list[Block] = [*trouble, Heading(t("Announcements")), items, buttons(*opens)]
    if len(found) > PAGE:
        blocks.append(buttons(Button(t("Older ones"), "announcements.page", (int(page[-1].number),))))
    return Reply((*blocks, buttons(first)))


def _line(now: datetime, announcement: Announcement) -> Line:
    following = announcement.occurrences_after(now, announcement.horizon_from(now, HORIZON))
    if announcement.state is AnnouncementState.CANCELLED:
        state: Line = (t("cancelled"),)
    elif not following:
        state = (t("over"),)
    else:
        state = (When(following[0][1]),)
    return (Bold(f"#{announcement.number} {gist(announcement)}"), " – ", *state)


async def _manage(call: Invocation, announcement: Announcement) -> Reply:
    topic = await _topic(call, announcement)
    if announcement.state is AnnouncementState.CANCELLED:
        back = Button(t("Schedule it again"), "announcement.reinstate", (int(announcement.number),))
        return reply(t("Announcement #{number} is cancelled.", number=announcement.number), buttons(back))
    title = Heading(t("Announcement #{number}", number=announcement.number))
    return Reply((title, *await troubles(call), *await _echo(call, announcement, topic)))
