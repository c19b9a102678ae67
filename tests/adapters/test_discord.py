"""The Discord adapter before the played Discord, with the real discord.py between them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord import checks
from adapters.discord.client import DiscordFront
from adapters.discord.messenger import marker, nonce
from bot.domain.community import ChannelRef
from bot.domain.people import Platform, Role
from bot.interaction.registry import Registry
from bot.interaction.spec import Opt, Spec, command, on_message
from bot.interaction.values import PersonRef, ResourceRef, Url
from bot.ports.incoming import (
    Answering,
    Choice,
    CommandCall,
    Incoming,
    MessageCall,
    PinsChanged,
    Press,
    Snapshot,
    Submission,
    Suggest,
    WorkspaceGone,
    WorkspaceSeen,
)
from bot.ports.platform import (
    Ambiguous,
    ChannelSeen,
    Done,
    Front,
    FrontStopped,
    Outcome,
    RefusalReason,
    Refused,
    Retry,
    Target,
    TokenRefused,
)
from bot.ui.language import Languages
from bot.ui.model import Actions, Button, Field, Form, Kind, Option, Paragraph, Reply, Select
from tests.platforms.discord import (
    BOT,
    READER,
    Channel,
    DiscordServer,
    Guild,
    Permission,
    Person,
    words,
)

Answer = Callable[[Incoming, Answering], Awaitable[None]]


@command("resources share", summary="Add a link", may_open_form=True)
async def share(
    call: object,
    *,
    link: Annotated[Url, Opt("Web address", rest=True)],
    quiet: Annotated[bool, Opt("Tell nobody")] = False,
    copies: Annotated[int, Opt("How many")] = 1,
    who: Annotated[PersonRef | None, Opt("Colleague")] = None,
    place: Annotated[ChannelRef | None, Opt("Where")] = None,
) -> Reply:
    raise AssertionError


@command("resources show", summary="Show a resource")
async def show(call: object, *, resource: Annotated[ResourceRef, Opt("Which one")]) -> Reply:
    raise AssertionError


@command("moderate pin", summary="Pin", moderators_only_on_discord=True)
async def pin(call: object) -> Reply:
    raise AssertionError


@on_message("add", label="Add to library")
async def add(call: object, snapshot: Snapshot) -> Reply:
    raise AssertionError


SPECS: tuple[Spec, ...] = (share, show, pin, add)

FORM = Form(
    "share",
    "Share a link",
    (
        Field("link", "Web address", Kind.URL),
        Field("about", "What it is for", Kind.LONG_TEXT, required=False),
        Field("topic", "Topic", Kind.TOPIC, False, options=(Option("Grading", "1"), Option("Number talks", "2"))),
        Field("place", "Where", Kind.CHANNEL, required=False),
        Field("quiet", "Tell nobody", Kind.FLAG, required=False),
    ),
    (7,),
)


def says(text: str, *controls: Button | Select) -> Reply:
    paragraph = Paragraph((text,))
    return Reply((paragraph, Actions(controls))) if controls else Reply((paragraph,))


@dataclass
class Echo:
    """A core that notes what comes in and answers as a test says."""

    answer: Answer
    heard: list[Incoming] = field(default_factory=list)
    typed: list[Suggest] = field(default_factory=list)
    seen: list[WorkspaceSeen] = field(default_factory=list)
    gone: list[WorkspaceGone] = field(default_factory=list)

    async def handle(self, incoming: Incoming, answering: Answering) -> None:
        self.heard.append(incoming)
        await self.answer(incoming, answering)

    async def suggest(self, typed: Suggest) -> Sequence[Choice]:
        self.typed.append(typed)
        return [Choice(f"{typed.typed} {n} {'x' * 120}", str(n)) for n in range(30)]

    async def workspace_seen(self, seen: WorkspaceSeen) -> None:
        self.seen.append(seen)

    async def workspace_gone(self, gone: WorkspaceGone) -> None:
        self.gone.append(gone)

    async def pins_changed(self, changed: PinsChanged) -> None:
        assert changed.channel


@dataclass
class Memory:
    """A notebook."""

    words: dict[str, str] = field(default_factory=dict)

    async def get(self, name: str) -> str | None:
        return self.words.get(name)

    async def set(self, name: str, value: str) -> None:
        self.words[name] = value


async def hello(_incoming: Incoming, answering: Answering) -> None:
    await answering.answer([says("Hello")])


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
    guild = server.add_guild("Riverside")
    server.add_channel(guild, "general")
    return guild


@pytest.fixture
def general(guild: Guild) -> Channel:
    return guild.channel("general")


@pytest.fixture
def ana(server: DiscordServer, guild: Guild) -> Person:
    return server.client(server.add_user("ana", locale="es-ES"), guild)


def front(server: DiscordServer, notebook: Memory | None = None, token: str | None = None) -> DiscordFront:
    return DiscordFront(
        token or server.token, Registry.of(SPECS), Languages(), notebook or Memory(), api_url=server.api_url
    )


@dataclass
class Running:
    front: Front
    core: Echo
    task: asyncio.Task[None]


@asynccontextmanager
async def running(
    server: DiscordServer, answer: Answer = hello, notebook: Memory | None = None
) -> AsyncIterator[Running]:
    core, started = Echo(answer), front(server, notebook)
    task = asyncio.create_task(started.run(core))
    try:
        ready = asyncio.create_task(started.wait_ready())
        await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED, timeout=5)
        assert ready.done(), task
        yield Running(started, core, task)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_it_tells_of_the_servers_it_is_in(server: DiscordServer, guild: Guild) -> None:
    """Each server once at the start; a new one, a renamed one and a lost one as it happens."""
    other = server.add_guild("Hillside")
    async with running(server) as bot:
        told = {(seen.platform, seen.external_id, seen.name) for seen in bot.core.seen}
        assert told == {
            (Platform.DISCORD, str(guild.id), "Riverside"),
            (Platform.DISCORD, str(other.id), "Hillside"),
        }
        assert len(bot.core.seen) == 2
        server.remove_bot(other)
        third = server.add_guild("Lakeside")
        await eventually(lambda: bot.core.gone and len(bot.core.seen) == 3)
        assert bot.core.gone == [WorkspaceGone(Platform.DISCORD, str(other.id))]
        assert bot.core.seen[-1] == WorkspaceSeen(Platform.DISCORD, str(third.id), "Lakeside")


async def eventually(predicate: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not predicate():  # noqa: ASYNC110 - what it waits for, a list of the test, wakes nobody
            await asyncio.sleep(0.01)


async def test_commands_are_registered_when_they_differ(server: DiscordServer, guild: Guild) -> None:
    """A second start with the same declaration registers nothing; another application does."""
    notebook = Memory()
    for _ in range(2):
        async with running(server, notebook=notebook):
            pass
    assert len(server.sent("PUT", "/applications/*/commands")) == 1
    notebook.words.clear()
    async with running(server, notebook=notebook):
        pass
    assert len(server.sent("PUT", "/applications/*/commands")) == 2


async def test_refused_commands_do_not_keep_it_from_running(server: DiscordServer, guild: Guild) -> None:
    """Too many registrations for today: it runs with the old commands and tries again at the next start."""
    server.faults.refused("PUT", "/applications/*/commands", code=30034, status=400)
    notebook = Memory()
    async with running(server, notebook=notebook) as bot:
        assert len(bot.core.seen) == 1
    assert notebook.words == {}


async def test_a_command_arrives_with_its_options_as_strings(
    server: DiscordServer, guild: Guild, general: Channel, ana: Person
) -> None:
    """Who, where, in which language, and every kind of option."""
    ben = server.add_user("ben", guild)
    async with running(server) as bot:
        exchange = await ana.slash(
            "resources share", link="https://a.org", quiet=True, copies=3, who=ben, place=general
        )
        await exchange.done()
        call = bot.core.heard[0]
        assert isinstance(call, CommandCall)
        assert (call.path, call.options) == (
            "resources share",
            {
                "link": "https://a.org",
                "quiet": "true",
                "copies": "3",
                "who": f"{ben.id}|Ben",
                "place": f"{general.id}|general",
            },
        )
        origin = call.origin
        assert (origin.platform, origin.workspace, origin.workspace_name) == ("discord", str(guild.id), "Riverside")
        assert (origin.user, origin.user_name, origin.key) == (str(ana.user.id), "Ana", str(exchange.id))
        assert (origin.channel, origin.channel_name, origin.locale) == (str(general.id), "general", "es-ES")
        assert words(ana.private[-1]) == "Hello"
        assert ana.messages() == []


@pytest.mark.parametrize(
    ("permissions", "role"),
    [
        (READER, Role.MEMBER),
        (READER | Permission.MANAGE_MESSAGES, Role.MODERATOR),
        (READER | Permission.MANAGE_GUILD, Role.ADMIN),
        (Permission.ADMINISTRATOR, Role.ADMIN),
    ],
)
async def test_roles_are_read_from_permissions(
    server: DiscordServer, guild: Guild, permissions: int, role: Role
) -> None:
    """Manage Messages makes a moderator, Manage Server or Administrator an admin."""
    mo = server.client(server.add_user("mo", guild, permissions=permissions), guild)
    async with running(server) as bot:
        await (await mo.slash("resources share")).done()
        assert bot.core.heard[0].origin.platform_role is role
        if role >= Role.MODERATOR and permissions & (Permission.MANAGE_MESSAGES | Permission.ADMINISTRATOR):
            await (await mo.slash("moderate pin")).done()
        else:
            with pytest.raises(AssertionError, match="needs permissions"):
                await mo.slash("moderate pin")


async def test_what_a_channel_gives_is_no_role_in_the_network(server: DiscordServer, guild: Guild) -> None:
    """Manage Messages in a channel of one's own makes no moderator, and losing it in a channel unmakes none."""
    corner = server.add_channel(guild, "corner")
    bits = str(int(Permission.MANAGE_MESSAGES | Permission.MANAGE_GUILD))
    eve, mo = (
        server.add_user("eve", guild),
        server.add_user("mo", guild, permissions=READER | Permission.MANAGE_MESSAGES),
    )
    corner.overwrites = [
        {"id": str(eve.id), "type": 1, "allow": bits, "deny": "0"},
        {"id": str(mo.id), "type": 1, "allow": "0", "deny": bits},
    ]
    async with running(server) as bot:
        for user in (eve, mo):
            exchange = await server.client(user, guild, corner).slash("resources share")
            await exchange.done()
        assert [heard.origin.platform_role for heard in bot.core.heard] == [Role.MEMBER, Role.MODERATOR]


async def test_the_owner_and_a_role_given_later_are_known(server: DiscordServer, guild: Guild) -> None:
    """The owner is an admin without any role; a role that somebody is given while the bot runs counts at once."""
    mo = server.add_user("mo", guild)
    async with running(server) as bot:
        await (await server.client(guild.owner, guild).slash("resources share")).done()
        await (await server.client(mo, guild).slash("resources share")).done()
        server.add_role(guild, "keepers", mo, permissions=Permission.MANAGE_MESSAGES)
        await (await server.client(mo, guild).slash("resources share")).done()
        roles = [heard.origin.platform_role for heard in bot.core.heard]
        assert roles == [Role.ADMIN, Role.MEMBER, Role.MODERATOR]


@pytest.mark.parametrize(
    ("permissions", "role"),
    [(Permission.MANAGE_MESSAGES, Role.MEMBER), (Permission.MANAGE_GUILD, Role.ADMIN)],
)
async def test_while_roles_are_unknown_only_what_no_channel_gives_counts(
    server: DiscordServer, guild: Guild, permissions: int, role: Role
) -> None:
    """Before a server's roles have come, what is sent along makes an admin, never a moderator."""
    mo = server.client(server.add_user("mo", guild, permissions=READER | permissions), guild)
    async with running(server) as bot:
        guild.roles.clear()
        server.add_bot(guild)
        await (await mo.slash("resources share")).done()
        assert bot.core.heard[0].origin.platform_role is role


async def test_suggestions_while_typing(server: DiscordServer, ana: Person) -> None:
    """At most 25, each at most 100 characters."""
    async with running(server) as bot:
        choices = await ana.autocomplete("resources show", "resource", "book")
        assert len(choices) == 25
        assert choices[3]["value"] == "3"
        assert choices[3]["name"] == ("book 3 " + "x" * 120)[:100]
        typed = bot.core.typed[0]
        assert (typed.path, typed.option, typed.typed, typed.options) == ("resources show", "resource", "book", {})


async def test_several_replies_follow_one_another(server: DiscordServer, ana: Person) -> None:
    """The first answers, the others follow, all private."""

    async def answer(_incoming: Incoming, answering: Answering) -> None:
        await answering.answer([says("One"), says("Two"), says("Three")])

    async with running(server, answer):
        await (await ana.slash("resources share")).done()
        await server.wait_for(lambda: len(ana.private) == 3)
        assert [words(message) for message in ana.private] == ["One", "Two", "Three"]


async def test_a_slow_answer_is_deferred_and_completed(server: DiscordServer, ana: Person) -> None:
    """The thinking message becomes the answer."""

    async def answer(_incoming: Incoming, answering: Answering) -> None:
        await answering.defer()
        await answering.complete([says("Done"), says("More")])

    async with running(server, answer):
        exchange = await ana.slash("resources share")
        assert await exchange.done() == {"type": 5, "data": {"flags": 64}}
        await server.wait_for(lambda: len(ana.private) == 2)
        assert [words(message) for message in ana.private] == ["Done", "More"]


async def test_a_press_on_a_public_card_is_answered_privately(
    server: DiscordServer, guild: Guild, general: Channel, ana: Person
) -> None:
    """The card stays; a press on the private answer replaces that one."""

    async def answer(incoming: Incoming, answering: Answering) -> None:
        assert isinstance(incoming, Press)
        if incoming.code.endswith(":slow"):
            await answering.defer()
            await answering.complete([says("Slowly", Button("Again", "again"))])
        else:
            await answering.answer(
                [says(f"Pressed {incoming.code.partition(':')[2]}", Button("Slow", "go", ("slow",)))]
            )

    async with running(server, answer) as bot:
        card = says("Card", Button("Follow", "follow", (36,)), Select("Pick", "pick", (Option("A", "a"),)))
        await bot.front.messenger.send(Target(str(guild.id), str(general.id)), card, "card")
        message = ana.messages()[0]
        await (await ana.click(message, "Follow")).done()
        assert words(ana.private[-1]) == "Pressed follow:10\n[Slow]"
        assert words(message) == "Card\n[Follow]\n[Pick ▾]"
        exchange = await ana.click(ana.private[-1], "Slow")
        assert await exchange.done() == {"type": 6}
        await server.wait_for(lambda: words(ana.private[-1]).startswith("Slowly"))
        await (await ana.click(ana.private[-1], "Again")).done()
        assert len(ana.private) == 1
        assert words(ana.private[0]).startswith("Pressed again")
        await (await ana.choose(message, "Pick", ["A"])).done()
        presses = [(p.code, p.chosen, p.in_private) for p in bot.core.heard if isinstance(p, Press)]
        assert presses == [
            ("v1:follow:10", (), False),
            ("v1:go:slow", (), True),
            ("v1:again", (), True),
            ("v1:pick", ("a",), False),
        ]


async def test_a_form_opens_and_comes_back(server: DiscordServer, general: Channel, ana: Person) -> None:
    """From a command the answer is a new private message; from a private message it replaces that one."""

    async def answer(incoming: Incoming, answering: Answering) -> None:
        if isinstance(incoming, Submission):
            await answering.answer([says("Saved", Button("Change", "change"))])
        else:
            await answering.open_form(FORM)

    async with running(server, answer) as bot:
        await (await ana.slash("resources share")).done()
        filled = {"link": "https://a.org", "topic": "Grading", "place": general, "quiet": True}
        await (await ana.submit(ana.modal, filled)).done()
        await (await ana.click(ana.private[-1], "Change")).done()
        await (await ana.submit(ana.modal, {"link": "https://b.org", "about": "two\nlines"})).done()
        first, second = (s for s in bot.core.heard if isinstance(s, Submission))
        assert first.code == "v1:share:7"
        assert first.values == {
            "link": "https://a.org",
            "about": "",
            "topic": "1",
            "place": f"{general.id}|general",
            "quiet": "true",
        }
        assert second.values["about"] == "two\nlines"
        assert [words(message) for message in ana.private] == ["Saved\n[Change]"]
        assert ana.private[0].edits == 1


async def test_problems_are_said_in_a_message(server: DiscordServer, ana: Person) -> None:
    """Discord has no place at the fields."""

    async def answer(_incoming: Incoming, answering: Answering) -> None:
        await answering.show_problems(FORM, {"link": "That is no web address."})

    async with running(server, answer):
        await (await ana.slash("resources share")).done()
        assert words(ana.private[-1]) == "**Web address** That is no web address."


async def test_what_was_open_before_a_restart_still_works(
    server: DiscordServer, guild: Guild, general: Channel, ana: Person
) -> None:
    """Buttons and forms carry all that is needed; nothing is kept in memory."""

    async def answer(incoming: Incoming, answering: Answering) -> None:
        if isinstance(incoming, Press):
            await answering.open_form(FORM)
        else:
            await answering.answer([says("Saved")])

    async with running(server, answer) as bot:
        target = Target(str(guild.id), str(general.id))
        await bot.front.messenger.send(target, says("Card", Button("Share", "share")), "card")
    async with running(server, answer):
        await (await ana.click(ana.messages()[0], "Share")).done()
    async with running(server, answer) as bot:
        await (await ana.submit(ana.modal, {"link": "https://a.org"})).done()
        assert isinstance(bot.core.heard[0], Submission)
        assert words(ana.private[-1]) == "Saved"


async def test_a_message_is_handed_over_as_a_snapshot(server: DiscordServer, general: Channel, ana: Person) -> None:
    """What it says and links to, who wrote it, and whether it was us."""
    ben = server.client(server.add_user("ben"), ana.channel.guild)
    theirs = ben.post("Try https://a.org/x_(1), and <https://b.org>. (https://c.org/)")
    async with running(server) as bot:
        await (await ana.message_action("Add to library", theirs)).done()
        await bot.front.messenger.send(Target("", str(general.id)), says("Card"), "card")
        await (await ana.message_action("Add to library", ana.messages()[-1])).done()
        first, second = bot.core.heard
        assert isinstance(first, MessageCall)
        assert isinstance(second, MessageCall)
        assert (first.name, first.snapshot.message, first.snapshot.text) == ("add", str(theirs.id), theirs.content)
        assert (first.snapshot.author, first.snapshot.author_name) == (str(ben.user.id), "Ben")
        assert first.snapshot.links == ("https://a.org/x_(1)", "https://b.org", "https://c.org/")
        assert not first.snapshot.by_us
        assert (second.snapshot.by_us, second.snapshot.text) == (True, "Card")


async def test_a_button_in_a_direct_message_names_no_server(server: DiscordServer, guild: Guild, ana: Person) -> None:
    """The person is known by account; the answer is a private message beside it."""
    async with running(server) as bot:
        target = Target(str(guild.id), user=str(ana.user.id))
        await bot.front.messenger.send(target, says("Reminder", Button("Can't", "cant")), "r1")
        await (await ana.click(ana.dms[0], "Can't")).done()
        press = bot.core.heard[0]
        assert isinstance(press, Press)
        assert (press.origin.workspace, press.origin.user, press.in_private) == ("", str(ana.user.id), False)
        assert press.origin.platform_role is Role.MEMBER
        assert words(ana.private[-1]) == "Hello"


async def test_late_and_repeated_answers_are_no_failures(server: DiscordServer, ana: Person) -> None:
    """Too late is logged; a callback that was carried out but whose answer was lost counts as done."""
    failures: list[Exception] = []

    async def answer(_incoming: Incoming, answering: Answering) -> None:
        try:
            await answering.answer([says("Hello")])
        except discord.HTTPException as error:
            failures.append(error)

    async with running(server, answer) as bot:
        server.faults.broken("POST", "/interactions/**", status=500, after=True)
        await (await ana.slash("resources share")).done()
        await server.wait_for(lambda: len(server.sent("POST", "/interactions/*/*/callback")) == 2)
        hold = server.faults.hold("POST", "/interactions/**")
        late = await ana.slash("resources share")
        await hold.reached.wait()
        server.advance(4)
        hold.release()
        await server.wait_for(lambda: server.requests[-1].status == 404)
        assert late.failed
        await eventually(lambda: len(bot.core.heard) == 2)
        server.faults.refused("POST", "/interactions/**", code=50035, status=400, times=1)
        await ana.slash("resources share")
        await eventually(lambda: failures)
    assert len(failures) == 1
    assert len(ana.private) == 1


async def test_one_failure_ends_nothing(server: DiscordServer, ana: Person) -> None:
    """What breaks while it is handed over is logged; the next thing works."""

    async def answer(incoming: Incoming, answering: Answering) -> None:
        if incoming.origin.locale == "es-ES" and not ana.private:
            await answering.answer([says("First")])
            raise RuntimeError("broken")
        await answering.answer([says("Second")])

    async with running(server, answer):
        for _ in range(2):
            await (await ana.slash("resources share")).done()
        assert [words(message) for message in ana.private] == ["First", "Second"]


async def test_an_answer_under_way_is_finished_at_the_stop(server: DiscordServer, ana: Person) -> None:
    """Who pressed just before a restart still gets the answer."""
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def answer(_incoming: Incoming, answering: Answering) -> None:
        begun.set()
        await go_on.wait()
        await answering.answer([says("Still here")])

    async with running(server, answer) as bot:
        await ana.slash("resources share")
        await begun.wait()
        bot.task.cancel()
        await asyncio.sleep(0)
        go_on.set()
        await asyncio.gather(bot.task, return_exceptions=True)
        assert words(ana.private[-1]) == "Still here"


async def test_answers_do_not_wait_for_one_another(server: DiscordServer, guild: Guild) -> None:
    """Each interaction has a rate limit of its own."""
    people = [server.client(server.add_user(f"p{n}", guild), guild) for n in range(8)]
    async with running(server):
        server.faults.latency(0.15, "POST", "/interactions/**")
        started = asyncio.get_running_loop().time()
        exchanges = [await person.slash("resources share") for person in people]
        await asyncio.gather(*(exchange.done() for exchange in exchanges))
        assert asyncio.get_running_loop().time() - started < 0.6


async def test_sending_once_though_asked_twice(
    server: DiscordServer, guild: Guild, general: Channel, ana: Person
) -> None:
    """The same key gives the same message; its marker stands in the history."""
    async with running(server) as bot:
        target, card = Target(str(guild.id), str(general.id)), says(f"Hi @everyone {ana.user.mention}")
        first = await bot.front.messenger.send(target, card, "announcement:1:riverside")
        again = await bot.front.messenger.send(target, card, "announcement:1:riverside")
        assert isinstance(first, Done)
        assert first == again
        message = ana.messages()[0]
        assert (str(message.id), message.nonce) == (first.id, nonce("announcement:1:riverside"))
        assert len(str(message.nonce)) == 25
        assert message.components[0]["id"] == marker("announcement:1:riverside")
        assert message.pings == set()
        assert len(ana.messages()) == 1


async def test_editing_pinning_and_deleting(server: DiscordServer, guild: Guild, general: Channel, ana: Person) -> None:
    """A message of ours is kept up to date, in a channel and in direct messages."""
    async with running(server) as bot:
        messenger, target = bot.front.messenger, Target(str(guild.id), str(general.id))
        sent = await messenger.send(target, says("One"), "k")
        assert isinstance(sent, Done)
        assert await messenger.edit(target, sent.id, says("Two", Button("Go", "go"))) == Done(sent.id)
        assert words(ana.messages()[0]) == "Two\n[Go]"
        assert await messenger.pin(target, sent.id) == Done(sent.id)
        assert [str(m.id) for m in ana.pins()] == [sent.id]
        assert await messenger.unpin(target, sent.id) == Done(sent.id)
        assert ana.pins() == []
        assert await messenger.delete(target, sent.id) == Done(sent.id)
        for outcome in (
            await messenger.delete(target, sent.id),
            await messenger.edit(target, sent.id, says("x")),
            await messenger.pin(target, sent.id),
        ):
            assert outcome == Refused(RefusalReason.MESSAGE_GONE)
        person = Target(str(guild.id), user=str(ana.user.id))
        reminder = await messenger.send(person, says("Soon"), "r")
        assert isinstance(reminder, Done)
        await messenger.edit(person, reminder.id, says("Now"))
        assert words(ana.dms[0]) == "Now"
        assert len(server.sent("POST", "/users/@me/channels")) == 1


async def test_refusals_say_which_right_is_missing(server: DiscordServer, guild: Guild, general: Channel) -> None:
    """In Discord's own words, so that somebody can grant it."""
    async with running(server) as bot:
        messenger, target = bot.front.messenger, Target(str(guild.id), str(general.id))
        sent = await messenger.send(target, says("One"), "k")
        assert isinstance(sent, Done)
        server.deny(general, Permission.PIN_MESSAGES)
        assert await messenger.pin(target, sent.id) == missing("Pin Messages")
        server.deny(general, Permission.SEND_MESSAGES)
        assert await messenger.send(target, says("Two"), "k2") == missing("Send Messages")
        server.deny(general, Permission.VIEW_CHANNEL)
        assert await messenger.send(target, says("Two"), "k2") == missing("View Channel")
        assert await messenger.join_channel(str(guild.id), str(general.id)) == missing("View Channel")
        server.allow_bot(guild, BOT & ~Permission.MANAGE_CHANNELS)
        assert await messenger.open_channel(str(guild.id), "New", "") == missing("Manage Channels")
        server.delete_channel(general)
        assert await messenger.send(target, says("Two"), "k2") == Refused(RefusalReason.CHANNEL_GONE)
        server.remove_bot(guild)
        assert await messenger.open_channel(str(guild.id), "New", "") == Refused(RefusalReason.WORKSPACE_GONE)
        assert await messenger.channels(str(guild.id)) == ()


def missing(right: str) -> Outcome:
    return Refused(RefusalReason.MISSING_RIGHT, right)


async def test_people_who_cannot_be_reached(server: DiscordServer, guild: Guild) -> None:
    """Closed direct messages, somebody who left, somebody who never was."""
    closed = server.add_user("closed", guild, dms_closed=True)
    left = server.add_user("left", guild)
    server.leave(left, guild)
    async with running(server) as bot:
        reasons = [
            await bot.front.messenger.send(Target(str(guild.id), user=user), says("Hi"), f"k{user}")
            for user in (str(closed.id), str(left.id), "123456789012345678")
        ]
    assert reasons == [
        Refused(RefusalReason.CLOSED_DM),
        Refused(RefusalReason.PERSON_GONE),
        Refused(RefusalReason.PERSON_GONE),
    ]


async def test_opening_and_adopting_channels(server: DiscordServer, guild: Guild, general: Channel) -> None:
    """A public channel of the name is adopted, a private one is not; Discord's spelling is told."""
    everyone = {"id": str(guild.id), "type": 0, "allow": "0", "deny": str(int(Permission.VIEW_CHANNEL))}
    hidden = server.add_channel(guild, "moderators")
    hidden.overwrites.append(everyone)
    async with running(server) as bot:
        messenger, workspace = bot.front.messenger, str(guild.id)
        opened = await messenger.open_channel(workspace, "Grading, late work!", "How we grade")
        assert isinstance(opened, Done)
        assert opened.name == "grading-late-work"
        assert guild.channel("grading-late-work").topic == "How we grade"
        assert await messenger.open_channel(workspace, "Grading late work", "") == opened
        own = await messenger.open_channel(workspace, "moderators", "")
        assert isinstance(own, Done)
        assert own.id != str(hidden.id)
        assert await messenger.join_channel(workspace, str(general.id)) == Done(str(general.id), "general")
        private = await messenger.join_channel(workspace, str(hidden.id))
        assert private == Refused(RefusalReason.NOT_ACCEPTED, "View Channel")
        assert await messenger.join_channel("1", str(general.id)) == Refused(RefusalReason.CHANNEL_GONE)
        listed = await messenger.channels(workspace)
        assert listed[:2] == (ChannelSeen(str(general.id), "general"), ChannelSeen(str(hidden.id), "moderators", True))


async def test_an_opened_channel_whose_answer_was_lost_is_not_opened_twice(server: DiscordServer, guild: Guild) -> None:
    """The library would repeat the request; we ask what is there."""
    server.faults.broken("POST", "/guilds/*/channels", status=502, after=True)
    async with running(server) as bot:
        assert await bot.front.messenger.open_channel(str(guild.id), "New", "") == Ambiguous()
        again = await bot.front.messenger.open_channel(str(guild.id), "New", "")
        assert again == Done(str(guild.channel("new").id), "new")


async def test_troubles_of_the_network(server: DiscordServer, guild: Guild, general: Channel, ana: Person) -> None:
    """What left and got no answer is ambiguous; what never left may be tried again."""
    async with running(server) as bot:
        messenger, target = bot.front.messenger, Target(str(guild.id), str(general.id))
        server.faults.broken("POST", "/channels/**", status=503)
        assert await messenger.send(target, says("1"), "k1") == Ambiguous()
        server.faults.dropped("POST", "/channels/**", after=True)
        assert await messenger.send(target, says("2"), "k2") == Ambiguous()
        assert isinstance(await messenger.send(target, says("2"), "k2"), Done)
        assert [words(message) for message in ana.messages()] == ["2"]
        server.faults.rate_limited("POST", "/channels/**", retry_after=0.01)
        assert isinstance(await messenger.send(target, says("3"), "k3"), Done)
        server.faults.rate_limited("POST", "/channels/**", retry_after=33.0)
        assert await messenger.send(target, says("4"), "k4") == Retry(33.0)
        server.faults.unauthorized("POST", "/channels/**", times=1)
        assert await messenger.send(target, says("5"), "k5") == TokenRefused()
        hold = server.faults.hold("POST", "/channels/**")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await messenger.send(target, says("6"), "k6")
        hold.release()
        async with server.outage():
            outcome = await messenger.send(target, says("7"), "k7")
        assert isinstance(outcome, Retry)
    assert isinstance(await messenger.send(target, says("8"), "k8"), Retry)


async def test_pins_are_full(server: DiscordServer, guild: Guild, general: Channel) -> None:
    """The 251st pin is refused with its reason."""
    server.faults.refused("PUT", "/channels/*/messages/pins/*", code=30003, status=400)
    async with running(server) as bot:
        target = Target(str(guild.id), str(general.id))
        assert await bot.front.messenger.pin(target, "1") == Refused(RefusalReason.PINS_FULL)


async def test_a_bad_token_stops_it_with_the_remedy(server: DiscordServer, guild: Guild) -> None:
    """At the start, and when it is reset while running; a restart could not mend either."""
    with pytest.raises(FrontStopped, match="Reset Token"):
        await front(server, token="MTIz.wrong.token").run(Echo(hello))
    async with running(server) as bot:
        server.revoke_token()
        with pytest.raises(FrontStopped, match="Reset Token"):
            await bot.task
        waiting = asyncio.create_task(bot.front.wait_ready())
        await asyncio.sleep(0)
        assert not waiting.done()
        waiting.cancel()


async def test_it_goes_on_after_the_connection_was_cut(server: DiscordServer, ana: Person) -> None:
    """Resumed, with what happened in between, and the same thing not told twice is up to the key."""
    async with running(server) as bot:
        server.gateway.reconnect()
        await server.wait_for(lambda: server.gateway.resumed)
        server.gateway.duplicate_next()
        exchange = await ana.slash("resources share")
        await exchange.done()
        await eventually(lambda: len(bot.core.heard) == 2)
        assert len({incoming.origin.key for incoming in bot.core.heard}) == 1
        assert len(ana.private) == 1


async def test_it_stops_at_once_while_it_reconnects(server: DiscordServer, guild: Guild) -> None:
    """Also when the library is in the middle of finding its way back."""
    async with running(server) as bot:
        async with server.outage():
            await asyncio.sleep(0.05)
            bot.task.cancel()
            async with asyncio.timeout(2):
                await asyncio.wait({bot.task})
        assert bot.task.cancelled()


async def test_shards_connect_at_the_address_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every shard, at the configured gateway and not the one Discord names, also for a new session."""

    async def at_once(_self: discord.Client, _shard: int | None, *, initial: bool = False) -> None:
        """Leave out the library's five seconds between sessions, which are for Discord's limit."""

    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)
    async with DiscordServer(shards=2) as server:
        guilds = [server.add_guild("Even", shard=0), server.add_guild("Odd", shard=1)]
        gateway, server.state.gateway_url = server.gateway_url, "ws://127.0.0.1:9/nowhere"
        core = Echo(hello)
        started = DiscordFront(
            server.token, Registry.of(SPECS), Languages(), Memory(), f"{server.api_url}/", gateway_url=gateway
        )
        task = asyncio.create_task(started.run(core))
        async with asyncio.timeout(5):
            await started.wait_ready()
        assert {seen.external_id for seen in core.seen} == {str(guild.id) for guild in guilds}
        server.gateway.invalidate()
        await server.wait_for(lambda: server.gateway.identified == 4)
        ana = server.client(server.add_user("ana"), guilds[1], server.add_channel(guilds[1], "general"))
        await (await ana.slash("resources share")).done()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert server.problems == []


async def test_check_says_what_holds_and_what_to_do(server: DiscordServer, guild: Guild) -> None:
    """The token, the servers, and each missing permission with its remedy."""
    good = await front(server).check()
    assert all(finding.holds for finding in good)
    assert any("1 server: Riverside" in finding.what for finding in good)
    server.allow_bot(guild, BOT & ~Permission.PIN_MESSAGES)
    wrong = [finding for finding in await front(server).check() if not finding.holds]
    assert [finding.what for finding in wrong] == ["Riverside: the bot may Pin Messages"]
    assert f"permissions={checks.LEAST}" in wrong[0].remedy
    assert "resources cannot be pinned" in wrong[0].remedy
    server.remove_bot(guild)
    absent = [finding for finding in await front(server).check() if not finding.holds]
    assert absent[0].what == "The bot is in a server"
    assert "https://discord.com/oauth2/authorize?" in absent[0].remedy
    refused = await front(server, token="MTIz.wrong.token").check()
    assert [(finding.holds, "Reset Token" in finding.remedy) for finding in refused] == [(False, True)]
    async with server.outage():
        silent = await front(server).check()
    assert [finding.what for finding in silent] == ["Discord answers"]


def test_check_sees_interactions_that_go_elsewhere() -> None:
    """An Interactions Endpoint URL silences every command and button."""
    found = checks.findings({"id": "1", "interactions_endpoint_url": "https://old.example"}, [])
    assert [finding.holds for finding in found] == [False, False]
    assert "Interactions Endpoint URL" in found[0].remedy
