"""What people tell the moderators: every row is reached through a resource that is seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, Select, select

from bot.domain.ids import PersonId, ReportId, ResourceId
from bot.domain.reports import Report, ReportOutcome, ReportReason
from storage.scope import Scope
from storage.tables import reports, resources


class SqlReports:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(
        self, resource: ResourceId, person: PersonId, reason: ReportReason, words: str, at: datetime
    ) -> Report:
        before = self._scope.delete(reports).where(
            reports.c.resource_id == resource, reports.c.person_id == person, reports.c.outcome == ReportOutcome.OPEN
        )
        await self._scope.run(before)
        said = {"reason": reason, "words": words, "at": at, "outcome": ReportOutcome.OPEN}
        row = self._scope.row(resource_id=resource, person_id=person, **said)
        stored = await self._scope.find(self._scope.insert(reports).values(row).returning(reports))
        assert stored is not None
        return report_of(stored)

    async def get(self, report: ReportId) -> Report:
        return report_of(await self._scope.get(reports, "id", report))

    async def about(self, resource: ResourceId) -> Sequence[Report]:
        return [report_of(row) for row in await self._scope.all(self._about(resource).order_by(reports.c.id))]

    async def answer(self, resource: ResourceId, outcome: ReportOutcome) -> Sequence[Report]:
        answered = (
            self._scope.update(reports)
            .where(
                reports.c.resource_id == resource,
                reports.c.resource_id.in_(self._seen()),
                reports.c.outcome == ReportOutcome.OPEN,
            )
            .values(outcome=outcome)
            .returning(reports)
        )
        return [report_of(row) for row in (await self._scope.connection.execute(answered)).mappings()]

    def _about(self, resource: ResourceId) -> Select[*tuple[object, ...]]:
        those = self._scope.select(reports).where(reports.c.resource_id == resource)
        return those.where(reports.c.resource_id.in_(self._seen()))

    def _seen(self) -> Select[int]:
        return select(resources.c.id).where(self._scope.mine(resources))


def report_of(row: RowMapping) -> Report:
    return Report(
        ReportId(row["id"]),
        ResourceId(row["resource_id"]),
        PersonId(row["person_id"]),
        ReportReason(row["reason"]),
        row["words"],
        row["at"],
        ReportOutcome(row["outcome"]),
    )
