"""Input that cannot be taken as it is, missing rights, slow platforms: a clear answer, nothing lost."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from bot.domain.people import Role
from tests.platforms.discord import BOT, Permission
from tests.platforms.discord.interactions import Reply
from tests.scenarios.stage import Network, Person
from tests.scenarios.stage.by_hand import close_channel
from tests.scenarios.stage.core import AtTheCore
from tests.scenarios.stage.discord import DiscordHost, DiscordPerson
from tests.scenarios.stage.forging import submits
from tests.scenarios.stage.slack import SlackHost
from tests.scenarios.stage.slack_person import SlackPerson

on_both_platforms = pytest.mark.parametrize("everywhere", ["discord-sqlite", "slack-sqlite"], indirect=True)
where_one_writes = pytest.mark.parametrize(
    "everywhere", ["discord-sqlite", "slack-sqlite", "rehearsal-sqlite"], indirect=True
)  # where another program can hold the one file
on_sqlite = pytest.mark.parametrize("everywhere", ["rehearsal-sqlite"], indirect=True)
on_slack = pytest.mark.parametrize("everywhere", ["slack-sqlite"], indirect=True)

NO_ADDRESSES = (
    "fraction strips",
    "javascript:alert(1)",
    "JAVASCRIPT://example.org/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
    "ftp://example.org/file",
    "https://user:password@example.org/",
    "https://exam ple.org",
    "https://",
    "http:///path",
    "//example.org",
    "/etc/passwd",
    "https://[::1",
    "https://example.org:99999/",
    "ana@example.org",
    "example",
    ".org",
    "https://example.org/\x07",
)
SLOW = 3.3
"""Seconds that a database is busy: longer than any platform waits for a first answer."""


async def test_what_is_no_web_address_is_said_and_kept(network: Network) -> None:
    """Whatever stands for a link is named as it was typed, with how one begins; the title beside it is kept."""
    ana = await network.teacher("Ana")
    for typed in NO_ADDRESSES:
        told = await submits(ana, "v1:resource.new", {"link": typed, "title": "A title"})
        assert "is not a web address. It starts with https://" in told, (typed, told)
    await ana.says("/resources share", link="javascript:alert(1)", title="A title")
    opened = await ana.until(lambda: ana.form, "the form")
    assert opened.fields["Web address"] == "javascript:alert(1)" and opened.fields["What it is"] == "A title"
    await ana.fills({})
    await ana.sees_at("Web address", "“javascript:alert(1)” is not a web address.")
    await ana.mends({"Web address": "example.org/strips"})
    await ana.sees("Added to the library: A title.")
    await ana.says("/staffroom home")
    await ana.sees_no("You began these")


async def test_a_topic_that_is_not_there_keeps_the_rest(network: Network) -> None:
    """A topic that nobody opened is asked for among those there are; link and title need not be typed again."""
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    for name in ("Fractions", "Geometry"):
        await mo.says("/topics create", name=name)
    await ana.says("/resources share", link="https://example.org/x", title="A title", topic="Fractoins")
    opened = await ana.until(lambda: ana.form, "the form")
    assert opened.fields["Web address"] == "https://example.org/x" and opened.fields["What it is"] == "A title"
    assert set(opened.choices["Topic"]) >= {"Fractions", "Geometry"}
    await ana.fills({"Topic": "Fractions"})
    await ana.sees("Added to the library: A title.", "Topic: Fractions.")
    await mo.says("/moderate pin", resource="1", topic="Algebra")
    await mo.sees("There is no topic “Algebra”. Which one do you mean?")
    await mo.chooses("Topic, where it has none", "Geometry")
    await mo.sees("Pinned: #1 A title.")


async def test_a_resource_that_is_not_there_is_said(network: Network) -> None:
    """Unknown words and numbers are said as typed; words that fit several are asked, by what they are called."""
    ana = await network.teacher("Ana")
    for number, title in enumerate(("Fraction strips", "Fraction circles", "Number lines"), start=1):
        await ana.says("/resources share", link=f"https://example.org/{number}", title=title)
    for typed in ("quadratics", "#999", "0", "999999999999"):
        await ana.says("/resources show", resource=typed)
        await ana.sees(f"There is nothing called “{typed}” in the library.", "The whole command is")
    await ana.says("/resources show", resource="fraction")
    await ana.sees("Which of these do you mean?")
    assert set(ana.choices("Number or title")) == {"#1 Fraction strips", "#2 Fraction circles"}
    await ana.chooses("Number or title", "#2 Fraction circles")
    await ana.sees("#2 Fraction circles (example.org)")
    await ana.says("/resources show", resource="lines")
    await ana.sees("#3 Number lines")
    await ana.says("/resources remove", resource="3")
    await ana.sees("is out of the library")
    await ana.says("/resources show", resource="#3")
    await ana.sees("There is nothing called “#3” in the library.")


@on_both_platforms
async def test_a_right_that_is_missing_is_named_and_used_once_it_is_there(network: Network) -> None:
    """Without the right to make channels, nor a topics channel for a thread, the right is named, and who gives it."""
    mo, ada = await network.moderator("Mo"), await network.admin("Ada")
    take_right(network)
    await close_channel(network.home, "topics")
    await mo.says("/topics create", name="Fractions")
    right = "Manage Channels" if isinstance(network.home, DiscordHost) else "channels:manage"
    await mo.sees(
        "Fractions is open.", f"{network.home.name}: no channel yet.", f"I lack the permission {right}.", "An admin"
    )
    assert "fractions" not in mo.channels()
    await mo.says("/topics show", topic="Fractions")
    await mo.sees(f"I lack the permission {right}.")
    give_right(network)
    await ada.says("/staffroom setup")
    await ada.presses("Choose channels")
    await ada.fills({"Topics": "general"})
    await ada.sees("Channels of", "are set.")
    await mo.sees_channel("fractions")
    await mo.says("/topics show", topic="Fractions")
    await mo.sees(f"{network.home.name}: #fractions")


@on_both_platforms
async def test_a_right_that_was_given_is_used_by_itself(network: Network) -> None:
    """Who gives the missing right need do nothing else: the channel is made within a while, after a restart at once."""
    mo = await network.moderator("Mo")
    take_right(network)
    await close_channel(network.home, "topics")
    await mo.says("/topics create", name="Fractions")
    await mo.sees("I lack the permission")
    give_right(network)
    await network.restart()
    await mo.sees_channel("fractions")


@on_slack
async def test_a_workspace_that_lets_nobody_make_channels_says_so(network: Network) -> None:
    """Where an owner restricts who makes channels, the answer is a sentence without holes."""
    assert isinstance(network.home, SlackHost)
    mo = await network.moderator("Mo")
    network.home.server.may_create_channels = False
    await close_channel(network.home, "topics")
    await mo.says("/topics create", name="Fractions")
    await mo.sees("Fractions is open.", "no channel yet.")
    await mo.sees_no("permission ?", "permission .")


@on_slack
async def test_a_name_that_an_archived_channel_has_is_said(network: Network) -> None:
    """A channel of that name which is archived is in the way; the topic opens and the answer says what to do."""
    assert isinstance(network.home, SlackHost)
    mo = await network.moderator("Mo")
    network.channel("fractions")
    await network.home.server.archive(network.home.named("fractions"))
    await mo.says("/topics create", name="Fractions")
    await mo.sees("Fractions is open.", "A channel of that name is there already, archived or private.")


@pytest.mark.driver_threads
@on_both_platforms
async def test_a_slow_command_is_answered_in_time_and_privately(network: Network) -> None:
    """A database that is busy for longer than a platform waits: first a sign of life, privately, then the answer."""
    ana, ben = await network.teacher("Ana"), await network.facilitator("Ben")
    await ana.says("/staffroom home")
    async with busy(network):
        await ana.says("/resources share", link="https://example.org/x", title="A title")
    await ana.sees("Added to the library: A title.")
    assert ben.times_in("general", "Added to the library") == ben.times_in("general", "One moment") == 0
    told_at_once(ana)


@pytest.mark.driver_threads
@on_both_platforms
async def test_a_slow_form_is_answered_in_time(network: Network) -> None:
    """A form whose storing takes long says that it is being saved and then what came of it; nothing is sent twice."""
    ana = await network.teacher("Ana")
    await ana.says("/resources share", link="https://example.org/x")
    await ana.until(lambda: ana.form, "the form")
    async with busy(network):
        await ana.fills({"What it is": "A title"})
        await ana.sees("Added to the library: A title.")
    told_at_once(ana)


@pytest.mark.driver_threads
@where_one_writes
async def test_a_form_that_comes_too_late_is_one_press_away(network: Network) -> None:
    """A form that was not ready in time cannot open by itself any more; a button opens it with what was typed."""
    ana = await network.teacher("Ana")
    async with busy(network):
        await ana.says("/resources share", link="https://example.org/late")
        await ana.sees("Ready. That took a moment longer than usual.")
    await ana.presses("Open form")
    opened = await ana.until(lambda: ana.form, "the form")
    assert opened.fields["Web address"] == "https://example.org/late"
    await ana.fills({"What it is": "A title"})
    await ana.sees("Added to the library: A title.")


@on_slack
async def test_a_form_that_slack_does_not_open_loses_nothing(network: Network) -> None:
    """Slack opens a form only within 3 seconds; where that was missed, what was typed is offered again."""
    assert isinstance(network.home, SlackHost)
    ana = await network.teacher("Ana")
    network.home.server.faults.error("views.open", "expired_trigger_id")
    await ana.says("/resources share", link="https://example.org/late")
    await ana.until(lambda: ana.form is None and ana.answer, "an answer")
    if "[Open form]" in ana.answer:
        await ana.presses("Open form")
    else:
        await ana.says("/staffroom home")
        await ana.sees("You began these and did not finish them")
        await ana.presses("Go on 1")
    opened = await ana.until(lambda: ana.form, "the form")
    assert opened.fields["Web address"] == "https://example.org/late"


@on_sqlite
async def test_going_too_fast_loses_nothing_typed(network: Network) -> None:
    """Who goes faster than a person can is asked to wait; a form sent in that moment is kept."""
    eve = AtTheCore(network, "Eve", Role.MEMBER, uses_each=10_000)
    told = ""
    for _ in range(300):
        told = await eve.presses("v1:topics.page:1:1", hurried=True)
        if "That was a lot at once" in told:
            break
    assert "That was a lot at once, so I left it out. Wait a few seconds" in told
    told = await eve.submits("v1:resource.new", {"link": "https://example.org/x", "title": "A title"}, hurried=True)
    assert "Added to the library" in told or "What you typed is kept" in told, told


def take_right(network: Network) -> None:
    match network.home:
        case DiscordHost(server=discord, guild=guild):
            discord.allow_bot(guild, BOT & ~Permission.MANAGE_CHANNELS)
        case SlackHost(server=slack):
            slack.scopes.discard("channels:manage")
        case _:
            raise AssertionError("in the room everything is allowed")


def give_right(network: Network) -> None:
    match network.home:
        case DiscordHost(server=discord, guild=guild):
            discord.allow_bot(guild, BOT)
        case SlackHost(server=slack):
            slack.scopes.add("channels:manage")
        case _:
            raise AssertionError("in the room everything is allowed")


@asynccontextmanager
async def busy(network: Network) -> AsyncIterator[None]:
    """Let nothing be written for a while from now on, as when another program backs the database up."""
    url = make_url(network.installation.url)
    file = url.database
    assert url.get_backend_name() == "sqlite" and file is not None, "another program holds a file, not a server"
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")  # whoever writes just now needs the loop to end it
    asyncio.get_running_loop().call_later(SLOW, other.rollback)
    try:
        yield
    finally:
        other.close()


def told_at_once(person: Person[Any]) -> None:
    """The platform was given a first answer within its 3 seconds, one that only this person sees."""
    match person:
        case DiscordPerson():
            exchange = list(person.app._state.exchanges.values())[-1]
            assert not exchange.failed
            assert Reply(exchange.callbacks[0]["type"]) in (Reply.THINKING, Reply.UPDATE_LATER)
            assert exchange.message.reader is person.app.user
        case SlackPerson():
            assert not [envelope for envelope in person.server.socket.sent if envelope.failure]
            assert not person.server.socket.late_acks
        case _:
            return
