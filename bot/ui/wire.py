"""The short code that a button, select or form carries: ``v1:action:arg:arg``."""

from __future__ import annotations

import re
from dataclasses import dataclass

VERSION = "v1"
LONGEST = 100  # bytes: Discord's custom_id
_WORD = re.compile(r"[a-z0-9_.\-]*")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class ActionCode:
    action: str
    args: tuple[str, ...]


def base36(value: int) -> str:
    """Return *value* (0 or more) in base 36."""
    if value < 0:
        raise ValueError("a button carries no negative number")
    digits = ""
    while value >= 36:
        value, rest = divmod(value, 36)
        digits = _DIGITS[rest] + digits
    return _DIGITS[value] + digits


def encode(action: str, args: tuple[str | int, ...] = ()) -> str:
    """Return the code for *action*; raises ValueError for what does not fit or could not be read back."""
    words = [base36(a) if isinstance(a, int) else a for a in args]
    for word in (action, *words):
        if not _WORD.fullmatch(word):
            raise ValueError(f"{word!r} cannot stand in a button")
    code = ":".join((VERSION, action, *words))
    if not action or len(code) > LONGEST:
        raise ValueError(f"{code!r} is empty or longer than {LONGEST} bytes")
    return code


def decode(code: str) -> ActionCode | None:
    """Return what *code* says, or None if it is not of this version or form."""
    version, _, rest = code.partition(":")
    action, *args = rest.split(":")
    if version != VERSION or len(code) > LONGEST or not action or not all(map(_WORD.fullmatch, (action, *args))):
        return None
    return ActionCode(action, tuple(args))


def number(word: str) -> int:
    """Return what ``base36`` wrote; raises ValueError for what it never writes, such as more than 63 bits."""
    value = int(word, 36) if word.isascii() and word.isalnum() else -1
    if not 0 <= value < 2**63:
        raise ValueError(f"{word!r} is no number of ours")
    return value
