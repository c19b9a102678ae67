"""The order of what a search found: decided here, from the words alone, so that both databases agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.resources import ResourceHit
from bot.domain.words import folded_words


@dataclass(frozen=True, slots=True)
class Candidate:
    """A hit with the tokens it is indexed under."""

    hit: ResourceHit
    in_title: frozenset[str]
    anywhere: frozenset[str]


def rank(words: Sequence[frozenset[str]], candidates: Iterable[Candidate]) -> list[ResourceHit]:
    """Return the hits, best first.

    More of *words* anywhere comes before fewer; then a title that is just the words, one that has them in a row,
    more of them in the title, what is pinned, what is newer.
    """
    return [candidate.hit for candidate in sorted(candidates, key=lambda candidate: _place(words, candidate))]


def _place(words: Sequence[frozenset[str]], candidate: Candidate) -> tuple[int, bool, bool, int, bool, int]:
    resource = candidate.hit.resource
    in_title = sum(not word.isdisjoint(candidate.in_title) for word in words)
    title = folded_words(resource.title) if in_title == len(words) else ()  # reading it takes longest
    in_a_row = any(_stands_at(words, title, start) for start in range(len(title) - len(words) + 1))
    return (
        -sum(not word.isdisjoint(candidate.anywhere) for word in words),
        not (in_a_row and len(title) == len(words)),
        not in_a_row,
        -in_title,
        not resource.pinned,
        -resource.number,
    )


def _stands_at(words: Sequence[frozenset[str]], title: Sequence[str], start: int) -> bool:
    return all(title[start + place] in word for place, word in enumerate(words))
