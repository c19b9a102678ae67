"""What is kept about a person: they see it, they delete it, and for a day they can change their mind."""

from __future__ import annotations

from typing import Any

from bot.domain.people import Platform
from tests.scenarios.stage import Network, Person
from tests.scenarios.stage.by_hand import all_sent
from tests.scenarios.stage.variants import in_turn

pytestmark = in_turn

PLATFORMS = {Platform.DISCORD: "Discord", Platform.SLACK: "Slack", Platform.REHEARSAL: "Rehearsal room"}
STRIPS = "https://example.org/strips"


async def shares_and_keeps(person: Person[Any]) -> None:
    await person.says("/resources share", link=STRIPS, title="Fraction strips")
    await person.sees("Added to the library: Fraction strips.")
    await person.sees_in("library", "Fraction strips", f"Shared by {person.name}")
    await person.presses("Keep for me", on=f"Shared by {person.name}")
    await person.sees("Kept for you: Fraction strips.")


async def deletes(person: Person[Any]) -> None:
    await person.says("/my data")
    await person.presses("Delete my data")
    await person.presses("Delete my data in 24 hours")
    await person.sees("Your data will be deleted on")


async def a_day_later(network: Network) -> None:
    """Let a day pass, and whoever asked for it be forgotten."""
    await network.clock.forward(hours=24, minutes=1)
    await network.installation.house.services.my_data.delete_due()


async def test_everybody_sees_what_is_kept_about_them(network: Network) -> None:
    """A teacher sees their account and how much of what there is, and nothing of anybody else's."""
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    await mo.says("/topics create", name="Fractions")
    await shares_and_keeps(ana)
    await ana.says("/topics follow", topic="Fractions")
    await ana.says("/my data")
    await ana.sees("What is kept about you", f"{PLATFORMS[network.platform]}: Ana")
    await ana.sees("1 resource that you shared", "1 thing on your shelf", "1 topic that you follow", "[Delete my data]")
    await ana.sees_no("Mo", "announcement")


async def test_a_role_that_was_given_is_seen(network: Network) -> None:
    """Who was made a facilitator finds that in what is kept about them, without a word of who did it."""
    ana, ada = await network.teacher("Ana"), await network.admin("Ada")
    await ada.says("/staffroom roles grant", person=ana, role="facilitator")
    await ada.sees("Ana is a facilitator now")
    await ana.says("/my data")
    await ana.sees("On record about you:", "granted facilitator", "October 1")


async def test_each_consequence_is_said_before(network: Network) -> None:
    """Deleting first says what goes and what stays; keeping leaves all as it was."""
    ana = await network.teacher("Ana")
    await shares_and_keeps(ana)
    await ana.says("/my data")
    await ana.presses("Delete my data")
    await ana.sees("Your name, accounts and role here are deleted.", "Your shelf", "credited to “a member”")
    await ana.sees("It happens in 24 hours. Until then you can change your mind.")
    await ana.presses("Keep my data")
    await ana.sees("Nothing is deleted. Everything stays as it was.")
    await network.clock.forward(hours=25)
    await ana.says("/resources kept")
    await ana.sees("Fraction strips")
    await ana.sees_in("library", "Shared by Ana")


async def test_a_day_to_change_ones_mind(network: Network) -> None:
    """Within 24 hours one press takes it back, also over a restart; the day after everything is still there."""
    ana = await network.teacher("Ana")
    await shares_and_keeps(ana)
    await deletes(ana)
    await ana.sees("Friday, October 2", "Until then you can undo this.")
    await network.clock.forward(hours=23)
    await network.restart()
    await ana.says("/my data")
    await ana.sees("It will be deleted on Friday, October 2", "1 thing on your shelf")
    await ana.presses("Undo")
    await ana.sees("Nothing is deleted. Everything stays as it was.")
    await network.clock.forward(hours=48)
    await ana.says("/my data")
    await ana.sees("1 resource that you shared", "1 thing on your shelf", "[Delete my data]")
    await ana.sees_in("library", "Shared by Ana")


async def test_after_a_day_it_is_gone(network: Network) -> None:
    """The shelf is empty, the name is on no card, what was shared stays by “a member”, and one begins anew."""
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    await mo.says("/topics create", name="Fractions")
    await mo.sees("Fractions is open.")
    await shares_and_keeps(ana)
    await ana.says("/resources share", link="https://example.org/circles", title="Fraction circles", topic="Fractions")
    await ana.sees_in("fractions", "Fraction circles", "Shared by Ana")
    await deletes(ana)
    await network.clock.forward(hours=24, minutes=1)
    await mo.sees_in("library", "Fraction strips", "Shared by a member")
    await mo.sees_in("fractions", "Fraction circles", "Shared by a member")
    await mo.sees_none_in("library", "Ana")
    await mo.sees_none_in("fractions", "Ana")
    await mo.says("/resources show", resource="1")
    await mo.sees("Fraction strips", "Shared by a member")
    await ana.says("/my data")
    await ana.sees("What is kept about you", f"{PLATFORMS[network.platform]}: Ana", "[Delete my data]")
    await ana.sees_no("resource", "shelf", "topic", "change", "draft")
    await ana.says("/resources kept")
    await ana.sees("Your shelf is empty.")
    await ana.says("/resources mine")
    await ana.sees("You have not shared anything yet.")


async def test_the_name_leaves_the_moderators_channel_too(network: Network) -> None:
    """A request to pin what somebody shared does not keep their name either."""
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    ben = await network.facilitator("Ben")
    await shares_and_keeps(ana)
    await ben.sees_in("library", "Fraction strips")
    await ben.presses("More", on="Shared by Ana")
    await ben.presses("Ask to pin this")
    await mo.sees_in("moderators", "Somebody asks to pin this", "Shared by Ana")
    await deletes(ana)
    await network.clock.forward(hours=24, minutes=1)
    await mo.sees_in("moderators", "Somebody asks to pin this", "Shared by a member")
    await mo.sees_none_in("moderators", "Ana")


async def test_what_was_removed_before_stays_away(network: Network) -> None:
    """A resource that was taken out of the library does not come back as a card when its sharer leaves."""
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    await shares_and_keeps(ana)
    await ana.says("/resources remove", resource="1")
    await ana.sees("is out of the library")
    await mo.sees_none_in("library", "Fraction strips")
    await deletes(ana)
    await a_day_later(network)
    await ana.says("/my data")
    await ana.sees_no("resource")
    await mo.says("/resources share", link="https://example.org/circles", title="Fraction circles")
    await mo.sees_in("library", "Fraction circles")
    await mo.sees_none_in("library", "Fraction strips")


async def test_announcements_go_with_their_author(network: Network) -> None:
    """What a facilitator had scheduled is not posted after they have left; their topics look for somebody else."""
    ben, ana = await network.facilitator("Ben"), await network.teacher("Ana")
    await ben.says("/announcements create")
    await ben.fills({"What to announce": "Number talks on Friday", "Day": "2026-10-03", "Time": "16:00"})
    await ben.sees("Scheduled for Saturday, October 3")
    await deletes(ben)
    await a_day_later(network)
    await ben.says("/my data")
    await ben.sees_no("announcement")
    await network.clock.to("2026-10-03 16:00")
    await all_sent(network)
    await ana.goes_to("announcements")
    assert ana.times_in("announcements", "Number talks") == 0


async def test_who_looked_after_a_topic_is_not_named_any_more(network: Network) -> None:
    """A moderator who leaves leaves the topic without somebody looking after it, and the pins where they are."""
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    await mo.says("/topics create", name="Fractions")
    await mo.says("/resources share", link=STRIPS, title="Fraction strips", topic="Fractions")
    await mo.says("/moderate pin", resource="1")
    await ana.sees_pinned("fractions", "Fraction strips")
    await deletes(mo)
    await network.clock.forward(hours=24, minutes=1)
    await ana.sees_pinned("fractions", "Fraction strips", "Shared by a member")
    await ana.says("/topics show", topic="Fractions")
    await ana.sees_fact("Looked after by", "nobody yet")
    await ana.sees_fact("Followed by", "0 people")
