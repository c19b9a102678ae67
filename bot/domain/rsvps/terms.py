"""When a freed place is given, when it is offered and for how long, and when it is open to whoever comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.ids import PersonId
from bot.domain.rsvps.book import Standing

SMALL_MOVE = timedelta(minutes=30)
"""A start at most that much earlier or later suits whoever said that the other one did."""

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """Those of one session. Instants are aware UTC."""

    starts_at: datetime
    awake: Callable[[PersonId, datetime], datetime]
    """Return the first instant, at or after the given one, outside that person's quiet hours."""
    offers_from: timedelta = timedelta(hours=24)
    """So long before the start a freed place is no longer given at once, but offered."""
    last_offer: timedelta = timedelta(hours=2)
    """So long before the start the last offer ends, and a freed place is open to whoever comes."""
    offer_for: timedelta = timedelta(hours=3)
    """How long an offer stands; quiet hours do not count."""
    least_offer: timedelta = timedelta(minutes=30)
    """Nobody is made an offer that would leave them less."""

    @property
    def asks_from(self) -> datetime:
        return self.starts_at - self.offers_from

    @property
    def asks_until(self) -> datetime:
        return self.starts_at - self.last_offer

    def offer(self, person: PersonId, now: datetime) -> datetime | None:
        """Return when an offer made at *now* ends, on a whole minute and outside quiet hours; None: no time is left.

        Where the last moment for an answer is within quiet hours, it ends as they begin.
        """
        moment = end = now + (now.replace(second=0, microsecond=0) - now) % _MINUTE
        lasted = timedelta()
        # Minute by minute: only so is every change of the clocks met.
        while lasted < self.offer_for:
            moment = self.awake(person, moment) + _MINUTE
            if moment > self.asks_until:
                break
            lasted += _MINUTE
            end = moment
        return end if lasted >= min(self.least_offer, self.offer_for) else None

    def confirmed(self, agreed: datetime) -> Standing:
        """Return how somebody stands who said yes to the start *agreed*."""
        return Standing.GOING if abs(self.starts_at - agreed) <= SMALL_MOVE else Standing.UNCONFIRMED
