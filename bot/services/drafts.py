"""What was typed and is not done yet, kept 7 days for the person who typed it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.records import Continuation, Draft
from bot.domain.words import storable
from bot.errors import described
from bot.ports.storage import Storage

KEPT = timedelta(days=7)


class Drafts:
    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def keep(self, actor: Actor, draft: str, form: str, args: tuple[str, ...], values: Mapping[str, str]) -> None:
        async with self._storage.write(actor.community_id) as uow:
            await uow.records.save_draft(
                Draft(draft, actor.id, form, args, _storable(values)), self._clock.now() + KEPT
            )
            await uow.commit()

    async def find(self, actor: Actor, draft: str) -> Draft | None:
        async with self._storage.read(actor.community_id) as uow:
            return await uow.records.find_draft(draft, actor.id)

    async def open(self, actor: Actor) -> Sequence[Draft]:
        async with self._storage.read(actor.community_id) as uow:
            return await uow.records.drafts_of(actor.id)

    async def drop(self, actor: Actor, draft: str) -> None:
        """Forget a draft; costs no write where there is none."""
        if await self.find(actor, draft) is None:
            return
        async with self._storage.write(actor.community_id) as uow:
            await uow.records.drop_draft(draft)
            await uow.commit()

    async def forget(self, actor: Actor, draft: str) -> None:
        """Drop a draft whose form is done; that it stays would be a small thing, and is no failure of the form."""
        try:
            await self.drop(actor, draft)
        except Exception as error:  # noqa: BLE001 - what the form asked for is done, and is answered as done
            structlog.get_logger("drafts").error("draft not dropped", error=described(error))

    async def keep_arguments(
        self, actor: Actor, action: str, arguments: Mapping[str, str], *, lives: timedelta = KEPT
    ) -> str:
        """Keep arguments that are too long for a button and return the short id that stands for them."""
        short = secrets.token_hex(6)
        kept = Continuation(short, actor.id, action, _storable(arguments))
        async with self._storage.write(actor.community_id) as uow:
            await uow.records.save_continuation(kept, self._clock.now() + lives)
            await uow.commit()
        return short

    async def arguments(self, actor: Actor, action: str, kept: str) -> Mapping[str, str] | None:
        async with self._storage.read(actor.community_id) as uow:
            found = await uow.records.find_continuation(kept, actor.id)
        return found.arguments if found is not None and found.action == action else None


def _storable(values: Mapping[str, str]) -> dict[str, str]:
    return {name: storable(value) for name, value in values.items()}
