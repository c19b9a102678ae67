"""Small rows that carry a conversation on: what was typed, what can be undone, what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import CommunityId, PersonId, RevisionId


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person typed into a form that is not done yet; kept 7 days."""

    id: str
    person_id: PersonId
    form: str
    args: tuple[str, ...]
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Continuation:
    """Where a list goes on: the action's own arguments, too long for a button; kept 7 days."""

    id: str
    person_id: PersonId
    action: str
    arguments: dict[str, str]


@dataclass(frozen=True, slots=True)
class Revision:
    """What something was before a person changed it, so that the change can be undone."""

    id: RevisionId
    community_id: CommunityId
    person_id: PersonId
    subject_kind: str
    subject_id: int
    what: str
    before: dict[str, object]
    at: datetime
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to what, when; never content."""

    person_id: PersonId | None
    act: str
    subject_kind: str
    subject_id: int
    at: datetime
