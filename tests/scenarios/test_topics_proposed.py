"""Topics from members: proposed, wanted by others, opened when enough of them would join."""

from __future__ import annotations

from tests.scenarios.stage import Network
from tests.scenarios.stage.by_hand import all_sent


async def test_a_topic_opens_once_enough_would_join(network: Network) -> None:
    """A teacher proposes, two others want it; it opens with a channel, all hear of it, the first looks after it."""
    ana, ben, cleo = await network.teacher("Ana"), await network.facilitator("Ben"), await network.moderator("Mo")
    await ana.says("/topics propose", name="Grading late work", about="What is fair, what is workable")
    await ana.sees("Grading late work is proposed, and you would join.", "2 more people", "#grading-late-work")
    await ben.sees_in("topics", "Proposed: Grading late work", "Proposed by Ana. 1 of 3 would join.")
    await ben.goes_to("topics")
    await ben.presses("I'd join this")
    await ben.sees("You would join Grading late work.", "1 more person")
    await ana.sees_in("topics", "2 of 3 would join.")
    await ben.says("/topics want", topic="Grading late work")
    await ben.sees("You are counted for Grading late work already.")
    await ben.presses("I'd rather not")
    await ben.sees("You are not counted for Grading late work any more.")
    await ben.presses("I'd join this")
    await cleo.says("/topics list")
    await cleo.sees("There are no topics yet.", "Proposed, and waiting for people:", "[Show Grading late work]")
    assert "grading-late-work" not in cleo.channels()
    await cleo.says("/topics want", topic="Grading late work")
    await cleo.sees("Grading late work is open now.")
    await cleo.sees_channel("grading-late-work")
    await all_sent(network)
    await ana.sees_in_dm("Grading late work is open: 3 people wanted it.", "You look after it.")
    await ben.sees_in_dm("Grading late work is open: 3 people wanted it.")
    await ana.sees_in("topics", "Grading late work is open. Ana looks after it.")
    await ana.says("/topics show", topic="Grading late work")
    await ana.sees_fact("Looked after by", "Ana")
    await ana.sees_fact("Followed by", "3 people")


async def test_a_topic_much_like_another_is_shown_first(network: Network) -> None:
    """Who proposes what is nearly there already sees it before anything is made, and may go on with what was typed."""
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    await mo.says("/topics create", name="Grading late work")
    await ana.says("/topics propose", name="Late work: grading", about="When is late too late?")
    await ana.sees("There is a topic much like it: “Grading late work”.", "Nothing is made yet.")
    await ana.presses("Show Grading late work")
    await ana.sees_fact("Looked after by", "Mo")
    await ana.says("/topics propose", name="Late work: grading", about="When is late too late?")
    await ana.presses("Propose it anyway")
    await ana.sees("Late work: grading is proposed")
    await ana.sees_in("topics", "When is late too late?")
    await mo.says("/topics create", name="Graded late works")
    await mo.sees("There are topics much like it: “Grading late work”, “Late work: grading”.")
    await mo.presses("Create it anyway")
    await mo.sees("Graded late works is open.")


async def test_a_proposal_takes_resources_and_is_taken_back(network: Network) -> None:
    """A resource may be added before it opens; who proposed it takes it back alone, and the card says so."""
    ana, ben = await network.teacher("Ana"), await network.facilitator("Ben")
    await ana.says("/topics propose", name="Homework clubs")
    await ben.goes_to("topics")
    await ben.presses("Add a resource", on="Homework clubs")
    await ben.fills({"Web address": "https://example.org/clubs", "What it is": "How to run a club"})
    await ben.sees("Added to the library: How to run a club.")
    await ana.says("/topics show", topic="Homework clubs")
    await ana.sees("How to run a club", "1 of 3 would join")
    await ana.presses("Take it back")
    await ana.presses("Archive with a note")
    await ana.fills({"Why, for everybody to read": "The school runs one now."})
    await ana.sees("Homework clubs is taken back.")
    await ben.sees_in("topics", "Homework clubs was archived.", "The school runs one now.")
    await ben.says("/topics want", topic="Homework clubs")
    await ben.sees("There are no topics yet.")


async def test_how_many_open_a_topic_is_a_setting(network: Network) -> None:
    """An admin chooses that two are enough; a number that makes no sense is met at its field."""
    ada, ana, ben = await network.admin("Ada"), await network.teacher("Ana"), await network.facilitator("Ben")
    await ada.says("/staffroom setup")
    await ada.presses("Name and time zone")
    await ada.fills({"People who open a proposed topic": "0"})
    await ada.sees_at("People who open a proposed topic", "From 1 to 50 people can open a topic.")
    await ada.mends({"People who open a proposed topic": "2"})
    await ada.sees("Set:")
    await ana.says("/topics propose", name="Fractions")
    await ben.says("/topics want", topic="Fractions")
    await ben.sees("Fractions is open now.")


async def test_the_directory_is_filtered(network: Network) -> None:
    """Topics are listed by what they are about, by grade and by the tags of what is in them."""
    mo = await network.moderator("Mo")
    await mo.says("/topics create", name="Fractions", about="Grades 3 to 6")
    await mo.says("/topics create", name="Geometry")
    await mo.says("/resources share", link="https://example.org/angles", title="Angles", topic="Geometry")
    await mo.says("/resources edit", resource="1")
    await mo.fills({"Tags": "shapes, grade 5"})
    await mo.sees("is changed")
    await mo.says("/topics list", tag="Shapes")
    await mo.sees("Geometry (1 resource, 1 follower), looked after by Mo")
    await mo.sees_no("Fractions")
    await mo.says("/topics list", grade="5")
    await mo.sees("Geometry")
    await mo.sees_no("Fractions")
    await mo.says("/topics list", subject="fraction")
    await mo.sees("Fractions: Grades 3 to 6")
    await mo.sees_no("Geometry")
    await mo.says("/topics list", subject="poetry")
    await mo.sees("No topic is about that yet.")
    await mo.presses("All topics")
    await mo.sees("Fractions", "Geometry")
