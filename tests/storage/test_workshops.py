"""Workshops come back as they were made, lists of those who come are exact, and what others were promised stays."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.attendance import Attended, CheckedIn, Feedback, Intention, Pace, ShareBack
from bot.domain.calendar_links import CalendarLink
from bot.domain.community import Community, Workspace
from bot.domain.delivery import NewPlacement, PlacementKind
from bot.domain.ids import PersonId, SessionId, WorkshopId
from bot.domain.people import Person
from bot.domain.recurrence import Change, Held, Moved, OnClosed, Recurrence, Skipped
from bot.domain.rsvps import Book, Rsvp, Standing, Terms, answer
from bot.domain.topics import Topic
from bot.domain.workshops import Session, SessionState, Workshop, WorkshopState
from bot.errors import Changed, NotFound
from bot.ports.storage import UnitOfWork
from storage.unit_of_work import SqlStorage
from tests.storage.conftest import add_person
from tests.storage.moments import DAY, HOUR, MINUTE, NOW
from tests.storage.network import a_session, a_workshop, every_row

T = TypeVar("T")


@pytest.fixture
async def ben(storage: SqlStorage, community: Community) -> Person:
    return await add_person(storage, community, "Ben")


@pytest.fixture
async def topic(storage: SqlStorage, community: Community) -> Topic:
    return await write(storage, community, lambda work: work.topics.add("Grading", "", None, NOW))


@pytest.fixture
async def workshop(storage: SqlStorage, community: Community, ana: Person, ben: Person, topic: Topic) -> Workshop:
    return await write(storage, community, lambda work: work.workshops.add(a_workshop(ana, ben, topic, "")))


async def write(storage: SqlStorage, community: Community, ask: Callable[[UnitOfWork], Awaitable[T]]) -> T:
    async with storage.write(community.id) as work:
        answered = await ask(work)
        await work.commit()
        return answered


async def read(storage: SqlStorage, community: Community, ask: Callable[[UnitOfWork], Awaitable[T]]) -> T:
    async with storage.read(community.id) as work:
        return await ask(work)


async def with_sessions(
    storage: SqlStorage, community: Community, workshop: WorkshopId, *sessions: Session
) -> list[Session]:
    async with storage.write(community.id) as work:
        await work.workshops.set_sessions(workshop, sessions)
        await work.commit()
    return list(await read(storage, community, lambda work: work.workshops.sessions(workshop)))


@pytest.mark.parametrize("on_closed", OnClosed)
async def test_a_workshop_is_kept_whole(
    storage: SqlStorage, community: Community, ana: Person, ben: Person, topic: Topic, on_closed: OnClosed
) -> None:
    """Its words, who hosts it in which order, how often it takes place, and each date that was changed by hand."""
    cleo = await add_person(storage, community, "Cleo")
    changes: dict[str, Change] = {
        "2026-10-08T16:30": Skipped(),
        "2026-10-15T16:30": Moved(date(2026, 10, 16), time(7, 5)),
        "2026-11-26T16:30": Held(),
    }
    until = date(2027, 6, 17)
    when = Recurrence(
        date(2026, 10, 8), time(16, 30), "America/New_York", "FREQ=WEEKLY;BYDAY=TH", until, 6, on_closed, changes
    )
    asked = replace(a_workshop(ana, ben, topic, "ñ"), recurrence=when, cohosts=(cleo.id, ben.id))
    stored = await write(storage, community, lambda work: work.workshops.add(asked))
    assert stored == replace(asked, id=stored.id, number=stored.number)
    once = Recurrence(date(2026, 10, 8), time(16, 30), "America/New_York")
    bare = replace(asked, recurrence=once, topic_id=None, capacity=None, cohosts=(), about="", materials="")
    plain = await write(storage, community, lambda work: work.workshops.add(bare))
    assert plain == replace(bare, id=plain.id, number=plain.number)
    async with storage.read(community.id) as work:
        for each in (stored, plain):
            assert await work.workshops.get(each.id) == each
            assert await work.workshops.get_numbered(each.number) == each


async def test_what_is_changed_replaces_what_was(
    storage: SqlStorage, community: Community, ana: Person, ben: Person, workshop: Workshop
) -> None:
    """Who read an older one is told so, and changes nothing."""
    again = replace(
        workshop,
        title="Number talks",
        length=timedelta(minutes=45),
        host_id=ben.id,
        cohosts=(ana.id,),
        revision=2,
        state=WorkshopState.CANCELLED,
        recurrence=replace(workshop.recurrence, held=4, changes={"2026-10-22T16:30": Held()}),
    )
    await write(storage, community, lambda work: work.workshops.update(again))
    with pytest.raises(Changed):
        await write(storage, community, lambda work: work.workshops.update(replace(again, cohosts=(), title="x")))
    assert await read(storage, community, lambda work: work.workshops.get(workshop.id)) == again


async def test_a_session_is_kept_whole_and_never_twice(
    storage: SqlStorage, community: Community, ana: Person, ben: Person, topic: Topic, workshop: Workshop
) -> None:
    """A moved one keeps its id; the same date cannot come a second time, nor go to another workshop."""
    second, first = a_session(workshop.id, 8), a_session(workshop.id, 1)
    one, two = await with_sessions(storage, community, workshop.id, second, first)
    assert [one, two] == [replace(first, id=one.id), replace(second, id=two.id)]
    changed = replace(
        one, starts_at=NOW + 9 * DAY, length=30 * MINUTE, state=SessionState.CANCELLED, time_revision=2, sequence=3,
        modified_at=NOW + HOUR, capacity=None, opened=True,
    )  # fmt: skip
    third = a_session(workshop.id, 15)
    *kept, new = await with_sessions(storage, community, workshop.id, changed, third)
    assert kept == [two, changed]
    assert new == replace(third, id=new.id)
    with pytest.raises(IntegrityError):
        await with_sessions(storage, community, workshop.id, first)
    other = await write(storage, community, lambda work: work.workshops.add(a_workshop(ana, ben, topic, "other")))
    with pytest.raises(NotFound):
        await with_sessions(storage, community, other.id, two)
    async with storage.read(community.id) as work:
        assert await work.workshops.get_session(changed.id) == changed
        with pytest.raises(NotFound):
            await work.workshops.get_session(SessionId(99))


async def test_what_is_ahead_is_listed_with_its_next_session(
    storage: SqlStorage, community: Community, ana: Person, ben: Person, topic: Topic
) -> None:
    """Soonest first; what is over, a draft or cancelled is not, and one that goes on is still the next of its own."""
    async with storage.write(community.id) as work:
        plain = a_workshop(ana, ben, topic, "")
        series = await work.workshops.add(plain)
        single = await work.workshops.add(replace(plain, topic_id=None, cohosts=()))
        over = await work.workshops.add(plain)
        off = await work.workshops.add(replace(plain, state=WorkshopState.CANCELLED))
        draft = await work.workshops.add(replace(plain, state=WorkshopState.DRAFT, cohosts=()))
        gone = replace(a_session(series.id, 3), state=SessionState.CANCELLED)
        now = replace(a_session(series.id, 0), starts_at=NOW - HOUR)
        await work.workshops.set_sessions(series.id, [now, gone, a_session(series.id, 5), a_session(series.id, 12)])
        await work.workshops.set_sessions(single.id, [a_session(single.id, 4)])
        await work.workshops.set_sessions(over.id, [a_session(over.id, -4)])
        await work.workshops.set_sessions(off.id, [a_session(off.id, 2)])
        listed = [(each.id, session.starts_at) for each, session in await work.workshops.listed(NOW, 5)]
        assert listed == [(single.id, NOW + 4 * DAY), (series.id, NOW + 5 * DAY)]
        assert [each for each, _ in await work.workshops.listed(NOW, 1)] == [single]
        assert [each for each, _ in await work.workshops.of_topic(topic.id, NOW, 5)] == [series]
        assert await work.workshops.hosted_by(ben.id, 5) == [off, over, series]
        assert await work.workshops.hosted_by(ana.id, 2) == [off, over]
        assert await work.workshops.drafts_of(ana.id) == [draft]
        assert await work.workshops.drafts_of(ben.id) == []
        starts = {}
        for moment in (NOW, NOW + HOUR, NOW + 13 * DAY):
            found = await work.workshops.next_session(series.id, moment)
            starts[moment] = found and found.starts_at
        assert list(starts.values()) == [NOW - HOUR, NOW + 5 * DAY, None]
        between = await work.workshops.sessions_between(NOW + 2 * DAY, NOW + 5 * DAY)
        assert [(each.id, session.starts_at - NOW) for each, session in between] == [
            (off.id, 2 * DAY), (series.id, 3 * DAY), (single.id, 4 * DAY),
        ]  # fmt: skip


async def test_only_drafts_are_deleted(
    storage: SqlStorage, community: Community, ana: Person, ben: Person, topic: Topic, workshop: Workshop
) -> None:
    """Old ones are found, and nothing of them is left."""
    drafted = replace(a_workshop(ana, ben, topic, "x"), state=WorkshopState.DRAFT, created_at=NOW - 8 * DAY)
    async with storage.write(community.id) as work:
        draft = await work.workshops.add(drafted)
        assert await work.workshops.drafts_before(NOW - 8 * DAY) == []
        assert await work.workshops.drafts_before(NOW - 7 * DAY) == [draft]
        await work.workshops.delete(draft.id)
        with pytest.raises(NotFound):
            await work.workshops.get(draft.id)
        with pytest.raises(NotFound):
            await work.workshops.delete(workshop.id)
        assert await work.workshops.get(workshop.id) == workshop


async def test_a_list_is_kept_whole(
    storage: SqlStorage, community: Community, ana: Person, ben: Person, workshop: Workshop
) -> None:
    """In the order of the answers; a changed answer keeps what was said to the host, one taken back takes it along."""
    one, two = await with_sessions(
        storage, community, workshop.id, a_session(workshop.id, 1), a_session(workshop.id, 8)
    )
    cleo = await add_person(storage, community, "Cleo")
    offered = Rsvp(ana.id, Standing.OFFERED, 3, NOW + HOUR)
    going = Rsvp(ben.id, Standing.GOING, 2, agreed=one.starts_at)
    passed = Rsvp(cleo.id, Standing.WAITING, 1, passed=True)
    async with storage.write(community.id) as work:
        await work.rsvps.put(one.id, [offered, going, passed], [], NOW)
        await work.rsvps.put(two.id, [going], [], NOW)
        assert await work.rsvps.of_session(one.id) == [passed, going, offered]
        assert await work.rsvps.set_note(one.id, ana.id, "Grade 4")
        assert await work.rsvps.set_note(one.id, ben.id, "Grade 5")
        assert not await work.rsvps.set_note(two.id, ana.id, "Grade 4")
        taken = Rsvp(ana.id, Standing.GOING, 3, agreed=one.starts_at)
        await work.rsvps.put(one.id, [taken], [ben.id], NOW + HOUR)
        assert await work.rsvps.of_sessions([one.id, two.id, SessionId(99)]) == {
            one.id: [passed, taken], two.id: [going], SessionId(99): [],
        }  # fmt: skip
        assert await work.rsvps.of_sessions([]) == {}
        assert await work.rsvps.notes(one.id) == {ana.id: "Grade 4"}
        assert await work.rsvps.of_person(ben.id, NOW) == [(workshop, two, going)]
        assert await work.rsvps.of_person(ana.id, one.starts_at) == [(workshop, one, taken)]
        assert await work.rsvps.of_person(ana.id, two.starts_at) == []


async def test_where_somebody_waits_is_known_until_it_begins(
    storage: SqlStorage, community: Community, ana: Person, workshop: Workshop
) -> None:
    standings = (Standing.WAITING, Standing.OFFERED, Standing.GOING, Standing.MAYBE, Standing.WAITING)
    later = [a_session(workshop.id, days) for days in (5, 4, 3, 2, 1)]
    later[4] = replace(later[4], state=SessionState.CANCELLED)
    stored = await with_sessions(storage, community, workshop.id, *later)
    async with storage.write(community.id) as work:
        for session, standing in zip(reversed(stored), standings, strict=True):
            await work.rsvps.put(session.id, [Rsvp(ana.id, standing, 1)], [], NOW)
        waiting = [stored[3].id, stored[4].id]
        assert await work.rsvps.waiting_sessions(NOW) == waiting
        assert await work.rsvps.waiting_sessions(stored[3].starts_at) == waiting[1:]


async def test_fifty_who_press_at_once_get_exactly_the_places_there_are(
    storage: SqlStorage, community: Community, workshop: Workshop
) -> None:
    """Five have one, the others stand in one line, each in a place of their own."""
    limited = replace(a_session(workshop.id, 3), capacity=5)
    (session,) = await with_sessions(storage, community, workshop.id, limited)
    async with storage.write(community.id) as work:
        people = [(await work.people.add(f"Teacher {each}", NOW)).id for each in range(50)]
        await work.commit()
    terms = Terms(session.starts_at, lambda _, moment: moment)

    async def press(person: PersonId) -> None:
        async with storage.write(community.id) as work:
            stored = await work.workshops.get_session(session.id)
            before = Book(stored.capacity, tuple(await work.rsvps.of_session(session.id)), stored.opened)
            after, _ = answer(before, person, Standing.GOING, NOW, terms)
            changed = [each for each in after.rsvps if each not in before.rsvps]
            await work.rsvps.put(session.id, changed, [], NOW)
            await work.commit()

    await asyncio.gather(*(press(person) for person in people))
    found = await read(storage, community, lambda work: work.rsvps.of_session(session.id))
    assert Counter(each.standing for each in found) == {Standing.GOING: 5, Standing.WAITING: 45}
    assert [each.order for each in found] == list(range(1, 51))
    assert {each.person for each in found} == set(people)


async def test_who_came_is_recorded_once(
    storage: SqlStorage, community: Community, ana: Person, ben: Person, workshop: Workshop
) -> None:
    """The first way in which it became known stands; what they say of it is what they said last."""
    (session,) = await with_sessions(storage, community, workshop.id, a_session(workshop.id, 1))
    async with storage.write(community.id) as work:
        came = work.attendance
        assert await came.attend(session.id, ben.id, CheckedIn.CODE, NOW + HOUR, 45)
        assert await came.attend(session.id, ana.id, CheckedIn.BUTTON, NOW, 90)
        assert not await came.attend(session.id, ana.id, CheckedIn.HOST, NOW + DAY, 5)
        hers = Attended(ana.id, CheckedIn.BUTTON, NOW, 90)
        assert await came.attended(session.id) == [hers, Attended(ben.id, CheckedIn.CODE, NOW + HOUR, 45)]
        assert await came.attended_by(ana.id) == [(workshop, session, hers)]
        assert await came.retract(session.id, ben.id) and not await came.retract(session.id, ben.id)
        assert await came.attended(session.id) == [hers]


async def test_who_came_says_things_afterwards(
    storage: SqlStorage, community: Community, ana: Person, ben: Person, workshop: Workshop
) -> None:
    """Said again it is what they said last, with the moment at which they first answered."""
    (session,) = await with_sessions(storage, community, workshop.id, a_session(workshop.id, 1))
    async with storage.write(community.id) as work:
        after = work.looking_back
        said, his = Feedback(ana.id, 4, Pace.RIGHT, NOW), Feedback(ben.id, 2, Pace.TOO_FAST, NOW)
        for each in (replace(said, useful=1), his, replace(said, at=NOW + DAY)):
            await after.give(session.id, each)
        assert await after.given(session.id) == [said, his]
        strips = Intention(ana.id, "Fraction strips", None, NOW)
        for intention in (strips, replace(strips, nudge_on=NOW.date(), at=NOW + DAY)):
            await after.intend(session.id, intention)
            assert await after.find_intention(session.id, ana.id) == intention
        assert await after.find_intention(session.id, ben.id) is None
        await after.drop_intention(session.id, ana.id)
        assert await after.find_intention(session.id, ana.id) is None
        hers, bens = ShareBack(ana.id, "A talk a day", True, NOW), ShareBack(ben.id, "Strips", False, NOW + HOUR)
        for shared in (replace(hers, named=False), bens, replace(hers, at=NOW + DAY)):
            await after.share(workshop.id, shared)
        assert await after.shared(workshop.id) == [hers, bens]
        assert await after.unshare(workshop.id, ben.id) and not await after.unshare(workshop.id, ben.id)


async def test_a_session_that_was_not_held_has_nobody_who_came(
    storage: SqlStorage, community: Community, ana: Person, workshop: Workshop
) -> None:
    """The code word goes too, and the tries; another session's stay."""
    one, other = await with_sessions(
        storage, community, workshop.id, a_session(workshop.id, 1), a_session(workshop.id, 2)
    )
    async with storage.write(community.id) as work:
        came = work.attendance
        for session in (one, other):
            await came.attend(session.id, ana.id, CheckedIn.BUTTON, NOW, 60)
            for word in ("maple river", "copper otter"):
                await came.set_code_word(session.id, word)
                await came.tried(session.id, ana.id)
        await came.forget(one.id)
        assert [await came.find_code_word(each.id) for each in (one, other)] == [None, "maple river"]
        assert [await came.tries(each.id, ana.id) for each in (one, other)] == [0, 2]
        assert [len(await came.attended(each.id)) for each in (one, other)] == [0, 1]


async def test_a_calendar_has_one_secret_at_a_time(
    storage: SqlStorage, community: Community, ana: Person, ben: Person
) -> None:
    """A new one ends the old one, of a person as of the community; nobody else's is touched."""
    async with storage.write(community.id) as work:
        links = work.calendar_links
        for person, secret in ((ana.id, "a1"), (None, "c1"), (ben.id, "b1"), (ana.id, "a2"), (None, "c2")):
            await links.set_link(person, secret, NOW)
        assert [await links.calendar_of(secret) for secret in ("a1", "c1", "x")] == [None, None, None]
        assert await links.calendar_of("a2") == await links.link_of(ana.id) == CalendarLink(ana.id, "a2", NOW)
        assert await links.calendar_of("c2") == await links.link_of(None) == CalendarLink(None, "c2", NOW)
        assert await links.link_of(ben.id) == CalendarLink(ben.id, "b1", NOW)
        await work.commit()
    assert await storage.installation.find_calendar("a2") == community.id
    assert await storage.installation.find_calendar("a1") is None


async def test_who_hosts_with_them_takes_over_from_a_host_who_leaves(
    storage: SqlStorage, community: Community, workspace: Workspace, ana: Person, ben: Person, topic: Topic
) -> None:
    """The first of several; where there is nobody it stays without a host, for others were promised it."""
    cleo = await add_person(storage, community, "Cleo")
    plain = a_workshop(ana, ben, topic, "")
    async with storage.write(community.id) as work:
        shared = await work.workshops.add(replace(plain, cohosts=(cleo.id, ben.id)))
        alone = await work.workshops.add(replace(plain, cohosts=()))
        helped = await work.workshops.add(replace(plain, host_id=ben.id, cohosts=(ana.id, cleo.id)))
        untouched = await work.workshops.add(replace(plain, host_id=ben.id, cohosts=(cleo.id,)))
        draft = await work.workshops.add(replace(plain, state=WorkshopState.DRAFT))
        await work.people.delete(ana.id, "a member")
        await work.commit()
    async with storage.read(community.id) as work:
        assert await work.workshops.get(shared.id) == replace(shared, host_id=cleo.id, cohosts=(ben.id,), revision=2)
        assert await work.workshops.get(alone.id) == replace(alone, host_id=None, revision=2)
        assert (await work.workshops.get(alone.id)).hosts == ()
        assert await work.workshops.get(helped.id) == replace(helped, cohosts=(cleo.id,))
        assert await work.workshops.get(untouched.id) == untouched
        with pytest.raises(NotFound):
            await work.workshops.get(draft.id)


async def test_who_leaves_frees_their_place(
    storage: SqlStorage, community: Community, workspace: Workspace, ana: Person, ben: Person, workshop: Workshop,
    database: str,
) -> None:  # fmt: skip
    """Only what was theirs goes, and the cards that named or counted them are asked to be shown anew."""
    async with storage.write(community.id) as work:
        bens = await work.workshops.add(replace(workshop, host_id=ben.id, cohosts=()))
        quiet = await work.workshops.add(replace(workshop, host_id=ben.id, cohosts=()))
        for each in (workshop, bens, quiet):
            card = (PlacementKind.CARD, "workshop", each.id, workspace.id, "c1", 1)
            await work.placements.want(NewPlacement(community.id, *card))
        await work.commit()
    (session,) = await with_sessions(storage, community, bens.id, replace(a_session(bens.id, 1), capacity=1))
    hers, his = Rsvp(ana.id, Standing.GOING, 1, agreed=session.starts_at), Rsvp(ben.id, Standing.WAITING, 2)
    async with storage.write(community.id) as work:
        await work.rsvps.put(session.id, [hers, his], [], NOW)
        for person in (ana, ben):
            await work.attendance.attend(session.id, person.id, CheckedIn.CODE, NOW, 60)
            await work.looking_back.give(session.id, Feedback(person.id, 4, Pace.RIGHT, NOW))
            await work.looking_back.intend(session.id, Intention(person.id, "Strips", None, NOW))
            await work.looking_back.share(bens.id, ShareBack(person.id, "Strips", True, NOW))
            await work.attendance.tried(session.id, person.id)
            await work.calendar_links.set_link(person.id, person.name, NOW)
        await work.people.delete(ana.id, "a member")
        await work.commit()
    rows = await every_row(database)
    for table in ("rsvps", "attendance", "feedback", "intentions", "share_backs", "code_tries", "calendar_links"):
        assert [row["person_id"] for row in rows[table]] == [ben.id], table
    async with storage.read(community.id) as work:
        assert await work.rsvps.of_session(session.id) == [his]
        assert await work.rsvps.waiting_sessions(NOW) == [session.id]
        wanted = {}
        for each in (workshop, bens, quiet):
            (card_row,) = await work.placements.of_subject("workshop", each.id)
            wanted[each.id] = card_row.wanted_revision
    assert wanted == {workshop.id: 2, bens.id: 2, quiet.id: 1}


async def test_a_moment_is_kept_to_the_microsecond(
    storage: SqlStorage, community: Community, ana: Person, workshop: Workshop
) -> None:
    """An offer ends when it was said to."""
    (session,) = await with_sessions(storage, community, workshop.id, a_session(workshop.id, 1))
    until = datetime.fromisoformat("2026-11-01T05:59:59.999999+00:00")
    offer = Rsvp(ana.id, Standing.OFFERED, 1, until)
    await write(storage, community, lambda work: work.rsvps.put(session.id, [offer], [], NOW))
    assert await read(storage, community, lambda work: work.rsvps.of_session(session.id)) == [offer]
