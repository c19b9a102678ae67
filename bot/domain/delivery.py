"""Deliveries (one message that must reach one place once) and placements (one message kept up to date in one place)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.community import Workspace
from bot.domain.ids import CommunityId, DeliveryId, PersonId, PlacementId, TopicId, WorkspaceId
from bot.domain.people import Account


class DeliveryState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    EXPIRED = "expired"
    UNCERTAIN = "uncertain"
    WITHDRAWN = "withdrawn"


class Rung(StrEnum):
    """How far down the ladder a message to somebody who takes no direct messages has come."""

    DIRECT = ""
    MENTION = "mention"
    """Named in a channel, with a button that opens it for them alone."""
    ANSWER = "answer"
    """With the next private answer they get."""


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """What is to be said, where and when: to a person, or in a workspace in *topic_id*'s channel, else in the
    announcements channel. Unique on all of *key*.
    """

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
    topic_id: TopicId | None = None
    person_id: PersonId | None = None
    urgent: bool = False

    @property
    def lane(self) -> str:
        """What is sent one after the other, so that no channel gets more at once than its platform takes."""
        if self.person_id is not None:
            return f"p{self.person_id}"
        return f"w{self.workspace_id}/" + (f"t{self.topic_id}" if self.topic_id is not None else "")

    @property
    def key(self) -> str:
        about = f"{self.subject_kind}:{self.subject_id}:{self.occurrence}:{self.kind}:{self.time_revision}"
        return f"{about}:{self.lane}"


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
    topic_id: TopicId | None
    person_id: PersonId | None
    lane: str
    due_at: datetime
    deadline_at: datetime
    state: DeliveryState
    attempts: int
    fence: int
    """Rises with every claim; who holds an older one may no longer record."""
    first_tried_at: datetime | None
    """Machine time of the first try of which it is not known how it ended; None while nothing was sent."""
    quarantine_until: datetime | None
    """Machine time from which no request of an earlier try can be alive; None while nothing is in doubt."""
    looks: int
    """How often it was looked for where it should stand, and was not there."""
    rung: str
    urgent: bool
    receipt: str
    """The platform's message id once sent."""
    reason: str
    """Why it was refused, expired or became uncertain: a word from ``RefusalReason`` or ``Trouble``."""
    right: str
    """The permission or scope that was missing, if that was the reason."""
    settled_at: datetime | None
    late: bool
    author_told_at: datetime | None

    @property
    def name(self) -> str:
        """The key of what is said on this rung: a mention is another message than the one it stands for."""
        return f"{self.key}#{self.rung}" if self.rung else self.key


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is known of a row that is still ahead, or was until a moment ago."""

    id: DeliveryId
    key: str
    kind: str
    occurrence: str
    topic_id: TopicId | None
    state: DeliveryState
    due_at: datetime
    dropped: bool = False
    """Whether an operator took it out of what is to be sent."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a claim of a delivery ended: for good, pending again, or in doubt (still sending, until somebody looks).

    *due_at* and *deadline_at* are domain time, *not_before*, *lease_until*, *quarantine_until* and *first_tried_at* the
    machine's. None for *due_at*, *workspace_id* and *rung* leaves what is there.
    """

    state: DeliveryState
    settled_at: datetime | None = None
    not_before: datetime | None = None
    receipt: str = ""
    reason: str = ""
    right: str = ""
    late: bool = False
    due_at: datetime | None = None
    workspace_id: WorkspaceId | None = None
    rung: str | None = None
    lease_until: datetime | None = None
    quarantine_until: datetime | None = None
    looks: int = 0
    first_tried_at: datetime | None = None
    owned: bool = False
    """It stays with who claimed it, who is about to send it."""


@dataclass(frozen=True, slots=True)
class Unopened:
    """An account that will be written to, with which no conversation was opened yet."""

    account: Account
    workspace: Workspace


@dataclass(frozen=True, slots=True)
class Outlook:
    """When there is next something to do: *due* is domain time, *ready* the machine's; *untold*: an author waits."""

    due: datetime | None
    ready: datetime | None
    untold: bool


class Trouble(StrEnum):
    """Why something was not sent or shown, beside what a platform refuses."""

    NO_CHANNEL = "no channel chosen"
    ANSWER_LOST = "no answer"
    LEASE_OVER = "stopped while sending"
    PAST_DEADLINE = "past its deadline"
    TOKEN_REFUSED = "token refused"
    NOT_CONNECTED = "platform not connected"
    UNREADABLE = "cannot be looked for"
    RESTORED = "due after the backup that was restored"
    UNANSWERED = "nobody said whether to post it"
    DROPPED = "dropped by hand"


class PlacementKind(StrEnum):
    CARD = "card"
    CHANNEL = "channel"
    EVENT = "event"
    """A session in the platform's own calendar; *message_id* is the event's."""


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
    first_tried_at: datetime | None = None
    """Machine time of the first try to post what is not shown yet: with the id it names that message."""
    quarantine_until: datetime | None = None
    looks: int = 0
    interrupted: bool = False
    """Claimed, and an earlier claim ended without a record: what it sent, if anything, is not known."""

    @property
    def settled(self) -> bool:
        if not self.wanted_present:
            return not self.message_id
        return self.shown_revision == self.wanted_revision and self.shown_pin == self.wanted_pin
