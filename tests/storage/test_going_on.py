"""What fails for one row, one community or one part of the housekeeping stops none of the others."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import cast

from structlog.testing import capture_logs

from adapters.discord.limits import CAPABILITIES
from bot.bootstrap.house import House
from bot.bootstrap.supervision import _run_loop
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import CommunityId
from bot.domain.people import Platform
from bot.domain.subjects import Subject
from bot.ports.platform import Done, Messenger, Outcome, Shaping, Sighting, Unreadable
from bot.ports.storage import UnitOfWork
from bot.services.bell import Bell
from bot.services.composing.announcements import compose_announcement
from bot.services.composing.said import Composed, Composer
from bot.services.delivering.attempt import Attempts
from bot.services.delivering.loop import Deliveries
from bot.services.housekeeping import Housekeeping
from bot.services.my_data import MyDataKeeping
from bot.services.placements import Placements
from bot.services.sending import Policy, Post
from bot.ui.language import Languages
from storage.unit_of_work import SqlStorage
from tests.core.clocks import HandMovedClock
from tests.storage.moments import DAY, MINUTE, NOW, SECOND
from tests.storage.network import a_card, a_delivery, fill

UNKNOWN = "something of which nothing can be composed"


class Still(HandMovedClock):
    """Both clocks, standing where the test puts them."""

    at = NOW

    def now(self) -> datetime:
        return self.at

    def shift(self) -> timedelta:
        return timedelta()


class Sending:
    shaping = Shaping(0, 0)
    repeats_safely = False

    def __init__(self, failing: bool = False) -> None:
        self.asked = 0
        self.failing = failing

    async def send(self, *_: object) -> Outcome:
        self.asked += 1
        if self.failing:
            raise RuntimeError("words that somebody typed")
        return Done("message 1")

    async def look_for(self, *_: object) -> Sighting:
        return Unreadable("history")

    async def pin(self, *_: object) -> Outcome:
        return Done()


async def cannot_compose(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Composed:
    raise ValueError("words that somebody typed")


def deliveries(storage: SqlStorage, clock: Still, messenger: Sending) -> Deliveries:
    composers: dict[str, Composer] = {DeliveryKind.ANNOUNCEMENT: compose_announcement, UNKNOWN: cannot_compose}
    there = post(messenger)
    attempts = Attempts(storage, clock, clock, there, composers)
    return Deliveries(storage, clock, clock, Bell(), there, attempts, "one")


def post(messenger: Sending) -> Post:
    there = {Platform.DISCORD: cast(Messenger, messenger)}
    return Post(there, {Platform.DISCORD: CAPABILITIES}, Languages.packaged(), Policy(), Still())


async def test_a_delivery_that_cannot_be_composed_waits_a_minute_and_the_others_go_out(storage: SqlStorage) -> None:
    net, clock, messenger = await fill(storage, "a"), Still(), Sending()
    bad = replace(a_delivery(net.workspace, net.announcement), kind=UNKNOWN, topic_id=None)
    async with storage.write(net.community.id) as work:
        await work.deliveries.add([bad])
        await work.commit()
    sending = deliveries(storage, clock, messenger)
    with capture_logs() as logs:
        assert await sending.send_due() == 2
        assert await sending.send_due() == 0
    assert messenger.asked == 1
    assert [log["event"] for log in logs if log["log_level"] == "error"] == ["delivery not composed"]
    async with storage.read(net.community.id) as work:
        rows = await work.deliveries.of_subject(Subject.ANNOUNCEMENT, net.announcement.id, 9)
        (put_back,) = [row for row in rows if row.kind == UNKNOWN]
        states = [row.state for row in rows]
    assert put_back.state is DeliveryState.PENDING
    assert DeliveryState.SENT in states
    clock.at = NOW + MINUTE + SECOND
    assert await sending.send_due() == 1


async def test_what_failed_while_it_was_being_sent_is_not_sent_again(storage: SqlStorage) -> None:
    """It may have gone out: it is looked for, and where that cannot be done its author is asked."""
    net, clock, messenger = await fill(storage, "a"), Still(), Sending(failing=True)
    sending = deliveries(storage, clock, messenger)
    with capture_logs() as logs:
        await sending.send_due()
        for minute in (1, 2, 3):
            clock.at = NOW + minute * MINUTE
            await sending.send_due()
    assert messenger.asked == 1
    assert "typed" not in str(logs)
    async with storage.read(net.community.id) as work:
        rows = await work.deliveries.of_subject(Subject.ANNOUNCEMENT, net.announcement.id, 9)
    assert DeliveryState.UNCERTAIN in [row.state for row in rows]


async def test_a_placement_that_cannot_be_composed_waits_a_minute_and_the_others_are_shown(storage: SqlStorage) -> None:
    net, clock, messenger = await fill(storage, "a"), Still(), Sending()
    bad = replace(a_card(net.community.id, net.workspace, net.resource), subject_kind=UNKNOWN)
    async with storage.write(net.community.id) as work:
        await work.placements.want(bad)
        await work.commit()
    showing = Placements(storage, clock, clock, Bell(), post(messenger), "one")
    with capture_logs() as logs:
        assert await showing.reconcile(Platform.DISCORD) == 2
        assert await showing.reconcile(Platform.DISCORD) == 0
    assert messenger.asked == 1
    assert [log["event"] for log in logs if log["log_level"] == "error"] == ["placement failed"]
    clock.at = NOW + MINUTE + SECOND
    assert await showing.reconcile(Platform.DISCORD) == 1


class Failing:
    """Announcements that cannot be extended."""

    def __init__(self) -> None:
        self.tried = 0
        self.tried_it = asyncio.Event()

    async def expand_all(self) -> None:
        self.tried += 1
        self.tried_it.set()
        raise ValueError("words that somebody typed")


class HandRung:
    """An alarm that rings when the test wants it to."""

    def __init__(self) -> None:
        self.jobs: list[Callable[[], Awaitable[None]]] = []

    def every(self, seconds: float, name: str, job: Callable[[], Awaitable[None]]) -> None:
        self.jobs.append(job)

    async def run(self, stopping: asyncio.Event) -> None:
        await stopping.wait()


class FailingFirst(MyDataKeeping):
    """The first community's rows cannot be read."""

    async def _delete_due_in(self, community: CommunityId) -> int:
        if community == (await self._storage.installation.communities())[0].id:
            raise ValueError("words that somebody typed")
        return await super()._delete_due_in(community)


async def test_promised_deletions_happen_whatever_else_fails(storage: SqlStorage) -> None:
    """Another community's rows and what extends announcements fail: each is said once, however often it fails."""
    await fill(storage, "a")
    net, clock, failing = await fill(storage, "b"), Still(), Failing()
    clock.at = NOW + 2 * DAY
    alarm, bell, stopping = HandRung(), Bell(), asyncio.Event()
    my_data = FailingFirst(storage, clock)
    keeping = Housekeeping(
        clock, bell, alarm, {"deletions": (60, my_data.delete_due), "occurrences": (60, failing.expand_all)}
    )
    with capture_logs() as logs:
        running = asyncio.create_task(keeping.run(stopping))
        async with asyncio.timeout(20):
            await failing.tried_it.wait()
            for job in alarm.jobs:
                await job()
        assert failing.tried == 2
        stopping.set()
        bell.ring()
        await running
    async with storage.read(net.community.id) as work:
        assert await work.people.find(net.ana.id) is None
    assert [log["part"] for log in logs] == ["deletions", "occurrences"]
    assert "typed" not in str(logs)


async def test_a_loop_that_keeps_failing_is_tried_less_and_less_often() -> None:
    clock, stopping, tried = HandMovedClock(), asyncio.Event(), []

    async def loop(_: asyncio.Event) -> None:
        tried.append(clock.monotonic())
        raise ValueError("words that somebody typed")

    house = cast(House, SimpleNamespace(ground=SimpleNamespace(machine=clock)))
    with capture_logs() as logs:
        running = asyncio.create_task(_run_loop(house, "deliveries", loop, stopping))
        await clock.to(200)
        stopping.set()  # and nobody waits for the pause to end
        async with asyncio.timeout(5):
            await running
    assert tried == [0, 1, 3, 7, 15, 31, 63, 123, 183]
    assert len(logs) == len(tried)
    assert "typed" not in str(logs)
