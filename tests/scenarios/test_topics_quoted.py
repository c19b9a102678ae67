"""A topic made of a colleague's message: only with their yes, with or without their name."""

from __future__ import annotations

from tests.scenarios.stage import Network
from tests.scenarios.stage.by_hand import all_sent

WORDS = "How do you grade work that comes in two weeks late?"


async def test_a_message_becomes_a_topic_once_its_author_agrees(network: Network) -> None:
    """Until the author says yes nobody sees a word; then it is proposed, with their name or without."""
    ana, ben = await network.teacher("Ana"), await network.facilitator("Ben")
    await ben.says("/topics list")
    await ben.writes(WORDS)
    await ana.uses("Make this a topic", on=WORDS)
    await ana.fills({"Name": "Late work"})
    await ana.sees("I ask Ben whether it may become the topic Late work.")
    await all_sent(network)
    await ben.sees_in_dm("Ana would like to make the topic Late work of something you wrote:", WORDS)
    await ana.says("/topics list")
    await ana.sees_no("Late work")
    await ben.presses("Yes, without my name")
    await ben.sees("Late work is proposed with your words.", "without your name")
    await ana.sees_in("topics", "Proposed: Late work", WORDS, "Proposed by Ana.")
    await ana.sees_none_in("topics", "Ben")
    await all_sent(network)
    await ana.sees_in_dm("Late work is proposed now, with the words you pointed at.")
    await ana.uses("Make this a topic", on=WORDS)
    await ana.fills({"Name": "Deadlines"})
    await all_sent(network)
    await ben.presses("Yes, with my name", on="Deadlines")
    await ana.sees_in("topics", "Proposed: Deadlines", "In the words of Ben.")


async def test_a_no_leaves_the_words_where_they_are(network: Network) -> None:
    """After a no nothing is kept, who asked is told without blame, and a second press changes nothing."""
    ana, ben = await network.teacher("Ana"), await network.facilitator("Ben")
    await ben.says("/topics list")
    await ben.writes(WORDS)
    await ana.uses("Make this a topic", on=WORDS)
    await ana.fills({"Name": "Late work"})
    await all_sent(network)
    await ben.presses("No", on="Late work")
    await ben.sees("Your words stay where they are. I kept nothing of them.")
    await all_sent(network)
    await ana.sees_in_dm("Those words stay where they are, so there is no topic Late work.")
    await ana.says("/topics list")
    await ana.sees("There are no topics yet.")
