"""Announcements over weeks and places: what is ahead is said in dates, and each date can be left out, kept or moved."""

from __future__ import annotations

from typing import Any

from tests.scenarios.stage import Network, Person
from tests.scenarios.stage.by_hand import all_sent, close_channel, down_until, refuse_direct_messages
from tests.scenarios.stage.variants import in_turn, on_platforms
from tests.scenarios.test_announcements import READ, again, manages, posted, schedules

pytestmark = in_turn

CLOSED = "2026-10-09 to 2026-10-09: Teachers' convention - District closed"


async def opens_more(person: Person[Any]) -> None:
    await manages(person)
    await person.presses("More")
    await person.sees("Announcement #1", "[Send it now]")


async def comes(network: Network, *walls: str) -> None:
    """Let each moment come, with what is due then."""
    for wall in walls:
        await network.clock.to(wall)
        await all_sent(network)


async def closes_school(network: Network, lines: str = CLOSED) -> None:
    """Let an admin put closed days into the school calendar, the way it is done in chat."""
    ada = await network.admin("Ada")
    await ada.says("/staffroom school-days")
    await ada.presses("Add school days")
    await ada.fills({"Days, one on a line": lines})
    await ada.presses("Keep these")
    await ada.sees("[Undo]")


async def test_the_next_five_dates_are_said(network: Network) -> None:
    """Every two weeks says the next five days; every month the same weekday of the month."""
    ben = await network.facilitator("Ben")
    await schedules(ben, repeat="Every two weeks")
    await ben.sees("every two weeks from", "October 2, October 16, October 30, November 13, November 27")
    await manages(ben)
    await ben.presses("Change")
    await ben.fills({"How often": "Every month, same weekday (such as the first Thursday)"})
    await ben.sees("October 2, November 6, December 4, January 1, February 5")


async def test_one_date_is_left_out_and_taken_back(network: Network) -> None:
    """A date that is left out is not posted; taken back it is."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben, repeat="Every week")
    await opens_more(ben)
    await ben.presses("Leave out October 2")
    await ben.sees("is left out", "October 9, October 16")
    await network.clock.to("2026-10-02 16:30")
    assert await posted(network, ana) == 0
    await opens_more(ben)
    await ben.presses("Leave out October 9")
    await ben.presses("Post it on that day after all")
    await ben.sees("posted on that day too")
    await network.clock.to("2026-10-09 16:00")
    assert await posted(network, ana) == 1


async def test_paused_says_nothing_until_it_goes_on(network: Network) -> None:
    """What is paused is not posted and not made up for; resumed, its next date is."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben, repeat="Every week")
    await opens_more(ben)
    await ben.presses("Pause")
    await ben.sees("is paused", "[Resume]")
    await network.clock.to("2026-10-02 17:00")
    assert await posted(network, ana) == 0
    await ben.says("/announcements list")
    await ben.sees("paused")
    await manages(ben)
    await ben.presses("More")
    await ben.presses("Resume")
    await ben.sees("goes on", "October 9")
    assert await posted(network, ana) == 0
    await network.clock.to("2026-10-09 16:00")
    assert await posted(network, ana) == 1


async def test_sent_now_it_is_not_sent_again(network: Network) -> None:
    """What is said once and sent now does not come once more at the time it was meant for."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben)
    await opens_more(ben)
    await ben.presses("Send it now")
    await ben.sees("is being posted now", "not posted again")
    await ana.sees_in("announcements", READ)
    await network.clock.to("2026-10-02 17:00")
    assert await posted(network, ana) == 1


async def test_a_weekly_one_sent_now_keeps_its_dates(network: Network) -> None:
    """An extra posting leaves the others as they are."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben, repeat="Every week")
    await opens_more(ben)
    await ben.presses("Send it now")
    await ben.sees("Its other dates stay")
    assert await posted(network, ana) == 1
    await network.clock.to("2026-10-02 16:00")
    assert await posted(network, ana) == 2


async def test_it_ends_on_its_last_day(network: Network) -> None:
    """After its last day nothing more is posted, and it is said to be over."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben, repeat="Every week")
    await opens_more(ben)
    await ben.presses("Last day and school days")
    await ben.fills({"Last day": "2026-10-09"})
    await ben.sees("October 2, October 9", "Last day")
    await comes(network, "2026-10-02 16:00", "2026-10-09 16:00", "2026-10-16 17:00")
    assert await posted(network, ana) == 2
    await ben.says("/announcements list")
    await ben.sees("over")


async def test_in_the_announcements_and_in_topics(network: Network) -> None:
    """One announcement goes to several places, each once."""
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    for name in ("Fractions", "Grading"):
        await mo.says("/topics create", name=name, about="Ideas")
        await ana.sees_channel(name.lower())
    await schedules(mo)
    await opens_more(mo)
    await mo.presses("Choose places")
    await mo.fills({"In the announcements channels": "Yes", "First topic": "Fractions", "Second topic": "Grading"})
    await mo.sees("#announcements", "#fractions", "#grading")
    await network.clock.to("2026-10-02 16:00")
    for channel in ("announcements", "fractions", "grading"):
        assert await posted(network, ana, channel) == 1


async def test_closed_days_are_left_out(network: Network) -> None:
    """A weekly one passes over a day on which the schools are closed, and says which."""
    await closes_school(network)
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben, repeat="Every week")
    await ben.sees("October 2, October 16", "Left out", "October 9 (Teachers' convention")
    await comes(network, "2026-10-02 16:00", "2026-10-09 17:00")
    assert await posted(network, ana) == 1


async def test_a_day_closed_later_is_left_out_too(network: Network) -> None:
    """What was stored ahead follows the school calendar when that changes, and comes back when it changes back."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben, repeat="Every week")
    await closes_school(network)
    await comes(network, "2026-10-02 16:00", "2026-10-09 17:00")
    assert await posted(network, ana) == 1
    await network.clock.to("2026-10-16 16:00")
    assert await posted(network, ana) == 2


async def test_moved_to_the_next_school_day(network: Network) -> None:
    """Where the author wants it so, a closed Friday's announcement comes on Monday."""
    await closes_school(network)
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben, day="2026-10-09", repeat="Every week")
    await opens_more(ben)
    await ben.presses("Last day and school days")
    await ben.fills({"On days without school": "Move it to the next school day"})
    await ben.sees("October 9 → October 12")
    await network.clock.to("2026-10-09 17:00")
    assert await posted(network, ana) == 0
    await network.clock.to("2026-10-12 16:00")
    assert await posted(network, ana) == 1


async def test_the_author_is_asked_about_a_closed_day(network: Network) -> None:
    """Who wants to be asked is asked in the preview, and by a message two days before; no answer leaves it out."""
    await closes_school(network, f"{CLOSED}\n2026-10-16 Staff day - District closed")
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben, day="2026-10-09", repeat="Every week")
    await opens_more(ben)
    await ben.presses("Last day and school days")
    await ben.fills({"On days without school": "Ask me each time"})
    await ben.sees("October 9 is Teachers' convention", "Shall I post it then?", "[Leave that day out]")
    await network.clock.to("2026-10-07 16:01")
    await ben.sees_in_dm("Announcement #1 is due on", "October 9", "Shall I post it?")
    await ben.presses("Post it on that day", on="Shall I post it?")
    await ben.sees("is posted on that day too")
    await network.clock.to("2026-10-09 16:00")
    assert await posted(network, ana) == 1
    await network.clock.to("2026-10-16 17:00")
    assert await posted(network, ana) == 1


async def test_moved_after_it_was_posted_it_is_posted_again(network: Network) -> None:
    """An announcement moved after it was sent for the old time gets a new one; nothing is sent for the old time."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben)
    await network.clock.to("2026-10-02 16:00")
    assert await posted(network, ana) == 1
    await manages(ben)
    await ben.presses("Change")
    await ben.fills({"Day": "2026-10-05"})
    await ben.sees("is changed")
    await network.clock.to("2026-10-05 16:00")
    assert await posted(network, ana) == 2


async def test_moved_and_moved_back_is_one_message(network: Network) -> None:
    """Moved to the evening and back within a minute, it is posted once, at its time."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben)
    for clock in ("18:00", "16:00"):
        await manages(ben)
        await ben.presses("Change")
        await ben.fills({"Time": clock})
        await ben.sees("is changed")
    await comes(network, "2026-10-02 16:00", "2026-10-02 19:00")
    assert await posted(network, ana) == 1


async def test_a_night_hour_is_mentioned(network: Network) -> None:
    """Ten at night is taken as it was typed, and what it means is said."""
    ben = await network.facilitator("Ben")
    await schedules(ben, clock="22:00")
    await ben.sees("between 9 PM and 6 AM")


@on_platforms
async def test_another_channel_is_chosen_and_it_follows_at_once(network: Network) -> None:
    """The author of what could not be posted is written to, chooses a channel, and it is posted there."""
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    await schedules(mo, repeat="Every week")
    await close_channel(network.home, "announcements")
    await network.clock.to("2026-10-02 16:00")
    await mo.sees_in_dm("Announcement #1 did not reach", "[Choose a channel for #1]", "[Skip #1 this time]")
    await mo.presses("Choose a channel for #1")
    await mo.chooses("Choose a channel", "#general")
    await mo.sees("posted in #general")
    await ana.sees_in("general", READ)
    await network.clock.to("2026-10-09 16:00")
    assert await posted(network, ana, "general") == 2


@on_platforms
async def test_skipped_this_time_it_comes_the_next(network: Network) -> None:
    """What is skipped this time is not asked about any more; the next date is tried."""
    mo = await network.moderator("Mo")
    await schedules(mo, repeat="Every week")
    await close_channel(network.home, "announcements")
    await network.clock.to("2026-10-02 16:00")
    await mo.sees_in_dm("did not reach")
    await mo.presses("Skip #1 this time")
    await mo.sees("Nothing more is sent for it.")
    await all_sent(network)
    await mo.says("/staffroom home")
    assert "did not reach" not in mo.answer.split("What would you like")[0]


async def test_three_days_down_one_message_comes_late_and_the_rest_is_reported(network: Network) -> None:
    """After three days without the program a daily one comes once, said to be late; its author hears of the others."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben, day="2026-10-05", repeat="Monday to Friday")
    await down_until(network, "2026-10-08 20:00")
    await ana.sees_in("announcements", "This comes late; it was meant for")
    assert await posted(network, ana) == 1
    await ben.says("/staffroom home")
    await ben.sees("did not reach", "It could not be sent when it was due", again(network))


async def test_too_late_after_days_is_reported_alone(network: Network) -> None:
    """Where nothing is of use any more nothing is posted, and the author is told."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await schedules(ben)
    await down_until(network, "2026-10-05 09:00")
    assert await posted(network, ana) == 0
    await ben.sees_in_dm("did not reach", "would have come too late")


async def not_there(network: Network) -> None:
    """Friday's announcement finds its channel closed; what happens then takes its course."""
    await close_channel(network.home, "announcements")
    await comes(network, "2026-10-02 16:00")


@on_platforms
async def test_who_takes_no_direct_messages_is_named_where_people_look(network: Network) -> None:
    """What can still be mended is announced by a mention; the message itself opens for its reader alone."""
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    await schedules(mo)
    refuse_direct_messages(network, mo)
    await not_there(network)
    await ana.sees_in("topics", "Mo, I have a message for you.", "[Read it]")
    assert "did not reach" not in ana.screen
    await ana.presses("Read it", on="I have a message for you")
    await ana.sees("That message is for somebody else, or you read it already.")
    await mo.presses("Read it", on="I have a message for you")
    await mo.sees("Announcement #1 did not reach", "[Skip #1 this time]")
    await mo.presses("Read it", on="I have a message for you")
    await mo.sees("you read it already")


@on_platforms
async def test_what_can_wait_comes_with_the_next_answer(network: Network) -> None:
    """What is over is told with the next private answer, once, to who takes no direct messages."""
    ben = await network.facilitator("Ben")
    await schedules(ben)
    refuse_direct_messages(network, ben)
    await down_until(network, "2026-10-05 09:00")
    await all_sent(network)
    await ben.says("/topics list")
    await ben.sees("Announcement #1 did not reach", "too late")
    await ben.says("/topics list")
    assert "did not reach" not in ben.answer


@on_platforms
async def test_at_night_nobody_is_written_to(network: Network) -> None:
    """A message to a person waits for the morning."""
    ben = await network.facilitator("Ben")
    await schedules(ben, clock="22:00")
    await close_channel(network.home, "announcements")
    await comes(network, "2026-10-02 22:00")
    assert not any("did not reach" in seen.words for seen in ben.direct())
    await comes(network, "2026-10-03 06:00")
    await ben.sees_in_dm("Announcement #1 did not reach")


async def corrects(person: Person[Any], **values: str) -> None:
    """Open Change and change nothing but *values*."""
    await manages(person)
    await person.presses("Change")
    await person.fills(values)


async def test_a_corrected_word_moves_nothing(network: Network) -> None:
    """With its next date moved around a day off, a changed text leaves the weekday and every date as they are."""
    ben = await network.facilitator("Ben")
    await closes_school(network)
    await schedules(ben, repeat="Every week")
    await manages(ben)
    await ben.presses("More")
    await ben.presses("Last day and school days")
    await ben.fills({"On days without school": "Move it to the next school day"})
    await comes(network, "2026-10-05 12:00")
    await corrects(ben, **{"What to announce": f"{READ}, really"})
    await ben.sees("is changed", "every week from Friday, October 2", "October 12, October 16, October 23")


async def test_another_day_of_the_month_is_the_one_asked_for(network: Network) -> None:
    """A monthly one that is moved to another day is posted on that day."""
    ben = await network.facilitator("Ben")
    await schedules(ben, repeat="Every month, same day (such as the 15th)")
    await corrects(ben, Day="2026-10-09")
    await ben.sees("is changed", "October 9, November 9, December 9")


async def test_a_series_that_becomes_one_is_posted(network: Network) -> None:
    """Changed to once, on a day off: it is posted all the same, as somebody chose that very day."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await closes_school(network)
    await schedules(ben, repeat="Every week")
    await corrects(ben, Day="2026-10-09", **{"How often": "Once"})
    await ben.sees("is changed")
    await network.clock.to("2026-10-09 16:00")
    assert await posted(network, ana) == 1


async def test_pressed_by_two_it_is_sent_now_once(network: Network) -> None:
    """Who presses Send it now a moment after somebody else is told so, and nothing is posted again."""
    ben, mo, ana = await network.facilitator("Ben"), await network.moderator("Mo"), await network.teacher("Ana")
    await schedules(ben)
    await opens_more(ben)
    await opens_more(mo)
    await ben.presses("Send it now")
    await ben.sees("is being posted now")
    await mo.presses("Send it now")
    await mo.sees("It was sent or changed a moment ago, so nothing more is sent.")
    assert await posted(network, ana) == 1


async def test_two_who_change_it_learn_of_each_other(network: Network) -> None:
    """Who comes second is shown what the first made of it, and goes on with their own words or leaves it so."""
    ben, mo = await network.facilitator("Ben"), await network.moderator("Mo")
    await schedules(ben)
    await manages(ben)
    await ben.presses("Change")
    await corrects(mo, Time="17:00")
    await mo.sees("is changed")
    await ben.fills({"What to announce": f"{READ}, really"})
    await ben.sees("Somebody changed announcement #1 while you wrote", "5:00 PM", "[Go on with mine]")
