"""Reports as the core keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.ids import PersonId, ReportId, ResourceId
from bot.domain.reports import Report, ReportOutcome, ReportReason


class Reports(Protocol):
    async def add(
        self, resource: ResourceId, person: PersonId, reason: ReportReason, words: str, at: datetime
    ) -> Report:
        """Keep it; what the same person said of the same resource and nobody answered is replaced."""
        ...

    async def get(self, report: ReportId) -> Report: ...
    async def about(self, resource: ResourceId) -> Sequence[Report]:
        """Return all about a resource, the oldest first, answered ones too."""
        ...

    async def answer(self, resource: ResourceId, outcome: ReportOutcome) -> Sequence[Report]:
        """Answer all that are open and return them as they are then."""
        ...
