"""What is stored ahead: moved, withdrawn, told of and read, each only where that is still true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.community import Workspace, WorkspaceState
from bot.domain.delivery import Ahead, Delivery, DeliveryState, Ending, NewDelivery, Rung, Trouble
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import DeliveryId, TopicId
from bot.domain.outstanding import Record
from bot.domain.people import Person, Platform
from storage.unit_of_work import SqlStorage
from tests.storage.moments import DAY, HOUR, MINUTE, NOW, SECOND

LEASE = NOW + 30 * SECOND
SAID, ASKED = DeliveryKind.ANNOUNCEMENT, DeliveryKind.QUESTION


def said_in(workspace: Workspace, subject: int = 1, due: datetime = NOW, kind: str = SAID) -> NewDelivery:
    about = (workspace.community_id, "announcement", subject, "2026-10-05T12:00", kind, 1)
    return NewDelivery(*about, due, due + 12 * HOUR, workspace.id, TopicId(7))


def said_to(person: Person, subject: int = 1) -> NewDelivery:
    about = (person.community_id, "announcement", subject, "2026-10-05T12:00", DeliveryKind.NOTICE, 1)
    return NewDelivery(*about, NOW, NOW + DAY, person_id=person.id, urgent=True)


async def add(storage: SqlStorage, *rows: NewDelivery) -> None:
    async with storage.write(rows[0].community_id) as work:
        assert await work.deliveries.add(rows) == len(rows)
        await work.commit()


async def claim(storage: SqlStorage, due: datetime = NOW) -> Sequence[Delivery]:
    return await storage.outbox.claim_deliveries("one", Platform.DISCORD, due, NOW, LEASE, 100, 100)


async def end(storage: SqlStorage, row: Delivery, ending: Ending) -> Delivery:
    assert await storage.outbox.record(row, ending)
    return await get(storage, row)


async def get(storage: SqlStorage, row: Delivery) -> Delivery:
    async with storage.read(row.community_id) as work:
        return await work.deliveries.get(row.id)


async def details(storage: SqlStorage, delivery: DeliveryId) -> Record:
    found = await storage.outbox.find_record(delivery)
    assert found is not None
    return found


async def ended(storage: SqlStorage, workspace: Workspace) -> dict[DeliveryState, Delivery]:
    """A row in each state, and one that is being sent."""
    found = {}
    for subject, state in enumerate(DeliveryState, start=1):
        await add(storage, said_in(workspace, subject, NOW - DAY))
        if state is DeliveryState.PENDING:
            (row,) = await storage.outbox.listed((state,), None, 5)
            await end(storage, (await claim(storage))[0], Ending(state, not_before=NOW + DAY, reason="why"))
        else:
            (row,) = await claim(storage)
        if state not in (DeliveryState.PENDING, DeliveryState.SENDING):
            await end(storage, row, Ending(state, NOW, receipt="m1", reason="why", right="Pin", late=True))
        found[state] = row
    return found


async def test_a_row_comes_back_as_it_was_asked_for(storage: SqlStorage, workspace: Workspace, ana: Person) -> None:
    """Where it goes, when, how long it may still be said and how urgent it is."""
    asked = (said_in(workspace), replace(said_in(workspace, 2), topic_id=None), said_to(ana))
    await add(storage, *asked)
    for row in await claim(storage):
        (new,) = [each for each in asked if each.key == row.key]
        names = [name for name in NewDelivery.__dataclass_fields__ if name not in ("due_at", "deadline_at")]
        assert [getattr(row, name) for name in names] == [getattr(new, name) for name in names]
        assert (row.due_at, row.deadline_at, row.lane) == (new.due_at, new.deadline_at, new.lane)
        assert (row.state, row.attempts, row.rung, row.name) == (DeliveryState.SENDING, 1, Rung.DIRECT, new.key)


async def test_every_part_of_an_ending_stays_until_the_next(storage: SqlStorage, workspace: Workspace) -> None:
    """The next says all there is to say, but for when it is due, where and on which rung: those it may leave."""
    await add(storage, said_in(workspace))
    (row,) = await claim(storage)
    later, until = NOW + 3 * HOUR, NOW + MINUTE
    doubt = Ending(
        DeliveryState.SENDING,
        reason=Trouble.ANSWER_LOST,
        right="Read Message History",
        due_at=later,
        workspace_id=workspace.id,
        rung=Rung.MENTION,
        lease_until=until,
        quarantine_until=until + SECOND,
        looks=1,
        first_tried_at=NOW,
    )
    kept = await end(storage, row, doubt)
    assert (kept.state, kept.reason, kept.right) == (DeliveryState.SENDING, doubt.reason, doubt.right)
    assert (kept.due_at, kept.rung, kept.quarantine_until) == (later, Rung.MENTION, until + SECOND)
    assert (kept.looks, kept.first_tried_at, (await details(storage, row.id)).lease_until) == (1, NOW, until)
    again = await end(storage, row, Ending(DeliveryState.PENDING, not_before=NOW + HOUR, reason="try again"))
    assert (again.due_at, again.rung, again.workspace_id) == (later, Rung.MENTION, workspace.id)
    assert (again.reason, again.right, again.looks) == ("try again", "", 0)
    assert (again.first_tried_at, again.quarantine_until) == (None, None)
    assert (await details(storage, row.id)).not_before == NOW + HOUR
    assert (await details(storage, row.id)).lease_until is None


async def test_who_passed_the_fence_records_alone(storage: SqlStorage, workspace: Workspace) -> None:
    """Whoever lost the row to another can say nothing more of it, whatever they had to say."""
    await add(storage, said_in(workspace))
    (first,) = await claim(storage)
    at = LEASE + SECOND
    (second,) = await storage.outbox.claim_doubtful("two", Platform.DISCORD, at, at + MINUTE, 5)
    endings = (Ending(DeliveryState.SENDING, lease_until=at), Ending(DeliveryState.PENDING), Ending(DeliveryState.SENT))
    assert [await storage.outbox.record(first, each) for each in endings] == [False] * 3
    assert (await details(storage, first.id)).lease_until == at + MINUTE
    assert (await end(storage, second, Ending(DeliveryState.SENT, NOW, receipt="m2"))).receipt == "m2"


async def test_ending_badly_again_is_news(storage: SqlStorage, workspace: Workspace) -> None:
    """Its author was told and has answered; when it is sent again and ends badly, they are told again."""
    await add(storage, said_in(workspace))
    (row,) = await claim(storage)
    await end(storage, row, Ending(DeliveryState.REFUSED, NOW))
    async with storage.write(workspace.community_id) as work:
        await work.deliveries.mark_told([row.id], NOW + MINUTE)
        assert (await work.deliveries.get(row.id)).author_told_at == NOW + MINUTE
        assert await work.deliveries.untold(5) == []
        assert await work.deliveries.answer_trouble(row.id, DeliveryState.PENDING, NOW, NOW + DAY)
        await work.commit()
    (row,) = await claim(storage)
    kept = await end(storage, row, Ending(DeliveryState.EXPIRED, NOW))
    assert (kept.author_told_at, (await details(storage, row.id)).answered_at) == (None, None)
    async with storage.read(workspace.community_id) as work:
        assert [each.id for each in await work.deliveries.untold(5)] == [row.id]


async def test_authors_are_told_of_the_oldest_first(storage: SqlStorage, workspace: Workspace) -> None:
    await add(storage, *(said_in(workspace, subject, NOW - subject * HOUR) for subject in (1, 2, 3)))
    for row in await claim(storage):
        await end(storage, row, Ending(DeliveryState.REFUSED, NOW))
    async with storage.read(workspace.community_id) as work:
        assert [each.subject_id for each in await work.deliveries.untold(2)] == [3, 2]


async def test_what_is_ahead_of_a_subject_is_all_that_may_still_be_said(
    storage: SqlStorage, workspace: Workspace
) -> None:
    """In whatever state, of the kinds asked for and of that subject alone."""
    await add(storage, said_in(workspace, 1), said_in(workspace, 1, NOW - 12 * HOUR, "recess"))
    await add(storage, said_in(workspace, 1, NOW + DAY, ASKED), said_in(workspace, 2))
    (row,) = await storage.outbox.listed((), None, 1)
    async with storage.read(workspace.community_id) as work:
        found = await work.deliveries.ahead("announcement", 1, (SAID, ASKED), NOW)
        every = await work.deliveries.ahead("announcement", 1, (SAID, ASKED, "recess"), NOW - SECOND)
        assert await work.deliveries.ahead("announcement", 1, (SAID,), NOW + 12 * HOUR) == []
        assert await work.deliveries.ahead("resource", 1, (SAID,), NOW) == []
    assert sorted(each.kind for each in found) == [SAID, ASKED]
    assert len(every) == 3
    pending = DeliveryState.PENDING
    assert Ahead(row.id, row.key, ASKED, "2026-10-05T12:00", TopicId(7), pending, NOW + DAY) in found


async def test_only_what_waits_or_was_taken_back_is_moved(storage: SqlStorage, workspace: Workspace) -> None:
    """Moved, it is as if it had never been tried; what is being sent, was sent or ended badly stays as it is."""
    found = await ended(storage, workspace)
    before = {state: await get(storage, row) for state, row in found.items()}
    async with storage.write(workspace.community_id) as work:
        for row in found.values():
            await work.deliveries.move(row.id, NOW + HOUR, NOW + DAY)
        await work.commit()
    after = {state: await get(storage, row) for state, row in found.items()}
    moved = {state for state in found if after[state] != before[state]}
    assert moved == {DeliveryState.PENDING, DeliveryState.WITHDRAWN}
    for state in moved:
        row = after[state]
        assert (row.state, row.due_at, row.deadline_at) == (DeliveryState.PENDING, NOW + HOUR, NOW + DAY)
        assert (row.attempts, row.receipt, row.reason, row.right, row.late) == (0, "", "", "", False)
        assert (row.settled_at, (await details(storage, row.id)).not_before) == (None, None)
    assert {row.id for row in await claim(storage, NOW + HOUR)} == {after[state].id for state in moved}


async def test_only_what_waits_is_withdrawn(storage: SqlStorage, workspace: Workspace) -> None:
    found = await ended(storage, workspace)
    async with storage.write(workspace.community_id) as work:
        await work.deliveries.withdraw([row.id for row in found.values()], NOW + HOUR)
        await work.deliveries.withdraw([], NOW + HOUR)
        await work.commit()
    after = {state: await get(storage, row) for state, row in found.items()}
    assert {state: row.state for state, row in after.items() if row.state is not state} == {
        DeliveryState.PENDING: DeliveryState.WITHDRAWN
    }
    assert after[DeliveryState.PENDING].settled_at == NOW + HOUR
    assert after[DeliveryState.WITHDRAWN].settled_at == NOW


async def test_with_its_subject_goes_all_but_the_word_to_its_author(
    storage: SqlStorage, workspace: Workspace, ana: Person
) -> None:
    """What was to be said is taken back; that something did not arrive is still to be told."""
    await add(storage, said_in(workspace), said_in(workspace, kind=ASKED), said_to(ana), said_in(workspace, 2))
    async with storage.write(workspace.community_id) as work:
        assert await work.deliveries.withdraw_pending("announcement", 1, NOW) == 2
        await work.commit()
    assert sorted((row.subject_id, row.kind) for row in await claim(storage)) == [(1, DeliveryKind.NOTICE), (2, SAID)]


async def test_what_somebody_has_not_read_yet_is_theirs_alone(
    storage: SqlStorage, workspace: Workspace, ana: Person
) -> None:
    """Waiting for their next answer, or said with a mention and not opened yet; read, it is sent."""
    await add(storage, *(said_to(ana, subject) for subject in (1, 2, 3, 4)))
    waiting, mentioned, direct, refused = await claim(storage)
    await end(storage, waiting, Ending(DeliveryState.PENDING, rung=Rung.ANSWER))
    await end(storage, mentioned, Ending(DeliveryState.SENT, NOW, rung=Rung.MENTION, receipt="m1"))
    await end(storage, direct, Ending(DeliveryState.SENT, NOW, receipt="m2"))
    await end(storage, refused, Ending(DeliveryState.EXPIRED, NOW, rung=Rung.ANSWER))
    async with storage.write(workspace.community_id) as work:
        ben = await work.people.add("Ben", NOW)
        assert [row.id for row in await work.deliveries.unread(ana.id)] == [waiting.id, mentioned.id]
        assert await work.deliveries.unread(ben.id) == []
        await work.deliveries.mark_read([waiting.id, mentioned.id, direct.id, refused.id], NOW + HOUR)
        assert await work.deliveries.unread(ana.id) == []
        await work.commit()
    assert (await get(storage, waiting)).settled_at == NOW + HOUR
    assert (await get(storage, mentioned)).settled_at == NOW
    assert (await get(storage, mentioned)).receipt == "m1"
    states = {row.id: (await get(storage, row)).state for row in (waiting, mentioned, direct, refused)}
    assert states == {
        **dict.fromkeys((waiting.id, mentioned.id, direct.id), DeliveryState.SENT),
        refused.id: DeliveryState.EXPIRED,
    }
    assert (await details(storage, direct.id)).answered_at is None
    assert await claim(storage, NOW + 9 * DAY) == []


async def test_what_may_have_been_sent_since_a_backup_is_doubted(storage: SqlStorage, workspace: Workspace) -> None:
    """Whatever was open in it and due by now, in every community; who was sending it then records nothing more."""
    found = await ended(storage, workspace)
    other = await storage.installation.add_community("Hillside", "America/Chicago", NOW)
    there = await storage.installation.add_workspace(
        other.id, Platform.SLACK, "T9", "Hillside", WorkspaceState.JOINED, NOW
    )
    await add(storage, said_in(there), said_in(there, 2, NOW + SECOND))
    sending = found[DeliveryState.SENDING]
    assert await storage.outbox.mark_restored(NOW - HOUR, NOW, NOW + MINUTE) == 3
    assert await storage.outbox.mark_restored(NOW - HOUR, NOW, NOW + MINUTE) == 0
    for state in (DeliveryState.PENDING, DeliveryState.SENDING):
        row = await get(storage, found[state])
        assert (row.state, row.reason, row.settled_at) == (DeliveryState.UNCERTAIN, Trouble.RESTORED, NOW + MINUTE)
    assert (await details(storage, sending.id)).lease_until is None
    assert not await storage.outbox.record(sending, Ending(DeliveryState.SENT, NOW))
    for state in (DeliveryState.SENT, DeliveryState.REFUSED, DeliveryState.WITHDRAWN):
        assert (await get(storage, found[state])).reason == "why"
    assert await storage.outbox.claim_doubtful("two", Platform.DISCORD, NOW + DAY, NOW + DAY, 5) == []
    assert (await storage.outbox.outlook()).due == NOW + SECOND
    async with storage.read(other.id) as work:
        assert [row.state for row in await work.deliveries.untold(5)] == [DeliveryState.UNCERTAIN]
