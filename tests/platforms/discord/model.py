"""What Discord knows: guilds, channels, people, messages."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.platforms.discord.permissions import EVERYTHING, Permission, effective

Json = dict[str, Any]

EPHEMERAL = 1 << 6
LOADING = 1 << 7
COMPONENTS_V2 = 1 << 15

PINNED_NOTICE = 6
"""The type of the message by which Discord says that something was pinned."""

PUBLIC_THREAD = 11


@dataclass(eq=False)
class User:
    """Somebody with an account."""

    id: int
    name: str
    locale: str = "en-US"
    bot: bool = False
    dms_closed: bool = False

    @property
    def mention(self) -> str:
        """Return how a message names this person."""
        return f"<@{self.id}>"


@dataclass(eq=False)
class Role:
    """A role of a guild."""

    id: int
    name: str
    permissions: int = 0
    managed: bool = False


@dataclass(eq=False)
class Member:
    """A user in one guild; of *permissions* the leading ones are held through the guild's *ranks*."""

    user: User
    joined_at: datetime
    permissions: int
    roles: list[Role] = field(default_factory=list)
    ranks: tuple[Role, ...] = ()

    @property
    def held_roles(self) -> list[Role]:
        """Return all roles of this member, the ranks that *permissions* amount to among them."""
        return self.roles + [rank for rank in self.ranks if self.permissions & rank.permissions]

    @property
    def effective_permissions(self) -> int:
        """Return what this member may do in the guild."""
        granted = self.permissions
        for role in self.roles:
            granted |= role.permissions
        return effective(granted)

    def permissions_in(self, channel: "Channel") -> int:
        """Return what this member may do in *channel*: everyone's overwrites, then roles', then the member's own."""
        granted = self.effective_permissions
        if channel.guild is None or granted & Permission.ADMINISTRATOR:
            return granted
        by_id = {int(overwrite["id"]): overwrite for overwrite in channel.overwrites}
        roles = [role.id for role in self.held_roles]
        for holders in ([channel.guild.id], roles, [self.user.id]):
            found = [by_id[holder] for holder in holders if holder in by_id]
            for overwrite in found:
                granted &= ~int(overwrite.get("deny") or 0)
            for overwrite in found:
                granted |= int(overwrite.get("allow") or 0)
        return granted


@dataclass(eq=False)
class Guild:
    """A Discord server."""

    id: int
    name: str
    owner: User
    bot_permissions: int
    locale: str = "en-US"
    bot_present: bool = True
    roles: dict[int, Role] = field(default_factory=dict, repr=False)
    members: dict[int, Member] = field(default_factory=dict, repr=False)
    channels: dict[int, "Channel"] = field(default_factory=dict, repr=False)
    events: dict[int, Json] = field(default_factory=dict, repr=False)
    """Scheduled events by their ids, as they are answered."""
    ranks: tuple[Role, ...] = ()

    def channel(self, name: str) -> "Channel":
        """Return the channel of that name."""
        found = [channel for channel in self.channels.values() if channel.name == name]
        if len(found) != 1:
            raise AssertionError(f"{len(found)} channels are named {name!r} in {self.name}")
        return found[0]


@dataclass(eq=False)
class Channel:
    """A text channel of a guild, or the bot's direct messages with one person."""

    id: int
    name: str
    guild: Guild | None = None
    recipient: User | None = None
    type: int = 0
    topic: str | None = None
    position: int = 0
    parent_id: int | None = None
    nsfw: bool = False
    denied: int = 0
    overwrites: list[Json] = field(default_factory=list)
    messages: dict[int, "Message"] = field(default_factory=dict, repr=False)
    deleted: bool = False
    last_message_id: int | None = None
    archived: bool = False
    """Of a thread: whether it rests."""

    @property
    def is_thread(self) -> bool:
        return self.type == PUBLIC_THREAD

    def add(self, message: "Message") -> None:
        """Put a message here; one that a single person sees does not count as the channel's last."""
        self.messages[message.id] = message
        if message.reader is None:
            self.last_message_id = message.id

    @property
    def mention(self) -> str:
        """Return how a message names this channel."""
        return f"<#{self.id}>"

    @property
    def bot_permissions(self) -> int:
        """Return what the bot may do here."""
        if self.guild is None:
            return EVERYTHING
        granted = effective(self.guild.bot_permissions)
        if self.guild.bot_permissions & Permission.ADMINISTRATOR:
            return granted
        return granted & ~self.denied

    @property
    def pinned(self) -> list["Message"]:
        """Return the pinned messages, newest pin first."""
        pins = [message for message in self.messages.values() if message.pinned_at is not None]
        return sorted(pins, key=lambda message: (message.pinned_at, message.id), reverse=True)


@dataclass(eq=False)
class Upload:
    """A file in a message."""

    id: int
    filename: str
    content: bytes
    description: str | None = None
    content_type: str | None = None


@dataclass(eq=False)
class Message:
    """A message; *reader* is set on one that a single person sees."""

    id: int
    channel: Channel
    author: User
    created_at: datetime
    content: str = ""
    components: list[Json] = field(default_factory=list)
    embeds: list[Json] = field(default_factory=list)
    flags: int = 0
    nonce: str | int | None = None
    type: int = 0
    attachments: list[Upload] = field(default_factory=list)
    mentions: list[User] = field(default_factory=list)
    mention_roles: list[int] = field(default_factory=list)
    mention_everyone: bool = False
    reference: Json | None = None
    edited_at: datetime | None = None
    pinned_at: datetime | None = None
    reader: User | None = None
    interaction: Json | None = None
    edits: int = 0
    deleted: bool = False

    @property
    def pings(self) -> set[str]:
        """Return who is notified: "everyone" and the mentions of people and roles."""
        named = {user.mention for user in self.mentions} | {f"<@&{role}>" for role in self.mention_roles}
        return named | ({"everyone"} if self.mention_everyone else set())

    @property
    def url(self) -> str:
        """Return the address of the message in Discord's app."""
        guild = self.channel.guild.id if self.channel.guild else "@me"
        return f"https://discord.com/channels/{guild}/{self.channel.id}/{self.id}"


@dataclass(frozen=True)
class Modal:
    """A form that is open before one person."""

    custom_id: str
    title: str
    components: list[Json]
    user: User
    channel: Channel
    source: Message | None


@dataclass
class Request:
    """One request that the bot made; *status* is None while it is unanswered, or when the link was dropped."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    at: float
    status: int | None = None
