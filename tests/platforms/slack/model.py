"""What one Slack workspace holds: people, channels, messages, views and the app's tokens."""

from dataclasses import dataclass, field
from typing import Any, Literal

from tests.platforms.slack.clock import MachineClock

Wire = dict[str, Any]
ChannelKind = Literal["public", "private", "im"]

BOT_USER = "UBOT0001"
BOT_ID = "BBOT0001"
APP_ID = "APP00001"


class Refusal(Exception):
    """An answer with ``ok: false``, in Slack's own code."""

    def __init__(self, code: str, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.extra: Wire = extra


@dataclass(eq=False)
class Token:
    value: str
    kind: Literal["bot", "app"]
    scopes: set[str] = field(default_factory=set)
    refused_with: str | None = None


@dataclass(eq=False)
class User:
    id: str
    name: str
    real_name: str
    team_id: str
    locale: str = "en-US"
    tz: str = "America/New_York"
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    deleted: bool = False

    def wire(self, *, locale: bool = False) -> Wire:
        shape: Wire = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "real_name": self.real_name,
            "deleted": self.deleted,
            "is_admin": self.is_admin,
            "is_owner": self.is_owner,
            "is_primary_owner": False,
            "is_bot": self.is_bot,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "is_app_user": False,
            "tz": self.tz,
            "profile": {"real_name": self.real_name, "display_name": self.name, "team": self.team_id},
        }
        return shape | ({"locale": self.locale} if locale else {})


@dataclass(eq=False)
class Message:
    """A message in a channel, or with *reader* one that only this person sees."""

    ts: str
    channel: "Channel"
    user: str
    text: str
    blocks: list[Wire] = field(default_factory=list)
    metadata: Wire | None = None
    thread_ts: str | None = None
    edited: str | None = None
    reader: str | None = None
    settings: Wire = field(default_factory=dict)  # parse, link_names, unfurl_links … as they were sent
    files: list[Wire] = field(default_factory=list)
    values: dict[str, Wire] = field(default_factory=dict)  # what the reader has chosen in the blocks
    deleted: bool = False

    @property
    def by_bot(self) -> bool:
        return self.user == BOT_USER

    def wire(self, *, metadata: Literal["all", "type"] = "all") -> Wire:
        shape: Wire = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        if self.by_bot:
            shape |= {"bot_id": BOT_ID, "app_id": APP_ID}
        if self.blocks:
            shape["blocks"] = self.blocks
        if self.metadata is not None:
            shape["metadata"] = self.metadata if metadata == "all" else {"event_type": self.metadata["event_type"]}
        if self.thread_ts:
            shape["thread_ts"] = self.thread_ts
        if self.edited:
            shape["edited"] = {"user": self.user, "ts": self.edited}
        if self.files:
            shape["files"] = self.files
        return shape


@dataclass(eq=False)
class Channel:
    id: str
    name: str
    kind: ChannelKind
    creator: str
    created: int
    members: set[str] = field(default_factory=set)
    topic: str = ""
    purpose: str = ""
    is_archived: bool = False
    is_general: bool = False
    read_only: bool = False
    messages: list[Message] = field(default_factory=list)
    pins: list[str] = field(default_factory=list)

    @property
    def bot_joined(self) -> bool:
        return BOT_USER in self.members

    @property
    def partner(self) -> str:
        """The person at the other end of a direct message with the bot."""
        return next(member for member in self.members if member != BOT_USER)

    def message(self, ts: str) -> Message | None:
        return next((message for message in self.messages if message.ts == ts), None)

    def wire(self) -> Wire:
        common: Wire = {"id": self.id, "created": self.created, "is_archived": self.is_archived}
        if self.kind == "im":
            return common | {"is_im": True, "user": self.partner}
        return common | {
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "public",
            "is_group": self.kind == "private",
            "is_private": self.kind == "private",
            "is_im": False,
            "is_mpim": False,
            "is_general": self.is_general,
            "is_member": self.bot_joined,
            "creator": self.creator,
            "num_members": len(self.members),
            "topic": {"value": self.topic, "creator": self.creator, "last_set": 0},
            "purpose": {"value": self.purpose, "creator": self.creator, "last_set": 0},
        }


@dataclass(eq=False)
class View:
    """A modal or a Home tab as one person sees it, with what is typed into it."""

    id: str
    user: str
    team_id: str
    body: Wire
    hash: str
    values: dict[str, Wire]
    root_id: str
    previous_id: str | None = None

    @property
    def blocks(self) -> list[Wire]:
        blocks: list[Wire] = self.body["blocks"]
        return blocks

    @property
    def title(self) -> str:
        return str(self.body.get("title", {}).get("text", ""))

    @property
    def callback_id(self) -> str:
        return str(self.body.get("callback_id", ""))

    @property
    def private_metadata(self) -> str:
        return str(self.body.get("private_metadata", ""))

    def wire(self) -> Wire:
        return {
            "callback_id": "",
            "private_metadata": "",
            "external_id": "",
            "title": None,
            "submit": None,
            "close": None,
            "clear_on_close": False,
            "notify_on_close": False,
            **self.body,
            "id": self.id,
            "team_id": self.team_id,
            "state": {"values": self.values},
            "hash": self.hash,
            "root_view_id": self.root_id,
            "previous_view_id": self.previous_id,
            "app_id": APP_ID,
            "bot_id": BOT_ID,
            "app_installed_team_id": self.team_id,
        }


class Workspace:
    """One workspace; ids of people and channels coincide between workspaces, as Slack does not promise otherwise."""

    def __init__(self, name: str, team_id: str, domain: str, clock: MachineClock) -> None:
        self.name = name
        self.team_id = team_id
        self.domain = domain
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.ephemerals: list[Message] = []
        self.homes: dict[str, View] = {}
        self.modals: dict[str, list[View]] = {}  # each person's stack, the one on top last
        self._clock = clock
        self._last_ts = 0
        self._ids = 0
        self.users[BOT_USER] = User(BOT_USER, "staffroom", "Staffroom", team_id, is_bot=True)

    def new_id(self, prefix: str) -> str:
        self._ids += 1
        return f"{prefix}{self._ids:08X}"

    def new_ts(self) -> str:
        """A time stamp that no other message of this workspace has."""
        self._last_ts = max(self._last_ts + 1, int(self._clock.time() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_channel(self, name: str, kind: ChannelKind, creator: str) -> Channel:
        prefix = "D" if kind == "im" else "C"
        channel = Channel(self.new_id(prefix), name, kind, creator, int(self._clock.time()))
        self.channels[channel.id] = channel
        return channel

    def direct(self, user_id: str) -> Channel:
        """The direct message between the bot and a person, opened if need be."""
        for channel in self.channels.values():
            if channel.kind == "im" and user_id in channel.members:
                return channel
        channel = self.new_channel("directmessage", "im", BOT_USER)
        channel.members |= {BOT_USER, user_id}
        return channel

    def named(self, name: str) -> Channel | None:
        return next((c for c in self.channels.values() if c.kind != "im" and c.name == name), None)

    def names(self) -> dict[str, str]:
        """What stands behind ids in text: people's and channels' names."""
        people = {user.id: user.name for user in self.users.values()}
        return people | {channel.id: channel.name for channel in self.channels.values() if channel.kind != "im"}

    def view(self, view_id: str) -> View | None:
        """An open modal or a Home tab by its id."""
        shown = [view for stack in self.modals.values() for view in stack] + list(self.homes.values())
        return next((view for view in shown if view.id == view_id), None)

    def external(self, external_id: str) -> View | None:
        shown = [view for stack in self.modals.values() for view in stack] + list(self.homes.values())
        return next((view for view in shown if external_id and view.body.get("external_id") == external_id), None)

    def drop_message(self, message: Message) -> None:
        message.deleted = True
        if message.reader is not None:
            self.ephemerals.remove(message)
            return
        message.channel.messages.remove(message)
        if message.ts in message.channel.pins:
            message.channel.pins.remove(message.ts)
