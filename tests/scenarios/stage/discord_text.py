"""Discord's Markdown as its app shows it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

READERS_ZONE = ZoneInfo("America/New_York")

_MARKDOWN = re.compile(
    r"\\(?P<literal>[^A-Za-z0-9\s])"
    r"|`(?P<code>[^`]*)`"
    r"|\[(?P<words>(?:\\.|[^\]\\\n])*)\]\(<?(?P<url>[^)>]*)>?\)"
    r"|<(?P<bare>https?://[^>]*)>"
    r"|<t:(?P<when>\d+)(?::(?P<style>\w))?>"
    r"|<(?P<sign>@!?|#)(?P<id>\d+)>"
    r"|(?P<heading>^\#{1,3} )"
    r"|(?P<bold>\*\*)",
    re.MULTILINE,
)
_STYLES = {"F": "%A, %B %-d, %Y %-I:%M %p", "D": "%B %-d, %Y", "t": "%-I:%M %p"}


def as_read(text: str, names: Mapping[str, str]) -> str:
    """Return Discord's Markdown as its app shows it to somebody in New York."""

    def shown(found: re.Match[str]) -> str:
        match found.lastgroup:
            case "literal" | "code" | "bare":
                return str(found[found.lastgroup])
            case "url":
                return as_read(found["words"], names)
            case "when" | "style":
                moment = datetime.fromtimestamp(int(found["when"]), UTC).astimezone(READERS_ZONE)
                return moment.strftime(_STYLES[found["style"] or "F"])
            case "id":
                return found["sign"][0] + names.get(found["id"], "unknown")
            case _:
                return ""

    return _MARKDOWN.sub(shown, text)
