"""Looking at web pages that people shared, as a stranger would, and what a community keeps of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.ids import ResourceId
from bot.domain.links import LinkCheck, Seen
from bot.domain.resources import Resource


class Pages(Protocol):
    async def look(self, address: str) -> Seen:
        """Return what a stranger sees at *address* (from ``web_address``), within about ten seconds.

        Nothing of a private network is ever asked, whatever the address, its name or a redirect lead to.
        """
        ...


class LinkChecks(Protocol):
    """Each resource has a check from the moment it is added, due within a week."""

    async def get(self, resource: ResourceId) -> LinkCheck: ...
    async def put(self, checks: Sequence[LinkCheck]) -> None: ...
    async def due(self, now: datetime, limit: int) -> Sequence[tuple[LinkCheck, Resource]]:
        """Return the listed resources due by *now*: those with a title wanted first, then the longest due."""
        ...
