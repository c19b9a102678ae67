"""What becomes of topics: names alike, what a merge moves, and a colleague's words as the start of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from rapidfuzz import fuzz

from bot.domain.ids import PersonId, TopicId
from bot.domain.topics import Topic
from bot.domain.words import fold, folded_words, tokens_of

NOTE_MOST = 500
QUIET_AFTER = timedelta(days=60)
UNMERGED_WITHIN = timedelta(days=7)
ALIKE = 86
"""Of 100: from here on two names are taken for two spellings of one."""

QuoteId = NewType("QuoteId", int)


@dataclass(frozen=True, slots=True)
class Inside:
    """How much is in a topic, pinned resources among the resources."""

    resources: int
    pinned: int
    workshops: int
    followers: int


@dataclass(frozen=True, slots=True)
class Moved:
    """What a merge brought from one topic into another, by id, so that it can go back."""

    resources: tuple[int, ...] = ()
    workshops: tuple[int, ...] = ()
    announcements: tuple[int, ...] = ()
    followers: tuple[int, ...] = ()
    caretakers: tuple[int, ...] = ()
    names: tuple[str, ...] = ()

    def stored(self) -> dict[str, object]:
        return {
            "resources": list(self.resources),
            "workshops": list(self.workshops),
            "announcements": list(self.announcements),
            "followers": list(self.followers),
            "caretakers": list(self.caretakers),
            "names": list(self.names),
        }


def moved_of(stored: Mapping[str, object]) -> Moved:
    """Return what ``Moved.stored`` wrote."""
    return Moved(
        _ints(stored, "resources"),
        _ints(stored, "workshops"),
        _ints(stored, "announcements"),
        _ints(stored, "followers"),
        _ints(stored, "caretakers"),
        tuple(str(name) for name in _list(stored, "names")),
    )


class QuoteState(StrEnum):
    ASKED = "asked"
    YES = "yes"
    UNNAMED = "unnamed"
    """Yes, without the author's name."""
    NO = "no"


@dataclass(frozen=True, slots=True)
class Quote:
    """A colleague's words as the start of a topic; nobody else sees them before they said yes."""

    id: QuoteId
    author_id: PersonId
    asked_by: PersonId
    name: str
    """Of the topic that is to be made."""
    words: str
    state: QuoteState
    topic_id: TopicId | None
    at: datetime


def alike(one: str, other: str) -> bool:
    """Return whether two names may well mean the same: other order, endings, a typo, or one says a little more."""
    first, second = _stems(one), _stems(other)
    if not first or not second:
        return False
    if fuzz.token_sort_ratio(" ".join(first), " ".join(second)) >= ALIKE:
        return True
    fewer, more = sorted((set(first), set(second)), key=len)
    return len(fewer) > 1 and fewer <= more


def is_about(topic: Topic, tags: Iterable[str], subject: str, grade: str, tag: str) -> bool:
    """Return whether the topic, whose resources have *tags*, answers to all that is asked; '' asks nothing."""
    tags = tuple(tags)
    words = {stem for text in (topic.name, topic.about, *tags) for stem in _stems(text)}
    grades = {word for text in (topic.name, topic.about, *tags) for word in folded_words(text)}
    asked = [each for each in folded_words(grade) if each not in ("grade", "grades")]
    return (
        set(_stems(subject)) <= words
        and all({each, f"{each}th", f"grade{each}"} & grades for each in asked)
        and (not tag or fold(tag).strip("# ") in {fold(each) for each in tags})
    )


def _stems(name: str) -> Sequence[str]:
    return [min(tokens_of(word), key=lambda token: (len(token), token)) for word in folded_words(name)]


def _list(stored: Mapping[str, object], name: str) -> Sequence[object]:
    found = stored.get(name)
    return found if isinstance(found, list) else ()


def _ints(stored: Mapping[str, object], name: str) -> tuple[int, ...]:
    return tuple(each for each in _list(stored, name) if isinstance(each, int))
