"""Workshops among a Discord server's own events, where an operator wants it: shown, not answered there."""

from __future__ import annotations

from typing import Any

from tests.platforms.discord.permissions import BOT, Permission
from tests.scenarios.stage import Network
from tests.scenarios.stage.by_hand import all_sent
from tests.scenarios.stage.discord import DiscordHost
from tests.scenarios.stage.variants import on_discord
from tests.scenarios.test_workshops import ROOM, TALKS, plans, posts, repeats


async def mirrors(network: Network) -> Any:
    """Switch it on at the next start, with the permission; return the server."""
    told = network.installation.settings

    def settings() -> Any:
        before = told()
        return before.model_copy(update={"discord": before.discord.model_copy(update={"mirror_workshops": True})})

    network.installation.settings = settings
    assert isinstance(network.home, DiscordHost)
    guild = network.home.guild
    guild.bot_permissions = BOT | Permission.CREATE_EVENTS
    await network.restart()
    return guild


async def stand(network: Network, guild: Any, *begin: str) -> None:
    """Wait until the server's events are those that begin so."""
    assert isinstance(network.home, DiscordHost)
    await network.installation.house.services.workshops.mirroring.mirror_all()
    await network.home.server.wait_for(lambda: begins(guild) == sorted(begin))


async def in_room(network: Network, guild: Any, room: str) -> None:
    """Wait until all events say that it is there."""
    assert isinstance(network.home, DiscordHost)
    server = network.home.server
    await server.wait_for(lambda: {each["entity_metadata"]["location"] for each in guild.events.values()} == {room})


def begins(guild: Any) -> list[str]:
    return sorted(event["scheduled_start_time"][:16] for event in guild.events.values())


@on_discord
async def test_sessions_stand_among_the_servers_events(network: Network) -> None:
    """Each session ahead has one event, which follows it and goes with it; one taken out by hand stays out."""
    guild = await mirrors(network)
    ben = await network.facilitator("Ben")
    await plans(ben)
    await repeats(ben, 3)
    await posts(ben)
    days = ["2026-10-22T20:00", "2026-10-29T20:00", "2026-11-05T21:00"]
    await stand(network, guild, *days)
    first = min(guild.events.values(), key=lambda event: event["scheduled_start_time"])
    assert first["description"].startswith("“Interested” is not an answer here")
    assert first["entity_metadata"]["location"] == ROOM
    await network.restart()
    await stand(network, guild, *days)
    await ben.says("/workshops manage", workshop="1")
    await ben.presses("1. October 22")
    await ben.presses("Move")
    await ben.fills({"Day": "2026-10-23", "Time": "17:00"})
    await ben.sees("is moved")
    await stand(network, guild, "2026-10-23T21:00", *days[1:])
    await ben.says("/workshops manage", workshop="1")
    await ben.presses("2. October 29")
    await ben.presses("Cancel it")
    await ben.presses("Cancel October 29")
    await ben.sees("is cancelled")
    await stand(network, guild, "2026-10-23T21:00", days[2])
    del guild.events[int(first["id"])]
    await ben.says("/workshops manage", workshop="1")
    await ben.presses("2. November 5")
    await ben.presses("Edit")
    await ben.fills({"Where": "Room 14"})
    await ben.sees("is changed")
    await ben.sees_in("announcements", "Room 14")
    await stand(network, guild, days[2])
    await in_room(network, guild, "Room 14")


@on_discord
async def test_without_the_right_the_cards_stand_all_the_same(network: Network) -> None:
    """What is missing is told to admins by its name, and the workshop is answered as ever."""
    guild = await mirrors(network)
    guild.bot_permissions = BOT
    ben, ada = await network.facilitator("Ben"), await network.admin("Ada")
    await plans(ben)
    await posts(ben)
    await network.installation.house.services.workshops.mirroring.mirror_all()
    await all_sent(network)
    assert begins(guild) == []
    await ben.sees_in("announcements", TALKS, "[Going]")
    await ada.says("/staffroom status")
    await ada.sees("workshops are not shown there: I need the permission Create Events")
