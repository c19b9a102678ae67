"""What the core asks of storage to make one person of two who turn out to be the same."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.domain.ids import PersonId


class Accounts(Protocol):
    async def set_code(self, person: PersonId, code_hash: str, expires_at: datetime) -> None:
        """Keep the one code with which the person joins another account; it replaces an earlier one."""
        ...

    async def take_code(self, code_hash: str, now: datetime) -> PersonId | None:
        """Use the code up and return whose it was; None where there is none, or it is past its time."""
        ...

    async def join(self, kept: PersonId, gone: PersonId) -> None:
        """Give *kept* all that is *gone*'s, accounts included, and forget *gone* as a person.

        Where both did the same thing (follow one topic, answer one session), what *kept* said holds.
        """
        ...
