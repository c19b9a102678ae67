"""Collections: resources that somebody puts in an order for colleagues, under a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.actor import Actor
from bot.domain.ids import CollectionId, Number, PersonId
from bot.domain.people import Role
from bot.domain.resources import Resource
from bot.domain.words import index_tokens, query_tokens, telling

NAME_MOST = 80
ABOUT_MOST = 300
COLLECTIONS_MOST = 200
"""In one community."""
RESOURCES_MOST = 100
"""In one collection."""
BROUGHT_BACK_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Collection:
    """*made_by* is None for who is not known any more."""

    id: CollectionId
    number: Number
    name: str
    about: str
    made_by: PersonId | None
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """*count* is how many of its resources are seen from where somebody looks."""

    collection: Collection
    count: int
    maker: str
    """The newest name of who made it, "" where nobody is known."""


@dataclass(frozen=True, slots=True)
class Contents:
    gathered: Gathered
    resources: Sequence[Resource]
    """Those that are seen, in their order."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A collection on its way into or out of a library: what is in it stands there by its address, in order."""

    name: str
    about: str
    pages: tuple[str, ...]


def may_arrange(actor: Actor, collection: Collection) -> bool:
    return collection.made_by == actor.id or actor.role >= Role.MODERATOR


def is_seen(actor: Actor, gathered: Gathered) -> bool:
    """Return whether somebody is told of it: nobody is of one with nothing that they see, but who made it."""
    return gathered.collection.removed_at is None and (gathered.count > 0 or gathered.collection.made_by == actor.id)


def is_about(collection: Collection, words: str) -> bool:
    """Return whether its name or what it is for has every word that tells something."""
    asked = telling(query_tokens(words))
    said = frozenset(index_tokens(f"{collection.name} {collection.about}"))
    return bool(asked) and not any(word.isdisjoint(said) for word in asked)
