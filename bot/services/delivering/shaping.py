"""Shaping: no more at once than a platform takes, each place in its own time."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from bot.clock import MachineClock
from bot.ports.platform import Shaping

MOST_ROOM = 10_000
CATCH_UP = 4
"""Turns that went by unused while others were busy and may still be taken at once."""


class Pace:
    """Turns to send on one platform, handed out in the order in which they are asked for."""

    def __init__(self, shaping: Shaping, machine: MachineClock) -> None:
        self._machine = machine
        self._step = 1 / shaping.per_second if shaping.per_second else 0.0
        self._lane_step = 1 / shaping.per_lane if shaping.per_lane else 0.0
        self._next = 0.0
        self._lanes: dict[str, float] = {}

    async def turn(self, lane: str, patience: float) -> bool:
        """Wait for a turn in *lane* and return True; False, at once, where it would take over *patience* seconds."""
        now = self._machine.monotonic()
        free = max(self._next, now - CATCH_UP * self._step)
        at = max(now, free, self._lanes.get(lane, 0.0))
        if at - now > patience:
            return False
        self._next = free + self._step
        self._lanes[lane] = at + self._lane_step
        if at > now:
            await self._machine.sleep(at - now)
        return True

    def room(self, horizon: float) -> int:
        """Return how many turns there are within *horizon* seconds."""
        if not self._step:
            return MOST_ROOM
        now = self._machine.monotonic()
        return max(int((now + horizon - max(self._next, now - CATCH_UP * self._step)) / self._step), 0)

    def turns(self, horizon: float) -> float:
        """Return how many turns are handed out within *horizon* seconds; 0 where there is no limit."""
        return horizon / self._step if self._step else 0.0

    def hold(self, seconds: float) -> None:
        """Give no turn for *seconds*: the platform asked for it."""
        self._next = max(self._next, self._machine.monotonic() + seconds)

    def busy(self, horizon: float) -> AbstractSet[str]:
        """Return the lanes that get no turn within *horizon* seconds, forgetting those that are free."""
        now = self._machine.monotonic()
        self._lanes = {lane: at for lane, at in self._lanes.items() if at > now}
        return {lane for lane, at in self._lanes.items() if at - now > horizon}
