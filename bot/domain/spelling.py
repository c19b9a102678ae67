"""Slips of the fingers: the words that somebody may have meant."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

MEANT_MOST = 5
"""How many words one may stand for."""
SLIPS_MOST = 2
_ONE_FROM, _TWO_FROM = 4, 8


def slips(word: str) -> int:
    """Return how many letters of *word* may be wrong, missing, too many or in the other order: none of a short one."""
    return 0 if len(word) < _ONE_FROM else 1 if len(word) < _TWO_FROM else SLIPS_MOST


def nearest(word: str, among: Iterable[str]) -> tuple[str, ...]:
    """Return the words with the fewest slips, first those that begin alike."""
    near = process.extract(word, list(among), scorer=OSA.distance, score_cutoff=slips(word), limit=None)
    fewest = min((distance for _, distance, _ in near), default=0)
    meant = (other for other, distance, _ in near if distance == fewest)
    return tuple(sorted(meant, key=lambda other: (other[:1] != word[:1], other)))[:MEANT_MOST]
