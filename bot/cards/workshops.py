"""What others see of a workshop: its card, and what is said to those who come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.cards.announcements import coded
from bot.domain.recurrence import LeftOut
from bot.domain.workshops import Session, Workshop, WorkshopState
from bot.ui.markup import blocks_of
from bot.ui.model import Block, Button, Facts, Heading, Line, Reply, When, buttons, say
from bot.ui.text import Message, n, t

GOING, MAYBE, CANT = "workshop.going", "workshop.maybe", "workshop.cant"
HERE, CODE, MORE = "workshop.here", "workshop.code", "workshop.more"
NEXT_SHOWN = 2
"""Dates of a series that its card names after the next one."""
DATES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many have a place in a session, and how many wait for one."""

    going: int
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class CardView:
    """*session* is the next that takes place, None where none is left; *place* of *of* in the series."""

    workshop: Workshop
    session: Session | None
    turnout: Turnout
    place: int = 1
    of: int = 1
    hosts: tuple[str, ...] = ()
    topic: str = ""
    checks_in: bool = False
    """It is about to begin or takes place now: people may say that they are there."""
    later: tuple[Session, ...] = ()
    """The sessions after *session*."""
    coded: Session | None = None
    """One that is over, whose code word may still be typed."""

    @property
    def is_full(self) -> bool:
        capacity = self.session.capacity if self.session else None
        return capacity is not None and self.turnout.going >= capacity


def card(view: CardView) -> Reply:
    """Return the card that stands in the topic's channel."""
    workshop, session = view.workshop, view.session
    blocks: list[Block] = [Heading(t("{title}", title=workshop.title))]
    if workshop.state is WorkshopState.CANCELLED:
        return Reply((*blocks, say(t("This workshop is cancelled."))))
    blocks += blocks_of(workshop.about) if workshop.about else ()
    if session is None:
        word = [buttons(code_button(workshop, view.coded))] if view.coded else []
        return Reply((*blocks, say(t("All its sessions are over.")), *word))
    blocks.append(Facts(tuple(facts(view))))
    args = (int(workshop.number), coded(session.identity))
    cant = Button(t("Can’t"), CANT, args)
    answers = (Button(t("Going"), GOING, args, "primary"), Button(t("Maybe"), MAYBE, args), cant)
    if view.checks_in:
        answers = (Button(t("I’m here"), HERE, args, "primary"), Button(t("Going"), GOING, args), cant)
    return Reply((*blocks, buttons(*answers, Button(t("More"), MORE, args))))


def code_button(workshop: Workshop, session: Session) -> Button:
    return Button(t("Type the code word"), CODE, (int(workshop.number), coded(session.identity)))


def facts(view: CardView) -> Sequence[tuple[Message, Line]]:
    """Return when, where, how many places and by whom, of the session that is next."""
    workshop, session = view.workshop, view.session
    assert session is not None
    rows: list[tuple[Message, Line]] = [(t("When"), (When(session.starts_at), ", ", spoken_length(session.length)))]
    if view.of > 1:
        rows.append((t("Session"), (t("{place} of {of}", place=view.place, of=view.of),)))
    if view.later:
        rows.append((t("After that"), (_next_dates(view.later, workshop.recurrence.zone),)))
    if workshop.place:
        rows.append((t("Where"), (workshop.place,)))
    rows.append((t("Places"), (taken(view.turnout, session.capacity),)))
    if view.hosts:
        rows.append((t("Host"), (", ".join(view.hosts),)))
    if view.topic:
        rows.append((t("Topic"), (view.topic,)))
    return rows


def _next_dates(later: Sequence[Session], zone: str) -> Message | str:
    """Return "October 29, November 5, and 4 more"."""
    named, more = dates(later[:NEXT_SHOWN], zone), len(later) - NEXT_SHOWN
    return n("{days}, and {count} more", "{days}, and {count} more", more, days=named) if more > 0 else named


def taken(turnout: Turnout, capacity: int | None) -> Message:
    """Return "12 of 20 places taken", with how many are in line."""
    if capacity is None:
        return n("{count} is going", "{count} are going", turnout.going)
    if turnout.waiting:
        return t(
            "{going} of {capacity} taken, {waiting} in line",
            going=turnout.going, capacity=capacity, waiting=turnout.waiting,
        )  # fmt: skip
    return t("{going} of {capacity} taken", going=turnout.going, capacity=capacity)


def spoken_length(length: timedelta) -> Message:
    minutes = round(length.total_seconds() / 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return n("{count} minute", "{count} minutes", minutes)
    if not rest:
        return n("{count} hour", "{count} hours", hours)
    return t("{hours} h {minutes} min", hours=hours, minutes=rest)


def dates(sessions: Sequence[Session], zone: str) -> str:
    """Return the days of *sessions*, the month said once: "October 22, 29, November 12"."""
    days = [session.starts_at.astimezone(ZoneInfo(zone)).date() for session in sessions if session.takes_place]
    return _days(days[:DATES_SHOWN]) + (" …" if len(days) > DATES_SHOWN else "")


def skipped(left_out: Sequence[LeftOut]) -> str:
    return ", ".join(f"{each.day:%B %-d} ({each.why})" if each.why else f"{each.day:%B %-d}" for each in left_out)


def _days(days: Sequence[date]) -> str:
    said: list[str] = []
    before: date | None = None
    for day in days:
        same = before is not None and (before.year, before.month) == (day.year, day.month)
        said.append(f"{day.day}" if same else f"{day:%B} {day.day}")
        before = day
    return ", ".join(said)
