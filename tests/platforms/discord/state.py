"""Everything that the server knows, and the waiting for changes of it."""

import asyncio
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from tests.platforms.discord.clock import Clock, Snowflakes
from tests.platforms.discord.errors import Refusal
from tests.platforms.discord.faults import Faults
from tests.platforms.discord.gateway import Gateway, Intent, Session, Welcome
from tests.platforms.discord.model import EPHEMERAL, Channel, Guild, Json, Message, Modal, Request, Upload, User
from tests.platforms.discord.payloads import channel_payload, guild_create_payload, message_payload, user_payload
from tests.platforms.discord.permissions import Permission
from tests.platforms.discord.rates import Rates

if TYPE_CHECKING:
    from tests.platforms.discord.interactions import Exchange

T = TypeVar("T")


class State:
    """One Discord with one bot."""

    def __init__(self, *, shards: int, answer_within: float) -> None:
        self.clock = Clock()
        self.ids = Snowflakes(self.clock)
        self.shards = shards
        self.answer_within = answer_within
        self.token = f"MTIz.{secrets.token_urlsafe(8)}.{secrets.token_urlsafe(24)}"
        self.bot = User(self.ids.next(), "staffroom", bot=True)
        self.owner = User(self.ids.next(), "owner")
        self.users: dict[int, User] = {self.bot.id: self.bot, self.owner.id: self.owner}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.commands: list[Json] = []
        self.exchanges: dict[int, Exchange] = {}
        self.modals: dict[int, Modal] = {}
        self.nonces: dict[tuple[int, str], tuple[float, Message]] = {}
        self.problems: list[str] = []
        self.requests: list[Request] = []
        self.faults = Faults()
        self.rates = Rates(self.clock)
        self.cdn = ""
        self.uploads: dict[int, Upload] = {}
        self.gateway_url = ""
        self._waiting: list[asyncio.Future[None]] = []
        welcome = Welcome(lambda token: token == self.token, self._ready, self._guilds_of, lambda: self.shards)
        self.gateway = Gateway(welcome, self.changed)

    def changed(self) -> None:
        """Wake whoever waits for something to become true."""
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def wait_for(self, predicate: Callable[[], T], timeout: float = 5.0) -> T:
        """Return the first true value of *predicate*, asked again at every change."""
        try:
            async with asyncio.timeout(timeout):
                while not (value := predicate()):
                    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                    self._waiting.append(future)
                    await future
        except TimeoutError:
            raise TimeoutError(f"not true within {timeout} s\n{self.account()}") from None
        return value

    def account(self) -> str:
        """Return what happened last, for a failing test."""
        last = [f"{request.method} {request.path} -> {request.status}" for request in self.requests[-8:]]
        return "\n".join(["last requests:", *last, "problems:", *self.problems])

    def guild(self, guild_id: str) -> Guild:
        """Return a guild that the bot is in."""
        guild = self.guilds.get(int(guild_id))
        if guild is None:
            raise Refusal(10004)
        if not guild.bot_present:
            raise Refusal(50001)
        return guild

    def channel(self, channel_id: str, *needed: Permission) -> Channel:
        """Return a channel in which the bot may do all that is *needed*."""
        channel = self.channels.get(int(channel_id))
        if channel is None:
            raise Refusal(10003)
        self.require(channel, *needed)
        return channel

    def require(self, channel: Channel, *needed: Permission) -> None:
        """Refuse unless the bot sees *channel* and may do all that is *needed* there."""
        absent = channel.guild is not None and not channel.guild.bot_present
        if absent or not channel.bot_permissions & Permission.VIEW_CHANNEL:
            raise Refusal(50001)
        if any(not channel.bot_permissions & permission for permission in needed):
            raise Refusal(50013)

    def message(self, channel: Channel, message_id: str) -> Message:
        """Return a message that the bot can reach without an interaction's token."""
        message = channel.messages.get(int(message_id))
        if message is None or message.reader is not None:
            raise Refusal(10008)
        return message

    def dm_with(self, user: User) -> Channel:
        """Return the bot's direct messages with *user*, opened when there are none yet."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        channel = Channel(self.ids.next(), user.name, recipient=user, type=1)
        self.channels[channel.id] = channel
        return channel

    def has_mutual_guild(self, user: User) -> bool:
        """Tell whether *user* shares a guild with the bot."""
        return any(guild.bot_present and user.id in guild.members for guild in self.guilds.values())

    def seen_by_bot(self, message: Message) -> Json:
        """Tell of a message as history shows it to a bot without the message-content intent."""
        mine = message.author is self.bot or self.bot in message.mentions or message.channel.guild is None
        return message_payload(message, self.cdn, hide_content=not mine)

    def tell_of_message(self, event: str, message: Message) -> None:
        """Tell sessions of a message, unless a single person sees it."""
        self.changed()
        if message.flags & EPHEMERAL:
            return
        guild = message.channel.guild
        intent = Intent.DIRECT_MESSAGES if guild is None else Intent.GUILD_MESSAGES
        named = {"channel_id": str(message.channel.id)} | ({"guild_id": str(guild.id)} if guild else {})
        whole = event != "MESSAGE_DELETE"
        data = self.seen_by_bot(message) | named if whole else {"id": str(message.id), **named}
        self.gateway.dispatch(event, data, guild.id if guild else None, intent)

    def tell_of_channel(self, event: str, channel: Channel) -> None:
        """Tell sessions of a channel."""
        if channel.guild is not None:
            self.gateway.dispatch(event, channel_payload(channel, self.bot), channel.guild.id)
        self.changed()

    def remove_channel(self, channel: Channel) -> None:
        """Delete a channel with all that is in it."""
        assert channel.guild is not None
        del self.channels[channel.id], channel.guild.channels[channel.id]
        channel.deleted = True
        for message in channel.messages.values():
            message.deleted = True
        channel.messages.clear()
        self.tell_of_channel("CHANNEL_DELETE", channel)

    def remove_message(self, message: Message) -> None:
        """Delete a message."""
        del message.channel.messages[message.id]
        message.deleted = True
        self.tell_of_message("MESSAGE_DELETE", message)

    def _guilds_of(self, session: Session) -> list[Json]:
        present = [guild for guild in self.guilds.values() if guild.bot_present and session.serves(guild.id)]
        return [guild_create_payload(guild, self.bot) for guild in present]

    def _ready(self, session: Session) -> Json:
        return {
            "v": 10,
            "user": user_payload(self.bot),
            "guilds": [{"id": guild["id"], "unavailable": True} for guild in self._guilds_of(session)],
            "session_id": session.id,
            "resume_gateway_url": self.gateway_url,
            "shard": [session.shard, session.shards],
            "application": {"id": str(self.bot.id), "flags": 0},
        }
