"""Deliveries as their community sees them; claiming and sending is ``storage.outbox``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import RowMapping, and_, func, literal, literal_column, or_, select
from sqlalchemy.sql import ColumnElement

from bot.domain.delivery import Ahead, Delivery, DeliveryState, NewDelivery, Trouble
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import CommunityId, DeliveryId, PersonId, TopicId, WorkspaceId
from bot.domain.outstanding import Outstanding
from bot.domain.subjects import Subject
from storage import delivery_lists
from storage.scope import Scope
from storage.tables import TROUBLED, UNREAD, UNTOLD, announcements, deliveries
from storage.tables.types import Instant

_NEVER_TRIED: Mapping[str, object] = {
    **dict.fromkeys(("settled_at", "author_told_at", "not_before", "first_tried_at", "quarantine_until", "looked_at")),
    **dict.fromkeys(("receipt", "reason", "right", "rung"), ""),
    **dict.fromkeys(("attempts", "looks"), 0),
    "late": False,
}

_AHEAD = ("id", "key", "kind", "occurrence", "topic_id", "state", "due_at", "reason")
_ENDED_BADLY = (DeliveryState.UNCERTAIN, DeliveryState.REFUSED, DeliveryState.EXPIRED)


class SqlDeliveries:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, deliveries: Sequence[NewDelivery]) -> int:
        now = self._scope.machine.now()
        # In one order everywhere, so that two transactions adding the same keys cannot wait for one another.
        rows = [self._row(delivery, now) for delivery in sorted(deliveries, key=lambda delivery: delivery.key)]
        return await self._insert(rows) if rows else 0

    async def _insert(self, rows: Sequence[dict[str, object]]) -> int:
        new = self._scope.insert(deliveries).on_conflict_do_nothing(index_elements=["community_id", "key"])
        added = await self._scope.connection.execute(new.returning(deliveries.c.id), rows)
        return len(added.all())

    def _row(self, delivery: NewDelivery, now: datetime) -> dict[str, object]:
        return self._scope.row(
            key=delivery.key,
            subject_kind=delivery.subject_kind,
            subject_id=delivery.subject_id,
            occurrence=delivery.occurrence,
            kind=delivery.kind,
            time_revision=delivery.time_revision,
            workspace_id=delivery.workspace_id,
            topic_id=delivery.topic_id,
            person_id=delivery.person_id,
            lane=delivery.lane,
            urgent=delivery.urgent,
            due_at=delivery.due_at,
            deadline_at=delivery.deadline_at,
            created_at=now,
        )

    async def ahead(self, subject_kind: str, subject_id: int, kinds: Sequence[str], now: datetime) -> Sequence[Ahead]:
        columns = [deliveries.c[name] for name in _AHEAD]
        chosen = select(*columns).where(
            self._scope.mine(deliveries),
            _of(subject_kind, subject_id),
            deliveries.c.kind.in_(kinds),
            deliveries.c.deadline_at > now,
        )
        return [_ahead_of(row) for row in await self._scope.all(chosen)]

    async def move(self, delivery: DeliveryId, due_at: datetime, deadline_at: datetime) -> None:
        movable = deliveries.c.state.in_((DeliveryState.PENDING, DeliveryState.WITHDRAWN))
        chosen = self._scope.update(deliveries).where(deliveries.c.id == delivery, movable)
        anew = {**_NEVER_TRIED, "state": DeliveryState.PENDING, "due_at": due_at, "deadline_at": deadline_at}
        await self._scope.run(chosen.values(anew))

    async def withdraw(self, rows: Sequence[DeliveryId], at: datetime) -> None:
        pending = deliveries.c.state == DeliveryState.PENDING
        chosen = self._scope.update(deliveries).where(deliveries.c.id.in_(rows), pending)
        await self._scope.run(chosen.values(state=DeliveryState.WITHDRAWN, settled_at=at))

    async def withdraw_pending(self, subject_kind: str, subject_id: int, at: datetime) -> int:
        return await self._scope.run(
            self._scope.update(deliveries)
            .where(
                _of(subject_kind, subject_id),
                deliveries.c.state == DeliveryState.PENDING,
                deliveries.c.kind.not_in((DeliveryKind.NOTICE, DeliveryKind.FROM_HOST)),
            )
            .values(state=DeliveryState.WITHDRAWN, settled_at=at)
        )

    async def of_subject(
        self, subject_kind: str, subject_id: int, limit: int, person: PersonId | None = None
    ) -> Sequence[Delivery]:
        chosen = self._scope.select(deliveries).where(_of(subject_kind, subject_id))
        if person is not None:
            chosen = chosen.where(deliveries.c.person_id == person)
        newest = chosen.order_by(deliveries.c.due_at.desc(), deliveries.c.id.desc()).limit(limit)
        return [delivery_of(row) for row in await self._scope.all(newest)]

    async def troubled(
        self, author: PersonId | None, limit: int, announcement: int | None = None
    ) -> Sequence[Delivery]:
        known = select(announcements.c.id).where(self._scope.mine(announcements))
        if announcement is not None:
            known = known.where(announcements.c.id == announcement)
        chosen = self._scope.select(deliveries).where(
            deliveries.c.subject_kind == Subject.ANNOUNCEMENT,
            deliveries.c.person_id.is_(None),
            deliveries.c.subject_id.in_(known if author is None else known.where(announcements.c.author_id == author)),
            literal_column(TROUBLED),
        )
        newest = chosen.order_by(deliveries.c.settled_at.desc(), deliveries.c.id.desc()).limit(limit)
        return [delivery_of(row) for row in await self._scope.all(newest)]

    async def troubled_of(self, subject_kind: str, subject_id: int, limit: int) -> Sequence[Delivery]:
        to_channels = deliveries.c.person_id.is_(None)
        chosen = self._scope.select(deliveries).where(
            _of(subject_kind, subject_id), to_channels, literal_column(TROUBLED)
        )
        oldest = chosen.order_by(deliveries.c.due_at, deliveries.c.id).limit(limit)
        return [delivery_of(row) for row in await self._scope.all(oldest)]

    async def untold(self, limit: int) -> Sequence[Delivery]:
        chosen = self._scope.select(deliveries).where(literal_column(UNTOLD))
        oldest = chosen.order_by(deliveries.c.due_at, deliveries.c.id).limit(limit)
        return [delivery_of(row) for row in await self._scope.all(oldest)]

    async def mark_told(self, told: Sequence[DeliveryId], at: datetime) -> None:
        chosen = self._scope.update(deliveries).where(deliveries.c.id.in_(told))
        await self._scope.run(chosen.values(author_told_at=at))

    async def unread(self, person: PersonId) -> Sequence[Delivery]:
        chosen = self._scope.select(deliveries).where(deliveries.c.person_id == person, literal_column(UNREAD))
        return [delivery_of(row) for row in await self._scope.all(chosen.order_by(deliveries.c.due_at))]

    async def mark_read(self, read: Sequence[DeliveryId], at: datetime) -> None:
        chosen = self._scope.update(deliveries).where(deliveries.c.id.in_(read), literal_column(UNREAD))
        settled = func.coalesce(deliveries.c.settled_at, literal(at, Instant))
        await self._scope.run(chosen.values(state=DeliveryState.SENT, settled_at=settled, answered_at=at))

    async def get(self, delivery: DeliveryId) -> Delivery:
        return delivery_of(await self._scope.get(deliveries, "id", delivery))

    async def answer_trouble(
        self, delivery: DeliveryId, state: DeliveryState, at: datetime, deadline_at: datetime
    ) -> bool:
        values: dict[str, object] = {"state": state, "answered_at": at}
        if state is DeliveryState.PENDING:
            values |= {**_NEVER_TRIED, "deadline_at": deadline_at}
        chosen = self._scope.update(deliveries).where(deliveries.c.id == delivery, literal_column(TROUBLED))
        return bool(await self._scope.run(chosen.values(values)))

    async def counts(self) -> Mapping[DeliveryState, int]:
        by_state = (
            select(deliveries.c.state, func.count().label("rows"))
            .where(self._scope.mine(deliveries))
            .group_by(deliveries.c.state)
        )
        return {DeliveryState(row["state"]): row["rows"] for row in await self._scope.all(by_state)}

    async def unwell(self, late_before: datetime, limit: int) -> Sequence[Delivery]:
        chosen = delivery_lists.listed(self._scope.select(deliveries), (), late_before, limit)
        return [delivery_of(row) for row in await self._scope.all(chosen)]

    async def outstanding(self, late_before: datetime, until: datetime) -> Outstanding:
        mine = self._scope.mine(deliveries)
        (ahead,) = await self._scope.all(delivery_lists.ahead(mine, late_before, until))
        return delivery_lists.outstanding_of(ahead, await self._scope.all(delivery_lists.troubled(mine)))

    async def retry(self, delivery: DeliveryId, at: datetime, deadline_at: datetime) -> bool:
        dropped = and_(deliveries.c.state == DeliveryState.WITHDRAWN, deliveries.c.reason == Trouble.DROPPED)
        chosen = self._scope.update(deliveries).where(
            deliveries.c.id == delivery, or_(deliveries.c.state.in_(_ENDED_BADLY), dropped)
        )
        anew = {**_NEVER_TRIED, "state": DeliveryState.PENDING, "deadline_at": deadline_at, "answered_at": at}
        return bool(await self._scope.run(chosen.values(anew)))

    async def drop(self, delivery: DeliveryId, at: datetime) -> bool:
        droppable = deliveries.c.state.in_((DeliveryState.PENDING, *_ENDED_BADLY))
        chosen = self._scope.update(deliveries).where(deliveries.c.id == delivery, droppable)
        ended = {"state": DeliveryState.WITHDRAWN, "reason": Trouble.DROPPED, "settled_at": at, "not_before": None}
        return bool(await self._scope.run(chosen.values(ended)))


def _of(subject_kind: str, subject_id: int) -> ColumnElement[bool]:
    return and_(deliveries.c.subject_kind == subject_kind, deliveries.c.subject_id == subject_id)


def _ahead_of(row: RowMapping) -> Ahead:
    topic = row["topic_id"]
    return Ahead(
        DeliveryId(row["id"]),
        row["key"],
        row["kind"],
        row["occurrence"],
        None if topic is None else TopicId(topic),
        DeliveryState(row["state"]),
        row["due_at"],
        row["reason"] == Trouble.DROPPED,
    )


def delivery_of(row: RowMapping) -> Delivery:
    workspace, topic, person = row["workspace_id"], row["topic_id"], row["person_id"]
    return Delivery(
        id=DeliveryId(row["id"]),
        community_id=CommunityId(row["community_id"]),
        key=row["key"],
        subject_kind=row["subject_kind"],
        subject_id=row["subject_id"],
        occurrence=row["occurrence"],
        kind=row["kind"],
        time_revision=row["time_revision"],
        workspace_id=None if workspace is None else WorkspaceId(workspace),
        topic_id=None if topic is None else TopicId(topic),
        person_id=None if person is None else PersonId(person),
        lane=row["lane"],
        due_at=row["due_at"],
        deadline_at=row["deadline_at"],
        state=DeliveryState(row["state"]),
        attempts=row["attempts"],
        fence=row["fence"],
        first_tried_at=row["first_tried_at"],
        quarantine_until=row["quarantine_until"],
        looks=row["looks"],
        rung=row["rung"],
        urgent=row["urgent"],
        receipt=row["receipt"],
        reason=row["reason"],
        right=row["right"],
        settled_at=row["settled_at"],
        late=row["late"],
        author_told_at=row["author_told_at"],
    )
