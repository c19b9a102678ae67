"""A thousand due at the same second on Discord, half to channels and half to people, and what people ask meanwhile.

The program runs as an operator runs it; its real discord.py speaks over sockets with the tests' Discord server.
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

from benchmarks.program import ZONE, processor_seconds, running, told
from benchmarks.timing import at
from bot.bootstrap.ground import SHIFT, Ground, open_ground
from bot.domain.announcements import Announcement, AnnouncementState
from bot.domain.community import WorkspaceState
from bot.domain.delivery import DeliveryState
from bot.domain.ids import AnnouncementId, Number
from bot.domain.people import Account, Platform
from bot.domain.recurrence import Recurrence
from bot.domain.resources import NewResource
from bot.domain.topics import TopicChannel
from bot.ports.storage import Storage
from bot.services.announcing.expanding import Expanding
from bot.services.bell import Bell
from bot.services.digests import Digests
from tests.platforms.discord import DiscordServer, Guild

DUE = datetime(2026, 10, 5, 7, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
"""A Monday, 7:00 AM: when the digest comes, too."""
BEFORE = timedelta(seconds=80)
"""From filling the database until all is due: conversations with people are opened meanwhile."""
EACH = 500
ASKED_EVERY = 0.5
PER_SECOND = 45
LIMIT = 1 + 2 * EACH / PER_SECOND


async def measure(folder: Path, size: int) -> Sequence[str]:
    url = f"sqlite+aiosqlite:///{folder / 'burst'}.db"
    async with DiscordServer() as server:
        server.rates.on()
        guild = server.add_guild("Riverside Teachers")
        given = told(folder, url, server)
        async with running(given, server):
            pass  # it joins the server, and so finds its workspace
        due = time.time() + BEFORE.total_seconds()
        async with open_ground(url, None) as ground:
            shift = DUE - datetime.fromtimestamp(due, UTC)
            await ground.storage.installation.set_setting(SHIFT, str(shift.total_seconds()))
        async with open_ground(url, None) as ground:
            await _fill(ground, server, guild)
            async with running(given, server) as process:
                await asyncio.sleep(due - 2 - time.time())
                unopened = len(await ground.storage.outbox.unopened(Platform.DISCORD, DUE, EACH))
                used = processor_seconds(process)
                answers = await _ask(ground.storage, server, guild)
                used = processor_seconds(process) - used
        return _said(_lateness(server, due), answers, server.rates.refused, used, unopened)


def _said(late: Sequence[float], answers: Sequence[float], refused: int, used: float, unopened: int) -> Sequence[str]:
    sent = (
        f"burst: {len(late)} due at one second on Discord, p50 {statistics.median(late):.1f} s late, "
        f"p99 {at(0.99, sorted(late)):.1f} s (promised {LIMIT:.1f} s), all after {max(late):.1f} s; "
        f"{refused} refused for their rate; {unopened} conversations opened late; {used:.1f} s of processor"
    )
    asked = (
        f"burst: {len(answers)} commands meanwhile, median {statistics.median(answers) * 1000:.0f} ms, "
        f"slowest {max(answers) * 1000:.0f} ms (promised 3000 ms)"
    )
    return [sent, asked]


async def _fill(ground: Ground, server: DiscordServer, guild: Guild) -> None:
    """Store an announcement to each of EACH topics and a digest to each of EACH people."""
    (community, *_) = await ground.storage.installation.communities()
    now = ground.clock.now()
    channels = [server.add_channel(guild, f"topic-{number}") for number in range(EACH)]
    users = [server.add_user(f"Teacher {number}", guild) for number in range(EACH)]
    async with ground.storage.write(community.id) as uow:
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
    await Expanding(ground.storage, ground.clock).expand_all()
    await Digests(ground.storage, ground.clock, Bell()).expand_all()


async def _ask(storage: Storage, server: DiscordServer, guild: Guild) -> Sequence[float]:
    """Use a command every half second until everything is sent, and return how long each answer took."""
    person = server.client(server.add_user("Ana", guild), guild)
    took = []
    while not await _all_sent(storage):
        exchange = await person.slash("find", words="something")
        began = time.monotonic()
        await exchange.done(10)
        took.append(time.monotonic() - began)
        await asyncio.sleep(ASKED_EVERY)
    return took


def _lateness(server: DiscordServer, due: float) -> Sequence[float]:
    """Return how many seconds after *due*, a time of the machine, each message stood there."""
    bot = server.state.bot
    posted = [m for channel in server.state.channels.values() for m in channel.messages.values() if m.author is bot]
    sent = [message.created_at.timestamp() for message in posted if message.reader is None]  # no private answer
    return [moment - due for moment in sent if moment >= due - 1]


async def _all_sent(storage: Storage) -> bool:
    (community, *_) = await storage.installation.communities()
    async with storage.read(community.id) as uow:
        counts = await uow.deliveries.counts()
    return counts.get(DeliveryState.SENT, 0) >= 2 * EACH
