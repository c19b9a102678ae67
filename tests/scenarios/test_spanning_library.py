"""The whole way of a resource through one community on Discord and Slack, and a private topic beside it."""

from __future__ import annotations

from bot.domain.people import Role
from tests.scenarios.stage import Network
from tests.scenarios.stage.by_hand import all_sent
from tests.scenarios.stage.core import AtTheCore
from tests.scenarios.test_spanning import ON_TOP, places
from tests.scenarios.test_topics_private import coaching


async def test_from_a_proposal_to_a_pin_over_both(spanning: Network) -> None:
    """Proposed on one side, joined on both, opened on both; shared on Slack, found, thanked and pinned from Discord."""
    discord, slack = places(spanning)
    ana, mo = await discord.teacher("Ana"), await discord.moderator("Mo")
    sam = await slack.teacher("Sam")
    await ana.says("/topics propose", name="Fractions", about="Grades 3 to 5")
    await ana.sees("Fractions")
    await sam.says("/topics want", topic="Fractions")
    await mo.says("/topics want", topic="Fractions")
    await sam.sees_channel("fractions")
    await mo.sees_channel("fractions")
    await all_sent(spanning)
    await sam.sees_in_dm("Fractions")
    await sam.says("/resources share", link="https://example.org/strips", title="Fraction strips", topic="Fractions")
    await sam.sees("Added to the library: Fraction strips.")
    await mo.says("/find", words="fracton strip")
    await mo.sees("Fraction strips")
    await ana.says("/resources thank", resource="1")
    await ana.sees("I tell Sam that you say thank you")
    await all_sent(spanning)
    await sam.sees_in_dm("Ana says thank you for “Fraction strips”.")
    await mo.says("/moderate pin", resource="1")
    await mo.sees(f"{discord.name}: {ON_TOP}.", f"{slack.name}: {ON_TOP}.")
    await mo.sees_pinned("fractions", "Fraction strips")
    await sam.sees_pinned("fractions", "Fraction strips")


async def test_what_is_private_on_slack_is_nothing_on_discord(spanning: Network) -> None:
    """Not by search, completion, list, digest or count, for a teacher or a moderator."""
    nell, _, ana = await coaching(spanning)
    discord, _ = places(spanning)
    eve = AtTheCore(spanning, "Eve", Role.MODERATOR, discord)
    for path, option in (("resources show", "resource"), ("topics show", "topic"), ("moderate pin", "resource")):
        for typed in ("", "o", "obs", "coach", "1", "#1"):
            assert await eve.suggested(path, option, typed) == [], (path, typed)
    for words in ("observation", "sheet", "coaching", "#1"):
        await ana.says("/find", words=words)
        await ana.sees_no("Observation sheet", "Coaching notes")
    await ana.says("/digest preview")
    await ana.sees_no("Observation sheet", "Coaching notes")
    await ana.says("/staffroom status")
    await ana.sees("0 resources")
    await ana.says("/topics list")
    await ana.sees("There are no topics yet.")
    await nell.says("/topics list")
    await nell.sees("Coaching notes (1 resource")
