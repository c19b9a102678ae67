"""The dates of a workshop: those that its rule gives, and what a change makes of those that people know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.ids import SessionId, WorkshopId
from bot.domain.recurrence import LeftOut, Occurrence, Recurrence
from bot.domain.school_days import SchoolDays
from bot.domain.workshops import MOST_SESSIONS, Session, SessionState, Workshop

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Dates:
    """*held* take place; *left_out* are days between them on which nothing does, with why."""

    held: tuple[Occurrence, ...]
    left_out: tuple[LeftOut, ...]


def dates_of(recurrence: Recurrence, days: SchoolDays) -> Dates:
    """Return the dates of a workshop that was not posted yet; of a series MOST_SESSIONS at most."""
    most = MOST_SESSIONS if recurrence.rule else 1
    found = recurrence.upcoming(recurrence.instant - _INSTANT, min(most, recurrence.held or most), days)
    held = tuple(each for each in found if isinstance(each, Occurrence))
    return Dates(held, tuple(each for each in found if isinstance(each, LeftOut)))


def sessions_of(workshop: Workshop, dates: Dates, now: datetime) -> Sequence[Session]:
    """Return the sessions to be stored when *workshop* is posted."""
    return [
        Session(
            id=SessionId(0),
            workshop_id=WorkshopId(workshop.id),
            identity=each.identity,
            starts_at=each.at,
            length=workshop.length,
            state=SessionState.SCHEDULED,
            time_revision=1,
            sequence=0,
            modified_at=now,
            capacity=workshop.capacity,
        )
        for each in dates.held
    ]


def moved(session: Session, starts_at: datetime, length: timedelta, now: datetime) -> Session:
    """Return *session* at another time: what was to be said for the old one is not said any more."""
    changed = replace(session, starts_at=starts_at, length=length)
    if changed == session:
        return session
    revision = session.time_revision + (starts_at != session.starts_at)
    return replace(changed, time_revision=revision, sequence=session.sequence + 1, modified_at=now)


def with_state(session: Session, state: SessionState, now: datetime) -> Session:
    if session.state is state:
        return session
    return replace(
        session,
        state=state,
        time_revision=session.time_revision + 1,
        sequence=session.sequence + 1,
        modified_at=now,
    )
