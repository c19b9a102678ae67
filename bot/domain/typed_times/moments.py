"""A day and a clock time in one line, in either order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from bot.domain.typed_times.clocks import TwoClocks, find_clock
from bot.domain.typed_times.days import read_day
from bot.domain.typed_times.spans import Language
from bot.domain.typed_times.vocabulary import LONGEST
from bot.domain.typed_times.weekdays import TwoDays
from bot.domain.words import fold

_TODAYS: Final = (
    (re.compile(r"^(.+) tonight$"), r"\1 in the evening today"),
    (re.compile(r"^(.+) this (morning|afternoon|evening)$"), r"\1 in the \2 today"),
    (re.compile(r"^(.+) esta (manana|tarde|noche)$"), r"\1 de la \2 hoy"),
    (re.compile(r"\btonight\b"), "today evening"),
    (re.compile(r"\bthis (morning|afternoon|evening)\b"), r"today \1"),
    (re.compile(r"\besta (manana|tarde|noche)\b"), r"hoy por la \1"),
)
"""Parts of this very day, said as a day with a part of it."""
_ISO: Final = re.compile(r"^(\d{4}-\d{2}-\d{2})t(?=\d)")
_BETWEEN: Final = " ,;-–—|·"


@dataclass(frozen=True, slots=True)
class TypedTime:
    """What one line names: a day, a clock time, or both."""

    day: date | TwoDays | None
    clock: time | TwoClocks | None


def read_when(typed: str, today: date, language: Language = "en") -> TypedTime | None:
    """Return the day, the clock time or both that *typed* names, or None; as ``read_day`` and ``read_clock`` do.

    Beside a day a number alone is no time: "Friday 4" may be the fourth, "Friday at 4" is asked as ``4`` is.
    """
    if len(typed) > LONGEST:
        return None
    if (day := read_day(typed, today, language)) is not None:
        return TypedTime(day, None)
    text = _ISO.sub(r"\1 ", fold(typed))
    for pattern, plainly in _TODAYS:
        text = pattern.sub(plainly, text)
    if (clock := find_clock(text)) is not None:
        return TypedTime(None, clock.meant)
    words = text.replace(",", " , ").split()
    found: list[TypedTime] = []
    for at in range(1, len(words)):
        begin, end = " ".join(words[:at]).strip(_BETWEEN), " ".join(words[at:]).strip(_BETWEEN)
        for of_day, of_clock in ((begin, end), (end, begin)):
            both = _both(of_day, of_clock, today, language)
            found += [both] if both is not None and both not in found else []
    return found[0] if len(found) == 1 else None


def _both(of_day: str, of_clock: str, today: date, language: Language) -> TypedTime | None:
    clock = find_clock(of_clock)
    if clock is None or not clock.plain:
        return None
    day = read_day(of_day, today, language)
    return TypedTime(day, clock.meant) if day is not None else None


def written(clock: time | TwoClocks) -> str:
    """Return *clock* as ``read_clock`` reads it back, what is asked still asked."""
    if isinstance(clock, time):
        return f"{clock:%H:%M}"
    hour, minute = clock.morning.hour or 12, clock.morning.minute
    return f"{minute} past {hour}" if minute else f"at {hour}"
