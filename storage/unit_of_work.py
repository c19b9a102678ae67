"""Storage as the core knows it: units of work, one transaction each, in one community."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncTransaction

from bot.clock import MachineClock, SystemClock
from bot.domain.ids import CommunityId
from bot.domain.sight import PUBLIC, Sight
from bot.errors import AlreadyProcessed
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
from bot.ports.room import RoomStore
from bot.ports.storage import Installation, Outbox, UnitOfWork
from bot.ports.tending import Tending, TopicMessages
from bot.ports.workshops import Attendance, CalendarLinks, HostMessages, LookingBack, Rsvps, Workshops
from storage.accounts import SqlAccounts
from storage.announcements import SqlAnnouncements
from storage.attendance import SqlAttendance
from storage.calendar_links import SqlCalendarLinks
from storage.collections import SqlCollections
from storage.communities import SqlCommunities
from storage.deliveries import SqlDeliveries
from storage.engine import engine_for_migrations, open_engines
from storage.file_requests import SqlFileRequests
from storage.host_messages import SqlHostMessages
from storage.hours import SqlHours
from storage.installation import SqlInstallation
from storage.leading import leading
from storage.link_checks import SqlLinkChecks
from storage.looking_back import SqlLookingBack
from storage.migrate import migrate
from storage.outbox import SqlOutbox
from storage.people import SqlPeople
from storage.placements import SqlPlacements
from storage.records import SqlRecords
from storage.reports import SqlReports
from storage.resources import SqlResources
from storage.responses import SqlResponses
from storage.room import SqlRoom
from storage.rsvps import SqlRsvps
from storage.school_days import SqlSchoolDays
from storage.scope import Scope
from storage.shelf import SqlShelf
from storage.tables import processed
from storage.tending import SqlTending
from storage.topic_messages import SqlTopicMessages
from storage.topics import SqlTopics
from storage.wishes import SqlWishes
from storage.workshops import SqlWorkshops


class SqlUnitOfWork:
    def __init__(self, scope: Scope, transaction: AsyncTransaction) -> None:
        self._transaction = transaction
        self.communities: Communities = SqlCommunities(scope)
        self.people: People = SqlPeople(scope)
        self.accounts: Accounts = SqlAccounts(scope)
        self.topics: Topics = SqlTopics(scope)
        self.tending: Tending = SqlTending(scope)
        self.topic_messages: TopicMessages = SqlTopicMessages(scope)
        self.resources: Resources = SqlResources(scope)
        self.files: FileRequests = SqlFileRequests(scope)
        self.link_checks: LinkChecks = SqlLinkChecks(scope)
        self.shelf: Shelf = SqlShelf(scope)
        self.responses: ResourceResponses = SqlResponses(scope)
        self.wishes: Wishes = SqlWishes(scope)
        self.collections: Collections = SqlCollections(scope)
        self.announcements: Announcements = SqlAnnouncements(scope)
        self.school_days: SchoolDays = SqlSchoolDays(scope)
        self.workshops: Workshops = SqlWorkshops(scope)
        self.rsvps: Rsvps = SqlRsvps(scope)
        self.attendance: Attendance = SqlAttendance(scope)
        self.looking_back: LookingBack = SqlLookingBack(scope)
        self.calendar_links: CalendarLinks = SqlCalendarLinks(scope)
        self.host_messages: HostMessages = SqlHostMessages(scope)
        self.hours: Hours = SqlHours(scope)
        self.deliveries: Deliveries = SqlDeliveries(scope)
        self.placements: Placements = SqlPlacements(scope)
        self.reports: Reports = SqlReports(scope)
        self.records: Records = SqlRecords(scope)

    async def commit(self) -> None:
        """Make it durable; nothing may be asked of this unit of work afterwards."""
        await self._transaction.commit()


class SqlStorage:
    """*url* is a database that ``migrate`` has brought up to date; ``open_storage`` does both."""

    def __init__(self, url: str, machine: MachineClock | None = None) -> None:
        self._url = url
        self._engines = open_engines(url)
        self._machine = machine or SystemClock()
        self.outbox: Outbox = SqlOutbox(self._engines)
        self.installation: Installation = SqlInstallation(self._engines)
        self.room: RoomStore = SqlRoom(self._engines)

    @asynccontextmanager
    async def read(self, community: CommunityId, sight: Sight = PUBLIC) -> AsyncIterator[UnitOfWork]:
        async with self._transaction(self._engines.reader, community, sight, writing=False) as (_, work):
            yield work

    @asynccontextmanager
    async def write(
        self, community: CommunityId, once: str | None = None, sight: Sight = PUBLIC
    ) -> AsyncIterator[UnitOfWork]:
        """Open a writing unit of work; opened inside another one it would wait for itself.

        Units of one community follow one another on PostgreSQL too, so that what was read in one still holds.
        """
        async with self._transaction(self._engines.writer, community, sight, writing=True) as (scope, work):
            await scope.lock()
            if once is not None:
                await _process_once(scope, once)
            yield work

    @asynccontextmanager
    async def leading(self, name: str, stopping: asyncio.Event) -> AsyncIterator[asyncio.Event]:
        """Wait until this process is the one that may speak as *name*; a SQLite file has one process anyway."""
        if not self._engines.on_postgres:
            yield asyncio.Event()
            return
        async with leading(partial(engine_for_migrations, make_url(self._url)), name, self._machine, stopping) as lost:
            yield lost

    async def close(self) -> None:
        await self._engines.close()

    @asynccontextmanager
    async def _transaction(
        self, engine: AsyncEngine, community: CommunityId, sight: Sight, *, writing: bool
    ) -> AsyncIterator[tuple[Scope, SqlUnitOfWork]]:
        # Under begin(), what is asked after the commit is refused instead of starting a transaction nobody ends.
        async with engine.connect() as connection, connection.begin() as transaction:
            scope = Scope(connection, community, self._machine, writing, sight)
            yield scope, SqlUnitOfWork(scope, transaction)
            if transaction.is_active:
                await transaction.rollback()


async def _process_once(scope: Scope, key: str) -> None:
    # On PostgreSQL this waits for a transaction that is recording the same key, and then finds it there.
    new = scope.insert(processed).values(scope.row(key=key, at=scope.machine.now())).on_conflict_do_nothing()
    if not await scope.run(new):
        raise AlreadyProcessed(key)


try:  # what asyncpg raises as it is while connecting, where it is installed
    from asyncpg import InterfaceError, PostgresError

    UNWRAPPED: tuple[type[Exception], ...] = (OSError, sqlite3.Error, PostgresError, InterfaceError)
except ImportError:
    UNWRAPPED = (OSError, sqlite3.Error)


class StorageUnusable(Exception):
    """The database cannot be opened: it is away, refuses us, or is no database; the text is what it said."""


async def open_storage(url: str, *, backup_dir: Path | None, machine: MachineClock | None = None) -> SqlStorage:
    """Bring the database up to date and open it. Raises StorageUnusable and ``storage.migrate.SchemaTooNew``."""
    try:
        await migrate(url, backup_dir)
    except SQLAlchemyError as error:
        said = error.orig if isinstance(error, DBAPIError) else error
        raise StorageUnusable(str(said)) from error
    except UNWRAPPED as error:
        raise StorageUnusable(str(error)) from error
    return SqlStorage(url, machine)
