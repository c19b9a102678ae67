"""The words for days, months and numbers in English and Spanish, folded, and what they are in figures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

LONGEST: Final = 100
"""Characters; longer text names no day and no time."""

_MONTHS: Final = (
    ("january", "enero"),
    ("february", "febrero"),
    ("march", "marzo"),
    ("april", "abril"),
    ("may", "mayo"),
    ("june", "junio"),
    ("july", "julio"),
    ("august", "agosto"),
    ("september", "septiembre", "setiembre", "sept"),
    ("october", "octubre"),
    ("november", "noviembre"),
    ("december", "diciembre"),
)
_WEEKDAYS: Final = (
    ("monday", "mon", "lunes", "lun"),
    ("tuesday", "tue", "tues", "martes"),
    ("wednesday", "wed", "weds", "miercoles", "mie"),
    ("thursday", "thu", "thur", "thurs", "jueves", "jue"),
    ("friday", "fri", "viernes", "vie"),
    ("saturday", "sat", "sabado", "sab"),
    ("sunday", "sun", "domingo", "dom"),
)
MARCH_OR_MARTES: Final = "mar"
"""Short for March in both languages and for Tuesday in Spanish; beside another month it is the weekday."""

_COUNTED: Final = (
    *(("one", "una"), ("two", "dos"), ("three", "tres"), ("four", "cuatro"), ("five", "cinco"), ("six", "seis")),
    *(("seven", "siete"), ("eight", "ocho"), ("nine", "nueve"), ("ten", "diez"), ("eleven", "once")),
    *(("twelve", "doce"), ("thirteen", "trece"), ("fourteen", "catorce"), ("fifteen", "quince")),
)
_NUMBERS: Final[Mapping[str, str]] = MappingProxyType(
    {name: str(number) for number, names in enumerate(_COUNTED, start=1) for name in names}
    | {"twenty": "20", "veinte": "20", "thirty": "30", "treinta": "30"}
)
_ORDERED: Final = (
    *(("first", "primer", "primero"), ("second", "segundo"), ("third", "tercer", "tercero"), ("fourth", "cuarto")),
    *(("fifth", "quinto"), ("sixth", "sexto"), ("seventh",), ("eighth",), ("ninth",), ("tenth",), ("eleventh",)),
    ("twelfth",),
)
ORDINALS: Final[Mapping[str, int]] = MappingProxyType(
    {name: number for number, names in enumerate(_ORDERED, start=1) for name in names}
)

A_WEEKDAY: Final = "|".join(name for names in _WEEKDAYS for name in names)


def month_of(word: str) -> int | None:
    """Return 1 to 12 for a month's name or its first three letters."""
    for number, names in enumerate(_MONTHS, start=1):
        if word in names or (len(word) == 3 and any(name.startswith(word) for name in names)):
            return number
    return None


def weekday_of(word: str) -> int | None:
    """Return 0 (Monday) to 6 for a weekday's name or what it is shortened to."""
    return next((number for number, names in enumerate(_WEEKDAYS) if word in names), None)


def in_figures(text: str) -> str:
    """Return *text* with the numbers that are words in figures."""
    return re.sub(r"[a-z]+", lambda found: _NUMBERS.get(found[0], found[0]), text)
