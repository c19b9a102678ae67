"""Where a scenario plays: on every front it is meant for and, between them, on both databases.

A front does not know which database is under it (import contracts see to that), so playing each front on each
database proves little more than each on one; ``--every-pair`` does it all the same.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import pytest

FRONTS = ("discord", "slack", "rehearsal")
SQLITE, POSTGRES = "sqlite", "postgres"

on_discord = pytest.mark.fronts("discord")
on_slack = pytest.mark.fronts("slack")
on_platforms = pytest.mark.fronts("discord", "slack")
"""Where people do things by hand that nobody does in the room."""

with_two_places = pytest.mark.fronts("discord", "rehearsal")
"""A Slack token is one workspace."""

where_lines_are_typed = pytest.mark.fronts("slack", "rehearsal")

in_turn = pytest.mark.in_turn
"""What is decided before any front sees it: such scenarios take the fronts in turn; ``--every-pair`` plays all."""


def pairs(fronts: Sequence[str], name: str, *, every: bool) -> list[str]:
    """Return each front with a database.

    The test's *name* decides which: one of two scenarios has PostgreSQL on one of its platforms. That statements do the
    same on both is held by tests/storage, on each with every test.
    """
    real = [front for front in fronts if front != "rehearsal"]
    room = [f"{front}-{SQLITE}" for front in fronts if front == "rehearsal"]  # it has a file of its own
    if every or len(real) == len(fronts) == 1:
        return [f"{front}-{database}" for database in (SQLITE, POSTGRES) for front in real] + room
    chosen = zlib.crc32(name.encode()) % (2 * len(real))
    return [f"{front}-{POSTGRES if place == chosen else SQLITE}" for place, front in enumerate(real)] + room


def has_the_turn(front: str, fronts: Sequence[str], name: str) -> bool:
    """Return whether *front* is the one of *fronts* that plays the scenario, or the example of one, called *name*."""
    return front == fronts[zlib.crc32(name.encode()) % len(fronts)]
