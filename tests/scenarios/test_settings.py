"""My settings: when and how somebody wants to be written to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scenarios.stage import Network, Person
from tests.scenarios.stage.by_hand import all_sent, close_channel
from tests.scenarios.stage.variants import in_turn, on_platforms

pytestmark = in_turn

ZONE, FROM, UNTIL, DIRECT = "Time zone", "Quiet from", "Quiet until", "Direct messages from me"
TALKS = "Number talks this week"


async def opens(person: Person[Any]) -> dict[str, str]:
    """Open the form and return what holds."""
    await person.says("/my settings")
    form = await person.until(lambda: person.form, "the form")
    return dict(form.fields)


async def fails_at(network: Network, clock: str) -> Person[Any]:
    """Something of Mo's cannot be posted at that time of Friday."""
    mo = await network.moderator("Mo")
    await mo.says("/announcements create")
    await mo.fills({"What to announce": TALKS, "Day": "2026-10-02", "Time": clock})
    await mo.sees("Scheduled for Friday, October 2")
    await close_channel(network.home, "announcements")
    return mo


async def test_what_holds_is_shown_and_said(network: Network) -> None:
    """Whoever opens the form finds what holds for everybody; sent as it is, it says so in words."""
    ana = await network.teacher("Ana")
    found = await opens(ana)
    assert (found[ZONE], found[FROM][:5], found[UNTIL][:5]) == ("", "21:00", "06:00")
    await ana.fills({})
    await ana.sees("Quiet from 9:00 PM to 6:00 AM, Eastern Time.", "What comes up then reaches you at 6:00 AM.")
    await ana.sees("I send you direct messages.", "Your time zone is this community's, America/New_York.")
    await ana.says("/my data")
    await ana.sees("What is kept about you")
    await ana.sees_no("What you chose in your settings")


async def test_own_hours_and_zone_are_kept(network: Network) -> None:
    """A teacher who lives elsewhere has other hours, finds them again after a restart, and sees them in their data."""
    ana = await network.teacher("Ana")
    await ana.says("/my things")
    await ana.presses("Settings")
    await ana.fills({ZONE: "Chicago", FROM: "20:30", UNTIL: "07:00", DIRECT: "Only what cannot wait"})
    await ana.sees("Quiet from 8:30 PM to 7:00 AM, Central Time.", "only the direct messages that cannot wait")
    await ana.sees("Your time zone is America/Chicago. It is 8:0", "AM Central Time there now.", "[Change]")
    await network.restart()
    found = await opens(ana)
    assert (found[ZONE], found[FROM][:5], found[UNTIL][:5]) == ("America/Chicago", "20:30", "07:00")
    await ana.fills({ZONE: ""})
    await ana.sees("Quiet from 8:30 PM to 7:00 AM, Eastern Time.", "this community's")
    await ana.says("/my data")
    await ana.sees("What you chose in your settings:", "Quiet from 8:30 PM to 7:00 AM, Eastern Time.")


async def test_the_same_time_twice_means_no_quiet_hours(network: Network) -> None:
    """Who wants to be written to at any time says so with two equal times, and whoever wants nothing with one word."""
    ana = await network.teacher("Ana")
    await opens(ana)
    await ana.fills({FROM: "06:00", UNTIL: "06:00", DIRECT: "Never"})
    await ana.sees("No quiet hours: I may write to you at any time.", "I send you no direct messages.")
    await ana.sees("What cannot wait, I mention to you in a channel", "with the next thing you ask me")


async def test_an_unknown_zone_brings_the_nearest(network: Network) -> None:
    """A slip is answered with what is near, and nothing of the form is lost."""
    ana = await network.teacher("Ana")
    await opens(ana)
    await ana.fills({ZONE: "Chigaco", FROM: "20:00"})
    await ana.sees_at(ZONE, "I do not know the time zone “Chigaco”.")
    await ana.sees_at(ZONE, "America/Chicago")
    if not network.problems_at_fields:
        await ana.presses("Fix it")
    form = await ana.until(lambda: ana.form, "the form")
    assert (form.fields[ZONE], form.fields[FROM][:5]) == ("Chigaco", "20:00")
    await ana.fills({ZONE: "America/Chicago"})
    await ana.sees("Quiet from 8:00 PM to 6:00 AM, Central Time.")


async def test_without_any_zone_it_is_said(fresh: Network) -> None:
    """Where the community has no time zone yet nobody is promised a quiet night."""
    ana = await fresh.teacher("Ana")
    await opens(ana)
    await ana.fills({})
    await ana.sees("once a time zone is set", "this community has none yet either")


@on_platforms
@pytest.mark.parametrize("zone", ["America/Los_Angeles", "America/New_York"])
async def test_the_night_is_the_readers_own(network: Network, zone: str) -> None:
    """At ten in the evening of the network somebody in the West is written to, somebody in the East in the morning."""
    mo = await fails_at(network, "22:00")
    await opens(mo)
    await mo.fills({ZONE: zone})
    await mo.sees(f"Your time zone is {zone}.")
    await network.clock.to("2026-10-02 22:00")
    if zone == "America/Los_Angeles":
        await mo.sees_in_dm("Announcement #1 did not reach")
        return
    await all_sent(network)
    assert not any("did not reach" in seen.words for seen in mo.direct())
    await network.clock.to("2026-10-03 06:00")
    await mo.sees_in_dm("Announcement #1 did not reach")


@on_platforms
async def test_who_wants_no_direct_messages_gets_none(network: Network) -> None:
    """What could still be mended is a mention then, opened by its reader alone; no direct message comes."""
    mo = await fails_at(network, "16:00")
    await opens(mo)
    await mo.fills({DIRECT: "Never"})
    await mo.sees("I send you no direct messages.")
    before = len(mo.direct())
    await network.clock.to("2026-10-02 16:00")
    await mo.sees_in("topics", "Mo, I have a message for you.", "[Read it]")
    assert not any("did not reach" in seen.words for seen in mo.direct()[before:])
    await mo.presses("Read it", on="I have a message for you")
    await mo.sees("Announcement #1 did not reach")
