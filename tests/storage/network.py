"""A community with a row in every table, in which every text carries one mark."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from sqlalchemy import RowMapping, select, text
from sqlalchemy.engine import make_url

from bot.domain.announcements import Announcement, AnnouncementState
from bot.domain.attendance import CheckedIn, Feedback, Intention, Pace, ShareBack
from bot.domain.collections import Collection
from bot.domain.community import Channel, Community, Purpose, Workspace, WorkspaceState
from bot.domain.delivery import DeliveryState, Ending, NewDelivery, NewPlacement, PlacementKind
from bot.domain.files import FileType, NewFileRequest, StoredFile
from bot.domain.hours import ActivityKind, HourEntry
from bot.domain.ids import (
    AnnouncementId,
    CommunityId,
    DeliveryId,
    HourEntryId,
    KeptId,
    Number,
    RevisionId,
    SessionId,
    WorkshopId,
)
from bot.domain.people import Account, Person, Platform, Role, RoleGrant
from bot.domain.records import AuditEntry, Continuation, Draft
from bot.domain.recurrence import Recurrence, Skipped
from bot.domain.reports import ReportReason
from bot.domain.resources import Filters, Kept, NewResource, Resource
from bot.domain.responses import Note, Outcome, Trial, Wish, Wished
from bot.domain.rsvps import Rsvp, Standing
from bot.domain.school_days import DayKind, Entry
from bot.domain.topics import Topic, TopicChannel
from bot.domain.workshops import Session, SessionState, Workshop, WorkshopState
from bot.ports.storage import UnitOfWork
from storage.engine import engine_for_migrations
from storage.tables import metadata
from storage.unit_of_work import SqlStorage
from tests.storage.moments import DAY, HOUR, NOW


@dataclass(frozen=True)
class Network:
    community: Community
    workspace: Workspace
    ana: Person
    ben: Person
    topic: Topic
    resource: Resource
    announcement: Announcement
    delivery: DeliveryId
    kept: KeptId
    revision: RevisionId
    school_day: Entry
    workshop: Workshop
    session: Session
    draft: Workshop
    hours: HourEntry
    trial: Trial
    note: Note
    wish: Wish
    collection: Collection


def a_file(mark: str) -> StoredFile:
    return StoredFile(hashlib.sha256(mark.encode()).hexdigest(), f"{mark}.pdf", FileType.PDF, 9)


async def fill(storage: SqlStorage, mark: str) -> Network:
    """Ana has a row in every table; Ben, who let her in, has his own shelf, topic and follows."""
    community = await storage.installation.add_community(f"Network {mark}", "America/New_York", NOW)
    workspace = await storage.installation.add_workspace(
        community.id, Platform.DISCORD, f"1001 {mark}", f"Server {mark}", WorkspaceState.JOINED, NOW
    )
    async with storage.write(community.id, once="interaction 1") as work:
        ana, ben = await _people(work, workspace, mark)
        topic = await _topic(work, workspace, ana, ben, mark)
        resource = await work.resources.add(
            NewResource(
                "https://example.org/a",
                "example.org/a",
                f"Fraction strips {mark}",
                mark,
                (mark,),
                topic.id,
                ana.id,
                ana.name,
            ),
            NOW,
        )
        here = Channel(workspace.id, "c3", f"news {mark}")
        announcement = await work.announcements.add(replace(an_announcement(ana, topic, mark), channels=(here,)))
        await work.people.follow_digest(ana.id, NOW)
        revision = await _records(work, resource, ana, ben, mark)
        for person in (ana, ben):
            await work.shelf.keep(Kept(KeptId(0), person.id, mark, "https://example.org/a", mark, resource.id, NOW))
        (kept,) = await work.shelf.kept_by(ana.id, None, 5)
        await work.communities.set_channel(Purpose.LIBRARY, Channel(workspace.id, "c1", f"library {mark}"))
        await work.placements.want(a_card(community.id, workspace, resource))
        (school_day,) = await work.school_days.add([a_closed_day(mark)])
        workshop = await work.workshops.add(a_workshop(ana, ben, topic, mark))
        draft = await work.workshops.add(
            replace(a_workshop(ana, ben, topic, mark), cohosts=(), state=WorkshopState.DRAFT)
        )
        session = await _turnout(work, workshop, ana, ben, mark)
        hours = await _hours(work, workshop, ana, ben, mark)
        said = await _responses(work, resource, ana, mark)
        await work.deliveries.add([a_delivery(workspace, announcement), a_message(ana, announcement)])
        await work.commit()
    delivery = await _in_trouble(storage, workspace, announcement)
    return Network(
        community, workspace, ana, ben, topic, resource, announcement, delivery, kept.id, revision, school_day,
        workshop, session, draft, hours, *said,
    )  # fmt: skip


async def _people(work: UnitOfWork, workspace: Workspace, mark: str) -> tuple[Person, Person]:
    ben = await work.people.add(f"Ben {mark}", NOW)
    ana = await work.people.add(f"Ana {mark}", NOW)
    await work.people.add_account(Account(ana.id, Platform.SLACK, "T1", "U1", f"Ana {mark}", workspace.id))
    await work.people.grant(RoleGrant(ben.id, Role.ADMIN, None, NOW))
    await work.people.grant(RoleGrant(ana.id, Role.MODERATOR, ben.id, NOW))
    await work.people.grant(RoleGrant(ben.id, Role.ADMIN, ana.id, NOW))
    await work.people.set_locale(ana.id, "es", "America/Bogota")
    await work.people.set_delete_at(ana.id, NOW + DAY)
    return ana, ben


async def _topic(work: UnitOfWork, workspace: Workspace, ana: Person, ben: Person, mark: str) -> Topic:
    topic = await work.topics.add(f"Grading {mark}", mark, ana.id, NOW)
    await work.topics.set_channel(TopicChannel(topic.id, workspace.id, f"grading {mark}", "c2"))
    for person in (ana, ben):
        await work.topics.follow(topic.id, person.id, NOW)
        await work.tending.want(topic.id, person.id, NOW)
    await work.tending.set_caretakers(topic.id, [ana.id, ben.id])
    await work.tending.add_name(topic.id, f"Marking {mark}")
    old = await work.topics.add(f"Late work {mark}", mark, None, NOW)
    await work.tending.merge(old.id, topic.id, NOW)
    await work.tending.add_quote(ana.id, ben.id, f"Strips {mark}", mark, NOW)
    await work.files.ask(NewFileRequest(ana.id, ben.id, a_file(mark), mark, mark, (mark,), None), NOW)
    await work.accounts.set_code(ana.id, f"code of Ana {mark}", NOW + DAY)
    return topic


async def _records(work: UnitOfWork, resource: Resource, ana: Person, ben: Person, mark: str) -> RevisionId:
    await work.records.save_draft(Draft("d1", ana.id, "share", (mark,), {"title": mark}), NOW + DAY)
    await work.records.save_continuation(Continuation("k1", ana.id, "search", {"text": mark}), NOW + DAY)
    before = {"title": f"Before {mark}", "credit": ana.name, "shared_by": ana.id}
    await work.records.add_revision(ben.id, "resource", resource.id, "edit", before, NOW)
    await work.records.audit(AuditEntry(ana.id, f"pin {mark}", "resource", resource.id, NOW))
    await work.records.audit(AuditEntry(ben.id, f"granted moderator {mark}", "person", ana.id, NOW))
    return await work.records.add_revision(ana.id, "topic", 1, "edit", {"name": mark}, NOW)


async def _turnout(work: UnitOfWork, workshop: Workshop, ana: Person, ben: Person, mark: str) -> Session:
    """Both come to its one session, where a place was held for Ana; Ana said what she thought of it."""
    await work.workshops.set_sessions(workshop.id, [a_session(workshop.id, 1)])
    (session,) = await work.workshops.sessions(workshop.id)
    rsvps = [Rsvp(ana.id, Standing.OFFERED, 2, NOW + DAY), Rsvp(ben.id, Standing.GOING, 1, agreed=session.starts_at)]
    await work.rsvps.put(session.id, rsvps, [], NOW)
    await work.rsvps.set_note(session.id, ana.id, f"Grade 4 {mark}")
    for person in (ana, ben):
        await work.attendance.attend(session.id, person.id, CheckedIn.BUTTON, NOW, 60)
    await work.attendance.set_code_word(session.id, f"maple {mark}")
    await work.attendance.tried(session.id, ana.id)
    await work.looking_back.give(session.id, Feedback(ana.id, 4, Pace.RIGHT, NOW))
    await work.looking_back.intend(session.id, Intention(ana.id, f"Strips {mark}", NOW.date(), NOW))
    await work.looking_back.share(workshop.id, ShareBack(ana.id, f"A talk a day {mark}", True, NOW))
    await work.host_messages.add(session.id, f"Bring strips {mark}", ana.id, NOW - HOUR)
    if workshop.topic_id is not None:
        await work.topic_messages.add(workshop.topic_id, f"Bring a strip {mark}", ana.id, NOW - HOUR)
    await work.calendar_links.set_link(ana.id, f"hash of Ana {mark}", NOW)
    await work.calendar_links.set_link(None, f"hash of all {mark}", NOW)
    return session


async def _hours(work: UnitOfWork, workshop: Workshop, ana: Person, ben: Person, mark: str) -> HourEntry:
    """Each wrote something down, said what the workshop counts for, and asked for a page; return what Ana wrote."""
    for person in (ben, ana):
        await work.hours.set_link(person.id, f"hours of {person.name}", NOW + DAY)
        await work.hours.set_area(person.id, workshop.id, f"us-md/{mark}")
    await work.hours.add(an_entry(ben, mark))
    return await work.hours.add(an_entry(ana, mark))


async def _responses(
    work: UnitOfWork, resource: Resource, ana: Person, mark: str
) -> tuple[Trial, Note, Wish, Collection]:
    """Ana said all there is to say to her own resource, the only one, and waits for another."""
    await work.responses.adapt(resource.id, resource.id)
    await work.responses.thank(resource.id, ana.id, NOW)
    trial, _ = await work.responses.put_trial(resource.id, ana.id, "5", f"Folded {mark}", Outcome.WORKED, NOW)
    await work.reports.add(resource.id, ana.id, ReportReason.OTHER, f"Look {mark}", NOW)
    note = await work.responses.put_note(resource.id, ana.id, f"Laminate {mark}", NOW)
    wish = await work.wishes.add(ana.id, Wished(f"Lines {mark}", Filters(mark, mark, NOW)), NOW + DAY)
    collection = await work.collections.add(f"Unit {mark}", f"For {mark}", ana.id, NOW)
    await work.collections.put(collection.id, resource.id)
    return trial, note, wish, collection


async def _in_trouble(storage: SqlStorage, workspace: Workspace, announcement: Announcement) -> DeliveryId:
    """One delivery of the announcement was refused, one waits, one is a direct message."""
    later = NOW + 30 * DAY
    rows = await storage.outbox.claim_deliveries("owner", Platform.DISCORD, NOW + HOUR, later, later, 100, 100)
    (mine,) = (row for row in rows if row.workspace_id == workspace.id)
    await storage.outbox.record(mine, Ending(DeliveryState.REFUSED, NOW, reason="missing right"))
    async with storage.write(workspace.community_id) as work:
        await work.deliveries.add([a_delivery(workspace, announcement, "2026-10-12T12:00")])
        await work.commit()
    return mine.id


def an_announcement(author: Person, topic: Topic, mark: str) -> Announcement:
    return Announcement(
        id=AnnouncementId(0),
        community_id=author.community_id,
        number=Number(0),
        author_id=author.id,
        body=f"We meet on Tuesday {mark}",
        recurrence=Recurrence(
            date(2026, 10, 5),
            time(16, 0),
            "America/New_York",
            "FREQ=WEEKLY;BYDAY=MO",
            changes={"2026-10-12T16:00": Skipped()},
        ),
        state=AnnouncementState.SCHEDULED,
        time_revision=1,
        revision=1,
        created_at=NOW,
        everywhere=False,
        topics=(topic.id,),
    )


def a_workshop(host: Person, cohost: Person, topic: Topic, mark: str) -> Workshop:
    return Workshop(
        id=WorkshopId(0),
        community_id=host.community_id,
        number=Number(0),
        host_id=host.id,
        title=f"Fraction talks {mark}",
        recurrence=Recurrence(
            date(2026, 10, 8),
            time(16, 30),
            "America/New_York",
            "FREQ=WEEKLY;BYDAY=TH",
            held=6,
            changes={"2026-10-15T16:30": Skipped()},
        ),
        length=timedelta(minutes=90),
        place=f"Room 12 {mark}",
        state=WorkshopState.POSTED,
        revision=1,
        created_at=NOW,
        topic_id=topic.id,
        about=mark,
        materials=mark,
        question=f"Which grade? {mark}",
        capacity=20,
        cohosts=(cohost.id,),
    )


def an_entry(person: Person, mark: str) -> HourEntry:
    return HourEntry(
        id=HourEntryId(0),
        person=person.id,
        day=date(2026, 7, 10),
        title=f"Summer course {mark}",
        provider=f"College {mark}",
        minutes=45 * 60,
        kind=ActivityKind.COLLEGE,
        area="us-md/1",
        evidence=f"https://example.org/{mark}",
        approved_by=f"Mo {mark}",
    )


def a_session(workshop: WorkshopId, days: int) -> Session:
    starts_at = NOW + days * DAY
    return Session(
        id=SessionId(0),
        workshop_id=workshop,
        identity=f"{starts_at:%Y-%m-%dT%H:%M}",
        starts_at=starts_at,
        length=timedelta(minutes=90),
        state=SessionState.SCHEDULED,
        time_revision=1,
        sequence=0,
        modified_at=NOW,
        capacity=20,
    )


def a_delivery(workspace: Workspace, announcement: Announcement, occurrence: str = "2026-10-05T12:00") -> NewDelivery:
    return NewDelivery(
        community_id=workspace.community_id,
        subject_kind="announcement",
        subject_id=announcement.id,
        occurrence=occurrence,
        kind="announcement",
        time_revision=1,
        due_at=NOW,
        deadline_at=NOW + HOUR,
        workspace_id=workspace.id,
        topic_id=announcement.topics[0],
    )


def a_message(person: Person, announcement: Announcement) -> NewDelivery:
    return NewDelivery(
        community_id=person.community_id,
        subject_kind="announcement",
        subject_id=announcement.id,
        occurrence="2026-10-05T12:00",
        kind="trouble",
        time_revision=1,
        due_at=NOW + DAY,
        deadline_at=NOW + 2 * DAY,
        person_id=person.id,
    )


def a_closed_day(mark: str) -> Entry:
    return Entry(date(2026, 11, 26), date(2026, 11, 27), f"Thanksgiving {mark}", DayKind.CLOSED)


def a_card(community: CommunityId, workspace: Workspace, resource: Resource) -> NewPlacement:
    return NewPlacement(community, PlacementKind.CARD, "resource", resource.id, workspace.id, "c2", resource.revision)


class Rows:
    """All rows of all tables, the search index among them, read past the code under test."""

    def __init__(self, url: str) -> None:
        self._engine = engine_for_migrations(make_url(url))

    async def __aenter__(self) -> Rows:
        self._connection = await self._engine.connect()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._connection.close()
        await self._engine.dispose()

    async def read(self) -> dict[str, list[RowMapping]]:
        async with self._connection.begin():
            found = {
                name: list((await self._connection.execute(select(table).order_by(*table.primary_key))).mappings())
                for name, table in metadata.tables.items()
            }
            own = "rowid AS resource_id" if self._engine.dialect.name == "sqlite" else "resource_id"
            index = text(f"SELECT {own}, title FROM resource_words ORDER BY 1")
            found["resource_words"] = list((await self._connection.execute(index)).mappings())
        return found


async def every_row(url: str) -> dict[str, list[RowMapping]]:
    async with Rows(url) as rows:
        return await rows.read()
