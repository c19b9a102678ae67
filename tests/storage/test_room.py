"""The rehearsal room's own rows."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.ports.room import RoomMessage
from storage.unit_of_work import SqlStorage
from tests.storage.moments import NOW

SAID = RoomMessage("", "north", "", "staffroom", "", "<p>Hello</p>", "Hello", NOW)


async def test_channels_come_and_go_with_what_was_said_in_them(storage: SqlStorage) -> None:
    room = storage.room
    general, private = await room.add_channel("north", "general"), await room.add_channel("north", "staff", True)
    assert await room.channels() == [general, private]
    assert private.private
    await room.add_message(replace(SAID, channel=general.id))
    kept = await room.add_message(replace(SAID, channel=private.id))
    await room.delete_channel(general.id)
    assert await room.channels() == [private]
    assert await room.messages() == [kept]


async def test_messages_are_changed_and_deleted(storage: SqlStorage) -> None:
    first, second = [await storage.room.add_message(SAID) for _ in range(2)]
    changed = replace(first, html="<p>Bye</p>", text="Bye", pinned=True)
    assert await storage.room.change_message(changed)
    assert await storage.room.messages() == [changed, second]
    assert await storage.room.delete_message(first.id)
    assert not await storage.room.delete_message(first.id)
    assert not await storage.room.change_message(changed)
    assert not await storage.room.delete_message("nothing of ours")
    assert await storage.room.messages() == [second]


async def test_what_is_said_twice_under_one_key_stands_once(storage: SqlStorage) -> None:
    keyed = replace(SAID, key="placement:1:1")
    said = await asyncio.gather(*(storage.room.add_message(replace(keyed, text=str(n))) for n in range(10)))
    assert len({message.id for message in said}) == 1
    assert await storage.room.messages() == [said[0]]
