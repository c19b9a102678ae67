"""What is a person's own, and what becomes of it when their data is deleted."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Select, Table, and_, func, literal_column, null, or_, select
from sqlalchemy.sql import ColumnElement

from bot.domain.delivery import DeliveryState
from bot.domain.ids import PersonId
from bot.domain.subjects import Subject
from bot.domain.workshops import WorkshopState
from storage.scope import Scope
from storage.tables import (
    TROUBLED,
    announcements,
    attendance,
    audit,
    calendar_links,
    deliveries,
    drafts,
    feedback,
    host_messages,
    people,
    placements,
    resources,
    revisions,
    role_grants,
    rsvps,
    sessions,
    shelf,
    topic_followers,
    topics,
    workshop_hosts,
    workshops,
)

"""Kinds of subject, as the services write them."""

SOMEBODY = 0
"""The subject of audit entries about a person who is no longer known."""


def is_about(person: PersonId) -> ColumnElement[bool]:
    """Return the condition of audit entries that a person did or that were done to them."""
    done_to = and_(audit.c.subject_kind == Subject.PERSON, audit.c.subject_id == person)
    return or_(audit.c.person_id == person, done_to)


async def count_rows(scope: Scope, person: PersonId) -> Mapping[str, int]:
    kinds: dict[str, tuple[Table, ColumnElement[bool]]] = {
        "shared": (resources, resources.c.shared_by == person),
        "kept": (shelf, shelf.c.person_id == person),
        "follows": (topic_followers, topic_followers.c.person_id == person),
        "announcements": (announcements, announcements.c.author_id == person),
        "workshops": (workshops, _hosts(scope, person)),
        "rsvps": (rsvps, rsvps.c.person_id == person),
        "attendance": (attendance, attendance.c.person_id == person),
        "feedback": (feedback, feedback.c.person_id == person),
        "host_messages": (host_messages, host_messages.c.by_id == person),
        "calendar_links": (calendar_links, calendar_links.c.person_id == person),
        "drafts": (drafts, drafts.c.person_id == person),
        "revisions": (revisions, revisions.c.person_id == person),
        "audit": (audit, is_about(person)),
    }
    counts = (
        select(func.count()).select_from(table).where(scope.mine(table), theirs).scalar_subquery().label(kind)
        for kind, (table, theirs) in kinds.items()
    )
    row = await scope.find(select(*counts))
    return {kind: int(row[kind]) for kind in kinds} if row is not None else {}


async def delete(scope: Scope, person: PersonId, credit: str) -> None:
    """Delete the person.

    Resources stay, credited to *credit*, and their cards are asked to say so. What they announced goes, with what was
    still to be sent of it. A workshop that others see stays, for it is theirs too: the first who hosts it with them
    takes over, and where nobody does it has no host. The audit log keeps what was done, not by or to whom. Accounts,
    roles, follows, shelf, drafts, answers, attendance, feedback, calendars and messages to them go with their row. What
    could be undone goes where it would bring the name back.
    """
    await scope.lock()
    theirs = select(resources.c.id).where(scope.mine(resources), resources.c.shared_by == person)
    written = select(announcements.c.id).where(scope.mine(announcements), announcements.c.author_id == person)
    hosted = select(workshops.c.id).where(scope.mine(workshops), _hosts(scope, person))
    await _forget_revisions(scope, theirs, written, hosted)
    await _stop_announcing(scope, written)
    await scope.run(scope.delete(announcements).where(announcements.c.author_id == person))
    await _credit_elsewhere(scope, theirs, person, credit)
    await _renew_workshop_cards(scope, person)
    await _hand_over(scope, person)
    await scope.run(scope.update(host_messages).where(host_messages.c.by_id == person).values(body="", by_id=null()))
    for column in (topics.c.looked_after_by, role_grants.c.granted_by, audit.c.person_id):
        await scope.run(scope.update(column.table).where(column == person).values({column: null()}))
    about = scope.update(audit).where(audit.c.subject_kind == Subject.PERSON, audit.c.subject_id == person)
    await scope.run(about.values(subject_id=SOMEBODY))
    await scope.run(scope.delete(people).where(people.c.id == person))


def _hosts(scope: Scope, person: PersonId) -> ColumnElement[bool]:
    """Return the condition of workshops that they host, alone or with others."""
    with_others = select(workshop_hosts.c.workshop_id).where(
        scope.mine(workshop_hosts), workshop_hosts.c.person_id == person
    )
    return or_(workshops.c.host_id == person, workshops.c.id.in_(with_others))


async def _renew_workshop_cards(scope: Scope, person: PersonId) -> None:
    """Ask the cards that name or count them to be shown anew."""
    answered = (
        select(sessions.c.workshop_id)
        .join(rsvps, rsvps.c.session_id == sessions.c.id)
        .where(scope.mine(sessions), scope.mine(rsvps), rsvps.c.person_id == person)
    )
    theirs = select(workshops.c.id).where(
        scope.mine(workshops), or_(_hosts(scope, person), workshops.c.id.in_(answered))
    )
    of_theirs = and_(placements.c.subject_kind == Subject.WORKSHOP, placements.c.subject_id.in_(theirs))
    newer = placements.c.wanted_revision + 1
    await scope.run(scope.update(placements).where(of_theirs).values(wanted_revision=newer, error="", right=""))


async def _hand_over(scope: Scope, person: PersonId) -> None:
    """Delete their drafts, and give each workshop that they host to the first who hosts it with them."""
    theirs = workshops.c.host_id == person
    await scope.run(scope.delete(workshops).where(theirs, workshops.c.state == WorkshopState.DRAFT))
    next_host = (
        select(workshop_hosts.c.person_id)
        .where(workshop_hosts.c.workshop_id == workshops.c.id, workshop_hosts.c.person_id != person)
        .order_by(workshop_hosts.c.position)
        .limit(1)
        .scalar_subquery()
    )
    handed = scope.update(workshops).where(theirs).values(host_id=next_host, revision=workshops.c.revision + 1)
    await scope.run(handed)
    hosts = select(workshops.c.host_id).where(workshops.c.id == workshop_hosts.c.workshop_id).scalar_subquery()
    await scope.run(scope.delete(workshop_hosts).where(workshop_hosts.c.person_id == hosts))


async def _forget_revisions(scope: Scope, shared: Select[int], written: Select[int], hosted: Select[int]) -> None:
    subjects_of = ((Subject.RESOURCE, shared), (Subject.ANNOUNCEMENT, written), (Subject.WORKSHOP, hosted))
    for kind, subjects in subjects_of:
        await scope.run(
            scope.delete(revisions).where(revisions.c.subject_kind == kind, revisions.c.subject_id.in_(subjects))
        )


async def _stop_announcing(scope: Scope, written: Select[int]) -> None:
    of_theirs = and_(deliveries.c.subject_kind == Subject.ANNOUNCEMENT, deliveries.c.subject_id.in_(written))
    now = scope.machine.now()
    await scope.run(
        scope.update(deliveries)
        .where(of_theirs, deliveries.c.state == DeliveryState.PENDING)
        .values(state=DeliveryState.WITHDRAWN, settled_at=now)
    )
    await scope.run(scope.update(deliveries).where(of_theirs, literal_column(TROUBLED)).values(answered_at=now))


async def _credit_elsewhere(scope: Scope, shared: Select[int], person: PersonId, credit: str) -> None:
    of_theirs = and_(
        placements.c.subject_kind.in_((Subject.RESOURCE, Subject.PIN_REQUEST)), placements.c.subject_id.in_(shared)
    )
    revision = select(resources.c.revision + 1).where(resources.c.id == placements.c.subject_id).scalar_subquery()
    await scope.run(scope.update(placements).where(of_theirs).values(wanted_revision=revision, error="", right=""))
    await scope.run(
        scope.update(resources)
        .where(resources.c.shared_by == person)
        .values(shared_by=None, credit=credit, revision=resources.c.revision + 1)
    )
