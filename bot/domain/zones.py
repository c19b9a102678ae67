"""Time zones by their IANA names."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import process

from bot.domain.words import fold

_COMMON = {
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "arizona": "America/Phoenix",
    "pacific": "America/Los_Angeles",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "puerto rico": "America/Puerto_Rico",
    "utc": "UTC",
    # As people say them all year round; the zones of these names have no daylight time.
    **dict.fromkeys(("est", "edt", "et"), "America/New_York"),
    **dict.fromkeys(("cst", "cdt", "ct"), "America/Chicago"),
    **dict.fromkeys(("mst", "mdt", "mt"), "America/Denver"),
    **dict.fromkeys(("pst", "pdt", "pt"), "America/Los_Angeles"),
}


def local_day(moment: datetime, zone: str | None) -> date:
    return moment.astimezone(ZoneInfo(zone) if zone else UTC).date()


def find_zone(typed: str) -> str | None:
    """Return the IANA name meant by *typed*: the name itself in any case, its city, or a common name (Eastern)."""
    wanted = fold(typed).replace(" time", "")
    return _COMMON.get(wanted.removeprefix("us/")) or _names().get(wanted.replace(" ", "_"))


def nearest_zones(typed: str, limit: int = 3) -> tuple[str, ...]:
    names = _names()
    found = process.extract(fold(typed).replace(" ", "_"), names.keys(), limit=limit * 3, score_cutoff=50)
    return tuple(dict.fromkeys(names[name] for name, _, _ in found))[:limit]


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for name in sorted(available_timezones()):
        if name in ("localtime", "Factory"):
            continue
        names[name.casefold()] = name
        if "/" in name and not name.startswith(("Etc/", "posix/", "right/", "SystemV/", "US/")):
            names.setdefault(name.rpartition("/")[2].casefold(), name)
    return names
