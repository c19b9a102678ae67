"""What people with rights do to a server or workspace by hand, and what happens to the machine the product runs on."""

from __future__ import annotations

from typing import Any

from bot.domain.delivery import DeliveryState
from bot.domain.people import Platform
from tests.platforms.discord import READER, Permission
from tests.platforms.discord.messages import PINS, set_pin
from tests.scenarios.stage.discord import DiscordHost, DiscordPerson
from tests.scenarios.stage.host import Host, Network
from tests.scenarios.stage.person import Person
from tests.scenarios.stage.room import RoomHost, next_door
from tests.scenarios.stage.slack import SlackHost

PIN_RIGHT = {Platform.DISCORD: "Pin Messages", Platform.SLACK: "pins:write"}
"""What the bot needs for pinning, in each platform's words."""


def forbid_pinning(host: Host, channel: str) -> None:
    """Take from the bot what it needs to pin."""
    match host:
        case DiscordHost():
            host.server.deny(host.guild.channel(channel), Permission.PIN_MESSAGES)
        case SlackHost():
            host.server.scopes.discard("pins:write")
        case _:
            raise AssertionError(f"{host.platform} has no such right")


def allow_pinning(host: Host, channel: str) -> None:
    match host:
        case DiscordHost():
            host.server.deny(host.guild.channel(channel), 0)
        case SlackHost():
            host.server.scopes.add("pins:write")
        case _:
            raise AssertionError(f"{host.platform} has no such right")


def fill_pins(host: DiscordHost, person: DiscordPerson, channel: str) -> None:
    """Let a person pin as many messages as there may be."""
    for number in range(PINS):
        message = person.app.post(f"Pinned by hand {number}", host.guild.channel(channel))
        set_pin(host.server.state, message, host.server.state.clock.now())


def unpin_one(host: DiscordHost, channel: str) -> None:
    """Take the oldest pin down."""
    host.server.unpin(host.guild.channel(channel).pinned[-1])


async def close_channel(host: Host, channel: str) -> None:
    """Delete a channel on Discord; archive it on Slack."""
    match host:
        case DiscordHost():
            host.server.delete_channel(host.guild.channel(channel))
        case SlackHost():
            await host.server.archive(host.named(channel))
        case _:
            raise AssertionError(f"nobody closes channels on {host.platform}")


def refuse_direct_messages(network: Network, person: Person[Any]) -> None:
    """Let *person* take no direct messages; on Slack the app's messages tab is switched off for everybody."""
    match network.home:
        case DiscordHost():
            assert isinstance(person, DiscordPerson)
            person.app.user.dms_closed = True
        case SlackHost():
            network.home.server.messages_tab = False
        case host:
            raise AssertionError(f"everybody takes messages on {host.platform}")


def delete_message(host: Host, channel: str, words: str) -> None:
    """Delete the one message of the bot in *channel* that has *words*, as an admin can."""
    match host:
        case DiscordHost():
            person = next(iter(host.people.values()))
            (found,) = [seen.handle for seen in person.posted(channel) if words in seen.words]
            host.server.delete_message(found)
        case SlackHost():
            person = next(iter(host.people.values()))
            (found,) = [seen.handle for seen in person.posted(channel) if words in seen.words]
            host.server.delete_message(found)
        case _:
            raise AssertionError(f"nobody deletes messages on {host.platform}")


async def take_role(host: Host, person: Person[Any]) -> None:
    """Take a moderator's role away, the way it came."""
    if isinstance(host, DiscordHost) and isinstance(person, DiscordPerson):
        host.guild.members[person.app.user.id].permissions = READER
        return
    admin = await host.admin("Ada")
    await admin.says("/staffroom roles revoke", person=person)
    await admin.sees(f"{person.name} has no role by grant any more.")


async def second_place(network: Network) -> Host | None:
    """Return another place of the same community with its channels chosen; Slack has one for each token."""
    match network.home:
        case RoomHost():
            host: Host = next_door(network.home)
            network.hosts.append(host)
            return host
        case DiscordHost():
            host = network.second_workspace("Hillside Teachers")
            cleo, ada = await host.teacher("Cleo"), await network.admin("Ada")
            await cleo.says("/topics list")
            await cleo.sees("has not let this place in yet")
            await ada.says("/staffroom setup")
            await ada.presses(f"Let {host.name} in")
            await ada.sees(f"{host.name} is part of")
            await network.choose_channels()
            return host
        case _:
            return None


async def down_until(network: Network, wall: str) -> None:
    """Stop the product and start it again at a later moment by the community's clock."""
    moment = network.clock.at(wall)
    await network.installation.stop()
    await network.installation.begin_at(moment)
    await network.installation.start()
    for host in network.hosts:
        await host.came_back()


async def all_sent(network: Network) -> None:
    """Wait until nothing that is due waits to be sent: whatever was not sent by then is not going to be."""
    house = network.installation.house
    (community, *_) = await house.ground.storage.installation.communities()
    calm = 0
    while calm < 2:  # what passes from one loop to another between two questions is seen the second time
        claimed = await house.deliveries.send_due()
        outlook = await house.ground.storage.outbox.outlook()  # of what another loop claims the rows still wait
        due = house.ground.clock.now() if outlook.untold else outlook.due
        async with house.ground.storage.read(community.id) as uow:
            counts = await uow.deliveries.counts()
        settled = claimed == 0 and not counts.get(DeliveryState.SENDING)
        calm = calm + 1 if settled and (due is None or due > house.ground.clock.now()) else 0
        await house.ground.machine.sleep(0.02)
