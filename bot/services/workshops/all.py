"""What there is to do with workshops, together."""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.workshops.attending import Attending
from bot.services.workshops.calendars import Calendars
from bot.services.workshops.editing import Editing
from bot.services.workshops.failing import Failing
from bot.services.workshops.hosting import Hosting
from bot.services.workshops.looking_back import Afterwards
from bot.services.workshops.managing import Managing
from bot.services.workshops.mirroring import Mirroring
from bot.services.workshops.reading import WorkshopReading
from bot.services.workshops.taking_over import TakingOver
from bot.services.workshops.turning_up import TurningUp
from bot.services.workshops.writing import Writing


@dataclass(frozen=True, slots=True)
class Workshops:
    hosting: Hosting
    attending: Attending
    managing: Managing
    editing: Editing
    writing: Writing
    failing: Failing
    reading: WorkshopReading
    calendars: Calendars
    turning_up: TurningUp
    afterwards: Afterwards
    mirroring: Mirroring
    taking_over: TakingOver
