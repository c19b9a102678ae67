"""Setting up: what an admin does once, and how the first admin comes to be."""

from __future__ import annotations

from tests.scenarios.stage import Network

CHANNELS = {
    "Announcements": "announcements",
    "Topics": "topics",
    "Library": "library",
    "Moderators (a private one)": "moderators",
}


async def test_the_code_makes_exactly_one_admin(fresh: Network) -> None:
    """Whoever types the printed code first is admin, and it is of no use to anybody after that."""
    ana, ben = await fresh.teacher("Ana"), await fresh.teacher("Ben")
    await ana.says("/staffroom setup")
    await ana.sees("Setting up is for admins.", "one-time code")
    code = await fresh.first_admin_code()
    await ben.says("/staffroom setup", code="0000-0000-0000")
    await ben.sees("That is not the code, or it was used already.")
    await ana.says("/staffroom setup", code=code)
    await ana.sees("You are an admin now.")
    await ben.says("/staffroom setup", code=code)
    await ben.sees("That is not the code, or it was used already.")
    await ben.says("/staffroom roles list")
    await ben.sees("Ana: admin")
    await ben.sees_no("Ben: admin")
    await ana.says("/staffroom roles grant", person=ben, role="moderator")
    await ana.sees("Ben is a moderator now")


async def test_the_name_and_zone_are_set_by_a_form(fresh: Network) -> None:
    """An admin says what the network is called and where its clocks are, and is told what time it is there."""
    ada = await fresh.admin("Ada")
    await ada.says("/staffroom home")
    await ada.presses("Set up")
    await ada.sees(f"Set up {fresh.home.name}", f"Name and time zone: {fresh.home.name}, not set", "none chosen")
    await ada.presses("Name and time zone")
    await ada.fills({"What this network is called": "Baltimore Math Teachers", "Time zone": "Eastern"})
    await ada.sees("Set: Baltimore Math Teachers, America/New_York. It is 9:00 AM")
    await ada.says("/staffroom home")
    await ada.sees("Baltimore Math Teachers")
    await ada.says("/staffroom status")
    await ada.sees_fact("Time zone", "America/New_York")


async def test_an_unknown_zone_brings_the_nearest_and_keeps_what_was_typed(network: Network) -> None:
    """A zone that nobody knows is answered with those that are near, and the form still has all that was typed."""
    ada = await network.admin("Ada")
    await ada.says("/staffroom setup")
    await ada.presses("Name and time zone")
    await ada.fills({"What this network is called": "Harbor network", "Time zone": "Chigaco"})
    await ada.sees_at("Time zone", "I do not know the time zone “Chigaco”.")
    await ada.sees_at("Time zone", "America/Chicago")
    if not network.problems_at_fields:
        await ada.presses("Fix it")
    assert ada.form is not None
    typed = {"What this network is called": "Harbor network", "Time zone": "Chigaco"}
    assert ada.form.fields.items() >= typed.items()
    await ada.fills({"Time zone": "Chicago"})
    await ada.sees("Set: Harbor network, America/Chicago.")


async def test_the_channels_are_chosen_by_a_form(fresh: Network) -> None:
    """An admin chooses the four channels once; cards then come to the library's, and the form shows what is chosen."""
    ada = await fresh.admin("Ada")
    await ada.says("/staffroom setup")
    await ada.presses("Choose channels")
    await ada.fills(CHANNELS)
    await ada.sees(f"Channels of {fresh.home.name} are set.", "library: #library", "moderators: #moderators")
    await ada.says("/resources share", link="https://example.org/strips", title="Fraction strips")
    await ada.sees("Added to the library: Fraction strips.")
    await ada.sees_no("has no library channel yet")
    await ada.sees_in("library", "Fraction strips", "Shared by Ada")
    await ada.says("/staffroom setup")
    await ada.sees("announcements #announcements", "library #library")
    await ada.presses("Choose channels")
    assert ada.form is not None and ada.form.fields == CHANNELS


async def test_cards_wait_for_a_channel_to_be_chosen(fresh: Network) -> None:
    """What is shared before there is a library channel says so, and its card comes as soon as one is chosen."""
    ada, ana = await fresh.admin("Ada"), await fresh.teacher("Ana")
    await ana.says("/resources share", link="https://example.org/strips", title="Fraction strips")
    await ana.sees("Added to the library: Fraction strips.", f"{fresh.home.name} has no library channel yet")
    await ada.says("/staffroom setup")
    await ada.presses("Choose channels")
    await ada.fills({"Library": "general"})
    await ada.sees("library: #general")
    await ana.sees_in("general", "Fraction strips", "Shared by Ana")


async def test_nothing_is_scheduled_without_a_zone(fresh: Network) -> None:
    """As long as nobody has said where the clocks are, no time is guessed: the way to say it is shown."""
    ada = await fresh.admin("Ada")
    await ada.says("/announcements create")
    await ada.sees("I do not know this community's time zone yet, so I will not guess a time.", "staffroom setup")


async def test_only_admins_set_up(network: Network) -> None:
    """A moderator and a teacher are told that setting up is for admins, and so is a button that is not theirs."""
    ana, mo = await network.teacher("Ana"), await network.moderator("Mo")
    for person in (ana, mo):
        await person.says("/staffroom setup")
        await person.sees("Setting up is for admins.")
        await person.says("/staffroom roles grant", person=ana, role="admin")
        await person.sees("Only admins can do this.")


async def test_a_role_is_given_and_taken_back(network: Network) -> None:
    """An admin makes a teacher a facilitator; once it is taken back the commands are refused again."""
    ada, ana = await network.admin("Ada"), await network.teacher("Ana")
    await ada.says("/staffroom roles grant", person=ana, role="facilitator")
    await ada.sees("Ana is a facilitator now, everywhere in Baltimore Math Teachers.")
    await ana.says("/announcements list")
    await ana.sees("Nothing is scheduled.")
    await ada.says("/staffroom roles list")
    await ada.sees("Ana: facilitator")
    await ada.says("/staffroom roles revoke", person=ana)
    await ada.sees("Ana has no role by grant any more.")
    await ana.presses("Schedule announcement")
    await ana.sees("Only facilitators and moderators can do this.")


async def test_how_the_community_stands(network: Network) -> None:
    """Everybody sees how much there is; admins see what is left to do as well."""
    ana, ada = await network.teacher("Ana"), await network.admin("Ada")
    await ana.says("/staffroom status")
    await ana.sees("How Baltimore Math Teachers stands")
    await ana.sees_fact("In the library", "0 resources")
    await ana.sees_no("Due in the next 24 hours")
    await ada.says("/staffroom status")
    await ada.sees_fact("Due in the next 24 hours", "0")
    await ada.sees_fact("What was due", "all sent")
    await ada.sees(f"Channels of {network.home.name}: announcements #announcements")


async def test_a_second_server_waits_for_a_yes(network: Network) -> None:
    """On Discord the bot may be invited elsewhere too; nothing is shared with that server before an admin says yes."""
    if not network.takes_second_workspace:
        return
    ada = await network.admin("Ada")
    await ada.says("/resources share", link="https://example.org/strips", title="Fraction strips")
    hillside = network.second_workspace("Hillside Teachers")
    cleo = await hillside.teacher("Cleo")
    await cleo.says("/find", words="strips")
    await cleo.sees("An admin of Baltimore Math Teachers has not let this place in yet.")
    await ada.says("/staffroom setup")
    await ada.presses("Let Hillside Teachers in")
    await ada.sees("Hillside Teachers is part of Baltimore Math Teachers now.")
    await cleo.says("/find", words="strips")
    await cleo.sees("1 resource for “strips”", "#1 Fraction strips")


async def test_a_bot_that_was_removed_comes_back_as_it_was(network: Network) -> None:
    """Removed and invited again, the bot has lost nothing: library, topics, channels, roles."""
    if not network.can_remove_bot:
        return
    mo = await network.moderator("Mo")
    await mo.says("/topics create", name="Fractions")
    await mo.says("/resources share", link="https://example.org/strips", title="Fraction strips", topic="Fractions")
    await mo.sees_in("fractions", "Fraction strips")
    await network.remove_bot()
    await network.bring_back()
    await mo.says("/topics show", topic="Fractions")
    await mo.sees("#fractions", "Fraction strips")
    await mo.says("/resources share", link="https://example.org/circles", title="Fraction circles", topic="Fractions")
    await mo.sees_in("fractions", "Fraction circles")
    assert mo.times_in("fractions", "Fraction strips") == 1


async def test_a_channel_that_was_made_a_moment_ago_can_be_chosen(network: Network) -> None:
    """Who finds that a channel is missing makes it by hand, comes back to the form and chooses it at once."""
    if not network.can_make_channels:
        return
    ada = await network.admin("Ada")
    await ada.says("/topics create", name="Whatever comes up", channel="general")
    await ada.sees("Whatever comes up is open.")
    network.channel("news")
    await ada.says("/staffroom setup")
    await ada.presses("Choose channels")
    await ada.fills({"Announcements": "news"})
    await ada.sees(f"Channels of {network.home.name} are set.", "announcements: #news")
