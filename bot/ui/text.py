"""Sentences of ours, kept as messages until the reader's language is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.ui.model import Inline


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence of ours. *values* fill its ``{names}``; with *plural* the form follows *count*."""

    template: str
    values: tuple[tuple[str, Inline | int], ...] = ()
    plural: str | None = None
    count: int = 1


def t(template: str, /, **values: Inline | int) -> Message:
    """Return *template* as a message; what people typed goes into *values* and stays literal."""
    return Message(template, tuple(values.items()))


def n(one: str, many: str, count: int, /, **values: Inline | int) -> Message:
    """Return the message for *count* things; ``{count}`` is filled in."""
    return Message(one, (("count", count), *values.items()), plural=many, count=count)
