"""What is said before a session: stored when somebody says they come, and withdrawn with the time it was for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from bot.domain.community import WorkspaceState
from bot.domain.delivery import DeliveryKind, NewDelivery
from bot.domain.ids import CommunityId, PersonId
from bot.domain.rsvps import Move, MoveKind, Rsvp, Standing
from bot.domain.subjects import Subject
from bot.domain.workshops import Session, Workshop
from bot.ports.storage import UnitOfWork

WEEK, DAY, HOUR = timedelta(days=7), timedelta(days=1), timedelta(hours=1)
_OF_USE_IN_CHANNEL = timedelta(days=2)
_DAY_BEFORE_UNTIL = timedelta(hours=2)
SOON_AGAIN = timedelta(days=8)
"""Of sessions that follow one another this closely, a channel is reminded of the first alone."""
REMINDED = frozenset({Standing.GOING, Standing.UNCONFIRMED, Standing.MAYBE})
GRACE = timedelta(minutes=1)
"""A change is told after so long: moved and moved back within it, it is nothing that anybody need read."""
_AT_ONCE_WITHIN = timedelta(hours=2)

_TOLD = {
    MoveKind.PROMOTED: DeliveryKind.PROMOTED,
    MoveKind.OFFERED: DeliveryKind.OFFER,
    MoveKind.OFFER_OVER: DeliveryKind.OFFER_OVER,
    MoveKind.OPEN_TO_ALL: DeliveryKind.OPEN_TO_ALL,
    MoveKind.PUT_IN: DeliveryKind.PROMOTED,
}


async def remind_channels(uow: UnitOfWork, workshop: Workshop, sessions: Sequence[Session], now: datetime) -> None:
    """Store the word to the topic's channels, a week before."""
    workspaces = await uow.communities.workspaces(WorkspaceState.JOINED)
    rows = []
    for session in _after_a_pause([each for each in sessions if each.takes_place]):
        due = session.starts_at - WEEK
        if due > now:
            rows += [
                NewDelivery(
                    workshop.community_id, Subject.SESSION, session.id, session.identity, DeliveryKind.WEEK_BEFORE,
                    session.time_revision, due, due + _OF_USE_IN_CHANNEL, workspace.id, workshop.topic_id,
                )
                for workspace in workspaces
            ]  # fmt: skip
    await uow.deliveries.add(rows)


async def remind(
    uow: UnitOfWork, community: CommunityId, session: Session, people: Sequence[PersonId], now: datetime
) -> None:
    """Store each one's reminders that are still ahead."""
    ahead = (
        (DeliveryKind.DAY_BEFORE, session.starts_at - DAY, session.starts_at - _DAY_BEFORE_UNTIL),
        (DeliveryKind.HOUR_BEFORE, session.starts_at - HOUR, session.starts_at),
    )
    await uow.deliveries.add(
        [
            NewDelivery(
                community, Subject.SESSION, session.id, session.identity, kind, session.time_revision, due, until,
                person_id=person,
            )
            for kind, due, until in ahead
            if due > now
            for person in people
        ]
    )  # fmt: skip


async def tell_moves(
    uow: UnitOfWork,
    community: CommunityId,
    session: Session,
    rsvps: Sequence[Rsvp],
    moves: Sequence[Move],
    now: datetime,
) -> None:
    """Store what those are told who got a place, an offer or lost one without pressing anything."""
    orders = {each.person: each.order for each in rsvps}
    await uow.deliveries.add(
        [
            NewDelivery(
                community, Subject.SESSION, session.id, f"{session.identity}.{orders.get(move.person, 0)}",
                _TOLD[move.kind], session.time_revision, now, session.starts_at, person_id=move.person, urgent=True,
            )
            for move in moves
            if move.kind in _TOLD and session.starts_at > now
        ]
    )  # fmt: skip


async def tell_change(
    uow: UnitOfWork,
    community: CommunityId,
    session: Session,
    kind: DeliveryKind,
    people: Sequence[PersonId],
    now: datetime,
    until: datetime,
) -> None:
    """Store that a session was moved or cancelled, or takes place after all, for everybody concerned."""
    due = now if until - now < _AT_ONCE_WITHIN else now + GRACE
    await uow.deliveries.add(
        [
            NewDelivery(
                community, Subject.SESSION, session.id, session.identity, kind, session.time_revision, due,
                max(until, due), person_id=person, urgent=True,
            )
            for person in people
        ]
    )  # fmt: skip


def _after_a_pause(sessions: Sequence[Session]) -> Iterator[Session]:
    yield from sessions[:1]
    for before, session in pairwise(sessions):
        if session.starts_at - before.starts_at > SOON_AGAIN:
            yield session
