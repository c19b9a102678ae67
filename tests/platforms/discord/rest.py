"""Endpoints about the bot itself, its commands, guilds, channels and direct messages."""

import re

from tests.platforms.discord.command_limits import CHAT_INPUT, command_errors
from tests.platforms.discord.errors import Refusal
from tests.platforms.discord.limits import FormError, length
from tests.platforms.discord.model import PUBLIC_THREAD, Channel, Guild, Json
from tests.platforms.discord.payloads import (
    application_payload,
    channel_payload,
    guild_payload,
    may,
    member_payload,
    my_guild_payload,
    role_payload,
    user_payload,
)
from tests.platforms.discord.permissions import Permission, effective
from tests.platforms.discord.routing import Answer, Call, Routes
from tests.platforms.discord.state import State

CHANNELS = 500


async def _me(call: Call) -> Answer:
    return Answer(200, {**user_payload(call.state.bot), "mfa_enabled": False, "locale": "en-US"})


async def _application(call: Call) -> Answer:
    present = sum(guild.bot_present for guild in call.state.guilds.values())
    return Answer(200, application_payload(call.state.bot, call.state.owner, present))


async def _gateway(call: Call) -> Answer:
    limit = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
    return Answer(200, {"url": call.state.gateway_url, "shards": call.state.shards, "session_start_limit": limit})


async def _my_guilds(call: Call) -> Answer:
    present = [guild for guild in call.state.guilds.values() if guild.bot_present]
    after = int(call.query.get("after", 0))
    listed = sorted((guild for guild in present if guild.id > after), key=lambda guild: guild.id)
    return Answer(200, [my_guild_payload(guild) for guild in listed[: int(call.query.get("limit", 200))]])


def _own_application(call: Call) -> State:
    if call.path["application_id"] != str(call.state.bot.id):
        raise Refusal(50001)
    return call.state


async def _register(call: Call) -> Answer:
    state = _own_application(call)
    errors = command_errors(call.body)
    if errors:
        raise Refusal(50035, errors)
    known = {(command["type"], command["name"]): command["id"] for command in state.commands}
    state.commands = []
    for command in call.body:
        kind = command.get("type") or CHAT_INPUT
        command_id = known.get((kind, command["name"])) or str(state.ids.next())
        state.commands.append(_registered(state, command, kind, command_id))
    state.changed()
    return Answer(200, state.commands)


def _registered(state: State, command: Json, kind: int, command_id: str) -> Json:
    bits = command.get("default_member_permissions")
    kept: Json = _without_nulls(command)
    return kept | {
        "id": command_id,
        "type": kind,
        "application_id": str(state.bot.id),
        "version": str(state.ids.next()),
        "description": command.get("description") or "",
        "default_member_permissions": None if bits is None else str(bits),
        "integration_types": command.get("integration_types") or [0],
        "contexts": command.get("contexts"),
    }


def _without_nulls(command: Json) -> Json:
    kept = {key: value for key, value in command.items() if value is not None}
    if "options" in kept:
        kept["options"] = [_without_nulls(option) for option in kept["options"]]
    return kept


async def _registered_commands(call: Call) -> Answer:
    commands = _own_application(call).commands
    if call.query.get("with_localizations") in ("1", "true"):
        return Answer(200, commands)
    return Answer(200, [{key: command[key] for key in command if "localizations" not in key} for command in commands])


async def _guild(call: Call) -> Answer:
    return Answer(200, guild_payload(call.state.guild(call.path["guild_id"])))


async def _roles(call: Call) -> Answer:
    guild = call.state.guild(call.path["guild_id"])
    return Answer(200, [role_payload(role) for role in guild.roles.values()])


async def _member(call: Call) -> Answer:
    guild, user_id = call.state.guild(call.path["guild_id"]), int(call.path["user_id"])
    if user_id not in call.state.users:
        raise Refusal(10013)
    if user_id not in guild.members:
        raise Refusal(10007)
    return Answer(200, member_payload(guild.members[user_id]))


async def _channels(call: Call) -> Answer:
    guild = call.state.guild(call.path["guild_id"])
    return Answer(200, [channel_payload(channel, call.state.bot) for channel in guild.channels.values()
                        if not channel.is_thread])  # fmt: skip


async def _threads(call: Call) -> Answer:
    guild = call.state.guild(call.path["guild_id"])
    active = [channel for channel in guild.channels.values() if channel.is_thread and not channel.archived]
    found = [channel_payload(thread, call.state.bot) for thread in active]
    return Answer(200, {"threads": found, "members": [], "has_more": False})


async def _begin_thread(call: Call) -> Answer:
    state = call.state
    parent = state.channel(call.path["channel_id"], Permission.CREATE_PUBLIC_THREADS)
    if parent.guild is None or parent.is_thread:
        raise Refusal(50024)
    if errors := [*length(("name",), call.body.get("name"), 1, 100)]:
        raise Refusal(50035, errors)
    thread = Channel(state.ids.next(), call.body["name"], parent.guild, type=PUBLIC_THREAD, parent_id=parent.id)
    parent.guild.channels[thread.id] = state.channels[thread.id] = thread
    state.tell_of_channel("THREAD_CREATE", thread)
    return Answer(201, channel_payload(thread, state.bot))


def usable_name(name: str) -> str:
    """Return a text channel's name as Discord keeps it."""
    plain = re.sub(r"[!-,./:-@\[-^`{-~]", "", name.lower())
    return re.sub(r"[\s-]+", "-", plain.strip()).strip("-")


def _topic_errors(body: Json) -> list[FormError]:
    errors = [*length(("name",), body.get("name"), 1, 100), *length(("topic",), body.get("topic"), 0, 1024)]
    if body.get("name") and not usable_name(body["name"]):
        errors.append(FormError(("name",), "CHANNEL_NAME_INVALID", "Nothing of the name can be used."))
    return errors


async def _create_channel(call: Call) -> Answer:
    guild = call.state.guild(call.path["guild_id"])
    if not may(effective(guild.bot_permissions), Permission.MANAGE_CHANNELS):
        raise Refusal(50013)
    if errors := _topic_errors(call.body):
        raise Refusal(50035, errors)
    if len(guild.channels) >= CHANNELS:
        raise Refusal(30013)
    channel = new_channel(call.state, guild, call.body["name"], call.body.get("topic"))
    channel.type = call.body.get("type") or 0
    channel.nsfw = bool(call.body.get("nsfw"))
    parent = call.body.get("parent_id")
    channel.parent_id = None if parent is None else int(parent)
    channel.overwrites = _overwrites(call.body)
    call.state.tell_of_channel("CHANNEL_CREATE", channel)
    return Answer(201, channel_payload(channel, call.state.bot))


def new_channel(state: State, guild: Guild, name: str, topic: str | None) -> Channel:
    """Add a text channel to a guild."""
    channel = Channel(state.ids.next(), usable_name(name), guild, topic=topic, position=len(guild.channels))
    guild.channels[channel.id] = state.channels[channel.id] = channel
    return channel


def _overwrites(body: Json) -> list[Json]:
    return [
        {
            "id": str(overwrite["id"]),
            "type": overwrite.get("type") or 0,
            "allow": str(overwrite.get("allow") or 0),
            "deny": str(overwrite.get("deny") or 0),
        }
        for overwrite in body.get("permission_overwrites") or ()
    ]


async def _channel(call: Call) -> Answer:
    return Answer(200, channel_payload(call.state.channel(call.path["channel_id"]), call.state.bot))


async def _change_channel(call: Call) -> Answer:
    if (thread := call.state.channel(call.path["channel_id"])).is_thread:  # the bot began it
        thread.archived = bool(call.body.get("archived", thread.archived))
        thread.name = call.body.get("name") or thread.name
        call.state.tell_of_channel("THREAD_UPDATE", thread)
        return Answer(200, channel_payload(thread, call.state.bot))
    channel = call.state.channel(call.path["channel_id"], Permission.MANAGE_CHANNELS)
    if channel.guild is None:
        raise Refusal(50003)
    if errors := _topic_errors(call.body):
        raise Refusal(50035, errors)
    if call.body.get("name"):
        channel.name = usable_name(call.body["name"])
    if "topic" in call.body:
        channel.topic = call.body["topic"]
    if "permission_overwrites" in call.body:
        channel.overwrites = _overwrites(call.body)
    if "parent_id" in call.body:
        channel.parent_id = None if call.body["parent_id"] is None else int(call.body["parent_id"])
    call.state.tell_of_channel("CHANNEL_UPDATE", channel)
    return Answer(200, channel_payload(channel, call.state.bot))


async def _delete_channel(call: Call) -> Answer:
    channel = call.state.channel(call.path["channel_id"], Permission.MANAGE_CHANNELS)
    if channel.guild is None:
        raise Refusal(50003)
    payload = channel_payload(channel, call.state.bot)
    call.state.remove_channel(channel)
    return Answer(200, payload)


async def _open_dm(call: Call) -> Answer:
    user = call.state.users.get(int(call.body.get("recipient_id") or 0))
    if user is None:
        raise Refusal(10013)
    if user.bot:
        raise Refusal(50007)
    return Answer(200, channel_payload(call.state.dm_with(user), call.state.bot))


ROUTES: Routes = {
    ("GET", "/users/@me"): _me,
    ("GET", "/users/@me/guilds"): _my_guilds,
    ("POST", "/users/@me/channels"): _open_dm,
    ("GET", "/oauth2/applications/@me"): _application,
    ("GET", "/applications/@me"): _application,
    ("GET", "/gateway/bot"): _gateway,
    ("PUT", "/applications/{application_id}/commands"): _register,
    ("GET", "/applications/{application_id}/commands"): _registered_commands,
    ("GET", "/guilds/{guild_id}"): _guild,
    ("GET", "/guilds/{guild_id}/roles"): _roles,
    ("GET", "/guilds/{guild_id}/members/{user_id}"): _member,
    ("GET", "/guilds/{guild_id}/channels"): _channels,
    ("POST", "/guilds/{guild_id}/channels"): _create_channel,
    ("GET", "/guilds/{guild_id}/threads/active"): _threads,
    ("POST", "/channels/{channel_id}/threads"): _begin_thread,
    ("GET", "/channels/{channel_id}"): _channel,
    ("PATCH", "/channels/{channel_id}"): _change_channel,
    ("DELETE", "/channels/{channel_id}"): _delete_channel,
}
