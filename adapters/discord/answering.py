"""How one interaction is answered on Discord: privately, in place where the message was private already."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any

import discord
import structlog

from adapters.discord import limits
from adapters.discord.attachments import enclosing
from adapters.discord.forms import modal
from adapters.discord.outcomes import ALREADY_ANSWERED, TOO_LATE
from adapters.discord.render import EPHEMERAL, render
from adapters.discord.rest import Rest
from bot.ports.incoming import Choice
from bot.ui.model import Enclosed, Facts, Form, Reply

Json = dict[str, Any]

_MESSAGE, _DEFERRED_MESSAGE, _DEFERRED_UPDATE, _UPDATE, _SUGGESTIONS, _MODAL = 4, 5, 6, 7, 8, 9


class DiscordAnswering:
    """Answers to one interaction. *replaces* where it was done on a private message, which the answer then replaces,
    unless it brings a file: the list that somebody opens files from stays.

    What Discord refuses is raised to the core, except what no second attempt can mend: answered already, or too late.
    """

    def __init__(self, rest: Rest, interaction: int, application: int, token: str, replaces: bool) -> None:
        self._rest = rest
        self._interaction = interaction
        self._application = application
        self._token = token
        self._replaces = replaces

    async def answer(self, replies: Sequence[Reply]) -> None:
        first, *others = replies
        if self._replaces and not first.files:
            await self._call_back(_UPDATE, render(first))
        else:
            await self._call_back(_MESSAGE, _private(first), first.files)
        await self._follow_up(others)

    async def defer(self) -> None:
        if self._replaces:
            await self._call_back(_DEFERRED_UPDATE)
        else:
            await self._call_back(_DEFERRED_MESSAGE, {"flags": EPHEMERAL})

    async def complete(self, replies: Sequence[Reply]) -> None:
        first, *others = replies
        if self._replaces and first.files:
            await self._follow_up(replies)
            return
        body = enclosing(render(first), first.files)
        await self._in_time(self._rest.edit_answer(self._application, self._token, body, first.files))
        await self._follow_up(others)

    async def open_form(self, form: Form) -> bool:
        """Where Discord took it too late nothing else could be said either."""
        await self._call_back(_MODAL, modal(form))
        return True

    async def show_problems(self, form: Form, problems: Mapping[str, str]) -> None:
        """Say what is wrong in a private message: Discord shows nothing at the fields of a form."""
        rows = tuple((field.label, (problems[field.name],)) for field in form.fields if field.name in problems)
        await self.answer([Reply((Facts(rows),))])

    async def suggest(self, choices: Sequence[Choice]) -> None:
        """Offer *choices* for an option that is being typed."""
        shown = [
            {"name": choice.label[: limits.OPTION_TEXT], "value": choice.value}
            for choice in choices
            if choice.label and 1 <= len(choice.value) <= limits.OPTION_TEXT
        ]
        await self._call_back(_SUGGESTIONS, {"choices": shown[: limits.OPTIONS]})

    async def _follow_up(self, replies: Sequence[Reply]) -> None:
        for reply in replies:
            await self._in_time(self._rest.follow_up(self._application, self._token, _private(reply), reply.files))

    async def _call_back(self, kind: int, data: Json | None = None, files: Sequence[Enclosed] = ()) -> None:
        body: Json = {"type": kind} if data is None else {"type": kind, "data": data}
        await self._in_time(self._rest.answer_interaction(self._interaction, self._token, body, files))

    async def _in_time(self, request: Awaitable[None]) -> None:
        try:
            await request
        except discord.HTTPException as error:
            if error.code in TOO_LATE:
                structlog.get_logger().warning("discord_answered_too_late", code=error.code)
            elif error.code != ALREADY_ANSWERED:  # the library repeated a callback whose first answer was lost
                raise


def _private(reply: Reply) -> Json:
    body = enclosing(render(reply), reply.files)
    return {**body, "flags": body["flags"] | EPHEMERAL}
