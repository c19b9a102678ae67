"""A series of three sessions with few places, the people who want them, and the real services on a real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar, cast

from sqlalchemy import select

from adapters.discord.limits import CAPABILITIES
from bot.bootstrap.composers import COMPOSERS
from bot.bootstrap.use_cases import workshops as services_of
from bot.domain.actor import Actor, Once
from bot.domain.attendance import CheckedIn
from bot.domain.delivery import Delivery
from bot.domain.ids import CommunityId, Number, PersonId, SessionId
from bot.domain.people import Account, Direct, Platform, Role
from bot.domain.quiet import QuietHours
from bot.domain.recurrence import OnClosed
from bot.domain.repeats import Repeat
from bot.domain.rsvps import Rsvp
from bot.domain.workshops import Session
from bot.errors import AlreadyProcessed, FieldProblems, NotFound, UserError
from bot.ports.platform import Ambiguous, Done, Messenger, Outcome, Shaping, Sighting, Unreadable
from bot.ports.storage import Storage, UnitOfWork
from bot.services.bell import Bell
from bot.services.delivering.attempt import Attempts
from bot.services.delivering.loop import Deliveries
from bot.services.my_data import MyDataKeeping
from bot.services.sending import Policy, Post
from bot.services.workshops.hosting import Wanted
from bot.ui.language import Languages
from storage.deliveries import delivery_of
from storage.rsvps import rsvp_of
from storage.tables import attendance, deliveries, rsvps, sessions
from storage.unit_of_work import SqlStorage
from storage.workshop_rows import session_of
from tests.storage.machine.databases import Community, Database

T = TypeVar("T")
BEGINS = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)
"""A Monday, 8 AM in the community's zone; the first session is on Wednesday at 4 PM."""
PEOPLE = 6
MOMENT = timedelta(milliseconds=1)


class Died(Exception):
    """The process ended here."""


class Hands:
    """Both clocks, standing where the test puts them."""

    def __init__(self) -> None:
        self.at = BEGINS

    def now(self) -> datetime:
        return self.at

    def shift(self) -> timedelta:
        return timedelta()

    def monotonic(self) -> float:
        return self.at.timestamp()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)


class Mailbox:
    """Takes every direct message; one sent again under its key is the same one."""

    shaping = Shaping(0, 0)
    repeats_safely = True

    def __init__(self) -> None:
        self.sent: set[str] = set()
        self.losing = 0
        """So many answers do not come back."""

    async def send(self, target: object, reply: object, key: str) -> Outcome:
        self.sent.add(key)
        if self.losing:
            self.losing -= 1
            return Ambiguous()
        return Done(key)

    async def look_for(self, *_: object) -> Sighting:
        return Unreadable("history")


class _Unit:
    """A unit of work whose process ends at the commit: before it or just after."""

    def __init__(self, work: UnitOfWork, hall: Hall) -> None:
        self._work = work
        self._hall = hall

    def __getattr__(self, name: str) -> Any:
        return getattr(self._work, name)

    async def commit(self) -> None:
        dies, self._hall.dies = self._hall.dies, ""
        if dies == "before":
            raise Died
        await self._work.commit()
        if dies == "after":
            raise Died


class _Mortal:
    def __init__(self, storage: SqlStorage, hall: Hall) -> None:
        self._storage = storage
        self._hall = hall
        self.installation, self.outbox = storage.installation, storage.outbox

    def read(self, community: CommunityId) -> Any:
        return self._storage.read(community)

    @asynccontextmanager
    async def write(self, community: CommunityId, once: str | None = None) -> AsyncIterator[_Unit]:
        async with self._storage.write(community, once) as work:
            yield _Unit(work, self._hall)


@dataclass(frozen=True)
class Seen:
    """All that is stored about the series at one moment."""

    now: datetime
    sessions: dict[SessionId, Session]
    lists: dict[SessionId, dict[PersonId, Rsvp]]
    rows: dict[int, Delivery]
    came: frozenset[tuple[SessionId, PersonId]]

    @property
    def stored(self) -> object:
        """What stays as it is where nothing was done."""
        return self.sessions, self.lists, self.rows, self.came


class Hall:
    def __init__(self, database: Database, languages: Languages) -> None:
        database.renew()
        self._loop = asyncio.new_event_loop()
        self._community: Community = database.community
        self.hands, self.mailbox, self.dies = Hands(), Mailbox(), ""
        self._storage = SqlStorage(database.url, self.hands)
        mortal = cast(Storage, _Mortal(self._storage, self))
        self._services = services_of(mortal, self.hands, Bell(), "")
        there = {Platform.DISCORD: cast(Messenger, self.mailbox)}
        post = Post(there, {Platform.DISCORD: CAPABILITIES}, languages, Policy(), self.hands)
        attempts = Attempts(self._storage, self.hands, self.hands, post, COMPOSERS)
        self._deliveries = Deliveries(self._storage, self.hands, self.hands, Bell(), post, attempts, "hall")
        self._made = 0
        self._seen: Seen | None = None
        """Until something is done: looking takes as long as doing."""
        self.people: list[Actor] = []
        self.number: Number = self._do(self._open())

    async def _open(self) -> Number:
        ana, workspace = self._community.ana, self._community.on[Platform.DISCORD]
        async with self._storage.write(ana.community_id) as work:
            for name in range(PEOPLE):
                person = await work.people.add(f"Teacher {name}", BEGINS)
                account = Account(person.id, Platform.DISCORD, "", f"u{name}", person.name, workspace.id, f"d{name}")
                await work.people.add_account(account)
                await work.people.set_direct_channel(account, f"d{name}")
                self.people.append(replace(ana, person=person, role=Role.MEMBER))
            await work.commit()
        hosting = self._services.hosting
        wanted = Wanted("Number Talks", date(2026, 10, 7), time(16), timedelta(hours=1), "Room 12")
        number = (await hosting.draft(self._ana, wanted, None)).workshop.number
        await hosting.repeat(self._ana, number, Repeat.WEEKLY, 3, OnClosed.KEEP)
        await hosting.limit(self._ana, number, 2)
        await hosting.post(self._ana, number)
        return number

    @property
    def _ana(self) -> Actor:
        """The host, with an interaction of her own."""
        return self._anew(self._community.ana)

    def _anew(self, actor: Actor) -> Actor:
        self._made += 1
        return replace(actor, once=Once(f"interaction {self._made}"))

    def press(self, person: int, identities: Sequence[str], wanted: Any, dies: str, again: bool) -> bool:
        """Return whether it was taken.

        The process *dies* "before" or "after" it is stored; then, or where told, the platform sends it *again*.
        """
        actor = self._anew(self.people[person])
        key = actor.once.take() or ""

        async def pressed() -> None:
            once = replace(actor, once=Once(key))
            await self._services.attending.answer(once, self.number, identities, wanted)

        return self._twice(pressed, dies, again)

    def host(self, do: Callable[[Any, Actor], Coroutine[Any, Any, T]], dies: str = "") -> T | None:
        """Let the host do something; None where it was refused or did not come to its end."""
        self.dies = dies
        try:
            return self._act(do(self._services, self._ana))
        except (UserError, FieldProblems, NotFound, Died):
            return None
        finally:
            self.dies = ""

    def _twice(self, what: Callable[[], Coroutine[Any, Any, object]], dies: str, again: bool) -> bool:
        done = False
        for turn in range(2 if again or dies else 1):
            self.dies = "" if turn else dies
            try:
                self._act(what())
            except Died:
                done = dies == "after"
            except UserError:
                pass
            except AlreadyProcessed:
                assert done, "known, and yet not done"
            else:
                assert not done, "done twice"
                done = True
            self.dies = ""
        return done

    def settle(self, dies: str = "") -> None:
        self.dies = dies
        try:
            self._act(self._services.attending.settle_all())
        except Died:
            pass
        finally:
            self.dies = ""

    def send(self) -> None:
        """Send all that is due; what is in doubt is found out as time goes on."""

        async def all_of_it() -> None:
            while await self._deliveries.send_due():
                pass

        self._do(all_of_it())

    def delete(self, person: int) -> None:
        async def deleted() -> None:
            async with self._storage.write(self._community.ana.community_id) as work:
                await work.people.set_delete_at(self.people[person].id, self.hands.at)
                await work.commit()
            await MyDataKeeping(self._storage, self.hands).delete_due()

        self._do(deleted())

    def attend(self, session: SessionId, person: int) -> None:
        async def came() -> None:
            async with self._storage.write(self._community.ana.community_id) as work:
                here = self.people[person].id, CheckedIn.HOST, self.hands.at, 60
                await work.attendance.attend(session, *here)
                await work.commit()

        self._do(came())

    def set_quiet(self, person: int, quiet: QuietHours) -> None:
        async def chosen() -> None:
            async with self._storage.write(self._community.ana.community_id) as work:
                await work.people.set_messages(self.people[person].id, quiet, Direct.ALL)
                await work.commit()

        self._do(chosen())

    def look(self) -> Seen:
        if self._seen is None:
            self._seen = self._loop.run_until_complete(self._look())
        return replace(self._seen, now=self.hands.at)

    async def _look(self) -> Seen:
        async with self._storage._engines.read() as connection:
            tables = [
                (await connection.execute(select(each).order_by(*each.primary_key))).mappings().all()
                for each in (sessions, rsvps, deliveries, attendance)
            ]
        known = {each.id: each for each in sorted(map(session_of, tables[0]), key=lambda each: each.identity)}
        lists: dict[SessionId, dict[PersonId, Rsvp]] = {each: {} for each in known}
        for row in sorted(tables[1], key=lambda row: row["line_order"]):
            lists[row["session_id"]][row["person_id"]] = rsvp_of(row)
        came = frozenset((row["session_id"], row["person_id"]) for row in tables[3])
        return Seen(self.hands.at, known, lists, {row["id"]: delivery_of(row) for row in tables[2]}, came)

    def close(self) -> None:
        self._do(self._storage.close())
        self._loop.close()

    def _act(self, doing: Coroutine[Any, Any, T]) -> T:
        """Do what takes a moment, as all does: no two changes of a list are at one instant."""
        try:
            return self._do(doing)
        finally:
            self.hands.at += MOMENT

    def _do(self, doing: Coroutine[Any, Any, T]) -> T:
        self._seen = None
        return self._loop.run_until_complete(doing)
