"""Words for how often that mean one thing to half of those who use them and another to the rest."""

from __future__ import annotations

import re
from typing import Literal

from bot.domain.words import fold

Twofold = Literal["week", "month"]
"""Twice in one, or every two of them."""

_TWOFOLD = re.compile(r"(?:bi(?:weekly|semanal)(?P<week>)|bi(?:monthly|mensual)(?:es)?)(?:es|mente)?")


def read_twofold(typed: str) -> Twofold | None:
    """Return of what *typed* (``biweekly``, ``bi-monthly``, ``bimensual``) is twice in one or every second one."""
    found = _TWOFOLD.fullmatch(fold(typed[:40]).replace("-", "").replace(" ", ""))
    if found is None:
        return None
    return "month" if found["week"] is None else "week"
