"""A platform as the core sees it: what stands where, and requests that end in every way a network knows."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Collection, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.people import Platform
from bot.ports.platform import (
    Absent,
    Ambiguous,
    ChannelSeen,
    Done,
    Found,
    Outcome,
    RefusalReason,
    Refused,
    Retry,
    Shaping,
    Sighting,
    Target,
    TokenRefused,
    Unreadable,
)
from bot.ui.model import Actions, Button, Reply
from bot.ui.plain import plain
from tests.storage.machine.one_thread import LoopClock

KNOWN_AGAIN = 180.0
"""Seconds for which a key is known again where repeats are safe: longer than a repeat may be under way."""
SAW: ContextVar[int] = ContextVar("SAW")
"""How many changes to announcements were stored when what is being sent was composed."""


@dataclass(frozen=True, slots=True)
class Weather:
    """How one request fares: seconds until it takes effect (None: never) and until it is answered (None: never)."""

    arrives: float | None = 0.02
    answers: float | None = 0.05
    instead: Outcome | None = None
    """What is answered whatever happened."""

    @property
    def kind(self) -> str:
        effect = "without effect" if self.arrives is None else "late" if self.arrives > 0.02 else "carried out"
        answer = type(self.instead).__name__ if self.instead else "nothing" if self.answers is None else "in time"
        return f"{effect}, answered: {answer}"


FINE = Weather()


@dataclass(slots=True)
class Message:
    id: str
    place: str
    key: str
    reply: Reply
    at: datetime
    """Machine time, by which history is read."""
    said_at: datetime
    """Domain time."""
    words: str
    epoch: int
    deleted: bool = False
    deleted_in_doubt: bool = False
    pinned: bool = False

    @property
    def buttons(self) -> Sequence[Button]:
        rows = [block for block in self.reply.blocks if isinstance(block, Actions)]
        return [each for row in rows for each in row.controls if isinstance(each, Button)]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to say something, as it left."""

    platform: Platform
    key: str
    words: str
    saw: int


@dataclass
class APlatform:
    """*repeats_safely*: like Discord, that knows a nonce again for a while; without, like Slack."""

    platform: Platform
    repeats_safely: bool
    shaping: Shaping
    clock: LoopClock
    domain: Callable[[], datetime]
    on_ask: Callable[[Asked], None]
    wrong: list[str]
    """What was asked that must not be."""
    epoch: int = 0
    """How often an older copy of the database was put back."""
    weather: deque[Weather] = field(default_factory=deque)
    messages: list[Message] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    token: bool = True
    readable: bool = True
    direct: bool = True
    refused: set[str] = field(default_factory=set)
    """Keys that were refused to the core's face."""
    closed: dict[str, datetime | None] = field(default_factory=dict)
    """Keys that must not be said here without a look before: for good, or until an instant (machine time)."""
    happened: Counter[str] = field(default_factory=Counter)
    """For statistics."""

    def mend(self) -> None:
        """Let all be well, direct messages aside."""
        self.weather.clear()
        self.gone.clear()
        self.token = self.readable = True

    def reopen(self, key: str) -> None:
        """Let *key* be asked for again: somebody looked for it, or wants it sent."""
        self.closed.pop(key, None)

    def put_back(self, epoch: int) -> None:
        """Note that an older copy of the database was put back."""
        self.epoch = epoch
        self.closed.clear()

    def standing(self, key: str) -> Sequence[Message]:
        return [each for each in self.messages if each.key == key and not each.deleted]

    async def open_direct(self, workspace: str, user: str) -> Outcome:
        return await self._request(lambda: self._refusal(f"with {user}") or Done(f"with {user}"))

    async def send(self, target: Target, reply: Reply, key: str) -> Outcome:
        words, place = plain(reply), f"with {target.user}" if target.user else target.channel
        self.on_ask(Asked(self.platform, key, words, SAW.get(0)))
        self._ask(key)
        outcome = await self._request(lambda: self._refusal(place) or self._accept(place, reply, key, words))
        if isinstance(outcome, Refused):
            self.refused.add(key)
            self.closed[key] = None
        elif isinstance(outcome, Retry):
            self.closed[key] = self.clock.now() + timedelta(seconds=outcome.seconds)
        return outcome

    def _ask(self, key: str) -> None:
        """Note what is asked although it was refused, or put off: with a message in doubt, only after a look."""
        if key in self.closed and not self.repeats_safely and not key.startswith("placement:"):
            until = self.closed.pop(key)
            if until is None or self.clock.now() < until:
                why = "been refused" if until is None else "been put off"
                self.wrong.append(f"{key} was asked of {self.platform} again although it had {why}")

    async def look_for(self, target: Target, key: str, since: datetime) -> Sighting:
        place = f"with {target.user}" if target.user else target.channel
        seen: list[Sighting] = []
        self.reopen(key)

        def look() -> Outcome:
            there = [each for each in self.standing(key) if each.place == place and each.at >= since]
            if not self.token:
                seen.append(TokenRefused())
            elif not self.readable:
                seen.append(Unreadable("history"))
            else:
                seen.append(Found(there[0].id) if there else Absent())
            return Done()

        outcome = await self._request(look)
        self.happened[f"looked for: {seen[0] if seen else outcome}".partition("(")[0]] += 1
        return seen[0] if isinstance(outcome, Done) else outcome if isinstance(outcome, Retry) else Retry(5)

    async def edit(self, target: Target, message: str, reply: Reply) -> Outcome:
        def change(there: Message) -> None:
            there.reply = reply

        return await self._change(target, message, change)

    async def delete(self, target: Target, message: str) -> Outcome:
        def remove(there: Message) -> None:
            there.deleted = True

        return await self._change(target, message, remove)

    async def pin(self, target: Target, message: str) -> Outcome:
        return await self._change(target, message, lambda there: setattr(there, "pinned", True))

    async def unpin(self, target: Target, message: str) -> Outcome:
        return await self._change(target, message, lambda there: setattr(there, "pinned", False))

    async def pinned(self, target: Target, messages: Collection[str]) -> frozenset[str] | None:
        return frozenset(messages)

    async def open_channel(self, workspace: str, name: str, about: str) -> Outcome:
        return Done(name, name)

    async def open_thread(self, workspace: str, channel: str, name: str, key: str) -> Outcome:
        return Refused(RefusalReason.NOT_ACCEPTED)

    async def rename_channel(self, workspace: str, channel: str, name: str) -> Outcome:
        return Done(channel, name)

    async def archive_channel(self, workspace: str, channel: str) -> Outcome:
        return Done(channel)

    async def last_said(self, workspace: str, channel: str) -> datetime | None:
        return None

    async def join_channel(self, workspace: str, channel: str) -> Outcome:
        return Done(channel, channel)

    async def channels(self, workspace: str) -> Sequence[ChannelSeen]:
        return ()

    async def _change(self, target: Target, message: str, change: Callable[[Message], None]) -> Outcome:
        def carry_out() -> Outcome:
            there = next((each for each in self.messages if each.id == message and not each.deleted), None)
            if refusal := self._refusal(target.channel):
                return refusal
            if there is None:
                return Refused(RefusalReason.MESSAGE_GONE)
            change(there)
            return Done(message)

        return await self._request(carry_out)

    async def _request(self, effect: Callable[[], Outcome]) -> Outcome:
        how = self.weather.popleft() if self.weather else FINE
        came: list[Outcome] = []
        loop = asyncio.get_running_loop()
        if how.arrives is not None:  # also when whoever asked is gone by then
            loop.call_later(how.arrives, lambda: came.append(effect()))
        if how is not FINE:
            self.happened[f"request {how.kind}"] += 1
        if how.answers is None:
            await loop.create_future()
            raise AssertionError("nobody answers")
        await asyncio.sleep(how.answers)
        return how.instead or (came[0] if came else Ambiguous())

    def _refusal(self, place: str) -> Outcome | None:
        if not self.token:
            return TokenRefused()
        if place in self.gone:
            return Refused(RefusalReason.CHANNEL_GONE)
        if place.startswith("with ") and not self.direct:
            return Refused(RefusalReason.CLOSED_DM)
        return None

    def _accept(self, place: str, reply: Reply, key: str, words: str) -> Outcome:
        now = self.clock.now()
        known = [each for each in self.messages if each.key == key and (now - each.at).total_seconds() < KNOWN_AGAIN]
        if self.repeats_safely and known:
            self.happened["said again under the same key"] += 1
            return Refused(RefusalReason.MESSAGE_GONE) if known[-1].deleted else Done(known[-1].id)
        name = f"{self.platform} {len(self.messages) + 1}"
        said = Message(name, place, key, reply, now, self.domain(), words, self.epoch)
        self.messages.append(said)
        return Done(said.id)
