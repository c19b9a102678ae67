"""One interaction's answer, in an order that both platforms allow: within 3 s, once, private.

NEW ──answer──► ANSWERED        NEW ──open_form──► ANSWERED
NEW ──1.5 s (2.2 s where a form may open)──► DEFERRED ──complete──► ANSWERED
A form that is ready only after deferring cannot be opened any more (Discord takes it only as the first answer, Slack's
trigger lives 3 s): the person gets a button that opens it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from bot.clock import MachineClock
from bot.ports.incoming import Answering
from bot.ui.capabilities import Capabilities
from bot.ui.fit import fit, fit_form
from bot.ui.localize import Localizer
from bot.ui.model import Form, Reply, Words

PATIENCE = 1.5
PATIENCE_WITH_FORM = 2.2


@dataclass(frozen=True, slots=True)
class Problems:
    """What is wrong with a submitted form; *form* has what was typed, *reply* says the same with a way to mend it."""

    form: Form
    problems: Mapping[str, Words]
    reply: Reply


@dataclass(frozen=True, slots=True)
class Late:
    """A form, and what makes the reply to give instead once it can no longer be opened."""

    form: Form
    instead: Callable[[], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Nothing:
    """No answer: the interaction was carried out and answered when it was first delivered."""


Result = Reply | Late | Problems | Nothing


@dataclass(frozen=True, slots=True)
class Settled:
    """What to say and to whom it is said."""

    result: Result
    localizer: Localizer


class State(StrEnum):
    NEW = "new"
    DEFERRED = "deferred"
    ANSWERED = "answered"


class Responder:
    """Gives exactly one answer to one interaction."""

    def __init__(self, answering: Answering, can: Capabilities, machine: MachineClock) -> None:
        self._answering = answering
        self._can = can
        self._machine = machine
        self.state = State.NEW

    async def run(self, work: Callable[[], Awaitable[Settled]], may_open_form: bool) -> None:
        """Carry out *work*, deferring if it takes long, and answer with what it returns."""
        task = asyncio.ensure_future(work())
        patience = asyncio.ensure_future(self._machine.sleep(PATIENCE_WITH_FORM if may_open_form else PATIENCE))
        try:
            await asyncio.wait({task, patience}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                self.state = State.DEFERRED
                await self._answering.defer()
            await self._answer(await task)
        finally:
            patience.cancel()
            if not task.done():
                task.cancel()

    async def _answer(self, settled: Settled) -> None:
        match settled.result:
            case Reply() as reply:
                await self._say(settled.localizer, reply)
            case Late(form, instead):
                fitted = fit_form(settled.localizer.form(form), self._can)
                if self.state is not State.NEW or not await self._answering.open_form(fitted):
                    await self._say(settled.localizer, await instead())
            case Problems(form, problems, reply):
                if self.state is State.NEW and self._can.problems_at_fields:
                    words = {name: settled.localizer.words(problem) for name, problem in problems.items()}
                    await self._answering.show_problems(fit_form(settled.localizer.form(form), self._can), words)
                else:
                    await self._say(settled.localizer, reply)
            case Nothing():
                if self.state is State.DEFERRED:
                    await self._answering.complete(())
            case _:
                assert_never(settled.result)
        self.state = State.ANSWERED

    async def _say(self, localizer: Localizer, reply: Reply) -> None:
        replies = fit(localizer.reply(reply), self._can)
        if self.state is State.DEFERRED:
            await self._answering.complete(replies)
        else:
            await self._answering.answer(replies)
