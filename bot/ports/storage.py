"""What the core asks of storage. ``find`` may return None, ``get`` raises NotFound, lists are named in the plural.

Everything reached through a ``UnitOfWork`` belongs to one community: storage adds that condition to every statement.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from bot.domain.community import Community, Workspace, WorkspaceState
from bot.domain.delivery import Delivery, DeliveryState, Ending, Outlook, Placement, Unopened
from bot.domain.ids import (
    CommunityId,
    DeliveryId,
    WorkspaceId,
)
from bot.domain.outstanding import Record
from bot.domain.people import Platform
from bot.domain.sight import PUBLIC, Sight
from bot.ports.accounts import Accounts
from bot.ports.calendar import SchoolDays
from bot.ports.collections import Collections
from bot.ports.files import FileRequests
from bot.ports.hours import Hours
from bot.ports.library import Announcements, Communities, People, Resources, Shelf, Topics
from bot.ports.links import LinkChecks
from bot.ports.records import Deliveries, Placements, Records
from bot.ports.reports import Reports
from bot.ports.responses import ResourceResponses, Wishes
from bot.ports.tending import Tending, TopicMessages
from bot.ports.workshops import Attendance, CalendarLinks, HostMessages, LookingBack, Rsvps, Workshops


class UnitOfWork(Protocol):
    """One transaction in one community. Leaving it without ``commit`` rolls back."""

    communities: Communities
    people: People
    accounts: Accounts
    topics: Topics
    tending: Tending
    topic_messages: TopicMessages
    resources: Resources
    files: FileRequests
    link_checks: LinkChecks
    shelf: Shelf
    responses: ResourceResponses
    wishes: Wishes
    collections: Collections
    announcements: Announcements
    school_days: SchoolDays
    workshops: Workshops
    rsvps: Rsvps
    attendance: Attendance
    looking_back: LookingBack
    calendar_links: CalendarLinks
    host_messages: HostMessages
    hours: Hours
    deliveries: Deliveries
    placements: Placements
    reports: Reports
    records: Records

    async def commit(self) -> None: ...


class Outbox(Protocol):
    """What is due, over all communities. Every call is a short transaction of its own, durable when it returns."""

    async def claim_deliveries(
        self,
        owner: str,
        platform: Platform,
        due_before: datetime,
        now: datetime,
        lease_until: datetime,
        limit: int,
        each_lane: int,
        busy: Collection[str] = (),
    ) -> Sequence[Delivery]:
        """Return what is pending and due on *platform*, and mark it ours (sending) until *lease_until*.

        *due_before* is domain time; *now* and *lease_until* are the machine's. Lanes take turns, with at most
        *each_lane* rows, *busy* ones with none; rows told to wait until later than *now* are left, and those that wait
        for somebody's next answer unless their deadline is over. ``fence`` is raised by one.
        """
        ...

    async def claim_doubtful(
        self, owner: str, platform: Platform, now: datetime, lease_until: datetime, limit: int
    ) -> Sequence[Delivery]:
        """Return rows still in sending whose lease ended before *now*, and make them ours until *lease_until*."""
        ...

    async def record(self, delivery: Delivery, ending: Ending) -> bool:
        """Record how the claim of *delivery* ended; False if the fence was passed by somebody else."""
        ...

    async def outlook(self) -> Outlook:
        """Return when there is next something to do; one statement."""
        ...

    async def listed(
        self, states: Collection[DeliveryState], late_before: datetime | None, limit: int
    ) -> Sequence[Delivery]:
        """Return rows of all communities in *states* (none given: any), newest due first.

        With *late_before* only what ended badly and is not answered, and what is unsent though due before then.
        """
        ...

    async def find_record(self, delivery: DeliveryId) -> Record | None: ...
    async def unopened(self, platform: Platform, due_before: datetime, limit: int) -> Sequence[Unopened]:
        """Return whom something is pending for by *due_before* (domain time), and no conversation is open with yet."""
        ...

    async def mark_restored(self, since: datetime, until: datetime, at: datetime) -> int:
        """Make uncertain what is open and due by *until*: perhaps it was sent after *since*, the backup's moment."""
        ...

    async def overdue(self, before: datetime) -> bool:
        """Return whether anything is pending whose deadline (domain time) was before *before*."""
        ...

    async def expire(self, before: datetime, at: datetime) -> int:
        """End what is pending and had its deadline before *before*: nobody may serve its platform any more."""
        ...

    async def next_due(self) -> datetime | None:
        """Return when (domain time) the earliest pending row falls due that was not put back."""
        ...

    async def unsettled(self, until: datetime) -> bool:
        """Return whether anything due by *until* (domain time) is pending or being sent."""
        ...

    async def claim_placements(
        self, owner: str, platform: Platform, now: datetime, lease_until: datetime, limit: int
    ) -> Sequence[Placement]:
        """Return placements on *platform* to be brought up to date at *now*; channels before cards."""
        ...

    async def record_placement(
        self,
        placement: Placement,
        *,
        channel: str | None = None,
        message_id: str | None = None,
        shown_revision: int | None = None,
        shown_pin: bool | None = None,
        wanted_pin: bool | None = None,
    ) -> bool:
        """Record what is shown now and free the row; None leaves a value; False if the fence was passed."""
        ...

    async def doubt_placement(self, placement: Placement, until: datetime, looks: int) -> bool:
        """Leave the row alone until *until*: whether its message was posted is looked for then."""
        ...

    async def fail_placement(self, placement: Placement, error: str, right: str, not_before: datetime | None) -> bool:
        """Record what went wrong; tried again at *not_before*, or when what is wanted changes if that is None."""
        ...


class Installation(Protocol):
    """What stands above communities: which there are, who they live with, and settings of this installation."""

    async def communities(self) -> Sequence[Community]: ...
    async def add_community(self, name: str, zone: str | None, at: datetime) -> Community: ...
    async def first_community(self, name: str, zone: str | None, at: datetime) -> Community:
        """Return the community that came first; made of these values where there is none, by one of several at once."""
        ...

    async def find_workspace(self, platform: Platform, external_id: str) -> Workspace | None: ...
    async def find_account(self, platform: Platform, tenant: str, external_id: str) -> CommunityId | None:
        """Return the community in which this account is known; of several the one it came to first."""
        ...

    async def find_calendar(self, secret_hash: str) -> CommunityId | None:
        """Return the community whose calendar, or whose member's, is read under that secret."""
        ...

    async def find_hours(self, secret_hash: str) -> CommunityId | None:
        """Return the community of whoever's clock hours are read under that secret."""
        ...

    async def workspaces(self, platform: Platform | None = None) -> Sequence[Workspace]: ...
    async def add_workspace(
        self,
        community: CommunityId,
        platform: Platform,
        external_id: str,
        name: str,
        state: WorkspaceState,
        at: datetime,
    ) -> Workspace:
        """Add it; if it was added meanwhile, return that one."""
        ...

    async def rename_workspace(self, workspace: WorkspaceId, name: str) -> None: ...
    async def absorb(self, gone: CommunityId, into: CommunityId) -> bool:
        """Let the servers and workspaces of *gone* be of *into*, and delete *gone* with its people.

        Return False, having changed nothing, where somebody made something in *gone* already, or one is not there.
        """
        ...

    async def setting(self, name: str) -> str | None: ...
    async def set_setting(self, name: str, value: str) -> None: ...
    async def first_setting(self, name: str, value: str) -> str:
        """Set it unless it is there, and return what it is then; everybody gets the same."""
        ...

    async def take_setting(self, name: str, expected: str) -> bool:
        """Delete the setting if it has the *expected* value; of several callers at once exactly one gets True."""
        ...


class Storage(Protocol):
    outbox: Outbox
    installation: Installation

    def read(self, community: CommunityId, sight: Sight = PUBLIC) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open a unit of work that cannot write, and knows nothing of what *sight* does not show."""
        ...

    def write(
        self, community: CommunityId, once: str | None = None, sight: Sight = PUBLIC
    ) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open a writing unit of work; of what *sight* does not show it knows nothing and changes nothing.

        *once* is recorded in the same transaction; raises AlreadyProcessed on entering if it was recorded before.
        """
        ...

    def leading(self, name: str, stopping: asyncio.Event) -> AbstractAsyncContextManager[asyncio.Event]:
        """Wait until this process is the one that may speak as *name*, or until *stopping*.

        What is given is set once it is not the one any more.
        """
        ...

    async def close(self) -> None: ...
