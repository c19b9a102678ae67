"""What somebody tells the moderators of a resource."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import PersonId, ReportId, ResourceId

WORDS_MOST = 500


class ReportReason(StrEnum):
    WRONG = "wrong or misleading"
    RIGHTS = "somebody's rights"
    STUDENTS = "says who a student is"
    UNFIT = "does not belong here"
    OTHER = "something else"


class ReportOutcome(StrEnum):
    OPEN = ""
    REMOVED = "removed"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Report:
    id: ReportId
    resource_id: ResourceId
    person_id: PersonId
    """Who told it: shown to nobody."""
    reason: ReportReason
    words: str
    at: datetime
    outcome: ReportOutcome = ReportOutcome.OPEN
