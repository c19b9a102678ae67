"""What the core asks of storage about what colleagues say to resources, and what they wish there were.

All of it hangs on a resource, and is known only where that one is seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.ids import NoteId, PersonId, ResourceId, TrialId, WishId
from bot.domain.resources import Resource
from bot.domain.responses import Note, Outcome, Responses, Said, Trial, Wish, Wished


class ResourceResponses(Protocol):
    async def thank(self, resource: ResourceId, person: PersonId, at: datetime) -> bool:
        """Note that they gave thanks, and return whether that is new."""
        ...

    async def has_thanked(self, resource: ResourceId, person: PersonId) -> bool: ...
    async def put_trial(
        self, resource: ResourceId, person: PersonId, grade: str, happened: str, outcome: Outcome, at: datetime
    ) -> tuple[Trial, bool]:
        """Keep what they say of having used it, in place of what they said before; with whether it is their first."""
        ...

    async def get_trial(self, trial: TrialId) -> Trial: ...
    async def drop_trial(self, trial: TrialId) -> None: ...
    async def trials_from(self, resource: ResourceId, first: TrialId) -> Sequence[Trial]:
        """Return that one and all that came after it, the newest first."""
        ...

    async def put_note(self, resource: ResourceId, person: PersonId, text: str, at: datetime) -> Note:
        """Keep their note in place of an earlier one; the resource is found by it."""
        ...

    async def get_note(self, note: NoteId) -> Note: ...
    async def drop_note(self, note: NoteId) -> None: ...
    async def adapt(self, version: ResourceId, source: ResourceId) -> None:
        """Note what *version* was made from."""
        ...

    async def filed(self, chosen: Sequence[ResourceId]) -> Mapping[ResourceId, Said]:
        """Return what was said to each of them, if anything was, without names."""
        ...

    async def bring(self, said: Mapping[ResourceId, Said]) -> None:
        """Add what was said to each in another library, as nobody's; what they are versions of is not looked at."""
        ...

    async def of(self, resource: Resource, limit: int) -> Responses:
        """Return the newest *limit* of each kind, of versions those that are listed."""
        ...

    async def by(self, resource: ResourceId, person: PersonId) -> Responses:
        """Return the note and the trial of that person alone."""
        ...


class Wishes(Protocol):
    async def add(self, person: PersonId, wished: Wished, expires_at: datetime) -> Wish: ...
    async def get(self, wish: WishId) -> Wish: ...
    async def open(self, now: datetime) -> Sequence[Wish]:
        """Return everybody's wishes that stand at *now*, the oldest first."""
        ...

    async def open_of(self, person: PersonId, now: datetime) -> Sequence[Wish]: ...
    async def mark_found(self, wish: WishId, found: ResourceId) -> None: ...
    async def reopen(self, found: ResourceId) -> None:
        """Let wishes stand again that were answered by what is gone now."""
        ...

    async def drop(self, person: PersonId, wish: WishId) -> bool: ...
