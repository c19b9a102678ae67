"""Moments in Slack's messages as its app shows them: in the reader's own zone, by the format that was sent."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tests.platforms.slack.model import Wire

_DATE = re.compile(r"<!date\^(\d+)\^([^|^>]*)(?:\^[^|>]*)?\|[^>]*>")
_TOKEN = re.compile(r"\{(\w+)\}")
_TOKENS = {
    "date": "%B %-d, %Y",
    "date_long": "%A, %B %-d, %Y",
    "date_long_pretty": "%A, %B %-d, %Y",
    "date_long_full": "%A, %B %-d, %Y",
    "date_num": "%Y-%m-%d",
    "date_pretty": "%B %-d, %Y",
    "date_short": "%b %-d, %Y",
    "date_short_pretty": "%b %-d, %Y",
    "time": "%-I:%M %p",
    "time_secs": "%-I:%M:%S %p",
    "day_divider_pretty": "%A, %B %-d",
}


def with_times(thing: object, zone: str) -> object:
    """Return blocks or text with every moment in words; the fallback is for apps too old to know any."""
    match thing:
        case {"type": "date", "timestamp": int(moment), "format": str(how)}:
            return {"type": "date", "fallback": _words(moment, how, zone)}
        case dict():
            return {name: with_times(value, zone) for name, value in thing.items()}
        case list():
            return [with_times(value, zone) for value in thing]
        case str() if "<!date" in thing:
            return _DATE.sub(lambda found: _words(int(found[1]), found[2], zone), thing)
        case _:
            return thing


def blocks_with_times(blocks: list[Wire], zone: str) -> list[Wire]:
    shown = with_times(blocks, zone)
    assert isinstance(shown, list)
    return shown


def _words(moment: int, how: str, zone: str) -> str:
    local = datetime.fromtimestamp(moment, UTC).astimezone(ZoneInfo(zone))
    return _TOKEN.sub(lambda token: local.strftime(_TOKENS[token[1]]), how)
