"""Discord's interactions as the core's incoming things."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import discord

from adapters.discord.attachments import Attachments
from adapters.discord.forms import submitted
from bot.domain.people import Platform, Role
from bot.ports.files import Attached
from bot.ports.incoming import CommandCall, Incoming, MessageCall, Origin, Press, Snapshot, Submission, Suggest

Json = dict[str, Any]
Arrived = discord.Interaction[discord.Client]

_MESSAGE_MENU = 3
_SUBCOMMAND, _GROUP, _USER, _CHANNEL, _ATTACHMENT = 1, 2, 6, 7, 11
_ADDRESS = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)


def read(interaction: Arrived, labels: Mapping[str, str], attachments: Attachments) -> Incoming | Suggest | None:
    """Return what somebody did, or None for a kind Staffroom never asks for. *labels* gives a message action's name."""
    data = cast(Json, interaction.data or {})
    origin = _origin(interaction)
    match interaction.type:
        case discord.InteractionType.application_command if data.get("type") == _MESSAGE_MENU:
            return _message_call(origin, data, labels, interaction.application_id, attachments)
        case discord.InteractionType.application_command:
            path, options = _command(data)
            resolved = data.get("resolved", {})
            return CommandCall(origin, path, dict(_values(options, resolved)), _files(options, resolved, attachments))
        case discord.InteractionType.autocomplete:
            return _suggest(origin, data)
        case discord.InteractionType.component:
            chosen = tuple(data.get("values", ()))
            return Press(origin, data["custom_id"], chosen, in_private=on_private_message(interaction))
        case discord.InteractionType.modal_submit:
            values = submitted(data["components"], data.get("resolved", {}))
            return Submission(origin, data["custom_id"], values)
        case _:
            return None


def on_private_message(interaction: Arrived) -> bool:
    """Return whether it was done on a message that only this person sees."""
    return interaction.message is not None and interaction.message.flags.ephemeral


def _origin(interaction: Arrived) -> Origin:
    guild, channel = interaction.guild, interaction.channel
    return Origin(
        platform=Platform.DISCORD,
        # A press in a direct message names no server; the core knows the person by account.
        workspace=str(interaction.guild_id or ""),
        workspace_name=(guild.name or "") if guild else "",
        user=str(interaction.user.id),
        user_name=interaction.user.display_name,
        key=str(interaction.id),
        channel=str(channel.id) if channel else "",
        channel_name=getattr(channel, "name", None) or "",
        locale=interaction.locale.value,
        platform_role=_role(interaction),
    )


def _role(interaction: Arrived) -> Role:
    permissions = _server_wide(interaction)
    if permissions.administrator or permissions.manage_guild:
        return Role.ADMIN
    return Role.MODERATOR if permissions.manage_messages else Role.MEMBER


def _server_wide(interaction: Arrived) -> discord.Permissions:
    """Return what somebody may do in the whole server.

    What Discord sends along is what they may do in this channel: one given Manage Messages in a channel of their own
    moderates that channel, not the network. While the server's roles are not known, only what is sent along can be
    read, and of that what no channel can give.
    """
    member = interaction.user
    if isinstance(member, discord.Member) and member.guild.get_role(member.guild.id) is not None:
        return member.guild_permissions
    sent = interaction.permissions
    return discord.Permissions(administrator=sent.administrator, manage_guild=sent.manage_guild)


def _command(data: Json) -> tuple[str, Sequence[Json]]:
    words, options = [data["name"]], data.get("options", [])
    while options and options[0]["type"] in (_SUBCOMMAND, _GROUP):
        words.append(options[0]["name"])
        options = options[0].get("options", [])
    return " ".join(words), options


def _values(options: Sequence[Json], resolved: Json) -> Iterator[tuple[str, str]]:
    for option in options:
        value = option.get("value", "")
        match option["type"]:
            case kind if kind == _ATTACHMENT:
                continue
            case kind if kind == _USER:
                yield option["name"], _named(str(value), _person_name(str(value), resolved))
            case kind if kind == _CHANNEL:
                yield option["name"], _named(str(value), resolved.get("channels", {}).get(value, {}).get("name"))
            case _ if isinstance(value, bool):
                yield option["name"], "true" if value else "false"
            case _:
                yield option["name"], str(value)


def _files(options: Sequence[Json], resolved: Json, attachments: Attachments) -> Mapping[str, Attached]:
    sent = resolved.get("attachments", {})
    return {o["name"]: attachments.of(sent[o["value"]]) for o in options if o["type"] == _ATTACHMENT}


def _named(external_id: str, name: str | None) -> str:
    return f"{external_id}|{name}" if name else external_id


def _person_name(user: str, resolved: Json) -> str:
    member = resolved.get("members", {}).get(user, {})
    return str(member.get("nick") or _name(resolved.get("users", {}).get(user, {})))


def _name(user: Json) -> str:
    return str(user.get("global_name") or user.get("username") or "")


def _suggest(origin: Origin, data: Json) -> Suggest | None:
    path, options = _command(data)
    typed = next((option for option in options if option.get("focused")), None)
    if typed is None:
        return None
    others = [option for option in options if option is not typed]
    text = str(typed.get("value", ""))
    return Suggest(origin, path, typed["name"], text, dict(_values(others, data.get("resolved", {}))))


def _message_call(
    origin: Origin, data: Json, labels: Mapping[str, str], us: int, attachments: Attachments
) -> MessageCall:
    message = data["resolved"]["messages"][data["target_id"]]
    author = message["author"]
    text = "\n".join(_words(message))
    links = (*_addresses(text), *(embed["url"] for embed in message.get("embeds", ()) if embed.get("url")))
    return MessageCall(
        origin,
        labels.get(data["name"], data["name"]),
        Snapshot(
            message=str(message["id"]),
            author=str(author["id"]),
            author_name=_person_name(str(author["id"]), data["resolved"]) or _name(author),
            text=text,
            links=tuple(dict.fromkeys(links)),
            by_us=str(author["id"]) == str(us),
            files=tuple(attachments.of(each) for each in message.get("attachments", ())),
        ),
    )


def _words(message: Json) -> Iterator[str]:
    """Yield the texts of a message as handed over: its own, what it forwards, and those of its components."""
    if message.get("content"):
        yield message["content"]
    for forwarded in message.get("message_snapshots", ()):
        yield from _words(forwarded["message"])
    for component in message.get("components", ()):
        yield from _component_words(component)


def _component_words(component: Json) -> Iterator[str]:
    if isinstance(component.get("content"), str):
        yield component["content"]
    for inner in component.get("components", ()):
        yield from _component_words(inner)


def _addresses(text: str) -> Iterator[str]:
    for found in _ADDRESS.findall(text):
        address = found.rstrip(".,:;!?'\"*_~`|]}")
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip(".,:;!?'\"*_~`|]}")
        yield address
