"""Sends, edits and pins what others see on Discord, and opens channels."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from discord.utils import snowflake_time

from adapters.discord import limits
from adapters.discord.history import READ_MESSAGE_HISTORY, look
from adapters.discord.outcomes import TROUBLE, VIEW_CHANNEL, classify, sighting
from adapters.discord.render import render
from adapters.discord.rest import Rest
from bot.ports.platform import ChannelSeen, Done, Outcome, RefusalReason, Refused, Sighting, Target
from bot.ui.model import Reply

Json = dict[str, Any]

SEND_MESSAGES = "Send Messages"
PIN_MESSAGES = "Pin Messages"
MANAGE_CHANNELS = "Manage Channels"
CREATE_THREADS = "Create Public Threads"

_VIEW_CHANNEL_BIT = 1 << 10


def nonce(key: str) -> str:
    """Return the 25 characters by which Discord knows *key* again for a few minutes."""
    return hashlib.sha256(key.encode()).hexdigest()[:25]


def marker(key: str) -> int:
    """Return the component id, 1 to 2^31 - 1, by which *key* is found in a channel's history."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[-4:]) % (2**31 - 1) + 1


class DiscordMessenger:
    """The library repeats what failed with 429 and some 5xx, with pauses: whoever calls sets the time limit.

    What it repeats carries the same nonce, so for some minutes it is the same message.
    """

    shaping = limits.SHAPING
    repeats_safely = True

    def __init__(self, rest: Rest) -> None:
        self._rest = rest
        self._dms: dict[str, str] = {}

    async def send(self, target: Target, reply: Reply, key: str) -> Outcome:
        body = {**render(reply, marker(key)), "nonce": nonce(key), "enforce_nonce": True}

        async def post(to: Target) -> Done:
            message = await self._rest.create_message(await self._channel(to), body)
            return Done(message["id"])

        outcome = await _outcome(post(target), SEND_MESSAGES)
        if target.user and outcome == Refused(RefusalReason.CHANNEL_GONE):
            # The conversation is another one by now; nothing was said in the old one.
            self._dms.pop(target.user, None)
            outcome = await _outcome(post(replace(target, channel="")), SEND_MESSAGES)
        return outcome

    async def open_direct(self, workspace: str, user: str) -> Outcome:
        async def open_it() -> Done:
            return Done(await self._channel(Target(workspace, user=user)))

        return await _outcome(open_it(), SEND_MESSAGES)

    async def look_for(self, target: Target, key: str, since: datetime) -> Sighting:
        try:
            return await look(self._rest, await self._channel(target), marker(key), since)
        except TROUBLE as error:
            return sighting(error, READ_MESSAGE_HISTORY)

    async def edit(self, target: Target, message: str, reply: Reply) -> Outcome:
        async def change() -> Done:
            await self._rest.edit_message(await self._channel(target), message, render(reply))
            return Done(message)

        outcome = await _outcome(change(), SEND_MESSAGES)
        if outcome == Refused(RefusalReason.CHANNEL_ARCHIVED):  # a thread that rests is woken by posts, not by edits
            woken = await _outcome(self._wake(target.channel), SEND_MESSAGES)
            return await _outcome(change(), SEND_MESSAGES) if isinstance(woken, Done) else woken
        return outcome

    async def delete(self, target: Target, message: str) -> Outcome:
        async def remove() -> Done:
            await self._rest.delete_message(await self._channel(target), message)
            return Done(message)

        return await _outcome(remove(), VIEW_CHANNEL)

    async def pin(self, target: Target, message: str) -> Outcome:
        async def put() -> Done:
            await self._rest.pin(await self._channel(target), message)
            return Done(message)

        return await _outcome(put(), PIN_MESSAGES)

    async def unpin(self, target: Target, message: str) -> Outcome:
        async def take_off() -> Done:
            await self._rest.unpin(await self._channel(target), message)
            return Done(message)

        return await _outcome(take_off(), PIN_MESSAGES)

    async def pinned(self, target: Target, messages: Collection[str]) -> frozenset[str] | None:
        """Without the history Discord lists no pins and says nothing of it, so each that is not listed is looked at."""
        try:
            channel = await self._channel(target)
            standing = await self._rest.pins(channel) & frozenset(messages)
            for message in frozenset(messages) - standing:
                if await self._rest.is_pinned(channel, message):
                    standing |= {message}
        except TROUBLE:
            return None
        return standing

    async def open_channel(self, workspace: str, name: str, about: str) -> Outcome:
        async def adopt_or_create() -> Done:
            wanted = _spelled(name)
            channels = await self._rest.channels(workspace)
            there = [c for c in channels if c["type"] in limits.POST_CHANNELS and not _private(c, workspace)]
            channel = next((c for c in there if _spelled(c["name"]) == wanted), None)
            if channel is None:
                body = {"name": wanted, "type": limits.TEXT_CHANNEL, "topic": about[: limits.CHANNEL_TOPIC]}
                channel = await self._rest.create_channel(workspace, body)
            return Done(channel["id"], channel["name"])

        outcome = await _outcome(adopt_or_create(), MANAGE_CHANNELS)
        # A server's list of channels needs no permission: without access to it the bot is not in that server.
        no_access = outcome == Refused(RefusalReason.MISSING_RIGHT, VIEW_CHANNEL)
        return Refused(RefusalReason.WORKSPACE_GONE) if no_access else outcome

    async def open_thread(self, workspace: str, channel: str, name: str, key: str) -> Outcome:
        async def adopt_or_begin() -> Done:
            active = await self._rest.active_threads(workspace)
            there = [each for each in active if each.get("parent_id") == channel]
            thread = next((each for each in there if each["name"] == name), None)
            if thread is None:
                kind = {"type": limits.PUBLIC_THREAD, "auto_archive_duration": limits.THREAD_RESTS_AFTER}
                thread = await self._rest.begin_thread(channel, {"name": name[: limits.CHANNEL_NAME], **kind})
            return Done(thread["id"], thread["name"])

        return await _outcome(adopt_or_begin(), CREATE_THREADS)

    async def join_channel(self, workspace: str, channel: str) -> Outcome:
        """Look whether the channel is there for everyone; a Discord bot needs no joining."""

        async def look() -> Outcome:
            found = await self._rest.channel(channel)
            if found.get("guild_id") != workspace:
                return Refused(RefusalReason.CHANNEL_GONE)
            if found["type"] not in (*limits.POST_CHANNELS, limits.PUBLIC_THREAD):
                return Refused(RefusalReason.NOT_ACCEPTED)
            if _private(found, workspace):
                return Refused(RefusalReason.NOT_ACCEPTED, VIEW_CHANNEL)
            return Done(found["id"], found["name"])

        return await _outcome(look(), VIEW_CHANNEL)

    async def rename_channel(self, workspace: str, channel: str, name: str) -> Outcome:
        async def rename() -> Done:
            renamed = await self._rest.rename_channel(channel, _spelled(name))
            return Done(renamed["id"], renamed["name"])

        return await _outcome(rename(), MANAGE_CHANNELS)

    async def archive_channel(self, workspace: str, channel: str) -> Outcome:
        """Discord has no archive for text channels: one stays as it is. A thread rests."""

        async def rest() -> Done:
            if (await self._rest.channel(channel))["type"] == limits.PUBLIC_THREAD:
                await self._rest.change_thread(channel, {"archived": True})
            return Done(channel)

        return await _outcome(rest(), VIEW_CHANNEL)

    async def _wake(self, thread: str) -> Done:
        await self._rest.change_thread(thread, {"archived": False})
        return Done(thread)

    async def last_said(self, workspace: str, channel: str) -> datetime | None:
        try:
            newest = (await self._rest.channel(channel)).get("last_message_id")
        except TROUBLE:
            return None
        return snowflake_time(int(newest)) if newest else None

    async def channels(self, workspace: str) -> Sequence[ChannelSeen]:
        try:
            found = await self._rest.channels(workspace)
        except TROUBLE as error:
            structlog.get_logger().warning("discord_channels_unknown", outcome=type(classify(error)).__name__)
            return ()
        texts = sorted(
            (c for c in found if c["type"] in limits.POST_CHANNELS), key=lambda c: (c["position"], int(c["id"]))
        )
        return tuple(ChannelSeen(c["id"], c["name"], _private(c, workspace)) for c in texts)

    async def _channel(self, target: Target) -> str:
        if target.channel or not target.user:
            return target.channel
        if target.user not in self._dms:
            self._dms[target.user] = (await self._rest.open_dm(target.user))["id"]
        return self._dms[target.user]


async def _outcome(work: Awaitable[Outcome], right: str) -> Outcome:
    try:
        return await work
    except TROUBLE as error:
        return classify(error, right)


def _spelled(name: str) -> str:
    """Return *name* as Discord writes a text channel's: small letters, hyphens for spaces, no other punctuation."""
    usable = re.sub(r"[\s-]+", "-", re.sub(r"[!-,./:-@\[-^`{-~]", "", name.lower())).strip("-")
    return (usable or name)[: limits.CHANNEL_NAME]


def _private(channel: Json, guild: str) -> bool:
    """Return whether the channel is hidden from @everyone, the role whose id is the server's."""
    overwrites = channel.get("permission_overwrites") or ()
    return any(o["id"] == guild and int(o["deny"]) & _VIEW_CHANNEL_BIT for o in overwrites)
