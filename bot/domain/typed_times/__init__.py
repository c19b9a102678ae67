"""Days and clock times as people type them, in English and Spanish; what could mean two things is asked, not guessed.

Half a day, two days and plain words are none. Nothing here knows the hour it is: *today* is the writer's own day.
"""

from __future__ import annotations

from bot.domain.typed_times.clocks import TwoClocks, read_clock
from bot.domain.typed_times.days import read_day
from bot.domain.typed_times.frequencies import Twofold, read_twofold
from bot.domain.typed_times.moments import TypedTime, read_when, written
from bot.domain.typed_times.spans import Language
from bot.domain.typed_times.weekdays import TwoDays

__all__ = [
    "Language",
    "TwoClocks",
    "TwoDays",
    "Twofold",
    "TypedTime",
    "read_clock",
    "read_day",
    "read_twofold",
    "read_when",
    "written",
]
