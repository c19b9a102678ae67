"""Both platforms as the program meets them: channels and people, slow answers, failures by chance."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

from bot.cards.troubles import ALL_AGAIN, LEAVE_ALL
from bot.domain.people import Platform
from bot.ui.wire import decode, number
from tests.platforms.discord import DiscordServer, Guild, Permission
from tests.platforms.discord.components import every
from tests.platforms.discord.messages import NONCE_LIFE
from tests.platforms.discord.permissions import BOT
from tests.platforms.slack import SlackServer

CHANNELS = 24
HISTORY_SCOPES = {"channels:history", "groups:history", "im:history"}
MESSAGES = "/channels/*/messages"


@dataclass(frozen=True)
class Chances:
    """How likely it is that each befalls a request; what they are is said at ``trouble.Odds``."""

    lost: float = 0.0
    dropped: float = 0.0
    failed: float = 0.0
    limited: float = 0.0
    late: float = 0.0


SOMETIMES = Chances(lost=0.01, dropped=0.015, failed=0.015, limited=0.015, late=0.015)
SOMETIMES_UNREAD = Chances(lost=0.02, failed=0.02, limited=0.02)
OFTEN_LATE = Chances(late=0.15)


class Dice(Random):
    """Counts the throws that take an answer away, if it is thrown once for each request."""

    def __init__(self, seed: float, chances: Chances) -> None:
        super().__init__(seed)
        before_limited = chances.lost + chances.dropped + chances.failed
        after_limited = before_limited + chances.limited
        self._bands = ((0.0, before_limited), (after_limited, after_limited + chances.late))
        self.taken_away = 0

    def random(self) -> float:
        thrown = super().random()
        self.taken_away += any(low <= thrown < high for low, high in self._bands)
        return thrown


@dataclass(frozen=True)
class Post:
    """A request to post: what it carries (the name of what is said, hashed), when it came (machine time)."""

    mark: str
    at: float


@dataclass
class Platforms:
    discord: DiscordServer
    guild: Guild
    slack: SlackServer
    shortened: float
    users: dict[Platform, list[str]] = field(default_factory=dict)
    _dice: list[Dice] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        return {
            "STAFFROOM_DISCORD__TOKEN": self.discord.token,
            "STAFFROOM_DISCORD__API_URL": self.discord.api_url,
            "STAFFROOM_DISCORD__GATEWAY_URL": self.discord.gateway_url,
            "STAFFROOM_SLACK__BOT_TOKEN": self.slack.bot_token,
            "STAFFROOM_SLACK__APP_TOKEN": self.slack.app_token,
            "STAFFROOM_SLACK__API_URL": self.slack.api_url,
        }

    def hide_history(self) -> None:
        """Let the bot read no history, as where neither the permission nor the scopes were given."""
        self.discord.allow_bot(self.guild, BOT & ~Permission.READ_MESSAGE_HISTORY)
        self.slack.scopes.difference_update(HISTORY_SCOPES)

    def limit_rates(self) -> None:
        """Take no more than the real ones do, in the same proportion."""
        k = self.shortened
        self.discord.rates.on(round(50 * k), (5, 5 / k))
        self.slack.rates.on(per_channel=k, per_minute=round(300 * k))

    def trouble(self, rng: Random, chances: Chances, answer_after: float, late_after: float) -> None:
        """Let each request take a while, and some go wrong; *late_after*: seconds from the end of its sender."""
        self._dice = [Dice(rng.random(), chances) for _ in range(2)]
        on_discord, on_slack = self._dice
        self._storm_on_discord("POST", on_discord, chances, late_after)
        self._storm_on_discord("GET", Random(rng.random()), SOMETIMES_UNREAD)
        self.discord.faults.latency(answer_after, "POST", MESSAGES)
        self._storm_on_slack("chat.postMessage", on_slack, chances, late_after)
        self._storm_on_slack("conversations.history", Random(rng.random()), SOMETIMES_UNREAD)
        self.slack.faults.slow("chat.postMessage", answer_after, None)

    def _storm_on_discord(self, method: str, rng: Random, said: Chances, late_after: float = 0.0) -> None:
        self.discord.faults.storm(
            method, MESSAGES, rng, late_seconds=late_after,
            p_lost=said.lost, p_drop=said.dropped, p_5xx=said.failed, p_429=said.limited, p_late=said.late,
        )  # fmt: skip

    def _storm_on_slack(self, method: str, rng: Random, said: Chances, late_after: float = 0.0) -> None:
        self.slack.faults.storm(
            method, rng, late_seconds=late_after,
            p_lost=said.lost, p_drop=said.dropped, p_5xx=said.failed, p_429=said.limited, p_late=said.late,
        )  # fmt: skip

    @property
    def answers_lost(self) -> int:
        """How many requests to post got no answer, or none that says what became of them."""
        return sum(dice.taken_away for dice in self._dice)

    def calm(self) -> None:
        self.discord.faults.clear()
        self.slack.faults.clear()

    async def settled(self) -> None:
        """Wait until nothing is held any more."""
        await self.discord.faults.lateness.settled()
        await self.slack.faults.lateness.settled()

    def forget_nonces(self) -> None:
        """Forget what Discord, in the same proportion, would not know any more."""
        nonces, now = self.discord.state.nonces, self.discord.state.clock.monotonic()
        for key, (at, _) in list(nonces.items()):
            if now - at > NONCE_LIFE / self.shortened:
                del nonces[key]

    def posts(self, discord_from: int = 0, slack_from: int = 0) -> Iterator[Post]:
        """Yield the requests to post from the given places in the servers' lists of requests on."""
        offset = time.time() - time.monotonic()
        for asked in self.discord.requests[discord_from:]:
            if asked.method == "POST" and asked.path.endswith("/messages"):
                yield Post(str(asked.body["nonce"]), asked.at + offset)
        for call in self.slack.requests[slack_from:]:
            if call.method == "chat.postMessage":
                yield Post(_mark(call.params.get("metadata")), call.at)

    def standing(self) -> Counter[str]:
        """Return how often each thing said stands on the platforms, by its mark."""
        return Counter(
            [
                str(message.nonce)
                for channel in self.discord.state.channels.values()
                for message in channel.messages.values()
            ]
            + [
                _mark(message.metadata)
                for conversation in self.slack.workspace.channels.values()
                for message in conversation.messages
            ]
        )

    def told_of(self) -> tuple[set[int], set[int]]:
        """Return the rows about which a direct message has a button, and the announcements told of as a whole."""
        codes = [
            str(part.get("custom_id", ""))
            for channel in self.discord.state.channels.values()
            if channel.recipient is not None
            for message in channel.messages.values()
            for part in every(message.components)
        ]
        codes += [
            str(element.get("action_id", ""))
            for conversation in self.slack.workspace.channels.values()
            if conversation.kind == "im"
            for message in conversation.messages
            for block in message.blocks
            for element in block.get("elements") or ()
        ]
        found = [code for each in codes if (code := decode(each)) and code.action.startswith("trouble.")]
        together = {number(code.args[0]) for code in found if code.action in (ALL_AGAIN, LEAVE_ALL)}
        return {number(code.args[0]) for code in found if code.action not in (ALL_AGAIN, LEAVE_ALL)}, together

    @property
    def problems(self) -> list[str]:
        return self.discord.problems + self.slack.problems


def _mark(metadata: object) -> str:
    told = json.loads(metadata) if isinstance(metadata, str) else metadata
    return str(told["event_payload"]["key"]) if isinstance(told, dict) else ""


@asynccontextmanager
async def playing(shortened: float, people: int) -> AsyncIterator[Platforms]:
    """Play both, with *people* on each and CHANNELS channels."""
    async with DiscordServer() as discord, SlackServer() as slack:
        guild = discord.add_guild("Harbor Teachers")
        played = Platforms(discord, guild, slack, shortened)
        for channel in range(CHANNELS):
            discord.add_channel(guild, f"topic-{channel}")
            slack.add_channel(f"topic-{channel}", joined=True)
        discord.add_channel(guild, "announcements")
        slack.add_channel("announcements", joined=True)
        names = [f"teacher-{each}" for each in range(people)]
        played.users[Platform.DISCORD] = [str(discord.add_user(name, guild).id) for name in names]
        played.users[Platform.SLACK] = [slack.add_user(name).id for name in names]
        yield played
