"""What hosts type that cannot be meant so: a question or a clear answer, and what they typed is kept."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scenarios.stage import Network, Person
from tests.scenarios.stage.variants import in_turn, on_discord
from tests.scenarios.test_workshops import ROOM, TALKS, answers, plans, posts

pytestmark = in_turn


async def fills(host: Person[Any], **other: str) -> None:
    await host.says("/workshops create")
    values = {"Title": TALKS, "Day": "2026-10-22", "Time": "16:00", "How long": "2 hours", "Where": ROOM}
    await host.fills({**values, **{name.capitalize(): value for name, value in other.items()}})


async def test_a_day_that_is_over(network: Network) -> None:
    """It says so with the day, and the rest of the form stays as it was typed."""
    ben = await network.facilitator("Ben")
    await fills(ben, day="2026-09-24")
    await ben.sees_at("Day", "September 24 at 4:00 PM is over. Choose a later day or time.")
    await ben.mends({"Day": "2026-10-29"})
    await ben.sees(f"Draft: {TALKS}", "October 29, 2026", ROOM)


async def test_a_time_that_the_clocks_leave_out(network: Network) -> None:
    """At 2:30 on the night of the change there is no such time, and another is proposed."""
    ben = await network.facilitator("Ben")
    await fills(ben, day="2027-03-14", time="02:30")
    await ben.sees_at("Time", "The clocks go forward then, so there is no 2:30 AM.")
    await ben.sees_at("Time", "3:30 AM")
    await ben.mends({"Time": "03:30"})
    await ben.sees(f"Draft: {TALKS}", "March 14, 2027", "That is at night. Did you mean another time?")


async def test_a_link_that_is_no_link_is_told(network: Network) -> None:
    """It is kept, and the draft says that nobody could open it; a room is simply a place."""
    ben = await network.facilitator("Ben")
    await fills(ben, where="htp:/zoom.us/j/5 after 4")
    await ben.sees(f"Draft: {TALKS}", "htp:/zoom.us/j/5 after 4", "“htp:/zoom.us/j/5” looks like a link")
    await ben.presses("Change")
    await ben.fills({"Where": "https://zoom.us/j/5"})
    await ben.sees("Draft:", "https://zoom.us/j/5")
    await ben.sees_no("looks like a link")


@pytest.mark.parametrize("count", ["1", "61", "0"])
async def test_a_series_of_no_length_that_can_be(network: Network, count: str) -> None:
    """So many sessions cannot be: it says how many can."""
    ben = await network.facilitator("Ben")
    await plans(ben)
    await ben.presses("Repeat")
    await ben.fills({"How often": "Every week", "How many sessions": count})
    await ben.sees_at("How many sessions", "Choose from 2 to 60 sessions.")
    await ben.mends({"How many sessions": "6"})
    await ben.sees("Draft:", "6 sessions")


async def test_places_for_nobody(network: Network) -> None:
    """Zero places, and what is no number, are answered at the field."""
    ben = await network.facilitator("Ben")
    await plans(ben)
    await ben.presses("Limit places")
    await ben.fills({"Places": "0"})
    await ben.sees_at("Places", "Choose from 1 to 5000 places.")
    await ben.mends({"Places": "lots"})
    await ben.sees_at("Places", "“lots” is not a whole number.")
    await ben.mends({"Places": "12"})
    await ben.sees("Draft:", "12 places")


@on_discord
async def test_what_could_be_two_days_is_asked(network: Network) -> None:
    """Where days are typed, 6/10 is not guessed, and "bi-monthly" says how often and no day."""
    ben = await network.facilitator("Ben")
    await fills(ben, day="6/10")
    await ben.sees_at("Day", "Do you mean June 10 or October 6?")
    await ben.presses("October 6, 4:00 PM")
    await ben.sees(f"Draft: {TALKS}", "October 6, 2026", ROOM)
    await fills(ben, day="bi-monthly")
    await ben.sees_at("Day", "“bi-monthly” says how often.")
    await ben.mends({"Day": "October 6"})
    await ben.sees(f"Draft: {TALKS}", "October 6, 2026", ROOM)


@on_discord
async def test_fewer_places_than_people(network: Network) -> None:
    """A posted workshop cannot have fewer places than are taken; the rest of what was typed is kept."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await plans(ben)
    await posts(ben)
    await answers(ana, "Going")
    await ana.sees("You’re going")
    mo = await network.moderator("Mo")
    await answers(mo, "Going")
    await mo.sees("You’re going")
    await ben.says("/workshops manage", workshop="1")
    await ben.presses("Edit")
    await ben.fills({"Places": "1", "Where": "Room 14"})
    await ben.sees_at("Places", "2 people already have a place on October 22")
    await ben.mends({"Places": "2"})
    await ben.sees("is changed")
    await ana.sees_in("announcements", "Room 14", "2 of 2 taken")
