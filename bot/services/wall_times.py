"""Times that people ask for: read in the community's zone, refused where they are over or do not exist."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.actor import Actor
from bot.domain.recurrence import Recurrence, instant_of
from bot.errors import FieldProblems, UserError
from bot.ui.model import Command
from bot.ui.text import t


def zone_of(actor: Actor) -> str:
    """Return the community's zone; raises UserError where none is set, since a guessed one is worse than none."""
    if actor.community.zone is None:
        what = t("An admin sets it with {command}; what you typed is kept.", command=Command("staffroom setup"))
        raise UserError(t("I do not know this community's time zone yet, so I will not guess a time."), " ", what)
    return actor.community.zone


def refuse_unreal(recurrence: Recurrence, now: datetime) -> None:
    """Raise FieldProblems where its first time is over, and where the clocks leave it out."""
    zone = ZoneInfo(recurrence.zone)
    wall = datetime.combine(recurrence.first_day, recurrence.clock)
    shown = instant_of(recurrence.first_day, recurrence.clock, zone).astimezone(zone).replace(tzinfo=None)
    if shown != wall:
        gap = t(
            "The clocks go forward then, so there is no {clock}. Choose another time, such as {later}.",
            clock=f"{wall:%-I:%M %p}",
            later=f"{shown:%-I:%M %p}",
        )
        raise FieldProblems({"clock": gap})
    if recurrence.instant <= now:
        past = t(
            "{day} at {clock} is over. Choose a later day or time.",
            day=f"{recurrence.first_day:%B %-d}",
            clock=f"{recurrence.clock:%-I:%M %p}",
        )
        raise FieldProblems({"day": past})
