"""One community on a Discord server and a Slack workspace at once."""

from __future__ import annotations

from tests.scenarios.stage import Network

STRIPS = "https://example.org/strips"


async def test_what_is_shared_on_one_side_is_found_on_the_other(spanning: Network) -> None:
    """A resource shared on Slack is found on Discord, its card stands on both, and it is the same page on both."""
    discord, slack = spanning.hosts
    ana, dana = await slack.teacher("Ana"), await discord.teacher("Dana")
    await ana.says("/resources share", link=STRIPS, title="Fraction strips")
    await ana.sees("Added to the library: Fraction strips.")
    await dana.says("/find", words="strips")
    await dana.sees("1 resource for “strips”", "#1 Fraction strips")
    await ana.sees_in("library", "Fraction strips", "Shared by Ana")
    await dana.sees_in("library", "Fraction strips", "Shared by Ana")
    await dana.says("/resources share", link=STRIPS, title="The same strips")
    await dana.sees("This page is in the library already")


async def test_a_topic_has_a_channel_on_both_sides(spanning: Network) -> None:
    """Opened on Discord, a topic can be talked about and followed on Slack at once."""
    discord, slack = spanning.hosts
    mo, ana = await discord.moderator("Mo"), await slack.teacher("Ana")
    await mo.says("/topics create", name="Grading late work")
    await mo.sees(f"{discord.name}: #grading-late-work", f"{slack.name}: #grading-late-work")
    await ana.sees_channel("grading-late-work")
    await ana.says("/topics follow", topic="Grading late work")
    await ana.sees("You follow Grading late work.")
    await mo.says("/topics show", topic="Grading late work")
    await mo.sees_fact("Followed by", "2 people")


async def test_a_pin_made_on_one_side_shows_on_both(spanning: Network) -> None:
    """Shared on Slack and pinned from Discord, the card is pinned in the topic's channel on both; so is unpinning."""
    discord, slack = spanning.hosts
    mo, ana = await discord.moderator("Mo"), await slack.teacher("Ana")
    await mo.says("/topics create", name="Fractions")
    await ana.says("/resources share", link=STRIPS, title="Fraction strips", topic="Fractions")
    await mo.says("/moderate pin", resource="fraction strips")
    await mo.sees("Pinned: #1 Fraction strips.")
    await mo.sees_pinned("fractions", "Fraction strips")
    await ana.sees_pinned("fractions", "Fraction strips")
    await mo.presses("Undo")
    await mo.sees("Undone: “Fraction strips” is no longer pinned.")
    await mo.sees_unpinned("fractions", "Fraction strips")
    await ana.sees_unpinned("fractions", "Fraction strips")


async def test_an_edit_shows_on_both_sides(spanning: Network) -> None:
    """A moderator on Slack, by grant, mends a colleague's title from Discord; both cards follow."""
    discord, slack = spanning.hosts
    dana, mo = await discord.teacher("Dana"), await slack.moderator("Mo")
    await dana.says("/resources share", link=STRIPS, title="Fractoin strips")
    await mo.sees_in("library", "Fractoin strips")
    await mo.presses("More", on="Fractoin strips")
    await mo.presses("Edit")
    await mo.fills({"What it is": "Fraction strips"})
    await mo.sees("“Fraction strips” is changed")
    await mo.sees_in("library", "Fraction strips", "Shared by Dana")
    await dana.sees_in("library", "Fraction strips", "Shared by Dana")
