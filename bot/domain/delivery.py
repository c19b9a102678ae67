"""Deliveries (one message that must reach one place once) and placements (one message kept up to date in one place)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import CommunityId, DeliveryId, PersonId, PlacementId, WorkspaceId


class DeliveryState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    EXPIRED = "expired"
    UNCERTAIN = "uncertain"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """What is to be said, where and when. Unique on all fields but *community_id*, *due_at* and *deadline_at*."""

    community_id: CommunityId
    subject_kind: str
    subject_id: int
    occurrence: str
    """The occurrence's original local start, as ISO text; its identity even after it moves."""
    kind: str
    time_revision: int
    due_at: datetime
    deadline_at: datetime
    workspace_id: WorkspaceId | None = None
    channel: str = ""
    person_id: PersonId | None = None

    @property
    def key(self) -> str:
        place = f"p{self.person_id}" if self.person_id is not None else f"w{self.workspace_id}/{self.channel}"
        return f"{self.subject_kind}:{self.subject_id}:{self.occurrence}:{self.kind}:{self.time_revision}:{place}"


@dataclass(frozen=True, slots=True)
class Delivery:
    id: DeliveryId
    community_id: CommunityId
    key: str
    subject_kind: str
    subject_id: int
    occurrence: str
    kind: str
    time_revision: int
    workspace_id: WorkspaceId | None
    channel: str
    person_id: PersonId | None
    due_at: datetime
    deadline_at: datetime
    state: DeliveryState
    attempts: int
    fence: int
    """Rises with every claim; who holds an older one may no longer record."""
    receipt: str
    """The platform's message id once sent."""
    reason: str
    """Why it was refused, expired or became uncertain: a word from ``RefusalReason`` or the delivery policy."""
    right: str
    """The permission or scope that was missing, if that was the reason."""
    settled_at: datetime | None
    author_told_at: datetime | None


class Trouble(StrEnum):
    """Why something was not sent or shown, beside what a platform refuses."""

    NO_CHANNEL = "no channel chosen"
    ANSWER_LOST = "no answer"
    LEASE_OVER = "stopped while sending"
    PAST_DEADLINE = "past its deadline"
    TOKEN_REFUSED = "token refused"
    NOT_CONNECTED = "platform not connected"


class PlacementKind(StrEnum):
    CARD = "card"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class NewPlacement:
    """Unique on (kind, subject_kind, subject_id, workspace_id). *channel* may be '' until it is known."""

    community_id: CommunityId
    kind: PlacementKind
    subject_kind: str
    subject_id: int
    workspace_id: WorkspaceId
    channel: str
    wanted_revision: int
    wanted_pin: bool = False
    wanted_present: bool = True


@dataclass(frozen=True, slots=True)
class Placement:
    id: PlacementId
    community_id: CommunityId
    kind: PlacementKind
    subject_kind: str
    subject_id: int
    workspace_id: WorkspaceId
    channel: str
    message_id: str
    wanted_revision: int
    shown_revision: int
    """0: nothing shown yet."""
    wanted_pin: bool
    shown_pin: bool
    wanted_present: bool
    attempts: int
    fence: int
    error: str
    right: str
    told_at: datetime | None
    interrupted: bool = False
    """Claimed, and an earlier claim ended without a record: what it sent, if anything, is not known."""

    @property
    def settled(self) -> bool:
        if not self.wanted_present:
            return not self.message_id
        return self.shown_revision == self.wanted_revision and self.shown_pin == self.wanted_pin
