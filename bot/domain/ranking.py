"""The order of what a search found: decided here, from the words alone, so that both databases agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.domain.words import folded_words

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """What was found, with what decides its place; *in_title* and *anywhere* are tokens it is indexed under."""

    found: T
    number: int
    title: str
    pinned: bool
    in_title: frozenset[str]
    anywhere: frozenset[str]


def rank(words: Sequence[frozenset[str]], candidates: Iterable[Candidate[T]]) -> list[T]:
    """Return what was found, best first.

    More of *words* anywhere comes before fewer; then a title that is just the words, one that has them in a row,
    more of them in the title, what is pinned, what is newer.
    """
    return [candidate.found for candidate in sorted(candidates, key=lambda candidate: _place(words, candidate))]


def _place(words: Sequence[frozenset[str]], candidate: Candidate[T]) -> tuple[int, bool, bool, int, bool, int]:
    in_title = sum(not word.isdisjoint(candidate.in_title) for word in words)
    title = folded_words(candidate.title) if in_title == len(words) else ()  # reading it takes longest
    in_a_row = any(_stands_at(words, title, start) for start in range(len(title) - len(words) + 1))
    return (
        -sum(not word.isdisjoint(candidate.anywhere) for word in words),
        not (in_a_row and len(title) == len(words)),
        not in_a_row,
        -in_title,
        not candidate.pinned,
        -candidate.number,
    )


def _stands_at(words: Sequence[frozenset[str]], title: Sequence[str], start: int) -> bool:
    return all(title[start + place] in word for place, word in enumerate(words))
