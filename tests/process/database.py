"""The database of an installation, looked at and set from outside while the program does not run, or beside it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import RowMapping, Table, select, update

from bot.bootstrap.ground import SHIFT
from bot.domain.delivery import DeliveryState
from storage.engine import open_engines
from storage.tables import deliveries, placements, workspaces
from storage.unit_of_work import SqlStorage, open_storage

STALE = timedelta(seconds=1)


class Database:
    def __init__(self, url: str) -> None:
        self.url = url

    async def begin_at(self, moment: datetime) -> None:
        """Let domain time be *moment* now, and go on from there; a program takes it over when it starts."""
        storage = await open_storage(self.url, backup_dir=None)
        await _shift(storage, moment - datetime.now(UTC))

    async def deliveries(self) -> Sequence[RowMapping]:
        return await self._rows(deliveries)

    async def placements(self) -> Sequence[RowMapping]:
        return await self._rows(placements)

    async def notices(self, state: str) -> None:
        """Wait until the one workspace is in that state, which no platform and no screen tells of."""
        end = time.monotonic() + 8
        while (found := [row["state"] for row in await self._rows(workspaces)]) != [state]:
            assert time.monotonic() < end, f"the workspace is {found}"
            await asyncio.sleep(0.05)

    async def shows_all(self) -> None:
        """Wait until what is to be shown is: after coming back each channel and card is looked at again."""
        end = time.monotonic() + 10
        while any(row["shown_revision"] != row["wanted_revision"] for row in await self.placements()):
            assert time.monotonic() < end, "something is still not shown"
            await asyncio.sleep(0.05)

    async def let_pass(self, span: timedelta) -> None:
        """Let what is in doubt be *span* older than it is, as though the machine's clock had gone on.

        Leases, quarantine and how long Discord knows a nonce go by that clock, which nothing but the machine moves;
        waiting for it would prove no more. What is being sent right now is left alone.
        """
        times = ("lease_until", "quarantine_until", "first_tried_at")
        just_now = datetime.now(UTC) - STALE
        for row in await self.deliveries():
            if row["state"] == DeliveryState.SENDING and (row["first_tried_at"] or just_now) < just_now:
                older = {name: row[name] - span for name in times if row[name] is not None}
                await self._set(deliveries, deliveries.c.id == row["id"], **older)

    async def end_pauses(self) -> None:
        """Let what waits some seconds to be tried again be tried now; the pause too is the machine's time."""
        await self._set(deliveries, deliveries.c.not_before.is_not(None), not_before=_past())
        await self._set(placements, placements.c.not_before.is_not(None), not_before=_past())

    async def _rows(self, table: Table) -> Sequence[RowMapping]:
        engines = open_engines(self.url)
        try:
            async with engines.read() as connection:
                return (await connection.execute(select(table).order_by(table.c.id))).mappings().all()
        finally:
            await engines.close()

    async def _set(self, table: Table, which: object, **values: object) -> None:
        engines = open_engines(self.url)
        try:
            async with engines.write() as connection:
                await connection.execute(update(table).where(which).values(**values))  # type: ignore[arg-type]
        finally:
            await engines.close()


async def _shift(storage: SqlStorage, by: timedelta) -> None:
    try:
        await storage.installation.set_setting(SHIFT, str(by.total_seconds()))
    finally:
        await storage.close()


def _past() -> datetime:
    return datetime.now(UTC) - timedelta(seconds=1)
