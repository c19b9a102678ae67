"""What the school calendar says of the days of a workshop; nothing of it is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.school_days import DayKind, Entry, SchoolDays
from bot.domain.workshops import Session
from bot.ui.model import Line
from bot.ui.text import Message, t


def special_days(days: SchoolDays, sessions: Sequence[Session], zone: str) -> list[Line]:
    """Return a line for each session on a day that is closed, shorter or late."""
    there = ZoneInfo(zone)
    held = [each.starts_at.astimezone(there).date() for each in sessions if each.takes_place]
    found = [(day, entry) for day in held if (entry := days.entry_on(day)) is not None]
    said = [(_said(day, entry),) for day, entry in found if entry.kind is not DayKind.INFORMATION]
    return list(said)


def _said(day: date, entry: Entry) -> Message:
    name, on = entry.name, f"{day:%A, %B} {day.day}"
    match entry.kind:
        case DayKind.CLOSED:
            return t("{day} has no school ({name}). It takes place all the same.", day=on, name=name)
        case DayKind.STUDENTS_OFF:
            return t("{day} has no school for students ({name}); teachers may work.", day=on, name=name)
        case DayKind.HALF_DAY:
            return t("{day} is a half day ({name}).", day=on, name=name)
        case DayKind.DELAYED:
            return t("{day} starts late ({name}).", day=on, name=name)
        case DayKind.INFORMATION:
            return t("{day}: {name}.", day=on, name=name)
