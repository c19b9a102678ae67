"""/workshops manage: pick a session first, then move it, cancel it, say that it begins late, see who comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from bot.cards.announcements import coded, decoded
from bot.cards.host_troubles import blocks_of_missed
from bot.cards.workshops import dates
from bot.domain.ids import Number, RevisionId
from bot.domain.rsvps import Standing
from bot.domain.workshops import Session, Workshop
from bot.errors import NotFound
from bot.interaction.invocation import Answers, Invocation
from bot.interaction.spec import Opt, action, command, form
from bot.interaction.values import WorkshopRef
from bot.services.workshops.managing import Managed, Scope
from bot.services.workshops.reading import is_on, still_ahead
from bot.ui.model import (
    Block,
    Button,
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
from commands.workshops.looking_back import not_answered
from commands.workshops.special_days import special_days

MOST_IN_MENU = 25
MOST_AS_BUTTONS = 10
"""Sessions of which each is a button, one tap less than a menu."""
NAMED = 60
_MINUTES = tuple(
    Option(Message(words), value)
    for words, value in (
        ("30 minutes", "30"), ("45 minutes", "45"), ("1 hour", "60"), ("1 hour 15 minutes", "75"),
        ("1 hour 30 minutes", "90"), ("2 hours", "120"), ("2 hours 30 minutes", "150"), ("3 hours", "180"),
        ("4 hours", "240"), ("6 hours", "360"), ("8 hours", "480"),
    )
)  # fmt: skip
_HEADINGS = {
    Standing.GOING: Message("Going"),
    Standing.UNCONFIRMED: Message("Going, not yet confirmed"),
    Standing.OFFERED: Message("Asked whether they take a place"),
    Standing.WAITING: Message("In line"),
    Standing.MAYBE: Message("Maybe"),
    Standing.CANT: Message("Can’t come"),
}


@command("workshops manage", summary="Move, cancel or look after a workshop you host")
async def manage(call: Invocation, *, workshop: Annotated[WorkshopRef, Opt("Number or words", rest=True)]) -> Reply:
    return await _manage(call, workshop.workshop.number)


@action("workshop.manage")
async def manage_numbered(call: Invocation, number: int) -> Reply:
    return await _manage(call, Number(number))


@action("workshop.session")
async def pick(call: Invocation, number: int, date: str) -> Reply:
    """What can be done with one session; only that one is meant unless a wider scope is chosen below."""
    workshop, sessions = await call.services.workshops.reading.sessions(call.actor, Number(number))
    return await _session(call, workshop, sessions, decoded(date))


@form(
    "workshop.move",
    title="Move session",
    submit="Move",
    fields=(
        Field("day", Message("Day"), Kind.DATE, most=60, hint=Message("Such as October 29, or next Thursday at 5 PM")),
        Field("clock", Message("Time"), Kind.CLOCK, most=60,
              hint=Message("In the community's time zone, such as 4:00 PM")),
        Field("length", Message("How long"), Kind.CHOICE, options=_MINUTES),
    ),
)  # fmt: skip
async def moved(call: Invocation, answers: Answers, number: int, date: str, scope: str) -> Reply:
    day, clock = answers.day("day"), answers.clock("clock")
    length = timedelta(minutes=int(answers.text("length")))
    done = await call.services.workshops.managing.move(
        call.actor, Number(number), decoded(date), _scope(scope), day, clock, length
    )
    zone = done.workshop.recurrence.zone
    said = n("“{title}” is moved: {days}.", "“{title}” is moved: {days}.", len(done.sessions),
             title=done.workshop.title, days=_spoken(done.sessions, zone))  # fmt: skip
    days = special_days(await call.services.school_days.calendar(call.actor), done.sessions, zone)
    return _after(done, said, days)


@action("workshop.move", may_open_form=True)
async def move(call: Invocation, number: int, date: str, scope: str) -> Form:
    workshop, sessions = await call.services.workshops.reading.sessions(call.actor, Number(number))
    meant = await call.services.workshops.managing.chosen(call.actor, Number(number), decoded(date), _scope(scope))
    first = next(each for each in sessions if each.identity == decoded(date))
    local = (first if first in meant else meant[0]).starts_at.astimezone(ZoneInfo(workshop.recurrence.zone))
    minutes = str(round(first.length.total_seconds() / 60))
    values = {"day": local.date().isoformat(), "clock": f"{local:%H:%M}", "length": minutes}
    return await call.open(moved, values, number, date, scope)


@action("workshop.cancel")
async def ask_cancel(call: Invocation, number: int, date: str, scope: str) -> Reply:
    """Name the dates and how many people hear of it; the button says what it does."""
    identity = decoded(date)
    meant = await call.services.workshops.managing.chosen(call.actor, Number(number), identity, _scope(scope))
    told = await call.services.workshops.managing.concerned(call.actor, Number(number), identity, _scope(scope))
    workshop, _ = await call.services.workshops.reading.sessions(call.actor, Number(number))
    days = dates(meant, workshop.recurrence.zone)
    hears = n("{count} person who answered is told at once.", "{count} people who answered are told at once.", told)
    yes = Button(t("Cancel {days}", days=days), "workshop.cancel-now", (number, date, scope), "danger")
    keep = Button(t("Keep it"), "workshop.session", (number, date))
    return reply(
        t("“{title}” on {days} would not take place.", title=workshop.title, days=days), hears, buttons(yes, keep)
    )


@action("workshop.cancel-now")
async def cancel(call: Invocation, number: int, date: str, scope: str) -> Reply:
    done = await call.services.workshops.managing.cancel(call.actor, Number(number), decoded(date), _scope(scope))
    said = t("“{title}” is cancelled: {days}.", title=done.workshop.title, days=_days_of(done))
    return _after(done, said)


@action("workshop.undo")
async def undo(call: Invocation, revision: int) -> Reply:
    done = await call.services.workshops.managing.undo(call.actor, RevisionId(revision))
    days = _spoken(done.sessions, done.workshop.recurrence.zone)
    return reply(t("“{title}” is as it was before: {days}.", title=done.workshop.title, days=days), _told(done.told))


@action("workshop.late")
async def running_late(call: Invocation, number: int, date: str) -> Reply:
    told = await call.services.workshops.managing.tell(call.actor, Number(number), decoded(date))
    return reply(n("{count} person is told that it begins a few minutes late.",
                   "{count} people are told that it begins a few minutes late.", told))  # fmt: skip


@action("workshop.people")
async def people(call: Invocation, number: int, date: str) -> Reply:
    """Who answered what, for its hosts alone."""
    found = await call.services.workshops.reading.attendees(call.actor, Number(number), decoded(date))
    blocks: list[Block] = []
    for standing, heading in _HEADINGS.items():
        there = [each for each in found if each.rsvp.standing is standing]
        if there:
            names: list[Line] = [(f"{each.name}: {each.note}" if each.note else each.name,) for each in there[:NAMED]]
            blocks += [Heading(heading), Items(tuple(names))]
    _, sessions = await call.services.workshops.reading.sessions(call.actor, Number(number))
    ahead = decoded(date) in [each.identity for each in still_ahead(sessions, call.now)]
    back = buttons(Button(t("Back"), "workshop.session" if ahead else "workshop.list", (number, date)))
    silent = await not_answered(call, number, date)
    return Reply((*(blocks or [say(t("Nobody has answered yet."))]), *silent, back))


def _scope(code: str) -> Scope:
    """Return the scope that a button carries; raises NotFound for one that no button does."""
    if code not in tuple(Scope):
        raise NotFound("no such scope")
    return Scope(code)


async def _manage(call: Invocation, number: Number) -> Reply:
    await call.services.workshops.editing.view(call.actor, number)  # only to who may change it
    workshop, sessions = await call.services.workshops.reading.sessions(call.actor, number)
    ahead = still_ahead(sessions, call.now)
    if not ahead and (on := next((each for each in sessions if is_on(each, call.now)), None)):
        return _on_now(workshop, on)
    if not ahead:
        more = Button(t("More"), "workshop.look-after", (int(number),))
        was_there = Button(t("Who was there"), "workshop.who-came", (int(number),), "primary")
        return reply(t("“{title}” has no sessions ahead.", title=workshop.title), buttons(was_there, more))
    if len(ahead) == 1:
        return await _session(call, workshop, sessions, ahead[0].identity)
    was_there = Button(t("Who was there"), "workshop.who-came", (int(number),))
    choice = buttons(*_choices(workshop, ahead), was_there)
    return Reply((Heading(t("{title}", title=workshop.title)), say(t("Which session?")), choice))


def _on_now(workshop: Workshop, session: Session) -> Reply:
    """Return what can be done while the last session takes place."""
    args = (int(workshop.number), coded(session.identity))
    return reply(
        t("“{title}” takes place now.", title=workshop.title),
        buttons(
            Button(t("Who was there"), "workshop.list", args, "primary"),
            Button(t("Running late"), "workshop.late", args),
            Button(t("More"), "workshop.look-after", (int(workshop.number),)),
        ),
    )


def _choices(workshop: Workshop, ahead: Sequence[Session]) -> Sequence[Button | Select]:
    """Return a button for each session, numbered because two may be on one day; a menu of more than a few."""
    zone, number = workshop.recurrence.zone, int(workshop.number)
    if len(ahead) > MOST_AS_BUTTONS:
        options = tuple(Option(dates([each], zone), coded(each.identity)) for each in ahead[:MOST_IN_MENU])
        return [Select(t("Pick a session"), "workshop.session", options, (number,))]
    return [
        Button(t("{place}. {day}", place=place, day=dates([each], zone)), "workshop.session",
               (number, coded(each.identity)))
        for place, each in enumerate(ahead, 1)
    ]  # fmt: skip


async def _session(call: Invocation, workshop: Workshop, sessions: Sequence[Session], identity: str) -> Reply:
    number, code = int(workshop.number), coded(identity)
    found = await call.services.workshops.managing.chosen(call.actor, workshop.number, identity, Scope.ONE)
    told = await call.services.workshops.managing.concerned(call.actor, workshop.number, identity, Scope.ONE)
    missed = await call.services.workshops.failing.of_workshop(call.actor, workshop.number)
    blocks: list[Block] = [
        Heading(t("{title}", title=workshop.title)),
        *blocks_of_missed(missed),
        say(When(found[0].starts_at), ". ", _answered(told)),
        buttons(
            Button(t("Move"), "workshop.move", (number, code, Scope.ONE), "primary"),
            Button(t("Cancel it"), "workshop.cancel", (number, code, Scope.ONE), "danger"),
            Button(t("Running late"), "workshop.late", (number, code)),
            Button(t("Who comes"), "workshop.people", (number, code)),
            Button(t("Message those going"), "workshop.write", (number, code)),
        ),
    ]
    ahead = still_ahead(sessions, call.now)
    if len(ahead) > 1:
        zone = workshop.recurrence.zone
        later = [each for each in ahead if each.starts_at >= found[0].starts_at]
        these = dates(later, zone)
        blocks.append(say(t("The buttons above mean this session alone, those below: {days}.", days=these)))
        blocks.append(
            buttons(
                Button(t("Move this and later"), "workshop.move", (number, code, Scope.LATER)),
                Button(t("Cancel this and later"), "workshop.cancel", (number, code, Scope.LATER), "danger"),
            )
        )
        blocks.append(say(t("These are about all of it:")))
    edit = Button(t("Edit"), "workshop.edit", (number,))
    more = Button(t("More"), "workshop.look-after", (number,))
    blocks.append(buttons(edit, more, Button(t("Who was there"), "workshop.list", (number, code))))
    return Reply(tuple(blocks))


def _after(done: Managed, said: Message, special: Sequence[Line] = ()) -> Reply:
    back = Button(t("Undo"), "workshop.undo", (int(done.revision),))
    return Reply((say(said), *(say(*line) for line in special), say(_told(done.told)), buttons(back)))


def _answered(count: int) -> Message:
    return n("{count} person answered.", "{count} people answered.", count) if count else t("Nobody answered yet.")


def _told(told: int) -> Message:
    if not told:
        return t("Nobody needs to be told.")
    return n("{count} person is told.", "{count} people are told.", told)


def _days_of(done: Managed) -> str:
    zone = ZoneInfo(done.workshop.recurrence.zone)
    return ", ".join(f"{each.starts_at.astimezone(zone):%B %-d}" for each in done.sessions)


def _spoken(sessions: Sequence[Session], zone: str) -> str:
    there = ZoneInfo(zone)
    return ", ".join(f"{each.starts_at.astimezone(there):%A, %B %-d, %-I:%M %p}" for each in sessions[:12])
