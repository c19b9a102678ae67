"""Looking after topics: taken, handed over, renamed, archived; merged into one and taken apart again."""

from __future__ import annotations

from tests.scenarios.stage import Network
from tests.scenarios.stage.by_hand import all_sent
from tests.scenarios.stage.slack import SlackHost

STRIPS = "https://example.org/strips"


async def test_a_topic_is_handed_over_and_given_up(network: Network) -> None:
    """A colleague is asked first; who gives a topic up leaves a card that asks for somebody."""
    mo, ana, ben = await network.moderator("Mo"), await network.teacher("Ana"), await network.facilitator("Ben")
    await mo.says("/topics create", name="Fractions")
    await ana.says("/topics look-after", topic="Fractions")
    await ana.sees("Mo looks after Fractions.")
    await ana.says("/topics rename", topic="Fractions", name="Ratios")
    await ana.sees("Only who looks after Fractions and moderators can do this.")
    await mo.says("/topics look-after", topic="Fractions", to=ana)
    await mo.sees("I ask Ana to look after Fractions.", "Until they agree")
    await all_sent(network)
    await ana.sees_in_dm("Mo asks you to look after Fractions.")
    await ana.presses("Look after it")
    await ana.sees("You look after Fractions.")
    await ana.presses("Give it up")
    await ana.sees("You do not look after Fractions any more.", "asks for somebody")
    await ben.sees_in("topics", "Nobody looks after Fractions at the moment.")
    await ben.goes_to("topics")
    await ben.presses("Look after it")
    await ben.sees("You look after Fractions.")
    await ana.sees_in("topics", "Fractions is open. Ben looks after it.")
    await ana.says("/topics show", topic="Fractions")
    await ana.sees_fact("Looked after by", "Ben")


async def test_a_topic_gets_another_name(network: Network) -> None:
    """Its channel follows, it is found by both names, and the old one comes back by undoing."""
    mo = await network.moderator("Mo")
    await mo.says("/topics create", name="Late work")
    await mo.says("/resources share", link=STRIPS, title="Rubric", topic="Late work")
    await mo.says("/topics rename", topic="Late work", name="Grading fairly")
    await mo.sees("Late work is called Grading fairly now.", "It is found by its old name too.")
    await mo.sees_channel("grading-fairly")
    await mo.says("/topics show", topic="late work")
    await mo.sees("Grading fairly", "Rubric")
    await mo.sees_fact("Also found as", "Late work")
    await mo.says("/resources search", words="fairly")
    await mo.sees("Rubric")
    await mo.says("/topics rename", topic="Grading fairly", name="Fair grades")
    await mo.sees_channel("fair-grades")
    await mo.presses("Undo")
    await mo.sees("Undone: it is called Grading fairly again.")
    await mo.sees_channel("grading-fairly")
    await mo.says("/topics create", name="Whatever comes up", channel="general")
    await mo.says("/topics rename", topic="Whatever comes up", name="Anything")
    await mo.sees("#general keeps its name")


async def test_followers_are_written_to_once_a_week(network: Network) -> None:
    """Who looks after a topic writes to those who follow it, each privately, and to nobody twice within a week."""
    mo, ana, ben = await network.moderator("Mo"), await network.teacher("Ana"), await network.facilitator("Ben")
    await mo.says("/topics create", name="Fractions")
    await mo.says("/topics message", topic="Fractions")
    await mo.sees("Nobody else follows Fractions yet")
    await ana.says("/topics follow", topic="Fractions")
    await ben.says("/topics follow", topic="Fractions")
    await ben.says("/topics message", topic="Fractions")
    await ben.sees("Only who looks after Fractions and moderators can do this.")
    await mo.says("/topics show", topic="Fractions")
    await mo.presses("More")
    await mo.presses("Message followers")
    await mo.fills({"What to tell them": "Bring **one** strip on Tuesday."})
    await mo.sees("I tell it privately to 2 people.")
    await all_sent(network)
    for each in (ana, ben):
        await each.sees_in_dm("Mo, who looks after Fractions, writes to those who follow it:", "one strip on Tuesday.")
    await mo.says("/topics message", topic="Fractions")
    await mo.sees("Those who follow Fractions were written to within a week.", "The next can go out from")
    await ana.presses("Unfollow")
    await network.clock.forward(days=8)
    await mo.says("/topics message", topic="Fractions")
    await mo.fills({"What to tell them": "And again."})
    await mo.sees("I tell it privately to 1 person.")


async def test_a_topic_is_archived_with_a_note(network: Network) -> None:
    """Who looks after it asks the moderators; what cannot be taken back is said first; its resources stay findable."""
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    on_slack = isinstance(network.home, SlackHost)
    await mo.says("/topics create", name="Fractions")
    await mo.says("/resources share", link=STRIPS, title="Fraction strips", topic="Fractions")
    await mo.says("/topics look-after", topic="Fractions", to=ana)
    await all_sent(network)
    await ana.presses("Look after it")
    await ana.says("/topics archive", topic="Fractions")
    await ana.sees("Fractions is closed for everybody", "The moderators are asked first.")
    await ana.sees("a person there can" if on_slack else "#fractions stays, with your note in it.")
    await ana.presses("Archive with a note")
    await ana.fills({"Why, for everybody to read": "We do ratios now."})
    await ana.sees("I asked the moderators to archive Fractions.")
    await mo.sees_in("moderators", "Ana asks to archive Fractions.", "We do ratios now.")
    await mo.goes_to("moderators")
    await mo.presses("Archive topic")
    await mo.sees("Fractions is archived.")
    if not on_slack:
        await ana.sees_in("fractions", "The topic Fractions is archived.", "We do ratios now.")
    await ana.says("/topics list")
    await ana.sees("There are no topics yet.")
    await ana.says("/find", words="fraction strips")
    await ana.sees("Fraction strips")
    await mo.presses("Open it again")
    await mo.sees("Fractions is open again.")
    await ana.says("/topics list")
    await ana.sees("Fractions")


async def test_two_topics_become_one_and_two_again(network: Network) -> None:
    """The counts come first; afterwards both names and old buttons lead to the one that stays; all goes back."""
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    await mo.says("/topics create", name="Late work")
    await ana.says("/topics follow", topic="Late work")
    await mo.says("/topics create", name="Grading")
    await mo.says("/resources share", link=STRIPS, title="Rubric", topic="Late work")
    await mo.sees_in("late-work", "Rubric")
    await ana.says("/topics list")
    await mo.says("/topics merge", topic="Late work", into="Grading")
    await mo.sees("1 resource, 0 pins, 0 workshops and 2 followers move from Late work to Grading.")
    await mo.sees("The channel of Late work stays, with a note pointing there.")
    await mo.presses("Merge into Grading")
    await mo.sees("Late work is part of Grading now.", "You can undo this for seven days.")
    await mo.sees_in("late-work", "Late work is part of Grading now.")
    await mo.sees_in("grading", "Rubric")
    await mo.sees_none_in("late-work", "Rubric")
    await ana.chooses("Open a topic", "Late work")
    await ana.sees("Grading", "Rubric")
    await ana.sees_fact("Followed by", "2 people")
    await ana.says("/topics show", topic="late work")
    await ana.sees_fact("Also found as", "Late work")
    await network.clock.forward(days=6)
    await mo.presses("Undo")
    await mo.sees("Undone: Late work is a topic of its own again.")
    await mo.sees_in("late-work", "Rubric")
    await mo.sees_none_in("late-work", "is part of Grading")
    await ana.says("/topics show", topic="Grading")
    await ana.sees("No resources yet.")
    await ana.sees_fact("Followed by", "1 person")


async def test_who_looks_after_a_quiet_topic_is_asked(network: Network) -> None:
    """After 60 days without anything new somebody is asked once; still in use, it is left alone for 60 more."""
    mo = await network.moderator("Mo")
    await mo.says("/topics create", name="Fractions")
    await mo.sees_channel("fractions")
    await network.clock.forward(days=59)
    await all_sent(network)
    assert not mo.direct()
    await network.clock.forward(days=2, hours=3)
    await network.installation.house.services.tending.watching.ask_about_quiet()
    await all_sent(network)
    await mo.sees_in_dm("Nothing new has come into Fractions for 60 days.", "Is it still in use?")
    await mo.presses("Still in use")
    await mo.sees("Fractions stays as it is.")
    await network.clock.forward(days=30)
    await network.installation.house.services.tending.watching.ask_about_quiet()
    await all_sent(network)
    assert sum("Is it still in use?" in seen.words for seen in mo.direct()) <= 1
    await network.clock.forward(days=40)
    await network.installation.house.services.tending.watching.ask_about_quiet()
    await all_sent(network)
    await mo.presses("Close with a note")
    await mo.sees("Fractions is closed for everybody")
