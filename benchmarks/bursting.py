"""A thousand due at the same second on Discord, half to channels and half to people, and what people ask meanwhile.

The real discord.py speaks over sockets with the tests' Discord server, in this same process: what it costs counts too.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.timing import at
from bot.bootstrap.fronts import platform_fronts
from bot.bootstrap.ground import SHIFT, open_ground
from bot.bootstrap.house import House, build
from bot.bootstrap.supervision import run_house
from bot.config import Settings, load_settings
from bot.domain.announcements import Announcement, AnnouncementState
from bot.domain.community import WorkspaceState
from bot.domain.delivery import DeliveryState
from bot.domain.ids import AnnouncementId, Number
from bot.domain.people import Account, Platform
from bot.domain.recurrence import Recurrence
from bot.domain.resources import NewResource
from bot.domain.topics import TopicChannel
from bot.services.announcing.expanding import Expanding
from bot.services.delivering.opening import AHEAD
from tests.platforms.discord import DiscordServer, Guild

ZONE = "America/New_York"
DUE = datetime(2026, 10, 5, 7, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
"""A Monday, 7:00 AM: when the digest comes, too."""
EACH = 500
ASKED_EVERY = 0.5
PER_SECOND = 45
LIMIT = 1 + 2 * EACH / PER_SECOND


async def measure(folder: Path, size: int) -> Sequence[str]:
    url = f"sqlite+aiosqlite:///{folder / 'burst'}.db"
    async with DiscordServer() as server:
        server.rates.on()
        guild = server.add_guild("Riverside Teachers")
        told = {"token": server.token, "api_url": server.api_url, "gateway_url": server.gateway_url}
        settings = load_settings({"data": folder, "community": {"name": "Bench", "time_zone": ZONE}, "discord": told})
        async with open_ground(url, None) as ground:
            shift = DUE - timedelta(minutes=20) - ground.machine.now()
            await ground.storage.installation.set_setting(SHIFT, str(shift.total_seconds()))
        return await _burst(server, guild, settings, url)


async def _burst(server: DiscordServer, guild: Guild, settings: Settings, url: str) -> Sequence[str]:
    stopping = asyncio.Event()
    async with open_ground(url, None) as ground:
        house = build(ground, settings, platform_fronts(settings))
        running = asyncio.create_task(run_house(house, stopping, lambda *_: None))
        await house.fronts[0].wait_ready()
        await _fill(house, server, guild)
        await _conversations_opened(house)
        await ground.clock.move_to(DUE - timedelta(seconds=2))
        began = time.process_time()
        answers = await _ask(house, server, guild)
        late = _lateness(house, server)
        stopping.set()
        await running
    busy = time.process_time() - began
    worst = max(answers)
    said = (
        f"burst: {len(late)} due at one second on Discord, p50 {statistics.median(late):.1f} s late, "
        f"p99 {at(0.99, sorted(late)):.1f} s (promised {LIMIT:.1f} s), all after {max(late):.1f} s; "
        f"{server.rates.refused} refused for their rate; {busy:.1f} s of processor with the server's part"
    )
    asked = (
        f"burst: {len(answers)} commands meanwhile, median {statistics.median(answers) * 1000:.0f} ms, "
        f"slowest {worst * 1000:.0f} ms (promised 3000 ms)"
    )
    return [said, asked]


async def _fill(house: House, server: DiscordServer, guild: Guild) -> None:
    """Store an announcement to each of EACH topics and a digest to each of EACH people."""
    (community, *_) = await house.ground.storage.installation.communities()
    now = house.ground.clock.now()
    channels = [server.add_channel(guild, f"topic-{number}") for number in range(EACH)]
    users = [server.add_user(f"Teacher {number}", guild) for number in range(EACH)]
    async with house.ground.storage.write(community.id) as uow:
        (workspace, *_) = await uow.communities.workspaces(WorkspaceState.JOINED)
        author = await uow.people.add("Bench", now)
        await uow.resources.add(NewResource("https://example.org", "example.org", "Something new"), now)
        for number, channel in enumerate(channels):
            topic = await uow.topics.add(f"Topic {number}", "", None, now)
            await uow.topics.set_channel(TopicChannel(topic.id, workspace.id, channel.name, str(channel.id)))
            when = Recurrence(date(2026, 10, 5), clock_time(7), ZONE)
            said = Announcement(
                AnnouncementId(0), community.id, Number(0), author.id, f"Hello {number}", when,
                AnnouncementState.SCHEDULED, 1, 1, now, everywhere=False, topics=(topic.id,),
            )  # fmt: skip
            await uow.announcements.add(said)
        for user in users:
            person = await uow.people.add(user.name, now)
            account = Account(person.id, Platform.DISCORD, "", str(user.id), user.name, workspace.id)
            await uow.people.add_account(account)
            await uow.people.follow_digest(person.id, now)
        await uow.commit()
    await Expanding(house.ground.storage, house.ground.clock).expand_all()
    await house.services.digests.expand_all()


async def _conversations_opened(house: House) -> None:
    outbox = house.ground.storage.outbox
    while waiting := await outbox.unopened(Platform.DISCORD, house.ground.clock.now() + AHEAD, EACH):
        for each in waiting:
            await house.opening.open(each)


async def _ask(house: House, server: DiscordServer, guild: Guild) -> Sequence[float]:
    """Use a command every half second until everything is sent, and return how long each answer took."""
    person = server.client(server.add_user("Ana", guild), guild)
    took = []
    while not await _all_sent(house):
        exchange = await person.slash("find", words="something")
        began = time.monotonic()
        await exchange.done(10)
        took.append(time.monotonic() - began)
        await asyncio.sleep(ASKED_EVERY)
    return took


def _lateness(house: House, server: DiscordServer) -> Sequence[float]:
    """Return how many seconds after DUE each message stood there."""
    due = DUE - house.ground.clock.shift()
    bot = server.state.bot
    found = [m for channel in server.state.channels.values() for m in channel.messages.values() if m.author is bot]
    return [(message.created_at - due).total_seconds() for message in found]


async def _all_sent(house: House) -> bool:
    (community, *_) = await house.ground.storage.installation.communities()
    async with house.ground.storage.read(community.id) as uow:
        counts = await uow.deliveries.counts()
    return counts.get(DeliveryState.SENT, 0) >= 2 * EACH
