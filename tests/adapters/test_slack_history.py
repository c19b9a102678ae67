"""Slack: what became of a message whose answer was lost, and the conversations with people."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from adapters.slack.client import SlackFront
from adapters.slack.history import EARLIER
from adapters.slack.messenger import mark_of
from adapters.slack.register import OPTIONAL_SCOPES, manifest
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
from bot.ui.language import Languages
from bot.ui.model import Mention, Reply, say
from tests.adapters.test_slack import REGISTRY, EchoCore, front_of, words
from tests.platforms.slack import Person, SlackServer, pings


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        server.install(manifest(REGISTRY, Languages(), ("resources",)))
        yield server
        assert server.problems == []


@pytest.fixture
async def front(server: SlackServer) -> AsyncIterator[SlackFront]:
    front = front_of(server)
    running = asyncio.create_task(front.run(EchoCore()))
    async with asyncio.timeout(5):
        await front.wait_ready()
    yield front
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


@pytest.fixture
def messenger(front: SlackFront) -> Messenger:
    return front.messenger


@pytest.fixture
def ana(server: SlackServer) -> Person:
    return server.client(server.add_user("ana"), server.add_channel("general", joined=True))


@pytest.fixture
def here(server: SlackServer, ana: Person) -> Target:
    return Target(server.team_id, ana.channel.id)


@pytest.fixture
def to_ana(server: SlackServer, ana: Person) -> Target:
    return Target(server.team_id, user=ana.user.id)


def just_now() -> datetime:
    return datetime.now(UTC)


@pytest.mark.parametrize("direct", [False, True])
@pytest.mark.parametrize("lost", ["dropped", "503", "internal_error"])
async def test_what_arrived_is_found(
    server: SlackServer, messenger: Messenger, ana: Person, here: Target, to_ana: Target, direct: bool, lost: str
) -> None:
    """The answer was lost, the message was not; it was posted once, and can be edited by the id that is found."""
    target, began = to_ana if direct else here, just_now()
    match lost:
        case "dropped":
            server.faults.drop("chat.postMessage", accepted=True)
        case "503":
            server.faults.server_error("chat.postMessage", accepted=True, status=503)
        case code:
            server.faults.error("chat.postMessage", code, accepted=True)
    assert not messenger.repeats_safely
    assert await messenger.send(target, words("x"), "k1") == Ambiguous()
    assert len(server.calls("chat.postMessage")) == 1
    [message] = ana.dms if direct else ana.messages()
    found = await messenger.look_for(target, "k1", began)
    assert found == Found(f"{message.channel.id}/{message.ts}" if direct else message.ts)
    assert await messenger.edit(target, found.id, words("y")) == Done(found.id)
    assert await messenger.look_for(target, "k2", began) == Absent()


@pytest.mark.parametrize("kept", ["metadata", "block"])
async def test_either_mark_is_enough(messenger: Messenger, ana: Person, here: Target, kept: str) -> None:
    """The metadata and the first block each carry the key."""
    await messenger.send(here, words("x"), "k1")
    [message] = ana.messages()
    if kept == "metadata":
        message.blocks[0]["block_id"] = "other"
    else:
        message.metadata = None
    assert await messenger.look_for(here, "k1", just_now()) == Found(message.ts)
    message.metadata = {"event_type": "delivery", "event_payload": {"key": mark_of("k1")}}
    message.blocks[0]["block_id"] = "other"
    assert await messenger.look_for(here, "k1", just_now()) == Absent(), "what another app marks is not ours"


async def test_what_was_said_earlier_is_not_looked_through(
    server: SlackServer, messenger: Messenger, ana: Person, here: Target
) -> None:
    """From two minutes before the first try on, as Slack's clock may be another."""
    sent = await messenger.send(here, words("x"), "k1")
    assert isinstance(sent, Done)
    assert await messenger.look_for(here, "k1", just_now() + EARLIER + timedelta(seconds=9)) == Absent()
    assert await messenger.look_for(here, "k1", just_now() + EARLIER - timedelta(seconds=9)) == Found(sent.id)


async def test_a_busy_channel_is_read_page_by_page(
    server: SlackServer, messenger: Messenger, ana: Person, here: Target
) -> None:
    """From the newest back to the first try; after twenty pages nobody can say."""
    sent = await messenger.send(here, words("x"), "k1")
    assert isinstance(sent, Done)
    for number in range(450):
        ana.post(str(number))
    assert await messenger.look_for(here, "k1", just_now()) == Found(sent.id)
    assert len(server.calls("conversations.history")) == 3
    for number in range(3600):
        ana.post(str(number))
    assert await messenger.look_for(here, "k1", just_now()) == Unreadable()


@pytest.mark.parametrize(
    ("kind", "scope"), [("public", "channels:history"), ("private", "groups:history"), ("direct", "im:history")]
)
async def test_without_the_right_to_read_it_says_so(
    server: SlackServer, messenger: Messenger, ana: Person, kind: str, scope: str
) -> None:
    """Each kind of conversation has its own scope, which an admin may have left out; sending goes on as before."""
    server.install(manifest(REGISTRY, Languages(), ("resources",)), optional=False)
    channel = server.add_channel(kind, private=kind == "private", joined=True)
    target = Target(server.team_id, "", ana.user.id) if kind == "direct" else Target(server.team_id, channel.id)
    assert isinstance(await messenger.send(target, words("x"), "k1"), Done)
    assert await messenger.look_for(target, "k1", just_now()) == Unreadable(scope)
    server.scopes.add(scope)
    assert isinstance(await messenger.look_for(target, "k1", just_now()), Found)


async def test_a_conversation_that_may_not_be_opened_is_not_read(
    server: SlackServer, messenger: Messenger, ana: Person, to_ana: Target
) -> None:
    """Direct messages arrive all the same; where the conversation is known, it can be read."""
    server.scopes.discard("im:write")
    missing = Refused(RefusalReason.MISSING_RIGHT, "im:write")
    assert await messenger.open_direct(to_ana.workspace, to_ana.user) == missing
    sent = await messenger.send(to_ana, words("x"), "k1")
    assert isinstance(sent, Done)
    assert await messenger.look_for(to_ana, "k1", just_now()) == Unreadable("im:write")
    known = Target(to_ana.workspace, sent.id.partition("/")[0], to_ana.user)
    assert await messenger.look_for(known, "k1", just_now()) == Found(sent.id)


async def test_what_stood_in_a_lost_channel_is_gone_with_it(
    server: SlackServer, messenger: Messenger, ana: Person, to_ana: Target
) -> None:
    """A channel and a person that are no more hold nothing; of one that it was put out of, nobody can say."""
    assert await messenger.look_for(Target(server.team_id, "C0NONE"), "k1", just_now()) == Absent()
    assert await messenger.look_for(Target(server.team_id, user="U0NONE"), "k1", just_now()) == Absent()
    elsewhere = server.add_channel("elsewhere")
    assert await messenger.look_for(Target(server.team_id, elsewhere.id), "k1", just_now()) == Unreadable()
    assert await messenger.look_for(Target("T0OTHER", elsewhere.id), "k1", just_now()) == Unreadable()


async def test_looking_is_tried_again_where_slack_does_not_answer(
    server: SlackServer, messenger: Messenger, here: Target
) -> None:
    """Reading does no harm, so every silence is a reason to ask again; a refused token is not."""
    faults = server.faults
    faults.rate_limit("conversations.history", retry_after=7)
    assert await messenger.look_for(here, "k", just_now()) == Retry(7.0)
    assert len(server.calls("conversations.history")) == 1
    faults.server_error("conversations.history", accepted=False, status=503)
    assert isinstance(await messenger.look_for(here, "k", just_now()), Retry)
    faults.error("conversations.history", "fatal_error")
    assert isinstance(await messenger.look_for(here, "k", just_now()), Retry)
    faults.drop("conversations.history", None, accepted=False)
    assert isinstance(await messenger.look_for(here, "k", just_now()), Retry)
    faults.clear()
    async with faults.outage():
        assert isinstance(await messenger.look_for(here, "k", just_now()), Retry)
    server.bot.refused_with = "token_revoked"
    assert await messenger.look_for(here, "k", just_now()) == TokenRefused()


async def test_what_takes_effect_after_its_sender_died_is_found(
    server: SlackServer, messenger: Messenger, ana: Person, here: Target
) -> None:
    """The request outlives whoever made it: absent at the first look, there at the second."""
    began, held = just_now(), server.faults.late("chat.postMessage")
    sending = asyncio.create_task(messenger.send(here, words("x"), "k1"))
    await asyncio.wait_for(held.reached.wait(), 5)
    sending.cancel()
    await asyncio.wait_for(held.gone.wait(), 5)
    assert await messenger.look_for(here, "k1", began) == Absent()
    held.release()
    await asyncio.wait_for(held.done.wait(), 5)
    [message] = ana.messages()
    assert await messenger.look_for(here, "k1", began) == Found(message.ts)


async def test_a_limit_on_posting_is_told_and_not_slept_through(
    server: SlackServer, messenger: Messenger, ana: Person, here: Target
) -> None:
    """One request, and when to try again; nothing was posted."""
    server.faults.rate_limit("chat.postMessage", retry_after=30)
    async with asyncio.timeout(2):
        assert await messenger.send(here, words("x"), "k1") == Retry(30.0)
    assert len(server.calls("chat.postMessage")) == 1
    assert ana.messages() == []


async def test_a_known_conversation_is_used_and_a_lost_one_opened_anew(
    server: SlackServer, messenger: Messenger, ana: Person, to_ana: Target
) -> None:
    """What was kept from before a restart is where it goes; where it leads nowhere any more, nobody is lost."""
    opened = await messenger.open_direct(to_ana.workspace, to_ana.user)
    assert isinstance(opened, Done)
    known = Target(to_ana.workspace, opened.id, to_ana.user)
    assert isinstance(await messenger.send(known, words("One"), "k1"), Done)
    stale = Target(to_ana.workspace, "D0STALE", to_ana.user)
    sent = await messenger.send(stale, words("Two"), "k2")
    assert [call.params["channel"] for call in server.calls("chat.postMessage")] == [opened.id, "D0STALE", to_ana.user]
    assert [f"{opened.id}/{message.ts}" for message in ana.dms][1:] == [sent.id if isinstance(sent, Done) else sent]
    nobody = await messenger.open_direct(to_ana.workspace, "U0NOBODY")
    assert nobody == Refused(RefusalReason.PERSON_GONE)


async def test_who_is_called_is_notified_and_nobody_else(
    server: SlackServer, messenger: Messenger, ana: Person, here: Target
) -> None:
    """A name in what somebody typed notifies nobody, not even beside one that we call."""
    ben = server.add_user("ben")
    typed = f"<@{ben.id}> @channel <!here>"
    await messenger.send(here, Reply((say(Mention("slack", ana.user.id, "Ana"), ": ", typed),)), "k1")
    await messenger.send(here, Reply((say(typed, Mention("discord", ben.id, "Ben")),)), "k2")
    called, silent = ana.messages()
    assert pings(called) == {ana.user.id}
    assert pings(silent) == set()


async def test_check_names_what_may_be_left_out_without_failing_for_it(server: SlackServer) -> None:
    """Each right with what it would give."""
    server.install(manifest(REGISTRY, Languages(), ("resources",)), optional=False)
    wishes = [finding for finding in await front_of(server).check() if not finding.holds]
    assert [finding.what.rpartition(" ")[2] for finding in wishes] == list(OPTIONAL_SCOPES)
    assert all(
        finding.wish and OPTIONAL_SCOPES[finding.what.rpartition(" ")[2]] in finding.remedy for finding in wishes
    )
