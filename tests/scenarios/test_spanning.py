"""One community on Discord and Slack at once: one library, one member list, and neither waits for the other."""

from __future__ import annotations

import contextlib
from typing import Any

from tests.scenarios.stage import Network, Person
from tests.scenarios.stage.by_hand import all_sent
from tests.scenarios.stage.discord import DiscordHost
from tests.scenarios.stage.slack import SlackHost

ON_TOP = "pinned in the topic's channel"
TALKS = "Number talks on Friday"


def places(network: Network) -> tuple[DiscordHost, SlackHost]:
    discord, slack = network.hosts[:2]
    assert isinstance(discord, DiscordHost)
    assert isinstance(slack, SlackHost)
    return discord, slack


async def fractions(network: Network) -> tuple[Person[Any], Person[Any]]:
    """A topic that a moderator on Discord has opened, and a teacher on Slack; return both."""
    discord, slack = places(network)
    mo, sam = await discord.moderator("Mo"), await slack.teacher("Sam")
    await mo.says("/topics create", name="Fractions")
    await mo.sees("Fractions is open.", f"{discord.name}: #fractions", f"{slack.name}: #fractions")
    return mo, sam


async def schedules(person: Person[Any], day: str = "2026-10-02", clock: str = "16:00") -> None:
    await person.says("/announcements create")
    await person.fills({"What to announce": TALKS, "Day": day, "Time": clock})
    await person.sees("Scheduled for", "It is announcement #1.")


async def test_a_topic_has_a_channel_on_both(spanning: Network) -> None:
    """What is opened on one is there on the other, and is followed there."""
    mo, sam = await fractions(spanning)
    await mo.sees_channel("fractions")
    await sam.sees_channel("fractions")
    await sam.says("/topics follow", topic="Fractions")
    await sam.sees("You follow Fractions.")
    await mo.says("/topics show", topic="Fractions")
    await mo.sees_fact("Followed by", "2 people")


async def test_shared_on_slack_found_and_pinned_from_discord(spanning: Network) -> None:
    """A link shared on Slack is found from Discord and pinned there, and the pin shows on both."""
    mo, sam = await fractions(spanning)
    discord, slack = places(spanning)
    await sam.says("/resources share", link="https://example.org/strips", title="Fraction strips", topic="Fractions")
    await sam.sees("Added to the library: Fraction strips.")
    await sam.sees_in("fractions", "Fraction strips", "Shared by Sam")
    await mo.sees_in("fractions", "Fraction strips", "Shared by Sam")
    await mo.says("/resources search", words="fraction strip")
    await mo.sees("1 resource for “fraction strip”", "#1 Fraction strips")
    await mo.says("/moderate pin", resource="1")
    await mo.sees(f"{discord.name}: {ON_TOP}.", f"{slack.name}: {ON_TOP}.")
    await mo.sees_pinned("fractions", "Fraction strips", "Pinned")
    await sam.sees_pinned("fractions", "Fraction strips", "Pinned")
    assert (mo.times_in("fractions", "Fraction strips"), sam.times_in("fractions", "Fraction strips")) == (1, 1)
    await mo.presses("Undo")
    await mo.sees_unpinned("fractions", "Fraction strips")
    await sam.sees_unpinned("fractions", "Fraction strips")


async def test_the_same_page_is_one_resource_on_both(spanning: Network) -> None:
    """Whoever shares on Discord what is there from Slack is shown it, and nothing is added."""
    discord, slack = places(spanning)
    sam, ana = await slack.teacher("Sam"), await discord.teacher("Ana")
    await sam.says("/resources share", link="https://example.org/strips", title="Fraction strips")
    await sam.sees("Added to the library")
    await ana.says("/resources share", link="https://www.example.org/strips?utm_source=chat", title="Strips")
    await ana.sees("This page is in the library already", "Fraction strips", "Shared by Sam")


async def test_a_card_follows_on_both(spanning: Network) -> None:
    """Edited on one, the card says it on both; removed, it is gone from both; taken back, it is there again."""
    mo, sam = await fractions(spanning)
    await sam.says("/resources share", link="https://example.org/strips", title="Fraction strips", topic="Fractions")
    await mo.sees_in("fractions", "Fraction strips")
    await mo.presses("More", on="Fraction strips")
    await mo.presses("Edit")
    await mo.fills({"What it is": "Fraction strips to print", "What it is good for": "Grades 3 to 5"})
    await mo.sees("“Fraction strips to print” is changed")
    for person in (mo, sam):
        await person.sees_in("fractions", "Fraction strips to print", "Grades 3 to 5")
        assert person.times_in("fractions", "Fraction strips") == 1
    await sam.says("/resources remove", resource="1")
    await sam.sees("is out of the library")
    for person in (mo, sam):
        await person.sees_none_in("fractions", "Fraction strips")
    await sam.presses("Undo")
    for person in (mo, sam):
        await person.sees_in("fractions", "Fraction strips to print")


async def test_an_announcement_reaches_both(spanning: Network) -> None:
    """Scheduled once on Slack it says both places, and comes to each once."""
    discord, slack = places(spanning)
    ben, ana = await slack.facilitator("Ben"), await discord.teacher("Ana")
    await schedules(ben)
    await ben.sees(f"{discord.name} #announcements", f"{slack.name} #announcements")
    await spanning.clock.to("2026-10-02 16:00")
    await ben.sees_in("announcements", TALKS)
    await ana.sees_in("announcements", TALKS)
    await spanning.restart()
    await spanning.clock.forward(hours=1)
    await all_sent(spanning)
    assert (ben.times_in("announcements", TALKS), ana.times_in("announcements", TALKS)) == (1, 1)


async def test_one_channel_that_is_gone_keeps_nothing_from_the_other(spanning: Network) -> None:
    """Where Slack's channel was archived, Discord has its announcement and the author is told of Slack alone."""
    discord, slack = places(spanning)
    ben, ana = await discord.facilitator("Ben"), await discord.teacher("Ana")
    await schedules(ben)
    await slack.server.archive(slack.named("announcements"))
    await spanning.clock.to("2026-10-02 16:00")
    await all_sent(spanning)
    await ana.sees_in("announcements", TALKS)
    await ben.says("/staffroom home")
    await ben.sees(
        f"Announcement #1 reached {discord.name} but did not reach {slack.name}.",
        "The channel is archived.",
        "[Send #1 again]",
    )
    await ben.sees_no(f"did not reach {discord.name}")


async def test_while_slack_is_away_discord_goes_on(spanning: Network) -> None:
    """With all of Slack unreachable, Discord is served; what was meant for Slack comes there once it is back."""
    mo, sam = await fractions(spanning)
    _, slack = places(spanning)
    async with slack.server.faults.outage():
        await mo.says("/resources share", link="https://example.org/strips", title="Fraction strips", topic="Fractions")
        await mo.sees("Added to the library: Fraction strips.")
        await mo.sees_in("fractions", "Fraction strips")
        await mo.says("/topics list")
        await mo.sees("Fractions")
    await comes(sam, "fractions", "Fraction strips")
    await sam.until(lambda: slack.server.links, "a connection")
    await sam.says("/topics list")
    await sam.sees("Fractions")


async def test_while_discord_is_away_slack_goes_on(spanning: Network) -> None:
    """With all of Discord unreachable, Slack is served; what was meant for Discord comes there once it is back."""
    spanning.expects_error("Attempting a reconnect")  # the library's word for it
    mo, sam = await fractions(spanning)
    discord, _ = places(spanning)
    async with discord.server.outage():
        await sam.says(
            "/resources share", link="https://example.org/strips", title="Fraction strips", topic="Fractions"
        )
        await sam.sees("Added to the library: Fraction strips.")
        await sam.sees_in("fractions", "Fraction strips")
        await sam.says("/topics list")
        await sam.sees("Fractions")
    await comes(mo, "fractions", "Fraction strips")
    await mo.until(lambda: discord.server.gateway.connected, "a connection")
    await mo.says("/topics list")
    await mo.sees("Fractions")


async def comes(person: Person[Any], channel: str, title: str) -> None:
    """What could not be sent is tried again after five seconds; then it is there, once."""
    with contextlib.suppress(AssertionError):
        await person.sees_in(channel, title)
    await person.sees_in(channel, title)
    assert person.times_in(channel, title) == 1


async def test_a_second_discord_server_waits_for_a_yes(spanning: Network) -> None:
    """Another server sees nothing before an admin's yes, given on Slack; then it is part of the same library."""
    mo, sam = await fractions(spanning)
    _, slack = places(spanning)
    await sam.says("/resources share", link="https://example.org/strips", title="Fraction strips", topic="Fractions")
    await mo.sees_in("fractions", "Fraction strips")
    hillside = spanning.second_workspace("Hillside Teachers")
    cleo = await hillside.teacher("Cleo")
    await cleo.says("/find", words="strips")
    await cleo.sees("An admin of Baltimore Math Teachers has not let this place in yet.")
    await cleo.sees_no("Fraction strips")
    assert "fractions" not in cleo.channels()
    ada = await slack.admin("Ada")
    await ada.says("/staffroom setup")
    await ada.presses("Let Hillside Teachers in")
    await ada.sees("Hillside Teachers is part of Baltimore Math Teachers now.", "one library")
    await cleo.says("/find", words="strips")
    await cleo.sees("1 resource for “strips”", "#1 Fraction strips")
    await mo.says("/topics create", name="Geometry")
    await mo.sees("Hillside Teachers: #geometry", f"{slack.name}: #geometry")
    await cleo.sees_channel("geometry")
    await cleo.says("/resources share", link="https://example.org/angles", title="Angles", topic="Geometry")
    for person in (cleo, mo, sam):
        await person.sees_in("geometry", "Angles", "Shared by Cleo")


async def test_a_role_is_a_persons_own(spanning: Network) -> None:
    """Made a facilitator on Slack, Sam is one there; who has the same name on Discord is somebody else."""
    discord, slack = places(spanning)
    ada, sam, other = await slack.admin("Ada"), await slack.teacher("Sam"), await discord.teacher("Sam")
    await ada.says("/staffroom roles grant", person=sam, role="facilitator")
    await ada.sees("Sam is a facilitator now, everywhere in Baltimore Math Teachers.")
    await sam.says("/announcements list")
    await sam.sees("Nothing is scheduled.")
    await other.says("/announcements list")
    await other.sees("Only facilitators and moderators can do this.")
    await ada.says("/staffroom roles list")
    await ada.sees("Sam: facilitator")
    assert ada.answer.count("Sam: facilitator") == 1


async def test_who_moderates_discord_does_not_moderate_slack_by_that(spanning: Network) -> None:
    """What Discord lets one do counts for that account; on Slack a moderator is made by grant, and then pins both."""
    mo, sam = await fractions(spanning)
    discord, slack = places(spanning)
    await mo.says("/resources share", link="https://example.org/strips", title="Fraction strips", topic="Fractions")
    await sam.sees_in("fractions", "Fraction strips")
    await sam.says("/moderate pin", resource="1")
    await sam.sees("Only moderators can pin.", "[Ask to pin this]")
    nell = await slack.moderator("Nell")
    await nell.says("/moderate pin", resource="1")
    await nell.sees(f"{discord.name}: {ON_TOP}.", f"{slack.name}: {ON_TOP}.")
    await mo.sees_pinned("fractions", "Fraction strips")


async def test_a_wish_for_a_pin_stays_where_it_was_made(spanning: Network) -> None:
    """A teacher on Slack asks the moderators on Slack: one card, and none on Discord."""
    mo, sam = await fractions(spanning)
    _, slack = places(spanning)
    nell = await slack.moderator("Nell")
    await mo.says("/resources share", link="https://example.org/strips", title="Fraction strips", topic="Fractions")
    await sam.sees_in("fractions", "Fraction strips")
    await sam.presses("More", on="Shared by Mo")
    await sam.presses("Ask to pin this")
    await nell.sees_in("moderators", "Somebody asks to pin this")
    assert mo.times_in("moderators", "Somebody asks") == 0


async def test_deleted_on_slack_is_forgotten_on_discord(spanning: Network) -> None:
    """A name that is to be forgotten leaves the cards on both."""
    mo, sam = await fractions(spanning)
    await sam.says("/resources share", link="https://example.org/strips", title="Fraction strips", topic="Fractions")
    await mo.sees_in("fractions", "Shared by Sam")
    await sam.says("/my data")
    await sam.presses("Delete my data")
    await sam.presses("Delete my data in 24 hours")
    await sam.sees("Your data will be deleted")
    await spanning.clock.forward(hours=24, minutes=1)
    for person in (mo, sam):
        await person.sees_in("fractions", "Fraction strips", "Shared by a member")
        await person.sees_none_in("fractions", "Sam")
