"""Two communities filled alike: nothing asked in one returns or changes a row of the other."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import get_type_hints

import pytest
from sqlalchemy import RowMapping
from sqlalchemy.exc import IntegrityError

from bot.domain.attendance import CheckedIn, Feedback
from bot.domain.community import Channel, Purpose, WorkspaceState
from bot.domain.delivery import DeliveryState, Ending, PlacementKind
from bot.domain.ids import KeptId
from bot.domain.people import Account, Direct, Platform, Reminders, Role, RoleGrant
from bot.domain.records import AuditEntry, Continuation, Draft
from bot.domain.resources import Kept, NewResource
from bot.domain.rsvps import Rsvp, Standing
from bot.domain.topics import TopicChannel
from bot.domain.words import query_tokens
from bot.errors import AlreadyThere, Changed, NotFound
from bot.ports.storage import UnitOfWork
from storage.unit_of_work import SqlStorage
from tests.storage.moments import DAY, HOUR, NOW
from tests.storage.network import Network, Rows, a_card, a_delivery, a_session, a_workshop, an_announcement, fill

Ask = Callable[[UnitOfWork, Network], Awaitable[object]]

GRADING, STRIPS = query_tokens("grading"), query_tokens("fraction strips")
NEW = NewResource("https://example.org/b", "example.org/b", "Number lines")

ASKED: dict[str, Ask] = {
    "communities.get": lambda work, o: work.communities.get(),
    "communities.rename": lambda work, o: work.communities.rename("Other"),
    "communities.set_zone": lambda work, o: work.communities.set_zone("UTC"),
    "communities.workspaces": lambda work, o: work.communities.workspaces(),
    "communities.get_workspace": lambda work, o: work.communities.get_workspace(o.workspace.id),
    "communities.set_workspace_state": lambda work, o: work.communities.set_workspace_state(
        o.workspace.id, WorkspaceState.REMOVED, NOW
    ),
    "communities.channels": lambda work, o: work.communities.channels(o.workspace.id),
    "communities.set_channel": lambda work, o: work.communities.set_channel(
        Purpose.LIBRARY, Channel(o.workspace.id, "c9", "x")
    ),
    "people.find_by_account": lambda work, o: work.people.find_by_account(Platform.SLACK, "T1", "U1"),
    "people.add": lambda work, o: work.people.add("Cleo", NOW),
    "people.add_account": lambda work, o: work.people.add_account(Account(o.ana.id, Platform.SLACK, "T1", "U9", "x")),
    "people.rename": lambda work, o: work.people.rename(o.ana.id, "Mallory"),
    "people.update_account": lambda work, o: work.people.update_account(
        Account(o.ana.id, Platform.SLACK, "T1", "U1", "x")
    ),
    "people.get": lambda work, o: work.people.get(o.ana.id),
    "people.find": lambda work, o: work.people.find(o.ana.id),
    "people.accounts": lambda work, o: work.people.accounts(o.ana.id),
    "people.set_locale": lambda work, o: work.people.set_locale(o.ana.id, "en", None),
    "people.set_delete_at": lambda work, o: work.people.set_delete_at(o.ana.id, None),
    "people.due_for_deletion": lambda work, o: work.people.due_for_deletion(NOW + 9 * DAY),
    "people.count_rows": lambda work, o: work.people.count_rows(o.ana.id),
    "people.delete": lambda work, o: work.people.delete(o.ana.id, "a member"),
    "people.grants": lambda work, o: work.people.grants(),
    "people.granted_role": lambda work, o: work.people.granted_role(o.ana.id),
    "people.grant": lambda work, o: work.people.grant(RoleGrant(o.ana.id, Role.ADMIN, None, NOW)),
    "people.revoke": lambda work, o: work.people.revoke(o.ana.id),
    "people.admins_granted": lambda work, o: work.people.admins_granted(),
    "topics.add": lambda work, o: work.topics.add(o.topic.name, "", o.ana.id, NOW),
    "topics.get": lambda work, o: work.topics.get(o.topic.id),
    "topics.get_numbered": lambda work, o: work.topics.get_numbered(o.topic.number),
    "topics.find_named": lambda work, o: work.topics.find_named(o.topic.name),
    "topics.find_by_channel": lambda work, o: work.topics.find_by_channel(o.workspace.id, "c2"),
    "topics.matching": lambda work, o: work.topics.matching("", 50),
    "topics.summaries": lambda work, o: work.topics.summaries("", 50),
    "topics.summary": lambda work, o: work.topics.summary(o.topic.id),
    "topics.count": lambda work, o: work.topics.count(),
    "topics.channels": lambda work, o: work.topics.channels(o.topic.id),
    "topics.channel_names": lambda work, o: work.topics.channel_names(o.workspace.id),
    "topics.set_channel": lambda work, o: work.topics.set_channel(TopicChannel(o.topic.id, o.workspace.id, "x", "c9")),
    "topics.follow": lambda work, o: work.topics.follow(o.topic.id, o.ana.id, NOW),
    "topics.unfollow": lambda work, o: work.topics.unfollow(o.topic.id, o.ana.id),
    "topics.follows": lambda work, o: work.topics.follows(o.topic.id, o.ana.id),
    "topics.followed_by": lambda work, o: work.topics.followed_by(o.ana.id),
    "resources.add": lambda work, o: work.resources.add(replace(NEW, topic_id=o.topic.id, shared_by=o.ana.id), NOW),
    "resources.add_many": lambda work, o: work.resources.add_many([NEW], NOW),
    "resources.get": lambda work, o: work.resources.get(o.resource.id),
    "resources.get_numbered": lambda work, o: work.resources.get_numbered(o.resource.number),
    "resources.find_page": lambda work, o: work.resources.find_page(o.resource.page),
    "resources.pages_known": lambda work, o: work.resources.pages_known(["only/the/other"]),
    "resources.update": lambda work, o: work.resources.update(
        replace(o.resource, revision=o.resource.revision + 1, page="x")
    ),
    "resources.shared_by": lambda work, o: work.resources.shared_by(o.ana.id, None, 50),
    "resources.matching": lambda work, o: work.resources.matching("fraction", 50),
    "resources.newest": lambda work, o: work.resources.newest(pinned=False, limit=50),
    "resources.search": lambda work, o: work.resources.search(STRIPS, None, 50),
    "resources.search_any": lambda work, o: work.resources.search_any((*STRIPS, *GRADING), 50),
    "resources.in_topic": lambda work, o: work.resources.in_topic(o.topic.id, 50),
    "resources.count": lambda work, o: work.resources.count(),
    "shelf.keep": lambda work, o: work.shelf.keep(Kept(KeptId(0), o.ana.id, "x", "https://x", "", None, NOW)),
    "shelf.kept_by": lambda work, o: work.shelf.kept_by(o.ana.id, None, 50),
    "shelf.drop": lambda work, o: work.shelf.drop(o.ana.id, o.kept),
    "announcements.add": lambda work, o: work.announcements.add(an_announcement(o.ana, o.topic, "x")),
    "announcements.get": lambda work, o: work.announcements.get(o.announcement.id),
    "announcements.get_numbered": lambda work, o: work.announcements.get_numbered(o.announcement.number),
    "announcements.update": lambda work, o: work.announcements.update(replace(o.announcement, body="x", revision=2)),
    "announcements.scheduled": lambda work, o: work.announcements.scheduled(),
    "announcements.listed": lambda work, o: work.announcements.listed(None, 50),
    "school_days.entries": lambda work, o: work.school_days.entries(),
    "school_days.get": lambda work, o: work.school_days.get(o.school_day.id),
    "school_days.of": lambda work, o: work.school_days.of([o.school_day.id]),
    "school_days.add": lambda work, o: work.school_days.add([o.school_day]),
    "school_days.update": lambda work, o: work.school_days.update(replace(o.school_day, name="x")),
    "school_days.remove": lambda work, o: work.school_days.remove([o.school_day.id]),
    "school_days.clear": lambda work, o: work.school_days.clear(date(2026, 1, 1), date(2027, 1, 1)),
    "workshops.add": lambda work, o: work.workshops.add(a_workshop(o.ana, o.ben, o.topic, "x")),
    "workshops.get": lambda work, o: work.workshops.get(o.workshop.id),
    "workshops.get_numbered": lambda work, o: work.workshops.get_numbered(o.workshop.number),
    "workshops.update": lambda work, o: work.workshops.update(replace(o.workshop, title="x", revision=2)),
    "workshops.delete": lambda work, o: work.workshops.delete(o.draft.id),
    "workshops.listed": lambda work, o: work.workshops.listed(NOW, 50),
    "workshops.of_topic": lambda work, o: work.workshops.of_topic(o.topic.id, NOW, 50),
    "workshops.hosted_by": lambda work, o: work.workshops.hosted_by(o.ben.id, 50),
    "workshops.drafts_of": lambda work, o: work.workshops.drafts_of(o.ana.id),
    "workshops.drafts_before": lambda work, o: work.workshops.drafts_before(NOW + DAY),
    "workshops.sessions": lambda work, o: work.workshops.sessions(o.workshop.id),
    "workshops.get_session": lambda work, o: work.workshops.get_session(o.session.id),
    "workshops.set_sessions": lambda work, o: work.workshops.set_sessions(
        o.workshop.id, [replace(o.session, identity="x")]
    ),
    "workshops.next_session": lambda work, o: work.workshops.next_session(o.workshop.id, NOW),
    "workshops.sessions_between": lambda work, o: work.workshops.sessions_between(NOW, NOW + 9 * DAY),
    "rsvps.of_session": lambda work, o: work.rsvps.of_session(o.session.id),
    "rsvps.of_sessions": lambda work, o: work.rsvps.of_sessions([o.session.id]),
    "rsvps.of_person": lambda work, o: work.rsvps.of_person(o.ana.id, NOW),
    "rsvps.put": lambda work, o: work.rsvps.put(o.session.id, [Rsvp(o.ana.id, Standing.CANT, 9)], [o.ben.id], NOW),
    "rsvps.set_note": lambda work, o: work.rsvps.set_note(o.session.id, o.ana.id, "x"),
    "rsvps.notes": lambda work, o: work.rsvps.notes(o.session.id),
    "rsvps.waiting_sessions": lambda work, o: work.rsvps.waiting_sessions(NOW),
    "attendance.attend": lambda work, o: work.attendance.attend(o.session.id, o.ana.id, CheckedIn.HOST, NOW, 5),
    "attendance.attended": lambda work, o: work.attendance.attended(o.session.id),
    "attendance.attended_by": lambda work, o: work.attendance.attended_by(o.ana.id),
    "attendance.give": lambda work, o: work.attendance.give(o.session.id, Feedback(o.ana.id, 1, "x", "x", NOW)),
    "attendance.given": lambda work, o: work.attendance.given(o.session.id),
    "calendar_links.calendar_of": lambda work, o: work.calendar_links.calendar_of("hash of Ana theirword"),
    "calendar_links.link_of": lambda work, o: work.calendar_links.link_of(o.ana.id),
    "calendar_links.set_link": lambda work, o: work.calendar_links.set_link(o.ana.id, "x", NOW),
    "deliveries.add": lambda work, o: work.deliveries.add(
        [a_delivery(o.workspace, o.announcement, "2027-01-01T00:00")]
    ),
    "deliveries.ahead": lambda work, o: work.deliveries.ahead(
        "announcement", o.announcement.id, ("announcement",), NOW
    ),
    "deliveries.move": lambda work, o: work.deliveries.move(o.delivery, NOW, NOW),
    "deliveries.withdraw": lambda work, o: work.deliveries.withdraw([o.delivery], NOW),
    "deliveries.troubled_of": lambda work, o: work.deliveries.troubled_of("announcement", o.announcement.id, 50),
    "deliveries.untold": lambda work, o: work.deliveries.untold(50),
    "deliveries.mark_told": lambda work, o: work.deliveries.mark_told([o.delivery], NOW),
    "deliveries.unread": lambda work, o: work.deliveries.unread(o.ana.id),
    "deliveries.mark_read": lambda work, o: work.deliveries.mark_read([o.delivery], NOW),
    "communities.set_digest_posted": lambda work, o: work.communities.set_digest_posted(True),
    "people.set_messages": lambda work, o: work.people.set_messages(o.ana.id, None, Direct.NEVER),
    "people.set_direct_channel": lambda work, o: work.people.set_direct_channel(
        Account(o.ana.id, Platform.DISCORD, "", "u1", "x"), "d1"
    ),
    "people.digest_followers": lambda work, o: work.people.digest_followers(),
    "people.follows_digest": lambda work, o: work.people.follows_digest(o.ana.id),
    "people.set_reminders": lambda work, o: work.people.set_reminders(o.ana.id, Reminders.NONE),
    "host_messages.add": lambda work, o: work.host_messages.add(o.session.id, "x", o.ana.id, NOW),
    "host_messages.get": lambda work, o: work.host_messages.get(o.session.id, 1),
    "host_messages.count": lambda work, o: work.host_messages.count(o.session.id, NOW - DAY),
    "people.follow_digest": lambda work, o: work.people.follow_digest(o.ana.id, None),
    "topics.opened_since": lambda work, o: work.topics.opened_since(NOW, 5),
    "deliveries.withdraw_pending": lambda work, o: work.deliveries.withdraw_pending(
        "announcement", o.announcement.id, NOW
    ),
    "deliveries.of_subject": lambda work, o: work.deliveries.of_subject("announcement", o.announcement.id, 50),
    "deliveries.troubled": lambda work, o: work.deliveries.troubled(None, 50),
    "deliveries.get": lambda work, o: work.deliveries.get(o.delivery),
    "deliveries.answer_trouble": lambda work, o: work.deliveries.answer_trouble(
        o.delivery, DeliveryState.PENDING, NOW, NOW + HOUR
    ),
    "deliveries.counts": lambda work, o: work.deliveries.counts(),
    "deliveries.unwell": lambda work, o: work.deliveries.unwell(NOW + 9 * DAY, 50),
    "deliveries.outstanding": lambda work, o: work.deliveries.outstanding(NOW, NOW + 9 * DAY),
    "deliveries.retry": lambda work, o: work.deliveries.retry(o.delivery, NOW, NOW + HOUR),
    "deliveries.drop": lambda work, o: work.deliveries.drop(o.delivery, NOW),
    "placements.want": lambda work, o: work.placements.want(
        replace(a_card(o.community.id, o.workspace, o.resource), wanted_pin=True)
    ),
    "placements.want_revision": lambda work, o: work.placements.want_revision("resource", o.resource.id, 99),
    "placements.renew": lambda work, o: work.placements.renew("resource", o.resource.id),
    "placements.try_again": lambda work, o: work.placements.try_again(o.workspace.id),
    "placements.want_absent": lambda work, o: work.placements.want_absent("resource", o.resource.id),
    "placements.of_subject": lambda work, o: work.placements.of_subject("resource", o.resource.id),
    "placements.find": lambda work, o: work.placements.find(
        PlacementKind.CARD, "resource", o.resource.id, o.workspace.id
    ),
    "placements.troubled": lambda work, o: work.placements.troubled(50),
    "records.save_draft": lambda work, o: work.records.save_draft(Draft("d1", o.ana.id, "x", (), {}), NOW),
    "records.find_draft": lambda work, o: work.records.find_draft("d1", o.ana.id),
    "records.drafts_of": lambda work, o: work.records.drafts_of(o.ana.id),
    "records.drop_draft": lambda work, o: work.records.drop_draft("d1"),
    "records.save_continuation": lambda work, o: work.records.save_continuation(
        Continuation("k1", o.ana.id, "x", {}), NOW
    ),
    "records.find_continuation": lambda work, o: work.records.find_continuation("k1", o.ana.id),
    "records.add_revision": lambda work, o: work.records.add_revision(o.ana.id, "resource", 1, "x", {}, NOW),
    "records.get_revision": lambda work, o: work.records.get_revision(o.revision),
    "records.is_latest": lambda work, o: work.records.is_latest(o.revision),
    "records.mark_undone": lambda work, o: work.records.mark_undone(o.revision, NOW),
    "records.audit": lambda work, o: work.records.audit(AuditEntry(o.ana.id, "x", "person", o.ana.id, NOW)),
    "records.audit_about": lambda work, o: work.records.audit_about(o.ana.id, 50),
    "records.forget_expired": lambda work, o: work.records.forget_expired(NOW + 9 * DAY),
}
BY_IDS_OF_THE_OTHER = {
    "attendance.attended",
    "attendance.attended_by",
    "attendance.given",
    "calendar_links.calendar_of",
    "calendar_links.link_of",
    "rsvps.notes",
    "rsvps.of_person",
    "rsvps.of_session",
    "workshops.drafts_of",
    "workshops.hosted_by",
    "workshops.next_session",
    "workshops.of_topic",
    "workshops.sessions",
    "people.accounts",
    "people.granted_role",
    "topics.channels",
    "topics.channel_names",
    "topics.followed_by",
    "topics.follows",
    "resources.in_topic",
    "resources.pages_known",
    "resources.shared_by",
    "school_days.of",
    "shelf.kept_by",
    "deliveries.of_subject",
    "placements.of_subject",
    "records.audit_about",
}


def everything_that_can_be_asked(storage: SqlStorage) -> set[str]:
    return {
        f"{name}.{method}"
        for name, repository in get_type_hints(UnitOfWork).items()
        for method, _ in inspect.getmembers(repository, inspect.isfunction)
        if not method.startswith("_")
    }


def rows_of(rows: dict[str, list[RowMapping]], network: Network) -> dict[str, list[RowMapping]]:
    """The rows of one community, its own and those of the search index too."""
    own = {"communities": ("id", network.community.id), "resource_words": ("resource_id", network.resource.id)}
    found: dict[str, list[RowMapping]] = {}
    for table, every in rows.items():
        column, value = own.get(table, ("community_id", network.community.id))
        found[table] = [row for row in every if row.get(column) == value]
    return found


async def asked(storage: SqlStorage, mine: Network, other: Network, ask: Ask) -> object:
    """Ask in one community for what is of the other; None where it is refused."""
    try:
        async with storage.write(mine.community.id) as work:
            answer = await ask(work, other)
            await work.commit()
            return answer
    except (NotFound, AlreadyThere, Changed, IntegrityError):
        return None


async def test_everything_that_can_be_asked_is_asked_here(storage: SqlStorage) -> None:
    assert set(ASKED) == everything_that_can_be_asked(storage)


async def test_no_community_sees_or_changes_another(storage: SqlStorage, database: str) -> None:
    mine, other = await fill(storage, "ourword"), await fill(storage, "theirword")
    async with Rows(database) as rows:
        before = rows_of(await rows.read(), other)
        assert {table for table, found in before.items() if not found} == {"settings", "room_channels", "room_messages"}
        for name, ask in ASKED.items():
            answer = await asked(storage, mine, other, ask)
            assert "theirword" not in repr(answer), name
            assert f"community_id={other.community.id}," not in repr(answer), name
            assert name not in BY_IDS_OF_THE_OTHER or not answer, name
            after = rows_of(await rows.read(), other)
            assert after == before, (name, [table for table in after if after[table] != before[table]])


async def test_nothing_of_another_community_is_counted(storage: SqlStorage) -> None:
    mine, other = await fill(storage, "ourword"), await fill(storage, "theirword")
    async with storage.read(mine.community.id) as work:
        assert set((await work.people.count_rows(other.ana.id)).values()) == {0}
        assert await work.people.due_for_deletion(NOW + 9 * DAY) == [mine.ana.id]
        assert await work.topics.count() == await work.resources.count() == await work.people.admins_granted() == 1
        assert sum((await work.deliveries.counts()).values()) == 3
        assert await work.resources.pages_known(["example.org/a", "x"]) == {"example.org/a"}
    for network in (mine, other):
        assert (network.topic.number, network.resource.number, network.announcement.number) == (1, 1, 1)
        assert (network.workshop.number, network.draft.number) == (1, 2)


async def test_a_row_claimed_for_one_community_is_not_settled_for_another(storage: SqlStorage) -> None:
    mine, other = await fill(storage, "ourword"), await fill(storage, "theirword")
    rows = await storage.outbox.claim_deliveries("owner", Platform.DISCORD, NOW + DAY, NOW + DAY, NOW + DAY, 50, 50)
    theirs = next(row for row in rows if row.community_id == other.community.id)
    posing = replace(theirs, community_id=mine.community.id)
    assert not await storage.outbox.record(posing, Ending(DeliveryState.SENT, NOW))
    assert await storage.outbox.record(theirs, Ending(DeliveryState.SENT, NOW))


async def test_rows_point_at_rows_of_their_own_community_alone(storage: SqlStorage) -> None:
    mine, other = await fill(storage, "ourword"), await fill(storage, "theirword")
    pointing: list[Ask] = [
        lambda work, o: work.topics.follow(o.topic.id, mine.ana.id, NOW),
        lambda work, o: work.topics.follow(mine.topic.id, o.ana.id, NOW),
        lambda work, o: work.topics.add("New", "", o.ana.id, NOW),
        lambda work, o: work.topics.set_channel(TopicChannel(mine.topic.id, o.workspace.id, "x", "c9")),
        lambda work, o: work.shelf.keep(Kept(KeptId(0), mine.ana.id, "x", "https://x", "", o.resource.id, NOW)),
        lambda work, o: work.announcements.add(an_announcement(mine.ana, o.topic, "x")),
        lambda work, o: work.workshops.add(a_workshop(mine.ana, mine.ben, o.topic, "x")),
        lambda work, o: work.workshops.add(a_workshop(mine.ana, o.ben, mine.topic, "x")),
        lambda work, o: work.workshops.add(replace(a_workshop(mine.ana, mine.ben, mine.topic, "x"), host_id=o.ana.id)),
        lambda work, o: work.workshops.set_sessions(o.workshop.id, [a_session(o.workshop.id, 2)]),
        lambda work, o: work.rsvps.put(mine.session.id, [Rsvp(o.ana.id, Standing.GOING, 9)], [], NOW),
        lambda work, o: work.rsvps.put(o.session.id, [Rsvp(mine.ana.id, Standing.GOING, 9)], [], NOW),
        lambda work, o: work.attendance.attend(o.session.id, mine.ana.id, CheckedIn.CODE, NOW, 5),
        lambda work, o: work.attendance.give(o.session.id, Feedback(mine.ana.id, 1, "x", "x", NOW)),
        lambda work, o: work.calendar_links.set_link(o.ana.id, "x", NOW),
        lambda work, o: work.people.add_account(Account(mine.ana.id, Platform.SLACK, "T1", "U9", "x", o.workspace.id)),
        lambda work, o: work.people.grant(RoleGrant(mine.ana.id, Role.ADMIN, o.ben.id, NOW)),
        lambda work, o: work.resources.add(replace(NEW, topic_id=o.topic.id), NOW),
        lambda work, o: work.deliveries.add([a_delivery(o.workspace, mine.announcement, "2027-01-01T00:00")]),
        lambda work, o: work.placements.want(a_card(mine.community.id, o.workspace, mine.resource)),
    ]
    for ask in pointing:
        with pytest.raises(IntegrityError):
            async with storage.write(mine.community.id) as work:
                await ask(work, other)
