"""What is said before a session: stored when somebody says they come, and withdrawn with the time it was for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from bot.domain.community import WorkspaceState
from bot.domain.delivery import DeliveryState, NewDelivery
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import CommunityId, PersonId
from bot.domain.rsvps import Move, MoveKind, Standing
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
WITH_A_PLACE = ".place"
"""Ends the occurrence of what tells of a change that gave its reader a place."""
_AT_ONCE_WITHIN = timedelta(hours=2)
_REMINDERS = (DeliveryKind.DAY_BEFORE, DeliveryKind.HOUR_BEFORE)

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
    """Store each one's reminders that are still ahead; those withdrawn with an earlier answer are meant again."""
    rows = {row.key: row for row in _reminders(community, session, people) if row.due_at > now}
    if not rows:
        return
    for known in await uow.deliveries.ahead(Subject.SESSION, session.id, _REMINDERS, now):
        again = rows.pop(known.key, None)
        if again and known.state is DeliveryState.WITHDRAWN and not known.dropped:
            await uow.deliveries.move(known.id, again.due_at, again.deadline_at)
    await uow.deliveries.add(list(rows.values()))


async def remind_no_more(
    uow: UnitOfWork, community: CommunityId, session: Session, people: Sequence[PersonId], now: datetime
) -> None:
    """Withdraw the reminders of those who do not come any more."""
    keys = {row.key for row in _reminders(community, session, people)}
    if keys:
        # Also what nobody sent in time, as while the program stood still: it is not to be said late either.
        known = await uow.deliveries.ahead(Subject.SESSION, session.id, _REMINDERS, session.starts_at - DAY)
        await uow.deliveries.withdraw([row.id for row in known if row.key in keys], now)


def _reminders(community: CommunityId, session: Session, people: Sequence[PersonId]) -> Sequence[NewDelivery]:
    both = (
        (DeliveryKind.DAY_BEFORE, session.starts_at - DAY, session.starts_at - _DAY_BEFORE_UNTIL),
        (DeliveryKind.HOUR_BEFORE, session.starts_at - HOUR, session.starts_at),
    )
    return [
        NewDelivery(
            community, Subject.SESSION, session.id, session.identity, kind, session.time_revision, due, until,
            person_id=person,
        )
        for kind, due, until in both
        for person in people
    ]  # fmt: skip


async def tell_moves(
    uow: UnitOfWork,
    community: CommunityId,
    session: Session,
    moves: Sequence[Move],
    now: datetime,
) -> None:
    """Store what those are told who got a place, an offer or lost one without pressing anything.

    What an earlier one of them would still have said does not hold any more.
    """
    told = [move for move in moves if move.kind in _TOLD and session.starts_at > now]
    if not told:
        return
    lanes = tuple(f":p{move.person}" for move in told)
    earlier = await uow.deliveries.ahead(Subject.SESSION, session.id, tuple(_TOLD.values()), now)
    await uow.deliveries.withdraw([row.id for row in earlier if row.key.endswith(lanes)], now)
    # The same may happen to somebody twice without an answer of theirs: told apart by when it did.
    occurrence = f"{session.identity}.{now:%Y%m%dT%H%M%S.%f}"
    await uow.deliveries.add(
        [
            NewDelivery(
                community, Subject.SESSION, session.id, occurrence, _TOLD[move.kind], session.time_revision, now,
                session.starts_at, person_id=move.person, urgent=True,
            )
            for move in told
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
    placed: Collection[PersonId] = (),
) -> None:
    """Store that a session was moved or cancelled, or takes place after all, for everybody concerned.

    Those *placed* have a place by it that they had not before.
    """
    due = now if until - now < _AT_ONCE_WITHIN else now + GRACE
    await uow.deliveries.add(
        [
            NewDelivery(
                community, Subject.SESSION, session.id,
                f"{session.identity}{WITH_A_PLACE}" if person in placed else session.identity, kind,
                session.time_revision, due, max(until, due), person_id=person, urgent=True,
            )
            for person in people
        ]
    )  # fmt: skip


def _after_a_pause(sessions: Sequence[Session]) -> Iterator[Session]:
    yield from sessions[:1]
    for before, session in pairwise(sessions):
        if session.starts_at - before.starts_at > SOON_AGAIN:
            yield session
