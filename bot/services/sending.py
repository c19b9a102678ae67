"""What deliveries and placements have in common: how long things may take, and finding the messenger of a workspace."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import MappingProxyType

from bot.clock import MachineClock
from bot.domain.community import Workspace
from bot.domain.people import Platform
from bot.ports.platform import Ambiguous, Events, Messenger, Outcome, Shaping
from bot.services.delivering.shaping import Pace
from bot.ui.capabilities import Capabilities
from bot.ui.fit import fit
from bot.ui.language import Languages
from bot.ui.localize import Localizer
from bot.ui.model import Reply
from bot.ui.text import Message


@dataclass(frozen=True, slots=True)
class Policy:
    """All on the machine's clock. The lease outlives the request, so that nobody else sends while one may live."""

    request_timeout: float = 15.0
    lease: timedelta = field(default=timedelta(seconds=30))
    quarantine: timedelta = field(default=timedelta(seconds=20))
    """From the end of a request's life until it is looked for: longer than a platform may still work on it."""
    second_look: timedelta = field(default=timedelta(seconds=30))
    repeat_within: timedelta = field(default=timedelta(seconds=90))
    """From the first try on, how long a platform that knows repeats again is simply sent it once more."""
    repeat_after: timedelta = field(default=timedelta(seconds=2))
    at_once: int = 40
    each_lane: int = 1
    retry: tuple[float, ...] = (2.0, 10.0, 60.0, 300.0)
    faster: float = 1.0
    """By how much shaping is faster than the platforms' own limits; 1 but in tests."""

    def __post_init__(self) -> None:
        if self.lease.total_seconds() < self.request_timeout * 1.5:
            raise ValueError("a lease shorter than a request's life lets a message be sent twice")

    def shortened(self, by: float) -> Policy:
        """Return the policy with every time, shaping's too, shorter in one proportion: for tests."""
        return replace(
            self,
            request_timeout=self.request_timeout / by,
            lease=self.lease / by,
            quarantine=self.quarantine / by,
            second_look=self.second_look / by,
            repeat_within=self.repeat_within / by,
            repeat_after=self.repeat_after / by,
            retry=tuple(wait / by for wait in self.retry),
            faster=self.faster * by,
        )

    def shaped(self, shaping: Shaping) -> Shaping:
        return Shaping(shaping.per_second * self.faster, shaping.per_lane * self.faster)

    def wait_before(self, attempt: int) -> timedelta:
        """Return how long to wait before trying again after the *attempt*-th try (from 1)."""
        return timedelta(seconds=self.retry[min(attempt, len(self.retry)) - 1])


class Post:
    """The messengers by platform, how much they take, and how replies are made ready for each."""

    def __init__(
        self,
        messengers: Mapping[Platform, Messenger],
        capabilities: Mapping[Platform, Capabilities],
        languages: Languages,
        policy: Policy,
        machine: MachineClock,
        events: Mapping[Platform, Events] = MappingProxyType({}),
    ) -> None:
        self._messengers = messengers
        self._events = events
        self._capabilities = capabilities
        self._languages = languages
        self.policy = policy
        self._paces = {each: Pace(policy.shaped(of.shaping), machine) for each, of in messengers.items()}

    def messenger(self, workspace: Workspace) -> Messenger | None:
        """Return who sends to *workspace*; None while its platform is not connected in this process."""
        return self._messengers.get(workspace.platform)

    def events(self, workspace: Workspace) -> Events | None:
        """Return the calendar of the workspace's platform, where sessions are to stand in it."""
        return self._events.get(workspace.platform)

    def words(self, message: Message) -> str:
        return self._languages.text(message)

    def pace(self, platform: Platform) -> Pace:
        """Return the turns to send on *platform*, which deliveries and cards share."""
        return self._paces[platform]

    def ready(self, reply: Reply, workspace: Workspace, zone: str | None, locale: str = "en") -> Reply:
        """Return *reply* in the reader's language, within the platform's limits for one message."""
        can = self._capabilities[workspace.platform]
        return fit(Localizer(self._languages, locale, zone, can.command_prefix).reply(reply), can)[0]

    def first_message(self, reply: Reply, platform: Platform) -> Reply:
        """Return the message, or the first of several, that *platform* gets of *reply*."""
        can = self._capabilities[platform]
        return fit(Localizer(self._languages, "en", None, can.command_prefix).reply(reply), can)[0]

    def messages_needed(self, reply: Reply, platform: Platform) -> int:
        can = self._capabilities[platform]
        return len(fit(Localizer(self._languages, "en", None, can.command_prefix).reply(reply), can))

    @property
    def platforms(self) -> tuple[Platform, ...]:
        return tuple(self._messengers)

    async def within_time(self, request: Awaitable[Outcome]) -> Outcome:
        """Return the outcome; one that takes too long may or may not have been carried out."""
        try:
            async with asyncio.timeout(self.policy.request_timeout):
                return await request
        except TimeoutError:
            return Ambiguous()
