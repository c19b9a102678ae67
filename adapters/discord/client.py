"""Discord as one of Staffroom's fronts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import discord
from discord.http import Route

from adapters.discord import checks
from adapters.discord.attachments import Attachments
from adapters.discord.events import ScheduledEvents
from adapters.discord.gateway import Connection
from adapters.discord.limits import CAPABILITIES
from adapters.discord.messenger import DiscordMessenger
from adapters.discord.register import application_commands, register
from adapters.discord.rest import PUBLIC_API, Rest
from bot.domain.people import Platform
from bot.interaction.registry import Registry
from bot.ports.incoming import Core
from bot.ports.platform import Events, Finding, FrontStopped, Messenger, Notebook, account_of
from bot.ui.capabilities import Capabilities
from bot.ui.language import Languages

BAD_TOKEN = 4004


class DiscordFront:
    """Runs the bot of *token*. *api_url* ends in ``/api/v10``; *gateway_url* replaces the address Discord names.

    With *mirrors*, workshops stand among the servers' own events as well.
    """

    def __init__(
        self,
        token: str,
        registry: Registry,
        languages: Languages,
        notebook: Notebook,
        api_url: str | None = None,
        gateway_url: str | None = None,
        *,
        mirrors: bool = False,
    ) -> None:
        self.platform: Platform = Platform.DISCORD
        self.capabilities: Capabilities = CAPABILITIES
        self._rest = Rest()
        self.messenger: Messenger = DiscordMessenger(self._rest)
        self.events: Events | None = ScheduledEvents(self._rest) if mirrors else None
        self.account = account_of(token)
        self._token = token
        self._registry = registry
        self._languages = languages
        self._notebook = notebook
        self._api_url = (api_url or PUBLIC_API).rstrip("/")
        self._gateway_url = gateway_url
        self._ready = asyncio.Event()

    async def run(self, core: Core) -> None:
        self._point_library()
        labels = {self._languages.text(spec.label): name for name, spec in self._registry.message_actions.items()}
        attachments = Attachments(self._api_url)
        client = Connection(core, self._rest, labels, self._register, self._ready, self._gateway_url, attachments)
        try:
            async with client:
                await self._serve(client)
        except discord.LoginFailure as error:
            raise FrontStopped(checks.NEW_TOKEN) from error
        except discord.ConnectionClosed as error:
            if error.code == BAD_TOKEN:
                raise FrontStopped(checks.NEW_TOKEN) from error
            raise
        raise ConnectionError("the connection to Discord ended")

    async def _serve(self, client: Connection) -> None:
        connection = asyncio.create_task(client.start(self._token))
        try:
            await asyncio.wait({connection})
        finally:
            self._ready.clear()
            # Broken off, it would leave sockets and the library's heartbeat behind.
            await _to_its_end(asyncio.create_task(self._hang_up(client, connection)))
        connection.result()

    async def _hang_up(self, client: Connection, connection: asyncio.Task[None]) -> None:
        await client.finish()
        self._rest.disconnect()
        # While it reconnects, the library swallows a cancellation and would go on; closed, it cannot.
        await client.close()
        connection.cancel()
        await asyncio.gather(connection, return_exceptions=True)

    async def wait_ready(self) -> None:
        await self._ready.wait()

    async def check(self) -> Sequence[Finding]:
        self._point_library()
        return await checks.look(self._token, events=self.events is not None)

    def _point_library(self) -> None:
        """Set where Discord is. The library keeps it on its classes, for the whole process, so it is set here alone
        (the gateway's address follows in ``Connection.launch_shards``)."""
        Route.BASE = self._api_url

    async def _register(self, application: int) -> None:
        commands = application_commands(self._registry, self._languages)
        await register(self._rest, self._notebook, application, commands)


async def _to_its_end(work: asyncio.Task[None]) -> None:
    """Wait until *work* is done; being cancelled meanwhile counts afterwards."""
    cancelled = False
    while not work.done():
        try:
            await asyncio.wait({work})
        except asyncio.CancelledError:
            cancelled = True
    work.result()
    if cancelled:
        raise asyncio.CancelledError
