"""Links that add one event to a calendar on the web."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import quote_plus

from bot.domain.calendars.events import CalendarEvent, lines, one_line

LINK_MOST = 512
"""Characters in the link of a button; Discord takes no more."""

_RENDER = "https://calendar.google.com/calendar/render?action=TEMPLATE"
_TITLE_MOST, _LOCATION_MOST = 180, 200  # of them, escaped
_MORE = " …"
_PARAGRAPH = "\n\n"
_PLAIN = "/:,@"  # need no escaping in a query
_TO_A_SPACE = re.compile(r".*(?=\s)", re.DOTALL)


def google_link(event: CalendarEvent, most: int = LINK_MOST) -> str:
    """Return the link that opens *event* in Google Calendar, ready to be saved; what is too long is shortened.

    Its times are in UTC, so that Google shows them in the reader's own zone.
    """
    link = f"{_RENDER}&dates={_basic(event.begins_at)}/{_basic(event.ends_at)}"
    link += _parameter("text", one_line(event.summary), min(most - len(link), _TITLE_MOST))
    link += _parameter("location", one_line(event.location), min(most - len(link), _LOCATION_MOST))
    details = (event.url, lines(event.description))
    return link + _parameter("details", _PARAGRAPH.join(filter(None, details)), most - len(link))


def _basic(moment: datetime) -> str:
    """Return a moment in UTC in the basic form of ISO 8601."""
    return f"{moment:%Y%m%dT%H%M%SZ}"


def _parameter(name: str, text: str, room: int) -> str:
    """Return the parameter in at most *room* characters, "" where none of *text* fits."""
    fitting = _fitting(text, room - len(f"&{name}="))
    return f"&{name}={fitting}" if fitting else ""


def _fitting(text: str, room: int) -> str:
    """Return as much of *text* as *room* holds, escaped. It is cut between words, and a link never."""
    escaped = _escaped(text)
    if len(escaped) <= room:
        return escaped
    start = _beginning(text, room - len(_escaped(_MORE)))
    return _escaped(f"{start}{_MORE}") if start else ""


def _beginning(text: str, room: int) -> str:
    kept = 0
    while (room := room - len(_escaped(text[kept]))) >= 0:
        kept += 1
    if between := _TO_A_SPACE.match(text[: kept + 1]):
        return between[0].rstrip()
    return text[:kept] if "://" not in text.split(maxsplit=1)[0] else ""


def _escaped(text: str) -> str:
    return quote_plus(text, safe=_PLAIN)
