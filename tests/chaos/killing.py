"""The processes under test, and killing them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

from tests.chaos.platforms import Platforms
from tests.chaos.rows import Row, Rows
from tests.process.nursery import Nursery
from tests.process.program import Program, clean_environment

PROGRAM = "tests.chaos.program"
STRAY = 0.05
"""Seconds in which what a killed process had sent has come in."""


@dataclass(frozen=True)
class Step:
    """*life*: seconds until one of the processes is killed; *pause*: until it is started again."""

    life: float
    pause: float
    victim: int


def plan(rng: Random, kills: int, processes: int, life: tuple[float, float]) -> Sequence[Step]:
    return [Step(rng.uniform(*life), rng.uniform(0.05, 0.4), rng.randrange(processes)) for _ in range(kills)]


@dataclass
class Toll:
    """What the kills met. *fruitful* ones met something in flight. *claimed*: rows that a killed process had claimed;
    *in_flight*: what of it was being sent; *arrived*: what of that had reached a server.
    """

    kills: int = 0
    fruitful: int = 0
    claimed: int = 0
    arrived: int = 0
    in_flight: list[str] = field(default_factory=list)


class Crew:
    """*arguments* are the program's."""

    def __init__(self, nursery: Nursery, folder: Path, given: Mapping[str, str], arguments: tuple[str, ...]) -> None:
        self._nursery = nursery
        self._folder = folder
        self._given = given
        self._arguments = arguments
        self.running: dict[int, Program] = {}
        self.ended: list[Program] = []

    async def start(self, place: int) -> None:
        environment = clean_environment(self._given)
        streams = await self._nursery.start(self._arguments, self._folder, environment, PROGRAM)
        self.running[place] = Program(*streams)

    async def kill(self, place: int) -> int:
        """Kill it and return which process it was."""
        program = self.running.pop(place)
        pid = program.process.pid
        await program.kill()
        self.ended.append(program)
        return pid

    async def stop(self) -> None:
        """Stop those that run as an operator does."""
        await asyncio.gather(*(program.stop(within=30) for program in self.running.values()))
        self.ended += self.running.values()
        self.running.clear()

    async def end(self) -> None:
        for place in list(self.running):
            await self.kill(place)

    @property
    def output(self) -> str:
        return "\n".join(program.output for program in self.ended)


class Killer:
    """Kills by a plan, and looks each time at what was under way. *lease* is the program's."""

    def __init__(self, crew: Crew, platforms: Platforms, rows: Rows, lease: timedelta) -> None:
        self._crew = crew
        self._platforms = platforms
        self._rows = rows
        self._lease = lease
        self._seen = (0, 0)
        self._asked: dict[str, float] = {}
        self.toll = Toll()

    async def follow(self, steps: Sequence[Step]) -> None:
        for step in steps:
            await asyncio.sleep(step.life)
            pid = await self._crew.kill(step.victim)
            await asyncio.sleep(STRAY)
            self._look(await self._rows.claimed_by(pid))
            self._platforms.forget_nonces()
            await asyncio.sleep(step.pause)
            await self._crew.start(step.victim)

    def _look(self, claimed: Sequence[Row]) -> None:
        for post in self._platforms.posts(*self._seen):
            self._asked[post.mark] = post.at
        self._seen = (len(self._platforms.discord.requests), len(self._platforms.slack.requests))
        begun = [row for row in claimed if row.begun_since_claimed(self._lease)]
        self.toll.kills += 1
        self.toll.fruitful += bool(begun)
        self.toll.claimed += len(claimed)
        self.toll.arrived += sum(self._asked.get(row.mark, 0.0) >= row.claimed_at(self._lease) for row in begun)
        self.toll.in_flight += [row.mark for row in begun]
