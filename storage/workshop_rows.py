"""Workshops and sessions made from their rows, with their parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import RowMapping

from bot.domain.ids import CommunityId, Number, PersonId, SessionId, TopicId, WorkshopId
from bot.domain.recurrence import Change
from bot.domain.workshops import Session, SessionState, Workshop, WorkshopState
from storage.recurring import change_of, recurrence_of, recurrence_values
from storage.scope import Scope
from storage.tables import workshop_changes, workshop_hosts, workshops

_MINUTE = timedelta(minutes=1)


def workshop_values(workshop: Workshop) -> dict[str, object]:
    return {
        "host_id": workshop.host_id,
        "topic_id": workshop.topic_id,
        "title": workshop.title,
        "about": workshop.about,
        "place": workshop.place,
        "materials": workshop.materials,
        "question": workshop.question,
        "capacity": workshop.capacity,
        "length": workshop.length // _MINUTE,
        **recurrence_values(workshop.recurrence),
        "held": workshop.recurrence.held,
        "state": workshop.state,
        "revision": workshop.revision,
    }


async def workshops_of(scope: Scope, rows: Sequence[RowMapping]) -> Sequence[Workshop]:
    """Return the workshops of *rows* with their parts."""
    if not rows:
        return []
    ids = [row["id"] for row in rows]
    cohosts: dict[int, list[PersonId]] = defaultdict(list)
    changes: dict[int, dict[str, Change]] = defaultdict(dict)
    hosts = scope.select(workshop_hosts).where(workshop_hosts.c.workshop_id.in_(ids))
    for row in await scope.all(hosts.order_by(workshop_hosts.c.position)):
        cohosts[row["workshop_id"]].append(PersonId(row["person_id"]))
    changed = scope.select(workshop_changes).where(workshop_changes.c.workshop_id.in_(ids))
    for row in await scope.all(changed.order_by(workshop_changes.c.occurrence)):
        changes[row["workshop_id"]][row["occurrence"]] = change_of(row)
    return [_workshop_of(row, cohosts[row["id"]], changes[row["id"]]) for row in rows]


async def with_workshops(scope: Scope, rows: Sequence[RowMapping]) -> Sequence[tuple[Workshop, Session, RowMapping]]:
    """Return, for each row that has all columns of a session, its workshop, the session and the row itself."""
    ids = sorted({row["workshop_id"] for row in rows})
    found = await scope.all(scope.select(workshops).where(workshops.c.id.in_(ids))) if ids else []
    known = {int(each.id): each for each in await workshops_of(scope, found)}
    return [(known[row["workshop_id"]], session_of(row), row) for row in rows]


def _workshop_of(row: RowMapping, cohosts: Sequence[PersonId], changes: Mapping[str, Change]) -> Workshop:
    host, topic = row["host_id"], row["topic_id"]
    return Workshop(
        id=WorkshopId(row["id"]),
        community_id=CommunityId(row["community_id"]),
        number=Number(row["number"]),
        host_id=None if host is None else PersonId(host),
        title=row["title"],
        recurrence=recurrence_of(row, changes, row["held"]),
        length=row["length"] * _MINUTE,
        place=row["place"],
        state=WorkshopState(row["state"]),
        revision=row["revision"],
        created_at=row["created_at"],
        topic_id=None if topic is None else TopicId(topic),
        about=row["about"],
        materials=row["materials"],
        question=row["question"],
        capacity=row["capacity"],
        cohosts=tuple(cohosts),
    )


def session_values(session: Session) -> dict[str, object]:
    return {
        "identity": session.identity,
        "starts_at": session.starts_at,
        "length": session.length // _MINUTE,
        "state": session.state,
        "capacity": session.capacity,
        "opened": session.opened,
        "time_revision": session.time_revision,
        "sequence": session.sequence,
        "modified_at": session.modified_at,
    }


def session_of(row: RowMapping) -> Session:
    return Session(
        id=SessionId(row["id"]),
        workshop_id=WorkshopId(row["workshop_id"]),
        identity=row["identity"],
        starts_at=row["starts_at"],
        length=row["length"] * _MINUTE,
        state=SessionState(row["state"]),
        time_revision=row["time_revision"],
        sequence=row["sequence"],
        modified_at=row["modified_at"],
        capacity=row["capacity"],
        opened=row["opened"],
    )
