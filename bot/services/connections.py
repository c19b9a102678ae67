"""How this process stands with each platform, as those see it who run the fronts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from bot.domain.people import Platform


class Connection(StrEnum):
    STANDING_BY = "standing by"
    """Another process speaks there; this one takes over when that ends."""
    CONNECTING = "connecting"
    CONNECTED = "connected"
    STOPPED = "stopped"
    """Only an operator can mend it."""


class Connections:
    def __init__(self, platforms: Iterable[Platform]) -> None:
        self._now = dict.fromkeys(platforms, Connection.CONNECTING)

    def note(self, platform: Platform, connection: Connection) -> None:
        self._now[platform] = connection

    def now(self) -> Mapping[Platform, Connection]:
        return dict(self._now)
