"""The short form of ``make chaos``: fewer promises, fewer kills, the same verdict."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.program import Broken
from tests.chaos.running import Run, carry_out
from tests.migrated import brought_up_to_date
from tests.postgres import MakeDatabase
from tests.process.nursery import Nursery, opened

EACH, KILLS, LIFE = 60, 4, (0.4, 1.6)
SEED = 1


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with opened() as nursery:
        yield nursery


def short(name: str, *, readable: bool = True, on_postgres: bool = False, broken: Broken = Broken.NOT) -> Run:
    return Run(name, on_postgres, readable, broken, EACH, KILLS, LIFE, enough=1)


async def on_sqlite(folder: Path) -> str:
    url = f"sqlite+aiosqlite:///{folder / 'staffroom.db'}"
    await brought_up_to_date(url)
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def make(request: pytest.FixtureRequest) -> MakeDatabase | None:
    """None for SQLite, else what makes a PostgreSQL database."""
    if request.param == "sqlite":
        return None
    made: MakeDatabase = request.getfixturevalue("make_postgres")
    return made


@pytest.mark.parametrize("history", ["readable", "hidden"])
async def test_whatever_is_killed_everything_is_said_once(
    history: str, make: MakeDatabase | None, nursery: Nursery, tmp_path: Path
) -> None:
    """Killed again and again amid failures: all is said once; what nobody can know, its author is told."""
    run = short(f"history {history}", readable=history == "readable", on_postgres=make is not None)
    url = await make(brought_up_to_date) if make else await on_sqlite(tmp_path)
    result = await carry_out(run, url, tmp_path, nursery, SEED)
    assert result.failures() == []


@pytest.mark.parametrize("broken", [Broken.SHORT_LEASE, Broken.BLIND_RETRY])
async def test_a_program_broken_on_purpose_says_something_twice(
    broken: Broken, nursery: Nursery, tmp_path: Path
) -> None:
    """Without enough patience, or without a look, people see something twice: the test would see it if it were so."""
    url = await on_sqlite(tmp_path)
    result = await carry_out(short(broken.value, broken=broken), url, tmp_path, nursery, SEED)
    assert result.failures() == []
