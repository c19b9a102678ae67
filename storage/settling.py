"""Recording how claimed deliveries ended: what comes while one transaction is being made durable shares the next."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import CTE, BigInteger, Boolean, Text, bindparam, case, column, func, null, text, update
from sqlalchemy.sql.dml import ReturningUpdate
from sqlalchemy.types import TypeEngine

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
        self._changes: dict[int, ReturningUpdate[tuple[int]]] = {}

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

    async def _write(self, endings: Sequence[_Waiting]) -> set[DeliveryId]:
        """Write what still holds and return whose rows those are."""
        size = 1 << (len(endings) - 1).bit_length()
        change = self._changes.get(size)
        if change is None:
            change = self._changes[size] = _change(size)
        async with self._engines.write() as connection:
            recorded = await connection.execute(change, _values(endings, size))
            return {row.id for row in recorded}


_INSTANTS = ("settled_at", "not_before", "lease_until", "quarantine_until", "first_tried_at", "due_at")
_WORDS = ("state", "receipt", "reason", "right", "rung")
_COLUMNS: Mapping[str, TypeEngine[Any]] = MappingProxyType(
    {
        "id": BigInteger(),
        "community_id": BigInteger(),
        "fence": BigInteger(),
        **dict.fromkeys(_INSTANTS, Instant()),
        **dict.fromkeys(_WORDS, Text()),
        "workspace_id": BigInteger(),
        "looks": BigInteger(),
        "late": Boolean(),
        "owned": Boolean(),
    }
)


def _change(size: int) -> ReturningUpdate[tuple[int]]:
    """Return what writes *size* endings: built once, as SQLAlchemy would translate a list of its own each time."""
    ended = _rows(size)
    return (
        update(deliveries)
        .where(
            deliveries.c.id == ended.c.id,
            deliveries.c.community_id == ended.c.community_id,
            deliveries.c.fence == ended.c.fence,
            deliveries.c.state == DeliveryState.SENDING,
        )
        .values(
            **{name: ended.c[name] for name in ("state", "receipt", "reason", "right", "late", "looks")},
            **{name: ended.c[name] for name in _INSTANTS if name != "due_at"},
            due_at=func.coalesce(ended.c.due_at, deliveries.c.due_at),
            workspace_id=func.coalesce(ended.c.workspace_id, deliveries.c.workspace_id),
            rung=func.coalesce(ended.c.rung, deliveries.c.rung),
            # How it ends is news, also for who was told or answered when it ended badly before.
            answered_at=null(),
            author_told_at=null(),
            owner=case((ended.c.owned, deliveries.c.owner), else_=""),
        )
        .returning(deliveries.c.id)
    )


def _rows(size: int) -> CTE:
    """Return *size* rows of parameters, as a table."""
    lines = (", ".join(f":{name}_{place} AS {_quoted(name)}" for name in _COLUMNS) for place in range(size))
    parameters = [bindparam(f"{name}_{place}", type_=kind) for place in range(size) for name, kind in _COLUMNS.items()]
    written = text(" UNION ALL ".join(f"SELECT {line}" for line in lines)).bindparams(*parameters)
    return written.columns(*(column(name, kind) for name, kind in _COLUMNS.items())).cte("ended")


def _quoted(name: str) -> str:
    return f'"{name}"'  # "right" is a word of SQL's own


def _values(endings: Sequence[_Waiting], size: int) -> dict[str, object]:
    """Return the parameters of *size* rows; those that are too many name no row."""
    found: dict[str, object] = {}
    for place, waiting in enumerate(endings):
        row, ending = waiting.delivery, waiting.ending
        named = {"id": row.id, "community_id": row.community_id, "fence": row.fence}
        found |= {f"{name}_{place}": named[name] if name in named else getattr(ending, name) for name in _COLUMNS}
    for place in range(len(endings), size):
        found |= {f"{name}_{place}": None for name in _COLUMNS}
    return found
