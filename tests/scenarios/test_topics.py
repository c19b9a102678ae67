"""Topics: what there is to talk about, and where."""

from __future__ import annotations

from tests.scenarios.stage import Network


async def test_there_are_no_topics_at_first(network: Network) -> None:
    """A teacher who lists topics before there are any is told who opens one."""
    ana = await network.teacher("Ana")
    await ana.says("/topics list")
    await ana.sees("There are no topics yet.", "topics create")


async def test_a_moderator_opens_a_topic(network: Network) -> None:
    """A topic opened by a moderator has a channel everywhere, and the answer says where."""
    mo = await network.moderator("Mo")
    await mo.says("/topics create", name="Grading late work", about="What is fair, what is workable")
    await mo.sees("Grading late work is open. You look after it.", f"{network.home.name}: #grading-late-work")
    await mo.sees_channel("grading-late-work")
    await mo.presses("Show topic")
    await mo.sees("What is fair, what is workable", "No resources yet.")
    await mo.sees_fact("Looked after by", "Mo")


async def test_a_topic_without_a_name_is_asked_for_in_a_form(network: Network) -> None:
    """Who opens a topic without saying which is shown a form, and nothing typed before is lost in it."""
    mo = await network.moderator("Mo")
    await mo.says("/topics create", about="Ten minutes a day")
    await mo.until(lambda: mo.form, "a form")
    assert mo.form is not None and mo.form.fields["What it is about"] == "Ten minutes a day"
    await mo.fills({"Name": "Number talks"})
    await mo.sees("Number talks is open.", "#number-talks")


async def test_a_teacher_lists_topics_and_opens_one(network: Network) -> None:
    """The directory says how many follow and what is in each; one is opened from its menu."""
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    await mo.says("/topics create", name="Fractions", about="Grades 3 to 6")
    await mo.says("/topics create", name="Number talks")
    await ana.says("/topics list")
    await ana.sees("Fractions: Grades 3 to 6 (0 resources, 1 follower)", "Number talks (0 resources, 1 follower)")
    assert ana.choices("Open a topic") == ("Fractions", "Number talks")
    await ana.chooses("Open a topic", "Fractions")
    await ana.sees("Grades 3 to 6", "#fractions")
    await ana.sees_fact("Looked after by", "Mo")
    await ana.sees_fact("Followed by", "1 person")


async def test_a_teacher_follows_a_topic_and_stops(network: Network) -> None:
    """Following is private, can be done twice without harm, and is taken back with one press."""
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    await mo.says("/topics create", name="Fractions")
    await ana.says("/topics follow", topic="Fractions")
    await ana.sees("You follow Fractions.", "Only you can see what you follow.")
    await ana.says("/topics follow", topic="fractions")
    await ana.sees("You follow Fractions already.")
    await ana.says("/topics show", topic="Fractions")
    await ana.sees_fact("Followed by", "2 people")
    await ana.presses("Unfollow")
    await ana.sees("You no longer follow Fractions.")
    await ana.says("/topics unfollow", topic="Fractions")
    await ana.sees("You were not following Fractions.")
    await ana.presses("Follow")
    await ana.sees("You follow Fractions.")


async def test_a_topic_that_is_not_there_is_offered_nearest(network: Network) -> None:
    """Whoever mistypes a topic is asked which one they mean and goes on by choosing it."""
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    await mo.says("/topics create", name="Fractions")
    await mo.says("/topics create", name="Geometry")
    await ana.says("/topics follow", topic="Algebra")
    await ana.sees("There is no topic “Algebra”. Which one do you mean?")
    await ana.chooses("Topic", "Geometry")
    await ana.sees("You follow Geometry.")


async def test_a_topic_is_completed_while_it_is_typed(network: Network) -> None:
    """Where options are completed while typing, topics are offered by what their name begins with or has in it."""
    if not network.suggests:
        return
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    await mo.says("/topics create", name="Grading late work")
    await mo.says("/topics create", name="Fractions")
    assert await ana.suggested("/topics show", "topic", "gra") == ["Grading late work"]
    assert await ana.suggested("/topics show", "topic", "") == ["Fractions", "Grading late work"]


async def test_a_teacher_may_not_open_a_topic(network: Network) -> None:
    """A teacher who tries is told who may, and nothing is made."""
    ana = await network.teacher("Ana")
    await ana.says("/topics create", name="Homework clubs")
    await ana.sees("Only moderators can do this.", "roles list")
    await ana.says("/topics list")
    await ana.sees("There are no topics yet.")


async def test_a_name_that_is_taken_leads_to_the_topic(network: Network) -> None:
    """Opening a topic again, also with other capitals, makes no second one and shows the first."""
    mo = await network.moderator("Mo")
    await mo.says("/topics create", name="Fractions", about="Grades 3 to 6")
    await mo.says("/topics create", name="fractions")
    await mo.sees("There is a topic called “fractions” already.")
    await mo.presses("Show it")
    await mo.sees("Grades 3 to 6")
    await mo.says("/topics list")
    assert mo.choices("Open a topic") == ("Fractions",)


async def test_a_channel_that_is_there_becomes_a_topics_channel(network: Network) -> None:
    """A moderator names the channel in which a topic is talked about already, and no other is made."""
    mo = await network.moderator("Mo")
    await mo.says("/topics create", name="Whatever comes up", channel="general")
    await mo.sees("Whatever comes up is open.", f"{network.home.name}: #general")
    assert "whatever-comes-up" not in mo.channels()
    await mo.says("/topics create", name="Something else", channel="general")
    await mo.sees("#general is the channel of the topic Whatever comes up already.")


async def test_topics_are_still_there_after_a_restart(network: Network) -> None:
    """A button shown before a restart works after it."""
    mo = await network.moderator("Mo")
    await mo.says("/topics create", name="Fractions")
    await mo.sees("Fractions is open.")
    await network.restart()
    await mo.presses("Show topic")
    await mo.sees_fact("Looked after by", "Mo")


async def test_a_topic_outlives_a_crash(network: Network) -> None:
    """Broken off in the middle and started again, it still knows the topic, and its channel is there once."""
    mo = await network.moderator("Mo")
    await mo.says("/topics create", name="Fractions", about="Grades 3 to 6")
    await network.crash()
    await mo.says("/topics list")
    await mo.sees("Fractions: Grades 3 to 6")
    await mo.sees_channel("fractions")
    assert [channel for channel in mo.channels() if channel.startswith("fractions")] == ["fractions"]
