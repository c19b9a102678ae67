"""The room over real sockets, with a core that answers with what it was handed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from gettext import NullTranslations
from itertools import count
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSServerHandshakeError

from adapters.rehearsal.incoming import Pressed, Said, Submitted, read
from bot.domain.people import Role
from bot.ports.incoming import CommandCall, MessageCall, Press, Submission, Suggest, TypedCommand
from bot.ports.platform import Absent, Done, Found, RefusalReason, Refused, Target
from bot.ui.language import Languages
from bot.ui.model import Button, Reply, When, buttons, say
from tests.browser.echo import CARD, EchoRoom, MemoryStore, echo_room

REFS = (f"ref{number:05}" for number in count())


class Page:
    """One person's page as its script sees it: what it asks, and every event until the server is done."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket

    async def ask(self, **what: Any) -> list[dict[str, Any]]:
        ref = what.setdefault("ref", next(REFS))
        await self.socket.send_str(json.dumps(what))
        events = []
        while (event := await self.event()) != {"event": "done", "ref": ref}:
            events.append(event)
        return events

    async def event(self, kind: str = "") -> dict[str, Any]:
        while True:
            event: dict[str, Any] = await self.socket.receive_json(timeout=5)
            if kind in ("", event["event"]) and event["event"] not in ("clock", "stale"):
                return event


@pytest.fixture
async def room() -> AsyncIterator[EchoRoom]:
    async with echo_room() as opened:
        yield opened


@asynccontextmanager
async def page(room: EchoRoom, **address: str) -> AsyncIterator[Page]:
    query = {"as": "ana", "in": "riverside", "channel": "general", **address}
    async with ClientSession() as session, session.ws_connect(f"{room.url}/ws", params=query) as socket:
        yield Page(socket)


async def body(url: str, headers: Mapping[str, str] | None = None) -> str:
    async with ClientSession() as session, session.get(url, headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.text()


def only(events: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    [event] = [event for event in events if event["event"] == kind]
    return event


async def test_a_picked_command_reaches_the_core_with_its_options_and_who_used_it(room: EchoRoom) -> None:
    """A command chosen from the list arrives as a call, and its answer is private."""
    async with page(room, **{"as": "mo"}) as mo:
        events = await mo.ask(do="command", path="resources share", options={"link": "https://example.org"})
    [heard] = room.core.heard
    assert isinstance(heard, CommandCall)
    assert (heard.path, heard.options) == ("resources share", {"link": "https://example.org"})
    assert heard.origin.platform_role is Role.MODERATOR
    assert (heard.origin.workspace, heard.origin.channel_name) == ("riverside", "general")
    assert "Only you can see this" in only(events, "message")["html"]


async def test_a_command_typed_out_is_left_to_the_parser(room: EchoRoom) -> None:
    """Text behind a slash arrives as typed, people and channels in it named by their ids."""
    async with page(room) as ana:
        await ana.ask(do="say", text="/nonsense @Ben in #topics about #42")
    [heard] = room.core.heard
    assert isinstance(heard, TypedCommand)
    assert heard.text == f"nonsense @ben|Ben in #{room.channel('topics').id}|topics about #42"


async def test_a_web_address_is_left_alone_where_it_ends_like_a_channel(room: EchoRoom) -> None:
    async with page(room) as ana:
        await ana.ask(do="say", text="/share https://example.org/#general channel:#general")
    [heard] = room.core.heard
    assert isinstance(heard, TypedCommand)
    assert heard.text == f"share https://example.org/#general channel:#{room.channel('general').id}|general"


async def test_the_page_speaks_the_readers_language() -> None:
    """By the address or by the browser's wish, where there is a translation; days and times go with it."""
    languages = Languages({"es": NullTranslations()})
    async with echo_room(languages=languages) as room:
        for address, headers in (("/?lang=es", {}), ("/", {"Accept-Language": "de, es-MX;q=0.8, en;q=0.5"})):
            text = await body(room.url + address, headers)
            assert '<html lang="es">' in text
            assert "lunes, 5 de octubre" in text
        assert '<html lang="en">' in await body(f"{room.url}/?lang=de")
        async with page(room, lang="es") as ana:
            await ana.ask(do="say", text="/hola")
        assert room.core.heard[0].origin.locale == "es"


async def test_what_people_say_is_shown_to_others_and_not_handed_to_the_core(room: EchoRoom) -> None:
    """A plain message is seen by everybody in the channel, literally, and the bot never hears of it."""
    async with page(room) as ana, page(room, **{"as": "ben"}) as ben, page(room, channel="topics") as elsewhere:
        await ana.ask(do="say", text="<b>See</b> https://example.org/a?b=1&c=2.")
        seen = await ben.event("message")
        unread = await elsewhere.event("elsewhere")
    assert "&lt;b&gt;See&lt;/b&gt; <a href=" in seen["html"]
    assert 'href="https://example.org/a?b=1&amp;c=2"' in seen["html"]
    assert unread["channel"] == room.channel("general").id
    assert room.core.heard == []


async def test_a_line_sent_again_after_a_broken_socket_stands_there_once(room: EchoRoom) -> None:
    """The page repeats what it is unsure of under the same reference."""
    for _ in range(2):
        async with page(room) as ana:
            await ana.ask(do="say", text="Hello", ref="thesameref")
    assert [message.text for message in room.store.kept.values()] == ["Hello"]


async def test_pressing_on_what_all_see_answers_with_a_new_private_message(room: EchoRoom) -> None:
    """The card stays as it is, and only the one who pressed reads the answer."""
    sent = await room.front.messenger.send(room.target("general"), CARD, "card:1")
    assert isinstance(sent, Done)
    async with page(room) as ana, page(room, **{"as": "ben"}) as ben:
        events = await ana.ask(do="press", message=sent.id, code="v1:keep:16")
        assert "You pressed v1:keep:16  in public." in only(events, "message")["html"]
        await ana.ask(do="say", text="something else")
        assert "something else" in (await ben.event("message"))["html"]
    assert room.store.kept[sent.id].text.startswith("Fraction strips")


async def test_pressing_on_a_private_answer_replaces_it(room: EchoRoom) -> None:
    """The answer to a press on one's own private message takes its place."""
    async with page(room) as ana:
        first = only(await ana.ask(do="say", text="/card"), "message")
        message = next(iter(room.store.kept))
        second = only(await ana.ask(do="press", message=message, code="v1:move", chosen=["2"]), "message")
    heard = room.core.heard[-1]
    assert isinstance(heard, Press)
    assert (heard.chosen, heard.in_private) == (("2",), True)
    assert f'id="m{message}"' in first["html"]
    assert f'id="m{message}"' in second["html"]
    assert list(room.store.kept) == [message]


async def test_a_press_in_a_direct_message_is_answered_beside_it(room: EchoRoom) -> None:
    """A direct message stays; what it brings is another one."""
    reminder = Reply((say("Tomorrow at four."), buttons(Button("Can't make it", "cannot"))))
    sent = await room.front.messenger.send(Target("riverside", user="ana"), reminder, "reminder:1")
    assert isinstance(sent, Done)
    async with page(room) as ana:
        event = only(await ana.ask(do="press", message=sent.id, code="v1:cannot"), "message")
    heard = room.core.heard[-1]
    assert isinstance(heard, Press)
    assert (heard.in_private, heard.origin.channel) == (False, "")
    assert event["place"] == "direct"
    assert len(room.store.kept) == 2


async def test_a_form_opens_shows_problems_at_its_fields_and_is_sent(room: EchoRoom) -> None:
    """What is missing is said at the field with the rest still there; then the form gives way to the answer."""
    async with page(room) as ana:
        opened = only(await ana.ask(do="say", text="/announcements create"), "form")
        assert 'data-code="v1:announce"' in opened["html"]
        assert "Show me how it looks" in await body(f"{room.url}/?as=ana"), "a reload shows the form again"
        typed = {"body": "", "day": "2026-10-06", "clock": "16:00", "repeat": "weekly", "channel": ""}
        shown = only(await ana.ask(do="submit", code="v1:announce", values=typed), "form")
        assert 'id="problem-body">Write a few words first.' in shown["html"]
        assert 'value="2026-10-06"' in shown["html"]
        assert '<option value="weekly" selected>' in shown["html"]
        events = await ana.ask(do="submit", code="v1:announce", values={**typed, "body": "Bring scissors."})
    heard = room.core.heard[-1]
    assert isinstance(heard, Submission)
    assert heard.values["body"] == "Bring scissors."
    assert only(events, "form_closed")
    assert "You sent body=Bring scissors." in only(events, "message")["html"]
    assert "Show me how it looks" not in await body(f"{room.url}/?as=ana")


async def test_the_answer_to_a_form_replaces_the_private_message_it_was_opened_from(room: EchoRoom) -> None:
    async with page(room) as ana:
        await ana.ask(do="say", text="/card")
        message = next(iter(room.store.kept))
        form = only(await ana.ask(do="press", message=message, code="v1:boxes"), "form")
        assert f'data-source="{message}"' in form["html"]
        await ana.ask(do="submit", code="v1:boxes:d1", source=message, values={"grades": "3,4", "tell": "false"})
    assert [m.text.partition("\n")[0] for m in room.store.kept.values()] == ["You sent grades=3,4, tell=false."]


async def test_a_message_action_hands_over_the_one_message(room: EchoRoom) -> None:
    """Of all that was said, the core gets the message that somebody pointed at."""
    async with page(room) as ana, page(room, **{"as": "ben"}) as ben:
        await ben.ask(do="say", text="Not this one")
        await ben.ask(do="say", text="These strips: https://example.org/strips.")
        await ana.ask(do="point", name="keep_for_me", message=list(room.store.kept)[1])
    [heard] = room.core.heard
    assert isinstance(heard, MessageCall)
    assert (heard.name, heard.snapshot.author, heard.snapshot.by_us) == ("keep_for_me", "ben", False)
    assert heard.snapshot.links == ("https://example.org/strips",)


async def test_a_reference_is_completed_by_the_core(room: EchoRoom) -> None:
    async with page(room) as ana:
        events = await ana.ask(do="suggest", path="topics follow", option="topic", typed="num", options={})
    assert only(events, "suggestions")["choices"] == [{"label": "Number talks", "value": "1"}]
    [typed] = room.core.suggested
    assert isinstance(typed, Suggest)
    assert (typed.path, typed.option, typed.typed) == ("topics follow", "topic", "num")


async def test_a_late_answer_is_announced_first(room: EchoRoom) -> None:
    async with page(room) as ana:
        events = await ana.ask(do="say", text="/slow")
    assert [event["event"] for event in events] == ["deferred", "message"]


async def test_what_breaks_is_said_without_its_insides(room: EchoRoom) -> None:
    async with page(room) as ana:
        events = await ana.ask(do="say", text="/fail")
    assert only(events, "toast")["words"] == "That did not work. Try it again in a moment."


async def test_the_messenger_keeps_cards_up_to_date(room: EchoRoom) -> None:
    """Sent once however often asked, then edited, pinned, unpinned and deleted before everybody's eyes."""
    messenger, target = room.front.messenger, room.target("library")
    async with page(room, channel="library") as ana:
        sent = await messenger.send(target, CARD, "card:1")
        assert isinstance(sent, Done)
        assert await messenger.send(target, CARD, "card:1") == sent
        assert "Fraction strips" in (await ana.event("message"))["html"]
        assert await messenger.edit(target, sent.id, Reply((say("Closed."),))) == sent
        assert await messenger.pin(target, sent.id) == sent
        assert "Closed." in (await ana.event("pins"))["html"]
        assert await messenger.unpin(target, sent.id) == sent
        assert "Closed." not in (await ana.event("pins"))["html"]
        assert isinstance(await messenger.delete(target, sent.id), Done)
        assert (await ana.event("removed"))["id"] == sent.id


async def test_the_messenger_says_what_is_gone(room: EchoRoom) -> None:
    messenger, target = room.front.messenger, room.target("general")
    nowhere, nobody = Target("riverside", "999"), Target("riverside", user="zoe")
    for outcome, reason in (
        (await messenger.send(nowhere, CARD, "a"), RefusalReason.CHANNEL_GONE),
        (await messenger.send(Target("atlantis", "1"), CARD, "b"), RefusalReason.WORKSPACE_GONE),
        (await messenger.send(nobody, CARD, "c"), RefusalReason.PERSON_GONE),
        (await messenger.edit(target, "999", CARD), RefusalReason.MESSAGE_GONE),
        (await messenger.pin(target, "999"), RefusalReason.MESSAGE_GONE),
        (await messenger.delete(target, "999"), RefusalReason.MESSAGE_GONE),
        (await messenger.join_channel("riverside", room.channel("moderators").id), RefusalReason.NOT_ACCEPTED),
        (await messenger.open_channel("riverside", "moderators", ""), RefusalReason.NAME_TAKEN),
    ):
        assert outcome == Refused(reason)


async def test_what_was_said_is_found_by_its_key(room: EchoRoom) -> None:
    """In a channel and in direct messages; what was not said, or elsewhere, or by a person, is absent."""
    messenger, to_ana = room.front.messenger, Target("riverside", user="ana")
    assert messenger.repeats_safely
    began = datetime(2026, 10, 5, tzinfo=UTC)
    assert await messenger.look_for(room.target("general"), "card:1", began) == Absent()
    posted = await messenger.send(room.target("general"), CARD, "card:1")
    sent = await messenger.send(to_ana, CARD, "reminder:1")
    assert isinstance(posted, Done)
    assert isinstance(sent, Done)
    assert await messenger.look_for(room.target("general"), "card:1", began) == Found(posted.id)
    assert await messenger.look_for(to_ana, "reminder:1", began) == Found(sent.id)
    assert await messenger.look_for(Target("hillside", user="ana"), "reminder:1", began) == Absent()
    async with page(room) as ana:
        await ana.ask(do="say", text="Hello", ref="ref12345")
    assert await messenger.look_for(room.target("general"), "said:ana:ref12345", began) == Absent()
    await messenger.delete(to_ana, sent.id)
    assert await messenger.look_for(to_ana, "reminder:1", began) == Absent()


async def test_a_persons_direct_messages_are_a_place_of_their_own(room: EchoRoom) -> None:
    """It is there without being opened; what is sent by its name arrives there."""
    messenger = room.front.messenger
    opened = await messenger.open_direct("riverside", "ana")
    assert opened == Done("ana")
    sent = await messenger.send(Target("riverside", opened.id, "ana"), CARD, "reminder:1")
    assert isinstance(sent, Done)
    message = room.store.kept[sent.id]
    assert (message.channel, message.to_user) == ("", "ana")
    assert await messenger.open_direct("riverside", "zoe") == Refused(RefusalReason.PERSON_GONE)


async def test_channels_are_opened_adopted_and_shown(room: EchoRoom) -> None:
    messenger = room.front.messenger
    async with page(room) as ana:
        opened = await messenger.open_channel("riverside", "grading", "Grading late work")
        assert "grading" in (await ana.event("channels"))["html"]
    assert isinstance(opened, Done)
    assert await messenger.open_channel("riverside", "grading", "") == opened
    assert await messenger.join_channel("riverside", opened.id) == opened
    names = {seen.name: seen.private for seen in await messenger.channels("riverside")}
    assert names["moderators"] is True
    assert names["grading"] is False
    assert await messenger.channels("atlantis") == []


async def test_private_channels_and_answers_stay_private(room: EchoRoom) -> None:
    """A teacher neither finds the moderators' channel nor reads what was answered to somebody else."""
    async with page(room) as ana:
        await ana.ask(do="say", text="/card")
    assert "moderators" not in await body(f"{room.url}/?as=ana&channel=moderators")
    as_mo = await body(f"{room.url}/?as=mo&channel=moderators")
    assert "<h1>#moderators</h1>" in as_mo
    assert "Fraction strips" not in await body(f"{room.url}/?as=mo")
    assert "Fraction strips" in await body(f"{room.url}/?as=ana")


async def test_moderators_take_cards_away_by_hand_and_others_do_not(room: EchoRoom) -> None:
    sent = await room.front.messenger.send(room.target("general"), CARD, "card:1")
    assert isinstance(sent, Done)
    await room.front.messenger.pin(room.target("general"), sent.id)
    async with page(room) as ana, page(room, **{"as": "mo"}) as mo:
        assert "Moderators and admins" in only(await ana.ask(do="unpin", message=sent.id), "toast")["words"]
        await mo.ask(do="unpin", message=sent.id)
        assert room.store.kept[sent.id].pinned is False
        await mo.ask(do="delete", message=sent.id)
        assert sent.id not in room.store.kept
        assert "not here any more" in only(await mo.ask(do="delete", message=sent.id), "toast")["words"]


async def test_a_private_answer_is_dismissed_by_its_reader_alone(room: EchoRoom) -> None:
    async with page(room) as ana, page(room, **{"as": "ada"}) as ada:
        await ana.ask(do="say", text="/card")
        message = next(iter(room.store.kept))
        assert only(await ada.ask(do="dismiss", message=message), "toast")
        await ana.ask(do="dismiss", message=message)
    assert room.store.kept == {}


async def test_the_clock_moves_forward_in_the_communitys_zone(room: EchoRoom) -> None:
    async with page(room) as ana:
        await ana.ask(do="clock", to="+1h")
        assert room.clock.instant == datetime(2026, 10, 5, 20, 30, tzinfo=UTC)
        await ana.ask(do="clock", to="2026-10-31T16:00")
        assert room.clock.instant == datetime(2026, 10, 31, 20, 0, tzinfo=UTC)
        await ana.ask(do="clock", to="+1d")
        assert room.clock.instant == datetime(2026, 11, 1, 21, 0, tzinfo=UTC), (
            "four o'clock also after the clock change"
        )
        assert "has passed" in only(await ana.ask(do="clock", to="2026-10-06T16:00"), "toast")["words"]
        assert "Choose a day" in only(await ana.ask(do="clock", to=""), "toast")["words"]


@pytest.mark.parametrize(
    ("zone", "words"),
    [("America/New_York", "4:00 PM Eastern Time"), (None, "8:00 PM UTC")],
)
async def test_instants_are_said_with_their_zone(zone: str | None, words: str) -> None:
    async with echo_room(zone=lambda: zone) as room:
        instant = datetime(2026, 10, 6, 20, 0, tzinfo=UTC)
        sent = await room.front.messenger.send(room.target("general"), Reply((say(When(instant)),)), "k")
        assert isinstance(sent, Done)
        message = room.store.kept[sent.id]
    assert words in message.text
    assert f'<time datetime="2026-10-06T20:00:00+00:00">{message.text}</time>' in message.html


async def test_buttons_and_forms_survive_a_restart() -> None:
    """A new process on the same store takes a press on an old message and a form that was open."""
    store = MemoryStore()
    async with echo_room(store) as room, page(room) as ana:
        await ana.ask(do="say", text="/card")
        await ana.ask(do="say", text="/announcements create")
        message = next(iter(store.kept))
    async with echo_room(store) as room, page(room) as ana:
        assert (await ana.socket.receive_json(timeout=5))["event"] == "stale"
        event = only(await ana.ask(do="press", message=message, code="v1:keep:16"), "message")
        assert f'id="m{message}"' in event["html"]
        assert "Show me how it looks" in await body(f"{room.url}/?as=ana")
        await ana.ask(do="submit", code="v1:announce", values={"body": "Bring scissors."})
        assert isinstance(room.core.heard[-1], Submission)
        assert len(room.store.kept_channels) == 10, "the channels are made once"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "10.0.0.7", "127.0.0.1.evil.example", ""])
async def test_a_foreign_name_for_this_address_is_refused(room: EchoRoom, host: str) -> None:
    """A page elsewhere whose name was made to point here gets nothing, neither pages nor a socket."""
    async with ClientSession(headers={"Host": host}) as session:
        for path in ("/", "/static/room.js", "/side-by-side"):
            async with session.get(room.url + path) as answer:
                assert answer.status == 403
                assert "127.0.0.1" in await answer.text()
        with pytest.raises(WSServerHandshakeError) as refused:
            await session.ws_connect(f"{room.url}/ws")
        assert refused.value.status == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", "null", "file://"])
async def test_a_page_from_elsewhere_gets_no_socket(room: EchoRoom, origin: str) -> None:
    async with ClientSession() as session:
        with pytest.raises(WSServerHandshakeError) as refused:
            await session.ws_connect(f"{room.url}/ws", origin=origin)
        assert refused.value.status == 403
        async with session.ws_connect(f"{room.url}/ws", origin=room.url) as socket:
            assert not socket.closed


async def test_a_configured_name_is_answered(room: EchoRoom) -> None:
    async with echo_room(hosts=("room.example.org",)) as named:
        assert "<h1>" in await body(named.url, {"Host": "room.example.org:8080"})
        assert "<h1>" in await body(named.url, {"Host": f"localhost:{named.url.rpartition(':')[2]}"})
    async with echo_room(hosts=("0.0.0.0",)) as everywhere:
        assert "<h1>" in await body(everywhere.url, {"Host": "192.168.1.20:8080"})


async def test_pages_ask_nothing_of_other_sites(room: EchoRoom) -> None:
    async with ClientSession() as session, session.get(room.url) as answer:
        policy = answer.headers["Content-Security-Policy"]
        text = await answer.text()
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'")
    assert "unsafe" not in policy
    assert "<style" not in text
    assert " style=" not in text
    assert text.count("<h1") == 1


async def test_both_servers_stand_side_by_side(room: EchoRoom) -> None:
    text = await body(f"{room.url}/side-by-side?as=ben")
    assert text.count("<iframe") == 2
    assert "in=hillside" in text


async def test_the_front_tells_of_its_servers_and_checks_itself(room: EchoRoom) -> None:
    assert [seen.name for seen in room.core.seen] == ["Riverside Teachers", "Hillside Teachers"]
    assert all(finding.holds for finding in await room.front.check())
    async with ClientSession() as session, session.get(f"{room.url}/health") as answer:
        assert await answer.json() == {"status": "ok"}


async def test_nonsense_on_the_socket_is_ignored(room: EchoRoom) -> None:
    async with page(room) as ana:
        for text in ("{", "[]", "{}", '{"ref": "abcd", "do": "press"}', '{"ref": "abcd", "do": "say", "text": 1}'):
            await ana.socket.send_str(text)
        await ana.ask(do="say", text="still here")
    assert room.core.heard == []


async def test_half_a_surrogate_never_gets_in(room: EchoRoom) -> None:
    """JSON can spell what no text may hold; it arrives as a question mark, in lines, options, presses and forms."""
    assert read({"do": "say", "ref": "ref1", "text": "a\ud800b"}) == ("ref1", Said("a?b"))
    values = {"na\udfffme": "\ud800", "whole": "\U0001f600"}
    assert read({"do": "submit", "ref": "ref1", "code": "\ud800", "values": values}) == (
        "ref1",
        Submitted("?", {"na?me": "?", "whole": "\U0001f600"}, ""),
    )
    assert read({"do": "press", "ref": "ref1", "code": "x", "chosen": ["\ud800"]}) == ("ref1", Pressed("", "x", ("?",)))
    async with page(room) as ana:
        assert "toast" not in {event["event"] for event in await ana.ask(do="say", text="before \ud800 after")}
        shown = await body(f"{room.url}/?as=ana&in=riverside&channel=general")
    assert "before ? after" in shown
