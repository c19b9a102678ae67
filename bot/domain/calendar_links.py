"""Secret addresses under which a calendar is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import PersonId


@dataclass(frozen=True, slots=True)
class CalendarLink:
    person: PersonId | None
    """Whose sessions it shows; None is the community's calendar."""
    secret_hash: str
    created_at: datetime
