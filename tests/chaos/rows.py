"""The program's deliveries as they stand in its database, read beside it."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, select
from sqlalchemy.sql import ColumnElement

from bot.domain.delivery import Delivery, DeliveryState
from storage.deliveries import delivery_of
from storage.engine import Engines, open_engines
from storage.tables import deliveries

A_MOMENT = 0.001


@dataclass(frozen=True)
class Row:
    delivery: Delivery
    lease_until: datetime | None

    @property
    def mark(self) -> str:
        """What a message carries that says it: both adapters hash the name in the same way."""
        return mark_of(self.delivery.name)

    def claimed_at(self, lease: timedelta) -> float:
        assert self.lease_until is not None
        return (self.lease_until - lease).timestamp() - A_MOMENT

    def begun_since_claimed(self, lease: timedelta) -> bool:
        """Return whether it was noted in this claim that it is now sent; one claimed to be looked for was before."""
        tried = self.delivery.first_tried_at
        return tried is not None and tried.timestamp() >= self.claimed_at(lease)


def mark_of(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:25]


class Rows:
    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    async def all(self) -> Sequence[Row]:
        return await self._where()

    async def open(self) -> Sequence[Row]:
        """Return what is pending or being sent."""
        return await self._where(deliveries.c.state.in_((DeliveryState.PENDING, DeliveryState.SENDING)))

    async def claimed_by(self, process: int) -> Sequence[Row]:
        """Return what *process* has claimed and not recorded."""
        claimed = deliveries.c.owner.startswith(f"{process}-")
        return await self._where(deliveries.c.state == DeliveryState.SENDING, claimed)

    async def _where(self, *conditions: ColumnElement[bool]) -> Sequence[Row]:
        chosen = select(deliveries).where(*conditions).order_by(deliveries.c.id)
        async with self._engines.read() as connection:
            return [_row(row) for row in (await connection.execute(chosen)).mappings()]


def _row(row: RowMapping) -> Row:
    return Row(delivery_of(row), row["lease_until"])


@asynccontextmanager
async def reading(url: str) -> AsyncIterator[Rows]:
    engines = open_engines(url)
    try:
        yield Rows(engines)
    finally:
        await engines.close()
