"""The rehearsal room's channels and messages. Each call is a transaction of its own."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import RowMapping, Table, delete, insert, select, update
from sqlalchemy.sql import Executable

from bot.ports.room import RoomChannel, RoomMessage
from storage.engine import Engines
from storage.scope import insert_into
from storage.tables import room_channels, room_messages

_CHANNEL, _MESSAGE = "c", "m"
"""How ids of each kind begin, so that one is never taken for the other."""


class SqlRoom:
    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    async def channels(self) -> Sequence[RoomChannel]:
        return [channel_of(row) for row in await self._all(room_channels)]

    async def add_channel(self, workspace: str, name: str, private: bool = False) -> RoomChannel:
        row = {"workspace": workspace, "name": name, "private": private}
        async with self._engines.write() as connection:
            stored = await connection.execute(insert(room_channels).values(row).returning(room_channels))
            return channel_of(stored.mappings().one())

    async def rename_channel(self, channel: str, name: str) -> None:
        this = update(room_channels).where(room_channels.c.id == _number(_CHANNEL, channel))
        await self._change(this.values(name=name))

    async def delete_channel(self, channel: str) -> None:
        """Delete it with all that was said in it."""
        async with self._engines.write() as connection:
            await connection.execute(delete(room_messages).where(room_messages.c.channel == channel))
            await connection.execute(delete(room_channels).where(room_channels.c.id == _number(_CHANNEL, channel)))

    async def messages(self) -> Sequence[RoomMessage]:
        return [message_of(row) for row in await self._all(room_messages)]

    async def add_message(self, message: RoomMessage) -> RoomMessage:
        async with self._engines.write() as connection:
            new = insert_into(connection, room_messages).values(_values(message))
            if message.key:
                new = new.on_conflict_do_nothing(index_elements=["key"], index_where=room_messages.c.key != "")
            stored = (await connection.execute(new.returning(room_messages))).mappings().first()
            if stored is None:
                there = await connection.execute(select(room_messages).where(room_messages.c.key == message.key))
                stored = there.mappings().one()
            return message_of(stored)

    async def change_message(self, message: RoomMessage) -> bool:
        chosen = update(room_messages).where(room_messages.c.id == _number(_MESSAGE, message.id))
        return await self._change(chosen.values(_values(message)))

    async def delete_message(self, message: str) -> bool:
        return await self._change(delete(room_messages).where(room_messages.c.id == _number(_MESSAGE, message)))

    async def _all(self, table: Table) -> Sequence[RowMapping]:
        async with self._engines.read() as connection:
            return (await connection.execute(select(table).order_by(table.c.id))).mappings().all()

    async def _change(self, change: Executable) -> bool:
        async with self._engines.write() as connection:
            return (await connection.execute(change)).rowcount == 1


def _values(message: RoomMessage) -> dict[str, object]:
    return {
        "workspace": message.workspace,
        "channel": message.channel,
        "author": message.author,
        "to_user": message.to_user,
        "html": message.html,
        "text": message.text,
        "at": message.at,
        "key": message.key,
        "pinned": message.pinned,
    }


def _number(kind: str, name: str) -> int:
    """Return the row's number in an id of ours; 0, which no row has, for anything else."""
    number = name.removeprefix(kind)
    return int(number) if name.startswith(kind) and number.isascii() and number.isdecimal() and len(number) < 19 else 0


def channel_of(row: RowMapping) -> RoomChannel:
    return RoomChannel(f"{_CHANNEL}{row['id']}", row["workspace"], row["name"], row["private"])


def message_of(row: RowMapping) -> RoomMessage:
    return RoomMessage(
        id=f"{_MESSAGE}{row['id']}",
        workspace=row["workspace"],
        channel=row["channel"],
        author=row["author"],
        to_user=row["to_user"],
        html=row["html"],
        text=row["text"],
        at=row["at"],
        key=row["key"],
        pinned=row["pinned"],
    )
