"""The program as an operator runs it, in a process of its own, beside the tests' servers."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from tests.platforms.discord import DiscordServer
from tests.platforms.slack import SlackServer

PROGRAM = ("-m", "bot", "run")
ZONE = "America/New_York"


def told(folder: Path, url: str, server: DiscordServer | SlackServer) -> dict[str, str]:
    """Return the environment in which the program runs on that database and server."""
    common = {
        "STAFFROOM_DATA": str(folder), "STAFFROOM_DATABASE__URL": url, "STAFFROOM_COMMUNITY__NAME": "Bench",
        "STAFFROOM_COMMUNITY__TIME_ZONE": ZONE, "STAFFROOM_LINKS__FETCH": "false",
    }  # fmt: skip
    if isinstance(server, DiscordServer):
        return common | {
            "STAFFROOM_DISCORD__TOKEN": server.token, "STAFFROOM_DISCORD__API_URL": server.api_url,
            "STAFFROOM_DISCORD__GATEWAY_URL": server.gateway_url,
        }  # fmt: skip
    return common | {
        "STAFFROOM_SLACK__BOT_TOKEN": server.bot_token, "STAFFROOM_SLACK__APP_TOKEN": server.app_token,
        "STAFFROOM_SLACK__API_URL": server.api_url,
    }  # fmt: skip


@asynccontextmanager
async def running(
    given: Mapping[str, str], server: DiscordServer | SlackServer
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run it until it is stopped; it is connected by then."""
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *PROGRAM,
        env=os.environ | given,
        cwd=given["STAFFROOM_DATA"],
        stdout=quiet,
        stderr=quiet,
    )
    try:
        await server.wait_for(_connected(server), 30)
        await asyncio.sleep(1)
        yield process
    finally:
        process.terminate()
        await process.wait()


def _connected(server: DiscordServer | SlackServer) -> Callable[[], object]:
    if isinstance(server, DiscordServer):
        return lambda: server.gateway.connected
    return lambda: server.links


def processor_seconds(process: asyncio.subprocess.Process) -> float:
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
