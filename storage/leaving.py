"""What is a person's own, and what becomes of it when their data is deleted."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Select, Table, and_, func, literal_column, null, or_, select
from sqlalchemy.sql import ColumnElement

from bot.domain.delivery import DeliveryState
from bot.domain.ids import PersonId
from bot.domain.subjects import Subject
from bot.domain.workshops import WorkshopState
from storage.indexing import Indexing
from storage.resource_rows import resource_of
from storage.scope import CHUNK, Scope
from storage.tables import (
    TROUBLED,
    announcements,
    attendance,
    audit,
    calendar_links,
    code_tries,
    collections,
    deliveries,
    drafts,
    feedback,
    file_requests,
    host_messages,
    hour_entries,
    intentions,
    people,
    placements,
    reports,
    resource_notes,
    resources,
    revisions,
    role_grants,
    rsvps,
    sessions,
    share_backs,
    shelf,
    thanks,
    topic_caretakers,
    topic_followers,
    topic_messages,
    topic_quotes,
    topic_wants,
    topics,
    trials,
    wishes,
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
        "intentions": (intentions, intentions.c.person_id == person),
        "share_backs": (share_backs, share_backs.c.person_id == person),
        "code_tries": (code_tries, code_tries.c.person_id == person),
        "host_messages": (host_messages, host_messages.c.by_id == person),
        "calendar_links": (calendar_links, calendar_links.c.person_id == person),
        "hours": (hour_entries, hour_entries.c.person_id == person),
        "wants": (topic_wants, topic_wants.c.person_id == person),
        "topics": (topics, _tends(scope, person)),
        "quotes": (topic_quotes, or_(topic_quotes.c.author_id == person, topic_quotes.c.asked_by == person)),
        "file_requests": (
            file_requests,
            or_(file_requests.c.author_id == person, file_requests.c.asked_by == person),
        ),
        "topic_messages": (topic_messages, topic_messages.c.by_id == person),
        "reports": (reports, reports.c.person_id == person),
        "collections": (collections, collections.c.made_by == person),
        "wishes": (wishes, wishes.c.person_id == person),
        "thanks": (thanks, thanks.c.person_id == person),
        "trials": (trials, trials.c.person_id == person),
        "notes": (resource_notes, resource_notes.c.person_id == person),
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
    takes over, and where nobody does it has no host; with topics that they look after it is the same. Collections stay,
    of a member. The audit log
    keeps what was done, not by or to whom. Accounts, roles, follows, shelf, drafts, answers, attendance, feedback,
    what they will try or took back, what they said to resources or wait for, clock hours, calendars and messages to
    them go with their row. What could be undone goes where it would bring the name back.
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
    for written_by in (host_messages.c.by_id, topic_messages.c.by_id):
        await scope.run(scope.update(written_by.table).where(written_by == person).values(body="", by_id=null()))
    await _hand_topics_over(scope, person)
    for column in (role_grants.c.granted_by, audit.c.person_id, collections.c.made_by):
        await scope.run(scope.update(column.table).where(column == person).values({column: null()}))
    about = scope.update(audit).where(audit.c.subject_kind == Subject.PERSON, audit.c.subject_id == person)
    await scope.run(about.values(subject_id=SOMEBODY))
    await _drop_notes(scope, person)
    await scope.run(scope.delete(people).where(people.c.id == person))


async def _drop_notes(scope: Scope, person: PersonId) -> None:
    """Delete what they noted to resources, which are not found by it any more."""
    theirs = scope.select(resource_notes).where(resource_notes.c.person_id == person)
    noted = [row["resource_id"] for row in await scope.all(theirs)]
    await scope.run(scope.delete(resource_notes).where(resource_notes.c.person_id == person))
    for start in range(0, len(noted), CHUNK):
        some = scope.select(resources).where(resources.c.id.in_(noted[start : start + CHUNK]))
        await Indexing(scope).put([resource_of(row) for row in await scope.all(some)])


def _hosts(scope: Scope, person: PersonId) -> ColumnElement[bool]:
    """Return the condition of workshops that they host, alone or with others."""
    with_others = select(workshop_hosts.c.workshop_id).where(
        scope.mine(workshop_hosts), workshop_hosts.c.person_id == person
    )
    return or_(workshops.c.host_id == person, workshops.c.id.in_(with_others))


def _tends(scope: Scope, person: PersonId) -> ColumnElement[bool]:
    """Return the condition of topics that they look after, alone or with others."""
    with_others = select(topic_caretakers.c.topic_id).where(
        scope.mine(topic_caretakers), topic_caretakers.c.person_id == person
    )
    return or_(topics.c.looked_after_by == person, topics.c.id.in_(with_others))


async def _hand_topics_over(scope: Scope, person: PersonId) -> None:
    """Leave each topic that they look after to the next who does so with them, or to nobody."""
    next_one = (
        select(topic_caretakers.c.person_id)
        .where(topic_caretakers.c.topic_id == topics.c.id, topic_caretakers.c.person_id != person)
        .order_by(topic_caretakers.c.position)
        .limit(1)
        .scalar_subquery()
    )
    theirs = scope.update(topics).where(topics.c.looked_after_by == person)
    await scope.run(theirs.values(looked_after_by=next_one))
    first = select(topics.c.looked_after_by).where(topics.c.id == topic_caretakers.c.topic_id).scalar_subquery()
    await scope.run(scope.delete(topic_caretakers).where(topic_caretakers.c.person_id == first))


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
        placements.c.subject_kind.in_((Subject.RESOURCE, Subject.PIN_REQUEST, Subject.LINK_QUESTION)),
        placements.c.subject_id.in_(shared),
    )
    revision = select(resources.c.revision + 1).where(resources.c.id == placements.c.subject_id).scalar_subquery()
    await scope.run(scope.update(placements).where(of_theirs).values(wanted_revision=revision, error="", right=""))
    await scope.run(
        scope.update(resources)
        .where(resources.c.shared_by == person)
        .values(shared_by=None, credit=credit, revision=resources.c.revision + 1)
    )
