"""``make bench``: figures of one run on this machine; ratios carry over to others, single times do not."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

from benchmarks import attending, bursting, commands, draining, searching, waiting


async def main(size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for part in (commands, draining, searching, bursting, attending, waiting):
            for line in await part.measure(Path(folder), size):
                print(line)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=20_000, help="resources to search (the target speaks of 100,000)")
    asyncio.run(main(parser.parse_args().size))
