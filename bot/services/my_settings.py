"""When and how somebody wants to be written to."""

from __future__ import annotations

from bot.domain.actor import Actor
from bot.domain.people import Direct, Person, Reminders
from bot.domain.quiet import DEFAULT_QUIET, QuietHours
from bot.ports.storage import Storage


class MySettings:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def change(
        self, actor: Actor, zone: str | None, quiet: QuietHours, direct: Direct, reminders: Reminders
    ) -> Person:
        """Keep what the actor wants and return them as they are then; *zone* None is the community's."""
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            locale = (await uow.people.get(actor.id)).locale
            await uow.people.set_locale(actor.id, locale, zone)
            await uow.people.set_messages(actor.id, None if quiet == DEFAULT_QUIET else quiet, direct)
            await uow.people.set_reminders(actor.id, reminders)
            changed = await uow.people.get(actor.id)
            await uow.commit()
        return changed
