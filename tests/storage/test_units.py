"""Units of work: all or nothing, once, and none that reads can write."""

from __future__ import annotations

import asyncio
import contextlib

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError, InvalidRequestError

from bot.domain.community import Community
from bot.domain.people import Person
from bot.errors import AlreadyProcessed, NotFound
from storage.unit_of_work import SqlStorage
from tests.postgres import END_OTHERS
from tests.storage.moments import NOW


async def test_what_is_not_committed_is_not_there(storage: SqlStorage, community: Community) -> None:
    async with storage.write(community.id) as work:
        person = await work.people.add("Ana", NOW)
    async with storage.read(community.id) as work:
        assert await work.people.find(person.id) is None
        with pytest.raises(NotFound):
            await work.people.get(person.id)


async def test_an_exception_takes_back_what_was_written(storage: SqlStorage, community: Community) -> None:
    with contextlib.suppress(ZeroDivisionError):
        async with storage.write(community.id) as work:
            await work.topics.add("Fractions", "", None, NOW)
            raise ZeroDivisionError
    async with storage.read(community.id) as work:
        assert await work.topics.count() == 0


async def test_a_cancelled_unit_leaves_nothing_and_holds_up_nobody(storage: SqlStorage, community: Community) -> None:
    entered = asyncio.Event()

    async def forever() -> None:
        async with storage.write(community.id) as work:
            await work.topics.add("Fractions", "", None, NOW)
            entered.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(forever())
    await entered.wait()
    task.cancel()
    async with asyncio.timeout(5), storage.write(community.id) as work:
        assert (await work.topics.add("Fractions", "", None, NOW)).number == 1
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_unit_that_reads_cannot_write(storage: SqlStorage, community: Community) -> None:
    with pytest.raises(DBAPIError):
        async with storage.read(community.id) as work:
            await work.people.add("Ana", NOW)
    async with storage.read(community.id) as work:
        with pytest.raises(DBAPIError):
            await work.communities.rename("Other")
    async with storage.read(community.id) as work:
        assert (await work.communities.get()).name == community.name


async def test_a_unit_that_reads_sees_one_state_throughout(storage: SqlStorage, community: Community) -> None:
    async with storage.read(community.id) as reading:
        assert await reading.topics.count() == 0
        async with storage.write(community.id) as work:
            await work.topics.add("Fractions", "", None, NOW)
            await work.commit()
        assert await reading.topics.count() == 0
    async with storage.read(community.id) as reading:
        assert await reading.topics.count() == 1


async def test_after_the_commit_a_unit_answers_no_more(storage: SqlStorage, community: Community) -> None:
    async with storage.write(community.id) as work:
        await work.commit()
        with pytest.raises(InvalidRequestError):
            await work.people.add("Ana", NOW)


async def test_what_was_carried_out_once_is_not_carried_out_again(storage: SqlStorage, community: Community) -> None:
    async with storage.write(community.id, once="interaction 1") as work:
        await work.topics.add("Fractions", "", None, NOW)
        await work.commit()
    with pytest.raises(AlreadyProcessed):
        async with storage.write(community.id, once="interaction 1"):
            pytest.fail("entered twice")
    async with storage.write(community.id, once="interaction 2") as work:
        await work.commit()


async def test_what_failed_may_be_carried_out_again(storage: SqlStorage, community: Community) -> None:
    async with storage.write(community.id, once="interaction 1"):
        pass
    async with storage.write(community.id, once="interaction 1") as work:
        await work.commit()


async def test_a_key_counts_in_its_own_community(storage: SqlStorage, community: Community) -> None:
    other = await storage.installation.add_community("Other", None, NOW)
    for each in (community, other):
        async with storage.write(each.id, once="interaction 1") as work:
            await work.commit()


async def test_delivered_twice_at_once_it_is_done_once(storage: SqlStorage, community: Community, ana: Person) -> None:
    async def press() -> bool:
        try:
            async with storage.write(community.id, once="interaction 1") as work:
                await work.records.add_revision(ana.id, "topic", 1, "press", {}, NOW)
                await asyncio.sleep(0.01)
                await work.commit()
        except AlreadyProcessed:
            return False
        return True

    assert sorted(await asyncio.gather(press(), press())) == [False, True]
    async with storage.read(community.id) as work:
        assert (await work.people.count_rows(ana.id))["revisions"] == 1


@pytest.mark.parametrize("server", ["postgres"], indirect=True)
async def test_a_connection_that_was_cut_while_it_rested_holds_up_nobody(
    storage: SqlStorage, community: Community, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server was started anew overnight: whoever comes next is answered all the same."""
    monkeypatch.setattr("storage.engine.RESTED_SECONDS", 0.0)
    async with storage.read(community.id) as work:
        assert await work.topics.count() == 0
    other = await asyncpg.connect(database.replace("+asyncpg", ""))
    await other.execute(END_OTHERS)
    await other.close()
    async with storage.write(community.id) as work:
        await work.topics.add("Fractions", "", None, NOW)
        await work.commit()
