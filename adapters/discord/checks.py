"""Looking at a Discord bot from outside: its token, its servers, and what it may do there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import discord

from adapters.discord.events import CREATE_EVENTS
from adapters.discord.history import READ_MESSAGE_HISTORY
from adapters.discord.outcomes import TROUBLE
from adapters.discord.rest import Rest
from bot.ports.platform import Finding

Json = dict[str, Any]

_ADMINISTRATOR = 1 << 3
_PATIENCE = 15.0

NEW_TOKEN = (
    "Discord does not take this bot token. Make a new one: Developer Portal → your app → Bot → Reset Token, "
    "then put it where the old one was and start Staffroom again."
)


@dataclass(frozen=True, slots=True)
class Permission:
    """A permission as Discord's servers name it: *reason* is what it is for, *without* what stops working.

    *wish*: nothing else depends on it.
    """

    bit: int
    reason: str
    without: str
    wish: bool = False


PERMISSIONS: Mapping[str, Permission] = {
    "View Channels": Permission(
        1 << 10, "see the channels it posts in", "nothing can be posted or kept up to date there"
    ),
    "Send Messages": Permission(
        1 << 11, "post announcements and cards", "announcements and cards cannot be posted there"
    ),
    "Manage Channels": Permission(
        1 << 4, "open a channel for a new topic", "new topics get a thread in the topics channel there"
    ),
    "Pin Messages": Permission(
        1 << 51, "pin and unpin resources in their topic's channel", "resources cannot be pinned there"
    ),
    READ_MESSAGE_HISTORY: Permission(
        1 << 16,
        "find out after a lost connection whether a message arrived",
        "what was being sent when the connection broke is reported to its author as uncertain instead of being settled",
        wish=True,
    ),
}
"""All that Staffroom asks for, and why; never Administrator."""

LEAST = sum(permission.bit for permission in PERMISSIONS.values())

MIRRORING: Mapping[str, Permission] = {
    CREATE_EVENTS: Permission(
        1 << 44,
        "show workshops among the server's own events",
        "workshops are not shown among the server's own events; their cards are not touched by that",
        wish=True,
    ),
}
"""What is asked for besides where ``mirror_workshops`` is switched on."""


def asked_for(*, events: bool) -> Mapping[str, Permission]:
    return {**PERMISSIONS, **MIRRORING} if events else PERMISSIONS


def invite_url(application_id: str | int, *, events: bool = False) -> str:
    """Return the address by which somebody with Manage Server adds the bot, or gives it what it lacks."""
    permissions = sum(permission.bit for permission in asked_for(events=events).values())
    query = {"client_id": str(application_id), "scope": "bot applications.commands", "permissions": str(permissions)}
    return f"https://discord.com/oauth2/authorize?{urlencode(query)}"


async def look(token: str, *, events: bool = False) -> Sequence[Finding]:
    """Log in without connecting and say what holds; Discord's address must have been set before."""
    client = discord.Client(intents=discord.Intents.none())
    rest = Rest()
    try:
        async with asyncio.timeout(_PATIENCE):
            await client.login(token)
            rest.connect(client.http, client.user.id if client.user else 0)
            application, guilds = await rest.application(), await rest.guilds()
    except discord.LoginFailure:
        return (Finding("Discord takes the bot token", False, NEW_TOKEN),)
    except TROUBLE as error:
        remedy = (
            f"Nothing came back but {_said(error)}. Look at https://discordstatus.com and at this machine's network."
        )
        return (Finding("Discord answers", False, remedy),)
    finally:
        await client.close()
    name = client.user.name if client.user else application["name"]
    return (Finding(f"Discord takes the bot token ({name})", True), *findings(application, guilds, events=events))


def findings(application: Json, guilds: Sequence[Json], *, events: bool = False) -> Sequence[Finding]:
    """Return what the answers to "who am I" and "where am I" show, in the order to mend it."""
    invite = invite_url(application["id"], events=events)
    found = [_endpoint(application), _presence(guilds, invite)]
    for guild in guilds:
        found += _rights(guild, invite, asked_for(events=events))
    return found


def _endpoint(application: Json) -> Finding:
    """Return whether commands and buttons reach the bot by its own connection."""
    remedy = (
        "An Interactions Endpoint URL is set, so Discord sends commands and buttons there and none to Staffroom. "
        "Empty it: Developer Portal → your app → General Information → Interactions Endpoint URL."
    )
    holds = not application.get("interactions_endpoint_url")
    return Finding("Commands and buttons reach the bot", holds, "" if holds else remedy)


def _presence(guilds: Sequence[Json], invite: str) -> Finding:
    if not guilds:
        return Finding("The bot is in a server", False, f"Open this, choose your server, and press Authorize: {invite}")
    names = ", ".join(guild["name"] for guild in guilds)
    return Finding(f"The bot is in {len(guilds)} {'server' if len(guilds) == 1 else 'servers'}: {names}", True)


def _rights(guild: Json, invite: str, asked: Mapping[str, Permission]) -> Sequence[Finding]:
    held = int(guild["permissions"])
    missing = [name for name, p in asked.items() if not held & (p.bit | _ADMINISTRATOR)]
    if not missing:
        return (Finding(f"{guild['name']}: the bot may do all that it asks for", True),)
    again = f"{invite}&guild_id={guild['id']}&disable_guild_select=true"
    return [
        Finding(
            f"{guild['name']}: the bot may {name}",
            False,
            f"Without it {asked[name].without}. Open this and press Authorize: {again} "
            f"(or Server Settings → Roles → the bot's role → Permissions → {name}).",
            asked[name].wish,
        )
        for name in missing
    ]


def _said(error: Exception) -> str:
    if isinstance(error, discord.HTTPException):
        return f"HTTP {error.status}"
    return type(error).__name__
