"""Quiet hours: when a person gets no direct message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one wall time to another, over midnight where the first is the later; equal ones are none at all."""

    begin: time = time(21)
    end: time = time(6)

    @property
    def none(self) -> bool:
        return self.begin == self.end

    def until(self, moment: datetime, zone: ZoneInfo) -> datetime | None:
        """Return the instant, in the time zone of *moment*, at which the quiet hours around it end; None outside."""
        end = self._end(moment, zone)
        # Where the clocks leave out all that was not quiet, they go on until the next day's end.
        return None if end is None else self.until(end, zone) or end

    def _end(self, moment: datetime, zone: ZoneInfo) -> datetime | None:
        local = moment.astimezone(zone)
        clock = local.time()
        over_midnight = self.begin > self.end
        quiet = clock >= self.begin or clock < self.end if over_midnight else self.begin <= clock < self.end
        if not quiet:
            return None
        day = local.date() + (timedelta(days=1) if over_midnight and clock >= self.begin else timedelta())
        end = datetime.combine(day, self.end, tzinfo=zone)
        # In the hour that the clocks repeat, the first of two equal wall times lies behind.
        first, second = (end.replace(fold=fold).astimezone(moment.tzinfo) for fold in (0, 1))
        return first if first > moment else second


DEFAULT_QUIET = QuietHours()
