"""What hosts write to those who come to a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import PersonId, SessionId

BODY_MOST = 1000
A_DAY_MOST = 3
"""Messages about one session within 24 hours."""


@dataclass(frozen=True, slots=True)
class HostMessage:
    session_id: SessionId
    number: int
    """Counted for each session, from 1."""
    body: str
    """Markdown; empty once whoever wrote it deleted their data."""
    by: PersonId | None
    at: datetime
