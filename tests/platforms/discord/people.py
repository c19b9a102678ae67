"""A person in Discord's app: what they see, and what they can do there."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.platforms.discord import components as kinds
from tests.platforms.discord.components import LINK_STYLE, SELECTS, every, words
from tests.platforms.discord.forms import picked_items, picked_options, submitted
from tests.platforms.discord.interactions import Did, Exchange, begin
from tests.platforms.discord.model import LOADING, PINNED_NOTICE, Channel, Json, Message, Modal, Upload, User
from tests.platforms.discord.payloads import channel_payload, message_payload, user_payload
from tests.platforms.discord.picking import (
    Picked,
    Resolved,
    filled,
    member_in_interaction,
    nested,
    registered,
    subcommand,
)
from tests.platforms.discord.state import State

COMMAND, USER_MENU, MESSAGE_MENU = 1, 2, 3
UPLOAD_LIMIT = 10 * 1024 * 1024


class Person:
    """One person's app, open at one channel."""

    def __init__(self, state: State, user: User, channel: Channel) -> None:
        self.user = user
        self.channel = channel
        self._state = state

    @property
    def modal(self) -> Modal | None:
        """Return the form that is open."""
        return self._state.modals.get(self.user.id)

    @property
    def private(self) -> list[Message]:
        """Return the messages that only this person sees, newest last; not those that still say "thinking"."""
        channels = self._state.channels.values()
        found = [
            message for channel in channels for message in channel.messages.values() if message.reader is self.user
        ]
        return sorted((message for message in found if not message.flags & LOADING), key=lambda message: message.id)

    @property
    def dms(self) -> list[Message]:
        """Return the direct messages with the bot, newest last."""
        channels = [channel for channel in self._state.channels.values() if channel.recipient is self.user]
        return [message for channel in channels for message in self.messages(channel)]

    def messages(self, channel: Channel | None = None) -> list[Message]:
        """Return what all see in a channel, newest last."""
        channel = channel or self.channel
        seen = (self.user.id in channel.guild.members) if channel.guild else channel.recipient is self.user
        assert seen, f"{self.user.name} does not see #{channel.name}"
        return [
            message
            for message in channel.messages.values()
            if message.reader is None and message.type != PINNED_NOTICE and not message.flags & LOADING
        ]

    def pins(self, channel: Channel | None = None) -> list[Message]:
        """Return what is pinned in a channel, newest pin first."""
        return (channel or self.channel).pinned

    def file(self, name: str, content: bytes) -> Upload:
        """Return a file that can be attached to a message or given to a command."""
        return Upload(self._state.ids.next(), name, content, content_type="application/octet-stream")

    def post(self, text: str, channel: Channel | None = None, *files: Upload) -> Message:
        """Write a message."""
        where, state = channel or self.channel, self._state
        message = Message(state.ids.next(), where, self.user, state.clock.now(), content=text)
        message.attachments = list(files)
        where.add(message)
        state.tell_of_message("MESSAGE_CREATE", message)
        return message

    async def slash(self, path: str, /, **options: Picked) -> Exchange:
        """Send a command, subcommands separated by spaces; the app's own checks fail the test."""
        data, resolved = self._command(path, options)
        return self._send(Did.COMMAND, data, resolved, label=f"/{path}")

    async def autocomplete(self, path: str, option: str, typed: str, /, **others: Picked) -> list[Json]:
        """Type into an option and return what is suggested."""
        data, resolved = self._command(path, {**others, option: typed}, focused=option)
        answer = await self._send(Did.TYPING, data, resolved, label=f"typing in /{path} {option}").done()
        choices: list[Json] = answer["data"]["choices"]
        return choices

    def _command(self, path: str, options: Mapping[str, Picked], focused: str | None = None) -> tuple[Json, Resolved]:
        name, *rest = path.removeprefix("/").split()
        command = registered(self._state, COMMAND, name, self.channel, self.user)
        trail, known = subcommand(command, rest)
        resolved = Resolved(self._state, self.channel)
        sent = nested(trail, filled(known, options, resolved, focused))
        return {"id": command["id"], "name": name, "type": COMMAND, "options": sent}, resolved

    async def message_action(self, name: str, message: Message) -> Exchange:
        """Use an entry of a message's Apps menu."""
        self._must_see(message)
        return self._menu(MESSAGE_MENU, name, message, message.channel)

    async def user_action(self, name: str, user: User) -> Exchange:
        """Use an entry of a person's Apps menu."""
        return self._menu(USER_MENU, name, user, self.channel)

    def _menu(self, kind: int, name: str, target: Message | User, channel: Channel) -> Exchange:
        command = registered(self._state, kind, name, channel, self.user)
        resolved = Resolved(self._state, channel)
        data = {"id": command["id"], "name": name, "type": kind, "target_id": resolved.add(target)}
        return self._send(Did.COMMAND, data, resolved, label=name)

    async def click(self, message: Message, label: str | None = None, *, custom_id: str | None = None) -> Exchange:
        """Press a button."""
        self._must_see(message)
        buttons = [part for part in every(message.components) if part["type"] == kinds.BUTTON]
        wanted = [
            b for b in buttons if (b.get("label") == label if custom_id is None else b.get("custom_id") == custom_id)
        ]
        assert len(wanted) == 1, f"{len(wanted)} buttons {label or custom_id!r} in\n{words(message)}"
        button = wanted[0]
        assert button["style"] != LINK_STYLE, f"{label!r} opens {button['url']}"
        assert not button.get("disabled"), f"{label or custom_id!r} is greyed out"
        return self._component(message, button, None, Resolved(self._state, message.channel))

    async def choose(self, message: Message, name: str, values: Any) -> Exchange:
        """Pick from a select named by custom_id or placeholder: labels or values, people, roles or channels."""
        self._must_see(message)
        selects = [part for part in every(message.components) if part["type"] in SELECTS]
        wanted = [part for part in selects if name in (part["custom_id"], part.get("placeholder"))]
        assert len(wanted) == 1, f"{len(wanted)} selects {name!r} in\n{words(message)}"
        select, resolved = wanted[0], Resolved(self._state, message.channel)
        assert not select.get("disabled"), f"{name!r} is greyed out"
        listed: Sequence[Any] = values if isinstance(values, list | tuple) else [values]
        if select["type"] == kinds.STRING_SELECT:
            picked = picked_options(name, select, listed, most=select["max_values"])
        else:
            picked = picked_items(name, select, listed, resolved)
        return self._component(message, select, picked, resolved)

    async def submit(self, modal: Modal | None, values: Mapping[str, Any] | None = None) -> Exchange:
        """Send the open form, with *values* by label or custom_id; what is prefilled stays."""
        assert modal is not None, "no form is open"
        assert self.modal is modal, "that form is not open"
        resolved = Resolved(self._state, modal.channel)
        data = {"custom_id": modal.custom_id, "components": submitted(modal, values or {}, resolved)}
        return self._send(Did.SUBMIT, data, resolved, modal.channel, modal.source, label=f"form {modal.title!r}")

    def dismiss(self) -> None:
        """Close the open form; the bot is not told."""
        self._state.modals.pop(self.user.id, None)

    async def raw_component(
        self, custom_id: str, message: Message, component_type: int = kinds.BUTTON, values: list[str] | None = None
    ) -> Exchange:
        """Send a press that no app would send."""
        forged: Json = {"type": component_type, "id": 1, "custom_id": custom_id}
        return self._component(message, forged, values, Resolved(self._state, message.channel))

    async def raw_modal(self, custom_id: str, components: list[Json], message: Message | None = None) -> Exchange:
        """Send a form that no app would send."""
        data: Json = {"custom_id": custom_id, "components": components}
        resolved = Resolved(self._state, self.channel)
        return self._send(Did.SUBMIT, data, resolved, source=message, label=f"forged form {custom_id!r}")

    def _must_see(self, message: Message) -> None:
        assert not message.deleted, "the message is gone"
        if message.reader is not None:
            assert message.reader is self.user, f"only {message.reader.name} sees that message"
        else:
            assert message in self.messages(message.channel), "the message cannot be acted on"

    def _component(self, message: Message, part: Json, values: list[str] | None, resolved: Resolved) -> Exchange:
        data: Json = {"custom_id": part["custom_id"], "component_type": part["type"], "id": part["id"]}
        if values is not None:
            data["values"] = values
        label = str(part.get("label") or part.get("placeholder") or part["custom_id"])
        return self._send(Did.COMPONENT, data, resolved, message.channel, message, label=f"[{label}]")

    def _send(
        self,
        did: Did,
        data: Json,
        resolved: Resolved,
        channel: Channel | None = None,
        source: Message | None = None,
        *,
        label: str,
    ) -> Exchange:
        state = self._state
        exchange = begin(state, did, self.user, channel or self.channel, source, f"{self.user.name}: {label}")
        if resolved.found:
            data = {**data, "resolved": resolved.found}
        guild_id = exchange.guild.id if exchange.guild else None
        state.gateway.dispatch("INTERACTION_CREATE", interaction_payload(exchange, data), guild_id)
        state.changed()
        return exchange


def interaction_payload(exchange: Exchange, data: Json) -> Json:
    """Tell of what a person did, as the gateway does."""
    state, guild, channel = exchange.state, exchange.guild, exchange.channel
    payload: Json = {
        "id": str(exchange.id),
        "application_id": str(state.bot.id),
        "type": int(exchange.did),
        "token": exchange.token,
        "version": 1,
        "data": data,
        "channel": channel_payload(channel, state.bot),
        "channel_id": str(channel.id),
        "locale": exchange.user.locale,
        "app_permissions": str(int(channel.bot_permissions)),
        "attachment_size_limit": UPLOAD_LIMIT,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": {},
        "context": 1 if guild is None else 0,
    }
    if guild is None:
        payload["user"] = user_payload(exchange.user)
    else:
        features = {"id": str(guild.id), "locale": guild.locale, "features": []}
        member = member_in_interaction(guild.members[exchange.user.id], channel)
        payload |= {"guild": features, "guild_id": str(guild.id), "guild_locale": guild.locale, "member": member}
    if exchange.source is not None:
        payload["message"] = message_payload(exchange.source, state.cdn)
    return payload
