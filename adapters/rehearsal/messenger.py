"""What others see in the room: the bot's own messages, pins and channels."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from adapters.rehearsal.limits import SHAPING, SOON, Unreachable, classify
from adapters.rehearsal.pages import Pages
from adapters.rehearsal.people import find_person
from adapters.rehearsal.room import Room
from bot.ports.platform import (
    Absent,
    ChannelSeen,
    Done,
    Found,
    Outcome,
    RefusalReason,
    Refused,
    Retry,
    Sighting,
    Target,
)
from bot.ports.room import RoomMessage
from bot.ui.model import Reply


class RoomMessenger:
    shaping = SHAPING
    repeats_safely = True

    def __init__(self, room: Room, pages: Pages) -> None:
        self._room = room
        self._pages = pages

    async def send(self, target: Target, reply: Reply, key: str) -> Outcome:
        return await _outcome(lambda: self._send(target, reply, key))

    async def open_direct(self, workspace: str, user: str) -> Outcome:
        """A person's direct messages are a place of their own, named like the person."""
        return await _outcome(lambda: self._find_person(user))

    async def look_for(self, target: Target, key: str, since: datetime) -> Sighting:
        try:
            found = await self._room.said(target.workspace, key)
        except OSError:
            return Retry(SOON)
        return Found(found.id) if found else Absent()

    async def edit(self, target: Target, message: str, reply: Reply) -> Outcome:
        html, text = self._pages.written(reply)
        return await _outcome(lambda: self._change(message, lambda old: replace(old, html=html, text=text)))

    async def delete(self, target: Target, message: str) -> Outcome:
        return await _outcome(lambda: self._delete(message))

    async def pin(self, target: Target, message: str) -> Outcome:
        return await _outcome(lambda: self._change(message, lambda old: replace(old, pinned=True)))

    async def unpin(self, target: Target, message: str) -> Outcome:
        return await _outcome(lambda: self._change(message, lambda old: replace(old, pinned=False)))

    async def open_channel(self, workspace: str, name: str, about: str) -> Outcome:
        return await _outcome(lambda: self._open(workspace, name))

    async def open_thread(self, workspace: str, channel: str, name: str, key: str) -> Outcome:
        """The room has no threads: whoever is in it may make channels."""
        return Refused(RefusalReason.NOT_ACCEPTED)

    async def join_channel(self, workspace: str, channel: str) -> Outcome:
        return await _outcome(lambda: self._join(workspace, channel))

    async def rename_channel(self, workspace: str, channel: str, name: str) -> Outcome:
        return await _outcome(lambda: self._rename(workspace, channel, name))

    async def pinned(self, target: Target, messages: Collection[str]) -> frozenset[str] | None:
        """Nobody in the room takes a pin down by hand."""
        return frozenset(messages)

    async def archive_channel(self, workspace: str, channel: str) -> Outcome:
        """The room has no archive: the channel stays as it is."""
        return Done(channel)

    async def last_said(self, workspace: str, channel: str) -> datetime | None:
        return None

    async def channels(self, workspace: str) -> Sequence[ChannelSeen]:
        try:
            return [ChannelSeen(c.id, c.name, c.private) for c in await self._room.channels(workspace)]
        except Unreachable:
            return []

    async def _send(self, target: Target, reply: Reply, key: str) -> Done:
        html, text = self._pages.written(reply)
        if target.user:
            return Done((await self._room.write_to(target.workspace, target.user, html, text, key)).id)
        channel = await self._room.channel(target.workspace, target.channel)
        return Done((await self._room.post(target.workspace, channel, html, text, key)).id)

    async def _find_person(self, user: str) -> Done:
        if find_person(user) is None:
            raise Unreachable(RefusalReason.PERSON_GONE)
        return Done(user)

    async def _change(self, message: str, change: Callable[[RoomMessage], RoomMessage]) -> Done:
        return Done((await self._room.change(message, change)).id)

    async def _delete(self, message: str) -> Done:
        await self._room.remove(message)
        return Done(message)

    async def _open(self, workspace: str, name: str) -> Done:
        opened = await self._room.open_channel(workspace, name)
        return Done(opened.id, opened.name)

    async def _rename(self, workspace: str, channel: str, name: str) -> Done:
        renamed = await self._room.rename_channel(workspace, channel, name)
        return Done(renamed.id, renamed.name)

    async def _join(self, workspace: str, channel: str) -> Done:
        found = await self._room.channel(workspace, channel)
        if found.private:
            raise Unreachable(RefusalReason.NOT_ACCEPTED)
        return Done(found.id, found.name)


async def _outcome(attempt: Callable[[], Awaitable[Done]]) -> Outcome:
    try:
        return await attempt()
    except (Unreachable, OSError) as error:
        return classify(error)
