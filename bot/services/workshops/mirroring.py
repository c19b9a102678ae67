"""Sessions in a platform's own calendar, where an operator wants that: beside their cards, and never an answer."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta

from bot.clock import Clock
from bot.domain.community import Workspace, WorkspaceState
from bot.domain.delivery import NewPlacement, Placement, PlacementKind
from bot.domain.ids import SessionId
from bot.domain.people import Platform
from bot.domain.sight import EVERYTHING
from bot.domain.subjects import Subject
from bot.domain.workshops import Session, Workshop, WorkshopState
from bot.ports.platform import Done, Events, EventShown, Outcome, RefusalReason, Refused
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.ui.text import Message, t

SHOWN_MOST = 50
"""Sessions of a community that stand there at once; Discord takes a hundred, and others make some as well."""
AHEAD = timedelta(days=180)


class Mirroring:
    """*platforms* are those in whose calendars sessions are to stand."""

    def __init__(self, storage: Storage, clock: Clock, bell: Bell, platforms: Collection[Platform]) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell
        self._platforms = platforms

    async def mirror_all(self) -> None:
        """Want the next sessions to stand there as they are now, and those that do not take place to go."""
        if not self._platforms:
            return
        for community in await self._storage.installation.communities():
            async with self._storage.read(community.id, sight=EVERYTHING) as uow:
                missing = await self._missing(uow)
            if missing:
                async with self._storage.write(community.id, sight=EVERYTHING) as uow:
                    for each in missing:
                        await uow.placements.want(each)
                    await uow.commit()
                self._bell.ring()

    async def _missing(self, uow: UnitOfWork) -> list[NewPlacement]:
        now = self._clock.now()
        joined = await uow.communities.workspaces(WorkspaceState.JOINED)
        there = [each for each in joined if each.platform in self._platforms]
        if not there:
            return []
        known = {(each.subject_id, each.workspace_id): each for each in await uow.placements.of_kind(_EVENT)}
        found = []
        shown = 0
        for workshop, session in await uow.workshops.sessions_between(now, now + AHEAD):
            stands = shown < SHOWN_MOST and session.takes_place and await _is_everybodys(uow, workshop)
            shown += stands
            for workspace in there:
                row = known.get((session.id, workspace.id))
                if _differs(row, session, stands):
                    found.append(_wanted(workshop, session, workspace, stands))
        return found


async def shown_of(uow: UnitOfWork, row: Placement, words: Callable[[Message], str]) -> EventShown:
    session = await uow.workshops.get_session(SessionId(row.subject_id))
    workshop = await uow.workshops.get(session.workshop_id)
    told = words(t("“Interested” is not an answer here: say on its card in the channel whether you come."))
    about = f"{told}\n\n{workshop.about}".strip()
    place = workshop.place or words(t("See its card"))
    return EventShown(workshop.title, about, place, session.starts_at, session.ends_at)


async def bring(events: Events, workspace: Workspace, row: Placement, shown: EventShown) -> Outcome:
    """Ask the platform for what is wanted of *row*; Done carries the event's id, '' where it is gone."""
    place = workspace.external_id
    if row.wanted_present:
        outcome = await events.put(place, row.message_id, shown)
        # Somebody took it out by hand, and so it stays out.
        return Done("") if outcome == _GONE else outcome
    if not row.message_id:
        return Done("")
    outcome = await events.remove(place, row.message_id)
    return Done("") if isinstance(outcome, Done) or outcome == _GONE else outcome


_EVENT = PlacementKind.EVENT
_GONE = Refused(RefusalReason.MESSAGE_GONE)


def _wanted(workshop: Workshop, session: Session, workspace: Workspace, stands: bool) -> NewPlacement:
    return NewPlacement(
        workshop.community_id, _EVENT, Subject.SESSION, session.id, workspace.id, "", session.sequence + 1,
        wanted_present=stands,
    )  # fmt: skip


def _differs(row: Placement | None, session: Session, stands: bool) -> bool:
    if row is None:
        return stands
    return row.wanted_present is not stands or (stands and row.wanted_revision <= session.sequence)


async def _is_everybodys(uow: UnitOfWork, workshop: Workshop) -> bool:
    if workshop.state is not WorkshopState.POSTED:
        return False
    return workshop.topic_id is None or not (await uow.topics.get(workshop.topic_id)).private
