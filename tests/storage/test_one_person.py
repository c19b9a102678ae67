"""Two people who are one: everything of both is theirs, once."""

from __future__ import annotations

from bot.domain.people import Role
from storage.unit_of_work import SqlStorage
from tests.storage.network import every_row, fill
from tests.storage.test_leaving import POINTS_AT_A_PERSON


async def test_everything_of_both_is_theirs_once(storage: SqlStorage, database: str) -> None:
    """No row names the one who is gone; where both did the same there is one row; the greater role stays."""
    network = await fill(storage, "x")
    async with storage.write(network.community.id) as work:
        await work.accounts.join(network.ana.id, network.ben.id)
        await work.commit()
    rows = await every_row(database)
    for table, found in rows.items():
        for row in found:
            assert not [column for column in POINTS_AT_A_PERSON & row.keys() if row[column] == network.ben.id], table
    assert [row["id"] for row in rows["people"]] == [network.ana.id]
    assert len(rows["topic_followers"]) == len(rows["shelf"]) == len(rows["rsvps"]) == 1
    assert not rows["workshop_hosts"] and not rows["topic_caretakers"]
    async with storage.read(network.community.id) as work:
        assert await work.people.granted_role(network.ana.id) is Role.ADMIN
        assert [each.id for each in await work.tending.caretakers(network.topic.id)] == [network.ana.id]


async def test_a_code_is_used_once_and_in_time(storage: SqlStorage) -> None:
    """Of a code that was used, or is past its time, nothing is left."""
    network = await fill(storage, "x")
    async with storage.write(network.community.id) as work:
        ana = await work.people.get(network.ana.id)
        assert ana.delete_at is not None
        assert await work.accounts.take_code("code of Ana x", ana.delete_at) is None
        assert await work.accounts.take_code("code of Ana x", ana.created_at) is None
        await work.accounts.set_code(ana.id, "another", ana.delete_at)
        assert await work.accounts.take_code("another", ana.created_at) == ana.id
        assert await work.accounts.take_code("another", ana.created_at) is None
