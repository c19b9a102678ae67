"""How each platform is connected, as an admin reads it in chat on one that is."""

from __future__ import annotations

import asyncio
import time

from tests.postgres import MakeDatabase
from tests.process.conftest import Founding
from tests.process.people import OnPlatform

WRONG = "MTE5ODYyMjQ4MzQ3MTkyNTI0OA.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWsAbCdEfGhIjKl"


async def reads(admin: OnPlatform, *words: str) -> None:
    """Ask until the answer has *words*: a program tells of its connections as they come about."""
    end = time.monotonic() + 10
    await admin.says("staffroom status")
    while not all(each in admin.reads() for each in words) and time.monotonic() < end:
        await asyncio.sleep(0.2)
        await admin.says("staffroom status")
    await admin.sees(*words)


async def test_a_platform_that_needs_the_operator_is_named(found: Founding) -> None:
    """Where Discord does not take its token an admin on Slack reads so, and who finds the remedy where."""
    here = await found("discord", "slack")
    here.secrets.append(WRONG)
    await here.begins(STAFFROOM_DISCORD__TOKEN=WRONG)
    await here.connected(discord=False)
    admin = here.admin("ada", "slack")
    await reads(admin, "Slack: connected", "Discord: not connected; whoever runs me finds the remedy with")


async def test_a_platform_that_another_process_serves_is_named(found: Founding, make_postgres: MakeDatabase) -> None:
    """Where one process speaks on Slack and a second on Discord, an admin on Discord reads that it stands by."""
    here = await found("discord", "slack", postgres=make_postgres)
    await here.begins("--data", "one", STAFFROOM_DISCORD__TOKEN="")
    await here.connected(discord=False)
    await here.begins("--data", "two")
    await here.connected(slack=False)
    admin = here.admin("ada", "discord")
    await reads(admin, "Discord connected", "Slack another of my processes speaks there")
