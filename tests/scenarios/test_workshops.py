"""Workshops: planned on a phone, answered in one press, a place for exactly as many as fit, and everybody told."""

from __future__ import annotations

from typing import Any

from tests.scenarios.stage import Network, Person
from tests.scenarios.stage.by_hand import all_sent

TALKS = "Number Talks"
ROOM = "Room 12"


async def plans(
    host: Person[Any], title: str = TALKS, day: str = "2026-10-22", clock: str = "16:00", length: str = "2 hours"
) -> None:
    """Fill in the five fields, up to the draft."""
    await host.says("/workshops create")
    await host.fills({"Title": title, "Day": day, "Time": clock, "How long": length, "Where": ROOM})
    await host.sees(f"Draft: {title}", "October 22, 2026", "2 hours", ROOM, "Nobody sees this before you post it.")


async def limits(host: Person[Any], places: int) -> None:
    await host.presses("Limit places")
    await host.fills({"Places": str(places)})
    await host.sees("Draft:", f"{places} place")


async def repeats(host: Person[Any], sessions: int, often: str = "Every week") -> None:
    await host.presses("Repeat")
    await host.fills({"How often": often, "How many sessions": str(sessions)})
    await host.sees("Draft:", f"{sessions} sessions")


async def posts(host: Person[Any]) -> None:
    await host.presses("Post")
    await host.sees("is posted as workshop #1")


async def answers(person: Person[Any], label: str) -> None:
    """Press a button of the card."""
    await person.sees_in("announcements", TALKS)
    await person.presses(label, on=TALKS)


async def comes(network: Network, *walls: str) -> None:
    for wall in walls:
        await network.clock.to(wall)
        await all_sent(network)


async def settled(network: Network) -> None:
    """Let what time alone changes be done now, as the housekeeping does every half minute."""
    await network.installation.house.services.workshops.attending.settle_all()
    await all_sent(network)


async def test_planned_answered_and_reminded(network: Network) -> None:
    """Five fields and Post; who presses Going is told so, and reminded a day and an hour before, with the place."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await plans(ben)
    await ana.sees_none_in("announcements", TALKS)
    await posts(ben)
    await ana.sees_in("announcements", TALKS, ROOM, "0 are going", "[Going] [Maybe] [Can’t] [More]")
    await ana.says("/find", words="talks number")
    await ana.sees("1 workshop", TALKS, "October 22", "[Open workshop 1]")
    await answers(ana, "Going")
    await ana.sees(f"You’re going to “{TALKS}”", "October 22", "I’ll remind you a day and an hour before.", ROOM)
    await ben.sees_in("announcements", TALKS, "1 is going")
    await comes(network, "2026-10-21 16:00")
    await ana.sees_in_dm(f"“{TALKS}” is tomorrow at", ROOM, "[Can’t make it]")
    await comes(network, "2026-10-22 15:00")
    await ana.sees_in_dm(f"“{TALKS}” is today at")


async def test_who_signs_up_late_gets_only_what_is_ahead(network: Network) -> None:
    """A reminder that lies before the sign-up is never sent."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await plans(ben)
    await posts(ben)
    await comes(network, "2026-10-22 10:00")
    await answers(ana, "Going")
    await ana.sees("You’re going")
    await comes(network, "2026-10-22 15:00")
    await ana.sees_in_dm("is today at")
    assert not any("tomorrow" in str(seen) for seen in ana.direct())


async def test_the_last_place_and_the_line(network: Network) -> None:
    """Who comes too late is in line and told where; a freed place is theirs at once."""
    ben, ana, mo = await network.facilitator("Ben"), await network.teacher("Ana"), await network.moderator("Mo")
    await plans(ben)
    await limits(ben, 1)
    await posts(ben)
    await ana.sees_in("announcements", TALKS, "0 of 1 taken")
    await answers(ana, "Going")
    await ana.sees("You’re going")
    await answers(mo, "Going")
    await mo.sees("The only place is taken.", "number 1 in line", "a free place is yours at once")
    await answers(ana, "Can’t")
    await ana.sees("You’re not going", "the end of the line")
    await all_sent(network)
    await mo.sees_in_dm("A place is free, and it is yours", TALKS)
    await mo.sees_in("announcements", "1 of 1 taken")


async def test_a_series_is_asked_which(network: Network) -> None:
    """In a series Going asks once: all, only this one, or dates to choose."""
    ben, ana, mo = await network.facilitator("Ben"), await network.teacher("Ana"), await network.moderator("Mo")
    await plans(ben)
    await repeats(ben, 3)
    await ben.sees("October 22, 29, November 5")
    await posts(ben)
    await answers(ana, "Going")
    await ana.sees("has 3 sessions ahead", "[All 3]", "[Only October 22]", "[Choose dates]")
    await ana.presses("All 3")
    await ana.sees("You’re going to 3 sessions")
    await answers(mo, "Going")
    await mo.presses("Choose dates")
    await mo.chooses("Choose dates", "October 29", "November 5")
    await mo.sees("You’re going to 2 sessions", "October 29, November 5")
    await ana.says("/my workshops")
    await ana.sees("You come to", TALKS, "going")


async def test_one_session_is_moved_and_put_back(network: Network) -> None:
    """Only its people are told; whoever was going says whether the new time works; undo restores everything."""
    ben, ana, mo = await network.facilitator("Ben"), await network.teacher("Ana"), await network.moderator("Mo")
    await plans(ben)
    await repeats(ben, 3)
    await posts(ben)
    await answers(ana, "Going")
    await ana.presses("Only October 22")
    await ana.sees("You’re going")
    await answers(mo, "Going")
    await mo.presses("Choose dates")
    await mo.chooses("Choose dates", "October 29")
    await mo.sees("You’re going")
    await ben.says("/workshops manage", workshop="1")
    await ben.presses("1. October 22")
    await ben.sees("1 person answered", "[Move]", "[Cancel it]")
    await ben.presses("Move")
    await ben.fills({"Day": "2026-10-23", "Time": "17:00"})
    await ben.sees("is moved", "Friday, October 23, 5:00 PM", "1 person is told", "[Undo]")
    await comes(network, "2026-10-02 12:00")
    await ana.sees_in_dm("was moved", "October 23", "Your place is kept.", "[Still works] [Can’t now]")
    assert not mo.direct()
    await ben.presses("Undo")
    await ben.sees("is as it was before", "Thursday, October 22, 4:00 PM")
    await comes(network, "2026-10-02 13:00")
    await ana.sees_in_dm("was moved", "October 22")
    await ben.says("/workshops manage", workshop="1")
    await ben.presses("1. October 22")
    await ben.presses("Who comes")
    await ben.sees("Going", "Ana")
    await ben.sees_no("not yet confirmed")


async def test_a_cancelled_session_is_told_at_once(network: Network) -> None:
    """The confirmation names the date and how many hear of it; nothing is sent for it any more."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await plans(ben)
    await posts(ben)
    await answers(ana, "Going")
    await ana.sees("You’re going")
    await ben.says("/workshops manage", workshop="1")
    await ben.presses("Cancel it")
    await ben.sees("would not take place", "1 person who answered is told at once.", "[Cancel October 22]")
    await ben.presses("Cancel October 22")
    await ben.sees("is cancelled", "[Undo]")
    await comes(network, "2026-10-02 12:00")
    await ana.sees_in_dm(f"“{TALKS}” on", "is cancelled.")
    told = len(ana.direct())
    await comes(network, "2026-10-21 16:00", "2026-10-22 15:00")
    assert len(ana.direct()) == told


async def test_an_offer_on_the_last_day(network: Network) -> None:
    """Within the last day a freed place is held for the first in line until a clock time, then for the next."""
    ben, ana, mo = await network.facilitator("Ben"), await network.teacher("Ana"), await network.moderator("Mo")
    await plans(ben)
    await limits(ben, 1)
    await posts(ben)
    await answers(ana, "Going")
    await ana.sees("You’re going")
    await answers(mo, "Going")
    await mo.sees("in line")
    await comes(network, "2026-10-22 08:00")
    await answers(ana, "Can’t")
    await ana.sees("You’re not going")
    await all_sent(network)
    await mo.sees_in_dm("It is held for you.", "Take it before", "[Take the place]")
    await comes(network, "2026-10-22 12:00")
    await settled(network)
    await mo.sees_in_dm("went on to the next in line")
    await answers(mo, "Going")
    await mo.sees("You’re going")


async def test_only_its_hosts_and_moderators_manage(network: Network) -> None:
    """A colleague is told who can change it, and sees nobody's answers."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await plans(ben)
    await ana.says("/workshops list")
    await ana.sees("No workshops are coming up.")
    await posts(ben)
    await ana.says("/workshops manage", workshop="1")
    await ana.sees("Only its hosts and moderators can change")
