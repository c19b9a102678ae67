"""The commands that look and print: check, manifest, invite, version."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from tests.platforms.discord import BOT, Permission
from tests.process.conftest import Founding


async def test_check_says_that_all_holds(found: Founding) -> None:
    """Each platform that is configured, its findings numbered; nothing is changed there."""
    here = await found("discord", "slack")
    program = await here.does("check")
    assert program.process.returncode == 0, program.output
    assert re.search(r"^Discord$.*^Slack$.*^All \d+ hold\.$", program.out.text, re.MULTILINE | re.DOTALL)
    assert "Links: pages that people share are not looked at" in program.out.text
    numbers = [int(found) for found in re.findall(r"^ +(\d+)\. ok: ", program.out.text, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert here.discord is not None
    assert [request for request in here.discord.requests if request.method != "GET"] == []


async def test_check_is_content_without_the_rights_that_may_be_left_out(found: Founding) -> None:
    """They are named with what they would give; nothing is missing for it."""
    here = await found("discord", "slack")
    assert here.discord is not None
    assert here.guild is not None
    assert here.slack is not None
    here.discord.allow_bot(here.guild, int(BOT) & ~Permission.READ_MESSAGE_HISTORY)
    here.slack.scopes.discard("im:history")
    program = await here.does("check")
    assert program.process.returncode == 0, program.output
    assert "MISSING" not in program.out.text
    assert "NOT GIVEN, WORKS WITHOUT: Harbor Teachers: the bot may Read Message History" in program.out.text
    assert "NOT GIVEN, WORKS WITHOUT: The bot has the right im:history" in program.out.text
    assert re.fullmatch(r"All that is needed holds; 2 of \d+ could be given besides\.", program.out.lines[-1])


async def test_check_without_a_platform_says_that_nothing_is_needed(found: Founding) -> None:
    here = await found(zone="")
    program = await here.does("check")
    assert program.process.returncode == 0
    assert "Neither Discord nor Slack is configured" in program.out.text


async def test_check_names_missing_rights_with_what_stops_working_and_the_remedy(found: Founding) -> None:
    """Discord's permissions with the link that gives them, Slack's scopes with installing the app again."""
    here = await found("discord", "slack")
    assert here.discord is not None
    assert here.guild is not None
    assert here.slack is not None
    missing = Permission.PIN_MESSAGES | Permission.MANAGE_CHANNELS
    here.discord.allow_bot(here.guild, int(BOT) & ~missing)
    here.slack.scopes.discard("pins:write")

    program = await here.does("check")
    assert program.process.returncode == 1, program.output
    for said in (
        "MISSING: Harbor Teachers: the bot may Pin Messages",
        "resources cannot be pinned there",
        "MISSING: Harbor Teachers: the bot may Manage Channels",
        "new topics get a thread in the topics channel there",
        "https://discord.com/oauth2/authorize?",
        "MISSING: The bot has the right pins:write",
        "reinstall the app to the workspace",
    ):
        assert said in program.out.text
    assert program.out.lines[-1].startswith("3 of ")


async def test_check_says_which_token_is_not_taken_and_looks_at_the_other_platform_too(found: Founding) -> None:
    """A token that Discord does not take, and one of Slack's two: the rest is looked at all the same."""
    here = await found("discord", "slack")
    bad = {"STAFFROOM_DISCORD__TOKEN": "MTIz.not.the-token", "STAFFROOM_SLACK__APP_TOKEN": "xapp-1-A0123-123-abcdef"}
    here.secrets += bad.values()

    program = await here.does("check", **bad)
    assert program.process.returncode == 1, program.output
    assert "MISSING: Discord takes the bot token" in program.out.text
    assert "Reset Token" in program.out.text
    assert "ok: Slack takes the bot token" in program.out.text
    assert "MISSING: Slack takes the app-level token" in program.out.text
    assert "connections:write" in program.out.text


async def test_check_says_that_a_platform_cannot_be_reached(found: Founding) -> None:
    here = await found("discord", "slack")
    assert here.discord is not None
    assert here.slack is not None
    async with here.discord.outage(), here.slack.faults.outage():
        program = await here.does("check")
    assert program.process.returncode == 1, program.output
    assert "MISSING: Discord answers" in program.out.text
    assert "Slack could not be reached" in program.out.text


async def test_the_manifest_is_what_slack_takes_and_is_enough(found: Founding, shared: Path) -> None:
    """Valid by Slack's own schema; an app installed with nothing else answers, posts and lacks no right."""
    here = await found("slack")
    assert here.slack is not None
    printed = await here.does("manifest", "slack")
    assert printed.process.returncode == 0, printed.output
    manifest = json.loads(printed.out.text)
    schema = json.loads((shared / "specs" / "slack-manifest.schema.2.0.0.json").read_text(encoding="utf-8"))
    validator = validator_for(schema, default=Draft202012Validator)
    assert [error.message for error in validator(schema).iter_errors(manifest)] == []

    here.slack.install(manifest)
    await here.runs()
    mo = await here.sets_up("slack")
    await mo.says("topics create Fractions")
    await mo.sees("Fractions is open")
    await mo.says("resources share", link="https://example.org/strips", title="Fraction strips", topic="Fractions")
    await mo.says("moderate pin 1")
    await mo.sees_pinned("fractions", "Fraction strips")


async def test_the_invitation_asks_for_the_least(found: Founding) -> None:
    """With an application's number, or the one in the token."""
    here = await found(zone="")
    number = "119862248347192524"
    program = await here.does("invite", "discord", number)
    assert program.process.returncode == 0, program.output
    asked = parse_qs(urlsplit(program.out.text.strip()).query)
    assert asked["client_id"] == [number]
    assert asked["scope"] == ["bot applications.commands"]
    permissions = int(asked["permissions"][0])
    assert permissions & Permission.PIN_MESSAGES
    assert not permissions & (Permission.ADMINISTRATOR | Permission.MANAGE_MESSAGES | Permission.MENTION_EVERYONE)

    token = "MTE5ODYyMjQ4MzQ3MTkyNTI0OA.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWsAbCdEfGhIjKl"
    here.secrets.append(token)
    program = await here.does("invite", "discord", STAFFROOM_DISCORD__TOKEN=token)
    assert "client_id=1198622483471925248&" in program.out.text


async def test_the_version_is_said(found: Founding) -> None:
    here = await found(zone="")
    program = await here.does("version")
    assert (program.process.returncode, program.out.text) == (0, version("staffroom"))
