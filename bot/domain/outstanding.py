"""What is still to be sent and what ended badly, for those who look after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.delivery import Delivery

LATE = timedelta(minutes=1)
"""What was due longer ago than that and is not sent yet is worth a word to those who look after it."""


@dataclass(frozen=True, slots=True)
class Outstanding:
    """How many rows, of which the last three ended badly and were answered by nobody yet."""

    coming: int
    """Due within the time that was asked about, and not late."""
    next_due: datetime | None
    late: int
    uncertain: int
    refused: int
    expired: int


@dataclass(frozen=True, slots=True)
class Record:
    """All that is stored about a delivery. *lease_until* and *not_before* are the machine's time."""

    row: Delivery
    created_at: datetime
    lease_until: datetime | None
    not_before: datetime | None
    answered_at: datetime | None
    """When somebody said what is to become of it, or read it."""
