"""One platform that does not take its token stops nothing on the other, and is said in words with the remedy."""

from __future__ import annotations

import signal

import pytest

from tests.process.conftest import Founding
from tests.process.installation import Installation

WRONG = {
    "discord": {
        "STAFFROOM_DISCORD__TOKEN": "MTE5ODYyMjQ4MzQ3MTkyNTI0OA.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWsAbCdEfGhIjKl"
    },
    "slack bot": {"STAFFROOM_SLACK__BOT_TOKEN": "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcBrzbqgy"},
    "slack app": {"STAFFROOM_SLACK__APP_TOKEN": "xapp-1-A0123456789-1234567890123-abcdef0123456789"},
}
REMEDY = {
    "discord": "Discord is not connected: Discord does not take this bot token. Make a new one: Developer Portal",
    "slack bot": "Slack is not connected: Slack does not take the bot token. At api.slack.com/apps choose Staffroom, "
    "then OAuth & Permissions",
    "slack app": "Slack is not connected: Slack does not take the app-level token. At api.slack.com/apps choose "
    "Staffroom, then Basic Information",
}


@pytest.mark.parametrize("which", list(WRONG))
async def test_a_bad_token_on_one_platform_does_not_stop_the_other(found: Founding, which: str) -> None:
    """From the start: the other answers, and the error output says what to do, without the token."""
    here = await found("discord", "slack")
    here.secrets += WRONG[which].values()
    program = await here.begins(**WRONG[which])

    assert REMEDY[which] in await program.complains("is not connected")
    good = "slack" if which == "discord" else "discord"
    await here.connected(discord=good == "discord", slack=good == "slack")
    await shares(here, good)
    assert program.running
    await here.stop(signal.SIGINT)


async def test_a_discord_token_reset_while_it_runs_does_not_stop_slack(found: Founding) -> None:
    """Discord ends the session with 4004: said in words, while Slack goes on."""
    here = await found("discord", "slack")
    program = await here.runs()
    assert here.discord is not None
    here.secrets.append(here.discord.revoke_token())

    assert REMEDY["discord"] in await program.complains("is not connected")
    await shares(here, "slack")
    await here.stop()


async def test_a_slack_token_revoked_while_it_runs_does_not_stop_discord(found: Founding) -> None:
    """Slack tells of it: said in words, while Discord goes on."""
    here = await found("discord", "slack")
    program = await here.runs()
    assert here.slack is not None
    await here.slack.revoke_token()

    assert "install the app again" in await program.complains("Slack is not connected")
    await shares(here, "discord")
    await here.stop()


async def shares(here: Installation, on: str) -> None:
    """Use it on a platform that works: the answer comes, and so does the card."""
    await here.sets_up(on)
    ana = here.teacher("ana", on)
    await ana.says("resources share", link="https://example.org/strips", title="Fraction strips")
    await ana.sees("Added to the library: Fraction strips")
    await ana.sees_posted("library", "Fraction strips")
