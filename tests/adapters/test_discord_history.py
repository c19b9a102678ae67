"""Discord: what became of a message whose answer was lost, and the conversations with people."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord import checks
from adapters.discord.history import first_id
from adapters.discord.messenger import marker, nonce
from bot.ports.platform import (
    Absent,
    Ambiguous,
    Done,
    Found,
    Messenger,
    RefusalReason,
    Refused,
    Retry,
    Target,
    TokenRefused,
    Unreadable,
)
from bot.ui.model import Actions, Button, Mention, Reply, say
from tests.adapters.test_discord import front, running, says
from tests.platforms.discord import BOT, Channel, DiscordServer, Guild, Permission, Person

POSTS = "/channels/*/messages"
HISTORY = Unreadable("Read Message History")


@pytest.fixture(autouse=True)
def where_discord_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the library's addresses back after each test."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        yield server
        assert server.problems == []


@pytest.fixture
def guild(server: DiscordServer) -> Guild:
    return server.add_guild("Riverside")


@pytest.fixture
def general(server: DiscordServer, guild: Guild) -> Channel:
    return server.add_channel(guild, "general")


@pytest.fixture
def ana(server: DiscordServer, guild: Guild, general: Channel) -> Person:
    return server.client(server.add_user("ana"), guild)


@pytest.fixture
async def messenger(server: DiscordServer, ana: Person) -> AsyncIterator[Messenger]:
    async with running(server) as bot:
        yield bot.front.messenger


@pytest.fixture
def here(guild: Guild, general: Channel) -> Target:
    return Target(str(guild.id), str(general.id))


@pytest.fixture
def to_ana(guild: Guild, ana: Person) -> Target:
    return Target(str(guild.id), user=str(ana.user.id))


def just_now() -> datetime:
    return datetime.now(UTC)


@pytest.mark.parametrize("direct", [False, True])
async def test_what_arrived_is_found(
    server: DiscordServer, messenger: Messenger, ana: Person, here: Target, to_ana: Target, direct: bool
) -> None:
    """The answer was lost, the message was not: its marker stands in the channel, or in the conversation."""
    target, began = to_ana if direct else here, just_now()
    server.faults.dropped("POST", POSTS, after=True)
    reply = Reply((Actions((Button("Go", "go"),)), say("Soon")))
    assert await messenger.send(target, reply, "k1") == Ambiguous()
    [message] = ana.dms if direct else ana.messages()
    assert await messenger.look_for(target, "k1", began) == Found(str(message.id))
    assert await messenger.look_for(target, "k2", began) == Absent()


async def test_what_never_arrived_is_absent(
    server: DiscordServer, messenger: Messenger, ana: Person, here: Target
) -> None:
    """Also where somebody else's message carries the same number, and in a channel where nothing was ever said."""
    assert await messenger.look_for(here, "k1", just_now()) == Absent()
    server.faults.dropped("POST", POSTS)
    assert await messenger.send(here, says("x"), "k1") == Ambiguous()
    alike = ana.post("Hello")
    alike.components = [{"type": 10, "id": marker("k1"), "content": "Hello"}]
    alike.mentions = [server.state.bot]  # or Discord would not show the bot what is in it
    assert await messenger.look_for(here, "k1", just_now()) == Absent()


async def test_what_was_said_earlier_is_not_looked_through(
    messenger: Messenger, ana: Person, here: Target, server: DiscordServer
) -> None:
    """From a minute before the first try on, and in a quiet channel the emptiness is checked."""
    assert isinstance(await messenger.send(here, says("x"), "k1"), Done)
    later = just_now() + timedelta(seconds=90)
    assert await messenger.look_for(here, "k1", later) == Absent()
    assert isinstance(await messenger.look_for(here, "k1", later - timedelta(seconds=60)), Found)
    [first, *_] = server.sent("GET", POSTS)
    assert first.query == {"after": str(first_id(later - timedelta(seconds=60))), "limit": "100"}


async def test_an_empty_list_without_the_permission_is_no_answer(
    server: DiscordServer, messenger: Messenger, general: Channel, ana: Person, here: Target
) -> None:
    """Discord shows an empty channel instead of refusing; the permission is named."""
    server.deny(general, Permission.READ_MESSAGE_HISTORY)
    assert await messenger.look_for(here, "k1", just_now()) == Absent(), "nothing was ever said there"
    ana.post("Hello")
    assert await messenger.look_for(here, "k1", just_now()) == HISTORY
    assert await messenger.look_for(here, "k1", just_now() + timedelta(hours=1)) == HISTORY
    server.deny(general, Permission.VIEW_CHANNEL)
    assert await messenger.look_for(here, "k1", just_now()) == Unreadable("View Channel")


async def test_what_stood_in_a_deleted_channel_is_gone_with_it(
    server: DiscordServer, messenger: Messenger, general: Channel, guild: Guild, here: Target
) -> None:
    """So is what was written to an account that is no more."""
    server.delete_channel(general)
    assert await messenger.look_for(here, "k1", just_now()) == Absent()
    nobody = Target(str(guild.id), user="123456789012345678")
    assert await messenger.look_for(nobody, "k1", just_now()) == Absent()


async def test_a_busy_channel_is_read_page_by_page(
    server: DiscordServer, messenger: Messenger, ana: Person, here: Target
) -> None:
    """From the first try on; after twenty pages nobody can say."""
    began = just_now()
    for number in range(250):
        ana.post(str(number))
    sent = await messenger.send(here, says("x"), "k1")
    assert isinstance(sent, Done)
    assert await messenger.look_for(here, "k1", began) == Found(sent.id)
    assert len(server.sent("GET", POSTS)) == 3
    for number in range(2000):
        ana.post(str(number))
    assert await messenger.look_for(here, "k2", began) == Unreadable()


async def test_looking_is_tried_again_where_discord_does_not_answer(
    server: DiscordServer, messenger: Messenger, here: Target
) -> None:
    """Reading does no harm, so every silence is a reason to ask again; a refused token is not."""
    server.faults.rate_limited("GET", POSTS, retry_after=33.0)
    assert await messenger.look_for(here, "k", just_now()) == Retry(33.0)
    server.faults.broken("GET", POSTS, status=503)
    assert isinstance(await messenger.look_for(here, "k", just_now()), Retry)
    server.faults.dropped("GET", POSTS, times=None)  # aiohttp repeats a GET by itself
    assert isinstance(await messenger.look_for(here, "k", just_now()), Retry)
    server.faults.clear()
    async with server.outage():
        assert isinstance(await messenger.look_for(here, "k", just_now()), Retry)
    server.faults.unauthorized("GET", POSTS, times=1)
    assert await messenger.look_for(here, "k", just_now()) == TokenRefused()


async def test_what_takes_effect_after_its_sender_died_is_found(
    server: DiscordServer, messenger: Messenger, ana: Person, here: Target
) -> None:
    """The request outlives whoever made it: absent at the first look, there at the second."""
    began, held = just_now(), server.faults.late("POST", POSTS)
    sending = asyncio.create_task(messenger.send(here, says("x"), "k1"))
    await asyncio.wait_for(held.reached.wait(), 5)
    sending.cancel()
    await asyncio.wait_for(held.gone.wait(), 5)
    assert await messenger.look_for(here, "k1", began) == Absent()
    held.release()
    await asyncio.wait_for(held.done.wait(), 5)
    [message] = ana.messages()
    assert await messenger.look_for(here, "k1", began) == Found(str(message.id))


async def test_a_repeat_of_what_was_deleted_says_so(
    server: DiscordServer, messenger: Messenger, ana: Person, here: Target
) -> None:
    """Sent, then deleted by hand: with the same nonce Discord says that the message is gone, and posts none."""
    assert messenger.repeats_safely
    assert isinstance(await messenger.send(here, says("x"), "k1"), Done)
    server.delete_message(ana.messages()[0])
    assert await messenger.send(here, says("x"), "k1") == Refused(RefusalReason.MESSAGE_GONE)
    assert ana.messages() == []


async def test_a_conversation_is_opened_once_and_then_known(
    server: DiscordServer, messenger: Messenger, guild: Guild, ana: Person, to_ana: Target
) -> None:
    """Its id can be kept; a person who is no more is refused for good."""
    opened = await messenger.open_direct(to_ana.workspace, to_ana.user)
    assert opened == Done(str(server.state.dm_with(ana.user).id))
    assert await messenger.open_direct(to_ana.workspace, to_ana.user) == opened
    assert isinstance(await messenger.send(to_ana, says("x"), "k1"), Done)
    assert len(server.sent("POST", "/users/@me/channels")) == 1
    gone = await messenger.open_direct(to_ana.workspace, "123456789012345678")
    assert gone == Refused(RefusalReason.PERSON_GONE)


async def test_a_known_conversation_is_used_and_a_lost_one_opened_anew(
    server: DiscordServer, messenger: Messenger, guild: Guild, ana: Person
) -> None:
    """What was kept from before a restart saves the opening; where it leads nowhere any more, nobody is lost."""
    old = server.state.dm_with(ana.user)
    known = Target(str(guild.id), str(old.id), str(ana.user.id))
    assert isinstance(await messenger.send(known, says("One"), "k1"), Done)
    assert server.sent("POST", "/users/@me/channels") == []
    del server.state.channels[old.id]
    sent = await messenger.send(known, says("Two"), "k2")
    assert isinstance(sent, Done)
    assert [str(message.id) for message in server.state.dm_with(ana.user).messages.values()] == [sent.id]
    assert len(server.sent("POST", "/users/@me/channels")) == 1


async def test_who_is_called_is_notified_and_nobody_else(
    server: DiscordServer, messenger: Messenger, ana: Person, here: Target
) -> None:
    """A name in what somebody typed notifies nobody, not even beside one that we call."""
    ben = server.add_user("ben")
    typed = f"{ben.mention} @everyone"
    await messenger.send(here, Reply((say(Mention("discord", str(ana.user.id), "Ana"), ": ", typed),)), "k1")
    await messenger.send(here, Reply((say(typed, Mention("slack", str(ben.id), "Ben")),)), "k2")
    called, silent = ana.messages()
    assert called.pings == {ana.user.mention}
    assert silent.pings == set()


async def test_the_library_repeats_a_post_as_the_same_message(
    server: DiscordServer, messenger: Messenger, ana: Person, here: Target
) -> None:
    """After 502 discord.py asks again by itself; with the same nonce it stays one message."""
    server.faults.broken("POST", POSTS, status=502, after=True)
    sent = await messenger.send(here, says("x"), "k1")
    bodies = [request.body for request in server.sent("POST", POSTS)]
    assert [body["nonce"] for body in bodies] == [nonce("k1")] * 2
    [message] = ana.messages()
    assert sent == Done(str(message.id))


async def test_check_names_the_permission_to_read_without_failing_for_it(server: DiscordServer, guild: Guild) -> None:
    """Everything else works without it."""
    server.allow_bot(guild, BOT & ~Permission.READ_MESSAGE_HISTORY)
    [wish] = [finding for finding in await front(server).check() if not finding.holds]
    assert (wish.what, wish.wish) == ("Riverside: the bot may Read Message History", True)
    assert "reported to its author as uncertain" in wish.remedy
    assert f"permissions={checks.LEAST}" in wish.remedy


def test_ids_are_cut_at_an_instant() -> None:
    """The id before the first that is given in that millisecond; before 2015 there is none."""
    at = datetime(2026, 10, 6, 20, 0, tzinfo=UTC)
    assert first_id(at) >> 22 == int(at.timestamp() * 1000) - 1_420_070_400_000 - 1
    assert first_id(at) + 1 == (int(at.timestamp() * 1000) - 1_420_070_400_000) << 22
    assert first_id(datetime(2000, 1, 1, tzinfo=UTC)) == 0


def test_markers_are_ids_that_discord_takes() -> None:
    """1 to 2^31 - 1, different for different keys."""
    markers = {marker(f"k{number}") for number in range(2000)}
    assert len(markers) == 2000
    assert all(0 < each < 1 << 31 for each in markers)
