"""What a look at a shared page tells, and what follows from several looks over the weeks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from bot.domain.ids import ResourceId
from bot.domain.resources import TITLE_MOST

WEEK = timedelta(days=7)
ANSWERED_WITHIN = timedelta(days=14)
"""How long who shared a page that does not open has, before others are asked."""
TRUSTED = timedelta(days=90)
"""How long a page is not looked at after somebody said that it works for them."""
TRIED_FOR = timedelta(hours=4)
"""How long the title of a page that does not answer is tried for."""
TRIED_EVERY = timedelta(hours=1)


class Site(StrEnum):
    """Whose page it is that asks a stranger to sign in: how to open it to colleagues goes by this."""

    GOOGLE = "google"
    MICROSOFT = "microsoft"
    CANVAS = "canvas"
    SCHOOLOGY = "schoology"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Opened:
    """The page opens for a stranger. *title* is the page's own, within ``TITLE_MOST``; empty where it has none."""

    title: str = ""


@dataclass(frozen=True, slots=True)
class Locked:
    """The page asks a stranger to sign in."""

    site: Site


@dataclass(frozen=True, slots=True)
class Gone:
    """The page does not open: it is not there, or nothing answers."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nothing was learnt. *why* is for the log: it names no address."""

    why: str


Seen = Opened | Locked | Gone | Unclear


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """When a resource's page is looked at next, and what earlier looks told."""

    resource_id: ResourceId
    look_at: datetime
    title_until: datetime | None = None
    """Until when the page's own title is still wanted in place of the address; None where it is not."""
    gone_since: datetime | None = None
    """The first of the looks in a row at which it did not open."""
    asked_at: datetime | None = None
    """When who shared it was asked what to do: it had not opened twice, a week or more apart."""
    passed_on_at: datetime | None = None
    """When others were asked, as nobody had answered."""


class Step(StrEnum):
    """What a look leads to, beside the next look."""

    NOTHING = "nothing"
    BACK = "back"
    """It opens again, after somebody was asked."""
    ASK = "ask"
    PASS_ON = "pass on"


def first_check(resource: ResourceId, seen: Seen | None, wants_title: bool, now: datetime) -> LinkCheck:
    """Return the check of a page that was just shared; *seen* is None where it did not answer in time."""
    fresh = LinkCheck(resource, now, title_until=now + TRIED_FOR if wants_title else None)
    return fresh if seen is None else looked(fresh, seen, now)[0]


def looked(check: LinkCheck, seen: Seen, now: datetime) -> tuple[LinkCheck, Step]:
    """Return the check after a look at *now*, and what is to be done."""
    match seen:
        case Opened() | Locked():
            step = Step.NOTHING if check.asked_at is None else Step.BACK
            return LinkCheck(check.resource_id, now + WEEK), step
        case Unclear():
            return _again(check, now), Step.NOTHING
        case Gone() if check.gone_since is None:
            return replace(_again(check, now), gone_since=now), Step.NOTHING
        case Gone() if now - check.gone_since < WEEK:
            return _again(check, now), Step.NOTHING
        case Gone() if check.asked_at is None:
            return replace(_again(check, now), asked_at=now), Step.ASK
        case Gone() if check.passed_on_at is None and now - check.asked_at >= ANSWERED_WITHIN:
            return replace(_again(check, now), passed_on_at=now), Step.PASS_ON
        case Gone():
            return _again(check, now), Step.NOTHING


def _again(check: LinkCheck, now: datetime) -> LinkCheck:
    """Look again in a week, or within the hour while a title is wanted."""
    if check.title_until is not None and now + TRIED_EVERY <= check.title_until:
        return replace(check, look_at=now + TRIED_EVERY)
    return replace(check, look_at=now + WEEK, title_until=None)


def spread(look_at: datetime, resource: ResourceId) -> datetime:
    """Return a moment in the week after *look_at*, so that what came at once is not all looked at at once."""
    return look_at + timedelta(seconds=resource * 7919 % int(WEEK.total_seconds()))


def address_as_title(url: str) -> str:
    """Return the words for a page whose own title is not known: its address, without what may be private in it."""
    parts = urlsplit(url)
    words = f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}"
    return words if len(words) <= TITLE_MOST else f"{words[: TITLE_MOST - 1]}…"
