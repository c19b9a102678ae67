"""What carries things on: deliveries, placements, drafts, revisions, audit.

``find`` may return None, ``get`` raises NotFound, lists are named in the plural.
Everything reached through a ``UnitOfWork`` belongs to one community: storage adds that condition to every statement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.delivery import Ahead, Delivery, DeliveryState, NewDelivery, NewPlacement, Placement, PlacementKind
from bot.domain.ids import DeliveryId, PersonId, PlacementId, ResourceId, RevisionId, WorkspaceId
from bot.domain.outstanding import Outstanding
from bot.domain.records import AuditEntry, Continuation, Draft, Revision


class Deliveries(Protocol):
    """The outbox as a community sees it; claims are made through ``Outbox``."""

    async def add(self, deliveries: Sequence[NewDelivery]) -> int:
        """Add those whose key is not there yet and return how many."""
        ...

    async def ahead(self, subject_kind: str, subject_id: int, kinds: Sequence[str], now: datetime) -> Sequence[Ahead]:
        """Return the subject's rows of *kinds*, in any state, whose deadline is after *now*."""
        ...

    async def move(self, delivery: DeliveryId, due_at: datetime, deadline_at: datetime) -> None:
        """Let a pending or withdrawn row fall due then, as if it had never been tried."""
        ...

    async def withdraw(self, rows: Sequence[DeliveryId], at: datetime) -> None:
        """Withdraw those of *rows* that are pending."""
        ...

    async def withdraw_pending(self, subject_kind: str, subject_id: int, at: datetime) -> int:
        """Withdraw what is pending for the subject, and return how many rows.

        Notices of what went wrong stay, and so does what hosts wrote: that holds whenever the session takes place.
        """
        ...

    async def of_subject(
        self, subject_kind: str, subject_id: int, limit: int, person: PersonId | None = None
    ) -> Sequence[Delivery]:
        """Return its deliveries, the newest due first; with *person* only those to them."""
        ...

    async def troubled(
        self, author: PersonId | None, limit: int, announcement: int | None = None
    ) -> Sequence[Delivery]:
        """Return announcements' rows that ended uncertain, refused or expired and were not answered yet, newest first.

        With *author* only those of announcements they wrote; with *announcement* only those of that one.
        """
        ...

    async def troubled_of(self, subject_kind: str, subject_id: int, limit: int) -> Sequence[Delivery]:
        """Return the subject's rows to channels that ended badly and were not answered yet, oldest due first."""
        ...

    async def untold(self, limit: int) -> Sequence[Delivery]:
        """Return rows of announcements and sessions to channels that ended badly untold, oldest due first."""
        ...

    async def mark_told(self, told: Sequence[DeliveryId], at: datetime) -> None: ...
    async def unread(self, person: PersonId) -> Sequence[Delivery]:
        """Return what waits for the person's next answer, or was announced by a mention and is not read yet."""
        ...

    async def mark_read(self, read: Sequence[DeliveryId], at: datetime) -> None:
        """Note that the person was shown these."""
        ...

    async def get(self, delivery: DeliveryId) -> Delivery: ...
    async def answer_trouble(
        self, delivery: DeliveryId, state: DeliveryState, at: datetime, deadline_at: datetime
    ) -> bool:
        """Mark an uncertain, refused or expired row answered; *state* pending sends it again, until *deadline_at*.

        Returns False where it is in none of these states any more, or was answered before.
        """
        ...

    async def counts(self) -> Mapping[DeliveryState, int]: ...
    async def unwell(self, late_before: datetime, limit: int) -> Sequence[Delivery]:
        """Return what ended badly and is not answered, and what is unsent though due before then, newest due first."""
        ...

    async def outstanding(self, late_before: datetime, until: datetime) -> Outstanding:
        """Count what ended badly, what is late, and what is due from *late_before* (domain time) to *until*."""
        ...

    async def retry(self, delivery: DeliveryId, at: datetime, deadline_at: datetime) -> bool:
        """Make a row pending again that ended badly or was dropped; False where it is neither."""
        ...

    async def drop(self, delivery: DeliveryId, at: datetime) -> bool:
        """Withdraw for good what is pending or ended badly; False for what is being sent, was sent or withdrawn."""
        ...


class Placements(Protocol):
    async def want(self, placement: NewPlacement) -> None:
        """Insert the row, or raise what is wanted on the one that is there and clear its error, to be tried again."""
        ...

    async def want_revision(self, subject_kind: str, subject_id: int, revision: int) -> None:
        """Ask every card of the subject to show *revision*."""
        ...

    async def renew(self, subject_kind: str, subject_id: int) -> None:
        """Ask every card of the subject to be shown anew: what it counts has changed, and it has no revision."""
        ...

    async def try_again(self, workspace: WorkspaceId) -> None:
        """Clear the errors of the workspace's rows but lost answers, so that what is wanted there is tried again."""
        ...

    async def want_absent(self, subject_kind: str, subject_id: int) -> None: ...
    async def begin_anew(self, kind: PlacementKind, subject_kind: str, subject_id: int, workspace: WorkspaceId) -> None:
        """Forget where it stood there, so that what is wanted is made once more."""
        ...

    async def of_subject(self, subject_kind: str, subject_id: int) -> Sequence[Placement]: ...
    async def find(
        self, kind: PlacementKind, subject_kind: str, subject_id: int, workspace: WorkspaceId
    ) -> Placement | None: ...
    async def of_kind(self, kind: PlacementKind) -> Sequence[Placement]: ...
    async def pinned(self, workspace: WorkspaceId, channel: str) -> Sequence[Placement]:
        """Return the cards that stand pinned in the workspace, in one *channel* of it unless that is ''."""
        ...

    async def leave_unpinned(self, placement: PlacementId, message: str) -> bool:
        """Note that somebody took its pin down, to stay down until ``allow_pin``; False where that is over."""
        ...

    async def is_unpinned(self, subject_kind: str, subject_id: int, workspace: WorkspaceId) -> bool: ...
    async def allow_pin(self, resource: ResourceId) -> None:
        """Let it be pinned again wherever somebody took its pin down."""
        ...

    async def troubled(self, limit: int) -> Sequence[Placement]: ...


class Records(Protocol):
    async def save_draft(self, draft: Draft, expires_at: datetime) -> None: ...
    async def find_draft(self, draft: str, person: PersonId) -> Draft | None:
        """Return the person's own draft, if it is still kept."""
        ...

    async def drafts_of(self, person: PersonId) -> Sequence[Draft]: ...
    async def drop_draft(self, draft: str) -> None: ...
    async def save_continuation(self, continuation: Continuation, expires_at: datetime) -> None: ...
    async def find_continuation(self, continuation: str, person: PersonId) -> Continuation | None: ...
    async def add_revision(
        self,
        person: PersonId,
        subject_kind: str,
        subject_id: int,
        what: str,
        before: Mapping[str, object],
        at: datetime,
    ) -> RevisionId: ...
    async def revisions_of(self, subject_kind: str, subject_id: int, limit: int) -> Sequence[Revision]:
        """Return its changes that were not undone, the newest first."""
        ...

    async def get_revision(self, revision: RevisionId) -> Revision: ...
    async def is_latest(self, revision: RevisionId) -> bool:
        """Return whether the subject has no newer revision that still stands."""
        ...

    async def mark_undone(self, revision: RevisionId, at: datetime) -> None: ...
    async def audit(self, entry: AuditEntry) -> None: ...
    async def last_to(self, act: str, subject_kind: str, subject_id: int) -> PersonId | None:
        """Return who did that to it last; None where nobody did, or who did is not known any more."""
        ...

    async def audit_about(self, person: PersonId, limit: int) -> Sequence[AuditEntry]: ...
    async def forget_expired(self, now: datetime) -> None:
        """Drop drafts, continuations and processed keys that are past their time."""
        ...
