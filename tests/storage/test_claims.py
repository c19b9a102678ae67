"""What may be claimed right now, by whom, and when there is next something to claim."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.domain.community import Community, Workspace, WorkspaceState
from bot.domain.delivery import Delivery, DeliveryState, Ending, NewDelivery, NewPlacement, Outlook, PlacementKind, Rung
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import DeliveryId, TopicId
from bot.domain.people import Account, Person, Platform
from storage.claims import LOOKED_THROUGH
from storage.unit_of_work import SqlStorage
from tests.storage.conftest import add_person
from tests.storage.moments import DAY, HOUR, MINUTE, NOW, SECOND

LEASE = NOW + 30 * SECOND
BADLY = (DeliveryState.UNCERTAIN, DeliveryState.REFUSED, DeliveryState.EXPIRED)


@pytest.fixture
async def on_slack(storage: SqlStorage, community: Community) -> Workspace:
    return await storage.installation.add_workspace(
        community.id, Platform.SLACK, "T1", "Math teachers too", WorkspaceState.JOINED, NOW
    )


def said_in(workspace: Workspace, topic: int = 1, number: int = 0, due: datetime = NOW) -> NewDelivery:
    about = (workspace.community_id, "announcement", number, "2026-10-05T12:00", DeliveryKind.ANNOUNCEMENT, 1)
    return NewDelivery(*about, due, due + 12 * HOUR, workspace.id, TopicId(topic))


def said_to(person: Person, number: int = 0) -> NewDelivery:
    about = (person.community_id, "announcement", number, "2026-10-05T12:00", DeliveryKind.NOTICE, 1)
    return NewDelivery(*about, NOW, NOW + DAY, person_id=person.id)


async def add(storage: SqlStorage, *rows: NewDelivery) -> None:
    async with storage.write(rows[0].community_id) as work:
        assert await work.deliveries.add(rows) == len(rows)
        await work.commit()


async def claim(
    storage: SqlStorage,
    platform: Platform = Platform.DISCORD,
    *,
    owner: str = "one",
    due: datetime = NOW,
    at: datetime = NOW,
    limit: int = 100,
    each_lane: int = 100,
    busy: Collection[str] = (),
) -> Sequence[Delivery]:
    lease = at + 30 * SECOND
    return await storage.outbox.claim_deliveries(owner, platform, due, at, lease, limit, each_lane, busy)


async def record(storage: SqlStorage, row: Delivery, ending: Ending) -> None:
    assert await storage.outbox.record(row, ending)


def topics(rows: Sequence[Delivery]) -> list[TopicId | None]:
    return [row.topic_id for row in rows]


async def test_each_platform_gets_its_own(storage: SqlStorage, workspace: Workspace, on_slack: Workspace) -> None:
    """What is for Slack waits there while Discord sends, and the other way round."""
    await add(storage, said_in(workspace), said_in(on_slack))
    assert [row.workspace_id for row in await claim(storage)] == [workspace.id]
    assert await claim(storage) == []
    assert await claim(storage, Platform.REHEARSAL) == []
    (there,) = await claim(storage, Platform.SLACK)
    assert there.workspace_id == on_slack.id
    assert await storage.outbox.claim_doubtful("two", Platform.DISCORD, LEASE + DAY, LEASE + 2 * DAY, 5) != []
    (doubted,) = await storage.outbox.claim_doubtful("two", Platform.SLACK, LEASE + DAY, LEASE + 2 * DAY, 5)
    assert doubted.id == there.id


async def test_who_is_written_to_is_found_by_whoever_comes_first(
    storage: SqlStorage, workspace: Workspace, on_slack: Workspace, ana: Person
) -> None:
    """A message to a person belongs to no platform until it is known where they are; from then on to that one."""
    await add(storage, said_to(ana))
    (row,) = await claim(storage)
    assert (row.workspace_id, row.lane) == (None, f"p{ana.id}")
    await record(storage, row, Ending(DeliveryState.PENDING))
    (row,) = await claim(storage, Platform.SLACK)
    await record(storage, row, Ending(DeliveryState.PENDING, workspace_id=on_slack.id))
    assert await claim(storage) == []
    (row,) = await claim(storage, Platform.SLACK)
    assert (row.workspace_id, row.lane) == (on_slack.id, f"p{ana.id}")


async def test_every_lane_has_its_turn_before_any_has_two(storage: SqlStorage, workspace: Workspace) -> None:
    """A channel with forty things to say that are older does not keep out those with one."""
    old = [said_in(workspace, 1, number, NOW - HOUR + number * SECOND) for number in range(40)]
    await add(storage, *old, said_in(workspace, 2), said_in(workspace, 3), said_in(workspace, 3, 1))
    assert sorted(map(str, topics(await claim(storage, limit=3, each_lane=9)))) == ["1", "2", "3"]
    rows = await claim(storage, limit=3, each_lane=9)
    assert [(row.topic_id, row.subject_id) for row in rows] == [(1, 1), (1, 2), (3, 1)]
    assert topics(await claim(storage, each_lane=2)) == [1, 1]
    assert len(await claim(storage)) == 35


async def test_a_busy_lane_is_left_alone(
    storage: SqlStorage, workspace: Workspace, on_slack: Workspace, ana: Person
) -> None:
    """Whether it is a topic's channel, the announcements channel or a person; the same topic elsewhere is another."""
    usual = replace(said_in(workspace), topic_id=None)
    rows = (said_in(workspace, 1), said_in(workspace, 2), usual, said_to(ana))
    await add(storage, *rows, said_in(on_slack, 1))
    busy = {row.lane for row in rows}
    assert len(busy) == 4
    assert await claim(storage, busy=busy) == []
    assert topics(await claim(storage, Platform.SLACK, busy=busy)) == [1]
    assert topics(await claim(storage, busy=busy - {said_in(workspace, 2).lane})) == [2]
    assert len(await claim(storage)) == 3


async def test_a_full_busy_lane_hides_nothing_behind_it(storage: SqlStorage, workspace: Workspace) -> None:
    """However much waits for one channel that has had enough, what is for the others is found."""
    many = [said_in(workspace, 1, number, NOW - HOUR) for number in range(LOOKED_THROUGH + 5)]
    await add(storage, *many, said_in(workspace, 2))
    assert topics(await claim(storage, busy={many[0].lane})) == [2]


async def test_owners_in_a_hurry_share_the_lanes_without_overlap(storage: SqlStorage, workspace: Workspace) -> None:
    """Five that claim at once, each a few of a lane, get everything, and nothing twice."""
    await add(storage, *(said_in(workspace, topic, number) for topic in range(6) for number in range(20)))

    async def worker(owner: str) -> list[DeliveryId]:
        mine: list[DeliveryId] = []
        while len(every) < 120 and (rows := await claim(storage, owner=owner, limit=8, each_lane=2)):
            mine += [row.id for row in rows]
            every.extend(row.id for row in rows)
        return mine

    every: list[DeliveryId] = []
    await asyncio.gather(*(worker(f"owner {number}") for number in range(5)))
    while rows := await claim(storage):  # of those that came at the same moment one may have found nothing left
        every += [row.id for row in rows]
    assert len(every) == len(set(every)) == 120


async def test_what_is_in_doubt_is_looked_after_by_one_of_several(storage: SqlStorage, workspace: Workspace) -> None:
    """When a process died with fifty under way, each is somebody's, and nobody else's."""
    await add(storage, *(said_in(workspace, 1, number) for number in range(50)))
    died = {row.id: row.fence for row in await claim(storage)}
    at = LEASE + SECOND

    async def worker(owner: str) -> Sequence[Delivery]:
        mine: list[Delivery] = []
        while rows := await storage.outbox.claim_doubtful(owner, Platform.DISCORD, at, at + 30 * SECOND, 4):
            mine += rows
        return mine

    found = [row for rows in await asyncio.gather(*(worker(f"owner {n}") for n in range(4))) for row in rows]
    assert sorted(row.id for row in found) == sorted(died)
    assert {row.fence - died[row.id] for row in found} == {1}
    assert {row.state for row in found} == {DeliveryState.SENDING}


async def test_what_waits_for_an_answer_is_claimed_once_its_time_is_over(storage: SqlStorage, ana: Person) -> None:
    """To the very last moment the person's next answer may bring it; after it, it has to be told."""
    await add(storage, said_to(ana))
    (row,) = await claim(storage)
    await record(storage, row, Ending(DeliveryState.PENDING, rung=Rung.ANSWER))
    assert await claim(storage, due=row.deadline_at) == []
    assert not await storage.outbox.unsettled(NOW + 9 * DAY)
    (late,) = await claim(storage, due=row.deadline_at + SECOND)
    assert (late.id, late.rung) == (row.id, Rung.ANSWER)


async def test_a_message_that_names_somebody_is_claimed_like_any_other(storage: SqlStorage, ana: Person) -> None:
    await add(storage, said_to(ana))
    (row,) = await claim(storage)
    await record(storage, row, Ending(DeliveryState.PENDING, rung=Rung.MENTION))
    (again,) = await claim(storage)
    assert (again.rung, again.name) == (Rung.MENTION, f"{row.key}#mention")


async def test_a_conversation_is_opened_with_whom_something_comes(
    storage: SqlStorage, community: Community, workspace: Workspace, on_slack: Workspace, ana: Person
) -> None:
    """Only where none is open yet, where they can be reached, and where a message of their own is to come soon."""
    ben, cleo = await add_person(storage, community, "Ben"), await add_person(storage, community, "Cleo")
    here = Account(ana.id, Platform.DISCORD, "", "ana", "Ana", workspace.id)
    there = Account(ana.id, Platform.SLACK, "T1", "ana", "Ana", on_slack.id)
    nowhere = Account(cleo.id, Platform.DISCORD, "", "cleo", "Cleo")
    async with storage.write(community.id) as work:
        for account in (here, there, nowhere, Account(ben.id, Platform.DISCORD, "", "ben", "Ben", workspace.id)):
            await work.people.add_account(account)
        await work.commit()
    outbox = storage.outbox
    assert await outbox.unopened(Platform.DISCORD, NOW, 9) == []
    await add(storage, said_to(ana), said_to(cleo))
    (found,) = await outbox.unopened(Platform.DISCORD, NOW, 9)
    assert (found.account, found.workspace) == (here, workspace)
    assert [each.account for each in await outbox.unopened(Platform.SLACK, NOW, 9)] == [there]
    assert await outbox.unopened(Platform.DISCORD, NOW - SECOND, 9) == []
    async with storage.write(community.id) as work:
        await work.people.set_direct_channel(here, "d1")
        assert await work.people.accounts(ana.id) == [replace(here, direct_channel="d1"), there]
        await work.commit()
    assert await outbox.unopened(Platform.DISCORD, NOW, 9) == []
    for row in await claim(storage):
        await record(storage, row, Ending(DeliveryState.PENDING, rung=Rung.ANSWER))
    assert await outbox.unopened(Platform.SLACK, NOW, 9) == []


async def shows(storage: SqlStorage) -> tuple[Outlook, int]:
    """What there is to do next, and how many statements it took to say so."""
    asked: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        outlook = await storage.outbox.outlook()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return outlook, len([each for each in asked if each.lstrip().upper().startswith(("SELECT", "WITH"))])


async def test_one_statement_says_what_comes_next(storage: SqlStorage, workspace: Workspace, ana: Person) -> None:
    """Though rows of every kind wait: due, put back, in doubt, to be shown, and to be told of."""
    await add(storage, *(said_in(workspace, 1, number) for number in range(4)))
    back, doubted, bad, _ = await claim(storage)
    await record(storage, back, Ending(DeliveryState.PENDING, not_before=NOW + MINUTE))
    await record(storage, doubted, Ending(DeliveryState.SENDING, lease_until=NOW + 2 * MINUTE))
    await record(storage, bad, Ending(DeliveryState.REFUSED, NOW))
    await add(storage, said_in(workspace, 1, 9, NOW + HOUR))
    card = NewPlacement(workspace.community_id, PlacementKind.CARD, "resource", 1, workspace.id, "c1", 1)
    async with storage.write(workspace.community_id) as work:
        await work.placements.want(card)
        await work.commit()
    (placed,) = await storage.outbox.claim_placements("one", Platform.DISCORD, NOW, NOW + 5 * SECOND, 5)
    outlook, statements = await shows(storage)
    assert outlook == Outlook(NOW + HOUR, NOW + 5 * SECOND, untold=True)
    assert statements == 1
    assert await storage.outbox.fail_placement(placed, "", "", NOW + 9 * SECOND)
    assert (await storage.outbox.outlook()).ready == NOW + 9 * SECOND
    (placed,) = await storage.outbox.claim_placements("one", Platform.DISCORD, NOW + HOUR, NOW + DAY, 5)
    assert await storage.outbox.fail_placement(placed, "missing right", "Pin", None)
    assert (await storage.outbox.outlook()).ready == LEASE


async def test_a_card_that_nobody_looks_after_is_shown_at_once(storage: SqlStorage, workspace: Workspace) -> None:
    """Something new to show is ready; once it is shown there is nothing to do."""
    card = NewPlacement(workspace.community_id, PlacementKind.CARD, "resource", 1, workspace.id, "c1", 1)
    async with storage.write(workspace.community_id) as work:
        await work.placements.want(card)
        await work.commit()
    ready = (await storage.outbox.outlook()).ready
    assert ready is not None and ready < NOW
    (row,) = await storage.outbox.claim_placements("one", Platform.DISCORD, NOW, LEASE, 5)
    assert (await storage.outbox.outlook()).ready == LEASE
    assert await storage.outbox.record_placement(row, message_id="m1", shown_revision=1)
    assert await storage.outbox.outlook() == Outlook(None, None, untold=False)


async def test_what_waits_for_somebody_else_wakes_nobody(
    storage: SqlStorage, workspace: Workspace, ana: Person
) -> None:
    """What comes with a person's next answer, and what ended, is nothing to wake up for."""
    await add(storage, said_to(ana), said_in(workspace))
    for row in await claim(storage):
        waits = Ending(DeliveryState.PENDING, rung=Rung.ANSWER)
        await record(storage, row, Ending(DeliveryState.SENT, NOW) if row.person_id is None else waits)
    assert await storage.outbox.outlook() == Outlook(None, None, untold=False)


@pytest.mark.parametrize("state", BADLY)
async def test_only_an_authors_own_trouble_is_told(
    storage: SqlStorage, community: Community, workspace: Workspace, ana: Person, state: DeliveryState
) -> None:
    """That a message to a person did not arrive is not written to anybody, or there would be no end to it."""
    await add(storage, said_to(ana), replace(said_in(workspace), subject_kind="digest"))
    for row in await claim(storage):
        await record(storage, row, Ending(state, NOW))
    assert not (await storage.outbox.outlook()).untold
    await add(storage, said_in(workspace, 2))
    (row,) = await claim(storage)
    await record(storage, row, Ending(state, NOW))
    assert (await storage.outbox.outlook()).untold
    async with storage.write(community.id) as work:
        assert [each.id for each in await work.deliveries.untold(9)] == [row.id]
        assert await work.deliveries.answer_trouble(row.id, state, NOW, NOW)
        assert await work.deliveries.untold(9) == []
        await work.commit()
    assert not (await storage.outbox.outlook()).untold
