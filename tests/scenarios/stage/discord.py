"""Discord as the stage of a scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from bot.domain.community import Purpose
from bot.domain.people import Platform, Role
from tests.platforms import discord
from tests.platforms.discord import READER, Channel, DiscordServer, Guild, Message, Permission
from tests.platforms.discord.components import BUTTON, CHANNEL_SELECT, SELECTS, STRING_SELECT, TEXT_INPUT, every, words
from tests.platforms.discord.interactions import Exchange, Reply
from tests.platforms.discord.model import LOADING, Modal
from tests.scenarios.stage.discord_text import as_read
from tests.scenarios.stage.host import MEANT, PURPOSES, Host
from tests.scenarios.stage.person import PATIENCE, Person
from tests.scenarios.stage.seen import File, OpenForm, Seen, tidy

T = TypeVar("T")
_MAY = {
    Role.MEMBER: READER,
    Role.FACILITATOR: READER,
    Role.MODERATOR: READER | Permission.MANAGE_MESSAGES,
    Role.ADMIN: READER | Permission.MANAGE_GUILD,
}
_SPOKEN = frozenset({"content", "label", "placeholder", "description", "title", "topic"})


class DiscordHost(Host):
    platform = Platform.DISCORD
    suggests = True
    takes_second_workspace = True
    problems_at_fields = False

    def __init__(self, server: DiscordServer, name: str = "Riverside Teachers") -> None:
        self.guild: Guild = server.add_guild(name)
        super().__init__(name, str(self.guild.id))
        self.server = server
        for channel in ("general", *PURPOSES):
            self.channel(channel, private=channel == Purpose.MODERATORS)

    def channel(self, name: str, private: bool = False) -> None:
        made = self.server.add_channel(self.guild, name)
        if private:
            deny = str(int(Permission.VIEW_CHANNEL))
            made.overwrites.append({"id": str(self.guild.id), "type": 0, "allow": "0", "deny": deny})

    def purposes(self) -> dict[Purpose, tuple[str, str]]:
        return {purpose: (str(self.guild.channel(purpose.value).id), purpose.value) for purpose in Purpose}

    async def came_back(self) -> None:
        """Discord's app talks to Discord alone."""

    async def remove_bot(self) -> None:
        self.server.remove_bot(self.guild)

    async def bring_back(self) -> bool:
        self.server.add_bot(self.guild)
        return False

    def second(self, name: str) -> DiscordHost:
        return DiscordHost(self.server, name)

    async def _join(self, name: str, role: Role) -> DiscordPerson:
        user = self.server.add_user(name, self.guild, permissions=_MAY[role])
        person = DiscordPerson(self, self.server.client(user, self.guild, self.guild.channel("general")))
        if role is Role.FACILITATOR:
            await self._granted(person, role)
        return person

    def sent(self) -> Iterable[str]:
        for request in self.server.requests:
            for thing in _objects(request.body):
                yield from (str(value) for name, value in thing.items() if name in _SPOKEN and isinstance(value, str))

    def problems(self) -> list[str]:
        messages = [m for channel in self.server.state.channels.values() for m in channel.messages.values()]
        pings = [
            f"{message.pings} pinged by:\n{words(message)}"
            for message in messages
            if message.pings and MEANT not in words(message)
        ]
        return [*self.server.problems, *pings]


class DiscordPerson(Person[Message]):
    def __init__(self, host: DiscordHost, app: discord.Person) -> None:
        super().__init__(app.user.name, app.channel.name)
        self.host = host
        self.app = app
        self._remembered: list[str] = []

    def remembered(self) -> list[str]:
        return self._remembered

    @property
    def form(self) -> OpenForm | None:
        modal = self.app.modal
        if modal is None:
            return None
        fields = {part["label"]: part["component"] for part in modal.components}
        values = {label: self._value(field) for label, field in fields.items()}
        choices = {
            label: tuple(option["label"] for option in field["options"])
            for label, field in fields.items()
            if "options" in field
        }
        return OpenForm(modal.title, values, choices)

    @property
    def field_problems(self) -> dict[str, str]:
        """Discord shows nothing at the fields: what is wrong stands in the private message, a line for each."""
        lines = [line.removeprefix("- ").partition(": ") for line in self.answer.split("\n") if line.startswith("- ")]
        return {label: said for label, _, said in lines}

    def window(self) -> None:
        return None

    def private(self) -> Sequence[Seen[Message]]:
        return [self._seen(message) for message in self.app.private]

    def direct(self) -> Sequence[Seen[Message]]:
        return [self._seen(message) for message in self.app.dms if message.author is not self.app.user]

    def channels(self) -> Sequence[str]:
        return [channel.name for channel in self.host.guild.channels.values() if self._sees(channel)]

    def posted(self, channel: str) -> Sequence[Seen[Message]]:
        return [self._seen(message) for message in self.app.messages(self._channel(channel))]

    def pinned(self, channel: str) -> Sequence[Seen[Message]]:
        return [self._seen(message) for message in self.app.pins(self._channel(channel))]

    async def goes_to(self, channel: str) -> None:
        await super().goes_to(channel)
        self.app.channel = self._channel(channel)

    async def _look(self, channel: str) -> None:
        await self.sees_channel(channel)

    async def _wait_for(self, true: Callable[[], T | None]) -> T | None:
        try:
            return await self.host.server.wait_for(true, PATIENCE)
        except TimeoutError:
            return None

    async def _say(self, path: str, options: Mapping[str, object]) -> None:
        self.app.dismiss()
        given = {name: self._option(path, name, value) for name, value in options.items()}
        await self._answered(await self.app.slash(path, **given))

    async def _type(self, line: str) -> None:
        raise AssertionError("Discord takes no typed commands")

    async def _press(self, on: Message, label: str) -> None:
        self.app.dismiss()
        await self._answered(await self.app.click(on, label))

    async def _choose(self, on: Message, menu: str, labels: Sequence[str]) -> None:
        self.app.dismiss()
        await self._answered(await self.app.choose(on, menu, list(labels)))

    async def _fill(self, values: Mapping[str, object]) -> None:
        modal = self.app.modal
        assert modal is not None
        fields = {part["label"]: part["component"] for part in modal.components}
        unknown = [label for label in values if label not in fields]
        assert not unknown, f"the form has no {unknown}, only {list(fields)}"
        filled = {label: self._filled(fields[label], value) for label, value in values.items()}
        for label, field in fields.items():
            if field["type"] == CHANNEL_SELECT and label not in values:  # what is chosen already stays
                filled[label] = self._chosen(field)
        await self._answered(await self.app.submit(modal, filled))

    async def _use(self, action: str, on: Message) -> None:
        self.app.dismiss()
        await self._answered(await self.app.message_action(action, on))

    async def _write(self, text: str, channel: str) -> None:
        self.app.post(text, self._channel(channel))

    def posts_file(self, text: str, channel: str, file: File) -> None:
        self.app.post(text, self._channel(channel), self.app.file(file.name, file.content))

    def received(self) -> bytes:
        (upload,) = self.app.private[-1].attachments
        return upload.content

    def link(self, label: str) -> str:
        return next(str(p["url"]) for p in every(self.app.private[-1].components) if p.get("label") == label)

    async def _suggest(self, path: str, option: str, typed: str) -> list[str]:
        return [choice["name"] for choice in await self.app.autocomplete(path, option, typed)]

    async def _answered(self, exchange: Exchange) -> None:
        edits = exchange.source.edits if exchange.source else 0
        first = Reply((await exchange.done(PATIENCE))["type"])
        if first is Reply.THINKING:
            await self.until(lambda: not exchange.message.flags & LOADING, f"an answer to {exchange.label}")
        elif first is Reply.UPDATE_LATER:
            await self.until(lambda: exchange.message.edits > edits, f"an answer to {exchange.label}")

    def _channel(self, name: str) -> Channel:
        return self.host.guild.channel(name)

    def _sees(self, channel: Channel) -> bool:
        hidden = any(int(overwrite["deny"]) & Permission.VIEW_CHANNEL for overwrite in channel.overwrites)
        return not hidden or bool(self.host.guild.members[self.app.user.id].effective_permissions & _LEADS)

    def _option(self, path: str, name: str, value: object) -> Any:
        if isinstance(value, DiscordPerson):
            return value.app.user
        if isinstance(value, File):
            return self.app.file(value.name, value.content)
        kind = self._kinds(path).get(name)
        return self._channel(value.removeprefix("#")) if kind == 7 and isinstance(value, str) else value

    def _kinds(self, path: str) -> dict[str, int]:
        """The types of a command's options, as Discord knows them."""
        options: list[dict[str, Any]] = self.host.server.state.commands
        for word in path.split():
            options = next((each.get("options", []) for each in options if each["name"] == word), [])
        return {option["name"]: option["type"] for option in options}

    def _filled(self, field: dict[str, Any], value: object) -> Any:
        if field["type"] == CHANNEL_SELECT:
            return [self._channel(str(value).removeprefix("#"))] if value else []
        if field["type"] == STRING_SELECT and value == "":
            return []
        return value

    def _chosen(self, field: dict[str, Any]) -> list[Channel]:
        """The channels that stand in a field; one that was deleted does not."""
        channels = self.host.guild.channels
        return [channels[int(each["id"])] for each in field.get("default_values", ()) if int(each["id"]) in channels]

    def _value(self, field: dict[str, Any]) -> str:
        if field["type"] == TEXT_INPUT:
            return str(field.get("value", ""))
        if field["type"] == CHANNEL_SELECT:
            return ", ".join(channel.name for channel in self._chosen(field))
        return ", ".join(option["label"] for option in field.get("options", ()) if option.get("default"))

    def _seen(self, message: Message) -> Seen[Message]:
        parts = every(message.components)
        buttons = tuple(part["label"] for part in parts if part["type"] == BUTTON and part.get("label"))
        menus = {
            part.get("placeholder", ""): tuple(option["label"] for option in part.get("options", ()))
            for part in parts
            if part["type"] in SELECTS
        }
        return Seen(str(message.id), str(message.edits), self._read(message), message, buttons, menus)

    def _read(self, shown: Message | Modal) -> str:
        return tidy(as_read(words(shown), self._names()))

    def _names(self) -> dict[str, str]:
        users, channels = self.host.server.state.users, self.host.server.state.channels
        return {str(user.id): user.name for user in users.values()} | {str(c.id): c.name for c in channels.values()}


_LEADS = Permission.MANAGE_MESSAGES | Permission.MANAGE_GUILD | Permission.ADMINISTRATOR


def _objects(thing: object) -> Iterator[dict[str, Any]]:
    if isinstance(thing, dict):
        yield thing
        for value in thing.values():
            yield from _objects(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from _objects(value)
