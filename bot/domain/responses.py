"""What colleagues say to a resource: that they tried it, a note, a version of it; and what they wish there were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.details import Details, subject_key
from bot.domain.ids import NoteId, Number, PersonId, ResourceId, TrialId, WishId
from bot.domain.resources import Filters, Resource
from bot.domain.standards import wider
from bot.domain.words import fold, folded_words, index_tokens, named, query_tokens, telling

NOTE_MOST = 500
GRADE_MOST = 40
HAPPENED_MOST = 500
WISHES_MOST = 20
WISHED_FOR = timedelta(days=90)
"""How long a wish stands."""
TRIALS_GATHERED = timedelta(days=1)
"""How long after the first who tried it its sharer is told, so that several are told of together."""
TOLD_WITHIN = timedelta(days=7)


class Outcome(StrEnum):
    WORKED = "worked"
    CHANGED = "changed"
    DID_NOT = "did not"


@dataclass(frozen=True, slots=True)
class Trial:
    """That somebody used a resource: *happened* is in their words, *name* the newest they go by.

    What came with an import is nobody's, and has no name.
    """

    id: TrialId
    resource_id: ResourceId
    person_id: PersonId | None
    name: str
    grade: str
    happened: str
    outcome: Outcome
    at: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """What another who shares the same page adds to it; nobody's, without a name, where it came with an import."""

    id: NoteId
    resource_id: ResourceId
    person_id: PersonId | None
    name: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Responses:
    """All that colleagues said to one resource, the newest first, as far as it is seen from where they look."""

    notes: Sequence[Note] = ()
    trials: Sequence[Trial] = ()
    source: Resource | None = None
    """What it is a version of."""
    versions: Sequence[Resource] = ()


@dataclass(frozen=True, slots=True)
class FiledNote:
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FiledTrial:
    grade: str
    happened: str
    outcome: Outcome
    at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """What was said to one resource on its way into or out of a library, the oldest first, without names."""

    notes: tuple[FiledNote, ...] = ()
    trials: tuple[FiledTrial, ...] = ()
    version_of: Number | None = None


NOTHING_SAID = Said()


@dataclass(frozen=True, slots=True)
class Wish:
    """A search that found nothing, kept until something answers it: *found* is what did."""

    id: WishId
    person_id: PersonId
    words: str
    filters: Filters
    expires_at: datetime
    found: ResourceId | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """A listed resource with all by which it may answer a wish."""

    resource: Resource
    topic: str
    """The name of its topic, "" without one."""
    sharer: str
    """The name of who shared it, as it is now."""


def answers(arrived: Arrived, wish: Wish) -> bool:
    """Return whether *arrived* is what was wished for: every word that tells something, and every filter."""
    resource, asked = arrived.resource, wish.filters
    if resource.shared_by == wish.person_id:
        return False
    if asked.topic and not _about(arrived, asked.topic):
        return False
    if asked.by and not frozenset(folded_words(asked.by)) <= frozenset(folded_words(arrived.sharer)):
        return False
    if not meets(resource.details, asked.details):
        return False
    if asked.since is not None and resource.created_at < asked.since:
        return False
    said = frozenset(index_tokens(" ".join((resource.title, resource.about, *resource.tags, arrived.topic))))
    return not any(word.isdisjoint(said) for word in telling(query_tokens(wish.words)))


def meets(said: Details, asked: Details) -> bool:
    """Return whether what is *said* of a resource lets it through what is *asked*, as a search's filters would."""
    return (
        asked.type in (None, said.type)
        and (not asked.subject or subject_key(asked.subject) == subject_key(said.subject))
        and (not asked.grades or not set(asked.grades).isdisjoint(said.grades))
        and (not asked.standards or any(not set(asked.standards).isdisjoint(wider(code)) for code in said.standards))
        and asked.language in ("", said.language)
        and asked.license in ("", said.license)
    )


def _about(arrived: Arrived, topic: str) -> bool:
    return fold(arrived.topic) == fold(topic) or named(topic) in map(named, arrived.resource.tags)


@dataclass(frozen=True, slots=True)
class Wished:
    """What a search asked for, before it is a wish."""

    words: str
    filters: Filters


def same_wish(wish: Wish, wished: Wished) -> bool:
    return (fold(wish.words), wish.filters) == (fold(wished.words), wished.filters)
