"""A workshop that is answered on Discord and Slack at once: one list, one line, and a card that says so on both."""

from __future__ import annotations

import asyncio
import re
import time
from typing import Any

from tests.scenarios.stage import Network, Person
from tests.scenarios.stage.by_hand import all_sent
from tests.scenarios.test_spanning import places
from tests.scenarios.test_workshops import TALKS, limits, plans, posts

CARD_WITHIN = 2.0
ANSWER_WITHIN = 3.0
"""Seconds of this process from a press; after three, Discord calls it failed.

Program and platforms are both in this process, so that other tests on the same cores do not count.
"""
ON_SHARED_CORES = 4
"""So many times longer it may take beside other tests."""
ON_EACH = 25
_IN_LINE = re.compile(r"number (\d+) in line")


async def presses(person: Person[Any], label: str) -> tuple[float, float]:
    """Press a button of the card; return how long the private answer took, in seconds of this process and of all."""
    process, wall = time.process_time(), time.monotonic()
    await person.presses(label, on=TALKS)
    await person.until(lambda: TALKS in person.answer, "an answer")
    return time.process_time() - process, time.monotonic() - wall


async def test_the_card_follows_on_both(spanning: Network) -> None:
    """Planned on Discord and answered on both, it says the same on both within two seconds of each press."""
    discord, slack = places(spanning)
    ben, ana, sam = await discord.facilitator("Ben"), await discord.teacher("Ana"), await slack.teacher("Sam")
    await plans(ben)
    await limits(ben, 3)
    await posts(ben)
    for person in (ana, sam):
        await person.sees_in("announcements", TALKS, "0 of 3 taken")
    for person, label, said in (
        (ana, "Going", "1 of 3 taken"),
        (sam, "Going", "2 of 3 taken"),
        (ana, "Can’t", "1 of 3 taken"),
        (sam, "Maybe", "0 of 3 taken"),
    ):
        began = time.monotonic()
        await presses(person, label)
        for looking in (ana, sam):
            await looking.sees_in("announcements", TALKS, said)
        assert time.monotonic() - began < CARD_WITHIN, (label, said)
    await spanning.restart()
    await all_sent(spanning)
    for person in (ana, sam):
        await person.sees_in("announcements", TALKS, "0 of 3 taken")
        assert person.times_in("announcements", TALKS) == 1


async def test_fifty_want_the_last_place_at_once(spanning: Network) -> None:
    """Exactly one has it; the others stand in one line, each told which place in it, in time, and shown so to Ben."""
    discord, slack = places(spanning)
    ben = await discord.facilitator("Ben")
    await plans(ben)
    await limits(ben, 1)
    await posts(ben)
    hosts = [discord, slack] * ON_EACH
    people = [await host.teacher(f"Teacher {number}") for number, host in enumerate(hosts)]
    for person in (people[0], people[-1]):
        await person.sees_in("announcements", TALKS, "0 of 1 taken")
    taken = await asyncio.gather(*(presses(person, "Going") for person in people))
    assert max(process for process, _ in taken) < ANSWER_WITHIN, sorted(taken)
    assert max(wall for _, wall in taken) < ANSWER_WITHIN * ON_SHARED_CORES, sorted(taken)
    going = [person for person in people if f"You’re going to “{TALKS}”" in person.answer]
    told = {int(found[1]): person for person in people if (found := _IN_LINE.search(person.answer))}
    assert len(going) == 1
    assert sorted(told) == list(range(1, 2 * ON_EACH))
    assert going[0] not in told.values()
    await all_sent(spanning)
    for person in (people[0], people[-1]):
        await person.sees_in("announcements", TALKS, f"1 of 1 taken, {2 * ON_EACH - 1} in line")
        assert person.times_in("announcements", TALKS) == 1
    await ben.says("/workshops manage", workshop="1")
    await ben.presses("Who comes")
    await ben.sees("In line")
    shown = re.findall(r"Teacher \d+", ben.answer)
    assert shown == [going[0].name, *(told[place].name for place in sorted(told))]
