"""Slack's own limits on posting, off until a test turns them on."""

import math
from dataclasses import dataclass

from tests.platforms.slack.clock import MachineClock


@dataclass
class Bucket:
    """Takes *most* at once and fills again with *per_second*."""

    most: float
    per_second: float
    level: float
    at: float

    def wait(self, now: float) -> float:
        """Return the seconds until one more is taken."""
        self.level = min(self.most, self.level + (now - self.at) * self.per_second)
        self.at = now
        return 0.0 if self.level >= 1 else (1 - self.level) / self.per_second


class Rates:
    """One message a second in a channel with short bursts, several hundred a minute in all.

    *refused* counts the 429s.
    """

    def __init__(self, clock: MachineClock) -> None:
        self._clock = clock
        self._per_channel, self._burst = 0.0, 0.0
        self._channels: dict[str, Bucket] = {}
        self._workspace: Bucket | None = None
        self.refused = 0

    def on(self, *, per_channel: float = 1.0, burst: int = 4, per_minute: int = 300) -> None:
        """Take *per_channel* messages a second in a channel, *burst* at once, and *per_minute* in the workspace."""
        self._per_channel, self._burst = per_channel, burst
        self._channels.clear()
        self._workspace = Bucket(per_minute, per_minute / 60, per_minute, self._clock.time())

    def off(self) -> None:
        """Take as much as comes."""
        self._workspace = None

    def retry_after(self, method: str, channel: str) -> int:
        """Count a request; return the seconds it is to wait, 0 where it is taken."""
        if self._workspace is None or method != "chat.postMessage":
            return 0
        now = self._clock.time()
        fresh = Bucket(self._burst, self._per_channel, self._burst, now)
        bucket = self._channels.setdefault(channel, fresh)
        wait = max(bucket.wait(now), self._workspace.wait(now))
        if wait > 0:
            self.refused += 1
            return max(1, math.ceil(wait))
        bucket.level -= 1
        self._workspace.level -= 1
        return 0
