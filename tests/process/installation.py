"""One installation: its folder, its database, the platforms it is connected to, and its program started and stopped."""

from __future__ import annotations

import re
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.platforms.discord import DiscordServer, Guild, Permission
from tests.platforms.slack import SlackServer
from tests.process.database import Database
from tests.process.nursery import Nursery
from tests.process.on_discord import OnDiscord
from tests.process.on_slack import OnSlack
from tests.process.people import OnPlatform
from tests.process.program import Program

ZONE = ZoneInfo("America/New_York")
CHANNELS = ("general", "announcements", "topics", "library", "moderators")
READY_WITHIN = 40.0
ENDS_WITHIN = 60.0

TEACHER = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.READ_MESSAGE_HISTORY
MODERATOR = TEACHER | Permission.MANAGE_MESSAGES
ADMIN = MODERATOR | Permission.MANAGE_GUILD


@dataclass
class Installation:
    """*secrets* are never to stand in anything that is printed. Without *nursery* programs start as from a shell."""

    folder: Path
    url: str
    given: dict[str, str]
    nursery: Nursery | None = None
    discord: DiscordServer | None = None
    guild: Guild | None = None
    slack: SlackServer | None = None
    programs: list[Program] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)

    @property
    def database(self) -> Database:
        return Database(self.url)

    async def does(self, *arguments: str, **given: str) -> Program:
        """Run a command to its end; keys of *given* are variables of the environment."""
        program = await self._start(arguments, given)
        await program.ended(ENDS_WITHIN)
        return program

    async def runs(self, *arguments: str, **given: str) -> Program:
        """Start ``staffroom run`` and wait until it is connected to what it is configured for."""
        program = await self.begins(*arguments, **given)
        await self.connected()
        return program

    async def begins(self, *arguments: str, **given: str) -> Program:
        """Start ``staffroom run`` and wait until it says so."""
        program = await self.launches(*arguments, **given)
        await program.says("Ctrl-C stops it.")
        return program

    async def launches(self, *arguments: str, **given: str) -> Program:
        """Start ``staffroom run`` and wait for nothing."""
        return await self._start(("run", *arguments), given)

    async def connected(self, *, discord: bool = True, slack: bool = True) -> None:
        if self.discord is not None and discord:
            gateway = self.discord.gateway
            await self.discord.wait_for(lambda: gateway.connected, READY_WITHIN)
        if self.slack is not None and slack:
            server = self.slack
            await server.wait_for(lambda: server.links, READY_WITHIN)

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop the program that runs, as an operator does."""
        await next(program for program in reversed(self.programs) if program.running).stop(how)
        if self.slack is not None:  # or a command would be handed to a link that is just ending
            server = self.slack
            await server.wait_for(lambda: not server.links, READY_WITHIN)

    async def restarts(self) -> Program:
        await self.stop()
        return await self.runs()

    async def end(self) -> None:
        for program in self.programs:
            if program.running:
                await program.kill()

    async def _start(self, arguments: tuple[str, ...], given: Mapping[str, str]) -> Program:
        program = await Program.start(
            *arguments, folder=self.folder, given={**self.given, **given}, nursery=self.nursery
        )
        self.programs.append(program)
        return program

    # Who is there

    def teacher(self, name: str, on: str) -> OnPlatform:
        return self._somebody(name, on, TEACHER)

    def admin(self, name: str, on: str) -> OnPlatform:
        return self._somebody(name, on, ADMIN)

    async def moderator(self, name: str, on: str) -> OnPlatform:
        """On Slack one by grant, as Slack knows no moderators."""
        somebody = self._somebody(name, on, MODERATOR)
        if on == "slack":
            granting = self.admin(f"{name}-granting", on)
            await granting.says("staffroom roles grant", person=f"@{name}", role="moderator")
            await granting.sees(f"{name} is a moderator now")
        return somebody

    def _somebody(self, name: str, on: str, permissions: int) -> OnPlatform:
        if on == "discord":
            assert self.discord is not None
            assert self.guild is not None
            return OnDiscord(self.discord, self.guild, name, permissions)
        assert self.slack is not None
        return OnSlack(self.slack, name, admin=bool(permissions & Permission.MANAGE_GUILD))

    async def sets_up(self, on: str) -> OnPlatform:
        """Choose the four channels of the workspace on a platform by its form, and return the admin who did."""
        admin = self.admin(f"ada-{on}", on)
        await admin.says("staffroom setup")
        await admin.presses("Choose channels")
        chosen = {
            "Announcements": self._channel(on, "announcements"),
            "Topics": self._channel(on, "topics"),
            "Library": self._channel(on, "library"),
            "Moderators (a private one)": self._channel(on, "moderators"),
        }
        await admin.fills(chosen)
        await admin.sees("are set")
        return admin

    def _channel(self, on: str, name: str) -> object:
        if on == "discord":
            assert self.guild is not None
            return self.guild.channel(name)
        assert self.slack is not None
        return self.slack.workspace.named(name)


def room_of(program: Program) -> str:
    """Return the address of the rehearsal room as the program prints it, without the slash at its end."""
    found = re.search(r"http://127\.0\.0\.1:\d+", program.out.text)
    assert found, program.output
    return found[0]


def tomorrow_at_four() -> datetime:
    """Return 16:00 tomorrow in the community's zone."""
    day = datetime.now(ZONE).date() + timedelta(days=1)
    return datetime.combine(day, time(16), ZONE)
