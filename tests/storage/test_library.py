"""What a community keeps, as the ports promise it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.announcements import Announcement, AnnouncementState
from bot.domain.community import Channel, Community, Purpose, Workspace, WorkspaceState
from bot.domain.ids import AnnouncementId, KeptId, Number, PersonId, ResourceId, TopicId, WorkspaceId
from bot.domain.people import Account, Person, Platform, Role, RoleGrant
from bot.domain.records import AuditEntry, Continuation, Draft
from bot.domain.recurrence import Held, Moved, OnClosed, Recurrence, Skipped
from bot.domain.resources import Kept, NewResource, ResourceState
from bot.domain.topics import TopicChannel
from bot.errors import AlreadyThere, Changed, NotFound
from storage.tables.types import Instant
from storage.unit_of_work import SqlStorage
from tests.storage.moments import DAY, HOUR, MINUTE, NOW

NOBODY = 2**70
"""What a forged button may carry."""


def link(page: str, **more: object) -> NewResource:
    return replace(NewResource(f"https://{page}", page, f"Title of {page}"), **more)  # type: ignore[arg-type]


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC)))  # noqa: DTZ001
def test_an_instant_comes_back_as_it_was(moment: datetime) -> None:
    kind = Instant()
    stored = kind.process_bind_param(moment, None)  # type: ignore[arg-type]
    assert kind.process_result_value(stored, None) == moment  # type: ignore[arg-type]


async def test_a_community_is_named_and_given_a_zone(storage: SqlStorage, community: Community) -> None:
    async with storage.write(community.id) as work:
        await work.communities.rename("Baltimore teachers")
        await work.communities.set_zone("America/Chicago")
        await work.commit()
    (kept,) = await storage.installation.communities()
    assert kept == replace(community, name="Baltimore teachers", zone="America/Chicago")


async def test_a_workspace_leaves_and_comes_back_with_its_channels(
    storage: SqlStorage, community: Community, workspace: Workspace
) -> None:
    async with storage.write(community.id) as work:
        for name in ("news", "announcements"):
            await work.communities.set_channel(Purpose.ANNOUNCEMENTS, Channel(workspace.id, "c1", name))
        await work.communities.set_workspace_state(workspace.id, WorkspaceState.REMOVED, NOW + DAY)
        assert await work.communities.workspaces(WorkspaceState.JOINED, WorkspaceState.WAITING) == []
        assert (await work.communities.get_workspace(workspace.id)).removed_at == NOW + DAY
        await work.communities.set_workspace_state(workspace.id, WorkspaceState.JOINED, NOW + 2 * DAY)
        assert await work.communities.workspaces() == [workspace]
        assert await work.communities.channels(workspace.id) == {
            Purpose.ANNOUNCEMENTS: Channel(workspace.id, "c1", "announcements")
        }
        with pytest.raises(NotFound):
            await work.communities.set_workspace_state(WorkspaceId(workspace.id + 1), WorkspaceState.JOINED, NOW)


async def test_a_workspace_is_found_by_its_name_on_its_platform(storage: SqlStorage, workspace: Workspace) -> None:
    assert await storage.installation.find_workspace(Platform.DISCORD, "1001") == workspace
    assert await storage.installation.find_workspace(Platform.SLACK, "1001") is None
    await storage.installation.rename_workspace(workspace.id, "Teachers")
    assert await storage.installation.workspaces(Platform.DISCORD) == [replace(workspace, name="Teachers")]
    assert await storage.installation.workspaces(Platform.SLACK) == []
    assert len(await storage.installation.workspaces()) == 1


async def test_settings_are_kept(storage: SqlStorage) -> None:
    assert await storage.installation.setting("offset") is None
    for value in ("1", "2"):
        await storage.installation.set_setting("offset", value)
    assert await storage.installation.setting("offset") == "2"


async def test_a_person_is_found_by_account(
    storage: SqlStorage, community: Community, workspace: Workspace, ana: Person
) -> None:
    account = Account(ana.id, Platform.SLACK, "T1", "U1", "ana", workspace.id)
    async with storage.write(community.id) as work:
        await work.people.add_account(account)
        assert await work.people.find_by_account(Platform.SLACK, "T1", "U1") == ana
        assert await work.people.find_by_account(Platform.SLACK, "T2", "U1") is None
        await work.people.update_account(replace(account, name="Ana B.", workspace_id=None))
        assert await work.people.accounts(ana.id) == [replace(account, name="Ana B.")]
        await work.commit()
    other = await storage.installation.add_community("Other", None, NOW)
    async with storage.write(other.id) as work:
        again = await work.people.add("Ana", NOW)
        await work.people.add_account(replace(account, person_id=again.id, workspace_id=None))
        await work.commit()
    assert await storage.installation.find_account(Platform.SLACK, "T1", "U1") == community.id
    assert await storage.installation.find_account(Platform.DISCORD, "T1", "U1") is None


async def test_roles_are_granted_and_revoked(storage: SqlStorage, community: Community, ana: Person) -> None:
    async with storage.write(community.id) as work:
        assert await work.people.granted_role(ana.id) is None
        await work.people.grant(RoleGrant(ana.id, Role.MODERATOR, None, NOW))
        await work.people.grant(RoleGrant(ana.id, Role.ADMIN, ana.id, NOW + HOUR))
        assert await work.people.grants() == [(ana, RoleGrant(ana.id, Role.ADMIN, ana.id, NOW + HOUR))]
        assert await work.people.admins_granted() == 1
        await work.people.revoke(ana.id)
        assert await work.people.admins_granted() == 0


async def test_a_person_says_how_they_are_spoken_to_and_when_to_forget_them(
    storage: SqlStorage, community: Community, ana: Person
) -> None:
    async with storage.write(community.id) as work:
        await work.people.set_locale(ana.id, "es", "America/Bogota")
        await work.people.set_delete_at(ana.id, NOW + DAY)
        assert await work.people.get(ana.id) == replace(ana, locale="es", zone="America/Bogota", delete_at=NOW + DAY)
        assert await work.people.due_for_deletion(NOW + DAY - MINUTE) == []
        assert await work.people.due_for_deletion(NOW + DAY) == [ana.id]
        await work.people.set_delete_at(ana.id, None)
        assert await work.people.due_for_deletion(NOW + 9 * DAY) == []


async def test_topics_are_found_case_and_accents_aside(storage: SqlStorage, community: Community) -> None:
    names = ("Évaluation formative", "Co-teaching", "zebra", "100% Algebra (and more)", "Ärger")
    async with storage.write(community.id) as work:
        added = [await work.topics.add(name, "about", None, NOW) for name in names]
        assert [topic.number for topic in added] == [1, 2, 3, 4, 5]
        assert await work.topics.find_named("EVALUATION  FORMATIVE") == added[0]
        assert await work.topics.find_named("evaluation") is None
        with pytest.raises(AlreadyThere) as there:
            await work.topics.add("evaluation formative", "", None, NOW)
        assert there.value.number == 1
        for typed, number in (("form", 1), ("TEACH", 2), ("co-t", 2), ("and", 4), ("100%", 4)):
            assert [topic.number for topic in await work.topics.matching(typed, 5)] == [number], typed
        assert await work.topics.matching("%", 5) == await work.topics.matching("_", 5) == []
        assert await work.topics.matching("ebra", 5) == []
        by_name = [topic.number for topic in await work.topics.matching(" ", 9)]
        assert by_name == [4, 5, 2, 1, 3]
        first = await work.topics.summaries("", 2)
        rest = await work.topics.summaries("arger", 9)
        assert [line.topic.number for line in (*first, *rest)] == by_name


async def test_a_topic_has_a_channel_on_each_workspace(
    storage: SqlStorage, community: Community, workspace: Workspace, ana: Person
) -> None:
    async with storage.write(community.id) as work:
        topic = await work.topics.add("Grading", "", ana.id, NOW)
        await work.topics.set_channel(TopicChannel(topic.id, workspace.id, "grading"))
        assert await work.topics.find_by_channel(workspace.id, "c1") is None
        there = TopicChannel(topic.id, workspace.id, "grading", "c1")
        await work.topics.set_channel(there)
        assert await work.topics.find_by_channel(workspace.id, "c1") == topic
        assert await work.topics.channels(topic.id) == [there]
        await work.resources.add(link("a", topic_id=topic.id), NOW)
        await work.topics.follow(topic.id, ana.id, NOW)
        line = await work.topics.summary(topic.id)
        assert (line.followers, line.resources, line.looked_after_by, line.channels) == (1, 1, "Ana", (there,))
        assert await work.topics.followed_by(ana.id) == [topic]
        assert await work.topics.follows(topic.id, ana.id)
        assert await work.topics.unfollow(topic.id, ana.id)
        assert not await work.topics.unfollow(topic.id, ana.id)


async def test_what_no_row_can_have_is_not_found(storage: SqlStorage, community: Community, ana: Person) -> None:
    async with storage.read(community.id) as work:
        for ask in (
            lambda: work.topics.get(TopicId(NOBODY)),
            lambda: work.topics.get_numbered(Number(NOBODY)),
            lambda: work.topics.summary(TopicId(NOBODY)),
            lambda: work.resources.get(ResourceId(NOBODY)),
            lambda: work.resources.get_numbered(Number(0)),
            lambda: work.announcements.get(AnnouncementId(-1)),
            lambda: work.people.get(PersonId(NOBODY)),
        ):
            with pytest.raises(NotFound):
                await ask()
        assert await work.people.find(PersonId(NOBODY)) is None


async def test_many_resources_are_added_without_those_that_are_there(storage: SqlStorage, community: Community) -> None:
    async with storage.write(community.id) as work:
        gone = await work.resources.add(link("a"), NOW)
        await work.resources.update(replace(gone, state=ResourceState.REMOVED, revision=2))
        many = [link(page) for page in ("b", "a", "c", "b", "d")]
        assert await work.resources.add_many(many, NOW) == 3
        assert await work.resources.add_many(many, NOW) == 0
        assert await work.resources.add_many([], NOW) == 0
        assert await work.resources.count() == 3
        pages = [(await work.resources.get_numbered(Number(number))).page for number in range(1, 5)]
        assert pages == ["a", "b", "c", "d"]
        assert await work.resources.pages_known([*"abxy", *map(str, range(2000))]) == {"a", "b"}
        assert await work.resources.find_page("x") is None


async def test_a_resource_changed_meanwhile_is_not_overwritten(
    storage: SqlStorage, community: Community, ana: Person
) -> None:
    async with storage.write(community.id) as work:
        first = await work.resources.add(link("a", tags=("x", "é"), shared_by=ana.id), NOW)
        second = await work.resources.add(link("b", shared_by=ana.id), NOW + MINUTE)
        changed = replace(first, title="Other", pinned=True, revision=2)
        await work.resources.update(changed)
        assert await work.resources.get(first.id) == changed
        with pytest.raises(Changed):
            await work.resources.update(replace(first, title="Mine", revision=2))
        with pytest.raises(AlreadyThere) as there:
            await work.resources.update(replace(changed, page="b", revision=3))
        assert there.value.number == second.number
        assert await work.resources.shared_by(ana.id, None, 5) == [second, changed]
        assert await work.resources.shared_by(ana.id, second.number, 5) == [changed]


async def test_a_shelf_holds_each_thing_once(storage: SqlStorage, community: Community, ana: Person) -> None:
    async with storage.write(community.id) as work:
        resource = await work.resources.add(link("a"), NOW)
        message = Kept(KeptId(0), ana.id, "Words", "", "Something said", None, NOW)
        page = replace(message, title="Title", url=resource.url, text="", resource_id=resource.id)
        for kept, new in (
            (message, True),
            (message, False),
            (replace(message, text="Something else"), True),
            (page, True),
            (page, False),
            (replace(page, url="https://moved.example"), False),
            (replace(page, resource_id=None), False),
        ):
            assert await work.shelf.keep(kept) is new
        newest, *older = await work.shelf.kept_by(ana.id, None, 5)
        assert newest == replace(page, id=newest.id)
        assert await work.shelf.kept_by(ana.id, newest.id, 5) == older
        assert await work.shelf.drop(ana.id, newest.id)
        assert not await work.shelf.drop(ana.id, newest.id)
        assert await work.shelf.keep(page)


async def test_an_announcement_comes_back_as_it_was_meant(
    storage: SqlStorage, community: Community, ana: Person
) -> None:
    new = Announcement(
        AnnouncementId(0),
        community.id,
        Number(0),
        ana.id,
        "**We meet**\n\non Tuesday 🎒",
        Recurrence(
            date(2026, 10, 6),
            time(16, 30),
            "America/New_York",
            "FREQ=WEEKLY;BYDAY=TU",
            date(2027, 6, 1),
            on_closed=OnClosed.MOVE,
            changes={
                "2026-10-13T16:30": Skipped(),
                "2026-10-20T16:30": Moved(date(2026, 10, 21), time(9)),
                "2026-10-27T16:30": Held(),
            },
        ),
        AnnouncementState.SCHEDULED,
        1,
        1,
        NOW,
    )
    async with storage.write(community.id) as work:
        first, second = await work.announcements.add(new), await work.announcements.add(new)
        assert first == replace(new, id=first.id, number=Number(1))
        assert await work.announcements.get(first.id) == first
        cancelled = replace(second, state=AnnouncementState.CANCELLED, revision=2, time_revision=2)
        await work.announcements.update(cancelled)
        with pytest.raises(Changed):
            await work.announcements.update(cancelled)
        assert await work.announcements.scheduled() == [first]
        assert await work.announcements.listed(None, 5) == [cancelled, first]
        assert await work.announcements.listed(Number(2), 5) == [first]


async def test_drafts_are_their_owners(storage: SqlStorage, community: Community, ana: Person) -> None:
    draft = Draft("d1", ana.id, "share", ("1",), {"title": "Ünfinished"})
    more = Continuation("k1", ana.id, "search", {"text": "x"})
    async with storage.write(community.id) as work:
        ben = await work.people.add("Ben", NOW)
        await work.records.save_draft(draft, NOW + DAY)
        await work.records.save_draft(replace(draft, person_id=ben.id, form="theirs"), NOW + DAY)
        assert await work.records.find_draft("d1", ana.id) == draft
        assert await work.records.find_draft("d1", ben.id) is None
        await work.records.save_draft(replace(draft, values={}), NOW + 2 * DAY)
        assert await work.records.drafts_of(ana.id) == [replace(draft, values={})]
        await work.records.save_continuation(more, NOW + DAY)
        assert await work.records.find_continuation("k1", ana.id) == more
        assert await work.records.find_continuation("k1", ben.id) is None
        await work.records.forget_expired(NOW + DAY)
        assert await work.records.find_continuation("k1", ana.id) is None
        assert await work.records.find_draft("d1", ana.id) is not None
        await work.records.drop_draft("d1")
        assert await work.records.drafts_of(ana.id) == []


async def test_only_the_last_change_that_stands_is_the_latest(
    storage: SqlStorage, community: Community, ana: Person
) -> None:
    async with storage.write(community.id) as work:
        first = await work.records.add_revision(ana.id, "resource", 7, "edit", {"tags": ["a"], "topic_id": None}, NOW)
        second = await work.records.add_revision(ana.id, "resource", 7, "pin", {}, NOW)
        await work.records.add_revision(ana.id, "resource", 8, "pin", {}, NOW)
        assert [await work.records.is_latest(revision) for revision in (first, second)] == [False, True]
        await work.records.mark_undone(second, NOW + MINUTE)
        assert await work.records.is_latest(first)
        kept = await work.records.get_revision(first)
        assert (kept.what, kept.before, kept.undone_at) == ("edit", {"tags": ["a"], "topic_id": None}, None)
        assert (await work.records.get_revision(second)).undone_at == NOW + MINUTE


async def test_people_see_what_they_did_and_what_was_done_to_them(
    storage: SqlStorage, community: Community, ana: Person
) -> None:
    entries = [
        AuditEntry(ana.id, "pin", "resource", 1, NOW),
        AuditEntry(None, "granted moderator", "person", ana.id, NOW),
        AuditEntry(None, "pin", "resource", ana.id, NOW),
    ]
    async with storage.write(community.id) as work:
        for entry in entries:
            await work.records.audit(entry)
        assert await work.records.audit_about(ana.id, 5) == [entries[1], entries[0]]


async def test_keys_of_interactions_are_forgotten_after_a_day(database: str) -> None:
    class Watch:
        moment = NOW

        def now(self) -> datetime:
            return self.moment

        def monotonic(self) -> float:
            return 0

        async def sleep(self, seconds: float) -> None:
            self.moment += timedelta(seconds=seconds)

    watch = Watch()
    storage = SqlStorage(database, watch)
    community = await storage.installation.add_community("Baltimore math", None, NOW)
    async with storage.write(community.id, once="interaction 1") as work:
        await work.commit()
    for hours, forgotten in ((23, False), (2, True)):
        await watch.sleep(hours * 3600)
        async with storage.write(community.id) as work:
            await work.records.forget_expired(NOW)
            await work.commit()
        if forgotten:
            async with storage.write(community.id, once="interaction 1"):
                pass
    await storage.close()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=120))
async def test_any_title_comes_back_as_it_was(storage: SqlStorage, community: Community, title: str) -> None:
    async with storage.write(community.id) as work:
        added = await work.resources.add(link("a", title=title, about=title, tags=(title,)), NOW)
        assert (await work.resources.get(added.id)).title == added.title == title
        assert (await work.resources.get(added.id)).tags == (title,)
        await work.topics.add(title, title, None, NOW)
        await work.topics.matching(title, 5)
        await work.resources.matching(title, 5)
