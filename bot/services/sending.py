"""What deliveries and placements have in common: how long things may take, and finding the messenger of a workspace."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.community import Workspace
from bot.domain.people import Platform
from bot.ports.platform import Ambiguous, Messenger, Outcome
from bot.ui.capabilities import Capabilities
from bot.ui.fit import fit
from bot.ui.language import Languages
from bot.ui.localize import Localizer
from bot.ui.model import Reply


@dataclass(frozen=True, slots=True)
class Policy:
    """All on the machine's clock. The lease outlives the request, so that nobody else sends while one may live."""

    request_timeout: float = 15.0
    lease: timedelta = field(default=timedelta(seconds=30))
    longest_wait: float = 1.0
    at_once: int = 10
    retry: tuple[float, ...] = (2.0, 10.0, 60.0, 300.0)

    def __post_init__(self) -> None:
        if self.lease.total_seconds() < self.request_timeout * 1.5:
            raise ValueError("a lease shorter than a request's life lets a message be sent twice")

    def wait_before(self, attempt: int) -> timedelta:
        """Return how long to wait before trying again after the *attempt*-th try (from 1)."""
        return timedelta(seconds=self.retry[min(attempt, len(self.retry)) - 1])


class Post:
    """The messengers by platform, and how replies are made ready for each."""

    def __init__(
        self,
        messengers: Mapping[Platform, Messenger],
        capabilities: Mapping[Platform, Capabilities],
        languages: Languages,
        policy: Policy,
    ) -> None:
        self._messengers = messengers
        self._capabilities = capabilities
        self._languages = languages
        self.policy = policy

    def messenger(self, workspace: Workspace) -> Messenger | None:
        """Return who sends to *workspace*; None while its platform is not connected in this process."""
        return self._messengers.get(workspace.platform)

    def ready(self, reply: Reply, workspace: Workspace, zone: str | None) -> Reply:
        """Return *reply* in the channel's language, within the platform's limits for one message."""
        can = self._capabilities[workspace.platform]
        return fit(Localizer(self._languages, "en", zone, can.command_prefix).reply(reply), can)[0]

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
