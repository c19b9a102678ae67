"""Calendars as other programs fetch them: the right sessions at the right instants, under links that stay secret."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

import aiohttp
import pytest
import vobject

from adapters.web.calendars import calendar_routes
from adapters.web.server import WebServer
from bot.bootstrap.use_cases import workshops
from bot.domain.actor import Actor
from bot.domain.community import Community
from bot.domain.ids import PersonId
from bot.domain.people import Person, Role
from bot.domain.recurrence import Recurrence
from bot.domain.rsvps import Rsvp, Standing
from bot.domain.school_days import SchoolDays
from bot.domain.sessions import dates_of, moved, sessions_of, with_state
from bot.domain.workshops import Session, SessionState, Workshop
from bot.errors import UserError
from bot.services.bell import Bell
from bot.services.workshops.calendars import Calendars
from bot.services.workshops.editing import stamp
from bot.services.workshops.managing import Scope
from storage.unit_of_work import SqlStorage
from tests.storage.conftest import add_person
from tests.storage.moments import DAY, NOW
from tests.storage.network import a_workshop

ADDRESS = "https://staffroom.example.org"
ZONES = ("America/New_York", "America/Los_Angeles", "Europe/Berlin", "Australia/Sydney", "Australia/Lord_Howe")


class At:
    """A clock that stands where the test puts it."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    def shift(self) -> timedelta:
        return timedelta()

    async def sleep_until(self, instant: datetime) -> None:
        raise NotImplementedError


@dataclass(frozen=True)
class Answer:
    status: int
    content: bytes
    tag: str
    kind: str


class Net:
    """A community with a weekly workshop of thirty sessions, which Ana hosts."""

    def __init__(self, storage: SqlStorage, community: Community, ana: Person) -> None:
        self.storage, self.community, self.ana = storage, community, ana
        self.clock = At()
        self.calendars = Calendars(storage, self.clock, ADDRESS)

    def acting(self, person: Person, role: Role = Role.MEMBER) -> Actor:
        return Actor(person, role, self.community, None)

    async def posts(self, zone: str = "America/New_York") -> tuple[Workshop, Sequence[Session]]:
        when = Recurrence(datetime(2026, 10, 8).date(), datetime(2026, 10, 8, 16).time(), zone, "FREQ=WEEKLY", held=30)  # noqa: DTZ001
        when = replace(when, changes=MappingProxyType({}))
        async with self.storage.write(self.community.id) as work:
            topic = await work.topics.add(f"Topic {zone}", "", None, NOW)
            draft = replace(a_workshop(self.ana, self.ana, topic, "secret note"), recurrence=when, cohosts=())
            workshop = await work.workshops.add(draft)
            await work.workshops.set_sessions(
                workshop.id, sessions_of(workshop, dates_of(workshop.recurrence, SchoolDays(())), NOW)
            )
            sessions = await work.workshops.sessions(workshop.id)
            await work.commit()
        return workshop, sessions

    async def says(self, person: PersonId, session: Session, standing: Standing) -> None:
        async with self.storage.write(self.community.id) as work:
            await work.rsvps.put(session.id, [Rsvp(person, standing, 1)], [], NOW)
            await work.rsvps.set_note(session.id, person, "a private note")
            await work.commit()

    async def changes(self, session: Session) -> None:
        async with self.storage.write(self.community.id) as work:
            await work.workshops.set_sessions(session.workshop_id, [session])
            await work.commit()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Browser]:
        server = WebServer(port=0, routes=calendar_routes(self.calendars))
        await server.start()
        async with aiohttp.ClientSession() as client:
            yield Browser(client, server.url)
        await server.stop()

    async def fetched(self, address: str, known: str = "") -> Answer:
        async with self.listening() as browser:
            return await browser.gets(address.removeprefix(ADDRESS), known)


@dataclass(frozen=True)
class Browser:
    client: aiohttp.ClientSession
    url: str

    async def gets(self, path: str, known: str = "") -> Answer:
        async with self.client.get(self.url + path, headers={"If-None-Match": known} if known else {}) as found:
            kind = found.headers.get("Content-Type", "")
            return Answer(found.status, await found.read(), found.headers.get("ETag", ""), kind)


@pytest.fixture
def net(storage: SqlStorage, community: Community, ana: Person) -> Net:
    return Net(storage, community, ana)


def events(content: bytes) -> dict[str, object]:
    """Return the events that another implementation reads, by UID."""
    found = next(iter(vobject.readComponents(content.decode())))
    return {event.uid.value: event for event in found.contents.get("vevent", [])}


def starts(content: bytes) -> list[datetime]:
    return sorted(event.dtstart.value.astimezone(UTC) for event in events(content).values())  # type: ignore[attr-defined]


@pytest.mark.parametrize("zone", ZONES)
async def test_a_weekly_series_is_read_back_at_its_instants(net: Net, zone: str) -> None:
    """Four o'clock stays four o'clock on both sides of both clock changes, as another program reads it."""
    _, sessions = await net.posts(zone)
    answer = await net.fetched(await net.calendars.everybodys_link(net.acting(net.ana)))
    assert (answer.status, answer.kind) == (200, "text/calendar; charset=utf-8")
    assert starts(answer.content) == [session.starts_at for session in sessions]
    assert {at.astimezone(ZoneInfo(zone)).hour for at in starts(answer.content)} == {16}
    lines = answer.content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line for line in lines)
    assert b"RDATE" not in answer.content
    assert answer.content.count(b"RRULE:FREQ=YEARLY;") == 2


async def test_unchanged_it_is_not_sent_again(net: Net) -> None:
    """A calendar program that has it is told that nothing is new; after a change it gets it, with a higher number."""
    _, (first, *_) = await net.posts()
    link = await net.calendars.everybodys_link(net.acting(net.ana))
    before = await net.fetched(link)
    net.clock.at = NOW + DAY
    assert (await net.fetched(link, before.tag)).status == 304
    await net.changes(moved(first, first.starts_at + timedelta(hours=1), first.length, NOW + DAY))
    after = await net.fetched(link, before.tag)
    assert after.status == 200
    uid = next(each for each in events(before.content) if f"session-{first.id}@" in each)
    assert set(events(before.content)) == set(events(after.content))
    sequences = [events(content)[uid].sequence.value for content in (before.content, after.content)]  # type: ignore[attr-defined]
    assert sequences == ["0", "1"]


async def test_every_edit_raises_the_number_of_what_it_changed(net: Net) -> None:
    """Words change all sessions, a move or an undo the sessions it is of; each is the same event as before."""
    workshop, (first, second, *others) = await net.posts()
    link = await net.calendars.everybodys_link(net.acting(net.ana))
    told = workshops(net.storage, net.clock, Bell(), ADDRESS)
    ana, number = net.acting(net.ana, Role.FACILITATOR), workshop.number
    seen: list[dict[str, int]] = []

    async def looks() -> list[int]:
        """Return by how much the numbers of the first, the second and a later session rose."""
        net.clock.at += timedelta(minutes=1)
        found = events((await net.fetched(link)).content)
        seen.append({uid.partition("@")[0]: int(event.sequence.value) for uid, event in found.items()})  # type: ignore[attr-defined]
        names = [f"session-{each.id}" for each in (first, second, others[-1])]
        return [seen[-1][name] - seen[max(len(seen) - 2, 0)][name] for name in names]

    await looks()
    for words in ("Number Talks, again", "Number Talks"):
        known = stamp(await told.editing.view(ana, number), ["title"])
        await told.editing.edit(ana, number, ["title"], known, lambda w, words=words: replace(w, title=words))  # type: ignore[misc]
        assert await looks() == [1, 1, 1]
    day = second.starts_at.astimezone(ZoneInfo("America/New_York")).date()
    clock = datetime(2026, 10, 8, 17).time()  # noqa: DTZ001
    moved_one = await told.managing.move(ana, number, second.identity, Scope.ONE, day, clock, second.length)
    assert await looks() == [0, 1, 0]
    await told.managing.undo(ana, moved_one.revision)
    assert await looks() == [0, 1, 0]
    cancelled = await told.managing.cancel(ana, number, second.identity, Scope.LATER)
    assert await looks() == [0, 1, 1]
    await told.managing.undo(ana, cancelled.revision)
    assert await looks() == [0, 1, 1]
    assert len({frozenset(each) for each in seen}) == 1


async def test_a_cancelled_session_stays_for_thirty_days(net: Net) -> None:
    _, (first, *_) = await net.posts()
    await net.changes(with_state(first, SessionState.CANCELLED, NOW))
    link = await net.calendars.everybodys_link(net.acting(net.ana))
    for days in (0, 29):
        net.clock.at = NOW + days * DAY
        assert (await net.fetched(link)).content.count(b"STATUS:CANCELLED") == 1
    net.clock.at = NOW + 31 * DAY
    assert (await net.fetched(link)).content.count(b"STATUS:CANCELLED") == 0


async def test_ones_own_calendar_has_what_one_comes_to(net: Net) -> None:
    """Only the sessions a person comes to or hosts; nobody's name and no answer to a host's question is in it."""
    _, (first, second, *_) = await net.posts()
    ben = await add_person(net.storage, net.community, "Ben")
    await net.says(ben.id, first, Standing.GOING)
    await net.says(ben.id, second, Standing.CANT)
    answer = await net.fetched(await net.calendars.new_link(net.acting(ben)))
    assert starts(answer.content) == [first.starts_at]
    assert b"private note" not in answer.content
    assert b"Ben" not in answer.content
    mine = await net.fetched(await net.calendars.new_link(net.acting(net.ana)))
    assert len(starts(mine.content)) == 30


async def test_a_link_that_was_made_anew_leads_nowhere(net: Net) -> None:
    """Old, wrong and forged links are all the same: there is nothing here."""
    await net.posts()
    old = await net.calendars.new_link(net.acting(net.ana))
    new = await net.calendars.new_link(net.acting(net.ana))
    assert (await net.fetched(old)).status == 404
    assert (await net.fetched(new)).status == 200
    everybodys = await net.calendars.everybodys_link(net.acting(net.ana))
    with pytest.raises(UserError):
        await net.calendars.reset_everybodys(net.acting(net.ana))
    again = await net.calendars.reset_everybodys(net.acting(net.ana, Role.MODERATOR))
    assert (await net.fetched(everybodys)).status == 404
    assert (await net.fetched(again)).status == 200
    for forged in ("/cal/AAAAAAAAAAAAAAAAAAAAAA.ics", "/cal/all-1-00.ics", "/cal/all-999-" + "0" * 32 + ".ics"):
        assert (await net.fetched(ADDRESS + forged)).status == 404


async def test_one_event_is_fetched_by_its_own_link(net: Net) -> None:
    """The file has that session alone; another session's number under the same seal is refused."""
    workshop, (first, second, *_) = await net.posts()
    file, google = await net.calendars.add_links(workshop, first)
    assert google.startswith("https://calendar.google.com/calendar/render?")
    answer = await net.fetched(file)
    assert starts(answer.content) == [first.starts_at]
    assert (await net.fetched(file.replace(f"-{first.id}-", f"-{second.id}-"))).status == 404


async def test_the_page_says_when_changes_show(net: Net) -> None:
    """How to subscribe, with both kinds of address, and that nobody can hurry a calendar."""
    await net.posts()
    link = await net.calendars.new_link(net.acting(net.ana))
    page = (await net.fetched(link.removesuffix(".ics"))).content.decode()
    assert link in page
    assert link.replace("https://", "webcal://") in page
    assert "Google every 12 to 24 hours" in page
