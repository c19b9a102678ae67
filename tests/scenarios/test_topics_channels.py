"""A topic's channels: closed by hand, named like another, open on one platform and waiting on the other."""

from __future__ import annotations

import pytest

from tests.scenarios.stage import Network
from tests.scenarios.stage.by_hand import all_sent, close_channel, forbid_channels, rest_threads, threads_with
from tests.scenarios.stage.discord import DiscordHost
from tests.scenarios.stage.slack import SlackHost

on_both = pytest.mark.fronts("discord", "slack")


@on_both
async def test_a_channel_closed_by_hand_is_noticed_and_made_anew(network: Network) -> None:
    """Who looks after the topic is told once, sees it where the topic is shown, and a press makes a new one."""
    mo = await network.moderator("Mo")
    look = network.installation.house.services.tending.watching.look_for_channels
    await mo.says("/topics create", name="Fractions")
    await mo.sees_channel("fractions")
    await close_channel(network.home, "fractions")
    for _ in range(2):
        await look()
        await all_sent(network)
        await network.clock.forward(minutes=31)
    gone = "was archived" if isinstance(network.home, SlackHost) else "was deleted"
    await mo.sees_in_dm(f"#fractions, the channel of Fractions on {network.home.name}, {gone}.")
    assert len(mo.direct()) == 1
    await mo.says("/topics show", topic="Fractions")
    await mo.sees(f"{network.home.name}: #fractions", f"[Channel on {network.home.name}]")
    await mo.presses("Make a new channel")
    await mo.sees("I make a new channel for Fractions.")
    await mo.sees_channel("fractions-2")
    await mo.says("/resources share", link="https://example.org/strips", title="Strips", topic="Fractions")
    await mo.sees_in("fractions-2", "Strips")


async def test_a_topic_opens_on_one_and_waits_on_the_other(spanning: Network) -> None:
    """Where Slack has an archived channel of that name it is said with the remedy, and another name opens it there."""
    discord, slack = spanning.hosts[:2]
    assert isinstance(discord, DiscordHost) and isinstance(slack, SlackHost)
    mo, sam, nell = await discord.teacher("Ana"), await slack.teacher("Sam"), await slack.moderator("Nell")
    slack.channel("fractions")
    await slack.server.archive(slack.named("fractions"))
    await mo.says("/topics propose", name="Fractions")
    for person in (sam, nell):
        await person.says("/topics want", topic="Fractions")
    await nell.sees("Fractions is open now.")
    await mo.sees_channel("fractions")
    await all_sent(spanning)
    await sam.sees_in_dm("Fractions is open: 3 people wanted it.")
    await nell.says("/topics show", topic="Fractions")
    await nell.sees(f"{discord.name}: #fractions", f"{slack.name}: no channel yet.", "archived or private")
    await nell.presses(f"Channel on {slack.name}")
    await nell.fills({"Name of the channel": "Fraction talk"})
    await nell.sees("I make a new channel for Fractions.")
    await sam.sees_channel("fraction-talk")
    await nell.says("/topics show", topic="Fractions")
    await nell.sees(f"{discord.name}: #fractions", f"{slack.name}: #fraction-talk")


async def test_two_topics_merge_on_both(spanning: Network) -> None:
    """Cards move and pointers stand on both platforms; undone from the other platform, all is as it was."""
    discord, slack = spanning.hosts[:2]
    mo, sam, nell = await discord.moderator("Mo"), await slack.teacher("Sam"), await slack.moderator("Nell")
    await mo.says("/topics create", name="Late work")
    await mo.says("/topics create", name="Grading")
    await sam.says("/resources share", link="https://example.org/rubric", title="Rubric", topic="Late work")
    await mo.sees_in("late-work", "Rubric")
    await mo.says("/topics merge", topic="Late work", into="Grading")
    await mo.presses("Merge into Grading")
    for person in (mo, sam):
        await person.sees_in("late-work", "Late work is part of Grading now.")
        await person.sees_in("grading", "Rubric")
        await person.sees_none_in("late-work", "Rubric")
    await nell.says("/topics rename", topic="late work", name="Marking")
    await nell.sees("Grading is called Marking now.")
    for person in (mo, sam):
        await person.sees_channel("marking")
    await mo.presses("Undo")
    for person in (mo, sam):
        await person.sees_in("late-work", "Rubric")
        await person.sees_none_in("marking", "Rubric")


@on_both
async def test_a_thread_where_no_channel_may_be_made(network: Network) -> None:
    """The topic is talked about in a thread of the topics channel, and why; its cards go there."""
    mo, home = await network.moderator("Mo"), network.home
    forbid_channels(home)
    await mo.says("/topics create", name="Fractions")
    await all_sent(network)
    await mo.says("/topics show", topic="Fractions")
    thread = f"{home.name}: the thread “fractions” in #topics, since I may not make channels there"
    await mo.sees(thread)
    await mo.says("/resources share", link="https://example.org/strips", title="Strips", topic="Fractions")
    await mo.sees("Added to the library: Strips.")
    await all_sent(network)
    assert threads_with(home, "Strips") == ["fractions"]
    await mo.says("/moderate pin", resource="1")
    await mo.sees("Pinned")
    rest_threads(home)
    await mo.says("/resources edit", resource="1")
    await mo.fills({"What it is": "Paper strips"})
    await all_sent(network)
    assert threads_with(home, "Paper strips") == ["fractions"]
    await network.installation.house.services.tending.watching.look_for_channels()
    await mo.says("/topics rename", topic="Fractions", name="Fraction talk")
    await all_sent(network)
    await mo.says("/resources share", link="https://example.org/lines", title="Lines", topic="Fraction talk")
    await all_sent(network)
    assert threads_with(home, "Lines") == threads_with(home, "Paper strips") != []
    assert not mo.direct()
