"""One connection to Discord's gateway: what arrives on it is handed to the core."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket

from adapters.discord.answering import DiscordAnswering
from adapters.discord.attachments import Attachments
from adapters.discord.incoming import Arrived, on_private_message, read
from adapters.discord.rest import Rest, asked_once
from bot.domain.people import Platform
from bot.errors import described
from bot.ports.incoming import Core, PinsChanged, Suggest, WorkspaceGone, WorkspaceSeen

GUILDS_SETTLE = 0.2
"""Seconds after the last server was announced until all count as known; what comes later is handed over as it comes."""
LAST_ANSWERS = 3.0
"""Seconds that what is being answered has left when the front stops: Discord waits no longer either."""
SUGGESTIONS_WITHIN = 2.5


class Connection(discord.AutoShardedClient):
    """From login to close; a restart makes a new one. It remembers servers and channels, never people or messages."""

    def __init__(
        self,
        core: Core,
        rest: Rest,
        labels: Mapping[str, str],
        on_login: Callable[[int], Awaitable[None]],
        ready: asyncio.Event,
        gateway_url: str | None,
        attachments: Attachments,
    ) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            guild_ready_timeout=GUILDS_SETTLE,
            http_trace=asked_once(),
        )
        self._core = core
        self._rest = rest
        self._labels = labels
        self._attachments = attachments
        self._on_login = on_login
        self._told_ready = ready
        self._named_gateway = gateway_url
        self._settled = False
        self._at_work: set[asyncio.Task[None]] = set()

    async def setup_hook(self) -> None:
        if self.user is not None:
            self._rest.connect(self.http, self.user.id)
        if self.application_id is not None:
            await self._on_login(self.application_id)

    async def launch_shards(self) -> None:
        """Connect every shard at one address, also when it must begin anew: then the library takes its default."""
        if not self.shard_count:
            shards, url, _ = await self.http.get_bot_gateway()
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self._named_gateway or url)
            self.shard_count = shards
        await super().launch_shards()

    async def finish(self) -> None:
        """Let what is being answered come to its end, within what Discord allows."""
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=LAST_ANSWERS)

    async def on_ready(self) -> None:
        self._settled = True
        for guild in self.guilds:
            if not guild.unavailable:
                await self._seen(guild)
        self._told_ready.set()

    async def on_guild_available(self, guild: discord.Guild) -> None:
        if self._settled:  # before that, on_ready tells of all
            await self._seen(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        if self._settled:
            await self._seen(guild)

    async def on_guild_update(self, before: discord.Guild, after: discord.Guild) -> None:
        if before.name != after.name:
            await self._seen(after)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self._hand_over(
            self._core.workspace_gone(WorkspaceGone(Platform.DISCORD, str(guild.id))), "workspace_gone"
        )

    async def on_guild_channel_pins_update(self, channel: discord.abc.GuildChannel, last_pin: datetime | None) -> None:
        changed = PinsChanged(Platform.DISCORD, str(channel.guild.id), str(channel.id))
        await self._hand_over(self._core.pins_changed(changed), "pins_changed")

    async def on_interaction(self, interaction: Arrived) -> None:
        """Answer what somebody did; works for what was sent or opened before a restart as well."""
        task = asyncio.create_task(self._hand_over(self._answer(interaction), interaction.type.name))
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)

    async def _seen(self, guild: discord.Guild) -> None:
        seen = WorkspaceSeen(Platform.DISCORD, str(guild.id), guild.name)
        await self._hand_over(self._core.workspace_seen(seen), "workspace_seen")

    async def _answer(self, interaction: Arrived) -> None:
        incoming = read(interaction, self._labels, self._attachments)
        replaces = on_private_message(interaction)
        answering = DiscordAnswering(
            self._rest, interaction.id, interaction.application_id, interaction.token, replaces
        )
        match incoming:
            case None:
                structlog.get_logger().warning("discord_interaction_unknown", kind=str(interaction.type))
            case Suggest():
                async with asyncio.timeout(SUGGESTIONS_WITHIN):
                    choices = await self._core.suggest(incoming)
                await answering.suggest(choices)
            case _:
                await self._core.handle(incoming, answering)

    async def _hand_over(self, work: Awaitable[None], what: str) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - one thing that goes wrong must not end the connection
            code = getattr(error, "code", None)
            structlog.get_logger().error("discord_not_handled", what=what, error=described(error), code=code)
