"""Announcements: what is written once comes at its day and time, once, or its author is told why not."""

from __future__ import annotations

from typing import Any

from bot.domain.people import Platform
from tests.platforms.discord import Permission
from tests.scenarios.stage import Network, Person
from tests.scenarios.stage.by_hand import all_sent, close_channel, down_until, second_place
from tests.scenarios.stage.discord import DiscordHost
from tests.scenarios.stage.variants import on_discord, on_platforms, with_two_places

TALKS = "Number talks this week: bring **one picture**"
READ = "Number talks this week: bring one picture"
TEXT = "What to announce"


async def schedules(person: Person[Any], day: str = "2026-10-02", clock: str = "16:00", **more: str) -> None:
    """Write an announcement for Friday, 4 PM, or another time."""
    labels = {"text": TEXT, "repeat": "How often", "topic": "Topic"}
    await person.says("/announcements create")
    filled = {TEXT: TALKS, "Day": day, "Time": clock} | {labels[name]: value for name, value in more.items()}
    await person.fills(filled)
    await person.sees("Scheduled", "It is announcement #1.")


async def manages(person: Person[Any], number: int = 1) -> None:
    await person.says("/announcements manage", announcement=str(number))
    await person.sees(f"Announcement #{number}")


async def posted(network: Network, person: Person[Any], channel: str = "announcements", words: str = READ) -> int:
    """How often it stands there once everything that is due was sent."""
    await all_sent(network)
    await person.goes_to(channel)
    return person.times_in(channel, words)


def again(network: Network) -> str:
    """What is on the button that sends it again; where there are two places, it says to which."""
    return "Send #1 again" + (f" to {network.home.name}" if network.platform is Platform.REHEARSAL else "")


def leave(network: Network) -> str:
    return "Leave #1 as it is" + (f" in {network.home.name}" if network.platform is Platform.REHEARSAL else "")


# Scheduling


async def test_what_will_be_posted_is_said_before(network: Network) -> None:
    """The answer says when in words with the zone, where, and shows the announcement as it will look."""
    ben = await network.facilitator("Ben")
    await schedules(ben)
    await ben.sees("Scheduled for Friday, October 2", "4:00 PM")
    await ben.sees(f"{network.home.name} #announcements", "This is how it will look:", READ)
    await ben.sees("[Change]", "[Cancel announcement]")
    if network.platform is Platform.REHEARSAL:  # the others show each reader their own time
        await ben.sees("Eastern Time")
    await ben.says("/announcements list")
    await ben.sees("#1 Number talks this week", "Friday, October 2")


async def test_it_comes_at_its_time_and_once(network: Network) -> None:
    """Nothing is posted before 4 PM; at 4 PM it is, once."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben)
    await network.clock.to("2026-10-02 15:59:30")
    assert await posted(network, ana) == 0
    await network.clock.to("2026-10-02 16:00")
    await ana.sees_in("announcements", READ)
    await network.clock.to("2026-10-09 16:30")
    assert await posted(network, ana) == 1
    await ben.says("/announcements list")
    await ben.sees("over")
    await ben.says("/staffroom home")
    await ben.sees_no("did not reach")


@with_two_places
async def test_it_comes_to_every_place(network: Network) -> None:
    """With two servers in the community it is posted in the announcements channel of each, once."""
    ben = await network.facilitator("Ben")
    other = await second_place(network)
    assert other is not None
    await schedules(ben)
    await ben.sees(f"{network.home.name} #announcements, {other.name} #announcements")
    theirs = await other.teacher("Ana" if network.platform is Platform.REHEARSAL else "Cleo")
    await network.clock.to("2026-10-02 16:00")
    await ben.sees_in("announcements", READ)
    await theirs.sees_in("announcements", READ)
    await network.clock.forward(hours=2)
    assert (await posted(network, ben), await posted(network, theirs)) == (1, 1)


async def test_to_a_topic(network: Network) -> None:
    """For one topic it is posted in the topic's channel and nowhere else."""
    mo, ben = await network.moderator("Mo"), await network.facilitator("Ben")
    await mo.says("/topics create", name="Fractions")
    await mo.sees("Fractions is open.")
    await schedules(ben, topic="Fractions")
    await ben.sees(f"{network.home.name} #fractions")
    await network.clock.to("2026-10-02 16:00")
    await ben.sees_in("fractions", READ)
    assert await posted(network, ben) == 0
    assert ben.times_in("fractions", READ) == 1


async def test_every_week_also_over_the_clock_change(network: Network) -> None:
    """A weekly one names its next five dates and comes at 4 PM by the clock on the wall, also after November 1."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben, day="2026-10-19", repeat="Every week")
    await ben.sees("Scheduled every week from Monday, October 19")
    await ben.sees_fact("Next dates", "October 19, October 26, November 2, November 9, November 16")
    for times, day in enumerate(("2026-10-19", "2026-10-26", "2026-11-02", "2026-11-09"), start=1):
        await network.clock.to(f"{day} 15:59")
        assert await posted(network, ana) == times - 1
        await network.clock.to(f"{day} 16:00")
        assert await posted(network, ana) == times
    await ben.says("/announcements manage", announcement="1")
    await ben.sees_fact("Next dates", "November 16, November 23, November 30, December 7, December 14")


async def test_a_weekly_one_goes_on_past_what_was_stored_at_first(network: Network) -> None:
    """A weekly announcement does not run dry after some months."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben, day="2026-10-05", repeat="Every week")
    for times, day in enumerate(("2026-12-28", "2027-02-22", "2027-05-17"), start=1):
        await network.clock.to(f"{day} 15:00")
        before = await posted(network, ana)
        await network.clock.to(f"{day} 16:00")
        assert await posted(network, ana) == before + 1, times


# Changing one's mind


async def test_a_new_time_replaces_the_old_one(network: Network) -> None:
    """Moved to the day after, it is posted then and not at the old time."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben)
    await manages(ben)
    await ben.presses("Change")
    await ben.until(lambda: ben.form, "a form")
    assert ben.form is not None and ben.form.fields[TEXT] == TALKS
    await ben.fills({"Day": "2026-10-03", "Time": "10:30"})
    await ben.sees("Announcement #1 is changed.", "Saturday, October 3", "10:30 AM")
    await network.clock.to("2026-10-02 16:00")
    assert await posted(network, ana) == 0
    await network.clock.to("2026-10-03 10:30")
    await ana.sees_in("announcements", READ)
    await network.clock.to("2026-10-04 16:00")
    assert await posted(network, ana) == 1


async def test_an_earlier_time_is_kept_too(network: Network) -> None:
    """Moved to an hour before, it is posted then, and nothing comes at the old time."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben)
    await manages(ben)
    await ben.presses("Change")
    await ben.fills({"Time": "15:00"})
    await ben.sees("Announcement #1 is changed.", "3:00 PM")
    await network.clock.to("2026-10-02 15:00")
    await ana.sees_in("announcements", READ)
    await network.clock.to("2026-10-02 16:10")
    assert await posted(network, ana) == 1


async def test_new_words_are_what_is_posted(network: Network) -> None:
    """With only the words changed there is one message, with the new ones."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben)
    await manages(ben)
    await ben.presses("Change")
    await ben.fills({TEXT: "Number talks move to Room 12"})
    await ben.sees("Announcement #1 is changed.", "Number talks move to Room 12")
    await network.clock.to("2026-10-02 16:00")
    await ana.sees_in("announcements", "Number talks move to Room 12")
    await network.clock.forward(hours=1)
    assert await posted(network, ana) == 0
    assert ana.times_in("announcements", "Room 12") == 1


async def test_cancelled_is_not_posted(network: Network) -> None:
    """Nothing is sent for what was cancelled, and the list says that it was."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben)
    await ben.presses("Cancel announcement")
    await ben.sees("Announcement #1 is cancelled. Nothing more is sent for it.", "[Schedule it again]")
    await network.clock.to("2026-10-02 16:00")
    assert await posted(network, ana) == 0
    await ben.says("/announcements list")
    await ben.sees("cancelled")


async def test_cancelled_and_scheduled_again_is_posted_once(network: Network) -> None:
    """Whoever cancels by mistake presses one button, and it comes at its time, once."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben)
    await ben.presses("Cancel announcement")
    await manages(ben)
    await ben.sees("Announcement #1 is cancelled.")
    await ben.presses("Schedule it again")
    await ben.sees("Announcement #1 is scheduled again.", "Friday, October 2")
    await network.clock.to("2026-10-02 16:00")
    await ana.sees_in("announcements", READ)
    await network.clock.forward(hours=1)
    assert await posted(network, ana) == 1


async def test_what_is_over_is_not_scheduled_again(network: Network) -> None:
    """Once its time is over, scheduling it again asks for a later one instead of promising what never comes."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben)
    await ben.presses("Cancel announcement")
    await ben.sees("[Schedule it again]")
    await network.clock.to("2026-10-03 09:00")
    await ben.presses("Schedule it again")
    await ben.sees("Its day and time are over, so nothing would be sent.")
    await ben.sees_no("is scheduled again")
    await ben.presses("Choose a new time")
    await ben.fills({"Day": "2026-10-04"})
    await ben.sees("Sunday, October 4", "4:00 PM")
    await network.clock.to("2026-10-04 16:00")
    await ana.sees_in("announcements", READ)
    assert await posted(network, ana) == 1


async def test_two_presses_on_the_same_form_make_one(network: Network) -> None:
    """Sent twice, by impatience or by a slow connection, it is one announcement and one message."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben)
    await schedules(ben)
    await ben.says("/announcements list")
    await ben.sees("#1 Number talks")
    await ben.sees_no("#2")
    await network.clock.to("2026-10-02 16:00")
    await ana.sees_in("announcements", READ)
    assert await posted(network, ana) == 1


async def test_a_moderator_manages_a_colleagues_announcement(network: Network) -> None:
    """A moderator can cancel what a facilitator scheduled; another facilitator does not even see it."""
    ben, mo = await network.facilitator("Ben"), await network.moderator("Mo")
    await schedules(ben)
    await manages(mo)
    await mo.presses("Cancel announcement")
    await mo.sees("Announcement #1 is cancelled.")
    if network.platform is Platform.REHEARSAL:
        return  # there is one facilitator
    cleo = await network.facilitator("Cleo")
    await cleo.says("/announcements list")
    await cleo.sees("Nothing is scheduled.")


# Restarts, and coming late


async def test_a_restart_loses_nothing_and_doubles_nothing(network: Network) -> None:
    """Stopped and started, and broken off and started, before its time: it comes once."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben)
    await network.restart()
    for person in (ben, ana):
        await person.says("/staffroom home")
        await person.sees("What would you like to do?")
    await network.crash()
    await network.clock.to("2026-10-02 16:00")
    await ana.sees_in("announcements", READ)
    await network.restart()
    await network.clock.forward(hours=1)
    assert await posted(network, ana) == 1


async def test_it_comes_on_time_words_and_late_words_say_so(network: Network) -> None:
    """Started again twenty minutes after its time it is posted, and says for when it was meant."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben)
    await down_until(network, "2026-10-02 16:20")
    await ana.sees_in("announcements", "This comes late; it was meant for Friday, October 2", "4:00 PM", READ)
    assert await posted(network, ana) == 1


async def test_a_little_late_is_not_worth_a_word(network: Network) -> None:
    """Ten minutes after its time it is posted as if nothing had been."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben)
    await down_until(network, "2026-10-02 16:10")
    await ana.sees_in("announcements", READ)
    assert await posted(network, ana, words="This comes late") == 0


async def test_much_too_late_is_asked_about(network: Network) -> None:
    """Thirteen hours after its time it is not posted: its author is told, and one press sends it after all."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben)
    await down_until(network, "2026-10-03 05:00")
    assert await posted(network, ana) == 0
    await ben.says("/staffroom home")
    await ben.sees(f"Announcement #1 did not reach {network.home.name}.", "it would have come too late")
    await ben.presses(again(network))
    await ben.sees("I send it again now, once.")
    await ana.sees_in("announcements", READ)
    await ben.says("/staffroom home")
    await ben.sees("What would you like to do?")
    await ben.sees_no(f"did not reach {network.home.name}.")
    assert await posted(network, ana) == 1


async def test_what_did_not_arrive_can_be_left(network: Network) -> None:
    """The author may leave it; then nothing is sent and nothing more is said about it."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben)
    await down_until(network, "2026-10-03 05:00")
    await all_sent(network)
    await ben.says("/announcements list")
    await ben.sees(f"Announcement #1 did not reach {network.home.name}.")
    await ben.presses(leave(network))
    await ben.sees("Left as it is. Nothing more is sent for it.")
    await ben.says("/staffroom home")
    await ben.sees_no(f"did not reach {network.home.name}.")
    assert await posted(network, ana) == 0


async def test_weeks_that_were_missed_do_not_flood(network: Network) -> None:
    """After three weeks of silence one announcement that is due now is posted, not those of the weeks before."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben, day="2026-10-05", repeat="Every week")
    await down_until(network, "2026-10-19 16:05")
    await ana.sees_in("announcements", READ)
    assert await posted(network, ana) == 1


async def test_weeks_in_trouble_can_be_told_apart(network: Network) -> None:
    """Where two weeks were missed, each has its own words on its buttons, and sending one again sends one."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben, day="2026-10-05", repeat="Every week")
    await down_until(network, "2026-10-13 09:00")
    await all_sent(network)
    await ben.says("/staffroom home")
    await ben.sees(f"Announcement #1 did not reach {network.home.name}")
    labels = [label for label in ben.private()[-1].buttons if "#1" in label]
    assert len(labels) == len(set(labels)), labels
    sends = [label for label in labels if label.startswith("Send #1")]
    here = [label for label in sends if network.home.name in label]
    await ben.presses((here or sends)[0])
    await ana.sees_in("announcements", READ)
    assert await posted(network, ana) == 1


# What can stand in the way


async def test_without_a_channel_the_author_is_told(fresh: Network) -> None:
    """Where no channel was chosen that is said at once and again when it was due; chosen then, one press sends it."""
    ada, ben = await fresh.admin("Ada"), await fresh.facilitator("Ben")
    await ada.says("/staffroom setup")
    await ada.presses("Name and time zone")
    await ada.fills({"What this network is called": "Baltimore Math Teachers", "Time zone": "America/New_York"})
    await ada.sees("Set: Baltimore Math Teachers")
    now = fresh.clock.now()
    await schedules(ben, day=f"{now:%Y}-12-01")
    await ben.sees("nowhere yet", f"No channel is chosen for this on {fresh.home.name}.", "staffroom setup")
    await fresh.clock.to(f"{now:%Y}-12-01 22:00")
    await all_sent(fresh)
    await ben.says("/staffroom home")
    await ben.sees(
        f"Announcement #1 did not reach {fresh.home.name}.", "No channel is chosen for this.", "staffroom setup"
    )
    await ada.says("/staffroom setup")
    await ada.presses("Choose channels")
    await ada.fills({"Announcements": "announcements"})
    await ada.sees(f"Channels of {fresh.home.name} are set.")
    await ben.says("/staffroom home")
    await ben.presses("Send #1 again")
    await ben.sees_in("announcements", READ)
    assert await posted(fresh, ben) == 1


@on_platforms
async def test_a_channel_closed_by_hand_is_told_to_the_author(network: Network) -> None:
    """Where somebody deleted or archived the channel, the author hears of it at the front door; the rest goes on."""
    ben = await network.facilitator("Ben")
    other = await second_place(network)
    await schedules(ben)
    await close_channel(network.home, "announcements")
    await network.clock.to("2026-10-02 16:00")
    await all_sent(network)
    await ben.says("/staffroom home")
    closed = "The channel is gone." if network.platform is Platform.DISCORD else "The channel is archived."
    await ben.sees(f"did not reach {network.home.name}.", closed, "staffroom setup", "[Send #1 again]")
    if other is not None:
        cleo = await other.teacher("Cleo")
        await cleo.sees_in("announcements", READ)
        await ben.sees(f"Announcement #1 reached {other.name} but did not reach")
    ada = await network.admin("Ada")
    await ada.says("/staffroom setup")
    await ada.presses("Choose channels")
    await ada.fills({"Announcements": "general"})
    await ada.sees("announcements: #general")
    await ben.says("/staffroom home")
    await ben.presses("Send #1 again")
    await ben.sees_in("general", READ)
    assert await posted(network, ben, "general") == 1


@on_discord
async def test_a_missing_right_is_told_to_the_author(network: Network) -> None:
    """Where the bot may not write on Discord, the author is told which permission it lacks."""
    assert isinstance(network.home, DiscordHost)
    ben = await network.facilitator("Ben")
    await schedules(ben)
    channel = network.home.guild.channel("announcements")
    network.home.server.deny(channel, Permission.SEND_MESSAGES)
    await network.clock.to("2026-10-02 16:00")
    await all_sent(network)
    await ben.says("/staffroom home")
    await ben.sees("I lack the permission Send Messages.", "[Send #1 again]", "[Skip #1 this time]")
    network.home.server.deny(channel, 0)
    await ben.presses("Send #1 again")
    await ben.sees_in("announcements", READ)


async def test_a_teacher_may_not_announce(network: Network) -> None:
    """A teacher is told who may."""
    ana = await network.teacher("Ana")
    await ana.says("/announcements create")
    await ana.sees("Only facilitators and moderators can do this.", "roles list")
    await ana.says("/announcements list")
    await ana.sees("Only facilitators and moderators can do this.")


# Times that cannot be meant


async def test_a_day_that_is_over_is_asked_for_again(network: Network) -> None:
    """A day or time that is past is said to be, with everything typed still there; mended, it is scheduled."""
    ben = await network.facilitator("Ben")
    await ben.says("/announcements create")
    await ben.fills({TEXT: TALKS, "Day": "2026-09-30", "Time": "16:00"})
    await ben.sees_at("Day", "September 30 at 4:00 PM is over. Choose a later day or time.")
    await keeps(ben, **{TEXT: TALKS, "Day": "2026-09-30", "Time": "16:00"})
    await ben.fills({"Day": "2026-10-01", "Time": "08:59"})
    await ben.sees_at("Day", "October 1 at 8:59 AM is over.")
    await keeps(ben, **{TEXT: TALKS, "Day": "2026-10-01", "Time": "08:59"})
    await ben.fills({"Time": "09:30"})
    await ben.sees("Scheduled for Thursday, October 1", "9:30 AM")


@on_discord
async def test_numbers_that_are_two_days_are_asked_about(network: Network) -> None:
    """Where days and times are typed freely, 6/10 and 7 are not guessed: both meanings are said, the text is kept."""
    ben = await network.facilitator("Ben")
    await ben.says("/announcements create")
    await ben.fills({TEXT: TALKS, "Day": "6/10", "Time": "7"})
    await ben.sees_at("Day", "Do you mean June 10 or October 6? Write the month as a word.")
    await ben.sees_at("Time", "Do you mean 7:00 AM or 7:00 PM? Write AM or PM.")
    await keeps(ben, **{TEXT: TALKS, "Day": "6/10", "Time": "7"})
    await ben.fills({"Day": "next Friday", "Time": "late"})
    await ben.sees_at("Day", "Which Friday do you mean, October 2 or October 9?")
    await ben.sees_at("Time", "I cannot read “late” as a time.")
    await keeps(ben, **{TEXT: TALKS, "Day": "next Friday", "Time": "late"})
    await ben.fills({"Day": "Oct 6", "Time": "7 pm"})
    await ben.sees("Scheduled for Tuesday, October 6", "7:00 PM")


async def test_a_time_that_does_not_exist_is_asked_about(network: Network) -> None:
    """On the night when clocks go forward there is no half past two: that is said, not guessed."""
    ben = await network.facilitator("Ben")
    await ben.says("/announcements create")
    await ben.fills({TEXT: TALKS, "Day": "2027-03-14", "Time": "02:30"})
    await ben.sees_at("Time", "2:30 AM")
    await keeps(ben, **{TEXT: TALKS, "Day": "2027-03-14", "Time": "02:30"})
    await ben.fills({"Time": "03:30"})
    await ben.sees("Scheduled for Sunday, March 14", "3:30 AM")


@on_discord
async def test_a_text_that_fits_no_message_is_kept(network: Network) -> None:
    """What takes more room than one message has is refused before its day comes, and stays to be shortened."""
    ben = await network.facilitator("Ben")
    long = "a" + "_" * 2900  # each needs a mark before it on Discord
    await ben.says("/announcements create")
    await ben.fills({TEXT: long, "Day": "2026-10-02", "Time": "16:00"})
    await ben.sees_at(TEXT, "This is too long for one message with its formatting. Please shorten it.")
    await keeps(ben, **{TEXT: long, "Day": "2026-10-02", "Time": "16:00"})
    await ben.fills({TEXT: TALKS})
    await ben.sees("Scheduled for Friday, October 2")


async def test_the_longest_text_arrives_whole(network: Network) -> None:
    """As much as the form takes is posted to its last word, in one message."""
    ben = await network.facilitator("Ben")
    long = f"{'Number talks. ' * 213}The end.".ljust(3000, "!")
    assert len(long) == 3000
    await schedules(ben, text=long)
    await network.clock.to("2026-10-02 16:00")
    await ben.sees_in("announcements", "The end.")
    assert await posted(network, ben, words="talks.") == 1


async def keeps(person: Person[Any], **typed: str) -> None:
    """The form, opened again where it is closed, has everything in it that was typed."""
    if person.form is None:
        await person.presses("Fix it")
    form = await person.until(lambda: person.form, "the form")
    kept = {label: value for label, value in form.fields.items() if label in typed}
    assert kept == typed
