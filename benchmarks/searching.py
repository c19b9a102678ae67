"""A fixed mix of searches over a library of made-up titles."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from benchmarks.house import opened
from benchmarks.timing import at, times
from bot.domain.resources import NewResource
from bot.domain.words import query_tokens

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
RARE = 400
MIX = (
    "fraction strips",
    "number talks grade 5",
    "proof",
    "linear equations",
    "probability games",
    "word7",
    "area model",
)
ROUNDS = 30
CHUNK = 2_000


async def measure(folder: Path, size: int) -> Sequence[str]:
    chance = random.Random(7)
    vocabulary = (*WORDS, *(f"word{each}" for each in range(RARE)))
    async with opened(folder, "searching") as (house, _):
        (community,) = await house.ground.storage.installation.communities()
        for first in range(0, size, CHUNK):
            made = [_resource(chance, vocabulary, each) for each in range(first, min(first + CHUNK, size))]
            async with house.ground.storage.write(community.id) as uow:
                await uow.resources.add_many(made, house.ground.clock.now())
                await uow.commit()

        async def search(turn: int) -> None:
            async with house.ground.storage.read(community.id) as uow:
                await uow.resources.search(query_tokens(MIX[turn % len(MIX)]), None, 50)

        await times(search, len(MIX))
        taken = await times(search, len(MIX) * ROUNDS)
    return [f"search over {size:,} resources: {at(0.5, taken):.1f} ms median, {at(0.95, taken):.1f} ms p95"]


def _resource(chance: random.Random, vocabulary: Sequence[str], each: int) -> NewResource:
    url = f"https://example.org/{each}"
    title, about = " ".join(chance.choices(vocabulary, k=4)), " ".join(chance.choices(vocabulary, k=12))
    return NewResource(url, url, title, about, imported=True)
