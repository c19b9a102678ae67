"""The server's own clock and the ids made from it."""

import time
from datetime import UTC, datetime, timedelta

DISCORD_EPOCH_MS = 1_420_070_400_000


class Clock:
    """The machine's time, which a test can move forward."""

    def __init__(self) -> None:
        self._offset = 0.0

    def monotonic(self) -> float:
        """Return seconds on a clock that only goes forward."""
        return time.monotonic() + self._offset

    def now(self) -> datetime:
        """Return the moment in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self._offset)

    def advance(self, seconds: float) -> None:
        """Move the clock forward."""
        self._offset += seconds


class Snowflakes:
    """Ids as Discord makes them: the moment in the upper bits, always rising, beyond what a float holds exactly."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> int:
        """Return the next id."""
        moment = int(self._clock.now().timestamp() * 1000) - DISCORD_EPOCH_MS
        self._last = max((moment << 22) | 1, self._last + 1)
        return self._last

    def for_shard(self, shard: int, shards: int) -> int:
        """Return an id of a guild that *shard* of *shards* serves."""
        moment = (self.next() >> 22) + 1
        moment += (shard - moment) % shards
        self._last = (moment << 22) | 1
        return self._last
