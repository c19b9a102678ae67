"""Recording how claimed deliveries ended: what comes while one transaction is being made durable shares the next."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import CTE, BigInteger, Boolean, Text, case, cast, column, func, null, update, values

from bot.domain.delivery import Delivery, DeliveryState, Ending
from bot.domain.ids import DeliveryId
from storage.engine import Engines
from storage.tables import deliveries
from storage.tables.types import Instant

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class _Waiting:
    delivery: Delivery
    ending: Ending
    recorded: asyncio.Future[bool]


class Settling:
    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._waiting: list[_Waiting] = []
        self._turn = asyncio.Lock()

    async def record(self, delivery: Delivery, ending: Ending) -> bool:
        """Record it durably; False if the row was claimed again or settled meanwhile."""
        mine = _Waiting(delivery, ending, asyncio.get_running_loop().create_future())
        self._waiting.append(mine)
        async with self._turn:
            while not mine.recorded.done():
                await self._record_waiting()
        return mine.recorded.result()

    async def _record_waiting(self) -> None:
        batch = self._take()
        try:
            await self._record(batch)
        finally:
            # Cut short: who comes next records them; what was recorded after all is then refused.
            self._waiting[:0] = [waiting for waiting in batch if not waiting.recorded.done()]

    async def _record(self, batch: Sequence[_Waiting]) -> None:
        try:
            held = await self._write(batch)
        except Exception as error:  # noqa: BLE001 (raised again where that row was handed in)
            if len(batch) == 1:
                batch[0].recorded.set_exception(error)
                return
            for waiting in batch:
                await self._record([waiting])
        else:
            for waiting in batch:
                waiting.recorded.set_result(waiting.delivery.id in held)

    def _take(self) -> list[_Waiting]:
        """Take what waits, of one row only the first: of two endings the second has to find it settled."""
        batch: dict[DeliveryId, _Waiting] = {}
        rest = []
        for waiting in self._waiting:
            row = waiting.delivery.id
            if row in batch or len(batch) == MOST_AT_ONCE:
                rest.append(waiting)
            else:
                batch[row] = waiting
        self._waiting = rest
        return list(batch.values())

    async def _write(self, endings: Iterable[_Waiting]) -> set[DeliveryId]:
        """Write what still holds and return whose rows those are."""
        ended = _as_rows(endings)
        change = (
            update(deliveries)
            .where(
                deliveries.c.id == ended.c.id,
                deliveries.c.community_id == ended.c.community_id,
                deliveries.c.fence == ended.c.fence,
                deliveries.c.state == DeliveryState.SENDING,
            )
            .values(
                state=ended.c.state,
                receipt=ended.c.receipt,
                reason=ended.c.reason,
                right=ended.c.right,
                late=ended.c.late,
                looks=ended.c.looks,
                # A column of nothing but NULL has no type of its own on PostgreSQL.
                settled_at=cast(ended.c.settled_at, Instant),
                not_before=cast(ended.c.not_before, Instant),
                lease_until=cast(ended.c.lease_until, Instant),
                quarantine_until=cast(ended.c.quarantine_until, Instant),
                first_tried_at=cast(ended.c.first_tried_at, Instant),
                due_at=func.coalesce(cast(ended.c.due_at, Instant), deliveries.c.due_at),
                workspace_id=func.coalesce(cast(ended.c.workspace_id, BigInteger), deliveries.c.workspace_id),
                rung=func.coalesce(cast(ended.c.rung, Text), deliveries.c.rung),
                # How it ends is news, also for who was told or answered when it ended badly before.
                answered_at=null(),
                author_told_at=null(),
                owner=case((ended.c.owned, deliveries.c.owner), else_=""),
            )
            .returning(deliveries.c.id)
        )
        async with self._engines.write() as connection:
            return set((await connection.execute(change)).scalars())


_INSTANTS = ("settled_at", "not_before", "lease_until", "quarantine_until", "first_tried_at", "due_at")
_WORDS = ("state", "receipt", "reason", "right", "rung")
_NUMBERS = ("workspace_id", "looks")


def _as_rows(endings: Iterable[_Waiting]) -> CTE:
    return (
        values(
            column("id", BigInteger),
            column("community_id", BigInteger),
            column("fence", BigInteger),
            *(column(name, Instant) for name in _INSTANTS),
            *(column(name, Text) for name in _WORDS),
            *(column(name, BigInteger) for name in _NUMBERS),
            column("late", Boolean),
            column("owned", Boolean),
            name="ended",
        )
        .data([_row(waiting.delivery, waiting.ending) for waiting in endings])
        .cte("ended")
    )


def _row(row: Delivery, ending: Ending) -> tuple[object, ...]:
    said = (getattr(ending, name) for name in (*_INSTANTS, *_WORDS, *_NUMBERS))
    return (row.id, row.community_id, row.fence, *said, ending.late, ending.owned)
