"""How people want to be written to, and where their conversations are."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from bot.domain.community import Community, Workspace
from bot.domain.people import Account, Direct, Person, Platform
from bot.domain.quiet import QuietHours
from storage.unit_of_work import SqlStorage
from tests.storage.conftest import add_person
from tests.storage.moments import NOW


@pytest.mark.parametrize("quiet", [QuietHours(time(19, 30), time(7)), QuietHours(time(0), time(0)), None])
@pytest.mark.parametrize("direct", Direct)
async def test_quiet_hours_and_direct_messages_are_as_a_person_set_them(
    storage: SqlStorage, community: Community, ana: Person, quiet: QuietHours | None, direct: Direct
) -> None:
    """No quiet hours at all are not the same as the usual ones, which is what nobody set."""
    ben = await add_person(storage, community, "Ben")
    assert (ana.quiet, ana.direct) == (QuietHours(), Direct.ALL)
    async with storage.write(community.id) as work:
        await work.people.set_messages(ana.id, quiet, direct)
        await work.commit()
    async with storage.read(community.id) as work:
        assert await work.people.get(ana.id) == replace(ana, quiet=quiet or QuietHours(), direct=direct)
        assert await work.people.get(ben.id) == ben


async def test_the_usual_hours_come_back_when_asked_for(storage: SqlStorage, community: Community, ana: Person) -> None:
    async with storage.write(community.id) as work:
        await work.people.set_messages(ana.id, QuietHours(time(12), time(13)), Direct.URGENT)
        await work.people.set_messages(ana.id, None, Direct.ALL)
        assert await work.people.get(ana.id) == ana


async def test_each_account_has_its_own_conversation(
    storage: SqlStorage, community: Community, workspace: Workspace, ana: Person
) -> None:
    """Once opened it is kept, also when the account gets another name."""
    first = Account(ana.id, Platform.SLACK, "T1", "U1", "Ana", workspace.id)
    same_id = replace(first, tenant="T2")
    discord = replace(first, platform=Platform.DISCORD, tenant="")
    async with storage.write(community.id) as work:
        for account in (discord, first, same_id):
            await work.people.add_account(account)
        assert await work.people.accounts(ana.id) == [discord, first, same_id]
        await work.people.set_direct_channel(first, "D1")
        await work.people.set_direct_channel(replace(first, external_id="nobody"), "D9")
        await work.people.update_account(replace(first, name="Ana B."))
        kept = replace(first, name="Ana B.", direct_channel="D1")
        assert await work.people.accounts(ana.id) == [discord, kept, same_id]


async def test_the_digest_goes_to_who_follows_it(storage: SqlStorage, community: Community, ana: Person) -> None:
    """Following twice is following once; whether it is posted too is the community's to say."""
    ben = await add_person(storage, community, "Ben")
    async with storage.write(community.id) as work:
        assert await work.people.digest_followers() == []
        for person in (ben, ana, ana):
            await work.people.follow_digest(person.id, NOW)
        assert await work.people.digest_followers() == [ana.id, ben.id]
        assert await work.people.follows_digest(ana.id)
        await work.people.follow_digest(ana.id, None)
        assert not await work.people.follows_digest(ana.id)
        assert await work.people.digest_followers() == [ben.id]
        assert not (await work.communities.get()).digest_posted
        await work.communities.set_digest_posted(posted=True)
        assert await work.communities.get() == replace(community, digest_posted=True)
