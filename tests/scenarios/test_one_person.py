"""Somebody with two accounts is one person once they say so; somebody who leaves blocks nothing of the others'."""

from __future__ import annotations

import pytest

from tests.scenarios.stage import Network
from tests.scenarios.stage.by_hand import leaves
from tests.scenarios.stage.host import Host
from tests.scenarios.test_workshops import TALKS, answers, comes, limits, plans, posts, settled


async def code_of(network: Network, host: Host, name: str) -> str:
    """The code that somebody is shown, as they would copy it."""
    person = await host.teacher(name)
    await person.says("/my link")
    await person.sees("Nobody but you should have it.", "It cannot be taken apart again")
    return next(word.strip(".`") for word in person.answer.split() if word.count("-") == 2 and len(word) >= 14)


async def test_two_accounts_become_one_person(spanning: Network) -> None:
    """What was shared, followed and looked after with either is theirs with both; the greater role counts."""
    discord, slack = spanning.hosts[:2]
    mo, ana, sam = await discord.moderator("Mo"), await discord.teacher("Ana"), await slack.teacher("Sam")
    ada = await slack.admin("Ada")
    await mo.says("/topics create", name="Fractions")
    await ana.says("/topics follow", topic="Fractions")
    await sam.says("/topics follow", topic="Fractions")
    await ana.says("/resources share", link="https://example.org/strips", title="Fraction strips", topic="Fractions")
    await ana.sees("Added to the library")
    await ada.says("/staffroom roles grant", person=sam, role="facilitator")
    await ada.sees("Sam is a facilitator now")
    code = await code_of(spanning, discord, "Ana")
    await ana.says("/my link", code=code)
    await ana.sees("That is your own code.")
    code = await code_of(spanning, discord, "Ana")
    await sam.says("/my link", code="aaaa-bbbb-cccc")
    await sam.sees("That code is not known")
    await sam.says("/my link", code=code.upper())
    await sam.sees("You are one person here now", "Discord: Ana", "Slack: Sam")
    await sam.says("/resources mine")
    await sam.sees("Fraction strips")
    await ana.says("/announcements list")
    await ana.sees("Nothing is scheduled.")
    await mo.says("/topics show", topic="Fractions")
    await mo.sees_fact("Followed by", "2 people")
    await sam.says("/my link", code=code)
    await sam.sees("That code is not known, or it was used")


async def test_a_code_lasts_a_quarter_of_an_hour(spanning: Network) -> None:
    """A code that was left lying about opens nothing."""
    discord, slack = spanning.hosts[:2]
    sam = await slack.teacher("Sam")
    code = await code_of(spanning, discord, "Ana")
    await spanning.clock.forward(minutes=16)
    await sam.says("/my link", code=code)
    await sam.sees("is older than 15 minutes.")


@pytest.mark.fronts("discord", "slack")
async def test_who_left_frees_a_place_and_what_they_looked_after(network: Network) -> None:
    """The first message that does not reach them tells it: the line moves up, and their topic asks for somebody."""
    mo, ben, ana = await network.moderator("Mo"), await network.facilitator("Ben"), await network.teacher("Ana")
    cleo = await network.teacher("Cleo")
    await mo.says("/topics create", name="Fractions")
    await mo.presses("Show topic")
    await mo.presses("More")
    await mo.presses("Give it up")
    await ana.says("/topics look-after", topic="Fractions")
    await ana.sees("You look after Fractions.")
    await plans(ben)
    await limits(ben, 1)
    await posts(ben)
    await answers(ana, "Going")
    await answers(cleo, "Going")
    await cleo.sees("number 1 in line")
    leaves(network.home, ana)
    await comes(network, "2026-10-21 16:00")
    await settled(network)
    await cleo.sees_in_dm(TALKS, "place")
    await mo.sees_in("topics", "Nobody looks after Fractions at the moment.")
    await mo.says("/topics show", topic="Fractions")
    await mo.sees_fact("Looked after by", "nobody yet")


@pytest.mark.fronts("discord", "slack")
async def test_a_workshop_whose_host_left_is_taken_over(network: Network) -> None:
    """The moderators are asked once; who takes it hosts it, whoever was going still is, and the next is told so."""
    ben, mo, ana = await network.facilitator("Ben"), await network.moderator("Mo"), await network.teacher("Ana")
    flo = await network.facilitator("Flo")
    await plans(ben)
    await posts(ben)
    await answers(ana, "Going")
    await answers(ben, "Going")
    leaves(network.home, ben)
    await comes(network, "2026-10-21 16:00")
    await settled(network)
    await mo.sees_in("moderators", f"Ben, who hosts “{TALKS}”, is not here any more.", "whoever is going still is")
    await flo.says("/workshops manage", workshop="1")
    await flo.sees("Only its hosts and moderators can change")
    await mo.presses("I’ll host 1", on="is not here any more")
    await mo.sees(f"You host “{TALKS}” now")
    await mo.sees_in("moderators", f"Mo hosts “{TALKS}”.")
    await mo.sees_in("announcements", TALKS, "Mo")
    await ana.says("/my workshops")
    await ana.sees(TALKS, "going")


async def test_a_workshop_whose_host_deleted_their_data_is_taken_over(network: Network) -> None:
    """The moderators are asked without the name of who is not known any more."""
    ben, mo = await network.facilitator("Ben"), await network.moderator("Mo")
    await plans(ben)
    await posts(ben)
    await ben.says("/my data")
    await ben.presses("Delete my data")
    await ben.presses("Delete my data in 24 hours")
    await network.clock.forward(hours=25)
    await mo.sees_in("moderators", f"“{TALKS}” has nobody who hosts it any more.")
    await mo.presses("I’ll host 1", on="has nobody who hosts it")
    await mo.sees(f"You host “{TALKS}” now")
    await mo.sees_in("announcements", TALKS, "Mo")
