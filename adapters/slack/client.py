"""Slack's front: one workspace, by Socket Mode."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from typing import Final

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.checks import APP_TOKEN_REMEDY, BOT_TOKEN_REMEDY, check, refuses_app
from adapters.slack.files import SlackFiles
from adapters.slack.incoming import Workspace
from adapters.slack.limits import CAPABILITIES
from adapters.slack.listeners import Listeners
from adapters.slack.messenger import SlackMessenger
from adapters.slack.outcomes import FAILURES, classify
from adapters.slack.register import check_short_commands, manifest
from adapters.slack.render import Reader
from bot.domain.people import Platform
from bot.interaction.registry import Registry
from bot.ports.incoming import Core, WorkspaceGone, WorkspaceSeen
from bot.ports.platform import Events, Finding, FrontStopped, Messenger, Notebook, TokenRefused, account_of
from bot.ui.capabilities import Capabilities
from bot.ui.language import Languages

TIMEOUT_SECONDS: Final = 30
LOST_SECONDS: Final = 60.0
_LOOK_SECONDS: Final = 5.0
_MANIFEST_NOTE: Final = "slack.manifest"


class ConnectionLost(Exception):
    """The link to Slack could not be made again; starting over may help."""


class SlackFront:
    platform: Platform = Platform.SLACK
    capabilities: Capabilities = CAPABILITIES
    messenger: Messenger

    def __init__(
        self,
        bot_token: str,
        app_token: str,
        registry: Registry,
        languages: Languages,
        notebook: Notebook,
        api_url: str | None = None,
        short_commands: Sequence[str] = (),
        *,
        reads_files: bool = False,
        ping_seconds: float = 5.0,
    ) -> None:
        """Raises ShortFormRefused. *ping_seconds* is how often the link is looked after.

        With *reads_files* the app asks for the right to read files that people point at.
        """
        check_short_commands(registry, short_commands)
        self.account = account_of(bot_token)
        self._bot_token = bot_token
        self._app_token = app_token
        self._registry = registry
        self._languages = languages
        self._notebook = notebook
        self._api_url = api_url or AsyncWebClient.BASE_URL
        self._short_commands = tuple(short_commands)
        self._ping_seconds = ping_seconds
        self._reads_files = reads_files
        retries = [AsyncConnectionErrorRetryHandler(), AsyncRateLimitErrorRetryHandler()]
        self._web = AsyncWebClient(bot_token, self._api_url, TIMEOUT_SECONDS, retry_handlers=retries)
        posting = AsyncWebClient(bot_token, self._api_url, TIMEOUT_SECONDS, retry_handlers=[])
        self._posts = SlackMessenger(posting, Reader(languages))
        self.messenger = self._posts
        self.events: Events | None = None
        self._ready = asyncio.Event()

    async def run(self, core: Core) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(TIMEOUT_SECONDS)) as session:
            self._web.session = session
            try:
                workspace = await self._introduce()
                self._posts.serves(workspace.team)
                await core.workspace_seen(WorkspaceSeen(Platform.SLACK, workspace.team, workspace.name))
                await self._compare_manifest()
                await self._serve(core, workspace)
            finally:
                self._ready.clear()
                self._web.session = None

    async def wait_ready(self) -> None:
        await self._ready.wait()

    async def check(self) -> Sequence[Finding]:
        return await check(
            AsyncWebClient(self._bot_token, self._api_url, TIMEOUT_SECONDS), self._app_token, files=self._reads_files
        )

    async def _introduce(self) -> Workspace:
        try:
            me = await self._web.auth_test()
        except FAILURES as error:
            if classify(error) == TokenRefused():
                raise FrontStopped(BOT_TOKEN_REMEDY) from error
            raise
        return Workspace(me["team_id"] or "", me["team"] or "", me["user_id"] or "", me["bot_id"] or "")

    async def _is_taken(self) -> bool:
        """Return whether Slack takes the bot's token, as far as it can be asked."""
        try:
            await self._web.auth_test()
        except FAILURES as error:
            return classify(error) != TokenRefused()
        return True

    async def _serve(self, core: Core, workspace: Workspace) -> None:
        ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        told = False

        async def gone(team: str) -> None:
            nonlocal told
            # Slack tells of it by two events, and again of what it was not answered, also after a new installation.
            if await self._is_taken() or told:
                return
            told = True
            await core.workspace_gone(WorkspaceGone(Platform.SLACK, team))
            _end(ended, FrontStopped(f"Staffroom was removed from {workspace.name}. To go on, install the app again."))

        files = SlackFiles(self._web, self._reads_files)
        listeners = Listeners(core, self._web, self._languages, workspace, gone, files)
        app = self._app(workspace)
        listeners.register(app)
        address = await self._address()
        handler = AsyncSocketModeHandler(app, self._app_token, ping_interval=self._ping_seconds)
        handler.client.wss_uri = address

        async def next_address() -> str:
            try:
                return await self._address()
            except FrontStopped as stopped:
                _end(ended, stopped)
                raise

        # The library asks for ever with a token that is no longer taken.
        handler.client.issue_new_wss_url = next_address  # type: ignore[method-assign]
        try:
            async with asyncio.timeout(LOST_SECONDS):
                await handler.connect_async()  # type: ignore[no-untyped-call]
            self._ready.set()
            await _watch(handler, ended)
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]
            await listeners.close()

    def _app(self, workspace: Workspace) -> AsyncApp:
        """Return bolt's app. Its own authorization is given, so that no variable of the environment can change it."""

        async def authorize() -> AuthorizeResult:
            return AuthorizeResult(
                enterprise_id=None,
                team_id=workspace.team,
                bot_token=self._bot_token,
                bot_user_id=workspace.bot_user,
                bot_id=workspace.bot_id,
            )

        client = AsyncWebClient(base_url=self._api_url, timeout=TIMEOUT_SECONDS)
        return AsyncApp(name="staffroom", client=client, authorize=authorize, signing_secret="")

    async def _address(self) -> str:
        """Return where to connect to, good for one connection."""
        try:
            response = await self._web.apps_connections_open(app_token=self._app_token)
        except FAILURES as error:
            if refuses_app(error):
                raise FrontStopped(APP_TOKEN_REMEDY) from error
            raise
        return str(response["url"])

    async def _compare_manifest(self) -> None:
        """Say once when what is declared is no longer what it was: Slack learns of it only by hand."""
        declared = json.dumps(
            manifest(self._registry, self._languages, self._short_commands, files=self._reads_files), sort_keys=True
        )
        now, before = hashlib.sha256(declared.encode()).hexdigest(), await self._notebook.get(_MANIFEST_NOTE)
        if now != before:
            if before is not None:
                remedy = "paste the new manifest at api.slack.com/apps and reinstall the app"
                structlog.get_logger().warning("slack.manifest_changed", remedy=remedy)
            await self._notebook.set(_MANIFEST_NOTE, now)


def _end(ended: asyncio.Future[None], reason: FrontStopped) -> None:
    if not ended.done():
        ended.set_exception(reason)


async def _watch(handler: AsyncSocketModeHandler, ended: asyncio.Future[None]) -> None:
    """Wait for the end; ConnectionLost where the library, which knocks at one address for ever, gets nowhere."""
    loop = asyncio.get_running_loop()
    seen = loop.time()
    while not ended.done():
        await asyncio.wait({ended}, timeout=_LOOK_SECONDS)
        if await handler.client.is_connected():
            seen = loop.time()
        elif loop.time() - seen > LOST_SECONDS:
            raise ConnectionLost(f"no connection to Slack for {LOST_SECONDS:.0f} s")
    ended.result()
