"""What people with rights do to a server or workspace by hand, and what happens to the machine the product runs on."""

from __future__ import annotations

from typing import Any

from bot.domain.delivery import DeliveryState
from bot.domain.people import Platform
from tests.platforms.discord import READER, Permission
from tests.platforms.discord.messages import PINS, set_pin
from tests.platforms.slack.directory import PINS as SLACK_PINS
from tests.scenarios.stage.discord import DiscordHost, DiscordPerson
from tests.scenarios.stage.host import Host, Network
from tests.scenarios.stage.person import Person
from tests.scenarios.stage.room import RoomHost, next_door
from tests.scenarios.stage.slack import SlackHost
from tests.scenarios.stage.slack_person import SlackPerson

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


def fill_pins(host: Host, person: Person[Any], channel: str) -> None:
    """Let a person pin as many messages as there may be."""
    match host, person:
        case DiscordHost(), DiscordPerson():
            for number in range(PINS):
                message = person.app.post(f"Pinned by hand {number}", host.guild.channel(channel))
                set_pin(host.server.state, message, host.server.state.clock.now())
        case SlackHost(), _:
            place = host.named(channel)
            place.pins.extend(f"1700000000.{number:06}" for number in range(SLACK_PINS))
        case _:
            raise AssertionError(f"{host.platform} takes any number of pins")


def unpin_one(host: Host, channel: str) -> None:
    """Take the oldest pin down."""
    match host:
        case DiscordHost():
            host.server.unpin(host.guild.channel(channel).pinned[-1])
        case SlackHost():
            host.named(channel).pins.pop(0)
        case _:
            raise AssertionError(f"nobody unpins on {host.platform}")


def unpin(host: Host, channel: str, words: str) -> None:
    """Take down the pin of the bot's message with *words*, as anybody with rights can."""
    person = next(iter(host.people.values()))
    match host:
        case DiscordHost() | SlackHost():
            (found,) = [seen.handle for seen in person.pinned(channel) if words in seen.words]
            host.server.unpin(found)
        case _:
            raise AssertionError(f"nobody unpins on {host.platform}")


def forbid_channels(host: Host) -> None:
    """Take from the bot what it needs to make channels."""
    match host:
        case DiscordHost():
            host.guild.bot_permissions &= ~Permission.MANAGE_CHANNELS
        case SlackHost():
            host.server.scopes.discard("channels:manage")
        case _:
            raise AssertionError(f"{host.platform} has no such right")


def threads_with(host: Host, words: str) -> list[str]:
    """Return the names of the threads in which the bot wrote *words*."""
    match host:
        case DiscordHost():
            threads = [each for each in host.guild.channels.values() if each.is_thread]
            return [each.name for each in threads if any(words in str(m.components) for m in each.messages.values())]
        case SlackHost():
            said = [m for each in host.server.workspace.channels.values() for m in each.messages]
            roots = {m.thread_ts for m in said if m.thread_ts and m.thread_ts != m.ts and words in m.text}
            return [m.text for m in said if m.ts in roots]
        case _:
            return []


def rest_threads(host: Host) -> None:
    """Let time pass in which nobody wrote in a thread."""
    if isinstance(host, DiscordHost):
        for each in host.guild.channels.values():
            each.archived = each.is_thread


def forbid_seeing_pins(host: Host, channel: str) -> None:
    """Take from the bot what it needs to see which messages are pinned."""
    match host:
        case DiscordHost():
            host.server.deny(host.guild.channel(channel), Permission.READ_MESSAGE_HISTORY)
        case SlackHost():
            host.server.scopes.discard("pins:read")
        case _:
            raise AssertionError(f"{host.platform} has no such right")


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


def leaves(host: Host, person: Person[Any]) -> None:
    """Let *person* leave the server, or be deactivated in the workspace; the bot is not told."""
    match host:
        case DiscordHost():
            assert isinstance(person, DiscordPerson)
            host.server.leave(person.app.user, host.guild)
        case SlackHost():
            assert isinstance(person, SlackPerson)
            person.app.user.deleted = True
        case _:
            raise AssertionError(f"nobody leaves {host.platform}")
