"""Fifty at once: what counts and then writes must come out as if they had come one after another."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable
from typing import TypeVar

from bot.domain.community import Community, WorkspaceState
from bot.domain.ids import KeptId, PersonId, TopicId
from bot.domain.people import Account, Person, Platform
from bot.domain.resources import Kept, NewResource
from bot.errors import AlreadyThere
from storage.unit_of_work import SqlStorage
from tests.storage.moments import NOW

T = TypeVar("T")
FIFTY = range(50)


async def at_once(presses: Iterable[Awaitable[T]]) -> list[T]:
    async with asyncio.timeout(30):
        return list(await asyncio.gather(*presses))


async def share(storage: SqlStorage, community: Community, page: str) -> int | AlreadyThere:
    try:
        async with storage.write(community.id) as work:
            added = await work.resources.add(NewResource(f"https://{page}", page, page), NOW)
            await work.commit()
            return added.number
    except AlreadyThere as there:
        return there


async def follow(storage: SqlStorage, community: Community, topic: TopicId, person: PersonId) -> bool:
    async with storage.write(community.id) as work:
        new = await work.topics.follow(topic, person, NOW)
        await work.commit()
        return new


async def new_topic(storage: SqlStorage, community: Community, name: str) -> TopicId | AlreadyThere:
    try:
        async with storage.write(community.id) as work:
            topic = await work.topics.add(name, "", None, NOW)
            await work.commit()
            return topic.id
    except AlreadyThere as there:
        return there


async def test_a_one_time_code_is_taken_once(storage: SqlStorage) -> None:
    await storage.installation.set_setting("first admin", "B7K2")
    taken = await at_once(storage.installation.take_setting("first admin", "B7K2") for _ in FIFTY)
    assert sum(taken) == 1
    assert await storage.installation.setting("first admin") is None


async def test_a_wrong_code_takes_nothing(storage: SqlStorage) -> None:
    await storage.installation.set_setting("first admin", "B7K2")
    assert not await storage.installation.take_setting("first admin", "B7K3")
    assert await storage.installation.setting("first admin") == "B7K2"


async def test_one_page_becomes_one_resource(storage: SqlStorage, community: Community) -> None:
    answers = await at_once(share(storage, community, "example.org") for _ in FIFTY)
    assert [answer for answer in answers if isinstance(answer, int)] == [1]
    assert {answer.number for answer in answers if isinstance(answer, AlreadyThere)} == {1}
    async with storage.read(community.id) as work:
        assert await work.resources.count() == 1


async def test_numbers_have_no_gaps(storage: SqlStorage, community: Community) -> None:
    answers = await at_once(share(storage, community, f"example.org/{n}") for n in FIFTY)
    assert sorted(answer for answer in answers if isinstance(answer, int)) == list(range(1, 51))


async def test_two_processes_share_the_numbers(storage: SqlStorage, database: str, community: Community) -> None:
    other = SqlStorage(database)
    answers = await at_once(share((storage, other)[n % 2], community, f"example.org/{n}") for n in FIFTY)
    assert sorted(answer for answer in answers if isinstance(answer, int)) == list(range(1, 51))
    await other.close()


async def test_a_name_is_given_to_one_topic(storage: SqlStorage, community: Community) -> None:
    names = ("Évaluation", "evaluation", "EVALUATION", "  Evaluation ")
    answers = await at_once(new_topic(storage, community, names[n % 4]) for n in FIFTY)
    assert sum(isinstance(answer, int) for answer in answers) == 1


async def test_fifty_people_follow_a_topic(storage: SqlStorage, community: Community) -> None:
    topic = await new_topic(storage, community, "Fractions")
    assert not isinstance(topic, AlreadyThere)
    async with storage.write(community.id) as work:
        people = [await work.people.add(f"Person {n}", NOW) for n in FIFTY]
        await work.commit()
    assert all(await at_once(follow(storage, community, topic, person.id) for person in people))
    async with storage.read(community.id) as work:
        assert (await work.topics.summary(topic)).followers == 50


async def test_fifty_presses_of_one_person_follow_once(storage: SqlStorage, community: Community, ana: Person) -> None:
    topic = await new_topic(storage, community, "Fractions")
    assert not isinstance(topic, AlreadyThere)
    assert sum(await at_once(follow(storage, community, topic, ana.id) for _ in FIFTY)) == 1
    async with storage.read(community.id) as work:
        assert (await work.topics.summary(topic)).followers == 1


async def test_what_is_kept_twice_at_once_is_on_the_shelf_once(
    storage: SqlStorage, community: Community, ana: Person
) -> None:
    async def keep() -> bool:
        async with storage.write(community.id) as work:
            new = await work.shelf.keep(Kept(KeptId(0), ana.id, "Page", "https://example.org", "", None, NOW))
            await work.commit()
            return new

    assert sum(await at_once(keep() for _ in FIFTY)) == 1


async def test_a_newcomer_pressing_twice_becomes_one_person(storage: SqlStorage, community: Community) -> None:
    async def meet() -> PersonId:
        async with storage.write(community.id) as work:
            person = await work.people.find_by_account(Platform.SLACK, "T1", "U1")
            if person is None:
                person = await work.people.add("Ben", NOW)
                await work.people.add_account(Account(person.id, Platform.SLACK, "T1", "U1", "Ben"))
            await work.commit()
            return person.id

    assert len(set(await at_once(meet() for _ in FIFTY))) == 1


async def test_a_workspace_added_meanwhile_is_that_one(storage: SqlStorage, community: Community) -> None:
    added = await at_once(
        storage.installation.add_workspace(community.id, Platform.SLACK, "T1", "School", WorkspaceState.JOINED, NOW)
        for _ in FIFTY
    )
    assert len({workspace.id for workspace in added}) == 1
