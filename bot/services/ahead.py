"""What is stored ahead compared with what is wanted: school calendars change, dates are left out and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.delivery import Ahead, DeliveryState, NewDelivery
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import DeliveryId
from bot.ports.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class Differences:
    """What is to be done so that what is stored is what is wanted."""

    new: Sequence[NewDelivery]
    moved: Sequence[tuple[DeliveryId, NewDelivery]]
    gone: Sequence[DeliveryId]

    @property
    def none(self) -> bool:
        return not (self.new or self.moved or self.gone)

    async def make_up(self, uow: UnitOfWork, now: datetime) -> None:
        """Carry them out."""
        await uow.deliveries.withdraw(self.gone, now)
        for row, wanted in self.moved:
            await uow.deliveries.move(row, wanted.due_at, wanted.deadline_at)
        await uow.deliveries.add(self.new)


NONE = Differences((), (), ())


def differences(wanted: Sequence[NewDelivery], stored: Sequence[Ahead], now: datetime) -> Differences:
    """Compare by key; what was due already, or ended in any way but withdrawn, is left alone.

    What is wanted and was due a while ago keeps its row, if that waits for the end of somebody's quiet hours.
    Rows for a workspace that is gone stay, so that their author learns of it.
    """
    there = {row.key: row for row in stored}
    meant = {(row.kind, row.occurrence, row.topic_id) for row in wanted}
    ahead = [row for row in wanted if row.due_at > now or row.kind == DeliveryKind.QUESTION]
    new = [row for row in ahead if row.key not in there]
    moved = []
    for row in ahead:
        known = there.get(row.key)
        if (
            known is None
            or known.dropped
            or (known.kind == DeliveryKind.QUESTION and known.state is DeliveryState.PENDING)
        ):
            continue
        elsewhere = known.state is DeliveryState.PENDING and known.due_at > now and known.due_at != row.due_at
        if elsewhere or known.state is DeliveryState.WITHDRAWN:
            moved.append((known.id, row))
    gone = [
        row.id
        for row in stored
        if row.state is DeliveryState.PENDING
        and (row.due_at > now or row.kind == DeliveryKind.QUESTION)
        and (row.kind, row.occurrence, row.topic_id) not in meant
    ]
    return Differences(new, moved, gone)
