"""What is late or ended badly is found, counted, sent again or taken out; what is as it should be is left alone."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.domain.community import Community, Workspace, WorkspaceState
from bot.domain.delivery import DeliveryState, Ending, NewDelivery, Rung, Trouble
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import DeliveryId
from bot.domain.outstanding import Outstanding
from bot.domain.people import Person, Platform
from storage.unit_of_work import SqlStorage
from tests.storage.moments import DAY, HOUR, MINUTE, NOW

ENDED = (DeliveryState.UNCERTAIN, DeliveryState.REFUSED, DeliveryState.EXPIRED)
LATE_BEFORE = NOW - MINUTE


def row(where: Workspace, subject: int, due: datetime, person: Person | None = None) -> NewDelivery:
    about = (where.community_id, "announcement", subject, "2026-10-05T12:00", DeliveryKind.ANNOUNCEMENT, 1)
    return NewDelivery(*about, due, due + 12 * HOUR, where.id, person_id=person.id if person else None)


async def add(storage: SqlStorage, *rows: NewDelivery) -> None:
    async with storage.write(rows[0].community_id) as work:
        await work.deliveries.add(rows)
        await work.commit()


async def end(storage: SqlStorage, ending: Ending) -> DeliveryId:
    """Claim the next that is due and let it end so."""
    (claimed,) = await storage.outbox.claim_deliveries("one", Platform.DISCORD, NOW, NOW, NOW + HOUR, 1, 9)
    assert await storage.outbox.record(claimed, ending)
    return claimed.id


async def one_of_each(storage: SqlStorage, workspace: Workspace, ana: Person) -> dict[str, DeliveryId]:
    """One row in every state, one late, one coming, and one that waits for Ana's next answer."""
    found = {}
    for number, state in enumerate((*ENDED, DeliveryState.SENT, DeliveryState.WITHDRAWN), start=1):
        await add(storage, row(workspace, number, NOW - DAY))
        found[state.value] = await end(storage, Ending(state, NOW, reason=Trouble.PAST_DEADLINE))
    await add(storage, row(workspace, 6, NOW - 3 * HOUR, ana))
    found["answer"] = await end(storage, Ending(DeliveryState.PENDING, rung=Rung.ANSWER))
    await add(storage, row(workspace, 7, NOW - HOUR))
    await storage.outbox.claim_deliveries("one", Platform.DISCORD, NOW, NOW, NOW + HOUR, 1, 9)
    await add(storage, row(workspace, 8, NOW - 2 * MINUTE), row(workspace, 9, NOW), row(workspace, 10, NOW + 2 * DAY))
    every = {each.subject_id: each.id for each in await storage.outbox.listed((), None, 50)}
    return found | {"sending": every[7], "late": every[8], "coming": every[9], "far": every[10]}


async def test_what_is_not_as_it_should_be_is_listed(storage: SqlStorage, workspace: Workspace, ana: Person) -> None:
    """The newest due first; what is not due yet, was sent or taken back, or waits for somebody, is not among it."""
    known = await one_of_each(storage, workspace, ana)
    wrong = [known[name] for name in ("late", "sending", "expired", "refused", "uncertain")]
    assert [each.id for each in await storage.outbox.listed((), LATE_BEFORE, 50)] == wrong
    assert [each.id for each in await storage.outbox.listed((), LATE_BEFORE, 2)] == wrong[:2]
    async with storage.read(workspace.community_id) as work:
        assert [each.id for each in await work.deliveries.unwell(LATE_BEFORE, 50)] == wrong
        assert await work.deliveries.outstanding(LATE_BEFORE, NOW + DAY) == Outstanding(1, NOW, 2, 1, 1, 1)
    refused = await storage.outbox.listed((DeliveryState.REFUSED,), None, 50)
    assert [each.id for each in refused] == [known["refused"]]
    assert len(await storage.outbox.listed((), None, 50)) == len(known)


async def test_what_was_answered_is_no_longer_listed(storage: SqlStorage, workspace: Workspace, ana: Person) -> None:
    """Once somebody has left it as it is, nobody is bothered with it again."""
    known = await one_of_each(storage, workspace, ana)
    async with storage.write(workspace.community_id) as work:
        assert await work.deliveries.answer_trouble(known["expired"], DeliveryState.EXPIRED, NOW, NOW)
        await work.commit()
    assert known["expired"] not in {each.id for each in await storage.outbox.listed((), LATE_BEFORE, 50)}
    record = await storage.outbox.find_record(known["expired"])
    assert record is not None and (record.row.state, record.answered_at) == (DeliveryState.EXPIRED, NOW)


async def test_nothing_at_all_is_counted_as_nothing(storage: SqlStorage, community: Community) -> None:
    async with storage.read(community.id) as work:
        assert await work.deliveries.outstanding(LATE_BEFORE, NOW + DAY) == Outstanding(0, None, 0, 0, 0, 0)
        assert await work.deliveries.unwell(LATE_BEFORE, 50) == []
    assert await storage.outbox.find_record(DeliveryId(1)) is None
    assert await storage.outbox.find_record(DeliveryId(2**70)) is None


@pytest.mark.parametrize("name", [state.value for state in ENDED])
async def test_what_ended_badly_is_sent_again_as_if_it_had_never_been_tried(
    storage: SqlStorage, workspace: Workspace, ana: Person, name: str
) -> None:
    known = await one_of_each(storage, workspace, ana)
    async with storage.write(workspace.community_id) as work:
        assert await work.deliveries.retry(known[name], NOW, NOW + DAY)
        assert not await work.deliveries.retry(known[name], NOW, NOW + DAY)
        found = await work.deliveries.get(known[name])
        await work.commit()
    assert (found.state, found.attempts, found.reason) == (DeliveryState.PENDING, 0, "")
    assert (found.settled_at, found.deadline_at, found.fence) == (None, NOW + DAY, 1)
    claimed = await storage.outbox.claim_deliveries("two", Platform.DISCORD, NOW, NOW, NOW + HOUR, 9, 9)
    assert known[name] in {each.id for each in claimed}


async def test_only_what_is_not_in_somebodys_hands_is_changed(
    storage: SqlStorage, workspace: Workspace, ana: Person
) -> None:
    """What is being sent, was sent or is over stays as it is, whatever is asked."""
    known = await one_of_each(storage, workspace, ana)
    async with storage.write(workspace.community_id) as work:
        retried = {name for name, each in known.items() if await work.deliveries.retry(each, NOW, NOW + DAY)}
    async with storage.write(workspace.community_id) as work:
        dropped = {name for name, each in known.items() if await work.deliveries.drop(each, NOW)}
    assert retried == {"uncertain", "refused", "expired"}
    assert dropped == {*retried, "answer", "late", "coming", "far"}


async def test_what_was_dropped_says_so_and_can_be_taken_back(
    storage: SqlStorage, workspace: Workspace, ana: Person
) -> None:
    known = await one_of_each(storage, workspace, ana)
    async with storage.write(workspace.community_id) as work:
        assert await work.deliveries.drop(known["far"], NOW)
        (ahead,) = [
            each
            for each in await work.deliveries.ahead("announcement", 10, [DeliveryKind.ANNOUNCEMENT], NOW)
            if each.id == known["far"]
        ]
        found = await work.deliveries.get(known["far"])
        assert ahead.dropped
        assert (found.state, found.reason, found.settled_at) == (DeliveryState.WITHDRAWN, Trouble.DROPPED, NOW)
        assert await work.deliveries.retry(known["far"], NOW, NOW + 3 * DAY)
        (ahead,) = await work.deliveries.ahead("announcement", 10, [DeliveryKind.ANNOUNCEMENT], NOW)
        assert (ahead.state, ahead.dropped) == (DeliveryState.PENDING, False)


async def test_another_communitys_are_in_the_operators_list_alone(
    storage: SqlStorage, workspace: Workspace, ana: Person
) -> None:
    """The operator sees those of every community; a community its own."""
    known = await one_of_each(storage, workspace, ana)
    other = await storage.installation.add_community("Hillside", "America/Chicago", NOW)
    there = await storage.installation.add_workspace(
        other.id, Platform.DISCORD, "1002", "Hillside", WorkspaceState.JOINED, NOW
    )
    await add(storage, row(there, 1, NOW - DAY))
    assert len(await storage.outbox.listed((), None, 50)) == len(known) + 1
    async with storage.write(other.id) as work:
        assert (await work.deliveries.outstanding(LATE_BEFORE, NOW + DAY)).late == 1
        assert len(await work.deliveries.unwell(LATE_BEFORE, 50)) == 1
        assert not await work.deliveries.retry(known["refused"], NOW, NOW + DAY)
        assert not await work.deliveries.drop(known["refused"], NOW)
