"""The room itself: its channels, messages and open forms, kept in the store and shown to who is looking."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace

from adapters.rehearsal.limits import Unreachable
from adapters.rehearsal.live import Live
from adapters.rehearsal.people import BOT, FIRST_CHANNELS, WORKSPACES, Viewer, find_person, find_workspace, may_see
from adapters.rehearsal.render import typed_html
from bot.ports.platform import RefusalReason
from bot.ports.room import RoomChannel, RoomClock, RoomMessage, RoomStore

_FORM = "(form)"
"""The place of open forms; no channel has this id, so they show in no list of messages."""
_ANSWER = "answer:"


def is_answer(message: RoomMessage, user: str) -> bool:
    """Return whether *message* is a private answer to *user*: what pressing on it answers takes its place."""
    return message.to_user == user and message.key.startswith(_ANSWER)


class Room:
    def __init__(self, store: RoomStore, clock: RoomClock, live: Live) -> None:
        self._store = store
        self._clock = clock
        self._live = live
        self._changing = asyncio.Lock()

    async def furnish(self) -> None:
        """Make the first channels where a workspace has none."""
        furnished = {channel.workspace for channel in await self._store.channels()}
        for workspace in WORKSPACES:
            if workspace.id not in furnished:
                for name, private in FIRST_CHANNELS:
                    await self._store.add_channel(workspace.id, name, private)

    async def channels(self, workspace: str) -> Sequence[RoomChannel]:
        """Return the channels of *workspace*; raises Unreachable where there is no such workspace."""
        if find_workspace(workspace) is None:
            raise Unreachable(RefusalReason.WORKSPACE_GONE)
        return [channel for channel in await self._store.channels() if channel.workspace == workspace]

    async def open_to(self, viewer: Viewer) -> Sequence[RoomChannel]:
        return [channel for channel in await self.channels(viewer.workspace.id) if may_see(viewer.person, channel)]

    async def channel(self, workspace: str, channel: str) -> RoomChannel:
        """Return one channel; raises Unreachable if it is gone."""
        found = next((known for known in await self.channels(workspace) if known.id == channel), None)
        if found is None:
            raise Unreachable(RefusalReason.CHANNEL_GONE)
        return found

    async def open_channel(self, workspace: str, name: str) -> RoomChannel:
        """Return the channel of that name, made if there was none; raises Unreachable if it is a private one."""
        async with self._changing:
            known = next((channel for channel in await self.channels(workspace) if channel.name == name), None)
            opened = known or await self._store.add_channel(workspace, name)
        if opened.private:
            raise Unreachable(RefusalReason.NAME_TAKEN)
        if known is None:
            self._live.channels(await self._store.channels())
        return opened

    async def rename_channel(self, workspace: str, channel: str, name: str) -> RoomChannel:
        """Return the channel under its new name; raises Unreachable if it is gone or another one has that name."""
        async with self._changing:
            known = await self.channel(workspace, channel)
            if any(each.name == name and each.id != channel for each in await self.channels(workspace)):
                raise Unreachable(RefusalReason.NAME_TAKEN)
            await self._store.rename_channel(channel, name)
        self._live.channels(await self._store.channels())
        return replace(known, name=name)

    async def messages_for(self, viewer: Viewer) -> Sequence[RoomMessage]:
        """Return what this viewer may read: the channel looked at and the person's direct messages, oldest first."""
        user, channel = viewer.person.id, viewer.channel.id if viewer.channel else None
        return [
            message
            for message in await self._store.messages()
            if message.to_user in ("", user)
            and (message.channel == channel or (not message.channel and message.to_user))
        ]

    async def find(self, message: str) -> RoomMessage | None:
        return next((known for known in await self._store.messages() if known.id == message), None)

    async def said(self, workspace: str, key: str) -> RoomMessage | None:
        """Return what the bot said in *workspace* under *key*."""
        messages = await self._store.messages()
        return next((m for m in messages if (m.workspace, m.author, m.key) == (workspace, BOT, key)), None)

    async def say(self, viewer: Viewer, text: str, ref: str) -> None:
        """Put a person's own words into the channel they look at."""
        if viewer.channel is None or not text.strip():
            return
        author, html = viewer.person.id, str(typed_html(text))
        key = f"said:{author}:{ref}"
        await self._add(
            self._message(viewer.workspace.id, viewer.channel.id, "", html, text, key, author), viewer.channel
        )

    async def post(self, workspace: str, channel: RoomChannel, html: str, text: str, key: str) -> RoomMessage:
        return await self._add(self._message(workspace, channel.id, "", html, text, key), channel)

    async def write_to(self, workspace: str, user: str, html: str, text: str, key: str) -> RoomMessage:
        """Send a direct message; raises Unreachable for somebody who is not in the room."""
        if find_person(user) is None:
            raise Unreachable(RefusalReason.PERSON_GONE)
        return await self._add(self._message(workspace, "", user, html, text, key), None)

    async def answer(self, viewer: Viewer, html: str, text: str, direct: bool) -> None:
        """Add a private answer where the person asked."""
        key = _ANSWER + secrets.token_hex(8)
        channel = None if direct else viewer.channel
        place = channel.id if channel else ""
        await self._add(self._message(viewer.workspace.id, place, viewer.person.id, html, text, key), channel)

    async def change(self, message: str, change: Callable[[RoomMessage], RoomMessage]) -> RoomMessage:
        """Change one message; raises Unreachable if it is gone."""
        async with self._changing:
            old = await self.find(message)
            new = change(old) if old else None
            if old is None or new is None or not await self._store.change_message(new):
                raise Unreachable(RefusalReason.MESSAGE_GONE)
        if new != old:
            self._live.changed(new)
        if new.pinned or old.pinned:
            await self._show_pins(new)
        return new

    async def remove(self, message: str) -> None:
        """Delete one message; raises Unreachable if it is gone."""
        old = await self.find(message)
        if old is None or not await self._store.delete_message(message):
            raise Unreachable(RefusalReason.MESSAGE_GONE)
        self._live.removed(old)
        if old.pinned:
            await self._show_pins(old)

    async def keep_form(self, viewer: Viewer, html: str, title: str) -> None:
        """Remember the form that is open for a person, so that a reload shows it again."""
        async with self._changing:
            if (old := await self._form(viewer)) is None:
                form = self._message(viewer.workspace.id, _FORM, viewer.person.id, html, title, _form_key(viewer))
                await self._store.add_message(form)
            else:
                await self._store.change_message(replace(old, html=html, text=title))
        self._live.form_opened()

    async def open_form(self, viewer: Viewer) -> str:
        """Return the form that is open for a person, or an empty string."""
        form = await self._form(viewer)
        return form.html if form else ""

    async def close_form(self, viewer: Viewer) -> None:
        if (form := await self._form(viewer)) is not None:
            await self._store.delete_message(form.id)
        self._live.form_closed(viewer)

    async def _form(self, viewer: Viewer) -> RoomMessage | None:
        key = _form_key(viewer)
        return next((known for known in await self._store.messages() if known.key == key), None)

    async def _add(self, message: RoomMessage, channel: RoomChannel | None) -> RoomMessage:
        async with self._changing:
            stored = await self._store.add_message(message)
        self._live.added(stored, channel)
        return stored

    async def _show_pins(self, message: RoomMessage) -> None:
        pinned = [m for m in await self._store.messages() if m.channel == message.channel and m.pinned]
        self._live.pins(message.channel, pinned)

    def _message(
        self, workspace: str, channel: str, to_user: str, html: str, text: str, key: str, author: str = BOT
    ) -> RoomMessage:
        return RoomMessage("", workspace, channel, author, to_user, html, text, self._clock.now(), key)


def _form_key(viewer: Viewer) -> str:
    return f"form:{viewer.workspace.id}:{viewer.person.id}"
