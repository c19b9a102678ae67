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

from bot.domain.attendance import CheckedIn, Feedback, Intention, Pace, ShareBack
from bot.domain.community import Channel, Purpose, WorkspaceState
from bot.domain.delivery import DeliveryState, Ending, PlacementKind
from bot.domain.files import FileRequestId, NewFileRequest, RequestState
from bot.domain.ids import KeptId, Number, PlacementId, ReportId, ResourceId
from bot.domain.links import LinkCheck
from bot.domain.people import Account, Direct, Platform, Reminders, Role, RoleGrant
from bot.domain.records import AuditEntry, Continuation, Draft
from bot.domain.reports import ReportOutcome, ReportReason
from bot.domain.resources import NO_FILTERS, Kept, NewResource
from bot.domain.responses import FiledNote, Outcome, Said, Wished
from bot.domain.rsvps import Rsvp, Standing
from bot.domain.tending import Moved, QuoteId, QuoteState
from bot.domain.topics import TopicChannel
from bot.domain.words import query_tokens
from bot.errors import AlreadyThere, Changed, NotFound
from bot.ports.storage import UnitOfWork
from storage.unit_of_work import SqlStorage
from tests.storage.moments import DAY, HOUR, NOW
from tests.storage.network import (
    Network,
    Rows,
    a_card,
    a_delivery,
    a_file,
    a_session,
    a_workshop,
    an_announcement,
    an_entry,
    fill,
)

Ask = Callable[[UnitOfWork, Network], Awaitable[object]]

GRADING, STRIPS = query_tokens("grading"), query_tokens("fraction strips")
NEW = NewResource("https://example.org/b", "example.org/b", "Number lines")

ASKED: dict[str, Ask] = {
    "communities.get": lambda work, o: work.communities.get(),
    "communities.rename": lambda work, o: work.communities.rename("Other"),
    "communities.set_zone": lambda work, o: work.communities.set_zone("UTC"),
    "communities.set_hour_rules": lambda work, o: work.communities.set_hour_rules("us-md"),
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
    "people.forget_workspace": lambda work, o: work.people.forget_workspace(
        Account(o.ana.id, Platform.SLACK, "T1", "U1", "x")
    ),
    "people.get": lambda work, o: work.people.get(o.ana.id),
    "people.several": lambda work, o: work.people.several([o.ana.id]),
    "people.find": lambda work, o: work.people.find(o.ana.id),
    "people.named": lambda work, o: work.people.named(o.ana.name),
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
    "communities.set_topic_opens_at": lambda work, o: work.communities.set_topic_opens_at(9),
    "accounts.set_code": lambda work, o: work.accounts.set_code(o.ana.id, "x", NOW + DAY),
    "accounts.take_code": lambda work, o: work.accounts.take_code("code of Ana theirword", NOW),
    "accounts.join": lambda work, o: work.accounts.join(o.ana.id, o.ben.id),
    "tending.update": lambda work, o: work.tending.update(replace(o.topic, name="x")),
    "tending.exact": lambda work, o: work.tending.exact(o.topic.id),
    "tending.proposed": lambda work, o: work.tending.proposed(50),
    "tending.want": lambda work, o: work.tending.want(o.topic.id, o.ana.id, NOW),
    "tending.unwant": lambda work, o: work.tending.unwant(o.topic.id, o.ana.id),
    "tending.wanting": lambda work, o: work.tending.wanting(o.topic.id),
    "tending.caretakers": lambda work, o: work.tending.caretakers(o.topic.id),
    "tending.set_caretakers": lambda work, o: work.tending.set_caretakers(o.topic.id, [o.ben.id, o.ana.id]),
    "tending.tended_by": lambda work, o: work.tending.tended_by(o.ana.id),
    "tending.names": lambda work, o: work.tending.names(o.topic.id),
    "tending.add_name": lambda work, o: work.tending.add_name(o.topic.id, "x"),
    "tending.inside": lambda work, o: work.tending.inside(o.topic.id),
    "tending.merge": lambda work, o: work.tending.merge(o.topic.id, o.topic.id, NOW),
    "tending.unmerge": lambda work, o: work.tending.unmerge(o.topic.id, Moved(followers=(o.ana.id,))),
    "tending.quiet": lambda work, o: work.tending.quiet(NOW + 99 * DAY, 50),
    "tending.tags": lambda work, o: work.tending.tags(),
    "tending.credited": lambda work, o: work.tending.credited(o.topic.id),
    "files.ask": lambda work, o: work.files.ask(
        NewFileRequest(o.ana.id, o.ben.id, a_file("x"), "x", "x", (), None), NOW
    ),
    "files.get": lambda work, o: work.files.get(FileRequestId(2)),
    "files.answer": lambda work, o: work.files.answer(FileRequestId(2), RequestState.NO, None),
    "files.in_use": lambda work, o: work.files.in_use(NOW),
    "files.of_removed": lambda work, o: work.files.of_removed(),
    "tending.add_quote": lambda work, o: work.tending.add_quote(o.ana.id, o.ben.id, "x", "x", NOW),
    "tending.get_quote": lambda work, o: work.tending.get_quote(QuoteId(2)),
    "tending.answer_quote": lambda work, o: work.tending.answer_quote(QuoteId(2), QuoteState.NO, None),
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
    "resources.last_number": lambda work, o: work.resources.last_number(),
    "resources.listed": lambda work, o: work.resources.listed(Number(0), 50),
    "resources.newest": lambda work, o: work.resources.newest(pinned=False, limit=50),
    "resources.search": lambda work, o: work.resources.search(STRIPS, None, 50),
    "resources.reindex": lambda work, o: work.resources.reindex(ResourceId(o.resource.id - 1), 1),
    "resources.search_any": lambda work, o: work.resources.search_any((*STRIPS, *GRADING), 50),
    "resources.in_topic": lambda work, o: work.resources.in_topic(o.topic.id, 50),
    "resources.count": lambda work, o: work.resources.count(),
    "responses.thank": lambda work, o: work.responses.thank(o.resource.id, o.ben.id, NOW),
    "responses.has_thanked": lambda work, o: work.responses.has_thanked(o.resource.id, o.ana.id),
    "responses.put_trial": lambda work, o: work.responses.put_trial(
        o.resource.id, o.ana.id, "x", "x", Outcome.WORKED, NOW
    ),
    "responses.get_trial": lambda work, o: work.responses.get_trial(o.trial.id),
    "responses.drop_trial": lambda work, o: work.responses.drop_trial(o.trial.id),
    "responses.trials_from": lambda work, o: work.responses.trials_from(o.resource.id, o.trial.id),
    "responses.put_note": lambda work, o: work.responses.put_note(o.resource.id, o.ana.id, "x", NOW),
    "responses.get_note": lambda work, o: work.responses.get_note(o.note.id),
    "responses.drop_note": lambda work, o: work.responses.drop_note(o.note.id),
    "responses.adapt": lambda work, o: work.responses.adapt(o.resource.id, o.resource.id),
    "responses.filed": lambda work, o: work.responses.filed([o.resource.id]),
    "responses.bring": lambda work, o: work.responses.bring({o.resource.id: Said((FiledNote("x", NOW),))}),
    "responses.of": lambda work, o: work.responses.of(o.resource, 50),
    "responses.by": lambda work, o: work.responses.by(o.resource.id, o.ana.id),
    "collections.add": lambda work, o: work.collections.add("x", "", None, NOW),
    "collections.get_numbered": lambda work, o: work.collections.get_numbered(Number(1)),
    "collections.open": lambda work, o: work.collections.open(),
    "collections.holding": lambda work, o: work.collections.holding(o.resource.id),
    "collections.update": lambda work, o: work.collections.update(o.collection),
    "collections.resources": lambda work, o: work.collections.resources(o.collection.id),
    "collections.put": lambda work, o: work.collections.put(o.collection.id, o.resource.id),
    "collections.take_out": lambda work, o: work.collections.take_out(o.collection.id, o.resource.id),
    "collections.put_first": lambda work, o: work.collections.put_first(o.collection.id, o.resource.id),
    "wishes.add": lambda work, o: work.wishes.add(o.ana.id, Wished("x", NO_FILTERS), NOW + DAY),
    "wishes.get": lambda work, o: work.wishes.get(o.wish.id),
    "wishes.open": lambda work, o: work.wishes.open(NOW),
    "wishes.open_of": lambda work, o: work.wishes.open_of(o.ana.id, NOW),
    "wishes.mark_found": lambda work, o: work.wishes.mark_found(o.wish.id, o.resource.id),
    "wishes.reopen": lambda work, o: work.wishes.reopen(o.resource.id),
    "wishes.drop": lambda work, o: work.wishes.drop(o.ana.id, o.wish.id),
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
    "rsvps.find": lambda work, o: work.rsvps.find(o.session.id, o.ana.id),
    "rsvps.of_sessions": lambda work, o: work.rsvps.of_sessions([o.session.id]),
    "rsvps.of_person": lambda work, o: work.rsvps.of_person(o.ana.id, NOW),
    "rsvps.put": lambda work, o: work.rsvps.put(o.session.id, [Rsvp(o.ana.id, Standing.CANT, 9)], [o.ben.id], NOW),
    "rsvps.set_note": lambda work, o: work.rsvps.set_note(o.session.id, o.ana.id, "x"),
    "rsvps.notes": lambda work, o: work.rsvps.notes(o.session.id),
    "rsvps.waiting_sessions": lambda work, o: work.rsvps.waiting_sessions(NOW),
    "attendance.attend": lambda work, o: work.attendance.attend(o.session.id, o.ana.id, CheckedIn.HOST, NOW, 5),
    "attendance.attended": lambda work, o: work.attendance.attended(o.session.id),
    "attendance.attended_by": lambda work, o: work.attendance.attended_by(o.ana.id),
    "attendance.retract": lambda work, o: work.attendance.retract(o.session.id, o.ana.id),
    "attendance.forget": lambda work, o: work.attendance.forget(o.session.id),
    "attendance.find_code_word": lambda work, o: work.attendance.find_code_word(o.session.id),
    "attendance.set_code_word": lambda work, o: work.attendance.set_code_word(o.session.id, "x"),
    "attendance.tries": lambda work, o: work.attendance.tries(o.session.id, o.ana.id),
    "attendance.tried": lambda work, o: work.attendance.tried(o.session.id, o.ana.id),
    "looking_back.give": lambda work, o: work.looking_back.give(o.session.id, Feedback(o.ana.id, 1, Pace.RIGHT, NOW)),
    "looking_back.given": lambda work, o: work.looking_back.given(o.session.id),
    "looking_back.intend": lambda work, o: work.looking_back.intend(o.session.id, Intention(o.ana.id, "x", None, NOW)),
    "looking_back.drop_intention": lambda work, o: work.looking_back.drop_intention(o.session.id, o.ana.id),
    "looking_back.find_intention": lambda work, o: work.looking_back.find_intention(o.session.id, o.ana.id),
    "looking_back.share": lambda work, o: work.looking_back.share(o.workshop.id, ShareBack(o.ana.id, "x", True, NOW)),
    "looking_back.unshare": lambda work, o: work.looking_back.unshare(o.workshop.id, o.ana.id),
    "looking_back.shared": lambda work, o: work.looking_back.shared(o.workshop.id),
    "calendar_links.calendar_of": lambda work, o: work.calendar_links.calendar_of("hash of Ana theirword"),
    "calendar_links.link_of": lambda work, o: work.calendar_links.link_of(o.ana.id),
    "calendar_links.set_link": lambda work, o: work.calendar_links.set_link(o.ana.id, "x", NOW),
    "hours.entries": lambda work, o: work.hours.entries(o.ana.id),
    "hours.find": lambda work, o: work.hours.find(o.ana.id, o.hours.id),
    "hours.add": lambda work, o: work.hours.add(an_entry(o.ana, "x")),
    "hours.update": lambda work, o: work.hours.update(replace(o.hours, title="x")),
    "hours.remove": lambda work, o: work.hours.remove(o.ana.id, o.hours.id),
    "hours.areas": lambda work, o: work.hours.areas(o.ana.id),
    "hours.set_area": lambda work, o: work.hours.set_area(o.ana.id, o.workshop.id, "us-md/2"),
    "hours.link_of": lambda work, o: work.hours.link_of(f"hours of {o.ana.name}"),
    "hours.set_link": lambda work, o: work.hours.set_link(o.ana.id, "x", NOW),
    "hours.drop_link": lambda work, o: work.hours.drop_link(o.ana.id),
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
    "link_checks.get": lambda work, o: work.link_checks.get(o.resource.id),
    "link_checks.put": lambda work, o: work.link_checks.put([LinkCheck(o.resource.id, NOW)]),
    "link_checks.due": lambda work, o: work.link_checks.due(NOW + 9 * DAY, 50),
    "records.revisions_of": lambda work, o: work.records.revisions_of("resource", o.resource.id, 5),
    "resources.removed": lambda work, o: work.resources.removed(5),
    "reports.add": lambda work, o: work.reports.add(o.resource.id, o.ana.id, ReportReason.OTHER, "x", NOW),
    "reports.get": lambda work, o: work.reports.get(ReportId(1)),
    "reports.about": lambda work, o: work.reports.about(o.resource.id),
    "reports.answer": lambda work, o: work.reports.answer(o.resource.id, ReportOutcome.LEFT),
    "placements.pinned": lambda work, o: work.placements.pinned(o.workspace.id, ""),
    "placements.leave_unpinned": lambda work, o: work.placements.leave_unpinned(PlacementId(1), "m1"),
    "placements.is_unpinned": lambda work, o: work.placements.is_unpinned("resource", o.resource.id, o.workspace.id),
    "placements.allow_pin": lambda work, o: work.placements.allow_pin(o.resource.id),
    "records.last_to": lambda work, o: work.records.last_to("pin", "resource", o.resource.id),
    "topic_messages.add": lambda work, o: work.topic_messages.add(o.topic.id, "x", o.ana.id, NOW),
    "topic_messages.get": lambda work, o: work.topic_messages.get(o.topic.id, 1),
    "topic_messages.last": lambda work, o: work.topic_messages.last(o.topic.id),
    "topic_messages.followers": lambda work, o: work.topic_messages.followers(o.topic.id),
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
    "placements.begin_anew": lambda work, o: work.placements.begin_anew(
        PlacementKind.CARD, "resource", o.resource.id, o.workspace.id
    ),
    "placements.of_kind": lambda work, o: work.placements.of_kind(PlacementKind.CARD),
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
    "attendance.find_code_word",
    "attendance.tries",
    "looking_back.given",
    "looking_back.find_intention",
    "looking_back.shared",
    "calendar_links.calendar_of",
    "calendar_links.link_of",
    "hours.areas",
    "hours.entries",
    "hours.find",
    "hours.link_of",
    "rsvps.notes",
    "rsvps.of_person",
    "rsvps.of_session",
    "workshops.drafts_of",
    "workshops.hosted_by",
    "workshops.next_session",
    "workshops.of_topic",
    "workshops.sessions",
    "people.accounts",
    "people.named",
    "people.granted_role",
    "topics.channels",
    "topics.channel_names",
    "topics.followed_by",
    "topics.follows",
    "tending.names",
    "tending.wanting",
    "tending.tended_by",
    "resources.in_topic",
    "resources.pages_known",
    "resources.shared_by",
    "school_days.of",
    "responses.has_thanked",
    "responses.filed",
    "responses.trials_from",
    "wishes.open_of",
    "collections.holding",
    "collections.resources",
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
        lambda work, o: work.attendance.tried(o.session.id, mine.ana.id),
        lambda work, o: work.looking_back.give(o.session.id, Feedback(mine.ana.id, 1, Pace.RIGHT, NOW)),
        lambda work, o: work.looking_back.intend(o.session.id, Intention(mine.ana.id, "x", None, NOW)),
        lambda work, o: work.looking_back.share(o.workshop.id, ShareBack(mine.ana.id, "x", True, NOW)),
        lambda work, o: work.calendar_links.set_link(o.ana.id, "x", NOW),
        lambda work, o: work.hours.add(an_entry(o.ana, "x")),
        lambda work, o: work.hours.set_area(mine.ana.id, o.workshop.id, "us-md/1"),
        lambda work, o: work.hours.set_area(o.ana.id, mine.workshop.id, "us-md/1"),
        lambda work, o: work.hours.set_link(o.ana.id, "x", NOW),
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
