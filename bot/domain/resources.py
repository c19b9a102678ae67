"""Resources: links and files worth keeping, one per page, each with a number people can say (#42)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.details import NO_DETAILS, Details
from bot.domain.files import StoredFile
from bot.domain.ids import CommunityId, KeptId, Number, PersonId, ResourceId, TopicId

TITLE_MOST = 120
ABOUT_MOST = 500
URL_MOST = 2000
TAG_MOST = 60
TAGS_MOST = 10


class ResourceState(StrEnum):
    LISTED = "listed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Resource:
    """*url* is the address as typed, "" for a file; *page* is what makes two addresses the same page."""

    id: ResourceId
    community_id: CommunityId
    number: Number
    url: str
    page: str
    title: str
    about: str
    tags: tuple[str, ...]
    topic_id: TopicId | None
    shared_by: PersonId | None
    credit: str
    """Who is named as having brought it: a person's name, "a member" once deleted, or the import."""
    pinned: bool
    state: ResourceState
    revision: int
    """Rises with every change that its cards show."""
    created_at: datetime
    imported: bool = False
    locked: bool = False
    """Whether the page asks a stranger to sign in."""
    unopened_at: datetime | None = None
    """When the page did not open, for the second time or more; None while it does."""
    details: Details = NO_DETAILS
    file: StoredFile | None = None


@dataclass(frozen=True, slots=True)
class NewResource:
    url: str
    page: str
    title: str
    about: str = ""
    tags: tuple[str, ...] = ()
    topic_id: TopicId | None = None
    shared_by: PersonId | None = None
    credit: str = ""
    imported: bool = False
    locked: bool = False
    details: Details = NO_DETAILS
    number: Number | None = None
    """The number that it had in another library, higher than any given here; None for the next one."""
    pinned: bool = False
    created_at: datetime | None = None
    """When it came into another library; None for now."""
    file: StoredFile | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to: *topic* names a topic or a tag, *by* who brought it.

    Of *details*, what is said has to hold; of grades and standards any one.
    """

    topic: str = ""
    by: str = ""
    since: datetime | None = None
    details: Details = NO_DETAILS


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Kept:
    """Something on a person's private shelf: a resource, or a message that caught their eye."""

    id: KeptId
    person_id: PersonId
    title: str
    url: str
    text: str
    resource_id: ResourceId | None
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class ResourceHit:
    """A resource that a search found, with the name of its topic."""

    resource: Resource
    topic: str | None
