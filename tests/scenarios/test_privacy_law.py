"""The law of what is private: whatever another person says, presses, types or forges, none of it is ever answered.

What is private carries one word that nobody else ever types. It stands in every table of another community, in a topic
that is private to one channel, and in all that a colleague keeps for herself. Others then use everything that is
declared, so that a new command is held to the law by being declared.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot.domain.files import NewFileRequest
from bot.domain.people import Role
from bot.domain.sight import EVERYTHING
from bot.domain.topics import Topic
from bot.interaction.spec import ActionSpec, CommandSpec, FormSpec
from bot.ports.files import Attached
from bot.ports.storage import UnitOfWork
from bot.services.resources import new_file
from bot.ui.model import Form, Kind
from bot.ui.wire import encode
from storage.engine import engine_for_migrations
from storage.unit_of_work import SqlStorage
from tests.scenarios.stage import Network
from tests.scenarios.stage.core import AtTheCore, Told
from tests.scenarios.stage.declared import registry
from tests.scenarios.test_topics_private import coaching
from tests.storage.network import every_row, fill

SECRET = "qanary7"
BROKEN = "Something went wrong"
EXAMPLES = int(os.environ.get("STAFFROOM_EXAMPLES") or 25)
ACTS_EACH = 40

KNOWN = tuple(registry().actions.values()), tuple(registry().commands.values()), tuple(registry().forms.values())
NUMBERS = st.one_of(st.integers(0, 12), st.integers(0, 60), st.sampled_from((-1, 10**6, 2**63 - 1)))
WORDS = st.sampled_from(
    ("", "zirkon", "zir", "z", "observation", "coaching", "Coaching notes", "fraction strips", "strips", "number talks",
     "#1", "#2", "1", "2", "a", "2026-10-01", "4:00 PM", "https://example.org/a", "https://example.org/zirkon", "maple",
     "Nell", "Ana", "all", "5", "3.NF.1", "2026-10-06 16:00", "news", "library", "coaching-notes", "yes", "-")
)  # fmt: skip
KEPT = st.integers(0, 30).map("kept {}".format)
"""The id of something that somebody keeps: a draft, a list, a link."""
OF_KEPT = (
    "v1:form.open:{}",
    "v1:command.run:{}:resources.share",
    "v1:command.fill:{}:link:x",
    "v1:form.meant:{}:day:x",
    "v1:find.page:{}:1",
    "v1:undo.several:{}",
)
"""Buttons that stand for what somebody keeps, and are declared nowhere."""


@dataclass(frozen=True)
class Act:
    """*kept N* among the arguments and values stands for the N-th id that anybody was given."""

    spec: ActionSpec | CommandSpec | FormSpec
    arguments: tuple[int | str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    completes: bool = False
    who: tuple[bool, bool] = (False, False)
    """Whether a moderator, and whether on Slack."""


def _argument(kind: type) -> st.SearchStrategy[int | str]:
    return NUMBERS if kind is int else st.one_of(KEPT, WORDS, NUMBERS.map(str))


@st.composite
def acts(draw: st.DrawFn) -> Act:
    actions, commands, forms = KNOWN
    who: tuple[bool, bool] = draw(st.tuples(st.booleans(), st.booleans()))
    match draw(st.sampled_from(("press", "say", "send", "complete"))):
        case "press":
            pressed = draw(st.sampled_from(actions))
            return Act(pressed, tuple(draw(_argument(kind)) for _, kind in pressed.parameters), who=who)
        case "send":
            form = draw(st.sampled_from(forms))
            typed = tuple((field.name, draw(st.one_of(WORDS, NUMBERS.map(str)))) for field in form.fields)
            return Act(form, tuple(draw(_argument(kind)) for _, kind in form.parameters), typed, who=who)
        case way:
            command = draw(st.sampled_from([each for each in commands if each.options or way == "say"]))
            chosen = [each for each in command.options if each.required or draw(st.booleans())]
            said = tuple((each.name, draw(st.one_of(WORDS, NUMBERS.map(str)))) for each in chosen)
            return Act(command, (), said, completes=way == "complete", who=who)


class World:
    """*kept* are ids of others; *seen* all that the two who try everything were ever told."""

    def __init__(self, network: Network, kept: list[str]) -> None:
        self.kept = kept
        here, there = network.hosts[0], network.hosts[-1]
        self._eve = {
            (moderator, elsewhere): AtTheCore(
                network, f"Eve {'MO'[moderator]}{'AB'[elsewhere]}", role, there if elsewhere else here
            )
            for moderator, role in ((False, Role.MEMBER), (True, Role.MODERATOR))
            for elsewhere in (False, True)
        }

    async def does(self, act: Act) -> str:
        eve = self._eve[act.who]
        arguments = tuple(self._meant(each) for each in act.arguments)
        values = {name: str(self._meant(value)) for name, value in act.values}
        match act.spec:
            case ActionSpec() as pressed:
                chosen = [str(arguments[-1])] if pressed.takes_chosen and arguments else []
                told = await eve.told_for_press(_code(pressed.name, arguments[: len(arguments) - len(chosen)]), *chosen)
            case FormSpec() as form:
                told = await eve.told_for_form(_code(form.name, arguments), values)
            case CommandSpec() as command if act.completes:
                name, typed = act.values[0] if act.values else (command.options[0].name, "")
                return "\n".join(await eve.suggested(command.path, name, typed))
            case command:
                told = await eve.told_for_command(command.path, values)
        return _all_of(told)

    async def presses(self, code: str) -> str:
        return _all_of(await self._eve[True, False].told_for_press(code))

    def _meant(self, value: int | str) -> int | str:
        if isinstance(value, str) and value.startswith("kept "):
            return self.kept[int(value.removeprefix("kept ")) % len(self.kept)]
        return value


def _code(name: str, arguments: tuple[int | str, ...]) -> str:
    try:
        return encode(name, arguments)
    except ValueError:  # longer than any button's
        return encode(name, ())


def _all_of(told: Told) -> str:
    return "\n".join((told.text, *(_filled(told.form) if told.form else ())))


def _filled(form: Form) -> list[str]:
    return [f"{field.value} {[str(option.label) for option in field.options]}" for field in form.fields]


@pytest.fixture
async def world(spanning: Network) -> AsyncIterator[World]:
    """A private topic on Slack, all that Zoe on Discord keeps for herself, and another community full of everything."""
    await coaching(spanning)
    await spanning.installation.stop()
    storage = SqlStorage(spanning.installation.url)
    other = await fill(storage, SECRET)
    await storage.close()
    await _silence(spanning.installation.url, other.community.id)
    await spanning.installation.start()
    for host in spanning.hosts:
        await host.came_back()
    await _keeps_for_herself(AtTheCore(spanning, "Zoe", Role.FACILITATOR, uses_each=10_000))
    await _mark_the_private_topic(spanning)
    rows = await every_row(spanning.installation.url)
    kept = [str(row["id"]) for name in ("drafts", "continuations") for row in rows[name]]
    private = [str(row) for name, found in rows.items() for row in found if SECRET in str(row) and name]
    assert len(kept) > 2 and len(private) > 30
    yield World(spanning, kept)
    await _nothing_posted(spanning)


async def _silence(url: str, community: int) -> None:
    """Let nothing of the other community be sent: its server is none of those that the test has."""
    engine = engine_for_migrations(make_url(url))
    async with engine.begin() as connection:
        for done in (
            "UPDATE placements SET wanted_present = false, message_id = '' WHERE community_id = :it",
            "UPDATE workspaces SET state = 'waiting' WHERE community_id = :it",
            "UPDATE accounts SET workspace_id = NULL WHERE community_id = :it",
            "UPDATE deliveries SET state = 'withdrawn' WHERE community_id = :it",
        ):
            await connection.execute(text(done), {"it": community})
    await engine.dispose()


async def _keeps_for_herself(zoe: AtTheCore) -> None:
    """Her shelf, hours, wish, draft, list and unposted workshop all have the secret word in them."""
    mine = f"zirkon {SECRET}"
    shared = {"link": "https://example.org/zirkon", "title": "Zirkon to cut"}
    assert "Added to the library" in await zoe.submits("v1:resource.new", shared)
    day = {"title": mine, "day": "2026-09-01", "hours": "2", "kind": "workshop"}
    assert "2" in await zoe.submits("v1:hours.new", day)
    await zoe.sends("resources search", {"words": mine})
    assert "no" not in await zoe.submits("v1:topic.new", {"name": "", "about": mine})
    await zoe.submits("v1:workshop.new", {"title": mine, "day": "2026-10-20", "clock": "16:00", "where": mine})


async def _mark_the_private_topic(network: Network) -> None:
    """Let the word stand in the private topic, its resource, and what was said to it."""
    storage = SqlStorage(network.installation.url)
    (own, *_) = await storage.installation.communities()
    rows = await every_row(network.installation.url)
    topic = next(row for row in rows["topics"] if row["name"] == "Coaching notes")
    await storage.close()
    house = network.installation.house
    async with house.ground.storage.write(own.id, sight=EVERYTHING) as uow:
        found = await uow.resources.in_topic(topic["id"], 5)
        for resource in found:
            await uow.resources.update(replace(resource, about=f"zirkon {SECRET}", revision=resource.revision + 1))
        known = await uow.tending.exact(topic["id"])
        await uow.tending.update(replace(known, about=f"zirkon {SECRET}"))
        await _hand_over_files(network, uow, known)
        await uow.commit()


async def _hand_over_files(network: Network, uow: UnitOfWork, topic: Topic) -> None:
    """A file in the private topic, and one of Zoe's that Nell asks her about, both kept with the word in them."""
    files = []
    for name in (f"zirkon {SECRET}.txt", f"coaching {SECRET}.txt"):
        content = f"strips {name}".encode()

        async def read(content: bytes = content) -> AsyncIterator[bytes]:
            yield content

        files.append(await network.installation.house.services.library.files.take(Attached(name, 0, read)))
    await uow.resources.add(new_file(files[0], "", "", (), topic), network.clock.now())
    (zoe, *_), (nell, *_) = [await uow.people.named(name) for name in ("Zoe 0", "Nell")]
    await uow.files.ask(NewFileRequest(zoe.id, nell.id, files[1], SECRET, SECRET, (), topic.id), network.clock.now())


async def _nothing_posted(network: Network) -> None:
    """Nothing of it stands in any channel that all can read."""
    discord, slack = network.hosts[:2]
    for host in (discord, slack):
        person = next(iter(host.people.values()))
        for channel in person.channels():
            if channel != "coaching":
                assert not [seen for seen in person.posted(channel) if SECRET in seen.words], (host.name, channel)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="STAFFROOM_EXAMPLES" not in os.environ,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(tried=st.lists(acts(), min_size=ACTS_EACH, max_size=ACTS_EACH))
async def test_nothing_private_is_ever_answered_to_others(world: World, tried: list[Act]) -> None:
    """Whatever is pressed, said, sent or completed, by members and moderators, on either side, with any ids."""
    for act in tried:
        told = await world.does(act)
        assert SECRET not in told.lower(), (act, told)
        assert BROKEN not in told, (act, told)


async def test_every_declared_way_leads_to_nothing_private(world: World) -> None:
    """Each button, form, command and completion once with each of the first numbers, ids and words."""
    actions, commands, forms = KNOWN
    for spec in actions:
        texts = ("kept 0", "kept 1", "kept 2", "1", "zirkon")
        pools = [range(1, 7) if kind is int else texts for _, kind in spec.parameters]
        for place in range(max(map(len, pools), default=1)):
            await _told_nothing(world, Act(spec, tuple(pool[place % len(pool)] for pool in pools), who=(True, False)))
    for form in forms:
        for typed in ("1", "zirkon"):
            values = tuple((field.name, typed) for field in form.fields)
            arguments = tuple(1 if kind is int else "kept 0" for _, kind in form.parameters)
            await _told_nothing(world, Act(form, arguments, values))
    for command in commands:
        for typed in ("1", "2", "zirkon", "strips", "observation"):
            values = tuple((option.name, typed) for option in command.options if option.kind is not Kind.FLAG)
            await _told_nothing(world, Act(command, (), values, who=(False, True)))
            for option in command.options:
                await _told_nothing(world, Act(command, (), ((option.name, typed[:3]),), completes=True))

    for place in range(len(world.kept)):
        for code in OF_KEPT:
            told = await world.presses(code.format(world.kept[place]))
            assert SECRET not in told.lower(), (code, told)


async def _told_nothing(world: World, act: Act) -> None:
    told = await world.does(act)
    assert SECRET not in told.lower(), (act, told)
    assert BROKEN not in told, (act, told)
