"""Keeping the library good: what something said before, what was removed, several moved at once, reports."""

from __future__ import annotations

from tests.scenarios.stage import Network
from tests.scenarios.stage.by_hand import all_sent

STRIPS = "https://example.org/strips"


async def test_what_it_said_before_is_read_and_brought_back(network: Network) -> None:
    """Every member reads who changed what; who shared it brings back what it said, and that is undone."""
    ana, ben, mo = await network.teacher("Ana"), await network.facilitator("Ben"), await network.moderator("Mo")
    await ana.says("/resources share", link=STRIPS, title="Fraction strips", about="To print")
    await ana.sees("Added to the library")
    await mo.says("/resources edit", resource="1")
    await mo.fills({"What it is": "Strips"})
    await mo.sees("“Strips” is changed")
    await ben.says("/resources history", resource="1")
    await ben.sees("How “Strips” was changed", "Mo changed it.", "Fraction strips → Strips", "Ana shared it.")
    await ben.sees_no("Bring back what it said before")
    await ana.says("/resources show", resource="1")
    await ana.presses("More")
    await ana.presses("Changes")
    (before,) = ana.choices("Bring back what it said before")
    await ana.chooses("Bring back what it said before", before)
    await ana.sees("“Fraction strips” says again what it said then.")
    await ana.presses("Undo")
    await ana.sees("Undone: “Strips” is as it was before.")
    await ana.says("/resources show", resource="1")
    await ana.presses("More")
    await ana.presses("Copy for email")
    await ana.sees("I send nothing.", "Strips", STRIPS, "To print")
    await ana.presses("Show #1")
    await ana.sees("Strips", "Shared by Ana")


async def test_what_was_removed_comes_back_and_several_move(network: Network) -> None:
    """A moderator brings back what somebody removed, and gives several resources a topic at once, undone at once."""
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    await mo.says("/topics create", name="Fractions")
    await ana.says("/resources share", link=STRIPS, title="Fraction strips")
    await ana.says("/resources share", link="https://example.org/circles", title="Fraction circles")
    await ana.says("/resources remove", resource="1")
    await ana.sees("is out of the library")
    await mo.says("/moderate restore")
    await mo.chooses("Choose what to bring back", "#1 Fraction strips")
    await mo.sees("“Fraction strips” is back in the library, with its card.")
    await ana.sees_in("library", "Fraction strips")
    await mo.says("/moderate move", topic="Fractions", numbers="1, 2")
    await mo.sees("2 resources are in Fractions now:", "#1 Fraction strips", "#2 Fraction circles")
    await ana.sees_in("fractions", "Fraction circles")
    await mo.presses("Undo")
    await mo.sees("Undone.")
    await ana.sees_in("library", "Fraction circles")
    await mo.says("/moderate move", topic="Fractions", numbers="those two")
    await mo.sees("I cannot tell which resources you mean.")


async def test_a_report_is_answered_and_nobody_learns_whose_it_was(network: Network) -> None:
    """Two teachers report, one card tells the moderators without names; both hear how it ended."""
    mo, ana, ben = await network.moderator("Mo"), await network.teacher("Ana"), await network.facilitator("Ben")
    await mo.says("/resources share", link=STRIPS, title="Fraction strips")
    await mo.sees("Added to the library")
    for each, words in ((ana, "The answer key is wrong"), (ben, "Page 2 is missing")):
        await each.says("/resources report", resource="1")
        await each.fills({"What is wrong with it?": "wrong or misleading", "In your words": words})
        await each.sees("The moderators are asked to look at “Fraction strips”.", "They do not see who asks")
    await mo.sees_in("moderators", "2 people report this", "The answer key is wrong", "Page 2 is missing")
    await mo.goes_to("moderators")
    for name in ("Ana", "Ben"):
        assert not [seen for seen in mo.posted("moderators") if name in seen.words]
    await mo.presses("Leave #1")
    await mo.sees("“Fraction strips” stays.")
    await mo.sees_in("moderators", "“Fraction strips” was reported, and stays.")
    await all_sent(network)
    for each in (ana, ben):
        await each.sees_in_dm("The moderators looked at “Fraction strips” and left it in the library.")
    await ana.says("/resources report", resource="1")
    await ana.fills({"What is wrong with it?": "somebody's rights"})
    await mo.sees_in("moderators", "Somebody reports this", "somebody's rights")
    await mo.presses("Remove #1")
    await mo.sees("“Fraction strips” is out of the library")
    await mo.sees_in("moderators", "“Fraction strips” was reported and removed.")
    await all_sent(network)
    await ana.sees_in_dm("The moderators removed “Fraction strips” after your report.")
