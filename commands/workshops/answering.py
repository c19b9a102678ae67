"""Going, Maybe and Can't: one press, and for a series one question more."""

from __future__ import annotations

from bot.cards.announcements import coded, decoded
from bot.cards.workshops import CANT, GOING, MAYBE, dates
from bot.domain.ids import Number
from bot.domain.people import Reminders
from bot.domain.rsvps import Outcome, Standing
from bot.domain.workshops import Session, Workshop
from bot.interaction.invocation import Invocation
from bot.interaction.spec import action
from bot.services.workshops.attending import Answered
from bot.services.workshops.reading import still_ahead
from bot.ui.model import Block, Button, Facts, Items, Line, LinkButton, Option, Reply, Select, When, buttons, reply, say
from bot.ui.text import Message, n, t

CHOSEN_MOST = 25
"""Dates in one menu, as many as fit on both platforms."""


@action(GOING)
async def going(call: Invocation, number: int, date: str) -> Reply:
    """For one session at once; in a series it is asked which."""
    identity = decoded(date)
    done = await call.services.workshops.attending.come(call.actor, Number(number), identity)
    if isinstance(done, Answered):
        return await _said(call, done)
    workshop, ahead = done.workshop, done.sessions
    this = next((each for each in ahead if each.identity == identity), ahead[0])
    asked = t("“{title}” has {count} sessions ahead. To which do you come?", title=workshop.title, count=len(ahead))
    day = dates([this], workshop.recurrence.zone)
    choices = [
        Button(t("All {count}", count=len(ahead)), "workshop.all", (number,), "primary"),
        Button(t("Only {day}", day=day), "workshop.one", (number, coded(this.identity))),
        Button(t("Choose dates"), "workshop.choose", (number,)),
    ]
    return reply(asked, buttons(*choices))


@action("workshop.all")
async def going_to_all(call: Invocation, number: int) -> Reply:
    return await _answer(call, number, [], Standing.GOING)


@action("workshop.one")
async def going_to_one(call: Invocation, number: int, date: str) -> Reply:
    return await _answer(call, number, [decoded(date)], Standing.GOING)


@action("workshop.choose")
async def choose(call: Invocation, number: int) -> Reply:
    workshop, sessions = await call.services.workshops.reading.sessions(call.actor, Number(number))
    ahead = still_ahead(sessions, call.now)[:CHOSEN_MOST]
    zone = workshop.recurrence.zone
    options = tuple(Option(dates([each], zone), coded(each.identity)) for each in ahead)
    if not options:
        return await _answer(call, number, [], Standing.GOING)
    menu = Select(t("Choose dates"), "workshop.chosen", options, (number,), most=len(options))
    return reply(t("Choose the dates on which you come."), buttons(menu))


@action("workshop.chosen")
async def going_to_chosen(call: Invocation, number: int, *chosen: str) -> Reply:
    return await _answer(call, number, [decoded(each) for each in chosen], Standing.GOING)


@action(MAYBE)
async def maybe(call: Invocation, number: int, date: str) -> Reply:
    return await _answer(call, number, [decoded(date)], Standing.MAYBE)


@action(CANT)
async def cant(call: Invocation, number: int, date: str) -> Reply:
    return await _answer(call, number, [decoded(date)], Standing.CANT)


async def _answer(call: Invocation, number: int, identities: list[str], wanted: Standing) -> Reply:
    assert wanted in (Standing.GOING, Standing.MAYBE, Standing.CANT)
    return await _said(
        call, await call.services.workshops.attending.answer(call.actor, Number(number), identities, wanted)
    )


async def _said(call: Invocation, done: Answered) -> Reply:
    if len(done.sessions) == 1:
        session, outcome = done.sessions[0]
        said = _said_of_one(done.workshop, session, outcome, call.person.reminders)
        if outcome.standing in (Standing.GOING, Standing.UNCONFIRMED):
            said.append(buttons(*await add_to_calendar(call, done.workshop, session)))
        return Reply((*said, *_question(done)))
    return Reply((*_said_of_several(done, call.person.reminders), *_question(done)))


async def add_to_calendar(call: Invocation, workshop: Workshop, session: Session) -> list[LinkButton]:
    """Return the links that put one session into a person's own calendar."""
    file, google = await call.services.workshops.calendars.add_links(workshop, session)
    found = [LinkButton(t("Add to calendar"), file)] if file else []
    return [*found, LinkButton(t("Add to Google Calendar"), google)]


def _question(done: Answered) -> list[Block]:
    """Ask the hosts' question of who comes, or waits to."""
    comes = any(outcome.standing not in (None, Standing.CANT, Standing.MAYBE) for _, outcome in done.sessions)
    if not (comes and done.workshop.question):
        return []
    asked = t("The hosts ask: {question}", question=done.workshop.question)
    answer = Button(t("Answer the host’s question"), "workshop.question", (int(done.workshop.number),))
    return [say(asked), buttons(answer)]


def _said_of_one(workshop: Workshop, session: Session, outcome: Outcome, reminders: Reminders) -> list[Block]:
    title, at, args = workshop.title, When(session.starts_at), (int(workshop.number), coded(session.identity))
    not_going = Button(t("Can’t go"), CANT, args)
    match outcome.standing:
        case Standing.GOING | Standing.UNCONFIRMED:
            said = t("You’re going to “{title}”, {at}.", title=title, at=at)
            return [say(said, *_promised(reminders)), *_where(workshop), buttons(not_going)]
        case Standing.OFFERED:
            assert outcome.offered_until is not None
            held = t(
                "A place in “{title}” is held for you until {until}.", title=title, until=When(outcome.offered_until)
            )
            take = Button(t("Take the place"), GOING, args, "primary")
            return [say(held), buttons(take, not_going)]
        case Standing.WAITING:
            return [*_in_line(workshop, session, outcome), buttons(Button(t("Leave the line"), CANT, args))]
        case Standing.MAYBE:
            said = t("You may come to “{title}”, {at}.", title=title, at=at)
            again = (" ", t("I’ll ask you again a day before.")) if reminders.day_before else ()
            return [say(said, *again), buttons(Button(t("Going"), GOING, args, "primary"), not_going)]
        case _:
            said = t("You’re not going to “{title}”, {at}.", title=title, at=at)
            back = Button(t("Going after all"), GOING, args)
            lost = outcome.was is Standing.GOING and session.capacity is not None
            after_all = t("Your place is free for others; coming back means the end of the line.")
            return [say(said, " ", after_all) if lost else say(said), buttons(back)]


def _promised(reminders: Reminders) -> Line:
    """Say when they are reminded, as they chose."""
    match reminders:
        case Reminders.BOTH:
            return (" ", t("I’ll remind you a day and an hour before."))
        case Reminders.DAY:
            return (" ", t("I’ll remind you a day before."))
        case Reminders.HOUR:
            return (" ", t("I’ll remind you an hour before."))
        case Reminders.NONE:
            return ()


def _in_line(workshop: Workshop, session: Session, outcome: Outcome) -> list[Block]:
    assert outcome.place_in_line is not None
    full = n("The only place is taken.", "All {count} places are taken.", session.capacity or 0)
    where = t("You’re number {place} in line for “{title}”.", place=outcome.place_in_line, title=workshop.title)
    if outcome.at_once_until is not None:
        until = When(outcome.at_once_until)
        then = t("Until {until} a free place is yours at once; after that I’ll ask you first.", until=until)
    elif outcome.asked_until is not None:
        then = t("I’ll ask you when a place is free.")
    else:
        then = t("It is too late for me to ask: a free place is for whoever takes it first.")
    return [say(full, " ", where), say(then)]


def _said_of_several(done: Answered, reminders: Reminders) -> list[Block]:
    """Say for how many sessions there is a place, and for which there is none."""
    zone = done.workshop.recurrence.zone
    sure = [session for session, outcome in done.sessions if outcome.standing in (Standing.GOING, Standing.UNCONFIRMED)]
    waiting = [(session, outcome) for session, outcome in done.sessions if outcome.standing is Standing.WAITING]
    number = int(done.workshop.number)
    lines: list[Line] = []
    if sure:
        lines.append((dates(sure, zone),))
    lines += [
        (
            t("{day}: all places are taken, you’re number {place} in line", day=dates([session], zone),
              place=outcome.place_in_line or 0),
        )
        for session, outcome in waiting
    ]  # fmt: skip
    if not sure and waiting:
        full = t("All places of “{title}” are taken; you’re in line for each.", title=done.workshop.title)
        return [say(full), Items(tuple(lines)), buttons(Button(t("Choose dates"), "workshop.choose", (number,)))]
    said = n(
        "You’re going to {count} session of “{title}”.",
        "You’re going to {count} sessions of “{title}”.",
        len(sure),
        title=done.workshop.title,
    )
    change = Button(t("Choose dates"), "workshop.choose", (number,))
    return [say(said, *_promised(reminders)), Items(tuple(lines)),
            *_where(done.workshop), buttons(change)]  # fmt: skip


def _where(workshop: Workshop) -> list[Block]:
    rows: list[tuple[Message, Line]] = []
    if workshop.place:
        rows.append((t("Where"), (workshop.place,)))
    if workshop.materials:
        rows.append((t("Materials"), (workshop.materials,)))
    return [Facts(tuple(rows))] if rows else []
