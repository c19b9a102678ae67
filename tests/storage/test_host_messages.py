"""What hosts write to those who come: numbered for each session, and gone with whoever wrote it."""

from __future__ import annotations

import pytest

from bot.domain.host_messages import HostMessage
from bot.errors import NotFound
from storage.unit_of_work import SqlStorage
from tests.storage.moments import DAY, HOUR, NOW
from tests.storage.network import fill


async def test_messages_are_numbered_and_counted(storage: SqlStorage) -> None:
    """Each has the session's next number, and those of a day can be counted."""
    network = await fill(storage, "x")
    session, ben = network.session.id, network.ben.id
    async with storage.write(network.community.id) as work:
        second = await work.host_messages.add(session, "Bring laptops.", ben, NOW)
        assert second == HostMessage(session, 2, "Bring laptops.", ben, NOW)
        assert await work.host_messages.get(session, 2) == second
        assert await work.host_messages.count(session, NOW - DAY) == 2
        assert await work.host_messages.count(session, NOW - HOUR) == 1
        with pytest.raises(NotFound):
            await work.host_messages.get(session, 3)


async def test_a_message_is_empty_once_its_writer_is_gone(storage: SqlStorage) -> None:
    """Its number stays taken, so that what was sent is never taken for another."""
    network = await fill(storage, "x")
    session = network.session.id
    async with storage.write(network.community.id) as work:
        await work.people.delete(network.ana.id, "a member")
        left = await work.host_messages.get(session, 1)
        assert (left.body, left.by) == ("", None)
        assert (await work.host_messages.add(session, "More", network.ben.id, NOW)).number == 2
