"""The weekly digest, for who follows it and, where a moderator wants it, in the announcements channels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.cards.digest import MOST, Week
from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.community import Community, Workspace, WorkspaceState
from bot.domain.delivery import NewDelivery
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import CommunityId, PersonId
from bot.domain.people import Role
from bot.domain.records import AuditEntry
from bot.domain.recurrence import OnClosed, Recurrence, instant_of
from bot.domain.repeats import Repeat, rule_of
from bot.domain.school_days import SchoolDays
from bot.domain.subjects import Subject
from bot.errors import UserError
from bot.ports.storage import Storage, UnitOfWork
from bot.services.ahead import NONE, Differences, differences
from bot.services.bell import Bell
from bot.services.school_days import school_days_of
from bot.ui.text import t

WEEK = timedelta(weeks=1)
AHEAD = timedelta(weeks=2)
OF_USE = timedelta(hours=24)
MONDAY, MORNING, AFTERNOON = date(2026, 1, 5), time(7), time(15)
"""It comes on Mondays at 7:00 AM, or on the next school day; that it will be quiet is said at 3:00 PM."""


class Digests:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell

    async def preview(self, actor: Actor) -> Week:
        async with self._storage.read(actor.community_id) as uow:
            return await week_of(uow, self._clock.now(), actor.id)

    async def standing(self, actor: Actor) -> tuple[bool, bool]:
        """Return whether the actor follows it, and whether it is posted in the channels."""
        async with self._storage.read(actor.community_id) as uow:
            return await uow.people.follows_digest(actor.id), (await uow.communities.get()).digest_posted

    async def follow(self, actor: Actor, follows: bool) -> None:
        if follows and actor.community.zone is None:
            raise UserError(t("I do not know this community's time zone yet, so I will not guess a time."))
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            await uow.people.follow_digest(actor.id, now if follows else None)
            await (await _differences(uow, now)).make_up(uow, now)
            await uow.commit()
        self._bell.ring()

    async def post(self, actor: Actor, posted: bool) -> None:
        """Post it every week in the announcements channels, or stop; raises UserError for who is no moderator."""
        if actor.role < Role.MODERATOR:
            raise UserError(t("Only moderators can have the digest posted for everybody."))
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            await uow.communities.set_digest_posted(posted)
            act = "posts the digest" if posted else "stopped the digest"
            await uow.records.audit(AuditEntry(actor.id, act, Subject.COMMUNITY, actor.community_id, now))
            await (await _differences(uow, now)).make_up(uow, now)
            await uow.commit()
        self._bell.ring()

    async def expand_all(self) -> None:
        """Keep what comes in the next two weeks stored."""
        now = self._clock.now()
        for community in await self._storage.installation.communities():
            async with self._storage.read(community.id) as uow:
                as_wanted = (await _differences(uow, now)).none
            if not as_wanted:
                async with self._storage.write(community.id) as uow:
                    await (await _differences(uow, now)).make_up(uow, now)
                    await uow.commit()


async def week_of(uow: UnitOfWork, now: datetime, reader: PersonId | None) -> Week:
    """Return what is new since a week before *now*, the reader's own topics told apart."""
    since = now - WEEK
    fresh = [each for each in await uow.resources.newest(pinned=False, limit=MOST * 4) if each.created_at > since]
    found = [each for each in fresh if not each.imported]
    pinned = [each for each in await uow.resources.newest(pinned=True, limit=MOST) if each.created_at > since]
    topics = await uow.topics.opened_since(since, MOST)
    follows = {topic.id for topic in await uow.topics.followed_by(reader)} if reader is not None else set()
    followed = [each for each in found if each.topic_id in follows]
    return Week(found[:MOST], pinned, topics, followed[:MOST])


def recurrence_of(zone: str) -> Recurrence:
    return Recurrence(MONDAY, MORNING, zone, rule_of(Repeat.WEEKLY, MONDAY), on_closed=OnClosed.MOVE)


async def _differences(uow: UnitOfWork, now: datetime) -> Differences:
    community = await uow.communities.get()
    if community.zone is None:
        return NONE
    followers = await uow.people.digest_followers()
    joined = await uow.communities.workspaces(WorkspaceState.JOINED) if community.digest_posted else ()
    try:
        wanted = _wanted(community, joined, followers, await school_days_of(uow), now)
    except ZoneInfoNotFoundError:
        return NONE
    kinds = (DeliveryKind.DIGEST, DeliveryKind.RECESS)
    return differences(wanted, await uow.deliveries.ahead(Subject.COMMUNITY, community.id, kinds, now), now)


def _wanted(
    community: Community,
    joined: Sequence[Workspace],
    followers: Sequence[PersonId],
    days: SchoolDays,
    now: datetime,
) -> Sequence[NewDelivery]:
    assert community.zone is not None
    found = [
        row
        for each in recurrence_of(community.zone).occurrences(now - OF_USE, now + AHEAD, days)
        for row in _rows(community.id, DeliveryKind.DIGEST, each.identity, each.at, each.at + OF_USE, joined, followers)
    ]
    zone = ZoneInfo(community.zone)
    for rest in days.breaks():
        said, over = (instant_of(day, AFTERNOON, zone) for day in (rest.last_school_day, rest.first_day))
        if now < said < now + AHEAD:
            found += _rows(community.id, DeliveryKind.RECESS, rest.first_day.isoformat(), said, over, joined, ())
    return found


def _rows(
    community: CommunityId,
    kind: DeliveryKind,
    occurrence: str,
    at: datetime,
    until: datetime,
    joined: Sequence[Workspace],
    followers: Sequence[PersonId],
) -> Sequence[NewDelivery]:
    about = (community, Subject.COMMUNITY, int(community), occurrence, kind, 1, at, until)
    places = [NewDelivery(*about, workspace_id=workspace.id) for workspace in joined]
    return places + [NewDelivery(*about, person_id=person) for person in followers]
