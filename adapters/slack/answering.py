"""The ways in which Slack lets an interaction be answered, one class for each kind."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.forms import form_view
from adapters.slack.limits import RESPONSE_URL_USES
from adapters.slack.render import home, message, modal
from adapters.slack.views import (
    ONE_MOMENT,
    Occasion,
    as_view,
    change_view,
    notice,
    open_view,
    waiting,
    write,
)
from bot.ui.model import Form, Reply
from bot.ui.text import t

SAVING: Final = t("Saving…")
ACK_SECONDS = 0.3
"""How long an ack may be under way; a view changed sooner would be overwritten by the one the ack carries."""


class _WithoutFields:
    """An interaction that is no form has no fields to show problems at."""

    async def show_problems(self, form: Form, problems: Mapping[str, str]) -> None:
        raise TypeError("problems can only be shown where a form was submitted")


class ByResponseUrl(_WithoutFields):
    """A command, a message shortcut, or a press in a message; *replaces* where only the person sees that message."""

    def __init__(self, to: Occasion, url: str, *, replaces: bool = False) -> None:
        self._to = to
        self._hook = AsyncWebhookClient(url, session=to.web.session)
        self._replaces = replaces
        self._left = RESPONSE_URL_USES

    async def answer(self, replies: Sequence[Reply]) -> None:
        for place, reply in enumerate(replies):
            await self._say(reply, replaces=self._replaces and place == 0)

    async def defer(self) -> None:
        await self._say(notice(ONE_MOMENT, self._to.reader), replaces=self._replaces)

    async def complete(self, replies: Sequence[Reply]) -> None:
        await self.answer(replies)

    async def open_form(self, form: Form) -> bool:
        return await open_view(self._to, form_view(form, self._to.reader, self._to.place)) is not None

    async def _say(self, reply: Reply, *, replaces: bool) -> None:
        """Say it where the person is; by direct message once the response URL is used up."""
        if self._left:
            self._left -= 1
            body = message(reply, self._to.reader) | {"unfurl_links": False, "unfurl_media": False}
            sent = await self._hook.send_dict(body | {"response_type": "ephemeral", "replace_original": replaces})
            if sent.status_code == 200:
                return
            structlog.get_logger().warning("slack.response_url_refused", status=sent.status_code)
            self._left = 0
        await write(self._to, [reply])


class InForm:
    """A submitted form: its ack, held back for the answer, says what becomes of the view."""

    def __init__(self, to: Occasion, ack: AsyncAck, view_id: str) -> None:
        self._to = to
        self._ack = ack
        self._view_id = view_id
        self._acked_at = 0.0

    async def answer(self, replies: Sequence[Reply]) -> None:
        view, rest = as_view(self._to, replies)
        await self._ack(response_action="update", view=view)
        await write(self._to, rest)

    async def defer(self) -> None:
        saving = modal([notice(SAVING, self._to.reader)], self._to.reader, self._to.place)
        await self._ack(response_action="update", view=saving)
        self._acked_at = asyncio.get_running_loop().time()

    async def complete(self, replies: Sequence[Reply]) -> None:
        await asyncio.sleep(self._acked_at + ACK_SECONDS - asyncio.get_running_loop().time())
        await _change_or_write(self._to, self._view_id, replies)

    async def open_form(self, form: Form) -> bool:
        await self._ack(response_action="update", view=form_view(form, self._to.reader, self._to.place))
        return True

    async def show_problems(self, form: Form, problems: Mapping[str, str]) -> None:
        """Slack refuses words for a field that is not in the view, so those stand at the first one."""
        names = [field.name for field in form.fields]
        errors: dict[str, str] = {}
        for name, words in problems.items():
            at = name if name in names else names[0]
            errors[at] = f"{errors[at]} {words}" if at in errors else words
        await self._ack(response_action="errors", errors=errors)


class InView(_WithoutFields):
    """A press in a modal of ours: the answer takes its place."""

    def __init__(self, to: Occasion, view_id: str) -> None:
        self._to = to
        self._view_id = view_id

    async def answer(self, replies: Sequence[Reply]) -> None:
        await _change_or_write(self._to, self._view_id, replies)

    async def defer(self) -> None:
        await change_view(self._to, self._view_id, waiting(self._to))

    async def complete(self, replies: Sequence[Reply]) -> None:
        await self.answer(replies)

    async def open_form(self, form: Form) -> bool:
        return await change_view(self._to, self._view_id, form_view(form, self._to.reader, self._to.place))


class InNewView(_WithoutFields):
    """A press on the Home tab, or a global shortcut: the answer is a modal, a direct message when it is late."""

    def __init__(self, to: Occasion) -> None:
        self._to = to
        self._view_id: str | None = None

    async def answer(self, replies: Sequence[Reply]) -> None:
        view, rest = as_view(self._to, replies)
        opened = await open_view(self._to, view)
        await write(self._to, replies if opened is None else rest)

    async def defer(self) -> None:
        self._view_id = await open_view(self._to, waiting(self._to))

    async def complete(self, replies: Sequence[Reply]) -> None:
        if self._view_id is None:
            await write(self._to, replies)
        else:
            await _change_or_write(self._to, self._view_id, replies)

    async def open_form(self, form: Form) -> bool:
        return await open_view(self._to, form_view(form, self._to.reader, self._to.place)) is not None


class OnHome(_WithoutFields):
    """The Home tab was opened: the answer is what it shows."""

    def __init__(self, to: Occasion) -> None:
        self._to = to

    async def answer(self, replies: Sequence[Reply]) -> None:
        await self._to.web.views_publish(user_id=self._to.user, view=home(replies, self._to.reader))

    async def defer(self) -> None:
        """Nobody waits for an ack here, and what the tab showed before is better than a promise."""

    async def complete(self, replies: Sequence[Reply]) -> None:
        await self.answer(replies)

    async def open_form(self, form: Form) -> bool:
        raise TypeError("opening the Home tab gives no trigger that a form could be shown by")


async def _change_or_write(to: Occasion, view_id: str, replies: Sequence[Reply]) -> None:
    view, rest = as_view(to, replies)
    changed = await change_view(to, view_id, view)
    await write(to, rest if changed else replies)
