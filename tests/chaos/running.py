"""One run: promises are made, processes serve and are killed, all settles, and it is judged."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bot.domain.delivery import Rung
from storage.unit_of_work import SqlStorage
from tests.chaos.judging import NAMED, Verdict, judge
from tests.chaos.killing import Crew, Killer, Step, Toll, plan
from tests.chaos.platforms import OFTEN_LATE, SOMETIMES, Platforms, playing
from tests.chaos.program import Broken, policy_of
from tests.chaos.promises import Span, promise
from tests.chaos.rows import Row, Rows, reading
from tests.process.nursery import Nursery

SETTLES_WITHIN = 60.0
"""Seconds until one delivery more is settled, at the end."""
NOTICED_WITHIN = 2.0
"""Seconds, and more than it takes, until a process writes to an author of what ended badly."""
ANSWERS_AFTER, LATE_AFTER, VERY_LATE_AFTER = 1.5, 10.0, 50.0
"""Seconds before they are shortened. A policy as it should be allows for what is late, a broken one does not."""


@dataclass(frozen=True)
class Run:
    """*each*: deliveries for each platform; *life*: seconds between kills, from and to; *shortened*: all times by it.

    A *broken* one ends with *enough* duplicates.
    """

    name: str
    on_postgres: bool = False
    readable: bool = True
    broken: Broken = Broken.NOT
    each: int = 2000
    kills: int = 110
    life: tuple[float, float] = (0.3, 4.0)
    people: int = 200
    shortened: float = 10.0
    enough: int = 20

    @property
    def processes(self) -> int:
        return 3 if self.on_postgres else 1


@dataclass(frozen=True)
class Result:
    """*limited*: how often a server said 429 of itself, not by chance."""

    run: Run
    verdict: Verdict
    toll: Toll
    seconds: float
    answers_lost: int
    limited: int
    problems: Sequence[str]
    output: str

    @property
    def in_flight(self) -> int:
        return len(self.toll.in_flight)

    def failures(self) -> list[str]:
        """Return in words what is not as it must be."""
        said = self.verdict
        if self.run.broken is not Broken.NOT:
            return [] if said.duplicated else ["it is broken on purpose, and still nothing was said twice"]
        most = 0 if self.run.readable else self.in_flight + self.answers_lost
        found = [
            *_failure("lost", said.lost),
            *_failure("said twice", said.duplicated),
            *_failure("said, and never promised", said.strange),
            *_failure("uncertain, and its author knows nothing", said.untold),
            *(
                _failure(f"uncertain, where at most {most} may be", said.uncertain)
                if len(said.uncertain) > most
                else ()
            ),
            *_failure("uncertain, though nothing of it was under way", said.needless),
            *_failure("not taken by the servers", self.problems),
        ]
        if "Traceback" in self.output:
            found.append("a process printed a traceback")
        if self.toll.kills < self.run.kills:
            found.append(f"only {self.toll.kills} kills")
        return found


def _failure(what: str, found: Sequence[str]) -> list[str]:
    return [f"{len(found)} {what}: {'; '.join(found[:NAMED])}"] if found else []


async def carry_out(run: Run, url: str, folder: Path, nursery: Nursery, seed: int) -> Result:
    """Carry *run* out on the database at *url*, with all tables and nothing in them; all chance comes from *seed*."""
    folder.mkdir(exist_ok=True)
    rng = Random(f"{seed} {run.name}")
    began = time.monotonic()
    steps = plan(rng, run.kills, run.processes, run.life)
    async with AsyncExitStack() as stack:
        platforms = await stack.enter_async_context(playing(run.shortened, run.people))
        first_due = await _promise(run, platforms, url, steps, rng)
        _set_the_stage(run, platforms, rng)
        rows = await stack.enter_async_context(reading(url))
        given = platforms.environment() | {"STAFFROOM_DATABASE__URL": url, "STAFFROOM_DATA": str(folder)}
        crew = Crew(nursery, folder, given, (str(run.shortened), run.broken.value))
        stack.push_async_callback(crew.end)
        for place in range(run.processes):
            await crew.start(place)
        killer = Killer(crew, platforms, rows, policy_of(run.shortened, run.broken).lease)
        await asyncio.sleep((first_due - datetime.now(UTC)).total_seconds())
        if run.broken is Broken.NOT:
            await killer.follow(steps)
            await _settle(platforms, rows)
            await crew.stop()
        else:
            await _until_enough(run, platforms, killer, steps)
            await crew.end()
        marks = set(killer.toll.in_flight)
        verdict = judge(await rows.all(), platforms.standing(), marks, *platforms.told_of())
        limited = platforms.discord.rates.refused + platforms.slack.rates.refused
        seconds = time.monotonic() - began
        problems = [*platforms.discord.problems, *platforms.slack.problems]
        return Result(run, verdict, killer.toll, seconds, platforms.answers_lost, limited, problems, crew.output)


async def _promise(run: Run, platforms: Platforms, url: str, steps: Sequence[Step], rng: Random) -> datetime:
    """Store what falls due while the program is killed, and return from when on."""
    storage = SqlStorage(url)
    try:
        # Storing it and starting take about as long as this.
        begin = datetime.now(UTC) + timedelta(seconds=1.5 + run.each / 500)
        await promise(storage, platforms, run.each, Span(begin, sum(step.life + step.pause for step in steps)), rng)
    finally:
        await storage.close()
    return begin


def _set_the_stage(run: Run, platforms: Platforms, rng: Random) -> None:
    if not run.readable:
        platforms.hide_history()
    platforms.limit_rates()
    short = run.broken is Broken.SHORT_LEASE
    odds, late = (OFTEN_LATE, VERY_LATE_AFTER) if short else (SOMETIMES, LATE_AFTER)
    platforms.trouble(rng, odds, ANSWERS_AFTER / run.shortened, late / run.shortened)


async def _settle(platforms: Platforms, rows: Rows) -> None:
    """Wait until all is said that was due and nothing is in doubt; nothing more goes wrong meanwhile."""
    platforms.calm()
    least, fewer_at = -1, time.monotonic()
    quiet_since = time.monotonic()
    while time.monotonic() - quiet_since < NOTICED_WITHIN:
        if left := await _unsettled(rows):
            quiet_since = time.monotonic()
        if least < 0 or len(left) < least:
            least, fewer_at = len(left), time.monotonic()
        if left and time.monotonic() - fewer_at > SETTLES_WITHIN:
            raise AssertionError(f"{len(left)} deliveries are still open, the first is {left[0]}")
        platforms.forget_nonces()
        await asyncio.sleep(0.3)
    await platforms.settled()


async def _unsettled(rows: Rows) -> Sequence[Row]:
    return [row for row in await rows.open() if row.delivery.rung != Rung.ANSWER]


async def _until_enough(run: Run, platforms: Platforms, killer: Killer, steps: Sequence[Step]) -> None:
    """Follow the plan, and then wait, until enough stands there twice."""
    killing = asyncio.create_task(killer.follow(steps))
    end = time.monotonic() + sum(step.life + step.pause for step in steps) + SETTLES_WITHIN
    try:
        while _twice(platforms) < run.enough and time.monotonic() < end:
            platforms.forget_nonces()
            await asyncio.sleep(0.3)
    finally:
        killing.cancel()
        await asyncio.gather(killing, return_exceptions=True)


def _twice(platforms: Platforms) -> int:
    return sum(copies > 1 for copies in platforms.standing().values())
