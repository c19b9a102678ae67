"""Turning up: one press around the start, the word said in the room or the host's list; and what is said afterwards."""

from __future__ import annotations

import re
from typing import Any

from tests.scenarios.stage import Network, Person
from tests.scenarios.stage.by_hand import all_sent
from tests.scenarios.test_spanning import places
from tests.scenarios.test_workshops import TALKS, answers, comes, plans, posts, repeats

GIVEN = {"How useful was it?": "5: I can use it at once", "How was the pace?": "Just right"}
WORD = re.compile(r"Code word: \W*([a-z]+ [a-z]+)")


async def at(network: Network, wall: str) -> None:
    """Let it be then, with cards shown as the housekeeping shows them every half minute."""
    await network.clock.to(wall)
    await network.installation.house.services.workshops.turning_up.show_windows()
    await all_sent(network)


async def looks_who_came(host: Person[Any]) -> None:
    await host.says("/workshops manage", workshop="1")
    await host.presses("Who was there")
    await host.sees(TALKS, "Who comes]")


async def test_one_press_around_the_start(network: Network) -> None:
    """From 15 minutes before until the end the card asks who is there; it counts once, as hours, and for one alone."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await plans(ben)
    await posts(ben)
    await answers(ana, "Going")
    await at(network, "2026-10-22 15:44")
    await ana.sees_in("announcements", TALKS, "[Going] [Maybe] [Can’t] [More]")
    await at(network, "2026-10-22 15:45")
    await ana.sees_in("announcements", TALKS, "[I’m here] [Going] [Can’t] [More]")
    await answers(ana, "I’m here")
    await ana.sees("2 hours recorded. One thing you’ll try?", "[One thing I’ll try]")
    await answers(ana, "I’m here")
    await ana.sees(f"You are on the list of “{TALKS}” already; it counts once.", "2 hours recorded.")
    await ana.presses("One thing I’ll try")
    await ana.fills({"Remind me of it on": "2026-10-27"})
    await ana.sees_at("One thing I will try", "Write what you will try, or leave the day empty.")
    await ana.mends({"One thing I will try": "Dot cards on Mondays"})
    await ana.sees("I remind you", "Tuesday, October 27", "Nobody else sees it.", "[Change it]")
    await ana.says("/my hours")
    await ana.sees(TALKS, "2 h")
    mo = await network.moderator("Mo")
    await ben.says("/workshops came", workshop="1", person=mo)
    await ben.presses("Who was there")
    await ben.chooses("Was not there", "Mo")
    await ben.sees("1 person was there:", "Ana")
    await mo.says("/workshops show", workshop="1")
    await mo.sees(TALKS, "[I’m here]")
    await network.clock.to("2026-10-22 18:00")
    await answers(mo, "I’m here")
    await mo.sees(f"Check-in for “{TALKS}” closed when it ended.", "a host can still put you on the list")
    await at(network, "2026-10-22 18:06")
    await ana.sees_in("announcements", TALKS, "All its sessions are over.")
    await ana.sees_in_dm(f"“{TALKS}” is over: how was it?", "[Give feedback]")
    assert not any("how was it" in seen.words for seen in (*ben.direct(), *mo.direct()))
    await comes(network, "2026-10-27 08:00")
    await ana.sees_in_dm("This is the day you chose", "Dot cards on Mondays", "[Change it]")
    await ana.presses("Give feedback")
    await ana.until(lambda: ana.form, "the form")
    assert ana.form is not None and ana.form.fields["One thing I will try"] == "Dot cards on Mondays"
    await ana.fills(GIVEN)
    await ana.sees(f"The hosts of “{TALKS}” see it only together with what others said.", "[Change it]")
    await looks_who_came(ben)
    await ben.sees("1 person was there:", "Ana")
    await ben.presses("What they said")
    await ben.sees("Too few people have answered yet", "from 5 answers on")
    await ben.sees_no("Useful", "1 person", "Dot cards")


async def test_the_word_that_was_said_and_the_hosts_list(network: Network) -> None:
    """Hosts alone see the word; typed privately it counts however it is written, wrong a few times at most."""
    ben, ana, mo = await network.facilitator("Ben"), await network.teacher("Ana"), await network.moderator("Mo")
    await plans(ben)
    await posts(ben)
    await answers(mo, "Maybe")
    await mo.sees("You may come")
    await at(network, "2026-10-22 16:30")
    await answers(ana, "More")
    await ana.presses("Type the code word")
    await ana.sees(f"“{TALKS}” has no code word.", "one press says that you are there")
    await looks_who_came(ben)
    await ben.sees("Nobody is on the list of who was there yet.", "types it privately")
    await ben.sees("presses I’m here on the card")
    await ben.sees_no("What they said")
    found = WORD.search(ben.answer)
    assert found, ben.answer
    await ana.says("/workshops manage", workshop="1")
    await ana.sees("Only its hosts and moderators")
    await at(network, "2026-10-22 18:30")
    await ana.sees_in("announcements", TALKS, "All its sessions are over.", "[Type the code word]")
    await answers(ana, "Type the code word")
    await ana.fills({"Code word": "maple"})
    await ana.sees_at("Code word", "That is not the code word. You can try 4 more times.")
    await ana.mends({"Code word": found[1].upper().replace(" ", "-")})
    await ana.sees("2 hours recorded.")
    ada = await network.admin("Ada")
    await answers(ada, "Type the code word")
    await ada.fills({"Code word": "one"})
    for wrong in ("two", "three", "four", "five"):
        await ada.sees_at("Code word", "That is not the code word.")
        await ada.mends({"Code word": wrong})
    await ada.sees("That was not the code word, 5 times.", "a host can put you on the list")
    await ben.says("/workshops came", workshop="1", person=ada)
    await ben.sees(f"Ada is on the list of those who were at “{TALKS}”.")
    await ben.presses("Who was there")
    await ben.sees("2 people were there:", "Ana", "Ada")
    await ben.chooses("Was there", "Mo")
    await ben.sees("3 people were there:", "Mo")
    await ben.chooses("Was not there", "Ada")
    await ben.sees("2 people were there:")
    await at(network, "2026-10-22 19:00")
    await ana.sees_none_in("announcements", "[Type the code word]")
    await ada.says("/my hours")
    await ada.sees("Nothing is recorded for you yet.")
    await mo.says("/my hours")
    await mo.sees(TALKS)


async def test_what_was_taken_back(network: Network) -> None:
    """Asked once, two weeks on; named only if wanted; hosts see who has not said, and nobody else does."""
    ben, ana, mo = await network.facilitator("Ben"), await network.teacher("Ana"), await network.moderator("Mo")
    await plans(ben)
    await repeats(ben, 2)
    await posts(ben)
    for wall in ("2026-10-22 16:05", "2026-10-29 16:05"):
        await at(network, wall)
        for person in (ana, mo):
            await answers(person, "I’m here")
            await person.sees("2 hours recorded.")
    await comes(network, "2026-11-05 18:30")
    assert not any("take back" in seen.words for seen in ana.direct())
    await comes(network, "2026-11-12 18:30")
    await ana.sees_in_dm(f"What did you take back to your school from “{TALKS}”?", "I ask this once.", "[Share it]")
    await ana.presses("Share it")
    await ana.fills({"What you took back": "A talk a day."})
    await ana.sees(f"It stands with “{TALKS}” for everybody to read.", "[See it]", "[Remove it]")
    await mo.says("/my workshops")
    await mo.sees("You were at", TALKS)
    await mo.presses("Open #1")
    await mo.sees("A colleague: A talk a day.", "[Give feedback] [What I took back]")
    await mo.sees_no("Ana", "Have not said")
    await looks_who_came(ben)
    await ben.presses("Who comes")
    await ben.sees("Have not said what they took back", "Mo")
    await ben.sees_no("Ana")
    await ben.presses("Back")
    await ben.sees("2 people were there:")
    await ana.presses("Change it")
    await ana.fills({"Your name": "With my name"})
    await ana.presses("See it")
    await ana.sees("Ana: A talk a day.", "[Change mine] [Remove mine]")
    await ana.presses("Remove mine")
    await ana.sees("is gone", "[Write it again]")
    await mo.says("/workshops show", workshop="1")
    await mo.sees_no("A talk a day.")
    asked = [seen for seen in ana.direct() if "What did you take back" in seen.words]
    assert len(asked) == 1


async def test_what_is_not_held_is_not_asked_about(network: Network) -> None:
    """Who checked in before it was moved was not there: no hours, no question; what was held is not undone."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await plans(ben)
    await repeats(ben, 2)
    await posts(ben)
    await at(network, "2026-10-22 15:50")
    await answers(ana, "I’m here")
    await ana.sees("2 hours recorded.")
    await ben.says("/workshops manage", workshop="1")
    await ben.presses("1. October 22")
    await ben.presses("Move")
    await ben.fills({"Day": "2026-10-23", "Time": "16:00"})
    await ben.sees("is moved")
    await ana.says("/my hours")
    await ana.sees("Nothing is recorded for you yet.")
    await comes(network, "2026-10-22 19:00")
    assert not any("how was it" in seen.words for seen in ana.direct())
    await at(network, "2026-10-23 17:00")
    await answers(ana, "I’m here")
    await ana.sees("2 hours recorded.")
    await at(network, "2026-10-23 18:10")
    await ana.sees_in_dm("how was it?")
    await ben.says("/workshops manage", workshop="1")
    await ben.presses("Move")
    await ben.fills({"Day": "2026-10-26", "Time": "16:00"})
    await ben.sees("is moved", "October 26")
    await at(network, "2026-10-26 17:00")
    await answers(ana, "I’m here")
    await ana.sees("2 hours recorded.")
    await at(network, "2026-10-26 18:10")
    await ben.presses("Undo")
    await ben.sees("What it changed is over by now and stays as it is.")
    await looks_who_came(ben)
    await ben.sees("October 26", "1 person was there:", "Ana")
    await ana.says("/my hours")
    await ana.sees(TALKS, "October 23", "October 26", "4 h")


async def test_asked_wherever_they_came_from(spanning: Network) -> None:
    """Who checks in on Slack for what was planned on Discord counts once; five answers are shown together."""
    discord, slack = places(spanning)
    ben = await discord.facilitator("Ben")
    people = [await host.teacher(name) for host in (discord, slack) for name in ("Ana", "Dana", "Cleo")][1:]
    await plans(ben)
    await posts(ben)
    await at(spanning, "2026-10-22 16:00")
    for person in people:
        await person.sees_in("announcements", TALKS, "[I’m here]")
        await answers(person, "I’m here")
        await person.sees("2 hours recorded.")
    await at(spanning, "2026-10-22 18:10")
    for number, person in enumerate(people, 1):
        await person.sees_in_dm("how was it?")
        await person.presses("Give feedback")
        await person.fills({**GIVEN, "How useful was it?": "5: I can use it at once" if number < 5 else "3: partly"})
        await person.sees("The hosts of")
        await looks_who_came(ben)
        await ben.presses("What they said")
        await ben.sees("Too few" if number < len(people) else "What 5 people said, together:")
    await ben.sees("4.6 of 5")
    await ben.sees_no("Ana", "Dana")
