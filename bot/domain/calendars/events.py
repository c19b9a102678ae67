"""Events as calendar programs read them, Outlook included: one VEVENT for each date."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from icalendar import Calendar, Event, vDuration, vText

from bot.domain.calendars.zones import Rules, rules_of
from bot.domain.words import storable

REFRESHED_EVERY = timedelta(hours=1)
"""What readers are asked for; the large services look a few times a day whatever they are asked."""

_PRODUCT = "-//Staffroom//Staffroom//EN"
_NO_ZONE = Rules("UTC", timedelta(0))
_LINE_BREAK = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_IN_URLS = "!#$%&'()*+,/:;=?@[]~"  # what RFC 3986 reserves, and escapes that are there already


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One date. *sequence* and *modified* rise with every change that a calendar shows."""

    uid: str
    """The same for as long as the date is known, whatever becomes of it."""
    sequence: int
    modified: datetime
    summary: str
    starts: datetime
    """An aware wall time, of a ZoneInfo where a place is meant."""
    minutes: int
    description: str = ""
    location: str = ""
    url: str = ""
    cancelled: bool = False

    @property
    def begins_at(self) -> datetime:
        return self.starts.astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        return self.begins_at + timedelta(minutes=self.minutes)


def calendar(name: str, events: Sequence[CalendarEvent], *, host: str) -> bytes:
    """Return the iCalendar text, the same bytes for the same events; *host* ends every UID, so it must never change."""
    ordered = sorted(events, key=lambda event: (event.begins_at, event.uid))
    zones = [_zone_of(event) for event in ordered]
    made = Calendar()
    made.add("PRODID", _PRODUCT)
    made.add("VERSION", "2.0")
    made.add("METHOD", "PUBLISH")
    for called in ("NAME", "X-WR-CALNAME"):
        made.add(called, _Text(one_line(name)))
    made.add("REFRESH-INTERVAL", vDuration(REFRESHED_EVERY), parameters={"VALUE": "DURATION"})
    made.add("X-PUBLISHED-TTL", vDuration(REFRESHED_EVERY))
    for named in sorted(set(filter(None, zones))):
        if rules := rules_of(named):
            made.add_component(rules.component(named))
    for event, zone in zip(ordered, zones, strict=True):
        made.add_component(_component(event, zone, host))
    if not ordered:  # a calendar has at least one component (RFC 5545, 3.6)
        made.add_component(_NO_ZONE.component("Etc/UTC"))
    written: bytes = made.to_ical()
    return written


def _component(event: CalendarEvent, zone: str | None, host: str) -> Event:
    made = Event()
    made.add("UID", _Text(f"{event.uid}@{host}"))
    made.add("SEQUENCE", event.sequence)
    changed = event.modified.astimezone(UTC).replace(microsecond=0)
    made.add("DTSTAMP", changed)
    made.add("LAST-MODIFIED", changed)
    for called, moment in (("DTSTART", event.begins_at), ("DTEND", event.ends_at)):
        if zone is None:
            made.add(called, moment)
        else:
            local = moment.astimezone(event.starts.tzinfo)
            made.add(called, local.replace(tzinfo=None, fold=0), parameters={"TZID": zone})
    made.add("STATUS", "CANCELLED" if event.cancelled else "CONFIRMED")
    made.add("TRANSP", "TRANSPARENT" if event.cancelled else "OPAQUE")
    made.add("SUMMARY", _Text(one_line(event.summary)))
    if location := one_line(event.location):
        made.add("LOCATION", _Text(location))
    if description := lines(event.description):
        made.add("DESCRIPTION", _Text(description))
    if event.url:
        made.add("URL", quote(storable(event.url), safe=_IN_URLS))
    return made


def _zone_of(event: CalendarEvent) -> str | None:
    """Return the zone that *event* is written in; None, for UTC, where its wall times would mean other moments."""
    zone: str | None = getattr(event.starts.tzinfo, "key", None)
    rules = rules_of(zone) if zone else None
    if rules is None or rules == _NO_ZONE:
        return None
    moments = (event.begins_at, event.ends_at)
    return zone if all(_says(rules, moment.astimezone(event.starts.tzinfo)) for moment in moments) else None


def _says(rules: Rules, local: datetime) -> bool:
    """Return whether *local*, read without its offset, means its moment by *rules* too.

    A wall time that comes twice means the first (RFC 5545, 3.3.5), so the second cannot be written.
    """
    return not local.fold and rules.wall(local) == local.replace(tzinfo=None)


class _Text(vText):
    r"""TEXT as RFC 5545 (3.3.11) escapes it; the library takes the \N of C:\New for a line break."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        escaped = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return escaped.encode()


def lines(text: str) -> str:
    """Return *text* without control characters, its lines divided by "\\n" alone."""
    plain = _LINE_BREAK.sub("\n", storable(text))
    return "".join(c for c in plain if c in "\n\t" or unicodedata.category(c) != "Cc").strip()


def one_line(text: str) -> str:
    return " ".join(lines(text).split())
