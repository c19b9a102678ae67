"""A Slack workspace on a port of this machine: Web API, Socket Mode, response URLs, uploads."""

import asyncio
import uuid
from collections.abc import Callable, Coroutine
from typing import Any, Self, TypeVar

from tests.platforms.slack import payloads
from tests.platforms.slack.clock import Changes, MachineClock
from tests.platforms.slack.endpoints import Endpoints, checked
from tests.platforms.slack.faults import Faults
from tests.platforms.slack.files import Upload
from tests.platforms.slack.hooks import Hooks
from tests.platforms.slack.manifest import ALL_SCOPES, Manifest
from tests.platforms.slack.methods import Request
from tests.platforms.slack.model import BOT_USER, Channel, Message, Refusal, Token, User, Wire, Workspace
from tests.platforms.slack.people import Person
from tests.platforms.slack.rates import Rates
from tests.platforms.slack.socket import Envelope, Farewell, Link, SocketMode
from tests.platforms.slack.specification import Specification
from tests.platforms.slack.words import Content, shown

T = TypeVar("T")


class SlackServer:
    """One workspace. ``problems`` collects what the app did that Slack would not put up with; tests expect none.

    Nothing installed means that everything is accepted with all scopes; ``install`` narrows that to a manifest.
    """

    def __init__(self, name: str = "Harbor Teachers", *, domain: str = "harbor-teachers", team_id: str = "") -> None:
        self.clock = MachineClock()
        self.changes = Changes()
        self.workspace = Workspace(name, team_id or f"T{uuid.uuid4().hex[:8].upper()}", domain, self.clock)
        self.problems: list[str] = []
        self.requests: list[Request] = []
        self.tokens: dict[str, Token] = {}
        self.uploads: dict[str, Upload] = {}
        self.events: dict[str, Envelope] = {}
        self.hooks = Hooks(self.workspace, self.clock)
        self.socket = SocketMode(self.clock, self.changes, self.spawn)
        self._endpoints = Endpoints(self)
        self.faults = Faults(self._endpoints.close, self._endpoints.open)
        self.rates = Rates(self.clock)
        self.specification = Specification()
        self.manifest: Manifest | None = None
        self.home_tab = True
        self.messages_tab = True
        self.may_create_channels = True
        self.brackets_links = False  # whether escaped commands hand web addresses over as <https://…>
        self.bot = self._new_token("bot", "xoxb", ALL_SCOPES)
        self.app = self._new_token("app", "xapp-1", frozenset({"connections:write"}))
        self._tasks: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> Self:
        await self._endpoints.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.faults.clear()
        await self.faults.lateness.end()
        await self.socket.close()
        await self._endpoints.stop()

    # Where it is and who may use it

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._endpoints.port}"

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self._endpoints.port}/link"

    @property
    def upload_url(self) -> str:
        return f"{self.url}/upload"

    @property
    def files_url(self) -> str:
        return f"{self.url}/files-pri"

    def hook_url(self, hook: str) -> str:
        return f"{self.url}/hooks/{hook}"

    @property
    def team_id(self) -> str:
        return self.workspace.team_id

    @property
    def bot_token(self) -> str:
        return self.bot.value

    @property
    def app_token(self) -> str:
        return self.app.value

    @property
    def scopes(self) -> set[str]:
        """The bot token's scopes; a test may take some away."""
        return self.bot.scopes

    @property
    def specification_missing(self) -> bool:
        return self.specification.missing

    def install(self, manifest: Wire | None = None, *, optional: bool = True) -> str:
        """Install or reinstall the app, with a manifest's commands, shortcuts and scopes; returns the bot token.

        The token stays the same unless the app had been removed. Without *optional* the scopes are left out that the
        manifest lets be left out; ``scopes`` can be changed by hand besides.
        """
        if manifest is not None:
            self.manifest = Manifest.read(manifest)
            self.home_tab, self.messages_tab = self.manifest.home_tab, self.manifest.messages_tab
        scopes = self.manifest.scopes if self.manifest else ALL_SCOPES
        if self.manifest and not optional:
            scopes -= self.manifest.optional_scopes
        if self.bot.refused_with:
            self.bot = self._new_token("bot", "xoxb", scopes)
        else:
            self.bot.scopes = set(scopes)
        return self.bot_token

    async def uninstall(self) -> None:
        """Remove the app: the token is of no use any more, and the app is told by both events."""
        self.bot.refused_with = "account_inactive"
        for channel in self.workspace.channels.values():
            if channel.kind != "im":
                channel.members.discard(BOT_USER)
        await self.emit({"type": "tokens_revoked", "tokens": {"bot": [BOT_USER], "oauth": []}})
        await self.emit({"type": "app_uninstalled"})

    async def revoke_token(self) -> None:
        """Revoke the bot token while the app stays."""
        self.bot.refused_with = "token_revoked"
        await self.emit({"type": "tokens_revoked", "tokens": {"bot": [BOT_USER], "oauth": []}})

    def _new_token(self, kind: Any, prefix: str, scopes: frozenset[str]) -> Token:
        token = Token(f"{prefix}-{uuid.uuid4().hex}", kind, set(scopes))
        self.tokens[token.value] = token
        return token

    # What is in the workspace

    def add_user(
        self,
        name: str,
        *,
        admin: bool = False,
        owner: bool = False,
        real_name: str = "",
        locale: str = "en-US",
        tz: str = "America/New_York",
    ) -> User:
        user = User(self.workspace.new_id("U"), name, real_name or name.title(), self.team_id, locale, tz, admin, owner)
        self.workspace.users[user.id] = user
        for channel in self.workspace.channels.values():
            if channel.kind == "public":
                channel.members.add(user.id)
        return user

    def add_channel(
        self, name: str, private: bool = False, joined: bool = False, members: tuple[User, ...] = ()
    ) -> Channel:
        """A channel; everybody is in public ones, *members* in private ones, the bot only where it *joined*."""
        channel = self.workspace.new_channel(name, "private" if private else "public", "USLACKBOT")
        everybody = () if private else tuple(self.workspace.users.values())
        channel.members |= {user.id for user in (*everybody, *members) if user.id != BOT_USER}
        if joined:
            channel.members.add(BOT_USER)
        self.changes.announce()
        return channel

    async def archive(self, channel: Channel) -> None:
        """Archive by hand."""
        channel.is_archived = True
        await self.emit({"type": "channel_archive", "channel": channel.id, "user": "USLACKBOT"}, subscribed_only=True)

    def delete_message(self, message: Message) -> None:
        """Delete by hand."""
        self.workspace.drop_message(message)
        self.changes.announce()

    def unpin(self, message: Message) -> None:
        """Take a pin away by hand."""
        message.channel.pins.remove(message.ts)
        self.changes.announce()

    def client(self, user: User, channel: Channel | None = None) -> Person:
        return Person(self, user, channel)

    def shown(self, content: Content) -> str:
        """The text a person reads, with this workspace's names."""
        return shown(content, self.workspace.names())

    async def wait_for(self, predicate: Callable[[], T | None], timeout: float = 5.0) -> T:
        """Wait until *predicate* is true, asked again at each change; returns what it returned."""
        return await self.changes.wait_for(predicate, timeout)

    def problem(self, words: str) -> None:
        self.problems.append(words)

    def calls(self, method: str) -> list[Request]:
        return [request for request in self.requests if request.method == method]

    # Socket Mode

    @property
    def links(self) -> list[Link]:
        return self.socket.links

    async def event(self, body: Wire) -> Envelope:
        """Hand an event to the app and wait for its ack."""
        payload = payloads.event(self.workspace, body, self.clock.time())
        envelope = Envelope("events_api", payload)
        self.events[payload["event_id"]] = envelope
        return await self.socket.deliver(envelope)

    async def emit(self, body: Wire, *, subscribed_only: bool = False) -> None:
        """Hand over an event if the installed manifest asks for it, or none is installed."""
        subscribed = body["type"] in self.manifest.events if self.manifest else not subscribed_only
        if subscribed:
            await self.event(body)
        self.changes.announce()

    async def redeliver(self, event_id: str, reason: str = "timeout") -> Envelope:
        """The same event once more."""
        envelope = await self.socket.again(self.events[event_id], reason)
        self.events[event_id] = envelope
        return envelope

    async def disconnect(self, reason: Farewell = "refresh_requested") -> None:
        await self.socket.say_goodbye(reason)

    def drop_links(self) -> None:
        """Lose the connections without a word."""
        self.socket.cut()

    def show_ack(self, hook: str, ack: Wire) -> None:
        """Show what a slash command's ack says."""
        if ack.get("text") or ack.get("blocks"):
            try:
                self.hooks.acked_with(hook, checked(self, ack, "ack of a command"))
            except Refusal:
                return  # already among the problems; the person sees nothing
        self.changes.announce()

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
