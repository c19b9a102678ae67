"""A fixed mix of searches over a library of made-up titles, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from itertools import accumulate, product
from pathlib import Path

import asyncpg

from benchmarks.timing import at, timed
from bot.bootstrap.ground import Ground, open_ground
from bot.domain.ids import CommunityId
from bot.domain.resources import NewResource
from bot.domain.words import query_tokens
from tests.postgres import PostgresServer, find_programs, started

WORDS = (
    "fraction",
    "number",
    "talk",
    "grade",
    "proof",
    "algebra",
    "geometry",
    "lesson",
    "video",
    "task",
    "slide",
    "pattern",
    "count",
    "area",
    "model",
    "ratio",
    "linear",
    "equation",
    "function",
    "probability",
    "data",
    "graph",
    "measure",
    "angle",
)
SYLLABLES = (
    "ba",
    "cer",
    "dol",
    "fin",
    "gu",
    "hal",
    "jen",
    "kor",
    "li",
    "mar",
    "nop",
    "pri",
    "quo",
    "ras",
    "set",
    "tum",
)
OTHERS = 15_000
"""Further words, most of them rare, as names and places are."""
TAGS = ("Algebra", "Geometry", "Number talks", "Assessment", "Grade 6", "Statistics", "Warm-ups", "Calculus")
MIX = (
    "fraction strips",
    "number talks grade 5",
    "proof",
    "linear equations",
    "probability games",
    "area model",
    "lesson",
    "the ratio of fractions",
    "geometry proof video",
    "measure angles",
    "halgusetquo",
    "halgusetquo lesson",
    "bacerlima",
    "data graph count pattern",
    "function graphs",
    "algebr",
    "goemetry task",
    "probabilty",
    "linera equatoin",
    "numbertalks slide",
)
"""Common and rare words, one to four together, with and without hits, and typed with slips."""
ROUNDS = 25
CHUNK = 2_000


async def measure(folder: Path, size: int) -> Sequence[str]:
    lines = await _measured("SQLite", f"sqlite+aiosqlite:///{folder / 'searching'}.db", size)
    if (programs := find_programs()) is None:
        return [*lines, "search on PostgreSQL: there is none on this machine"]
    with ExitStack() as until_measured:
        # Beside the loop, for it waits with a loop of its own until the server answers.
        address = await asyncio.to_thread(until_measured.enter_context, started(programs))
        server = PostgresServer(address)
        return [*lines, *await _measured("PostgreSQL", server.url(await server.create()), size, vacuumed=False)]


async def _measured(database: str, url: str, size: int, *, vacuumed: bool = True) -> Sequence[str]:
    async with _filled(url, size) as (ground, community):
        if not vacuumed:
            await _analyzed(url)

        async def search(turn: int) -> None:
            async with ground.storage.read(community) as uow:
                await uow.resources.search(query_tokens(MIX[turn % len(MIX)]), None, 50)

        await timed(search, len(MIX))
        taken = await timed(search, len(MIX) * ROUNDS)
    every, each = sorted(taken), [sorted(taken[place :: len(MIX)]) for place in range(len(MIX))]
    slowest = sorted(zip((at(0.5, times) for times in each), MIX, strict=True), reverse=True)[:3]
    return [
        f"search over {size:,} resources, {database}: {at(0.5, every):.1f} ms median, {at(0.95, every):.1f} ms p95",
        "  slowest: " + ", ".join(f"“{words}” {median:.1f} ms" for median, words in slowest),
    ]


@asynccontextmanager
async def _filled(url: str, size: int) -> AsyncIterator[tuple[Ground, CommunityId]]:
    chance = random.Random(7)
    made_up = list(map("".join, product(SYLLABLES, repeat=4)))
    vocabulary = (*WORDS, *chance.sample(made_up, OTHERS))
    weights = list(accumulate(1 / (place + 10) for place in range(len(vocabulary))))
    async with open_ground(url, None) as ground:
        community = await ground.storage.installation.add_community("Bench", "America/New_York", ground.clock.now())
        for first in range(0, size, CHUNK):
            made = [_resource(chance, vocabulary, weights, each) for each in range(first, min(first + CHUNK, size))]
            async with ground.storage.write(community.id) as uow:
                await uow.resources.add_many(made, ground.clock.now())
                await uow.commit()
        yield ground, community.id


async def _analyzed(url: str) -> None:
    """Do what a server does by itself within a minute; those of tests are told not to."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def _resource(chance: random.Random, vocabulary: Sequence[str], weights: Sequence[float], each: int) -> NewResource:
    url = f"https://example.org/{each}"
    title, about = (" ".join(chance.choices(vocabulary, cum_weights=weights, k=count)) for count in (4, 12))
    return NewResource(url, url, title, about, tuple(chance.sample(TAGS, 2)), imported=True)
