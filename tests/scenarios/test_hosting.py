"""What hosts still do once a workshop is posted: ask, write, edit, host with others, and plan it again."""

from __future__ import annotations

from typing import Any

from tests.scenarios.stage import Network, Person
from tests.scenarios.stage.by_hand import all_sent, close_channel
from tests.scenarios.stage.variants import on_platforms
from tests.scenarios.test_workshops import ROOM, TALKS, answers, comes, limits, plans, posts

ASKED = "Which grade do you teach?"


async def manages(host: Person[Any]) -> None:
    await host.says("/workshops manage", workshop="1")
    await host.sees(TALKS, "[Move]", "[Message those going]", "[Edit] [More]")


async def posted(network: Network) -> tuple[Person[Any], Person[Any]]:
    """Ben's workshop, to which Ana goes."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await plans(ben)
    await posts(ben)
    await answers(ana, "Going")
    await ana.sees("You’re going")
    return ben, ana


async def test_the_hosts_question_is_answered_for_the_hosts_alone(network: Network) -> None:
    """Who presses Going is asked, answers in one field, and only the hosts read it; it can be answered anew."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await plans(ben)
    await ben.presses("More")
    await ben.fills({"Question to those who come": ASKED})
    await ben.sees("Draft:", ASKED)
    await posts(ben)
    await answers(ana, "Going")
    await ana.sees("You’re going", f"The hosts ask: {ASKED}", "[Answer the host’s question]")
    await ana.presses("Answer the host’s question")
    await ana.fills({"Your answer": "Fourth grade"})
    await ana.sees(f"The hosts of “{TALKS}” see your answer, and nobody else.")
    await ana.sees_none_in("announcements", "Fourth grade")
    await manages(ben)
    await ben.presses("Who comes")
    await ben.sees("Ana: Fourth grade")
    await answers(ana, "Going")
    await ana.presses("Answer the host’s question")
    await ana.until(lambda: ana.form, "the form")
    assert ana.form is not None and ana.form.fields["Your answer"] == "Fourth grade"
    await ana.fills({"Your answer": "Fifth grade"})
    await ana.sees("see your answer")
    await manages(ben)
    await ben.presses("Who comes")
    await ben.sees("Ana: Fifth grade")


async def test_a_message_reaches_those_going_alone(network: Network) -> None:
    """Privately, from the hosts; not who said maybe; three a day at most, and what was typed is kept then."""
    ben, ana = await posted(network)
    mo = await network.moderator("Mo")
    await answers(mo, "Maybe")
    await mo.sees("You may come")
    for number, words in enumerate(("Bring **laptops**.", "The door is on 5th Street.", "Lunch is there."), 1):
        await manages(ben)
        await ben.presses("Message those going")
        await ben.fills({"What to tell them": words})
        await ben.sees("I tell it privately to 1 person.")
        await all_sent(network)
        await ana.until(lambda number=number: len(ana.direct()) == number, f"{number} messages")  # type: ignore[misc]
    await ana.sees_in_dm(f"From the hosts of “{TALKS}”:", "laptops")
    await ana.sees_in_dm("The door is on 5th Street.")
    assert not mo.direct()
    await ana.sees_none_in("announcements", "laptops")
    await manages(ben)
    await ben.presses("Message those going")
    await ben.fills({"What to tell them": "One more"})
    await ben.sees("They had 3 messages about it within a day.", "What you typed is kept")
    await all_sent(network)
    assert len(ana.direct()) == 3


async def test_nobody_going_is_nobody_written_to(network: Network) -> None:
    """A host is told so, and nothing typed is lost."""
    ben = await network.facilitator("Ben")
    await plans(ben)
    await posts(ben)
    await manages(ben)
    await ben.presses("Message those going")
    await ben.fills({"What to tell them": "Bring laptops."})
    await ben.sees("Nobody is going to it yet, so nobody was written to.", "What you typed is kept")


async def test_a_changed_place_is_told_once(network: Network) -> None:
    """The card follows; changed again within a minute, those going hear of it once, with what holds."""
    ben, ana = await posted(network)
    await manages(ben)
    await ben.presses("Edit")
    await ben.fills({"Where": "Room 14"})
    await ben.sees(f"“{TALKS}” is changed", "1 person is told where it is and what to bring.", "[Manage]")
    await ana.sees_in("announcements", TALKS, "Room 14")
    await ben.presses("Manage")
    await ben.presses("Edit")
    await ben.fills({"Where": "Room 15", "Materials": "A laptop"})
    await ben.sees("1 person is told")
    assert not ana.direct()
    await comes(network, "2026-10-01 12:00")
    await ana.sees_in_dm("The details of", "were changed.", "This is what holds now:", "Room 15", "A laptop")
    assert len(ana.direct()) == 1
    await ben.presses("Manage")
    await ben.presses("Edit")
    await ben.fills({"What it is about": "Talking about numbers."})
    await ben.sees("is changed")
    await ben.sees_no("told where it is")
    await comes(network, "2026-10-01 13:00")
    assert len(ana.direct()) == 1
    await ben.presses("Undo")
    await ben.sees(f"“{TALKS}” is as it was before")
    await ben.presses("Manage")
    await ben.presses("Edit")
    await ben.fills({"Where": "Room 16", "Places": "7"})
    await ana.sees_in("announcements", TALKS, "Room 16", "of 7")
    await ben.presses("Undo")
    await ben.sees(f"“{TALKS}” is as it was before", "1 person is told.")
    await ana.sees_in("announcements", TALKS, "Room 15", "1 is going")


async def test_more_places_move_the_line_up(network: Network) -> None:
    """Who waited has a place at once; fewer than are taken is refused with the number, and what was typed stays."""
    ben, ana, mo = await network.facilitator("Ben"), await network.teacher("Ana"), await network.moderator("Mo")
    await plans(ben)
    await limits(ben, 1)
    await posts(ben)
    await answers(ana, "Going")
    await ana.sees("You’re going")
    await answers(mo, "Going")
    await mo.sees("number 1 in line")
    await manages(ben)
    await ben.presses("Edit")
    await ben.fills({"Places": "2"})
    await ben.sees("is changed")
    await all_sent(network)
    await mo.sees_in_dm("A place is free, and it is yours")
    await mo.sees_in("announcements", "2 of 2 taken")
    await manages(ben)
    await ben.presses("Edit")
    await ben.fills({"Places": "1", "Title": "Number Talks again"})
    await ben.sees_at("Places", "2 people already have a place on October 22, so there must be at least 2.")
    await ben.mends({"Places": "3"})
    await ben.sees("“Number Talks again” is changed")
    await mo.sees_in("announcements", "Number Talks again", "2 of 3 taken")


async def test_two_hosts_edit_at_once(network: Network) -> None:
    """The second is told what the first changed, nothing typed is lost, and it takes a second press to replace it."""
    ben, mo = await network.facilitator("Ben"), await network.moderator("Mo")
    await plans(ben)
    await posts(ben)
    await manages(ben)
    await manages(mo)
    await ben.presses("Edit")
    await mo.presses("Edit")
    await ben.fills({"Where": "Room 14"})
    await ben.sees("is changed")
    await mo.fills({"Where": "Room 15", "Materials": "A laptop"})
    await mo.sees(f"Somebody changed “{TALKS}” while you wrote", "Where: Room 14", "[Go on with mine] [Leave it so]")
    await mo.sees_no("Materials:")
    await mo.sees_in("announcements", TALKS, "Room 14")
    await mo.presses("Go on with mine")
    await mo.until(lambda: mo.form, "the form")
    assert mo.form is not None
    assert (mo.form.fields["Where"], mo.form.fields["Materials"]) == ("Room 15", "A laptop")
    await mo.fills({})
    await mo.sees("is changed")
    await mo.sees_in("announcements", TALKS, "Room 15")


async def test_a_colleague_hosts_it_too(network: Network) -> None:
    """A teacher who was made a co-host is told, manages it, and no more once removed."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await plans(ben)
    await posts(ben)
    await ben.says("/workshops cohost", workshop="1", person=ana)
    await ben.sees(f"Ana hosts “{TALKS}” with you now, and is told so.")
    await all_sent(network)
    await ana.sees_in_dm(f"You host “{TALKS}” with others now", "[Manage]")
    await ana.sees_in("announcements", TALKS, "Ben, Ana")
    await manages(ana)
    await ben.says("/workshops cohost", workshop="1", person=ana)
    await ben.sees(f"Ana hosts “{TALKS}” already.")
    await manages(ben)
    await ben.presses("More")
    await ben.presses("Co-hosts")
    await ben.sees("Ana", "[Remove Ana]")
    await ben.presses("Remove Ana")
    await ben.sees(f"Nobody hosts “{TALKS}” with its host.")
    await all_sent(network)
    await ana.sees_in_dm(f"You do not host “{TALKS}” any more.")
    await ana.says("/workshops manage", workshop="1")
    await ana.sees("Only its hosts and moderators can change")


async def test_planned_again_on_another_day(network: Network) -> None:
    """Everything but its dates and people is there already; only the day is asked for."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await plans(ben)
    await limits(ben, 7)
    await ben.presses("More")
    await ben.fills({"What it is about": "Talking about numbers.", "Question to those who come": ASKED})
    await ben.sees("Draft:", ASKED)
    await posts(ben)
    await answers(ana, "Going")
    await ana.sees("You’re going")
    await ben.says("/workshops duplicate", workshop="1")
    await ben.until(lambda: ben.form, "the form")
    assert ben.form is not None
    assert (ben.form.fields["Title"], ben.form.fields["Day"], ben.form.fields["Where"]) == (TALKS, "", ROOM)
    await ben.fills({"Day": "2026-11-19"})
    await ben.sees(f"Draft: {TALKS}", "November 19, 2026", "2 hours", ROOM, "7 places", ASKED, "Talking about numbers.")
    await ben.presses("Post")
    await ben.sees("is posted as workshop #2")
    await ana.sees_in("announcements", TALKS, "November 19", "0 of 7 taken")


async def test_the_front_door_knows_what_is_next(network: Network) -> None:
    """My next session and my drafts stand at the front door; a draft is gone after seven days."""
    ben, ana = await posted(network)
    await ana.says("/staffroom home")
    await ana.sees("Your next session:", TALKS, "going", "[Open #1]", "[Find]", "[Share]")
    await ana.says("/my things")
    await ana.presses("My workshops")
    await ana.sees("You come to", TALKS)
    await plans(ben, "Fraction Talks")
    await ben.says("/staffroom home")
    await ben.sees("Your workshops that nobody sees yet:", "Fraction Talks", "[Go on with #2]")
    await ben.presses("Go on with #2")
    await ben.sees("Draft: Fraction Talks")
    await network.clock.to("2026-10-08 10:00")
    await network.installation.house.services.workshops.hosting.delete_old()
    await ben.says("/staffroom home")
    await ben.sees("What would you like to do?")
    await ben.sees_no("Fraction Talks")


async def test_only_the_reminders_that_somebody_wants(network: Network) -> None:
    """Who wants one an hour before is told so when they answer, and gets no other."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await ana.says("/my settings")
    await ana.fills({"Reminders of workshops": "An hour before"})
    await ana.sees("I remind you of workshops an hour before.")
    await plans(ben)
    await posts(ben)
    await answers(ana, "Going")
    await ana.sees("I’ll remind you an hour before.")
    await comes(network, "2026-10-21 16:00", "2026-10-22 14:30")
    assert not ana.direct()
    await comes(network, "2026-10-22 15:00")
    await ana.sees_in_dm(f"“{TALKS}” is today at")


@on_platforms
async def test_a_reminder_that_did_not_arrive_is_told_to_the_host(network: Network) -> None:
    """Its channel is gone: the host hears why, and has it sent again once there is another, or leaves it."""
    ben, ada = await network.facilitator("Ben"), await network.admin("Ada")
    await plans(ben)
    await posts(ben)
    await ben.sees_in("announcements", TALKS)
    await close_channel(network.home, "announcements")
    await comes(network, "2026-10-15 16:00")
    await ben.sees_in_dm(f"The reminder of “{TALKS}” did not reach the channel in", "[Send again] [Leave it]")
    await ben.says("/workshops manage", workshop="1")
    await ben.sees("did not reach the channel", "[Send again] [Leave it]", "[Move]")
    await ada.says("/staffroom setup")
    await ada.presses("Choose channels")
    await ada.fills({"Announcements": "library"})
    await ada.sees("#library")
    await ben.presses("Send again")
    await ben.sees("I send it again now, once.")
    await all_sent(network)
    await ben.sees_in("library", f"“{TALKS}” is in a week.")
    await ben.says("/workshops manage", workshop="1")
    await ben.sees("[Move]")
    await ben.sees_no("did not reach")


@on_platforms
async def test_a_reminder_is_left_unsent(network: Network) -> None:
    """The host leaves it, and hears nothing more of it."""
    ben = await network.facilitator("Ben")
    await plans(ben)
    await posts(ben)
    await ben.sees_in("announcements", TALKS)
    await close_channel(network.home, "announcements")
    await comes(network, "2026-10-15 16:00")
    await ben.sees_in_dm("did not reach the channel")
    await ben.presses("Leave it")
    await ben.sees("Left as it is.")
    await ben.says("/workshops manage", workshop="1")
    await ben.sees("[Move]")
    await ben.sees_no("did not reach")
