"""What is ahead of each announcement, stored before anybody is promised anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog

from bot.clock import Clock
from bot.domain.announcements import Announcement
from bot.domain.community import Workspace, WorkspaceState
from bot.domain.delivery import NewDelivery
from bot.domain.delivery_kinds import DeliveryKind
from bot.domain.ids import TopicId
from bot.domain.recurrence import LeftOut, Occurrence, instant_of
from bot.domain.school_days import SchoolDays
from bot.domain.subjects import Subject
from bot.errors import described
from bot.ports.storage import Storage, UnitOfWork
from bot.services.ahead import NONE, Differences, differences
from bot.services.school_days import school_days_of

HORIZON = timedelta(days=90)
_AHEAD = (DeliveryKind.ANNOUNCEMENT, DeliveryKind.QUESTION)
ASKED_BEFORE = timedelta(days=2)
"""How long before a day without school its author is asked whether to post then."""


class Expanding:
    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def expand_all(self) -> None:
        """Keep what every announcement will say stored for the horizon ahead; writes only where something changed."""
        now = self._clock.now()
        for community in await self._storage.installation.communities():
            async with self._storage.read(community.id) as uow:
                found = await uow.announcements.scheduled()
                changed = [each.id for each in found if not (await self._differences(uow, each, now)).none]
            for each in changed:
                async with self._storage.write(community.id) as uow:
                    await self.expand(uow, await uow.announcements.get(each), now)
                    await uow.commit()

    async def expand(self, uow: UnitOfWork, announcement: Announcement, now: datetime) -> None:
        """Make what is stored ahead of *announcement* what it will say; what was due already stays as it is."""
        await (await self._differences(uow, announcement, now)).make_up(uow, now)

    async def _differences(self, uow: UnitOfWork, announcement: Announcement, now: datetime) -> Differences:
        workspaces = await uow.communities.workspaces(WorkspaceState.JOINED)
        if not workspaces:
            return NONE  # while there is nowhere to say it, what was promised stays as it is
        days = await school_days_of(uow)
        stored = await uow.deliveries.ahead(Subject.ANNOUNCEMENT, announcement.id, _AHEAD, now)
        try:
            wanted = _wanted(announcement, workspaces, days, now)
        except (ZoneInfoNotFoundError, OverflowError) as error:  # it stops no other announcement
            log = structlog.get_logger("announcements")
            log.error("cannot be expanded", number=announcement.number, error=described(error))
            return NONE
        return differences(wanted, stored, now)


def _wanted(
    announcement: Announcement, workspaces: Sequence[Workspace], days: SchoolDays, now: datetime
) -> Sequence[NewDelivery]:
    when = announcement.recurrence
    # What is said once is stored however far ahead it is.
    until = max(now + HORIZON, when.instant) if announcement.once else now + HORIZON
    found: list[NewDelivery] = []
    for each in when.following(now, until, days):
        match each:
            case Occurrence():
                found += [
                    said(announcement, each.identity, each.at, workspace, place)
                    for workspace in workspaces
                    for place in announcement.places
                ]
            case LeftOut(asked=True):
                found += _question(announcement, each)
            case LeftOut():
                pass
    return found


def said(
    announcement: Announcement, identity: str, at: datetime, workspace: Workspace, topic: TopicId | None
) -> NewDelivery:
    """Return the row that says *announcement* in one place of *workspace*."""
    return NewDelivery(
        announcement.community_id,
        Subject.ANNOUNCEMENT,
        announcement.id,
        identity,
        DeliveryKind.ANNOUNCEMENT,
        announcement.time_revision,
        at,
        at + announcement.deadline,
        workspace.id,
        topic,
    )


def _question(announcement: Announcement, left_out: LeftOut) -> Sequence[NewDelivery]:
    """Return the row that asks its author about a day without school, two days before or as soon as it is known."""
    when = announcement.recurrence
    at = instant_of(left_out.day, when.clock, ZoneInfo(when.zone))
    return (
        NewDelivery(
            announcement.community_id,
            Subject.ANNOUNCEMENT,
            announcement.id,
            left_out.identity,
            DeliveryKind.QUESTION,
            announcement.time_revision,
            at - ASKED_BEFORE,
            at,
            person_id=announcement.author_id,
        ),
    )
