"""The known key that a mistyped one is most like."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, utils


def nearest(typed: str, known: Iterable[str]) -> str:
    """Compare whole names and their last parts, so that a right key in the wrong section is found too."""
    return max(sorted(known), key=lambda name: _likeness(_last(typed), _last(name)) + _likeness(typed, name))


def _likeness(one: str, other: str) -> float:
    return fuzz.ratio(one, other, processor=utils.default_process)


def _last(name: str) -> str:
    return name.rpartition(".")[2].rpartition("/")[2]
