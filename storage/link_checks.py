"""When each link of the library is looked at next, and what earlier looks told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, select

from bot.domain.ids import ResourceId
from bot.domain.links import LinkCheck
from bot.domain.resources import Resource, ResourceState
from storage.resource_rows import resource_of
from storage.scope import Scope
from storage.tables import link_checks, resources


class SqlLinkChecks:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def get(self, resource: ResourceId) -> LinkCheck:
        return check_of(await self._scope.get(link_checks, "resource_id", resource))

    async def put(self, checks: Sequence[LinkCheck]) -> None:
        for check in checks:
            changed = self._scope.update(link_checks).where(link_checks.c.resource_id == check.resource_id)
            await self._scope.run(
                changed.values(
                    look_at=check.look_at,
                    title_until=check.title_until,
                    gone_since=check.gone_since,
                    asked_at=check.asked_at,
                    passed_on_at=check.passed_on_at,
                )
            )

    async def due(self, now: datetime, limit: int) -> Sequence[tuple[LinkCheck, Resource]]:
        chosen = (
            select(resources, *(link_checks.c[name] for name in _OWN))
            .join(link_checks, link_checks.c.resource_id == resources.c.id)
            .where(
                self._scope.mine(resources),
                self._scope.mine(link_checks),
                link_checks.c.look_at <= now,
                resources.c.state == ResourceState.LISTED,
            )
            # Somebody waits for a title; nobody waits for the weekly look.
            .order_by(link_checks.c.title_until.is_(None), link_checks.c.look_at, link_checks.c.resource_id)
            .limit(limit)
        )
        return [(check_of(row), resource_of(row)) for row in await self._scope.all(chosen)]


_OWN = ("resource_id", "look_at", "title_until", "gone_since", "asked_at", "passed_on_at")


def check_of(row: RowMapping) -> LinkCheck:
    return LinkCheck(
        ResourceId(row["resource_id"]),
        row["look_at"],
        row["title_until"],
        row["gone_since"],
        row["asked_at"],
        row["passed_on_at"],
    )
