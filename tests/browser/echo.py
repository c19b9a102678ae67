"""A room without the product behind it: a store and a clock in memory, and a core that echoes what it was handed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Annotated

from adapters.rehearsal.client import RehearsalFront
from adapters.web.server import WebServer
from bot.domain.community import ChannelRef
from bot.domain.people import Role
from bot.interaction.registry import Registry
from bot.interaction.spec import Opt, command, on_message
from bot.interaction.values import PersonRef, TopicRef, Url
from bot.ports.incoming import (
    Answering,
    Choice,
    CommandCall,
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
from bot.ports.platform import Target
from bot.ports.room import RoomChannel, RoomMessage
from bot.ui.language import Languages
from bot.ui.model import (
    Bold,
    Button,
    Divider,
    Facts,
    Field,
    Form,
    Heading,
    Items,
    Kind,
    Link,
    LinkButton,
    Option,
    Reply,
    Select,
    When,
    buttons,
    say,
)

START = datetime(2026, 10, 5, 19, 30, tzinfo=UTC)


@dataclass
class MemoryStore:
    kept_channels: dict[str, RoomChannel] = field(default_factory=dict)
    kept: dict[str, RoomMessage] = field(default_factory=dict)
    count: int = 0

    async def channels(self) -> Sequence[RoomChannel]:
        return list(self.kept_channels.values())

    async def add_channel(self, workspace: str, name: str, private: bool = False) -> RoomChannel:
        channel = RoomChannel(self._id(), workspace, name, private)
        self.kept_channels[channel.id] = channel
        return channel

    async def rename_channel(self, channel: str, name: str) -> None:
        raise AssertionError("nobody renames channels here")

    async def delete_channel(self, channel: str) -> None:
        self.kept_channels.pop(channel, None)

    async def messages(self) -> Sequence[RoomMessage]:
        return list(self.kept.values())

    async def add_message(self, message: RoomMessage) -> RoomMessage:
        known = next((m for m in self.kept.values() if message.key and m.key == message.key), None)
        if known is not None:
            return known
        stored = replace(message, id=self._id())
        self.kept[stored.id] = stored
        return stored

    async def change_message(self, message: RoomMessage) -> bool:
        found = message.id in self.kept
        if found:
            self.kept[message.id] = message
        return found

    async def delete_message(self, message: str) -> bool:
        return self.kept.pop(message, None) is not None

    def _id(self) -> str:
        self.count += 1
        return str(self.count)


@dataclass
class MemoryClock:
    instant: datetime = START

    def now(self) -> datetime:
        return self.instant

    async def move_to(self, instant: datetime) -> None:
        assert instant >= self.instant
        self.instant = instant


async def _unused(call: object) -> Reply:
    raise AssertionError("the echo core calls no handler")


async def _share(
    call: object,
    *,
    link: Annotated[Url, Opt("Web address", rest=True)],
    title: Annotated[str, Opt("What it is", most=120)] = "",
    topic: Annotated[TopicRef | None, Opt("Topic it belongs to")] = None,
) -> Reply:
    raise AssertionError("the echo core calls no handler")


async def _follow(call: object, *, topic: Annotated[TopicRef, Opt("Topic", rest=True)]) -> Reply:
    raise AssertionError("the echo core calls no handler")


async def _grant(
    call: object,
    *,
    person: Annotated[PersonRef, Opt("Who")],
    role: Annotated[str, Opt("What they may do", choices=(("moderator", "Moderator"), ("admin", "Admin")))],
    channel: Annotated[ChannelRef | None, Opt("Where it is told")] = None,
) -> Reply:
    raise AssertionError("the echo core calls no handler")


def registry() -> Registry:
    return Registry.of(
        [
            command("staffroom home", summary="Open your front door")(_unused),
            command("resources share", summary="Add a link to the library", may_open_form=True)(_share),
            command("resources mine", summary="See what you added and kept")(_unused),
            command("topics list", summary="See what people talk about")(_unused),
            command("topics follow", summary="Hear of what is new in a topic")(_follow),
            command("topics create", summary="Open a topic", role=Role.MODERATOR, may_open_form=True)(_unused),
            command(
                "announcements create",
                summary="Write an announcement, once or repeated",
                role=Role.FACILITATOR,
                may_open_form=True,
            )(_unused),
            command("staffroom grant", summary="Give somebody a role", role=Role.ADMIN)(_grant),
            command(
                "moderate pin",
                summary="Pin a resource in its topic",
                role=Role.MODERATOR,
                moderators_only_on_discord=True,
            )(_unused),
            on_message("add_to_library", label="Add to library")(_unused),
            on_message("keep_for_me", label="Keep for me")(_unused),
        ]
    )


ANNOUNCEMENT = Form(
    "announce",
    "New announcement",
    (
        Field("body", "What you want to say", Kind.LONG_TEXT, most=3000, hint="Paragraphs, bullets, **bold**, links."),
        Field("day", "Day", Kind.DATE),
        Field("clock", "Time", Kind.CLOCK, hint="In the network's own time zone."),
        Field("repeat", "How often", Kind.CHOICE, options=(Option("Once", "once"), Option("Every week", "weekly"))),
        Field("channel", "Channel", Kind.CHANNEL, required=False),
    ),
    submit="Show me how it looks",
)
BOXES = Form(
    "boxes",
    "Everything else",
    (
        Field(
            "grades", "Grades", Kind.CHOICES, required=False, options=tuple(Option(f"Grade {g}", str(g)) for g in "345")
        ),
        Field("tell", "Tell me when somebody tried it", Kind.FLAG, value="true"),
        Field("places", "Places", Kind.INTEGER, most=4),
        Field("link", "Web address", Kind.URL, value="https://example.org/?a=1&b=<2>"),
    ),
    args=("d1",),
    submit="Save",
)
CARD = Reply(
    (
        Heading("Fraction strips"),
        say("A printable set with ", Bold("three tasks"), ". ", Link("example.org", "https://example.org/strips"), "."),
        Facts((("Number", ("#42",)), ("Topic", ("Grading",)), ("Added", (When(START),)))),
        Items((("Colleagues printed it on card",), ("<script>alert(1)</script> stays words",))),
        Divider(),
        buttons(
            Button("Keep for me", "keep", (42,), "primary"),
            Button("Add a note", "note", (42,)),
            Button("Remove", "remove", (42,), "danger"),
            LinkButton("Open the page", "https://example.org/strips"),
        ),
        buttons(
            Select("Move to a topic…", "move", (Option("Grading", "1", "14 resources"), Option("Number talks", "2"))),
            Select("Which grades?", "grades", tuple(Option(f"Grade {g}", str(g)) for g in "345"), most=2),
        ),
    )
)


@dataclass
class EchoCore:
    """Keeps what it was handed, and answers by a few fixed rules."""

    heard: list[Incoming] = field(default_factory=list)
    suggested: list[Suggest] = field(default_factory=list)
    seen: list[WorkspaceSeen] = field(default_factory=list)

    async def handle(self, incoming: Incoming, answering: Answering) -> None:
        self.heard.append(incoming)
        match incoming:
            case CommandCall(path="announcements create") | TypedCommand(text="announcements create"):
                await answering.open_form(ANNOUNCEMENT)
            case TypedCommand(text="boxes") | Press(code="v1:boxes"):
                await answering.open_form(BOXES)
            case TypedCommand(text="card"):
                await answering.answer([CARD])
            case TypedCommand(text="slow"):
                await answering.defer()
                await asyncio.sleep(0.05)
                await answering.complete([Reply((say("That took a while."),))])
            case TypedCommand(text="fail"):
                raise RuntimeError("nothing here for a page to show")
            case Submission(code="v1:announce", values=values) if not values.get("body"):
                await answering.show_problems(_typed(ANNOUNCEMENT, values), {"body": "Write a few words first."})
            case _:
                await answering.answer([Reply((say(describe(incoming)), buttons(Button("Press me", "again"))))])

    async def suggest(self, typed: Suggest) -> Sequence[Choice]:
        self.suggested.append(typed)
        topics = ("Grading", "Number talks", "Reading circles")
        return [Choice(name, str(at)) for at, name in enumerate(topics) if typed.typed.casefold() in name.casefold()]

    async def workspace_seen(self, seen: WorkspaceSeen) -> None:
        self.seen.append(seen)

    async def workspace_gone(self, gone: WorkspaceGone) -> None:
        raise AssertionError("nobody leaves the room")

    async def pins_changed(self, changed: PinsChanged) -> None:
        raise AssertionError("nobody pins by hand in the room")


def describe(incoming: Incoming) -> str:
    match incoming:
        case CommandCall(path=path, options=options):
            return f"You used {path} with {_listed(options)}."
        case TypedCommand(text=text):
            return f"You typed {text}."
        case Press(code=code, chosen=chosen, in_private=private):
            return f"You pressed {code} {','.join(chosen)} {'in private' if private else 'in public'}."
        case Submission(values=values):
            return f"You sent {_listed(values)}."
        case MessageCall(name=name, snapshot=snapshot):
            return f"You used {name} on “{snapshot.text}” by {snapshot.author_name}."
        case _:
            return "You opened the front door."


def _typed(form: Form, values: Mapping[str, str]) -> Form:
    return replace(form, fields=tuple(replace(f, value=values.get(f.name, "")) for f in form.fields))


def _listed(values: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in values.items()) or "nothing"


@dataclass
class EchoRoom:
    url: str
    front: RehearsalFront
    core: EchoCore
    store: MemoryStore
    clock: MemoryClock

    def channel(self, name: str, workspace: str = "riverside") -> RoomChannel:
        return next(c for c in self.store.kept_channels.values() if (c.workspace, c.name) == (workspace, name))

    def target(self, name: str) -> Target:
        return Target("riverside", self.channel(name).id)


@asynccontextmanager
async def echo_room(
    store: MemoryStore | None = None,
    zone: Callable[[], str | None] = lambda: "America/New_York",
    hosts: Sequence[str] = (),
    port: int = 0,
    languages: Languages | None = None,
) -> AsyncIterator[EchoRoom]:
    """Run a room on a free port, with what *store* remembers of an earlier one."""
    store, clock, core = store or MemoryStore(), MemoryClock(), EchoCore()
    front = RehearsalFront(registry(), languages or Languages(), store, clock, zone, hosts)
    server = WebServer(port=port, routes=front.routes())
    await server.start()
    running = asyncio.ensure_future(front.run(core))
    try:
        await asyncio.wait_for(front.wait_ready(), 5)
        yield EchoRoom(server.url, front, core, store, clock)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await server.stop()
