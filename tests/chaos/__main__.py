"""``make chaos``: the whole, with a table of what came of each run."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.chaos.program import Broken
from tests.chaos.running import Result, Run, carry_out
from tests.migrated import brought_up_to_date
from tests.postgres import PostgresServer, find_programs, started
from tests.process.nursery import opened

OFTEN = (0.2, 2.4)
"""Of three processes one or two are idle, so they are killed more often."""
SELDOM = (1.0, 4.0)

RUNS = (
    Run("sqlite, history readable"),
    Run("sqlite, history hidden", readable=False),
    Run("postgres x 3, history readable", on_postgres=True, kills=180, life=OFTEN),
    Run("postgres x 3, history hidden", on_postgres=True, kills=180, life=OFTEN, readable=False),
    Run("control: lease too short", broken=Broken.SHORT_LEASE, each=800, kills=40, life=SELDOM),
    Run("control: blind retry", broken=Broken.BLIND_RETRY, each=800, kills=40, life=SELDOM),
)
COLUMNS = (
    ("run", 32), ("deliveries", 10), ("kills", 5), ("sending", 7), ("seconds", 7), ("lost", 4), ("twice", 5),
    ("uncertain", 9), ("in flight", 9), ("arrived", 7), ("claimed", 7), ("answers lost", 12), ("429", 4),
)  # fmt: skip


def main(seed: int, runs: Sequence[Run], at_once: int, logs: Path | None) -> bool:
    """Carry out *runs*, so many *at_once*, and return whether all is as it must be."""
    print(f"seed {seed}")
    print("  ".join(name.rjust(width) if place else name.ljust(width) for place, (name, width) in enumerate(COLUMNS)))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="staffroom-chaos-")))
        nursery = stack.enter_context(opened())
        postgres = _postgres(stack) if any(run.on_postgres for run in runs) else None

        async def one(room: asyncio.Semaphore, place: int, run: Run, url: str) -> bool:
            async with room:
                result = await carry_out(run, url, folder / str(place), nursery, seed)
            if logs is not None:
                (logs / f"{place}.log").write_text(result.output)
            return _show(result)

        async def every() -> bool:
            room = asyncio.Semaphore(at_once)
            urls = [await _database(run, postgres, folder / f"{place}.db") for place, run in enumerate(runs)]
            numbered = enumerate(zip(runs, urls, strict=True))
            return all(await asyncio.gather(*(one(room, place, run, url) for place, (run, url) in numbered)))

        return asyncio.run(every())


def _postgres(stack: ExitStack) -> PostgresServer:
    programs = find_programs()
    if programs is None:
        sys.exit("There is no PostgreSQL on this machine (Debian: apt install postgresql).")
    return PostgresServer(stack.enter_context(started(programs)))


async def _database(run: Run, postgres: PostgresServer | None, file: Path) -> str:
    """Make the tables; one database after the other, as two cannot be brought up to date at once in one process."""
    if run.on_postgres:
        assert postgres is not None
        return postgres.url(await postgres.create(brought_up_to_date))
    url = f"sqlite+aiosqlite:///{file}"
    await brought_up_to_date(url)
    return url


def _show(result: Result) -> bool:
    said, toll = result.verdict, result.toll
    figures = (
        said.deliveries, toll.kills, toll.fruitful, round(result.seconds), len(said.lost), len(said.duplicated),
        len(said.uncertain), result.in_flight, toll.arrived, toll.claimed, result.answers_lost, result.limited,
    )  # fmt: skip
    widths = [width for _, width in COLUMNS]
    figures_of = zip(figures, widths[1:], strict=True)
    print("  ".join([result.run.name.ljust(widths[0]), *(str(figure).rjust(width) for figure, width in figures_of)]))
    failures = result.failures()
    for failure in failures:
        print(f"    {failure}")
    sys.stdout.flush()
    return not failures


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="from which all chance comes")
    parser.add_argument("--only", default="", help="runs with these words in their names")
    parser.add_argument("--share", type=float, default=1.0, help="so much of the deliveries and kills")
    parser.add_argument("--at-once", type=int, default=2, help="runs at the same time")
    parser.add_argument("--logs", type=Path, help="a folder for what the processes print")
    given = parser.parse_args()
    chosen = [
        dataclasses.replace(run, each=round(run.each * given.share), kills=round(run.kills * given.share))
        for run in RUNS
        if given.only in run.name
    ]
    sys.exit(0 if main(given.seed, chosen, given.at_once, given.logs) else 1)
