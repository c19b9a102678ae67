"""What bolt calls: everything that comes in is acknowledged, read and handed to the core."""

from __future__ import annotations

import asyncio
import re
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, Final

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import incoming as read
from adapters.slack.answering import ByResponseUrl, InForm, InNewView, InView, OnHome
from adapters.slack.files import SlackFiles
from adapters.slack.forms import keep_place
from adapters.slack.incoming import Payload, Workspace
from adapters.slack.outcomes import code_of
from adapters.slack.people import Profiles
from adapters.slack.register import GLOBAL_SHORTCUTS
from adapters.slack.render import Reader
from adapters.slack.text import people_in
from adapters.slack.views import Occasion, notice
from bot.ports.incoming import Answering, CommandCall, Core, HomeOpened, Incoming, MessageCall, Origin
from bot.ui.language import Languages
from bot.ui.text import t

_ANY: Final = re.compile("")
_MOST_NAMES = 5  # of people mentioned in one message; others are left without
_GRACE_SECONDS = 2.0

Gone = Callable[[str], Awaitable[None]]


class Listeners:
    """One for each connection. Work goes on in tasks of its own: bolt forgets an ack when a listener fails after it."""

    def __init__(
        self, core: Core, web: AsyncWebClient, languages: Languages, workspace: Workspace, gone: Gone, files: SlackFiles
    ) -> None:
        self._core = core
        self._web = web
        self._languages = languages
        self._workspace = workspace
        self._gone = gone
        self._files = files
        self._profiles = Profiles(web)
        self._tasks: set[asyncio.Task[None]] = set()

    def register(self, app: AsyncApp) -> None:
        """Take everything: what no listener takes is never acknowledged, and the person sees an error."""
        app.command(_ANY)(self.command)
        app.shortcut(_ANY)(self.shortcut)
        app.action(_ANY)(self.action)
        app.view(_ANY)(self.submission)
        app.view_closed(_ANY)(self.acknowledge)
        app.options(_ANY)(self.no_options)
        app.event(_ANY)(self.event)

    async def close(self) -> None:
        """Let what is being answered finish for a moment."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_GRACE_SECONDS)
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        self._start("command", self._command(body))

    async def shortcut(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        work = self._message_shortcut(body) if body["type"] == "message_action" else self._global_shortcut(body)
        self._start("shortcut", work)

    async def action(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        if body["type"] == "block_actions" and body.get("actions") and not read.is_silent(body["actions"][0]):
            self._start("action", self._press(body))

    async def submission(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Bolt waits up to 3 s for the ack that the answer makes."""
        self._start("submission", self._submission(ack, body))

    async def acknowledge(self, ack: AsyncAck) -> None:
        await ack()

    async def no_options(self, ack: AsyncAck) -> None:
        """Our menus carry their options."""
        await ack(options=[])

    async def event(self, body: dict[str, Any]) -> None:
        """Bolt has acknowledged it already."""
        match body["event"]:
            case {"type": "app_home_opened", "tab": "home"}:
                self._start("home", self._home(body))
            case {"type": "app_uninstalled"} | {"type": "tokens_revoked", "tokens": {"bot": [_, *_]}}:
                self._start("gone", self._removed())
            case _:
                return

    async def _command(self, body: Payload) -> None:
        origin, to = await self._meet(body)
        await self._hand(read.typed_command(body, origin), ByResponseUrl(to, body["response_url"]))

    async def _message_shortcut(self, body: Payload) -> None:
        mentioned = people_in(str(body["message"].get("text") or ""))[:_MOST_NAMES]
        people = {read.author_of(body), *mentioned} - {"", self._workspace.bot_user}
        (origin, to), names = await asyncio.gather(self._meet(body), self._profiles.names(sorted(people)))
        files = self._files.of(body["message"])
        pointed = read.snapshot(body, self._workspace, names, files)
        call = MessageCall(origin, str(body["callback_id"]), pointed)
        await self._hand(call, ByResponseUrl(to, body["response_url"]))

    async def _global_shortcut(self, body: Payload) -> None:
        paths = {shortcut.callback_id: shortcut.path for shortcut in GLOBAL_SHORTCUTS}
        path = paths.get(str(body["callback_id"]))
        if path is None:
            structlog.get_logger().warning("slack.shortcut_unknown", name=body["callback_id"])
            return
        origin, to = await self._meet(body)
        await self._hand(CommandCall(origin, path, {}), InNewView(to))

    async def _press(self, body: Payload) -> None:
        origin, to = await self._meet(body)
        pressed = read.press(body, origin)
        await self._hand(pressed, self._where_pressed(body, to, replaces=pressed.in_private))

    def _where_pressed(self, body: Payload, to: Occasion, *, replaces: bool) -> Answering:
        view = body.get("view") or {}
        if view.get("type") == "modal":
            return InView(to, str(view["id"]))
        if view:
            return InNewView(to)
        return ByResponseUrl(to, body["response_url"], replaces=replaces)

    async def _submission(self, ack: AsyncAck, body: Payload) -> None:
        try:
            origin, to = await self._meet(body)
            await self._hand(read.submission(body, origin), InForm(to, ack, str(body["view"]["id"])))
        finally:
            if ack.response is None:
                await ack()

    async def _home(self, body: Payload) -> None:
        origin, to = await self._meet(body)
        await self._hand(HomeOpened(origin), OnHome(to))

    async def _removed(self) -> None:
        await self._gone(self._workspace.team)

    async def _meet(self, body: Payload) -> tuple[Origin, Occasion]:
        user = read.user_of(body)
        origin = read.origin_of(body, self._workspace, await self._profiles.find(user))
        place = keep_place(origin.channel, origin.channel_name)
        reader = Reader(self._languages, origin.locale)
        return origin, Occasion(self._web, reader, user, str(body.get("trigger_id") or ""), place)

    async def _hand(self, incoming: Incoming, answering: Answering) -> None:
        """Hand it to the core, unless the person is of another team and only shares a channel with this workspace."""
        origin = incoming.origin
        if origin.tenant == self._workspace.team:
            await self._core.handle(incoming, answering)
            return
        words = t("This is for members of {workspace}.", workspace=self._workspace.name)
        await answering.answer([notice(words, Reader(self._languages, origin.locale))])

    def _start(self, kind: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_logged(kind, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _logged(kind: str, work: Coroutine[Any, Any, None]) -> None:
    """The one place where anything that went wrong in between ends."""
    try:
        await work
    except Exception as error:  # noqa: BLE001 - a payload or an answer that failed must not end the connection
        code = code_of(error) if isinstance(error, SlackApiError) else ""
        at = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(at.filename).name}:{at.lineno}"  # a whole traceback may show what people wrote
        structlog.get_logger().error("slack.not_handled", kind=kind, error=type(error).__name__, code=code, where=where)
