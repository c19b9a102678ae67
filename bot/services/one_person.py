"""Two accounts of one person: joined by a code that is made with one and typed with the other."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.people import Account
from bot.domain.records import AuditEntry
from bot.domain.sight import EVERYTHING
from bot.domain.subjects import Subject
from bot.errors import UserError
from bot.ports.storage import Storage
from bot.services.bell import Bell
from bot.ui.model import Button
from bot.ui.text import t

TYPED_WITHIN = timedelta(minutes=15)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another."""
_GROUPS, _EACH = 3, 4


@dataclass(frozen=True, slots=True)
class Code:
    text: str
    until: datetime


class OnePerson:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def make_code(self, actor: Actor) -> Code:
        """Return a new code; an earlier one of the actor's is of no use any more."""
        groups = ("".join(secrets.choice(_LETTERS) for _ in range(_EACH)) for _ in range(_GROUPS))
        code = Code("-".join(groups), self._clock.now() + TYPED_WITHIN)
        async with self._storage.write(actor.community_id, actor.once.take(), sight=EVERYTHING) as uow:
            await uow.accounts.set_code(actor.id, _hash(code.text), code.until)
            await uow.commit()
        return code

    async def join(self, actor: Actor, typed: str) -> Sequence[Account]:
        """Make the actor and whoever made the code one person; return all accounts of theirs.

        Raises UserError for a code that is not one, was used, is past its time, or is the actor's own.
        """
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take(), sight=EVERYTHING) as uow:
            other = await uow.accounts.take_code(_hash(typed), now)
            if other is None:
                again = (Button(t("Make a new code"), "my.link-code", (), "primary"),)
                raise UserError(
                    t("That code is not known, or it was used or is older than 15 minutes."), next_steps=again
                )
            if other == actor.id:
                await uow.commit()
                raise UserError(t("That is your own code. Type it where you have your other account."))
            await uow.accounts.join(actor.id, other)
            await uow.people.rename(actor.id, actor.person.name)
            await uow.records.audit(AuditEntry(actor.id, "joined two accounts", Subject.PERSON, actor.id, now))
            accounts = await uow.people.accounts(actor.id)
            await uow.commit()
        self._bell.ring()
        return accounts


def _hash(code: str) -> str:
    """Return what is kept of a code, so that nobody reads it from the database; 60 bits cannot be tried out."""
    plain = "".join(each for each in code.lower() if each.isalnum())
    return hashlib.sha256(f"joins accounts {plain}".encode()).hexdigest()
