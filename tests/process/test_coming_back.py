"""Both platforms as one network; the bot sent away and called back; a platform away for a while."""

from __future__ import annotations

import pytest

from bot.domain.delivery import DeliveryState
from tests.process.conftest import Founding
from tests.process.installation import Installation, tomorrow_at_four
from tests.process.people import OnPlatform
from tests.process.test_announcements import BODY, UNTIL_DUE, schedules

LINK = "https://example.org/strips"


async def test_shared_on_slack_found_and_pinned_from_discord(found: Founding) -> None:
    """A Discord server and a Slack workspace are one community, and the pin shows on both."""
    here = await found("discord", "slack")
    await here.runs()
    for on in ("discord", "slack"):
        await here.sets_up(on)
    mo, ana = await here.moderator("mo", "discord"), here.teacher("ana", "slack")
    await mo.says("topics create", name="Fractions")
    await mo.sees("Fractions is open")
    await ana.says('resources share https://example.org/strips title:"Fraction strips" topic:Fractions')
    await ana.sees("Added to the library: Fraction strips", "Fractions")

    await mo.says("resources search", words="strips")
    await mo.sees("1 resource", "Fraction strips")
    await mo.sees_posted("fractions", "#1 Fraction strips")
    await mo.presses_on("#1 Fraction strips", "More")
    await mo.presses("Pin")
    await mo.sees("Pinned")
    for somebody in (mo, ana):
        await somebody.sees_pinned("fractions", "Fraction strips")
        assert len(somebody.public("fractions")) == 1


async def stands(here: Installation, admin: OnPlatform, on: str) -> None:
    """Make sure that the topic, the chosen channels and all else are there, and that a new card is posted."""
    assert [row["state"] for row in await here.database.deliveries()] == [DeliveryState.PENDING]
    await here.database.shows_all()
    await admin.says("topics show", topic="Fractions")
    await admin.sees("Fractions", "Fraction strips", "Harbor Teachers: #fractions")
    await admin.says("staffroom setup")
    await admin.sees("announcements #announcements", "library #library", "moderators #moderators")
    ana = here.teacher("ana", on)
    await ana.says("resources share", link="https://example.org/lines", title="Number lines")
    await ana.sees("Added to the library: Number lines")
    await ana.sees_posted("library", "Number lines")


async def fills(here: Installation, on: str) -> OnPlatform:
    """Set up, with an announcement, a topic and a resource in it."""
    admin = await schedules(here, on)
    await admin.says("topics create", name="Fractions")
    await admin.sees("Fractions is open")
    await admin.says("resources share", link=LINK, title="Fraction strips", topic="Fractions")
    await admin.sees("Added to the library: Fraction strips")
    await admin.sees_posted("fractions", "Fraction strips")
    return admin


@pytest.mark.parametrize("running", [True, False], ids=["meanwhile", "stopped"])
async def test_removed_from_a_server_and_added_again_nothing_is_lost(found: Founding, running: bool) -> None:
    """Whether it runs or not while it is called back, topics, channels and resources are as they were."""
    here = await found("discord")
    await here.runs()
    admin = await fills(here, "discord")
    assert here.discord is not None
    assert here.guild is not None

    here.discord.remove_bot(here.guild)
    await here.database.notices("removed")
    if not running:
        await here.stop()
    here.discord.add_bot(here.guild)
    if not running:
        await here.runs()
    await stands(here, admin, "discord")


async def test_uninstalled_from_a_workspace_and_installed_again_nothing_is_lost(found: Founding) -> None:
    """It says what to do; installed again, which gives another token, and started with that, all is there."""
    here = await found("slack")
    program = await here.runs()
    admin = await fills(here, "slack")
    assert here.slack is not None

    await here.slack.uninstall()
    said = await program.complains("Slack is not connected")
    assert "was removed from Harbor Teachers" in said
    assert "install the app again" in said
    here.given["STAFFROOM_SLACK__BOT_TOKEN"] = here.slack.install()
    here.secrets.append(here.slack.bot_token)
    await here.restarts()
    await stands(here, admin, "slack")


@pytest.mark.parametrize("away", ["discord", "slack"])
async def test_while_one_platform_is_away_the_other_goes_on_and_what_was_due_comes_once(
    found: Founding, away: str
) -> None:
    """An announcement and a card reach the one at once, and the other when it is back, each once."""
    here = await found("discord", "slack")
    assert here.discord is not None
    assert here.slack is not None
    await here.runs()
    there = "slack" if away == "discord" else "discord"
    far, near = await here.sets_up(away), await schedules(here, there)
    await here.stop()

    await here.database.begin_at(tomorrow_at_four() - UNTIL_DUE)
    program = await here.runs()
    outage = here.discord.outage() if away == "discord" else here.slack.faults.outage()
    async with outage:
        await near.sees_posted("announcements", BODY, 30)
        await near.says("resources share", link=LINK, title="Fraction strips")
        await near.sees("Added to the library: Fraction strips")
        await near.sees_posted("library", "Fraction strips")
        assert program.running
    await here.database.end_pauses()
    await far.sees_posted("announcements", BODY, 20)
    await here.database.end_pauses()
    await far.sees_posted("library", "Fraction strips", 20)

    await here.connected()
    await far.says("resources show", resource="1")
    await far.sees("Fraction strips")
    for somebody in (near, far):
        assert [BODY in text for text in somebody.public("announcements")] == [True]
        assert len(somebody.public("library")) == 1
