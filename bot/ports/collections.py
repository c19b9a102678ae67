"""Collections as the core keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.collections import Collection, Gathered
from bot.domain.ids import CollectionId, Number, PersonId, ResourceId
from bot.domain.resources import Resource


class Collections(Protocol):
    async def add(self, name: str, about: str, by: PersonId | None, at: datetime) -> Collection: ...
    async def get_numbered(self, number: Number) -> Gathered:
        """Return it, also when it was removed; raises NotFound."""
        ...

    async def open(self) -> Sequence[Gathered]:
        """Return all that are not removed, the newest first."""
        ...

    async def holding(self, resource: ResourceId) -> Sequence[Collection]:
        """Return those, not removed, that a resource which is seen is in."""
        ...

    async def update(self, collection: Collection) -> None:
        """Store its name, what it is for, and whether it was removed."""
        ...

    async def resources(self, collection: CollectionId) -> Sequence[Resource]:
        """Return its listed resources that are seen, in their order."""
        ...

    async def put(self, collection: CollectionId, resource: ResourceId) -> bool:
        """Put a resource at the end; return whether it was not in already."""
        ...

    async def take_out(self, collection: CollectionId, resource: ResourceId) -> bool:
        """Return whether it was in."""
        ...

    async def put_first(self, collection: CollectionId, resource: ResourceId) -> None: ...
