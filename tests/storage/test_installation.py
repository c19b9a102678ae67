"""What stands above communities."""

from __future__ import annotations

import asyncio

from storage.unit_of_work import SqlStorage
from tests.storage.moments import NOW


async def test_of_several_processes_at_a_first_start_one_makes_the_community(database: str) -> None:
    """Each has connections of its own, and all get the community that came first."""
    processes = [SqlStorage(database) for _ in range(6)]
    try:
        asked = (s.installation.first_community(f"Network {at}", None, NOW) for at, s in enumerate(processes))
        got = await asyncio.gather(*asked)
        there = await processes[0].installation.communities()
        assert len(there) == 1
        assert {community.id for community in got} == {there[0].id}
        late = await processes[1].installation.first_community("Late", "America/New_York", NOW)
        assert late == there[0]
    finally:
        for each in processes:
            await each.close()
