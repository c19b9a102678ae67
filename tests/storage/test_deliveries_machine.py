"""Whatever happens to the program, its database and the platforms: nobody sees it twice, nothing is lost in silence.

A longer search: STAFFROOM_EXAMPLES=5000 pytest tests/storage/test_deliveries_machine.py --hypothesis-show-statistics
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
import structlog
from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)
from sqlalchemy import RowMapping

from bot.domain.delivery import DeliveryState, Rung
from bot.domain.ids import DeliveryId, Number
from bot.domain.people import Platform
from bot.domain.repeats import Repeat
from bot.interaction.registry import Registry
from bot.ports.platform import Ambiguous, RefusalReason, Refused, Retry
from bot.services.announcing.announcements import Wanted
from bot.ui.language import Languages
from commands import ALL_COMMANDS
from tests.migrated import brought_up_to_date
from tests.postgres import PostgresServer
from tests.storage.machine.a_platform import FINE, Message, Weather
from tests.storage.machine.databases import Database, PostgresDatabase, SqliteFile, found
from tests.storage.machine.judging import BADLY, Judge, name_of, unsettled
from tests.storage.machine.one_thread import sqlite_at_once
from tests.storage.machine.world import World

ZONE = ZoneInfo("America/New_York")
STARTS = (
    datetime(2026, 10, 5, 15, 0, tzinfo=UTC),
    datetime(2026, 11, 1, 1, 30, tzinfo=UTC),  # the night in which an hour comes twice
    datetime(2027, 3, 14, 3, 0, tzinfo=UTC),  # the night in which one is left out
)
A_WHILE = st.sampled_from((0.0, 0.02, 0.06, 0.3, 1.0, 3.0, 10.0, 16.0, 25.0, 40.0))
HELD, CUT_OFF = 58.0, 45.0
"""Seconds after which no platform carries out any more what it held, or what was cut off: before the second look."""

PLATFORMS = st.sampled_from((Platform.DISCORD, Platform.SLACK))
ANSWER_LOST = st.sampled_from((Weather(answers=None), Weather(instead=Ambiguous()), Weather(7.0, 14.5)))
NOT_DONE = st.sampled_from((Weather(None, None), Weather(None, instead=Ambiguous())))
DONE_LATE = st.sampled_from(
    (*(Weather(at, None) for at in (14.0, 25.0, HELD)), *(Weather(at, 0.05, Ambiguous()) for at in (1.0, CUT_OFF)))
)
PUT_OFF = st.sampled_from(tuple(Weather(None, instead=Retry(seconds)) for seconds in (0.5, 5.0, 40.0)))
REFUSED = st.sampled_from((RefusalReason.MISSING_RIGHT, RefusalReason.CHANNEL_GONE)).map(
    lambda reason: Weather(None, instead=Refused(reason))
)
IN_DOUBT = st.lists(st.one_of(ANSWER_LOST, DONE_LATE, DONE_LATE, NOT_DONE), min_size=1, max_size=2)
WEATHER = st.lists(st.one_of(ANSWER_LOST, NOT_DONE, DONE_LATE, PUT_OFF, REFUSED, st.just(FINE)), min_size=1, max_size=4)
UNTIL_KNOWN = st.sampled_from((0.0, 1.0, 16.0, 40.0, 100.0))
"""Seconds: while a request may be answered, when it is given up, when it is looked for, and after both looks."""
SLOW = st.lists(st.sampled_from((0.0, 0.0, 12.0, 29.0, 35.0)), min_size=1, max_size=5)
REPEATS = st.sampled_from((Repeat.ONCE, Repeat.ONCE, Repeat.ONCE, Repeat.WEEKLY))
EXAMPLES = 8
FOREVER = timedelta(hours=26)
"""Domain time in which all that was due at the end is over, quiet hours included."""


Made = MultipleResults[Number] | Number


class DeliveriesMachine(RuleBasedStateMachine):
    database: ClassVar[Database]
    registry: ClassVar[Registry]
    languages: ClassVar[Languages]

    announcements: Bundle[Number] = Bundle("announcements")

    def __init__(self) -> None:
        super().__init__()
        self.world: World
        self.judge: Judge
        self.made = 0
        self.down = 0.0
        self.backup: tuple[datetime, int] | None = None
        self.broken = False
        self.interrupted_at_last = True

    @initialize(
        target=announcements, start=st.sampled_from(STARTS), minutes=st.integers(1, 90), interrupted=st.booleans()
    )
    def begins(self, start: datetime, minutes: int, interrupted: bool) -> Made:
        self.interrupted_at_last = interrupted
        self.world = World(self.database, start, self.registry, self.languages)
        self.judge = Judge(self.world)
        self.world.begin()
        self.ana = self.database.community.ana
        return self.schedule(minutes, Repeat.ONCE)

    # What people do

    @rule(target=announcements, minutes=st.integers(1, 90), repeat=REPEATS)
    def schedule(self, minutes: int, repeat: Repeat) -> Made:
        self.made += 1
        wanted = self._wanted(f"No. {self.made}", minutes, repeat)
        made = self.world.command(lambda house: house.services.announcements.create(self.ana, wanted))
        self._after()
        return multiple() if made is None else made.number

    @rule(number=announcements, minutes=st.integers(1, 90))
    def move(self, number: Number, minutes: int) -> None:
        body = self._body(number)
        if body is not None:
            wanted = self._wanted(*body[:1], minutes, body[1])
            self.world.command(lambda house: house.services.announcements.change(self.ana, number, wanted))
            self._expect(self.judge.left_over())
        self._after()

    @rule(number=announcements, how=st.sampled_from(("cancel", "pause", "reinstate", "reinstate", "send_now")))
    def change(self, number: Number, how: str) -> None:
        self.judge.interrupted |= {each.id for each in self.world.announcements() if each.number == number}
        self.world.command(lambda house: getattr(house.services.announcements, how)(self.ana, number))
        self._expect(self.judge.left_over())
        self._after()

    @rule(which=st.integers(0, 3), again=st.booleans())
    def answer_trouble(self, which: int, again: bool) -> None:
        troubled = self._troubled()
        if not troubled:
            return
        row = troubled[which % len(troubled)]
        before = {each["id"]: each for each in self.world.rows()}[row]
        if again:
            for there in self.world.platforms.values():
                there.reopen(name_of(before))
        self.world.command(lambda house: house.services.troubles.answer(self.ana, DeliveryId(row), again))
        after = {each["id"]: each for each in self.world.rows()}[row]
        if (after["state"], after["fence"]) != (before["state"], before["fence"]):  # it may be on its way already
            self.judge.granted[before["key"]] += 1
        self._after()

    @rule()
    def read_messages(self) -> None:
        at = self.world.now()
        shown = self.world.command(lambda house: house.services.messages.waiting(self.ana)) or ()
        self.judge.read += [(at, block) for block in shown]
        self._after()

    @rule()
    def share(self) -> None:
        self.made += 1
        page = f"https://example.org/{self.made}"
        self.world.command(lambda house: house.services.resources.share(self.ana, page, f"Page {self.made}"))
        self._after()

    @rule(number=st.integers(1, 3), removed=st.booleans())
    def change_card(self, number: int, removed: bool) -> None:
        one = Number(number)
        self.made += 1
        if removed:
            self.world.command(lambda house: house.services.resources.remove(self.ana, one))
        else:
            title = f"Page {self.made}"
            self.world.command(lambda house: house.services.resources.edit(self.ana, one, title, "", None, ()))
        self._after()

    # What time does

    @rule(seconds=A_WHILE)
    def pass_time(self, seconds: float) -> None:
        self.world.go(seconds)
        self._after()

    @rule(seconds=st.sampled_from((5.0, 20.0, 31.0, 100.0)))
    def sleep(self, seconds: float) -> None:
        """The whole machine is put to sleep and wakes again."""
        self.world.jump(seconds)
        self._after()

    @rule(seconds=A_WHILE)
    def come_to_what_is_due(self, seconds: float) -> None:
        self._to_next()
        self.world.go(seconds)
        self._after()

    # What becomes of the program

    @rule(steps=st.integers(0, 60), down=A_WHILE)
    def doom(self, steps: int, down: float) -> None:
        """It ends before or after one of the next things that it asks of its database or a platform."""
        if self.world.running is not None:
            self.world.running.life.left = steps
            self.down = down

    @rule(down=A_WHILE)
    def kill(self, down: float) -> None:
        self.world.end()
        self.world.go(down)
        self.world.begin()

    @rule(seconds=st.lists(st.sampled_from((0.0, 0.0, 1.0, 12.0, 35.0)), min_size=1, max_size=8))
    def slow_down(self, seconds: list[float]) -> None:
        """The database takes its time for a while."""
        if self.world.running is not None:
            self.world.running.life.slow.extend(seconds)

    @invariant()
    def nothing_is_wrong(self) -> None:
        if hasattr(self, "world"):
            self._expect(self.judge.look())

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            if not self.broken:
                self._come_to_rest()
                self._expect(self.judge.look())
                self._expect(self.judge.conclude())
                self._tell_statistics()
        finally:
            self.world.close()

    # How it is done

    def _expect(self, wrong: Iterator[str]) -> None:
        found = list(wrong)
        self.broken = self.broken or bool(found)
        assert not found, "\n".join(found)

    def _after(self) -> None:
        """Begin the program again if it ended."""
        if self.world.over():
            event("ended at an await")
            self.world.end()
            self.world.go(self.down)
            self.world.begin()

    def _wanted(self, body: str, minutes: int, repeat: Repeat) -> Wanted:
        local = (self.world.now() + timedelta(minutes=minutes)).astimezone(ZONE)
        return Wanted(body, local.date(), local.time().replace(second=0, microsecond=0), repeat)

    def _body(self, number: Number) -> tuple[str, Repeat] | None:
        found = [each for each in self.world.announcements() if each.number == number]
        return (found[0].body, found[0].repeat or Repeat.ONCE) if found else None

    def _troubled(self) -> list[int]:
        return [
            row["id"]
            for row in self.world.rows()
            if row["state"] in BADLY and row["person_id"] is None and row["answered_at"] is None
        ]

    def _standing(self) -> list[Message]:
        return [each for there in self.world.platforms.values() for each in there.messages if not each.deleted]

    def _to_next(self) -> None:
        """Move domain time to what is due next, unless something that was due is still to be sent."""
        now, rows = self.world.now(), self.world.rows()
        ahead = [row["due_at"] for row in rows if row["state"] == DeliveryState.PENDING and row["due_at"] > now]
        if ahead and not any(self._open(row, now) for row in rows):
            self.world.move_clock(min(ahead))

    def _come_to_rest(self) -> None:
        for platform in self.world.platforms.values():
            platform.mend()
        if self.interrupted_at_last or self.world.running is None:
            self.world.end()
            self.world.begin()
        last = self.world.now() + FOREVER
        for _ in range(400):
            self.world.go(2)
            self._after()
            now, machine = self.world.now(), self.world.machine.now()
            open_ones = [row for row in self.world.rows() if self._open(row, now)]
            ahead = [
                row["due_at"]
                for row in self.world.rows()
                if row["state"] == DeliveryState.PENDING and now < row["due_at"] <= last
            ]
            if open_ones or self._unsettled_cards():
                waits = [row["lease_until"] or row["not_before"] for row in open_ones]
                waits += [card["lease_until"] or card["not_before"] for card in self._unsettled_cards()]
                later = [(at - machine).total_seconds() for at in waits if at is not None and at > machine]
                self.world.jump(min(later) if later and len(later) == len(waits) else 3)
            elif ahead:
                self.world.move_clock(min(ahead))
            else:
                break
        self.read_messages()

    def _open(self, row: RowMapping, now: datetime) -> bool:
        state = row["state"]
        pending = state == DeliveryState.PENDING and row["due_at"] <= now and row["rung"] != Rung.ANSWER
        untold = state in BADLY and not row["author_told_at"] and not row["answered_at"] and not row["person_id"]
        return pending or untold or state == DeliveryState.SENDING

    def _unsettled_cards(self) -> list[RowMapping]:
        return [card for card in self.world.cards() if unsettled(card)]

    def _tell_statistics(self) -> None:
        for row in self.world.rows():
            event(f"{row['kind']} {row['state']} {row['rung']}")
        for what in {what for platform in self.world.platforms.values() for what in platform.happened}:
            event(what)


class TroubledMachine(DeliveriesMachine):
    """And platforms fail, and the clock jumps."""

    @rule(hours=st.sampled_from((1, 7, 13, 30)))
    def move_clock(self, hours: int) -> None:
        self.judge.fair = False
        self.world.move_clock(self.world.now() + timedelta(hours=hours))
        self._after()

    # What platforms do

    @rule(platform=PLATFORMS, weather=WEATHER, seconds=A_WHILE)
    def fail(self, platform: Platform, weather: list[Weather], seconds: float) -> None:
        """Requests fail from the next one on, just when something is due."""
        self.judge.fair = False
        self._with_something_due(platform, weather, seconds)

    @rule(platform=PLATFORMS, weather=IN_DOUBT, seconds=UNTIL_KNOWN)
    def lose_answer(self, platform: Platform, weather: list[Weather], seconds: float) -> None:
        """It is not known whether a request was carried out, which it may be yet."""
        self.judge.fair = False
        self._with_something_due(platform, weather, seconds)

    @rule(platform=PLATFORMS, weather=WEATHER, slow=SLOW, seconds=UNTIL_KNOWN)
    def fail_and_be_slow(self, platform: Platform, weather: list[Weather], slow: list[float], seconds: float) -> None:
        """How far a delivery has come is not stored in time, and requests fail."""
        self.judge.fair = False
        if self.world.running is not None:
            self.world.running.life.slow_records.extend(slow)
        self._with_something_due(platform, weather, seconds)

    def _with_something_due(self, platform: Platform, weather: list[Weather], seconds: float) -> None:
        if not any(row["state"] in (DeliveryState.PENDING, DeliveryState.SENDING) for row in self.world.rows()):
            self.schedule(1, Repeat.ONCE)
        self.world.platforms[platform].weather.extend(weather)
        self.come_to_what_is_due(seconds)

    @rule(platform=PLATFORMS, what=st.sampled_from(("channel", "token", "history", "direct")))
    def break_off(self, platform: Platform, what: str) -> None:
        self.judge.fair = False
        there = self.world.platforms[platform]
        if what == "channel":
            there.gone.add(f"announcements {platform}")
        elif what == "token":
            there.token = False
        elif what == "history":
            there.readable = False
            self.judge.unreadable.add(platform)
        else:
            there.direct = not there.direct

    @rule(platform=PLATFORMS)
    def mend(self, platform: Platform) -> None:
        self.world.platforms[platform].mend()

    @rule(which=st.integers(0, 5))
    def delete_message(self, which: int) -> None:
        standing = self._standing()
        if not standing:
            return
        message = standing[which % len(standing)]
        self.judge.fair = False
        known = {row["receipt"] for row in self.world.rows() if row["state"] == DeliveryState.SENT}
        message.deleted, message.deleted_in_doubt = True, message.id not in known


class OnSqlite(TroubledMachine):
    """Whose database is copied aside and put back."""

    @rule()
    def back_up(self) -> None:
        self.world.copy()
        self.backup = (self.world.now(), self.world.epoch)

    @rule()
    def restore(self) -> None:
        if self.backup is None:
            return
        self.judge.fair = False
        self.world.end()
        self.world.go(200)  # nobody restores a backup in less, and what was under way has come by then
        self.world.put_back()
        self.judge.restored(self.backup[0])
        marked = self.world.mark_restored(self.backup[0])
        event("restored, with rows of which nobody knows" if marked else "restored")
        self.world.begin()


class CalmOnSqlite(DeliveriesMachine):
    pass


class OnPostgres(TroubledMachine):
    pass


def _settings(share: float) -> settings:
    """No example is too slow; STAFFROOM_EXAMPLES asks for more of them, of which each machine gets its share."""
    examples = int(os.environ.get("STAFFROOM_EXAMPLES") or EXAMPLES)
    return settings(
        max_examples=max(1, round(examples * share)),
        stateful_step_count=25,
        deadline=None,
        phases=[Phase.reuse, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )


@pytest.fixture(scope="module", autouse=True)
def _quiet() -> Iterator[None]:
    """Nothing is logged: it would be most of the time."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    DeliveriesMachine.registry, DeliveriesMachine.languages = Registry.of(ALL_COMMANDS), Languages.packaged()
    yield
    structlog.reset_defaults()


@contextmanager
def _on_sqlite(machine: type[DeliveriesMachine], folder: Path) -> Iterator[None]:
    founded = folder / "founded.db"
    url = f"sqlite+aiosqlite:///{founded}"
    asyncio.run(brought_up_to_date(url))
    with sqlite_at_once():
        machine.database = SqliteFile(founded, asyncio.run(found(url)))
        yield


class TestOnSqlite(OnSqlite.TestCase):  # type: ignore[valid-type, misc]
    """Nobody sees a message twice, and what does not arrive is said to its author, whatever happens."""

    settings = _settings(1)

    @pytest.fixture(autouse=True)
    def _database(self, tmp_path: Path) -> Iterator[None]:
        with _on_sqlite(OnSqlite, tmp_path):
            yield


class TestCalmOnSqlite(CalmOnSqlite.TestCase):  # type: ignore[valid-type, misc]
    """However often the program ends, everything is said once where the platforms are well."""

    settings = _settings(0.3)

    @pytest.fixture(autouse=True)
    def _database(self, tmp_path: Path) -> Iterator[None]:
        with _on_sqlite(CalmOnSqlite, tmp_path):
            yield


class TestOnPostgres(OnPostgres.TestCase):  # type: ignore[valid-type, misc]
    """On PostgreSQL, too, nobody sees a message twice."""

    settings = _settings(0.2)

    @pytest.fixture(autouse=True)
    def _database(self, postgres_server: PostgresServer) -> Iterator[None]:
        name = asyncio.run(postgres_server.create(brought_up_to_date))
        OnPostgres.database = PostgresDatabase(postgres_server.url(name))
        yield
        asyncio.run(postgres_server.drop(name))
