"""Whatever people, hosts and time do to a series: exact places, one line in order, everybody told once, nothing stale.

A longer search: STAFFROOM_EXAMPLES=2000 pytest tests/storage/test_workshops_machine.py
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
import structlog
from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from bot.domain.actor import Actor
from bot.domain.delivery import DeliveryState
from bot.domain.ids import PersonId, RevisionId
from bot.domain.quiet import DEFAULT_QUIET, QuietHours
from bot.domain.rsvps import Rsvp, Standing
from bot.domain.workshops import Session
from bot.services.workshops.all import Workshops
from bot.services.workshops.editing import stamp
from bot.services.workshops.managing import Managed, Scope
from bot.ui.language import Languages
from tests.migrated import brought_up_to_date
from tests.postgres import PostgresServer
from tests.storage.machine.attending import Judge
from tests.storage.machine.databases import Database, PostgresDatabase, SqliteFile, found
from tests.storage.machine.hall import PEOPLE, Hall, Seen
from tests.storage.machine.one_thread import sqlite_at_once

ZONE = ZoneInfo("America/New_York")
EXAMPLES = 10
WHO = st.integers(0, PEOPLE - 1)
WHICH = st.sampled_from((0, 0, 0, 1, 2))
"""The session; mostly the next one."""
GOING, CANT, MAYBE = Standing.GOING, Standing.CANT, Standing.MAYBE
ANSWERS = st.sampled_from((GOING, GOING, GOING, CANT, CANT, MAYBE))
DIES = st.sampled_from(("", "", "", "", "before", "after"))
SCOPES = st.sampled_from((Scope.ONE, Scope.ONE, Scope.LATER, Scope.ALL))
QUIET = st.sampled_from((QuietHours(time(0), time(0)), DEFAULT_QUIET, QuietHours(time(7), time(20))))
MINUTES = st.sampled_from((1, 20, 20, 90, 240, 600, 1440))


class WorkshopsMachine(RuleBasedStateMachine):
    database: ClassVar[Database]
    languages: ClassVar[Languages]

    @initialize(first=st.lists(WHO, min_size=2, max_size=PEOPLE, unique=True), late=st.booleans())
    def begins(self, first: list[int], late: bool) -> None:
        """Some want to come before anything else happens, *late* on the last day."""
        self.hall = Hall(self.database, self.languages)
        self.judge = Judge(self.hall.look())
        self.here = set(range(PEOPLE))
        self.last: tuple[RevisionId, Seen] | None = None
        """The change that can be undone, and what was before it."""
        if late:
            self.come_to_the_last_day(True)
        for who in first:
            self.press(who, 0, GOING, "", False)

    # What people do

    @rule(who=WHO, which=WHICH, wanted=ANSWERS, dies=DIES, again=st.booleans())
    def press(self, who: int, which: int, wanted: Standing, dies: str, again: bool) -> None:
        if who not in self.here:
            return
        before = self.hall.look()
        taken = self.hall.press(who, [self._session(which).identity], wanted, dies, again)
        if not taken:
            assert self.hall.look().stored == before.stored
        self._look(pressed=self.hall.people[who].id)

    @rule(who=WHO)
    def press_all(self, who: int) -> None:
        if who in self.here:
            self.hall.press(who, [], Standing.GOING, "", False)
            self._look(pressed=self.hall.people[who].id)

    @rule(who=WHO, which=WHICH, wanted=ANSWERS)
    def press_again(self, who: int, which: int, wanted: Standing) -> None:
        """Twice in the list of rules: it is what happens most."""
        self.press(who, which, wanted, "", False)

    @rule(who=WHO)
    def give_up_a_place(self, who: int) -> None:
        """One of those who have one does."""
        session = self._session(0)
        having = [each.person for each in self.hall.look().lists[session.id].values() if each.has_place]
        if having:
            gives = next(at for at, each in enumerate(self.hall.people) if each.id == having[who % len(having)])
            self.press(gives, 0, CANT, "", False)

    @rule(who=WHO, quiet=QUIET, what=st.sampled_from(("quiet", "quiet", "attend", "attend", "leave")))
    def do_something_else(self, who: int, quiet: QuietHours, what: str) -> None:
        """Choose quiet hours, come to what has begun, or have one's data deleted."""
        over = [each for each in self.hall.look().sessions.values() if each.starts_at <= self.hall.hands.at]
        if who not in self.here:
            return
        if what == "quiet":
            self.hall.set_quiet(who, quiet)
        elif what == "attend" and over:
            self.hall.attend(over[0].id, who)
        elif what == "leave":
            self.here.discard(who)
            self.hall.delete(who)
        self._look(deleted=self.hall.people[who].id)

    # What the host does

    @rule(capacity=st.sampled_from((None, 1, 1, 2, 3)), dies=DIES)
    def resize(self, capacity: int | None, dies: str) -> None:
        async def edited(services: Workshops, ana: Actor) -> None:
            was = await services.editing.view(ana, self.hall.number)
            seen = stamp(was, ["capacity"])
            await services.editing.edit(ana, was.number, ["capacity"], seen, lambda w: replace(w, capacity=capacity))

        self.hall.host(edited, dies)
        self._look()

    @rule(which=WHICH, scope=SCOPES, days=st.integers(-2, 3), clock=st.sampled_from((8, 16, 16.25, 20)), dies=DIES)
    def move(self, which: int, scope: Scope, days: int, clock: float, dies: str) -> None:
        session = self._session(which)
        day = session.starts_at.astimezone(ZONE).date() + timedelta(days=days)
        at = time(int(clock), int(clock % 1 * 60))

        async def moved(services: Workshops, ana: Actor) -> Managed:
            return await services.managing.move(
                ana, self.hall.number, session.identity, scope, day, at, timedelta(hours=1)
            )

        self._change(moved, dies)

    @rule(which=WHICH, scope=SCOPES, dies=DIES)
    def cancel(self, which: int, scope: Scope, dies: str) -> None:
        session = self._session(which)

        async def cancelled(services: Workshops, ana: Actor) -> Managed:
            return await services.managing.cancel(ana, self.hall.number, session.identity, scope)

        self._change(cancelled, dies)

    @rule(dies=DIES)
    def undo(self, dies: str) -> None:
        """Times are as before, and who had a place then has it again, or others have them all."""
        if self.last is None:
            return
        revision, before = self.last

        async def undone(services: Workshops, ana: Actor) -> Managed:
            return await services.managing.undo(ana, revision)

        done = self.hall.host(undone, dies)
        self._look()
        if done is None:
            return
        self.last = None
        seen = self.hall.look()
        for changed in done.sessions:
            was = before.sessions[changed.id]
            now = seen.sessions[changed.id]
            assert (now.starts_at, now.length, now.state) == (was.starts_at, was.length, was.state)
            had = [each for each in before.lists[was.id].values() if each.agreed and each.person in self._present()]
            lost = [each.person for each in had if not self._placed(seen, now, each)]
            free = now.capacity is None or sum(each.has_place for each in seen.lists[now.id].values()) < now.capacity
            assert not (lost and free), f"{lost} had a place in {was.identity} and a place is free"
        event("undone")

    # What time does

    @rule(minutes=MINUTES)
    def pass_time(self, minutes: int) -> None:
        self.hall.hands.at += timedelta(minutes=minutes)
        self._look()

    @rule(after=st.booleans())
    def come_to_the_last_day(self, after: bool) -> None:
        """When places begin to be offered."""
        day_before = self._session(0).starts_at - timedelta(hours=24, minutes=-30 if after else 30)
        self.hall.hands.at = max(self.hall.hands.at, day_before)
        self._look()

    @rule()
    def come_to_the_end_of_an_offer(self) -> None:
        ends = [
            each.offered_until for mine in self.hall.look().lists.values() for each in mine.values()
            if each.offered_until and each.offered_until > self.hall.hands.at
        ]  # fmt: skip
        if ends:
            self.hall.hands.at = min(ends)
            self.settle("")

    @rule(dies=DIES)
    def settle(self, dies: str) -> None:
        at = self.hall.hands.at
        self.hall.settle(dies)
        self._look()
        for session in self.hall.look().sessions.values() if not dies else ():
            if session.takes_place and session.starts_at > at:
                ends = [each.offered_until for each in self.hall.look().lists[session.id].values()]
                assert not [each for each in ends if each and each <= at], "an offer is over, and still stands"

    @rule(losing=st.integers(0, 2))
    def send(self, losing: int) -> None:
        """Answers of the platform may be lost; it is sent again as the same message."""
        self.hall.mailbox.losing = losing
        before = self.hall.look()
        self.hall.send()
        seen = self.hall.look()
        self._expect(self.judge.sent(before, seen))
        self._look()

    def teardown(self) -> None:
        if hasattr(self, "hall"):
            self.hall.close()

    # How it is done

    def _change(self, change: Any, dies: str) -> None:
        before = self.hall.look()
        done: Managed | None = self.hall.host(change, dies)
        if done is not None:
            self.last = (done.revision, before)
        elif self.hall.look().stored != before.stored:
            self.last = None  # stored, and nobody was told by which number it is undone
        self._look()

    def _session(self, which: int) -> Session:
        """Return the session of that place among those ahead, else any."""
        known = sorted(self.hall.look().sessions.values(), key=lambda each: each.starts_at)
        ahead = [each for each in known if each.starts_at > self.hall.hands.at and each.takes_place]
        return (ahead or known)[which % len(ahead or known)]

    def _present(self) -> set[PersonId]:
        return {self.hall.people[each].id for each in self.here}

    def _placed(self, seen: Seen, session: Session, before: Rsvp) -> bool:
        mine = seen.lists[session.id].get(before.person)
        return mine is not None and mine.has_place

    def _look(self, pressed: PersonId | None = None, deleted: PersonId | None = None) -> None:
        seen = self.hall.look()
        self._expect(self.judge.see(seen, pressed, deleted))
        for each in (each for mine in seen.lists.values() for each in mine.values()):
            event(each.standing)
        for row in seen.rows.values():
            if row.state is not DeliveryState.PENDING:
                event(f"{row.kind} {row.state}")

    def _expect(self, wrong: Iterator[str]) -> None:
        said = list(wrong)
        assert not said, "\n".join(said)


class OnSqlite(WorkshopsMachine):
    pass


class OnPostgres(WorkshopsMachine):
    pass


def _settings(share: float) -> settings:
    examples = int(os.environ.get("STAFFROOM_EXAMPLES") or EXAMPLES)
    return settings(
        max_examples=max(1, round(examples * share)),
        stateful_step_count=30,
        deadline=None,
        phases=[Phase.reuse, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )


@pytest.fixture(scope="module", autouse=True)
def _quiet() -> Iterator[None]:
    """Nothing is logged: it would be most of the time."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    WorkshopsMachine.languages = Languages.packaged()
    yield
    structlog.reset_defaults()


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Iterator[Database]:
    founded = tmp_path / "founded.db"
    url = f"sqlite+aiosqlite:///{founded}"
    asyncio.run(brought_up_to_date(url))
    with sqlite_at_once():
        yield SqliteFile(founded, asyncio.run(found(url)))


@pytest.fixture
def hall(sqlite_file: Database) -> Iterator[Hall]:
    """With the next session's first two places taken by the first two people."""
    hall = Hall(sqlite_file, WorkshopsMachine.languages)
    for who in (0, 1):
        hall.press(who, [first_of(hall).identity], GOING, "", False)
    yield hall
    hall.close()


def first_of(hall: Hall) -> Session:
    return min(hall.look().sessions.values(), key=lambda each: each.starts_at)


def test_what_nobody_sent_in_time_goes_with_a_no(hall: Hall) -> None:
    """While the program stood still their reminder's time passed; after a no it is not even late."""
    hall.hands.at = first_of(hall).starts_at - timedelta(minutes=30)
    hall.press(0, [first_of(hall).identity], CANT, "", False)
    rows = [row for row in hall.look().rows.values() if row.person_id == hall.people[0].id]
    assert {row.state for row in rows} == {DeliveryState.WITHDRAWN}


def test_a_person_is_written_to_at_the_first_claim(hall: Hall) -> None:
    """By the platform that claimed the message, although nobody had said by which they are written to."""
    hall.hands.at = first_of(hall).starts_at - timedelta(hours=20)
    hall.send()
    sent = [row for row in hall.look().rows.values() if row.state is DeliveryState.SENT and row.person_id is not None]
    assert [(row.kind, row.attempts) for row in sent] == [("day before", 1)] * 2
    assert all(row.workspace_id is not None for row in sent)


class TestOnSqlite(OnSqlite.TestCase):  # type: ignore[valid-type, misc]
    """Places, line, reminders and messages fit together after every step."""

    settings = _settings(1)

    @pytest.fixture(autouse=True)
    def _database(self, sqlite_file: Database) -> None:
        OnSqlite.database = sqlite_file


class TestOnPostgres(OnPostgres.TestCase):  # type: ignore[valid-type, misc]
    """On PostgreSQL, too."""

    settings = _settings(0.1)

    @pytest.fixture(autouse=True)
    def _database(self, postgres_server: PostgresServer) -> Iterator[None]:
        name = asyncio.run(postgres_server.create(brought_up_to_date))
        OnPostgres.database = PostgresDatabase(postgres_server.url(name))
        yield
        asyncio.run(postgres_server.drop(name))
