"""Five hundred going to one session, on Discord and on Slack: how long a press takes at the end, and all reminded.

The program runs as an operator runs it and speaks over sockets with the tests' servers, which keep to their rates.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.program import ZONE, processor_seconds, running, told
from benchmarks.timing import at, timed
from bot.bootstrap.ground import SHIFT, Ground, open_ground
from bot.domain.actor import Actor
from bot.domain.community import WorkspaceState
from bot.domain.ids import Number, SessionId, WorkshopId
from bot.domain.people import Account, Person, Platform, Role
from bot.domain.recurrence import Recurrence
from bot.domain.rsvps import Standing
from bot.domain.workshops import Session, SessionState, Workshop, WorkshopState
from bot.services.bell import Bell
from bot.services.workshops.attending import Attending
from tests.platforms.discord import DiscordServer, Guild
from tests.platforms.slack import SlackServer

STARTS = datetime(2026, 10, 5, 16, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
REMINDED = STARTS - timedelta(hours=1)
BEFORE = timedelta(seconds=120)
"""From filling the database until all are reminded: conversations with people are opened meanwhile."""
EACH = 500
PER_SECOND = {Platform.DISCORD: 45, Platform.SLACK: 5}
LAST = 50
"""Presses of those who come last, when the list is longest."""
PATIENCE = 60.0
AFTER = 2.0
"""Seconds in which what comes twice would come."""


@dataclass(frozen=True, slots=True)
class OnDiscord:
    server: DiscordServer
    guild: Guild
    platform: Platform = Platform.DISCORD
    tenant: str = ""

    def add_user(self, name: str) -> str:
        return str(self.server.add_user(name, self.guild).id)

    def received(self) -> Sequence[tuple[str, float]]:
        """Return the conversation and the moment of each message to a person."""
        return [
            (str(channel.id), message.created_at.timestamp())
            for channel in self.server.state.channels.values()
            for message in channel.messages.values()
            if channel.recipient is not None and message.author is self.server.state.bot
        ]


@dataclass(frozen=True, slots=True)
class OnSlack:
    server: SlackServer
    platform: Platform = Platform.SLACK

    @property
    def tenant(self) -> str:
        return self.server.team_id

    def add_user(self, name: str) -> str:
        return self.server.add_user(name).id

    def received(self) -> Sequence[tuple[str, float]]:
        return [
            (channel.id, float(message.ts))
            for channel in self.server.workspace.channels.values()
            for message in channel.messages
            if channel.kind == "im" and message.by_bot
        ]


async def measure(folder: Path, size: int) -> Sequence[str]:
    async with DiscordServer() as server:
        on_discord = await _measure(folder, OnDiscord(server, server.add_guild("Riverside Teachers")))
    async with SlackServer() as other:
        on_slack = await _measure(folder, OnSlack(other))
    return [*on_discord, *on_slack]


async def _measure(folder: Path, front: OnDiscord | OnSlack) -> Sequence[str]:
    url = f"sqlite+aiosqlite:///{folder / front.platform}-attending.db"
    front.server.rates.on()
    given = told(folder, url, front.server)
    async with running(given, front.server):
        pass  # it finds its workspace
    due = time.time() + BEFORE.total_seconds()
    async with open_ground(url, None) as ground:
        shift = REMINDED - datetime.fromtimestamp(due, UTC)
        await ground.storage.installation.set_setting(SHIFT, str(shift.total_seconds()))
    async with open_ground(url, None) as ground:
        pressed = await _fill(ground, front)
        limit = 1 + EACH / PER_SECOND[front.platform]
        async with running(given, front.server) as process:
            await asyncio.sleep(due - 1 - time.time())
            unopened = len(await ground.storage.outbox.unopened(front.platform, REMINDED, EACH))
            used = processor_seconds(process)
            with suppress(AssertionError, TimeoutError):  # how many came is said below
                await front.server.wait_for(lambda: len(front.received()) >= EACH or None, limit + PATIENCE)
            await asyncio.sleep(AFTER)
            used = processor_seconds(process) - used
    return _said(
        front, [moment - due for _, moment in front.received()], limit, sorted(pressed[-LAST:]), unopened, used
    )


def _said(
    front: OnDiscord | OnSlack, late: Sequence[float], limit: float, pressed: list[float], unopened: int, used: float
) -> Sequence[str]:
    each = Counter(conversation for conversation, _ in front.received())
    twice = sum(count > 1 for count in each.values())
    came = (
        f"attending: {EACH} going to one session on {front.platform}, the last {LAST} answers took "
        f"{at(0.5, pressed):.0f} ms in the median, {pressed[-1]:.0f} ms at most"
    )
    told_of = (
        f"attending: {len(each)} of {EACH} reminded on {front.platform}, {twice} twice, p99 "
        f"{at(0.99, sorted(late)):.1f} s late (promised {limit:.1f} s), all after {max(late):.1f} s; "
        f"{front.server.rates.refused} refused for their rate; {unopened} conversations opened late; "
        f"{used:.1f} s of processor"
    )
    return [came, told_of]


async def _fill(ground: Ground, front: OnDiscord | OnSlack) -> list[float]:
    """Post a session that EACH people say they come to, and return how many milliseconds each answer took."""
    (community, *_) = await ground.storage.installation.communities()
    now = ground.clock.now()
    people: list[Person] = []
    async with ground.storage.write(community.id) as uow:
        (workspace, *_) = await uow.communities.workspaces(WorkspaceState.JOINED)
        host = await uow.people.add("Bench", now)
        when = Recurrence(date(2026, 10, 5), clock_time(16), ZONE)
        posted = Workshop(
            WorkshopId(0), community.id, Number(0), host.id, "Fractions", when, timedelta(hours=1), "Room 12",
            WorkshopState.POSTED, 1, now,
        )  # fmt: skip
        workshop = await uow.workshops.add(posted)
        session = Session(
            SessionId(0), workshop.id, "2026-10-05T16:00", STARTS, posted.length, SessionState.SCHEDULED, 1, 0, now
        )
        await uow.workshops.set_sessions(workshop.id, [session])
        for number in range(EACH):
            person = await uow.people.add(f"Teacher {number}", now)
            user = front.add_user(person.name)
            account = Account(person.id, front.platform, front.tenant, user, person.name, workspace.id)
            await uow.people.add_account(account)
            people.append(person)
        await uow.commit()
    attending = Attending(ground.storage, ground.clock, Bell())

    async def press(turn: int) -> None:
        actor = Actor(people[turn], Role.MEMBER, community, workspace)
        await attending.answer(actor, workshop.number, [session.identity], Standing.GOING)

    return await timed(press, EACH)
