"""A house on a front that shows and accepts everything at once."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import structlog

from adapters.discord.limits import CAPABILITIES
from bot.bootstrap.ground import open_ground
from bot.bootstrap.house import House, build
from bot.config import load_settings
from bot.domain.people import Platform, Role
from bot.ports.incoming import Core, Origin, WorkspaceSeen
from bot.ports.platform import (
    Absent,
    ChannelSeen,
    Done,
    Events,
    Finding,
    Front,
    Messenger,
    Outcome,
    RefusalReason,
    Refused,
    Shaping,
    Sighting,
    Target,
)
from bot.ui.capabilities import Capabilities
from bot.ui.model import Form, Reply

WORKSPACE = WorkspaceSeen(Platform.DISCORD, "1", "Riverside Teachers")


class InstantFront:
    """Takes what is sent and answers at once."""

    platform: Platform = Platform.DISCORD
    capabilities: Capabilities = CAPABILITIES
    messenger: Messenger
    shaping: Shaping = Shaping(0, 0)
    repeats_safely: bool = True
    account: str = "bench"

    def __init__(self) -> None:
        self.sent = 0
        self._ids = itertools.count(1)
        self.messenger = self
        self.events: Events | None = None

    async def run(self, core: Core) -> None:
        await core.workspace_seen(WORKSPACE)
        await asyncio.Event().wait()

    async def wait_ready(self) -> None: ...

    async def check(self) -> Sequence[Finding]:
        return ()

    async def open_direct(self, workspace: str, user: str) -> Outcome:
        return Done(str(next(self._ids)))

    async def look_for(self, target: Target, key: str, since: datetime) -> Sighting:
        return Absent()

    async def send(self, target: Target, reply: Reply, key: str) -> Outcome:
        self.sent += 1
        return Done(str(next(self._ids)))

    async def edit(self, target: Target, message: str, reply: Reply) -> Outcome:
        return Done(message)

    async def delete(self, target: Target, message: str) -> Outcome:
        return Done(message)

    async def pin(self, target: Target, message: str) -> Outcome:
        return Done(message)

    async def unpin(self, target: Target, message: str) -> Outcome:
        return Done(message)

    async def pinned(self, target: Target, messages: Collection[str]) -> frozenset[str] | None:
        return frozenset(messages)

    async def open_channel(self, workspace: str, name: str, about: str) -> Outcome:
        return Done(str(next(self._ids)), name)

    async def open_thread(self, workspace: str, channel: str, name: str, key: str) -> Outcome:
        return Refused(RefusalReason.NOT_ACCEPTED)

    async def rename_channel(self, workspace: str, channel: str, name: str) -> Outcome:
        return Done(channel, name)

    async def archive_channel(self, workspace: str, channel: str) -> Outcome:
        return Done(channel)

    async def last_said(self, workspace: str, channel: str) -> datetime | None:
        return None

    async def join_channel(self, workspace: str, channel: str) -> Outcome:
        return Done(channel)

    async def channels(self, workspace: str) -> Sequence[ChannelSeen]:
        return ()


class Heard:
    """Takes an answer and drops it."""

    async def answer(self, replies: Sequence[Reply]) -> None: ...
    async def defer(self) -> None: ...
    async def complete(self, replies: Sequence[Reply]) -> None: ...
    async def open_form(self, form: Form) -> bool:
        return True

    async def show_problems(self, form: Form, problems: object) -> None: ...


def origin(user: int, key: int, role: Role = Role.MEMBER) -> Origin:
    name = WORKSPACE.name
    return Origin(Platform.DISCORD, "1", name, str(user), f"Teacher {user}", str(key), platform_role=role)


@asynccontextmanager
async def opened(folder: Path, name: str) -> AsyncIterator[tuple[House, InstantFront]]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    told = {"community": {"name": "Bench", "time_zone": "America/New_York"}, "links": {"fetch": False}}
    settings = load_settings({"data": folder, **told})
    front = InstantFront()

    def fronts(_: object) -> Sequence[Front]:
        return (front,)

    async with open_ground(f"sqlite+aiosqlite:///{folder / name}.db", None) as ground:
        house = build(ground, settings, fronts)
        await house.dispatcher.workspace_seen(WORKSPACE)
        yield house, front
