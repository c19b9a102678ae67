"""A community on two platforms, the program that serves it, and the clocks; a test says what happens to them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar, cast

from sqlalchemy import RowMapping, select

from adapters.discord.limits import CAPABILITIES as DISCORD
from adapters.discord.limits import SHAPING as DISCORD_SHAPING
from adapters.slack.limits import CAPABILITIES as SLACK
from adapters.slack.limits import SHAPING as SLACK_SHAPING
from bot.bootstrap.clocks import HouseClock
from bot.bootstrap.ground import Ground, Notes
from bot.bootstrap.house import House, build
from bot.bootstrap.supervision import _run_loop
from bot.config import Settings
from bot.config.settings import CommunitySettings
from bot.domain.announcements import Announcement
from bot.domain.people import Platform
from bot.errors import NotFound, UserError
from bot.interaction.registry import Registry
from bot.ports.platform import Events, Front, Messenger
from bot.ui.capabilities import Capabilities
from bot.ui.language import Languages
from storage.engine import Engines, open_engines
from storage.tables import deliveries, placements
from storage.unit_of_work import SqlStorage
from tests.storage.machine.a_platform import APlatform, Asked
from tests.storage.machine.databases import Database
from tests.storage.machine.life import Crashed, Life, WatchedStorage, bury, unheard, watched_messenger
from tests.storage.machine.one_thread import LoopClock, SteppedLoop

T = TypeVar("T")


@dataclass(frozen=True)
class _Front:
    """As much of a front as sending needs."""

    platform: Platform
    capabilities: Capabilities
    messenger: Messenger
    account: str = ""
    events: Events | None = None


@dataclass(frozen=True)
class Stored:
    announcement: Announcement
    at: datetime
    """Domain time."""


@dataclass(frozen=True)
class Run:
    """One run of the program on the database."""

    house: House
    life: Life
    storage: SqlStorage


class World:
    def __init__(self, database: Database, start: datetime, registry: Registry, languages: Languages) -> None:
        self.database = database
        self._registry, self._languages = registry, languages
        database.renew()
        self.wrong: list[str] = []
        self.loop = SteppedLoop()
        self.loop.set_exception_handler(unheard)
        self.machine = LoopClock(self.loop, start)
        self.shift = timedelta()
        self.platforms = {
            Platform.DISCORD: APlatform(
                Platform.DISCORD, True, DISCORD_SHAPING, self.machine, self.now, self._asked, self.wrong
            ),
            Platform.SLACK: APlatform(
                Platform.SLACK, False, SLACK_SHAPING, self.machine, self.now, self._asked, self.wrong
            ),
        }
        self.stored: list[Stored] = []
        """Every change to an announcement, in the order in which they were committed."""
        self.epoch = 0
        """How often an older copy of the database was put back."""
        self.running: Run | None = None
        self._eyes: Engines | None = None

    def now(self) -> datetime:
        return self.machine.now() + self.shift

    # The program

    def begin(self) -> None:
        """Start the program on the database as it is."""
        self._do(self._begin())

    async def _begin(self) -> None:
        life = Life(self.loop, self._note, lambda: len(self.stored))
        life.wrong = self.wrong
        storage = SqlStorage(self.database.url, self.machine)
        watched = cast(SqlStorage, WatchedStorage(storage, life))
        clock = HouseClock(self.machine, self.shift, self._keep_shift)
        ground = Ground(watched, clock, self.machine, self._registry, self._languages, Notes(watched))
        house = build(ground, Settings.model_construct(community=CommunitySettings()), lambda _: self._fronts(life))
        self.running = Run(house, life, storage)
        stopping = asyncio.Event()
        loops: dict[str, Callable[[asyncio.Event], Awaitable[None]]] = {
            "waking": house.waking.run,
            "notices": house.notices.run,
            "occurrences": self._occurrences,
        }
        for platform in self.platforms:
            loops[f"deliveries on {platform}"] = partial(house.deliveries.run, platform)
            loops[f"conversations on {platform}"] = partial(house.opening.run, platform)
            loops[f"placements on {platform}"] = partial(house.placements.run, platform)
        for name, loop in loops.items():
            asyncio.ensure_future(_run_loop(house, name, loop, stopping))  # noqa: RUF006 - ``bury`` finds them all

    def _note(self, announcement: Announcement) -> None:
        self.stored.append(Stored(announcement, self.now()))

    async def _keep_shift(self, shift: timedelta) -> None:
        self.shift = shift

    async def _occurrences(self, stopping: asyncio.Event) -> None:
        """What the housekeeping does every few minutes."""
        assert self.running is not None
        while True:
            await self.running.house.services.announcements._expanding.expand_all()
            await self.machine.sleep(300)

    def _fronts(self, life: Life) -> Sequence[Front]:
        shown = {Platform.DISCORD: DISCORD, Platform.SLACK: SLACK}
        fronts = [
            _Front(platform, shown[platform], watched_messenger(messenger, life))
            for platform, messenger in self.platforms.items()
        ]
        return cast(Sequence[Front], fronts)

    def end(self) -> None:
        """Kill the program where it stands."""
        if self.running is not None:
            run, self.running = self.running, None
            self._do(self._bury(run))

    async def _bury(self, run: Run) -> None:
        await bury(run.life)
        with run.life.asking():
            await run.storage.close()

    @property
    def house(self) -> House:
        assert self.running is not None
        return self.running.house

    # What happens

    def go(self, seconds: float) -> None:
        """Let time pass, unless the program ends before."""
        self._do(self._go(seconds))

    async def _go(self, seconds: float) -> None:
        await self._or_over(asyncio.sleep(seconds))

    def command(self, asked: Callable[[House], Coroutine[Any, Any, T]]) -> T | None:
        """Have a person ask for something; None where it was refused in words, or the program ended meanwhile."""
        if self.running is None:
            return None
        return self._do(self._or_over(self._commanded(asked(self.running.house))))

    async def _commanded(self, asked: Coroutine[Any, Any, T]) -> T | None:
        try:
            return await asked
        except (UserError, NotFound, Crashed):
            return None

    async def _or_over(self, doing: Coroutine[Any, Any, T]) -> T | None:
        task = asyncio.ensure_future(doing)
        waiting: set[asyncio.Future[Any]] = {task}
        if self.running is not None:
            waiting.add(asyncio.ensure_future(self.running.life.over.wait()))
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for each in waiting:
            each.cancel()
        await asyncio.wait(waiting)
        return None if task.cancelled() else task.result()

    def jump(self, seconds: float) -> None:
        """Let the whole machine sleep for *seconds*."""
        self.loop.jump(seconds)
        self.go(0.01)

    def move_clock(self, to: datetime) -> None:
        """Move domain time forward."""
        if to <= self.now():
            return
        if self.running is None:
            self.shift = to - self.machine.now()
        else:
            self._do(self.running.house.ground.clock.move_to(to))

    def over(self) -> bool:
        return self.running is not None and self.running.life.over.is_set()

    # What can be seen

    def rows(self) -> Sequence[RowMapping]:
        return self._do(self._read(select(deliveries).order_by(deliveries.c.id)))

    def cards(self) -> Sequence[RowMapping]:
        return self._do(self._read(select(placements).order_by(placements.c.id)))

    def announcements(self) -> Sequence[Announcement]:
        async def read() -> Sequence[Announcement]:
            storage = SqlStorage(self.database.url, self.machine)
            self.loop.asked += 1
            async with storage.read(self.database.community.ana.community_id) as uow:
                found = await uow.announcements.listed(None, 1000)
            await storage.close()
            self.loop.asked -= 1
            return found

        return self._do(read())

    async def _read(self, chosen: Any) -> Sequence[RowMapping]:
        self._eyes = self._eyes or open_engines(self.database.url)
        self.loop.asked += 1
        try:
            async with self._eyes.read() as connection:
                return (await connection.execute(chosen)).mappings().all()
        finally:
            self.loop.asked -= 1

    def _asked(self, asked: Asked) -> None:
        """Note a message that leaves although what it says had been moved or cancelled when it was composed."""
        subject, identity, kind, revision, _ = parts_of(asked.key)
        if kind != "announcement":
            return
        seen = [each.announcement for each in self.stored[: asked.saw] if each.announcement.id == subject]
        if seen and not seen[-1].still_says(identity, revision, None):
            self.wrong.append(f"{asked.key} was sent after it had been moved, cancelled or skipped")

    # The database aside

    def copy(self) -> None:
        self.database.copy()

    def put_back(self) -> None:
        """Put the copy back; the program has ended."""
        self.shut_eyes()
        self.database.put_back()
        self.stored.clear()
        self.epoch += 1
        for platform in self.platforms.values():
            platform.put_back(self.epoch)

    def mark_restored(self, since: datetime) -> int:
        async def mark() -> int:
            storage = SqlStorage(self.database.url, self.machine)
            marked = await storage.outbox.mark_restored(since, self.now(), self.now())
            await storage.close()
            return marked

        return self._do(mark())

    def shut_eyes(self) -> None:
        if self._eyes is not None:
            eyes, self._eyes = self._eyes, None
            self.loop.asked += 1
            self._do(eyes.close())
            self.loop.asked -= 1

    def close(self) -> None:
        self.end()
        self.shut_eyes()
        self._do(bury(Life(self.loop, self._note, lambda: 0)))
        self.loop.close()

    def _do(self, doing: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(doing)


def parts_of(key: str) -> tuple[int, str, str, int, str]:
    """Return subject id, occurrence, kind, time revision and lane of a delivery's key; 0 and "" for a card's."""
    if key.startswith("placement:"):
        return 0, "", "card", 0, ""
    _, subject, rest = key.partition("#")[0].split(":", 2)
    identity, kind, revision, lane = rest.rsplit(":", 3)
    return int(subject), identity, kind, int(revision), lane
