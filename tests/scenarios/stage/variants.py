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


def pairs(fronts: Sequence[str], name: str, *, every: bool) -> list[str]:
    """Return each front with a database; the test's *name* decides which, so that both serve as many tests."""
    real = [front for front in fronts if front != "rehearsal"]
    room = [f"{front}-{SQLITE}" for front in fronts if front == "rehearsal"]  # it has a file of its own
    if every or len(real) == len(fronts) == 1:
        return [f"{front}-{database}" for database in (SQLITE, POSTGRES) for front in real] + room
    databases = [POSTGRES, SQLITE]
    if len(real) > 1 and zlib.crc32(name.encode()) % 2:
        databases.reverse()
    return [f"{front}-{database}" for front, database in zip(real, databases, strict=False)] + room
