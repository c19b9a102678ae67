"""Medians and tails, in milliseconds."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable


async def times(what: Callable[[int], Awaitable[object]], count: int) -> list[float]:
    """Return how many milliseconds each of *count* calls took, sorted."""
    return sorted(await timed(what, count))


async def timed(what: Callable[[int], Awaitable[object]], count: int) -> list[float]:
    """Return how many milliseconds each of *count* calls took, in their order."""
    taken = []
    for turn in range(count):
        began = time.perf_counter()
        await what(turn)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def at(share: float, taken: list[float]) -> float:
    return taken[min(len(taken) - 1, int(len(taken) * share))]
