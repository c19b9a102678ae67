"""What a community keeps of its people's clock hours. Each is reached through its own person alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.hours import HourEntry, HoursLink
from bot.domain.ids import HourEntryId, PersonId, WorkshopId


class Hours(Protocol):
    async def entries(self, person: PersonId) -> Sequence[HourEntry]:
        """Return what they wrote down, by day."""
        ...

    async def find(self, person: PersonId, entry: HourEntryId) -> HourEntry | None: ...
    async def add(self, entry: HourEntry) -> HourEntry:
        """Store it with the next id, or with its own, under which it was removed."""
        ...

    async def update(self, entry: HourEntry) -> None:
        """Store it in place of what it was; raises NotFound."""
        ...

    async def remove(self, person: PersonId, entry: HourEntryId) -> bool: ...
    async def areas(self, person: PersonId) -> Mapping[WorkshopId, str]:
        """Return the areas that they chose for workshops they came to."""
        ...

    async def set_area(self, person: PersonId, workshop: WorkshopId, area: str) -> None:
        """Keep the area; "" takes the choice back."""
        ...

    async def link_of(self, secret_hash: str) -> HoursLink | None: ...
    async def set_link(self, person: PersonId, secret_hash: str, expires_at: datetime) -> None:
        """Keep the link to their record; an earlier one leads nowhere from now on."""
        ...

    async def drop_link(self, person: PersonId) -> bool: ...
