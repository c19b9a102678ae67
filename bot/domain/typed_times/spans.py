"""Days counted from today: "in two weeks", "dentro de 10 días", "3 days ago"."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Final, Literal

from bot.domain.typed_times.vocabulary import in_figures

Language = Literal["en", "es"]

_TWO: Final = re.compile(r"\ba couple of\b|\bun par de\b")
_ONE: Final = re.compile(r"(?<!aqui )\b(?:an?|un)\b")
_SPAN: Final = r"\d{1,3} (?:days?|weeks?|fortnights?|dias?|semanas?)"
_SPANS: Final = rf"{_SPAN}(?:(?: and| y)? {_SPAN}){{0,3}}"
_AHEAD: Final = re.compile(rf"(?:in|en|dentro de|de aqui a) ({_SPANS})")
_FROM_NOW: Final = re.compile(rf"(?:in )?({_SPANS}) (?:from now|from today|a partir de hoy|desde hoy)")
_AGO: Final = re.compile(rf"({_SPANS}) ago|hace ({_SPANS})")


def read_span(text: str, today: date, language: Language) -> date | None:
    """Return the day that folded *text* counts to, or None. Months and years are no count of days.

    The first use takes about half a second, most of it reading tables of words.
    """
    counted = in_figures(_ONE.sub("1", _TWO.sub("2", text)))
    if found := _AHEAD.fullmatch(counted) or _FROM_NOW.fullmatch(counted):
        day = _counted_from(today, f"in {found[1]}", f"en {found[1]}", language)
        return day if day is not None and day > today else None
    if found := _AGO.fullmatch(counted):
        span = found[1] or found[2]
        day = _counted_from(today, f"{span} ago", f"hace {span}", language)
        return day if day is not None and day < today else None
    return None


def _counted_from(today: date, english: str, spanish: str, language: Language) -> date | None:
    """Return the day that both languages' readings agree on, as far as they have one."""
    from dateparser.date import DateDataParser  # large, and few processes ever read a day that somebody typed

    other: Language = "es" if language == "en" else "en"
    settings = {
        "RELATIVE_BASE": datetime.combine(today, time(12)),
        "PARSERS": ["relative-time"],  # the others fill in what was not said
        "REQUIRE_PARTS": ["day"],
        "PREFER_DATES_FROM": "future",
        "TIMEZONE": "UTC",  # else it asks the machine for its own
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    found: set[date] = set()
    try:
        for each in (language, other):
            reader = DateDataParser(languages=[each], settings=settings)
            moment = reader.get_date_data(english if each == "en" else spanish).date_obj
            found |= {moment.date()} if isinstance(moment, datetime) else set()
    except (OverflowError, ValueError):
        return None
    return found.pop() if len(found) == 1 else None
