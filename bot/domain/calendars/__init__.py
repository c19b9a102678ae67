"""Calendars for other programs to read: iCalendar (RFC 5545, RFC 7986), and links that add one event."""

from __future__ import annotations

from bot.domain.calendars.events import REFRESHED_EVERY, CalendarEvent, calendar
from bot.domain.calendars.links import LINK_MOST, google_link

__all__ = ["LINK_MOST", "REFRESHED_EVERY", "CalendarEvent", "calendar", "google_link"]
