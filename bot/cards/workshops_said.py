"""What those who come to a workshop are told: reminders, a place in the list, a change."""

from __future__ import annotations

from datetime import datetime

from bot.cards.announcements import coded
from bot.cards.workshops import CANT, GOING, CardView, facts
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.rsvps import Rsvp, Standing
from bot.domain.workshops import Session, Workshop
from bot.ui.model import Block, Button, Facts, Line, Reply, When, buttons, reply, say
from bot.ui.text import Message, t


def reminder(workshop: Workshop, session: Session, standing: Standing, days: int) -> Reply:
    """Return the words to somebody who is going or may come, *days* of theirs before."""
    title, at = workshop.title, When(session.starts_at, "time")
    said: Message
    if standing is Standing.MAYBE:
        said = t("“{title}” is {when}. Do you still say maybe?", title=title, when=_day(days, session, at))
    elif standing is Standing.UNCONFIRMED:
        said = t(
            "“{title}” was moved and is {when}. Does that work for you?", title=title, when=_day(days, session, at)
        )
    else:
        said = t("“{title}” is {when}.", title=title, when=_day(days, session, at))
    blocks: list[Block] = [say(said), *where(workshop)]
    if standing is Standing.GOING:
        return Reply((*blocks, buttons(_cant(workshop, session))))
    going = Button(t("Going"), GOING, _args(workshop, session), "primary")
    return Reply((*blocks, buttons(going, _cant(workshop, session))))


def channel_reminder(view: CardView) -> Reply:
    """Return the words to a channel, a week before."""
    assert view.session is not None
    title = view.workshop.title
    said = t("“{title}” is in a week. There is still time to say whether you come.", title=title)
    if view.is_full:
        said = t("“{title}” is in a week, and all its places are taken. Going puts you in line.", title=title)
    going = Button(t("Going"), GOING, _args(view.workshop, view.session), "primary")
    return Reply((say(said), Facts(tuple(facts(view))), buttons(going)))


def place_changed(workshop: Workshop, session: Session, kind: DeliveryKind, until: datetime | None) -> Reply:
    """Return the words to somebody whose place in the list changed without a press of theirs."""
    title, at = workshop.title, When(session.starts_at)
    going = Button(t("Take the place"), GOING, _args(workshop, session), "primary")
    match kind:
        case DeliveryKind.PROMOTED:
            said = t("A place is free, and it is yours: you’re going to “{title}”, {at}.", title=title, at=at)
            return Reply((say(said), *where(workshop), buttons(_cant(workshop, session))))
        case DeliveryKind.OFFER:
            assert until is not None
            said = t("A place is free in “{title}”, {at}. It is held for you.", title=title, at=at)
            held = t("Take it before {until}; after that it goes to the next in line.", until=When(until))
            return reply(said, held, buttons(going, _cant(workshop, session)))
        case DeliveryKind.OFFER_OVER:
            said = t("The place in “{title}” that was held for you went on to the next in line.", title=title)
            return reply(said, t("You are in line again."))
        case _:
            said = t("A place is free in “{title}”, {at}, for whoever takes it first.", title=title, at=at)
            return reply(said, buttons(going))


def session_changed(
    workshop: Workshop, session: Session, kind: DeliveryKind, mine: Rsvp | None, *, placed: bool = False
) -> Reply:
    """Return the words to somebody concerned by a change of the time; *placed*: it gave them a place."""
    title, at = workshop.title, When(session.starts_at)
    match kind:
        case DeliveryKind.SESSION_CANCELLED:
            return reply(t("“{title}” on {at} is cancelled.", title=title, at=at))
        case DeliveryKind.SESSION_BACK:
            said = t("“{title}” takes place after all, {at}.", title=title, at=at)
        case DeliveryKind.RUNNING_LATE:
            return reply(t("“{title}” begins a few minutes late.", title=title), *where(workshop))
        case _:
            said = t("“{title}” was moved. It is now {at}.", title=title, at=at)
    works = Button(t("Still works"), GOING, _args(workshop, session), "primary")
    take = Button(t("Take the place"), GOING, _args(workshop, session), "primary")
    not_now = Button(t("Can’t now"), CANT, _args(workshop, session))
    match mine.standing if mine else None:
        case Standing.UNCONFIRMED:
            kept, choice = t("You have a place.") if placed else t("Your place is kept."), [works, not_now]
        case Standing.GOING if placed:
            kept, choice = t("You have a place."), [not_now]
        case Standing.OFFERED if mine and mine.offered_until:
            kept = t("A place is held for you until {until}.", until=When(mine.offered_until))
            choice = [take, not_now]
        case Standing.WAITING if session.opened:
            kept, choice = t("A place is free for whoever takes it first."), [take, not_now]
        case Standing.WAITING:
            kept, choice = t("You’re in line."), [not_now]
        case _:
            return Reply((say(said), *where(workshop), buttons(not_now)))
    return Reply((say(said, " ", kept), *where(workshop), buttons(*choice)))


def _day(days: int, session: Session, at: When) -> Message:
    """Return "today at 4:00 PM", said in the reader's days."""
    match days:
        case 0:
            return t("today at {at}", at=at)
        case 1:
            return t("tomorrow at {at}", at=at)
        case _:
            return t("on {when}", when=When(session.starts_at))


def where(workshop: Workshop) -> tuple[Block, ...]:
    """Return where it is and what to bring, nothing where neither is given."""
    rows: list[tuple[Message, Line]] = []
    if workshop.place:
        rows.append((t("Where"), (workshop.place,)))
    if workshop.materials:
        rows.append((t("Materials"), (workshop.materials,)))
    return (Facts(tuple(rows)),) if rows else ()


def _args(workshop: Workshop, session: Session) -> tuple[int, str]:
    return (int(workshop.number), coded(session.identity))


def _cant(workshop: Workshop, session: Session) -> Button:
    return Button(t("Can’t make it"), CANT, _args(workshop, session))
