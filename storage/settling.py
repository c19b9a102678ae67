"""Recording how claimed deliveries ended: what comes while one transaction is being made durable shares the next."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CTE, BigInteger, Text, cast, column, null, update, values

from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.ids import DeliveryId
from storage.engine import Engines
from storage.tables import deliveries
from storage.tables.types import Instant

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Ending:
    """How the claim of *delivery* ended: settled for good, or pending again from *not_before* on."""

    delivery: Delivery
    state: DeliveryState
    settled_at: datetime | None = None
    not_before: datetime | None = None
    receipt: str = ""
    reason: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class _Waiting:
    ending: Ending
    recorded: asyncio.Future[bool]


class Settling:
    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._waiting: list[_Waiting] = []
        self._turn = asyncio.Lock()

    async def record(self, ending: Ending) -> bool:
        """Record it durably; False if the row was claimed again or settled meanwhile."""
        mine = _Waiting(ending, asyncio.get_running_loop().create_future())
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
            held = await self._write(waiting.ending for waiting in batch)
        except Exception as error:  # noqa: BLE001 (raised again where that row was handed in)
            if len(batch) == 1:
                batch[0].recorded.set_exception(error)
                return
            for waiting in batch:
                await self._record([waiting])
        else:
            for waiting in batch:
                waiting.recorded.set_result(waiting.ending.delivery.id in held)

    def _take(self) -> list[_Waiting]:
        """Take what waits, of one row only the first: of two endings the second has to find it settled."""
        batch: dict[DeliveryId, _Waiting] = {}
        rest = []
        for waiting in self._waiting:
            row = waiting.ending.delivery.id
            if row in batch or len(batch) == MOST_AT_ONCE:
                rest.append(waiting)
            else:
                batch[row] = waiting
        self._waiting = rest
        return list(batch.values())

    async def _write(self, endings: Iterable[Ending]) -> set[DeliveryId]:
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
                # A column of nothing but NULL has no type of its own on PostgreSQL.
                settled_at=cast(ended.c.settled_at, Instant),
                not_before=cast(ended.c.not_before, Instant),
                receipt=ended.c.receipt,
                reason=ended.c.reason,
                right=ended.c.right,
                # How it ends is news, also for who answered when it ended badly before.
                answered_at=null(),
                owner="",
                lease_until=null(),
            )
            .returning(deliveries.c.id)
        )
        async with self._engines.write() as connection:
            return set((await connection.execute(change)).scalars())


def _as_rows(endings: Iterable[Ending]) -> CTE:
    return (
        values(
            column("id", BigInteger),
            column("community_id", BigInteger),
            column("fence", BigInteger),
            column("state", Text),
            column("settled_at", Instant),
            column("not_before", Instant),
            column("receipt", Text),
            column("reason", Text),
            column("right", Text),
            name="ended",
        )
        .data([_row(ending) for ending in endings])
        .cte("ended")
    )


def _row(ending: Ending) -> tuple[object, ...]:
    row = ending.delivery
    said = (ending.receipt, ending.reason, ending.right)
    return (row.id, row.community_id, row.fence, ending.state, ending.settled_at, ending.not_before, *said)
