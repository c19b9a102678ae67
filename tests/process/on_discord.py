"""Somebody in Discord's app."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.platforms.discord import DiscordServer, Guild, Message, Person, words
from tests.platforms.discord.components import every
from tests.process.people import ANSWERED_WITHIN, OnPlatform

LABEL = 18
_MARKUP = re.compile(r"\\(?P<literal>[^\w\s])|\[(?P<link>(?:\\.|[^\]\\])*)\]\(<[^>]*>\)|^### |\*\*", re.MULTILINE)


def read(message: Message) -> str:
    """Return what a person reads, Discord's marks taken away."""

    def plain(found: re.Match[str]) -> str:
        if found["link"] is not None:
            return _MARKUP.sub(plain, found["link"])
        return found["literal"] or ""

    return _MARKUP.sub(plain, words(message))


class OnDiscord(OnPlatform):
    def __init__(self, server: DiscordServer, guild: Guild, name: str, permissions: int) -> None:
        self.server = server
        self.guild = guild
        self.user = server.add_user(name, guild, permissions=permissions)
        self.person: Person = server.client(self.user, guild)

    def screen(self) -> object:
        return [(message.id, message.edits) for message in self.person.private], id(self.person.modal)

    def reads(self) -> str:
        if (modal := self.person.modal) is not None:
            return "\n".join([modal.title, *(f"{label}: {value}" for label, value in self.form().items())])
        newest = max(self.person.private, key=lambda message: message.edited_at or message.created_at, default=None)
        return read(newest) if newest else ""

    def form(self) -> Mapping[str, str]:
        modal = self.person.modal
        assert modal is not None, f"no form is open; there is\n{self.reads()}"
        return {part["label"]: part["component"].get("value", "") for part in modal.components if part["type"] == LABEL}

    def public(self, channel: str) -> list[str]:
        return [read(message) for message in self._said(channel)]

    def pinned(self, channel: str) -> list[str]:
        return [read(message) for message in self.guild.channel(channel).pinned]

    async def until(self, true: Callable[[], Any], seconds: float = ANSWERED_WITHIN) -> Any:
        return await self.server.wait_for(true, seconds)

    async def _close(self) -> None:
        self.person.dismiss()

    async def _say(self, command: str, options: Mapping[str, str]) -> object:
        return await self.person.slash(command, **options)

    async def _press(self, label: str) -> object:
        return await self.person.click(self._own(label), label)

    async def _press_public(self, words: str, label: str) -> object:
        told = [message for channel in self.guild.channels.values() for message in self._said(channel.name)]
        return await self.person.click(self._with(label, told, words), label)

    async def _choose(self, menu: str, option: str) -> object:
        return await self.person.choose(self._own(menu), menu, option)

    async def _fill(self, fields: Mapping[str, Any]) -> object:
        return await self.person.submit(self.person.modal, fields)

    def _said(self, channel: str) -> list[Message]:
        found = self.guild.channel(channel)
        return [message for message in self.person.messages(found) if message.author is self.server.state.bot]

    def _own(self, label: str) -> Message:
        """Return the newest message of their own with that button or menu."""
        return self._with(label, sorted(self.person.private, key=lambda each: each.edited_at or each.created_at))

    def _with(self, label: str, messages: Sequence[Message], words: str = "") -> Message:
        for message in reversed(messages):
            controls = {part.get("label") or part.get("placeholder") for part in every(message.components)}
            if label in controls and words in read(message):
                return message
        raise AssertionError(f"nothing has [{label}]; there is\n{self.reads()}")
