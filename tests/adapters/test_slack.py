"""Slack's front over real sockets: everything that comes in, every way of answering, every call of the messenger."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Annotated

import aiohttp
import pytest

from adapters.slack.client import SlackFront
from adapters.slack.incoming import Workspace, origin_of
from adapters.slack.messenger import mark_of
from adapters.slack.people import Profile
from adapters.slack.register import SCOPES, manifest
from bot.domain.people import Platform, Role
from bot.interaction.registry import Registry
from bot.interaction.spec import Opt, command, on_message
from bot.ports.incoming import (
    Answering,
    Choice,
    CommandCall,
    HomeOpened,
    Incoming,
    MessageCall,
    PinsChanged,
    Press,
    Submission,
    Suggest,
    TypedCommand,
    WorkspaceGone,
    WorkspaceSeen,
)
from bot.ports.platform import (
    Ambiguous,
    ChannelSeen,
    Done,
    FrontStopped,
    RefusalReason,
    Refused,
    Retry,
    Target,
    TokenRefused,
)
from bot.ui.language import Languages
from bot.ui.model import (
    Bold,
    Button,
    Field,
    Form,
    Heading,
    Kind,
    LinkButton,
    Option,
    Reply,
    Select,
    When,
    buttons,
    reply,
    say,
)
from tests.platforms.slack import BOT_USER, Message, Person, SlackServer, pings
from tests.platforms.slack.socket import Link

Script = Callable[[Incoming, Answering], Awaitable[None]]


@command("resources share", summary="Add a link to the library")
async def share(call: object, *, link: Annotated[str, Opt("Web address", rest=True)]) -> Reply:
    raise NotImplementedError


@command("find", summary="Search everything")
async def find(call: object, *, words: Annotated[str, Opt("What to look for", rest=True)]) -> Reply:
    raise NotImplementedError


@command("topics list", summary="Show all topics")
async def topics(call: object) -> Reply:
    raise NotImplementedError


@on_message("add_to_library", label="Add to library")
async def add(call: object, snapshot: object) -> Reply:
    raise NotImplementedError


REGISTRY = Registry.of((share, find, topics, add))
HARMFUL = "@channel <!here> <@U1> *bold* _it_ ~no~ `code` & :tada: https://a.example"


def words(text: str) -> Reply:
    return Reply((say(text),))


async def answer(incoming: Incoming, answering: Answering) -> None:
    await answering.answer([words("Here you are.")])


@dataclass
class EchoCore:
    """Writes down what comes and does what the test says with it."""

    script: Script = answer
    seen: list[Incoming] = field(default_factory=list)
    workspaces: list[WorkspaceSeen | WorkspaceGone] = field(default_factory=list)
    finished: int = 0

    async def handle(self, incoming: Incoming, answering: Answering) -> None:
        self.seen.append(incoming)
        await self.script(incoming, answering)
        self.finished += 1

    async def suggest(self, typed: Suggest) -> Sequence[Choice]:
        return ()

    async def workspace_seen(self, seen: WorkspaceSeen) -> None:
        self.workspaces.append(seen)

    async def workspace_gone(self, gone: WorkspaceGone) -> None:
        self.workspaces.append(gone)

    async def pins_changed(self, changed: PinsChanged) -> None:
        raise AssertionError("Slack is not asked to tell of pins")


@dataclass
class Pages:
    """A notebook of paper."""

    notes: dict[str, str] = field(default_factory=dict)

    async def get(self, name: str) -> str | None:
        return self.notes.get(name)

    async def set(self, name: str, value: str) -> None:
        self.notes[name] = value


@dataclass
class Room:
    """A network on Slack with the front connected."""

    server: SlackServer
    core: EchoCore
    front: SlackFront
    running: asyncio.Task[None]

    async def settled(self, count: int) -> None:
        """Wait until the core is done with *count* things."""
        await wait_until(lambda: self.core.finished >= count)


async def wait_until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 - the core tells nobody
            await asyncio.sleep(0.01)


def front_of(
    server: SlackServer, *, bot_token: str = "", app_token: str = "", notes: Pages | None = None
) -> SlackFront:
    return SlackFront(
        bot_token or server.bot_token,
        app_token or server.app_token,
        REGISTRY,
        Languages(),
        notes or Pages(),
        server.api_url,
        ("resources",),
        ping_seconds=0.5,
    )


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        server.install(manifest(REGISTRY, Languages(), ("resources",)))
        yield server


@pytest.fixture
async def room(server: SlackServer) -> AsyncIterator[Room]:
    core, front = EchoCore(), front_of(server)
    running = asyncio.create_task(front.run(core))
    async with asyncio.timeout(5):
        await front.wait_ready()
    yield Room(server, core, front, running)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError, FrontStopped):
        await running
    assert server.problems == []


@pytest.fixture
def ana(room: Room) -> Person:
    user = room.server.add_user("ana", real_name="Ana Ruiz", locale="es-ES", tz="America/Chicago")
    return room.server.client(user, room.server.add_channel("general", joined=True))


async def card(room: Room, ana: Person, *controls: Button | LinkButton | Select) -> Message:
    """A card of ours in the open channel."""
    done = await room.front.messenger.send(
        Target(room.server.team_id, ana.channel.id), reply(Heading("Card"), buttons(*controls)), "card"
    )
    assert isinstance(done, Done)
    message = ana.channel.message(done.id)
    assert message is not None
    return message


A_FORM = Form(
    "share",
    "Share a link",
    (
        Field("link", "Web address", Kind.URL, value="https://a.example/?x=1&y=2"),
        Field("about", "About", Kind.LONG_TEXT, required=False, most=500, hint="A sentence"),
        Field(
            "kind", "Kind", Kind.CHOICE, required=False, options=(Option("Lesson", "lesson"), Option("Task", "task"))
        ),
        Field("grades", "Grades", Kind.CHOICES, required=False, options=(Option("6", "g6"), Option("7", "g7"))),
        Field("post", "Post a card", Kind.FLAG, value="true"),
    ),
)
DATES = Form(
    "when",
    "When",
    (
        Field("day", "Day", Kind.DATE, value="next friday"),
        Field("at", "At", Kind.CLOCK, value="16:00"),
        Field("where", "Channel", Kind.CHANNEL),
        Field("topic", "Topic", Kind.TOPIC, required=False),
    ),
)


async def opens(incoming: Incoming, answering: Answering) -> None:
    """A form for whatever is used, an answer for what is filled in."""
    if isinstance(incoming, Submission):
        await answering.answer([words("Saved.")])
    else:
        await answering.open_form(A_FORM)


async def defers(incoming: Incoming, answering: Answering) -> None:
    await answering.defer()
    await answering.complete([words("Done after all.")])


# What comes in


async def test_the_workspace_is_seen_before_anything_else(room: Room) -> None:
    """The core hears of the workspace with the name that people know."""
    assert room.core.workspaces == [WorkspaceSeen(Platform.SLACK, room.server.team_id, "Harbor Teachers")]


async def test_a_command_comes_with_who_and_where(room: Room, ana: Person) -> None:
    """The text is handed on after the root, with the person's own language and zone."""
    used = await ana.slash("/staffroom", "resources share https://a.example/?x=1&y=2")
    await room.settled(1)
    [incoming] = room.core.seen
    assert isinstance(incoming, TypedCommand)
    assert incoming.text == "resources share https://a.example/?x=1&y=2"
    origin = incoming.origin
    assert (origin.user, origin.user_name, origin.locale, origin.zone) == (
        ana.user.id,
        "ana",
        "es-ES",
        "America/Chicago",
    )
    assert (origin.workspace, origin.tenant, origin.workspace_name) == (room.server.team_id,) * 2 + ("Harbor Teachers",)
    assert (origin.channel, origin.channel_name, origin.key) == (ana.channel.id, "general", used.trigger_id)
    assert origin.platform_role is Role.MEMBER
    assert [room.server.shown(message) for message in ana.private] == ["Here you are."]


async def test_references_and_entities_are_decoded_once(room: Room, ana: Person) -> None:
    """A mention stands as id and name, an ampersand typed as an entity stays one."""
    room.server.brackets_links = True
    await ana.slash("/staffroom", "topics list @ana #general @here R&amp;D <b> https://a.example/?x=1&y=2")
    await room.settled(1)
    assert isinstance(room.core.seen[0], TypedCommand)
    assert room.core.seen[0].text == (
        f"topics list @{ana.user.id}|ana #{ana.channel.id}|general @here R&amp;D <b> https://a.example/?x=1&y=2"
    )


async def test_a_short_form_is_the_group(room: Room, ana: Person) -> None:
    """/resources share x says the same as /staffroom resources share x."""
    await ana.slash("/resources", "share x")
    await ana.slash("/resources")
    await room.settled(2)
    assert [incoming.text for incoming in room.core.seen if isinstance(incoming, TypedCommand)] == [
        "resources share x",
        "resources",
    ]


async def test_admins_are_known_and_profiles_kept(room: Room) -> None:
    """A workspace admin is an admin; the profile is asked for once in five minutes."""
    boss = room.server.client(room.server.add_user("boss", admin=True))
    owner = room.server.client(room.server.add_user("owner", owner=True))
    for person in (boss, boss, owner):
        await person.slash("/staffroom", "help")
    await room.settled(3)
    assert {incoming.origin.platform_role for incoming in room.core.seen} == {Role.ADMIN}
    assert {incoming.origin.channel_name for incoming in room.core.seen} == {""}
    assert len(room.server.calls("users.info")) == 2


@pytest.mark.parametrize("failure", ["slow", "refused"])
async def test_an_unreadable_profile_is_a_members(room: Room, ana: Person, failure: str) -> None:
    """Whoever cannot be looked up is still answered, as a member."""
    if failure == "slow":
        room.server.faults.slow("users.info", 1.5)
    else:
        room.server.scopes.discard("users:read")
    used = await ana.slash("/staffroom", "help")
    await room.settled(1)
    assert used.shown_error is None
    assert (room.core.seen[0].origin.platform_role, room.core.seen[0].origin.user_name) == (Role.MEMBER, "ana")
    assert len(ana.private) == 1


@pytest.mark.parametrize("admin", [False, True])
async def test_people_of_another_team_are_refused_in_words(room: Room, ana: Person, admin: bool) -> None:
    """Whoever only shares a channel with the workspace never reaches the core, whatever they are at home."""
    eve = room.server.add_user("eve", admin=admin)
    eve.team_id = "TOTHER"
    shown = await card(room, ana, Button("More", "more"))
    stranger = room.server.client(eve, ana.channel)
    await stranger.slash("/staffroom", "help")
    await wait_until(lambda: len(stranger.private) == 1)
    await stranger.click(shown, "More")
    await wait_until(lambda: len(stranger.private) == 2)
    await stranger.global_shortcut("Find in the library")
    await wait_until(lambda: stranger.modal is not None)
    refused = f"This is for members of {room.server.workspace.name}."
    assert all(refused in room.server.shown(message) for message in stranger.private)
    assert stranger.modal is not None
    assert refused in room.server.shown(stranger.modal)
    assert room.core.seen == []
    assert room.server.shown(shown).count(refused) == 0


async def test_a_form_of_another_team_is_acknowledged_with_the_refusal(room: Room, ana: Person) -> None:
    """What is sent from a form does not reach the core either, and the person is not left without an answer."""
    eve = room.server.add_user("eve")
    eve.team_id = "TOTHER"
    sent = await room.server.client(eve, ana.channel).raw_view_submission("v1:share", {})
    assert sent.shown_error is None
    assert "This is for members of" in str(sent.ack)
    assert room.core.seen == []


HOME = Workspace("THOME", "Home", "UBOT", "BBOT")


@pytest.mark.parametrize(
    ("payload", "profile", "home"),
    [
        ({"user": {"team_id": "THOME"}}, Profile(), "THOME"),
        ({"user": {"team_id": "TOTHER"}, "team": {"id": "THOME"}}, Profile(), "TOTHER"),
        ({"user_id": "U1", "team_id": "TOTHER"}, Profile(), "TOTHER"),
        ({"team_id": "THOME", "event": {"user": "U1"}}, Profile(), "THOME"),
        ({"user": {"team_id": "THOME"}}, Profile(teams=frozenset({"TOTHER"})), "TOTHER"),
        ({"user": {"team_id": "TOTHER"}}, Profile(teams=frozenset({"TOTHER", "THOME"})), "THOME"),
        ({"user": {"team_id": "THOME"}}, Profile(stranger=True), ""),
        ({"user": {"team_id": "THOME"}}, Profile(teams=frozenset({"THOME"}), stranger=True), ""),
    ],
)
def test_whose_somebody_is(payload: dict[str, object], profile: Profile, home: str) -> None:
    """The profile says it, else the payload; in an organization, membership here counts; only ours are admins."""
    origin = origin_of(payload, HOME, replace(profile, role=Role.ADMIN))
    assert origin.tenant == home
    assert origin.platform_role is (Role.ADMIN if home == "THOME" else Role.MEMBER)


async def test_a_message_shortcut_hands_over_the_message(room: Room, ana: Person) -> None:
    """Words are plain, people are named, links are listed, nothing else is read."""
    ben = room.server.client(room.server.add_user("ben"), ana.channel)
    message = ben.post("@ana look: https://a.example/?x=1&y=2 <good> for #general @here")
    message.blocks = [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "link", "url": "https://b.example"}, {"type": "text", "text": "x"}],
                }
            ],
        }
    ]
    await ana.message_action("Add to library", message)
    await room.settled(1)
    [incoming] = room.core.seen
    assert isinstance(incoming, MessageCall)
    assert incoming.name == "add_to_library"
    seen = incoming.snapshot
    assert (seen.message, seen.author, seen.author_name, seen.by_us) == (message.ts, ben.user.id, "ben", False)
    assert seen.text == "@ana look: https://a.example/?x=1&y=2 <good> for #general @here"
    assert seen.links == ("https://a.example/?x=1&y=2", "https://b.example")
    assert len(ana.private) == 1


async def test_our_own_message_is_known_as_ours(room: Room, ana: Person) -> None:
    """A shortcut on a card of ours says so."""
    await ana.message_action("add_to_library", await card(room, ana, Button("Go", "go")))
    await room.settled(1)
    assert isinstance(room.core.seen[0], MessageCall)
    assert room.core.seen[0].snapshot.by_us


async def test_global_shortcuts_are_commands(room: Room, ana: Person) -> None:
    """Those whose command is declared are in the menu; the answer is a view."""
    await ana.global_shortcut("Find in the library")
    await room.settled(1)
    assert isinstance(room.core.seen[0], CommandCall)
    assert (room.core.seen[0].path, dict(room.core.seen[0].options)) == ("find", {})
    assert ana.modal is not None
    assert "Here you are." in room.server.shown(ana.modal)
    with pytest.raises(AssertionError, match="no global shortcut"):
        await ana.global_shortcut("Open Staffroom home")


async def test_home_is_published_for_the_person(room: Room, ana: Person) -> None:
    """Opening Home asks the core, keyed by the event; the Messages tab asks nothing."""
    await ana.open_home(tab="messages")
    opened = await ana.open_home()
    await room.settled(1)
    [incoming] = room.core.seen
    assert isinstance(incoming, HomeOpened)
    assert incoming.origin.key == opened.payload["event_id"]
    assert ana.home is not None
    assert "Here you are." in room.server.shown(ana.home)


async def test_a_redelivered_event_has_the_same_key(room: Room, ana: Person) -> None:
    """The core can tell that it is the same one."""
    opened = await ana.open_home()
    await room.server.redeliver(opened.payload["event_id"])
    await room.settled(2)
    assert len({incoming.origin.key for incoming in room.core.seen}) == 1


async def test_a_button_carries_its_code(room: Room, ana: Person) -> None:
    """A press in a card is answered privately, the card stays as it is."""
    message = await card(
        room, ana, Button("Join", "topic.join", (7,), "primary"), LinkButton("Page", "https://a.example")
    )
    await ana.click(message, "Join")
    await ana.click(message, "Page")
    await room.settled(1)
    [incoming] = room.core.seen
    assert isinstance(incoming, Press)
    assert (incoming.code, incoming.chosen, incoming.in_private) == ("v1:topic.join:7", (), False)
    assert "Card" in room.server.shown(message)
    assert [room.server.shown(message) for message in ana.private] == ["Here you are."]


async def test_menus_carry_what_was_chosen(room: Room, ana: Person) -> None:
    """One of several at once; several of several with Done, and nothing before it."""
    options = tuple(Option(f"Grade {n}", f"g{n}", "About") for n in range(6, 9))
    message = await card(room, ana, Select("Grade", "one", options), Select("Grades", "some", options, (3,), most=2))
    await ana.choose(message, "Grade", "Grade 7")
    await ana.choose(message, "choose:v1:some:3", ["Grade 6", "Grade 8"])
    await ana.click(message, "Done")
    await room.settled(2)
    presses = [incoming for incoming in room.core.seen if isinstance(incoming, Press)]
    assert [(p.code, p.chosen) for p in presses] == [("v1:one", ("g7",)), ("v1:some:3", ("g6", "g8"))]


async def test_nothing_goes_without_an_ack(room: Room, ana: Person) -> None:
    """What the core knows nothing of is acknowledged all the same."""
    forged = await ana.raw_block_action("v0:old", "x")
    await ana.raw_view_submission("v1:forged", {"a": {"value": {"type": "plain_text_input", "value": "b"}}})
    unknown = await room.server.event({"type": "reaction_added", "user": ana.user.id})
    assert forged.shown_error is None
    assert unknown.failure is None
    await room.settled(2)
    assert isinstance(room.core.seen[1], Submission)
    assert room.core.seen[1].values == {"a": "b"}


async def test_a_failing_core_does_not_cost_the_ack(room: Room, ana: Person) -> None:
    """Whatever breaks in between ends in the log."""

    async def breaks(incoming: Incoming, answering: Answering) -> None:
        raise RuntimeError("broken")

    room.core.script = breaks
    assert (await ana.slash("/staffroom", "x")).shown_error is None
    assert (await ana.raw_view_submission("v1:x", {})).shown_error is None
    room.core.script = answer
    await ana.slash("/staffroom", "y")
    await room.settled(1)


# Answering


async def test_a_form_is_filled_and_sent(room: Room, ana: Person) -> None:
    """Every field comes back by its name; the submission knows the channel, and the view says what happened."""
    room.core.script = opens
    await ana.slash("/staffroom", "resources share")
    await room.settled(1)
    assert ana.modal is not None
    assert ana.modal.title == "Share a link"
    await ana.submit({"About": "Good *one*", "Kind": "Task", "Grades": ["6", "7"], "Post a card": "No"})
    await room.settled(2)
    sent = room.core.seen[1]
    assert isinstance(sent, Submission)
    assert sent.code == "v1:share"
    assert sent.values == {
        "link": "https://a.example/?x=1&y=2",
        "about": "Good *one*",
        "kind": "task",
        "grades": "g6,g7",
        "post": "false",
    }
    assert (sent.origin.channel, sent.origin.channel_name) == (ana.channel.id, "general")
    assert ana.modal is not None
    assert "Saved." in room.server.shown(ana.modal)


async def test_native_pickers_and_empty_fields(room: Room, ana: Person) -> None:
    """A date that is none stays unset; what is left empty is ''."""

    async def script(incoming: Incoming, answering: Answering) -> None:
        await (answering.open_form(DATES) if isinstance(incoming, TypedCommand) else answering.answer([words("Ok")]))

    room.core.script = script
    await ana.slash("/staffroom", "when")
    await room.settled(1)
    await ana.submit({"Day": "2026-10-05", "Channel": ana.channel.id})
    await room.settled(2)
    assert isinstance(room.core.seen[1], Submission)
    assert room.core.seen[1].values == {"day": "2026-10-05", "at": "16:00", "where": ana.channel.id, "topic": ""}


async def test_problems_stand_at_their_fields(room: Room, ana: Person) -> None:
    """What is wrong is shown where it is, what belongs to no field at the first, and the form stays open."""

    async def script(incoming: Incoming, answering: Answering) -> None:
        if isinstance(incoming, Submission):
            await answering.show_problems(A_FORM, {"about": "Too short.", "other": "Look again."})
        else:
            await answering.open_form(A_FORM)

    room.core.script = script
    await ana.slash("/staffroom", "resources share")
    await room.settled(1)
    await ana.submit({"About": "x"})
    assert ana.field_errors == {"About": "Too short.", "Web address": "Look again."}


async def test_a_slow_form_is_saved_in_the_end(room: Room, ana: Person) -> None:
    """The view says Saving, then the answer, in this order."""

    async def script(incoming: Incoming, answering: Answering) -> None:
        await (defers if isinstance(incoming, Submission) else opens)(incoming, answering)

    room.core.script = script
    await ana.slash("/staffroom", "resources share")
    await room.settled(1)
    await ana.submit()
    assert ana.modal is not None
    assert "Saving…" in room.server.shown(ana.modal)
    await room.settled(2)
    assert "Done after all." in room.server.shown(ana.modal)


async def test_a_form_can_follow_a_form(room: Room, ana: Person) -> None:
    """The next step takes the place of the last."""

    async def script(incoming: Incoming, answering: Answering) -> None:
        await answering.open_form(DATES if isinstance(incoming, Submission) else A_FORM)

    room.core.script = script
    await ana.slash("/staffroom", "resources share")
    await room.settled(1)
    await ana.submit()
    assert ana.modal is not None
    assert (ana.modal.title, len(ana.stack)) == ("When", 1)


async def test_a_late_command_says_one_moment(room: Room, ana: Person) -> None:
    """Deferred, then answered, both privately."""
    room.core.script = defers
    await ana.slash("/staffroom", "x")
    await room.settled(1)
    assert [room.server.shown(message) for message in ana.private] == ["One moment…", "Done after all."]


async def test_a_press_in_a_private_message_replaces_it(room: Room, ana: Person) -> None:
    """The answer takes the place of what was pressed, with further ones below."""

    async def script(incoming: Incoming, answering: Answering) -> None:
        if isinstance(incoming, Press):
            assert incoming.in_private
            await answering.answer([words("Next page"), words("And more")])
        else:
            await answering.answer([reply(Heading("Page 1"), buttons(Button("More", "more")))])

    room.core.script = script
    await ana.slash("/staffroom", "x")
    await room.settled(1)
    await ana.click(ana.private[0], "More")
    await room.settled(2)
    assert [room.server.shown(message) for message in ana.private] == ["Next page", "And more"]


async def test_more_answers_than_a_response_url_takes(room: Room, ana: Person) -> None:
    """Five go where the person is, the others by direct message; nothing is lost."""

    async def script(incoming: Incoming, answering: Answering) -> None:
        await answering.answer([words(f"Part {n}") for n in range(1, 8)])

    room.core.script = script
    await ana.slash("/staffroom", "x")
    await room.settled(1)
    assert [room.server.shown(message) for message in ana.private] == [f"Part {n}" for n in range(1, 6)]
    assert [room.server.shown(message) for message in ana.dms] == ["Part 6", "Part 7"]


async def test_an_expired_trigger_is_said(room: Room, ana: Person) -> None:
    """Too late for a form: the core learns of it, and answers with words and a way on."""

    async def script(incoming: Incoming, answering: Answering) -> None:
        room.server.clock.advance(4)
        if not await answering.open_form(A_FORM):
            await answering.answer([words("Ready")])

    room.core.script = script
    await ana.slash("/staffroom", "x")
    await room.settled(1)
    assert ana.modal is None
    assert [room.server.shown(message) for message in ana.private] == ["Ready"]


async def test_buttons_in_our_views(room: Room, ana: Person) -> None:
    """In a view the answer, a late answer and a form all take its place."""

    async def script(incoming: Incoming, answering: Answering) -> None:
        if not isinstance(incoming, Press):
            await answering.answer(
                [reply(buttons(Button("One", "one"), Button("Late", "late"), Button("Form", "form")))]
            )
        elif incoming.code == "v1:form":
            await answering.open_form(A_FORM)
        elif incoming.code == "v1:late":
            await defers(incoming, answering)
        else:
            assert incoming.in_private
            await answering.answer([words("One it is")])

    room.core.script = script
    for label, expected in (("One", "One it is"), ("Late", "Done after all."), ("Form", "Web address")):
        await ana.global_shortcut("global_find")
        await wait_until(lambda: ana.modal)
        assert ana.modal is not None
        done = room.core.finished
        await ana.click(ana.modal, label)
        await room.settled(done + 1)
        assert expected in room.server.shown(ana.modal)
        await ana.close_modal()


async def test_buttons_on_home_open_views(room: Room, ana: Person) -> None:
    """An answer and a form open a view; too late for one, a direct message comes."""

    async def script(incoming: Incoming, answering: Answering) -> None:
        if isinstance(incoming, HomeOpened):
            await answering.answer(
                [reply(buttons(Button("Find", "find"), Button("Share", "share"), Button("Old", "old")))]
            )
        elif isinstance(incoming, Press) and incoming.code == "v1:find":
            assert not incoming.in_private
            await defers(incoming, answering)
        elif isinstance(incoming, Press) and incoming.code == "v1:share":
            await answering.open_form(A_FORM)
        else:
            room.server.clock.advance(4)
            await answering.answer([words("By letter")])

    room.core.script = script
    await ana.open_home()
    await room.settled(1)
    assert ana.home is not None
    await ana.click(ana.home, "Find")
    await room.settled(2)
    assert ana.modal is not None
    assert "Done after all." in room.server.shown(ana.modal)
    await ana.close_modal()
    await ana.click(ana.home, "Share")
    await room.settled(3)
    assert ana.modal is not None
    assert ana.modal.title == "Share a link"
    await ana.close_modal()
    await ana.click(ana.home, "Old")
    await room.settled(4)
    assert [room.server.shown(message) for message in ana.dms] == ["By letter"]


async def test_a_closed_view_does_not_lose_the_answer(room: Room, ana: Person) -> None:
    """Whoever closes the view before the answer is there gets it by direct message."""

    async def script(incoming: Incoming, answering: Answering) -> None:
        await answering.defer()
        await ana.close_modal()
        await answering.complete([words("Found it")])

    room.core.script = script
    await ana.global_shortcut("global_find")
    await room.settled(1)
    assert [room.server.shown(message) for message in ana.dms] == ["Found it"]


async def test_a_direct_message_whose_answer_was_lost_is_not_sent_twice(room: Room, ana: Person) -> None:
    """What may have arrived is not repeated; what Slack asked to wait with is."""

    async def script(incoming: Incoming, answering: Answering) -> None:
        await answering.defer()
        await ana.close_modal()
        with contextlib.suppress(OSError, aiohttp.ClientError):
            await answering.complete([words("Found it")])

    room.core.script = script
    room.server.faults.drop("chat.postMessage", accepted=True)
    await ana.global_shortcut("global_find")
    await room.settled(1)
    room.server.faults.rate_limit("chat.postMessage", retry_after=0)
    await ana.global_shortcut("global_find")
    await room.settled(2)
    assert [room.server.shown(message) for message in ana.dms] == ["Found it"] * 2
    assert len(room.server.calls("chat.postMessage")) == 3


async def test_nothing_typed_formats_or_pings(room: Room, ana: Person) -> None:
    """What people typed is shown to the letter everywhere, and nobody is called."""
    line = reply(Heading(HARMFUL), say(HARMFUL, Bold("@everyone")), buttons(Button(HARMFUL, "x")))

    async def script(incoming: Incoming, answering: Answering) -> None:
        await answering.answer([line])

    room.core.script = script
    await room.front.messenger.send(Target(room.server.team_id, ana.channel.id), line, "k")
    await ana.slash("/staffroom", "x")
    await ana.global_shortcut("global_find")
    await room.settled(2)
    for content in (ana.messages()[-1], ana.private[-1], ana.modal):
        assert content is not None
        assert HARMFUL in room.server.shown(content)
        assert pings(content) == set()


# Sending


@pytest.fixture
def here(room: Room, ana: Person) -> Target:
    return Target(room.server.team_id, ana.channel.id)


async def test_a_post_carries_its_key(room: Room, ana: Person, here: Target) -> None:
    """The key is in the metadata and in the first block, the text says all in words, links unfold nowhere."""
    at = When(datetime(2026, 10, 6, 20, 0, tzinfo=UTC))
    done = await room.front.messenger.send(here, reply(Heading("Number talks"), say("At ", at, ".")), "announcement:1")
    [message] = ana.messages()
    assert done == Done(message.ts)
    assert message.metadata == {"event_type": "staffroom", "event_payload": {"key": mark_of("announcement:1")}}
    assert message.blocks[0]["block_id"] == f"staffroom:{mark_of('announcement:1')}"
    assert message.settings["parse"] == "none"
    assert (message.settings["unfurl_links"], message.settings["unfurl_media"]) == (False, False)
    assert message.text.startswith("Number talks\nAt <!date^1791316800^{date_long}, {time}|Tuesday, October 6, 2026")
    assert "Tuesday, October 6, 2026, 8:00 PM UTC" in room.server.shown(message)


async def test_posts_are_edited_pinned_and_removed(room: Room, ana: Person, here: Target) -> None:
    """Pinning twice and unpinning what is not pinned are no failures."""
    messenger = room.front.messenger
    done = await messenger.send(here, words("Old"), "k")
    assert isinstance(done, Done)
    assert await messenger.edit(here, done.id, words("New")) == done
    assert room.server.shown(ana.messages()[0]) == "New"
    assert [await messenger.pin(here, done.id) for _ in range(2)] == [done, done]
    assert len(ana.pins()) == 1
    assert [await messenger.unpin(here, done.id) for _ in range(2)] == [done, done]
    assert await messenger.delete(here, done.id) == done
    assert await messenger.delete(here, done.id) == Refused(RefusalReason.MESSAGE_GONE)


async def test_direct_messages_can_be_edited_too(room: Room, ana: Person) -> None:
    """The id that comes back is enough to find the message again."""
    target = Target(room.server.team_id, user=ana.user.id)
    done = await room.front.messenger.send(target, words("Psst"), "k")
    assert isinstance(done, Done)
    assert await room.front.messenger.edit(target, done.id, words("Psst again")) == done
    assert [room.server.shown(message) for message in ana.dms] == ["Psst again"]
    gone = await room.front.messenger.send(Target(room.server.team_id, user="U0NOBODY"), words("x"), "k")
    assert gone == Refused(RefusalReason.PERSON_GONE)


async def test_another_workspace_is_never_sent_to(room: Room, ana: Person, here: Target) -> None:
    """Ids of channels may be the same in two workspaces."""
    other = Target("T0OTHER", here.channel)
    assert await room.front.messenger.send(other, words("x"), "k") == Refused(RefusalReason.WORKSPACE_GONE)
    assert ana.messages() == []


async def test_topic_channels(room: Room) -> None:
    """Created with what they are about, adopted where one exists, refused where it is archived or private."""
    messenger, server = room.front.messenger, room.server
    made = await messenger.open_channel(server.team_id, "Évaluer & noter: 6e!", "About grading")
    assert isinstance(made, Done)
    assert made.name == "evaluer-noter-6e"
    assert server.workspace.channels[made.id].purpose == "About grading"
    existing = server.add_channel("grading")
    assert await messenger.open_channel(server.team_id, "grading", "x") == Done(existing.id, "grading")
    assert existing.bot_joined
    assert existing.purpose == ""
    await server.archive(existing)
    assert await messenger.open_channel(server.team_id, "grading", "x") == Refused(RefusalReason.NAME_TAKEN)
    server.add_channel("secret", private=True)
    assert await messenger.open_channel(server.team_id, "secret", "x") == Refused(RefusalReason.NAME_TAKEN)
    server.scopes.discard("channels:manage")
    refused = await messenger.open_channel(server.team_id, "new", "x")
    assert refused == Refused(RefusalReason.MISSING_RIGHT, "channels:manage")


async def test_channels_are_joined_and_listed(room: Room) -> None:
    """Public ones, and private ones it was invited to; the list is read anew each time, page by page."""
    server, messenger = room.server, room.front.messenger
    made = [server.add_channel(f"c{n}") for n in range(250)]
    private = server.add_channel("secret", private=True, joined=True)
    await server.archive(made[0])
    assert await messenger.join_channel(server.team_id, made[1].id) == Done(made[1].id, "c1")
    assert made[1].bot_joined
    assert await messenger.join_channel(server.team_id, made[0].id) == Refused(RefusalReason.CHANNEL_ARCHIVED)
    assert await messenger.join_channel(server.team_id, "C0NONE") == Refused(RefusalReason.CHANNEL_GONE)
    assert isinstance(await messenger.join_channel(server.team_id, private.id), Refused)
    server.add_channel("others", private=True)
    listed = (*(ChannelSeen(c.id, c.name) for c in made[1:]), ChannelSeen(private.id, "secret", private=True))
    for _ in range(2):
        assert await messenger.channels(server.team_id) == listed
    assert len(server.calls("conversations.list")) == 4


async def test_channels_are_unknown_while_slack_is_silent(room: Room) -> None:
    """Nothing is better than an exception."""
    room.server.faults.server_error("conversations.list", accepted=False)
    assert await room.front.messenger.channels(room.server.team_id) == ()


@pytest.mark.parametrize("code", ["fatal_error", "internal_error", "request_timeout", "service_unavailable"])
async def test_lost_answers_are_ambiguous(room: Room, here: Target, code: str) -> None:
    """Slack itself does not know whether it was posted."""
    room.server.faults.error("chat.postMessage", code, accepted=True)
    assert await room.front.messenger.send(here, words("x"), "k") == Ambiguous()
    assert len(room.server.calls("chat.postMessage")) == 1


async def test_what_the_wire_does(room: Room, ana: Person, here: Target) -> None:
    """5xx and a lost connection are ambiguous, a limit and a closed door are not; nothing is tried twice."""
    messenger, faults = room.front.messenger, room.server.faults
    faults.server_error("chat.postMessage", accepted=True, status=503)
    faults.drop("chat.postMessage", accepted=True)
    assert [await messenger.send(here, words("x"), "k") for _ in range(2)] == [Ambiguous(), Ambiguous()]
    faults.rate_limit("chat.postMessage", retry_after=7)
    assert await messenger.send(here, words("x"), "k") == Retry(7.0)
    assert len(ana.messages()) == 2
    assert len(room.server.calls("chat.postMessage")) == 3
    async with faults.outage():
        assert isinstance(await messenger.send(here, words("x"), "k"), Retry)


async def test_refusals_of_channels_and_tokens(room: Room, ana: Person, here: Target) -> None:
    """Each refusal in the words of the port."""
    messenger, server = room.front.messenger, room.server
    assert await messenger.send(Target(server.team_id, "C0NONE"), words("x"), "k") == Refused(
        RefusalReason.CHANNEL_GONE
    )
    ana.channel.read_only = True
    assert await messenger.send(here, words("x"), "k") == Refused(RefusalReason.MISSING_RIGHT)
    await server.archive(ana.channel)
    assert await messenger.send(here, words("x"), "k") == Refused(RefusalReason.CHANNEL_ARCHIVED)
    server.messages_tab = False
    closed = await messenger.send(Target(server.team_id, user=ana.user.id), words("x"), "k")
    assert closed == Refused(RefusalReason.CLOSED_DM)
    server.bot.refused_with = "token_revoked"
    assert await messenger.send(here, words("x"), "k") == TokenRefused()


# Coming and going


async def test_links_are_made_again(room: Room, ana: Person) -> None:
    """After Slack's goodbye and after a cut connection commands arrive as before."""
    old = list(room.server.links)
    await room.server.disconnect()
    await newly_linked(room.server, old)
    assert (await ana.slash("/staffroom", "x")).shown_error is None
    old = list(room.server.links)
    room.server.drop_links()
    await newly_linked(room.server, old)
    assert (await ana.slash("/staffroom", "x")).shown_error is None
    await room.settled(2)


async def newly_linked(server: SlackServer, old: list[Link]) -> None:
    await server.wait_for(lambda: server.links and not set(old) & set(server.links))


async def test_being_removed_stops_the_front(room: Room) -> None:
    """The core is told once, and the operator what to do."""
    await room.server.uninstall()
    with pytest.raises(FrontStopped, match="install the app again"):
        await asyncio.wait_for(room.running, 5)
    assert room.core.workspaces[1:] == [WorkspaceGone(Platform.SLACK, room.server.team_id)]


async def test_a_removal_told_late_stops_nothing(room: Room, ana: Person) -> None:
    """Slack tells again of what it was not answered: with a token that is taken, that was before it came back."""
    for event in ({"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": [BOT_USER]}}):
        await room.server.event(event)
    await ana.slash("/staffroom", "x")
    await room.settled(1)
    assert not room.running.done()
    assert len(room.core.workspaces) == 1


async def test_a_person_leaving_the_app_stops_nothing(room: Room, ana: Person) -> None:
    """Only the bot's own token counts."""
    await room.server.event({"type": "tokens_revoked", "tokens": {"oauth": [ana.user.id]}})
    await ana.slash("/staffroom", "x")
    await room.settled(1)
    assert not room.running.done()


async def test_tokens_that_are_refused(server: SlackServer) -> None:
    """No restart mends them: the text says where a good one comes from."""
    with pytest.raises(FrontStopped, match="Bot User OAuth Token"):
        await front_of(server, bot_token="xoxb-wrong").run(EchoCore())
    with pytest.raises(FrontStopped, match="connections:write"):
        await front_of(server, app_token="xapp-wrong").run(EchoCore())


async def test_a_token_refused_at_the_next_connection(room: Room) -> None:
    """The library would ask for ever."""
    room.server.app.refused_with = "token_revoked"
    await room.server.disconnect()
    with pytest.raises(FrontStopped, match="App-Level Tokens"):
        await asyncio.wait_for(room.running, 5)


async def test_a_front_can_be_started_again(room: Room, ana: Person) -> None:
    """Readiness is armed again."""
    room.running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await room.running
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await room.front.wait_ready()
    room.running = asyncio.create_task(room.front.run(room.core))
    await asyncio.wait_for(room.front.wait_ready(), 5)
    await ana.slash("/staffroom", "x")
    await room.settled(1)


async def test_variables_of_the_environment_change_nothing(
    server: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bolt reads them where it is not told; here it is."""
    for name in ("CLIENT_ID", "CLIENT_SECRET", "BOT_TOKEN", "SIGNING_SECRET", "APP_TOKEN"):
        monkeypatch.setenv(f"SLACK_{name}", "of-another-app")
    core = EchoCore()
    running = asyncio.create_task((front := front_of(server)).run(core))
    await asyncio.wait_for(front.wait_ready(), 5)
    used = await server.client(server.add_user("ana")).slash("/staffroom", "x")
    assert used.shown_error is None
    await wait_until(lambda: core.finished)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def test_a_changed_manifest_is_said_once(server: SlackServer) -> None:
    """What Slack was told is remembered as a hash."""
    notes = Pages({"slack.manifest": "another"})
    front = front_of(server, notes=notes)
    running = asyncio.create_task(front.run(EchoCore()))
    await asyncio.wait_for(front.wait_ready(), 5)
    assert len(notes.notes["slack.manifest"]) == 64
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def test_check_says_what_is_missing(server: SlackServer) -> None:
    """All well, a right missing, each token refused, nobody there."""
    assert all(finding.holds for finding in await front_of(server).check())
    server.scopes.discard("pins:write")
    [missing] = [finding for finding in await front_of(server).check() if not finding.holds]
    assert "pins:write" in missing.what
    assert SCOPES["pins:write"] in missing.remedy
    bad = await front_of(server, bot_token="xoxb-1", app_token="xapp-1").check()
    assert [finding.holds for finding in bad] == [False, False]
    async with server.faults.outage():
        away = await front_of(server).check()
    assert all("could not be reached" in finding.remedy for finding in away)
