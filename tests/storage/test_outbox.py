"""What is due is claimed by one, recorded by who holds it, and never lost."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from itertools import product

from bot.domain.announcements import Announcement, AnnouncementState
from bot.domain.community import Community, Workspace
from bot.domain.delivery import (
    Delivery,
    DeliveryState,
    Ending,
    NewDelivery,
    NewPlacement,
    Outlook,
    Placement,
    PlacementKind,
)
from bot.domain.ids import AnnouncementId, DeliveryId, Number, PersonId, TopicId
from bot.domain.people import Person, Platform
from bot.domain.recurrence import Recurrence
from storage.unit_of_work import SqlStorage
from tests.storage.moments import DAY, HOUR, MINUTE, NOW, SECOND

LEASE = NOW + 30 * SECOND


def to_place(workspace: Workspace, place: int = 0, due: datetime = NOW, subject: int = 1) -> NewDelivery:
    return NewDelivery(
        workspace.community_id,
        "announcement",
        subject,
        "2026-10-05T12:00",
        "announcement",
        1,
        due,
        due + 12 * HOUR,
        workspace.id,
        TopicId(place),
    )


async def add(storage: SqlStorage, *deliveries: NewDelivery) -> int:
    async with storage.write(deliveries[0].community_id) as work:
        added = await work.deliveries.add(deliveries)
        await work.commit()
        return added


async def claim(
    storage: SqlStorage, owner: str = "one", limit: int = 100, at: datetime = NOW, due: datetime = NOW
) -> Sequence[Delivery]:
    return await storage.outbox.claim_deliveries(owner, Platform.DISCORD, due, at, at + 30 * SECOND, limit, 100)


async def settle(
    storage: SqlStorage,
    row: Delivery,
    state: DeliveryState,
    at: datetime = NOW,
    receipt: str = "",
    reason: str = "",
    right: str = "",
) -> bool:
    return await storage.outbox.record(row, Ending(state, at, receipt=receipt, reason=reason, right=right))


async def put_back(storage: SqlStorage, row: Delivery, not_before: datetime, reason: str) -> bool:
    return await storage.outbox.record(row, Ending(DeliveryState.PENDING, not_before=not_before, reason=reason))


async def read(storage: SqlStorage, delivery: Delivery) -> Delivery:
    async with storage.read(delivery.community_id) as work:
        return await work.deliveries.get(delivery.id)


async def test_a_key_is_added_once(storage: SqlStorage, workspace: Workspace) -> None:
    places = [to_place(workspace, place) for place in range(1200)]
    assert await add(storage, *places[:700]) == 700
    assert await add(storage, *places) == 500
    assert await add(storage, replace(places[0], due_at=NOW + DAY)) == 0
    assert await add(storage, replace(places[0], time_revision=2)) == 1
    async with storage.read(workspace.community_id) as work:
        assert await work.deliveries.counts() == {DeliveryState.PENDING: 1201}


async def test_the_same_keys_added_at_once_are_added_once(storage: SqlStorage, workspace: Workspace) -> None:
    places = [to_place(workspace, place) for place in range(30)]
    added = await asyncio.gather(*(add(storage, *places[:: 1 if turn % 2 else -1]) for turn in range(10)))
    assert sum(added) == 30


async def test_what_is_due_is_claimed_oldest_first_and_no_more_than_asked(
    storage: SqlStorage, workspace: Workspace
) -> None:
    due = [NOW + SECOND, NOW - HOUR, NOW, NOW - DAY]
    await add(storage, *(to_place(workspace, place, moment) for place, moment in enumerate(due)))
    assert await storage.outbox.next_due() == NOW - DAY
    assert [row.topic_id for row in await claim(storage, limit=2)] == [3, 1]
    (last,) = await claim(storage)
    assert (last.topic_id, last.state, last.fence, last.attempts) == (2, DeliveryState.SENDING, 1, 1)
    assert await claim(storage) == []
    assert await storage.outbox.next_due() == NOW + SECOND


async def test_two_owners_never_get_the_same_row(storage: SqlStorage, workspace: Workspace) -> None:
    await add(storage, *(to_place(workspace, place) for place in range(300)))

    async def worker(owner: str) -> list[DeliveryId]:
        mine: list[DeliveryId] = []
        while rows := await claim(storage, owner, limit=7):
            mine += [row.id for row in rows]
        return mine

    claimed = await asyncio.gather(*(worker(f"owner {n}") for n in range(6)))
    every = [row for rows in claimed for row in rows]
    assert len(every) == len(set(every)) == 300


async def test_a_claimed_row_is_settled_by_who_claimed_it_last(storage: SqlStorage, workspace: Workspace) -> None:
    await add(storage, to_place(workspace))
    (first,) = await claim(storage)
    assert await put_back(storage, first, NOW, "try again")
    (second,) = await claim(storage, "two")
    assert not await settle(storage, first, DeliveryState.SENT, NOW, "m1")
    assert not await put_back(storage, first, NOW, "")
    assert await settle(storage, second, DeliveryState.SENT, NOW, "m2")
    assert not await settle(storage, second, DeliveryState.REFUSED, NOW)
    kept = await read(storage, second)
    assert (kept.state, kept.receipt, kept.settled_at, kept.attempts) == (DeliveryState.SENT, "m2", NOW, 2)


async def test_of_many_settled_at_once_each_row_is_settled_once(storage: SqlStorage, workspace: Workspace) -> None:
    await add(storage, *(to_place(workspace, place) for place in range(300)))
    rows = await claim(storage, limit=300)
    settled = await asyncio.gather(
        *(settle(storage, row, DeliveryState.SENT, NOW, f"m{row.id}") for row in (*rows, *rows))
    )
    assert settled == [True] * 300 + [False] * 300
    assert {(await read(storage, row)).receipt == f"m{row.id}" for row in rows[::50]} == {True}


async def test_a_result_that_cannot_be_written_fails_alone(storage: SqlStorage, workspace: Workspace) -> None:
    await add(storage, *(to_place(workspace, place) for place in range(4)))
    rows = await claim(storage)
    receipts = ["m0", "m1", "\ud800 is half a character", "m3"]
    ends = [settle(storage, row, DeliveryState.SENT, NOW, receipt) for row, receipt in zip(rows, receipts, strict=True)]
    async with asyncio.timeout(5):
        settled = await asyncio.gather(*ends, return_exceptions=True)
    assert [isinstance(end, Exception) for end in settled] == [False, False, True, False]
    assert (await read(storage, rows[2])).state is DeliveryState.SENDING


async def test_who_is_cancelled_while_recording_holds_up_nobody(storage: SqlStorage, workspace: Workspace) -> None:
    await add(storage, *(to_place(workspace, place) for place in range(20)))
    rows = await claim(storage)
    tasks = [asyncio.create_task(settle(storage, row, DeliveryState.SENT, NOW, f"m{row.id}")) for row in rows]
    await asyncio.sleep(0)
    tasks[0].cancel()
    await asyncio.sleep(0.001)
    tasks[1].cancel()
    async with asyncio.timeout(5):
        settled = await asyncio.gather(*tasks, return_exceptions=True)
    assert settled[2:] == [True] * 18


async def test_what_was_put_back_waits_until_it_was_told(storage: SqlStorage, workspace: Workspace) -> None:
    await add(storage, to_place(workspace))
    (row,) = await claim(storage)
    assert await put_back(storage, row, NOW + MINUTE, "rate limited")
    assert await claim(storage, at=NOW + MINUTE - SECOND) == []
    assert await storage.outbox.next_due() is None  # domain time has nothing to wake up for
    assert len(await claim(storage, at=NOW + MINUTE)) == 1


async def doubtful(
    storage: SqlStorage, at: datetime, owner: str = "two", platform: Platform = Platform.DISCORD
) -> Sequence[Delivery]:
    return await storage.outbox.claim_doubtful(owner, platform, at, at + 30 * SECOND, 10)


async def test_what_was_being_sent_when_its_lease_ended_is_looked_after_by_one(
    storage: SqlStorage, workspace: Workspace
) -> None:
    """Neither before its lease is over, nor on another platform, nor by two."""
    await add(storage, to_place(workspace, 1), to_place(workspace, 2))
    first, second = await claim(storage)
    assert await settle(storage, second, DeliveryState.SENT)
    assert await doubtful(storage, LEASE) == []
    assert await doubtful(storage, LEASE + SECOND, platform=Platform.SLACK) == []
    (found,) = await doubtful(storage, LEASE + SECOND)
    assert (found.id, found.fence, found.state) == (first.id, first.fence + 1, DeliveryState.SENDING)
    assert await doubtful(storage, LEASE + SECOND, "three") == []
    assert not await settle(storage, first, DeliveryState.SENT)
    assert await settle(storage, found, DeliveryState.UNCERTAIN, reason="stopped")
    assert await doubtful(storage, LEASE + DAY) == []


async def test_every_part_of_an_ending_is_kept(storage: SqlStorage, workspace: Workspace) -> None:
    """In doubt it says since when, until when and how often it was looked for; sent, all that is over."""
    await add(storage, to_place(workspace))
    (row,) = await claim(storage)
    assert row.first_tried_at is None
    begun = Ending(DeliveryState.SENDING, lease_until=LEASE, first_tried_at=NOW, owned=True)
    assert await storage.outbox.record(row, begun)
    assert await doubtful(storage, LEASE) == []
    until = NOW + MINUTE
    doubt = Ending(
        DeliveryState.SENDING, reason="no answer", right="Pin", lease_until=until, quarantine_until=until, looks=1,
        first_tried_at=NOW,
    )  # fmt: skip
    assert await storage.outbox.record(row, doubt)
    assert await doubtful(storage, until) == []
    (row,) = await doubtful(storage, until + SECOND)
    assert (row.reason, row.right, row.quarantine_until, row.looks) == ("no answer", "Pin", until, 1)
    assert row.first_tried_at == NOW
    later = Ending(DeliveryState.PENDING, due_at=NOW + DAY, rung="mention", workspace_id=workspace.id)
    assert await storage.outbox.record(row, later)
    kept = await read(storage, row)
    assert (kept.due_at, kept.rung, kept.looks, kept.first_tried_at) == (NOW + DAY, "mention", 0, None)
    (row,) = await claim(storage, due=NOW + DAY)
    assert await storage.outbox.record(row, Ending(DeliveryState.SENT, NOW, receipt="m1", late=True))
    kept = await read(storage, row)
    assert (kept.receipt, kept.late, kept.settled_at, kept.rung) == ("m1", True, NOW, "mention")


async def test_lanes_take_turns(storage: SqlStorage, workspace: Workspace) -> None:
    """A channel with much to be said does not keep the others waiting; a busy one gets nothing."""
    many = [
        replace(to_place(workspace, 1), occurrence=f"2026-10-0{n}T12:00", due_at=NOW - n * MINUTE) for n in range(5)
    ]
    await add(storage, *many, to_place(workspace, 2), to_place(workspace, 3))
    outbox, until = storage.outbox, NOW + 30 * SECOND
    busy = {to_place(workspace, 3).lane}
    rows = await outbox.claim_deliveries("one", Platform.DISCORD, NOW, NOW, until, 10, 1, busy)
    assert sorted(row.topic_id or 0 for row in rows) == [1, 2]
    rows = await outbox.claim_deliveries("one", Platform.DISCORD, NOW, NOW, until, 10, 2)
    assert sorted(row.topic_id or 0 for row in rows) == [1, 1, 3]
    assert await outbox.claim_deliveries("one", Platform.SLACK, NOW, NOW, until, 10, 2) == []


async def test_what_waits_for_an_answer_is_left_until_it_is_too_late(
    storage: SqlStorage, community: Community, ana: Person
) -> None:
    """Nobody claims it before its deadline; the person's next answer finds it, once."""
    await add(storage, to_person(ana))
    (row,) = await claim(storage)
    assert await storage.outbox.record(row, Ending(DeliveryState.PENDING, rung="answer"))
    assert await claim(storage) == []
    async with storage.write(community.id) as work:
        assert [each.id for each in await work.deliveries.unread(ana.id)] == [row.id]
        await work.deliveries.mark_read([row.id], NOW)
        assert await work.deliveries.unread(ana.id) == []
        await work.commit()
    assert (await read(storage, row)).state is DeliveryState.SENT


async def test_who_waits_too_long_is_claimed_to_be_told(storage: SqlStorage, ana: Person) -> None:
    """Past its deadline it is claimed like anything else, and expires."""
    await add(storage, to_person(ana))
    (row,) = await claim(storage)
    assert await storage.outbox.record(row, Ending(DeliveryState.PENDING, rung="answer"))
    assert [late.id for late in await claim(storage, due=NOW + 2 * DAY)] == [row.id]


def to_person(person: Person, due: datetime = NOW) -> NewDelivery:
    return NewDelivery(
        person.community_id, "announcement", 1, "x", "notice", 1, due, due + DAY, person_id=person.id, urgent=True
    )


async def test_the_outlook_says_when_there_is_next_something_to_do(
    storage: SqlStorage, community: Community, workspace: Workspace, ana: Person
) -> None:
    """The earliest that is due, the earliest that waits by the machine's clock, and whether an author waits."""
    outbox = storage.outbox
    assert await outbox.outlook() == Outlook(None, None, untold=False)
    subject = (await announced(storage, ana)).id
    await add(storage, to_place(workspace, 1, subject=subject), to_place(workspace, 2, NOW + DAY, subject))
    assert await outbox.outlook() == Outlook(NOW, None, untold=False)
    (row,) = await claim(storage)
    assert await outbox.outlook() == Outlook(NOW + DAY, LEASE, untold=False)
    await put_back(storage, row, NOW + MINUTE, "rate limited")
    assert await outbox.outlook() == Outlook(NOW + DAY, NOW + MINUTE, untold=False)
    (row,) = await claim(storage, at=NOW + MINUTE)
    await settle(storage, row, DeliveryState.REFUSED)
    assert await outbox.outlook() == Outlook(NOW + DAY, None, untold=True)
    async with storage.write(community.id) as work:
        assert [each.id for each in await work.deliveries.untold(5)] == [row.id]
        await work.deliveries.mark_told([row.id], NOW)
        await work.commit()
    assert not (await outbox.outlook()).untold


async def test_what_fell_due_since_a_backup_is_uncertain(storage: SqlStorage, workspace: Workspace) -> None:
    """Also what was due before and still open in it; not what is ahead."""
    await add(storage, *(to_place(workspace, place, NOW + place * HOUR) for place in (1, 2, 9)))
    assert await storage.outbox.mark_restored(NOW + HOUR, NOW + 3 * HOUR, NOW) == 2
    assert [row.topic_id for row in await claim(storage, due=NOW + DAY)] == [9]


async def test_what_is_ahead_is_moved_and_withdrawn(storage: SqlStorage, workspace: Workspace) -> None:
    """What is known of it is its key, place and time; only what is not sent is moved, only what waits withdrawn."""
    await add(storage, to_place(workspace, 1), to_place(workspace, 2))
    (sent,) = await claim(storage, limit=1)
    await settle(storage, sent, DeliveryState.SENT)
    async with storage.write(workspace.community_id) as work:
        ahead = await work.deliveries.ahead("announcement", 1, ("announcement",), NOW)
        assert [(row.topic_id, row.state, row.due_at) for row in sorted(ahead, key=lambda row: row.topic_id or 0)] == [
            (1, DeliveryState.SENT, NOW), (2, DeliveryState.PENDING, NOW)
        ]  # fmt: skip
        ids = [row.id for row in ahead]
        await work.deliveries.withdraw(ids, NOW)
        for each in ids:
            await work.deliveries.move(each, NOW + HOUR, NOW + DAY)
        await work.commit()
    assert (await read(storage, sent)).state is DeliveryState.SENT
    assert [row.topic_id for row in await claim(storage, due=NOW + HOUR)] == [2]


async def test_what_is_withdrawn_is_not_claimed(storage: SqlStorage, workspace: Workspace) -> None:
    await add(storage, to_place(workspace, 1), to_place(workspace, 2), to_place(workspace, 3, subject=2))
    (claimed,) = await claim(storage, limit=1)
    async with storage.write(workspace.community_id) as work:
        assert await work.deliveries.withdraw_pending("announcement", 1, NOW) == 1
        await work.commit()
    assert [row.subject_id for row in await claim(storage)] == [2]
    assert (await read(storage, claimed)).state is DeliveryState.SENDING


async def announced(storage: SqlStorage, author: Person) -> Announcement:
    new = Announcement(
        AnnouncementId(0),
        author.community_id,
        Number(0),
        author.id,
        "We meet on Tuesday.",
        Recurrence(date(2026, 10, 5), time(16, 0), "America/New_York"),
        AnnouncementState.SCHEDULED,
        1,
        1,
        NOW,
    )
    async with storage.write(author.community_id) as work:
        stored = await work.announcements.add(new)
        await work.commit()
        return stored


async def troubles(storage: SqlStorage, community: Community, author: PersonId | None) -> list[TopicId | None]:
    async with storage.read(community.id) as work:
        return [row.topic_id for row in await work.deliveries.troubled(author, 10)]


async def answer(storage: SqlStorage, row: Delivery, state: DeliveryState) -> bool:
    async with storage.write(row.community_id) as work:
        answered = await work.deliveries.answer_trouble(row.id, state, NOW + HOUR, NOW + 13 * HOUR)
        await work.commit()
        return answered


async def test_trouble_stands_before_its_author_until_it_is_answered(
    storage: SqlStorage, community: Community, workspace: Workspace, ana: Person
) -> None:
    subject = (await announced(storage, ana)).id
    await add(storage, *(to_place(workspace, place, subject=subject) for place in range(4)))
    ends = (DeliveryState.UNCERTAIN, DeliveryState.SENT, DeliveryState.REFUSED, DeliveryState.EXPIRED)
    rows = await claim(storage)
    for later, (row, state) in enumerate(zip(rows, ends, strict=True)):
        assert await settle(storage, row, state, NOW + later * SECOND, reason="why", right="Pin")
    assert await troubles(storage, community, ana.id) == [3, 2, 0]
    assert await troubles(storage, community, None) == [3, 2, 0]
    assert await troubles(storage, community, PersonId(ana.id + 1)) == []
    assert await answer(storage, rows[2], DeliveryState.WITHDRAWN)
    assert not await answer(storage, rows[2], DeliveryState.PENDING)
    assert not await answer(storage, rows[1], DeliveryState.PENDING)
    assert await answer(storage, rows[3], DeliveryState.EXPIRED)
    assert not await answer(storage, rows[3], DeliveryState.EXPIRED)
    assert await troubles(storage, community, ana.id) == [0]


async def test_what_is_sent_again_after_an_answer_may_end_badly_again(
    storage: SqlStorage, community: Community, workspace: Workspace, ana: Person
) -> None:
    subject = (await announced(storage, ana)).id
    await add(storage, to_place(workspace, subject=subject))
    (row,) = await claim(storage)
    await settle(storage, row, DeliveryState.REFUSED, NOW, reason="why", right="Pin")
    assert await answer(storage, row, DeliveryState.PENDING)
    again = await read(storage, row)
    assert (again.deadline_at, again.reason, again.right) == (NOW + 13 * HOUR, "", "")
    assert (again.settled_at, again.attempts) == (None, 0)
    (row,) = await claim(storage, at=NOW + HOUR)
    await settle(storage, row, DeliveryState.EXPIRED, NOW + DAY)
    assert await troubles(storage, community, ana.id) == [0]


def card(workspace: Workspace, subject: int = 1, **wanted: object) -> NewPlacement:
    plain = NewPlacement(workspace.community_id, PlacementKind.CARD, "resource", subject, workspace.id, "", 1)
    return replace(plain, **wanted)  # type: ignore[arg-type]


async def want(storage: SqlStorage, *placements: NewPlacement) -> None:
    async with storage.write(placements[0].community_id) as work:
        for placement in placements:
            await work.placements.want(placement)
        await work.commit()


async def ready(storage: SqlStorage, owner: str = "one", at: datetime = NOW, limit: int = 100) -> Sequence[Placement]:
    return await storage.outbox.claim_placements(owner, Platform.DISCORD, at, at + 30 * SECOND, limit)


async def found(storage: SqlStorage, new: NewPlacement) -> Placement:
    async with storage.read(new.community_id) as work:
        row = await work.placements.find(new.kind, new.subject_kind, new.subject_id, new.workspace_id)
    assert row is not None
    return row


async def test_channels_are_shown_before_cards(storage: SqlStorage, workspace: Workspace) -> None:
    await want(storage, card(workspace, 1), card(workspace, 2, kind=PlacementKind.CHANNEL), card(workspace, 3))
    assert [row.subject_id for row in await ready(storage, limit=2)] == [2, 1]
    assert [row.subject_id for row in await ready(storage, "two")] == [3]


async def test_what_is_shown_is_left_alone_until_something_else_is_wanted(
    storage: SqlStorage, workspace: Workspace
) -> None:
    new = card(workspace)
    await want(storage, new)
    (row,) = await ready(storage)
    assert await storage.outbox.record_placement(row, channel="c1", message_id="m1", shown_revision=1)
    assert (await found(storage, new)).settled
    assert await ready(storage) == []
    await want(storage, replace(new, wanted_pin=True))
    (row,) = await ready(storage)
    assert (row.channel, row.message_id, row.fence) == ("c1", "m1", 2)
    assert await storage.outbox.record_placement(row, shown_pin=True)
    assert await ready(storage) == []
    async with storage.write(workspace.community_id) as work:
        await work.placements.want_revision("resource", 1, 4)
        await work.placements.want_revision("resource", 1, 3)
        await work.commit()
    (row,) = await ready(storage)
    assert row.wanted_revision == 4
    assert await storage.outbox.record_placement(row, shown_revision=4)
    async with storage.write(workspace.community_id) as work:
        await work.placements.want_absent("resource", 1)
        await work.commit()
    (row,) = await ready(storage)
    assert not row.wanted_present
    assert await storage.outbox.record_placement(row, message_id="", shown_revision=0, shown_pin=False)
    assert await ready(storage) == []


async def test_what_is_claimed_is_what_is_not_settled(storage: SqlStorage, workspace: Workspace) -> None:
    ways = product([0, 1], [True, False], [True, False], [True, False], ["", "m1"])
    states = dict(enumerate(ways, start=1))
    await want(storage, *(card(workspace, subject) for subject in states))
    for row in await ready(storage):
        shown, _, shown_pin, _, message = states[row.subject_id]
        await storage.outbox.record_placement(row, message_id=message, shown_revision=shown, shown_pin=shown_pin)
    for subject, (_, wanted_pin, _, present, _) in states.items():
        await want(storage, card(workspace, subject, wanted_pin=wanted_pin, wanted_present=present))
    unsettled = {subject for subject in states if not (await found(storage, card(workspace, subject))).settled}
    assert {row.subject_id for row in await ready(storage)} == unsettled
    assert 0 < len(unsettled) < len(states)


async def test_a_card_stays_known_where_it_stands(storage: SqlStorage, workspace: Workspace) -> None:
    new = card(workspace, channel="old")
    await want(storage, new)
    await want(storage, replace(new, channel="newer"))
    assert (await found(storage, new)).channel == "newer"
    (row,) = await ready(storage)
    await storage.outbox.record_placement(row, message_id="m1", shown_revision=1)
    await want(storage, replace(new, channel="elsewhere", wanted_revision=2))
    assert ((await found(storage, new)).channel, (await found(storage, new)).wanted_revision) == ("newer", 2)
    await want(storage, replace(new, wanted_revision=1))
    assert (await found(storage, new)).wanted_revision == 2


async def test_a_failed_placement_is_tried_again_when_told(storage: SqlStorage, workspace: Workspace) -> None:
    await want(storage, card(workspace))
    (row,) = await ready(storage)
    assert await storage.outbox.fail_placement(row, "", "", NOW + MINUTE)
    assert await ready(storage, at=NOW + MINUTE - SECOND) == []
    (row,) = await ready(storage, at=NOW + MINUTE)
    assert row.attempts == 2


async def test_a_refused_placement_waits_until_something_else_is_wanted(
    storage: SqlStorage, workspace: Workspace
) -> None:
    new = card(workspace)
    await want(storage, new)
    (row,) = await ready(storage)
    assert await storage.outbox.fail_placement(row, "missing right", "Pin Messages", None)
    assert await ready(storage, at=NOW + DAY) == []
    async with storage.read(workspace.community_id) as work:
        assert [(bad.error, bad.right) for bad in await work.placements.troubled(5)] == [
            ("missing right", "Pin Messages")
        ]
    async with storage.write(workspace.community_id) as work:
        await work.placements.try_again(workspace.id)
        await work.commit()
    (row,) = await ready(storage)
    assert (row.error, row.right, row.attempts) == ("", "", 1)
    await storage.outbox.fail_placement(row, "missing right", "", None)
    await want(storage, new)
    assert len(await ready(storage)) == 1


async def test_a_failure_says_nothing_of_what_was_wanted_meanwhile(storage: SqlStorage, workspace: Workspace) -> None:
    new = card(workspace)
    await want(storage, new)
    (row,) = await ready(storage)
    await want(storage, replace(new, wanted_revision=2))
    assert await storage.outbox.fail_placement(row, "missing right", "", None)
    assert len(await ready(storage)) == 1


async def test_a_failure_may_follow_what_was_recorded(storage: SqlStorage, workspace: Workspace) -> None:
    """The card was posted and only its pin was refused: both are kept."""
    await want(storage, card(workspace, wanted_pin=True))
    (row,) = await ready(storage)
    assert await storage.outbox.record_placement(row, message_id="m1", shown_revision=1)
    assert await storage.outbox.fail_placement(row, "pins full", "", None)
    kept = await found(storage, card(workspace))
    assert (kept.message_id, kept.error) == ("m1", "pins full")
    assert await ready(storage) == []


async def test_a_placement_is_recorded_by_who_claimed_it_last(storage: SqlStorage, workspace: Workspace) -> None:
    await want(storage, card(workspace))
    (first,) = await ready(storage)
    assert not first.interrupted
    assert await ready(storage, "two", at=LEASE) == []
    (second,) = await ready(storage, "two", at=LEASE + SECOND)
    assert second.interrupted
    assert not await storage.outbox.record_placement(first, message_id="m1", shown_revision=1)
    assert not await storage.outbox.fail_placement(first, "late", "", None)
    assert await storage.outbox.fail_placement(second, "", "", NOW)
    (third,) = await ready(storage, at=LEASE + SECOND)
    assert third.interrupted  # trying later does not tell what the first had sent
    assert await storage.outbox.record_placement(third, message_id="m3", shown_revision=1)
    assert not (await found(storage, card(workspace))).interrupted


async def test_a_card_in_doubt_is_left_alone_until_it_may_be_looked_for(
    storage: SqlStorage, workspace: Workspace
) -> None:
    """It keeps the moment of its first try, by which its message is named, until what became of it is known."""
    await want(storage, card(workspace))
    (row,) = await ready(storage)
    assert await storage.outbox.doubt_placement(row, NOW + MINUTE, 1)
    assert await ready(storage, at=NOW + MINUTE - SECOND) == []
    (again,) = await ready(storage, at=NOW + MINUTE)
    assert again.interrupted
    assert (again.first_tried_at, again.quarantine_until, again.looks) == (row.first_tried_at, NOW + MINUTE, 1)
    assert await storage.outbox.record_placement(again, message_id="", shown_revision=0)
    (anew,) = await ready(storage, at=NOW + HOUR)
    assert (anew.first_tried_at, anew.quarantine_until, anew.interrupted) == (NOW + HOUR, None, False)


async def test_two_owners_never_get_the_same_placement(storage: SqlStorage, workspace: Workspace) -> None:
    await want(storage, *(card(workspace, subject) for subject in range(1, 101)))

    async def worker(owner: str) -> list[int]:
        mine: list[int] = []
        while rows := await ready(storage, owner, limit=7):
            mine += [row.subject_id for row in rows]
        return mine

    claimed = await asyncio.gather(*(worker(f"owner {n}") for n in range(5)))
    assert sorted(subject for subjects in claimed for subject in subjects) == list(range(1, 101))
