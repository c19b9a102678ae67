"""Instants in words, in one zone that is named, for one reader of the room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time, get_timezone_name

from bot.ui.model import When
from bot.ui.plain import spoken


@dataclass(frozen=True, slots=True)
class Calendar:
    """The community's zone (None before it is set: UTC is named then), the reader's language, and domain time."""

    zone: str | None
    locale: str
    now: datetime

    @property
    def tz(self) -> tzinfo:
        return ZoneInfo(self.zone) if self.zone else UTC

    def local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.tz)

    def zone_words(self) -> str:
        return get_timezone_name(ZoneInfo(self.zone), locale=self.locale) if self.zone else "UTC"

    def day(self, instant: datetime) -> str:
        """Return ``Tuesday, October 6``, with the year unless it is this year's."""
        local = self.local(instant)
        if local.year != self.local(self.now).year:
            return format_date(local.date(), "full", locale=self.locale)
        weekday = format_date(local.date(), "EEEE", locale=self.locale)
        return f"{weekday}, {format_skeleton('MMMMd', local, locale=self.locale)}"

    def time(self, instant: datetime) -> str:
        """Return ``4:00 PM``, without the zone."""
        words = format_time(self.local(instant), "short", tzinfo=self.tz, locale=self.locale)
        return words.replace("\u202f", " ")

    def words(self, when: When) -> str:
        return spoken(when, self.zone, self.locale)

    def tomorrow(self) -> datetime:
        """Return the instant one day on by the wall clock, also over a clock change."""
        return (self.local(self.now) + timedelta(days=1)).astimezone(UTC)

    def instant(self, typed: str) -> datetime | None:
        """Return the instant that ``2026-10-05T16:00`` names in this zone, or None if it names none."""
        try:
            wall = datetime.fromisoformat(typed)
        except ValueError:
            return None
        return None if wall.tzinfo is not None else wall.replace(tzinfo=self.tz).astimezone(UTC)
