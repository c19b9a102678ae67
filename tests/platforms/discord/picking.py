"""What Discord's app checks and fills in before a command is sent: names, options, choices, lengths."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.discord import command_limits as kinds
from tests.platforms.discord.model import Channel, Json, Member, Message, Role, Upload, User
from tests.platforms.discord.payloads import (
    attachment_payload,
    channel_payload,
    member_payload,
    message_payload,
    role_payload,
    user_payload,
)
from tests.platforms.discord.permissions import Permission
from tests.platforms.discord.state import State

Picked = str | int | float | bool | User | Channel | Role | Upload


@dataclass
class Resolved:
    """The people, places and messages that are handed over whole, beside their ids."""

    state: State
    channel: Channel
    found: Json = field(default_factory=dict)

    def add(self, item: object) -> str:
        """Note an item and return its id as it is sent."""
        if isinstance(item, User):
            self._put("users", item.id, user_payload(item))
            member = self.channel.guild.members.get(item.id) if self.channel.guild else None
            if member is not None:
                self._put("members", item.id, member_in_interaction(member, self.channel))
        elif isinstance(item, Channel):
            self._put("channels", item.id, {**channel_payload(item, self.state.bot), "permissions": "0"})
        elif isinstance(item, Upload):
            self.state.uploads[item.id] = item
            self._put("attachments", item.id, {**attachment_payload(item, self.state.cdn), "ephemeral": True})
        elif isinstance(item, Role):
            self._put("roles", item.id, role_payload(item))
        elif isinstance(item, Message):
            self._put("messages", item.id, message_payload(item, self.state.cdn))
        else:
            raise AssertionError(f"{item!r} cannot be picked from a list")
        return str(item.id)

    def _put(self, kind: str, number: int, payload: Json) -> None:
        self.found.setdefault(kind, {})[str(number)] = payload


def member_in_interaction(member: Member, channel: Channel) -> Json:
    """Tell of a member as interactions do, with what the member may do in the channel."""
    return {**member_payload(member), "permissions": str(int(member.permissions_in(channel)))}


def registered(state: State, kind: int, name: str, channel: Channel, user: User) -> Json:
    """Return the command that this person is offered under *name* here."""
    for command in state.commands:
        if command["type"] == kind and command["name"] == name:
            hidden = _why_hidden(command, channel, user)
            assert hidden is None, f"/{name} is not offered to {user.name} here: {hidden}"
            return command
    known = [command["name"] for command in state.commands if command["type"] == kind]
    raise AssertionError(f"no command {name!r} is registered, only {known}")


def _why_hidden(command: Json, channel: Channel, user: User) -> str | None:
    contexts = command.get("contexts")
    here = 1 if channel.guild is None else 0
    if contexts is not None and here not in contexts:
        return f"it is for contexts {contexts}"
    if channel.guild is None:
        return None
    needed = command["default_member_permissions"]
    granted = channel.guild.members[user.id].effective_permissions
    missing = needed is not None and (int(needed) & ~granted or (int(needed) == 0 and not _is_admin(granted)))
    return f"it needs permissions {needed}" if missing else None


def _is_admin(granted: int) -> bool:
    return bool(granted & Permission.ADMINISTRATOR)


def subcommand(command: Json, names: Sequence[str]) -> tuple[list[Json], list[Json]]:
    """Return the (sub)commands that *names* lead through, and the options at the end."""
    trail: list[Json] = []
    options: list[Json] = command.get("options", [])
    for name in names:
        inner = [option for option in options if option["name"] == name and option["type"] in (1, 2)]
        assert inner, f"/{command['name']} has no {name!r}, only {[option['name'] for option in options]}"
        trail.append(inner[0])
        options = inner[0].get("options", [])
    whole = not any(option["type"] in (kinds.SUBCOMMAND, kinds.GROUP) for option in options)
    assert whole, f"/{command['name']} {' '.join(names)} goes on: {[option['name'] for option in options]}"
    return trail, options


def filled(
    options: Sequence[Json], given: Mapping[str, Picked], resolved: Resolved, focused: str | None = None
) -> list[Json]:
    """Return the options as they are sent; while typing (*focused*), what is required may still be missing."""
    known = {option["name"]: option for option in options}
    unknown = [name for name in given if name not in known]
    assert not unknown, f"no option {unknown}, only {list(known)}"
    if focused is None:
        missing = [name for name, option in known.items() if option.get("required") and name not in given]
        assert not missing, f"the app asks for {missing} first"
    sent: list[Json] = []
    for name, value in given.items():
        option = known[name]
        if name == focused:
            assert option.get("autocomplete"), f"{name} suggests nothing"
            sent.append({"name": name, "type": option["type"], "value": value, "focused": True})
        else:
            sent.append({"name": name, "type": option["type"], "value": _value(option, value, resolved)})
    return sent


def _value(option: Json, value: Picked, resolved: Resolved) -> Any:
    name, kind = option["name"], option["type"]
    if option.get("choices"):
        return _choice(option, value)
    if kind == kinds.STRING:
        assert isinstance(value, str), f"{name} is text"
        low, high = option.get("min_length", 0), option.get("max_length", 6000)
        assert max(low, 1) <= len(value) <= high, f"{name} is {low} to {high} characters, not {len(value)}"
        return value
    if kind in (kinds.INTEGER, kinds.NUMBER):
        is_number = type(value) is int or (kind == kinds.NUMBER and isinstance(value, float))
        assert is_number, f"{name} is a number"
        assert isinstance(value, int | float)
        low, high = option.get("min_value", -(2**53)), option.get("max_value", 2**53)
        assert low <= value <= high, f"{name} is from {low} to {high}"
        return value
    if kind == kinds.BOOLEAN:
        assert isinstance(value, bool), f"{name} is true or false"
        return value
    if kind == kinds.ATTACHMENT:
        assert isinstance(value, Upload), f"{name} is a file"
        return resolved.add(value)
    wanted = {kinds.USER: (User,), kinds.CHANNEL: (Channel,), kinds.ROLE: (Role,), kinds.MENTIONABLE: (User, Role)}
    assert kind in wanted, f"{name} is of type {kind}, which is not played here"
    assert isinstance(value, wanted[kind]), f"{name} is picked from a list"
    if isinstance(value, Channel) and option.get("channel_types"):
        assert value.type in option["channel_types"], f"{name} does not offer #{value.name}"
    return resolved.add(value)


def _choice(option: Json, value: Picked) -> Any:
    for key in ("name", "value"):
        for choice in option["choices"]:
            if choice[key] == value:
                return choice["value"]
    raise AssertionError(f"{option['name']} offers {[choice['name'] for choice in option['choices']]}, not {value!r}")


def nested(trail: Sequence[Json], sent: list[Json]) -> list[Json]:
    """Return the options wrapped in the subcommands that lead to them."""
    for part in reversed(trail):
        sent = [{"name": part["name"], "type": part["type"], "options": sent}]
    return sent
