"""Where and when an announcement is said comes back as it was meant, and what was replaced is gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from bot.domain.announcements import Announcement, AnnouncementState
from bot.domain.community import Channel, Community, Workspace, WorkspaceState
from bot.domain.ids import AnnouncementId, Number
from bot.domain.people import Person, Platform
from bot.domain.recurrence import Change, Held, Moved, OnClosed, Recurrence, Skipped
from bot.domain.topics import Topic
from bot.errors import Changed
from storage.unit_of_work import SqlStorage
from tests.storage.moments import NOW
from tests.storage.network import every_row

THURSDAYS = Recurrence(date(2026, 10, 1), time(16, 30), "America/New_York", "FREQ=WEEKLY;BYDAY=TH")
PARTS = ("announcement_topics", "announcement_channels", "announcement_changes")


def by(author: Person, recurrence: Recurrence = THURSDAYS) -> Announcement:
    return Announcement(
        AnnouncementId(0), author.community_id, Number(0), author.id, "Thinking classrooms meet.", recurrence,
        AnnouncementState.SCHEDULED, 1, 1, NOW,
    )  # fmt: skip


async def topics(storage: SqlStorage, community: Community, *names: str) -> list[Topic]:
    async with storage.write(community.id) as work:
        made = [await work.topics.add(name, "", None, NOW) for name in names]
        await work.commit()
        return made


async def put(storage: SqlStorage, announcement: Announcement) -> Announcement:
    async with storage.write(announcement.community_id) as work:
        stored = await work.announcements.add(announcement)
        await work.commit()
        return stored


async def updated(storage: SqlStorage, announcement: Announcement) -> Announcement:
    async with storage.write(announcement.community_id) as work:
        await work.announcements.update(announcement)
        await work.commit()
    async with storage.read(announcement.community_id) as work:
        return await work.announcements.get(announcement.id)


async def test_it_is_said_in_every_place_that_was_chosen(
    storage: SqlStorage, community: Community, workspace: Workspace, ana: Person
) -> None:
    """In two topics and, on each workspace, in a channel of its own."""
    grading, fractions = await topics(storage, community, "Grading", "Fractions")
    on_slack = await storage.installation.add_workspace(
        community.id, Platform.SLACK, "T1", "Math teachers too", WorkspaceState.JOINED, NOW
    )
    chosen = (Channel(workspace.id, "c1", "events"), Channel(on_slack.id, "C2", "événements"))
    places = {"everywhere": True, "topics": (grading.id, fractions.id), "channels": chosen}
    asked = replace(by(ana), **places)  # type: ignore[arg-type]
    stored = await put(storage, asked)
    plain = await put(storage, by(ana))
    assert stored == replace(asked, id=stored.id, number=Number(1))
    assert stored.places == (None, grading.id, fractions.id)
    assert [stored.channel_in(each) for each in (workspace.id, on_slack.id)] == ["c1", "C2"]
    async with storage.read(community.id) as work:
        assert await work.announcements.get(stored.id) == stored
        assert await work.announcements.get_numbered(Number(1)) == stored
        assert await work.announcements.scheduled() == [stored, plain]
        assert await work.announcements.listed(None, 5) == [plain, stored]
        assert await work.announcements.listed(None, 5, ana.id) == [plain, stored]


@pytest.mark.parametrize("on_closed", OnClosed)
async def test_how_it_repeats_is_kept_whole(storage: SqlStorage, ana: Person, on_closed: OnClosed) -> None:
    """Its rule, its last day, what becomes of it on days off, and each date that was changed by hand."""
    changes: dict[str, Change] = {
        "2026-10-08T16:30": Skipped(),
        "2026-10-15T16:30": Moved(date(2026, 10, 16), time(7, 5)),
        "2026-11-26T16:30": Held(),
    }
    for rule, until in (("", None), ("FREQ=MONTHLY;BYDAY=-1TH", date(2027, 6, 17))):
        when = replace(THURSDAYS, rule=rule, until=until, on_closed=on_closed, changes=changes)
        stored = await put(storage, by(ana, when))
        async with storage.read(ana.community_id) as work:
            assert (await work.announcements.get(stored.id)).recurrence == when


async def test_what_is_changed_replaces_what_was(
    storage: SqlStorage, community: Community, workspace: Workspace, ana: Person, database: str
) -> None:
    """Places and dates that were taken out are gone, those of another announcement stay."""
    grading, fractions = await topics(storage, community, "Grading", "Fractions")
    here = Channel(workspace.id, "c1", "events")
    changed = replace(THURSDAYS, changes={"2026-10-08T16:30": Skipped(), "2026-10-15T16:30": Held()})
    full = replace(by(ana, changed), topics=(grading.id,), channels=(here,))
    first, second = await put(storage, full), await put(storage, full)
    again = replace(
        first,
        revision=2,
        everywhere=False,
        topics=(fractions.id,),
        channels=(replace(here, external_id="c9"),),
        recurrence=replace(changed, changes={"2026-10-15T16:30": Skipped()}),
    )
    assert await updated(storage, again) == again
    async with storage.write(community.id) as work:
        with pytest.raises(Changed):
            await work.announcements.update(replace(again, topics=(), channels=()))
    bare = replace(again, revision=3, topics=(), channels=(), everywhere=True, recurrence=THURSDAYS)
    assert await updated(storage, bare) == bare
    rows = await every_row(database)
    assert {row["announcement_id"] for part in PARTS for row in rows[part]} == {second.id}
    async with storage.read(community.id) as work:
        assert await work.announcements.get(second.id) == second


async def test_who_leaves_takes_the_places_and_dates_of_theirs_along(
    storage: SqlStorage, community: Community, workspace: Workspace, ana: Person, database: str
) -> None:
    """Nothing of what somebody announced is left behind when their data is deleted."""
    (grading,) = await topics(storage, community, "Grading")
    changed = replace(THURSDAYS, changes={"2026-10-08T16:30": Skipped()})
    await put(storage, replace(by(ana, changed), topics=(grading.id,), channels=(Channel(workspace.id, "c1", "x"),)))
    async with storage.write(community.id) as work:
        await work.people.follow_digest(ana.id, NOW)
        await work.people.delete(ana.id, "a member")
        await work.commit()
    rows = await every_row(database)
    assert [name for name in ("announcements", *PARTS, "digest_followers") if rows[name]] == []
