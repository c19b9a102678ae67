"""One clock time, as people type it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from types import MappingProxyType
from typing import Final

from bot.domain.typed_times.vocabulary import LONGEST, in_figures
from bot.domain.words import fold

_LEAD: Final = r"(?P<lead>(?:at|@|a las|a la|las|la)\s*)?"
_HOUR: Final = r"(?P<hour>\d{1,2})"
_HALF: Final = r"(?P<half>[ap]\.?\s?m\.?)"
_PARTS_EN: Final = "morning|afternoon|evening"
_PARTS_ES: Final = "madrugada|manana|tarde|noche"
_PART: Final = (
    rf"(?:in the (?P<english>{_PARTS_EN})|at (?P<night>night)"
    rf"|(?:de|por|en) la (?P<spanish>{_PARTS_ES})|del (?P<midday>mediodia))"
)
_TAIL: Final = rf"(?P<full>\s*(?:oclock|en punto|h|hs|hrs|horas))?(?:\s*{_HALF})?(?:\s*{_PART})?"
_BEFORE: Final = re.compile(
    rf"(?:in the |this )?(?P<english>{_PARTS_EN}|night) (?=at|@)|(?:de|por|en) la (?P<spanish>{_PARTS_ES}) (?=a la)"
)
_FIGURES: Final = re.compile(rf"{_LEAD}{_HOUR}(?:(?P<mark>\s?[:.h]\s?|\s)(?P<minute>\d{{2}}))?{_TAIL}")
_PAST: Final = re.compile(
    rf"{_LEAD}(?:(?P<some>half|(?:a )?quarter|\d{{1,2}}(?: minutes?)?) (?P<way>past|after)"
    rf"|(?P<less>(?:a )?quarter|\d{{1,2}} minutes?) (?:to|of|before|til|till)) {_HOUR}{_TAIL}"
)
_SPANISH: Final = re.compile(
    rf"{_LEAD}{_HOUR} (?:y (?P<some>media|cuarto|\d{{1,2}})|menos (?P<less>cuarto|\d{{1,2}})){_TAIL}"
)
_NOON: Final = re.compile(r"(?:at |@ ?|al |a )?(?:12 )?(?:noon|midday|mediodia)")
_SHARES: Final[Mapping[str, int]] = MappingProxyType(
    {"half": 30, "media": 30, "quarter": 15, "a quarter": 15, "cuarto": 15}
)
_HOURS: Final[Mapping[str, range]] = MappingProxyType(
    {
        "madrugada": range(7),
        "morning": range(1, 12),
        "manana": range(1, 12),
        "mediodia": range(12, 16),
        "afternoon": range(12, 20),
        "tarde": range(12, 21),
        "evening": range(16, 24),
        "night": range(18, 24),
        "noche": range(18, 24),
    }
)
"""The hours of the day that each part of it has. Midnight is in none: it ends one day and begins another."""


@dataclass(frozen=True, slots=True)
class TwoClocks:
    """The same hands on a clock's face in the morning and in the evening."""

    morning: time
    evening: time


@dataclass(frozen=True, slots=True)
class Clock:
    """*plain* is said in a way that nothing but a clock time is ("4 pm", "16:00", "at 4")."""

    meant: time | TwoClocks
    plain: bool


def read_clock(typed: str) -> time | TwoClocks | None:
    """Return the wall time meant, the two it could be (``7``, ``4:30``, "half past four"), or None.

    In figures with two digits for the hour (``04:30``) it is of 24 hours, as clocks and forms write it.
    """
    found = find_clock(fold(typed)) if len(typed) <= LONGEST else None
    return found.meant if found else None


def find_clock(folded: str) -> Clock | None:
    """Return the clock time that a folded text is and nothing else."""
    figures = in_figures(folded)
    if _NOON.fullmatch(figures):
        return Clock(time(12), plain=True)
    before = _BEFORE.match(figures)
    part = (before["english"] or before["spanish"]) if before else None
    text = figures[before.end() :] if before else figures
    if found := _FIGURES.fullmatch(text):
        mark, half = (found["mark"] or "").strip(), found["half"]
        plain = bool(found["lead"] or found["full"] or half or part or _part(found) or mark in (":", "h"))
        all_day = bool(mark) and len(found["hour"]) == 2
        return _clock(int(found["hour"]), int(found["minute"] or 0), found, part, plain=plain, all_day=all_day)
    if found := _PAST.fullmatch(text) or _SPANISH.fullmatch(text):
        share = found["some"] or found["less"]
        minutes = _SHARES[share] if share in _SHARES else int(share.split()[0])
        hour = int(found["hour"]) - (1 if found["less"] else 0)
        if not 1 <= int(found["hour"]) <= 12 or not 0 < minutes < 60:
            return None
        return _clock(hour or 12, 60 - minutes if found["less"] else minutes, found, part, plain=True, all_day=False)
    return None


def _clock(
    hour: int, minute: int, found: re.Match[str], before: str | None, *, plain: bool, all_day: bool
) -> Clock | None:
    half, part = re.sub(r"[.\s]", "", found["half"] or ""), before or _part(found)
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12) or (before and _part(found)):
        return None
    if half:
        meant = time(hour % 12 + (12 if half == "pm" else 0), minute)
        return Clock(meant, plain=True) if part is None or meant.hour in _HOURS[part] else None
    if part:
        hours = [each for each in {hour, (hour + 12) % 24 if hour <= 12 else hour} if each in _HOURS[part]]
        return Clock(time(hours[0], minute), plain=True) if len(hours) == 1 else None
    if not all_day and 1 <= hour <= 12:
        return Clock(TwoClocks(time(hour % 12, minute), time(hour % 12 + 12, minute)), plain)
    return Clock(time(hour, minute), plain)


def _part(found: re.Match[str]) -> str | None:
    return found["english"] or found["night"] or found["spanish"] or found["midday"]
