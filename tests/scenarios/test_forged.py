"""Payloads that nobody's app made: old, garbled, somebody else's, without the role; answered in words, no harm done."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import RowMapping

from bot.domain.people import Role
from bot.interaction.spec import ActionSpec, FormSpec
from bot.ui.model import Kind
from bot.ui.wire import encode
from tests.scenarios.stage import Network, Person
from tests.scenarios.stage.core import AtTheCore
from tests.scenarios.stage.declared import registry
from tests.scenarios.stage.forging import as_handed_over, presses, sends, submits
from tests.storage.network import every_row

on_sqlite = pytest.mark.parametrize("everywhere", ["rehearsal-sqlite"], indirect=True)
at_the_core = pytest.mark.parametrize("everywhere", ["rehearsal-sqlite", "discord-postgres"], indirect=True)
where_roles_are_granted = pytest.mark.parametrize("everywhere", ["discord-sqlite", "slack-sqlite"], indirect=True)
on_discord = pytest.mark.parametrize("everywhere", ["discord-sqlite"], indirect=True)

OLD = "This button is old and does nothing any more."
GONE = "That is not here any more."
NOT_YOURS = "Only its author and moderators can change this announcement."
BROKEN = "Something went wrong"
LARGEST = encode("x", (2**63 - 1,)).rpartition(":")[2]
COMING_AND_GOING = frozenset(
    {"processed", "accounts", "people", "drafts", "continuations", "room_channels", "room_messages", "settings"}
)
"""What any use of the bot may write: who came, what they typed and did not finish, what a front keeps for itself."""

NOT_OURS = (
    "v1:nothing.like.that",
    "v1:nothing:1",
    "v0:topic.show:1",
    "v2:topic.show:1",
    "topic.show:1",
    "v1:",
    "v1::1",
    "v1:topic.show",
    "v1:topic.show:",
    "v1:topic.show:1:2",
    "v1:topic.show:%00",
    "v1:topic.show:É",
    "v1:topic.show:1;DROP TABLE topics",
    "v1:topic.show:" + "z" * 80,
    "v1:topic.show:-" + "z" * 80,
    "V1:TOPIC.SHOW:1",
    "v1:topics.page:1",
    "v1:undo",
    "v1:undo.several",
    "v1:undo.several:nothing",
    "v1:form.open",
    "v1:form.open:nothing",
    "v1:form.open:1:2",
    "v1:command.run",
    "v1:command.run:nothing:resources.share",
    "v1:command.run::nothing.like.that",
    "v1:command.fill:nothing:link",
    "v1:find.page:nothing:1",
    "v1:pin.in-topic:nothing",
    "x" * 100,
    "🦉",
    "v1:topic.show:🦉",
)


async def test_a_button_that_nobody_made_does_nothing(network: Network) -> None:
    """Old versions, unknown names, wrong counts and garbage are answered in words; nothing changes, nothing breaks."""
    ada = await furnished(network)
    before = await kept(network)
    for code in NOT_OURS:
        told = await presses(ada, code)
        assert any(
            words in told
            for words in (OLD, GONE, "older than 7 days", "That form was finished", "more than ten minutes")
        ), (code, told)
    assert await kept(network) == before


async def test_a_form_that_nobody_made_does_nothing(network: Network) -> None:
    """Forms of unknown names or with wrong arguments are answered in words and nothing is stored."""
    ada = await furnished(network)
    before = await kept(network)
    for code in (
        *NOT_OURS,
        "v1:resource.new:1:2",
        "v1:resource.edit",
        "v1:resource.edit:1:1",
        f"v1:resource.edit:{LARGEST}",
    ):
        told = await submits(ada, code, {"title": "A title", "nothing": "at all"})
        assert any(words in told for words in (OLD, GONE)), (code, told)
    assert await kept(network) == before


@on_sqlite
async def test_every_button_takes_any_argument(network: Network) -> None:
    """Every declared button, with numbers of nothing, negative, too large, too many, too few or no numbers: no harm."""
    await furnished(network)
    person = AtTheCore(network, "Eve", Role.ADMIN)
    before = await kept(network)
    broken = []
    for spec in registry().actions.values():
        for arguments in strange(spec):
            told = await person.presses(":".join(("v1", spec.name, *arguments)))
            if not told or BROKEN in told:
                broken.append((spec.name, arguments, told))
    assert not broken
    assert await kept(network) == before


@at_the_core
async def test_every_menu_takes_any_choice(network: Network) -> None:
    """Choices that no menu offered are answered in words and change nothing."""
    await furnished(network)
    eve = AtTheCore(network, "Eve", Role.ADMIN)
    before = await kept(network)
    menus = [spec for spec in registry().actions.values() if spec.parameters and spec.parameters[-1][1] is str]
    assert len(menus) >= 5
    broken = []
    for spec in menus:
        first = ["x" if kind is str else "1" for _, kind in spec.parameters[:-1]]
        for chosen in (["9" * 100], ["-1"], [""], ["٣"], ["²"], ["1\x00"], ["\ud800"], ["9" * 18, "9" * 19]):
            told = await eve.presses(":".join(("v1", spec.name, *first)), *chosen)
            if not told or BROKEN in told:
                broken.append((spec.name, chosen, told))
    assert not broken
    assert await kept(network) == before


@at_the_core
async def test_every_option_takes_any_reference(network: Network) -> None:
    """References to nothing, in every shape, are answered in words in every command that takes one."""
    await furnished(network)
    eve = AtTheCore(network, "Eve", Role.ADMIN)
    before = await kept(network)
    broken = []
    for command in registry().commands.values():
        for option in (option for option in command.options if option.kind in REFERENCES or option.name == "words"):
            for typed in ("#999999999999", "9" * 40, "-1", "@|x", "%", "'", "²", "1\x00", "\ud800"):
                told = await eve.sends(command.path, {option.name: typed})
                if not told or BROKEN in told:
                    broken.append((command.path, option.name, typed, told))
    assert not broken
    assert await kept(network) == before


REFERENCES = frozenset({Kind.TOPIC, Kind.RESOURCE, Kind.ANNOUNCEMENT, Kind.WORKSHOP, Kind.PERSON, Kind.CHANNEL})


async def test_no_role_no_deed(network: Network) -> None:
    """A teacher who presses, sends or types what only others may, is refused in words; nothing is changed by it."""
    await furnished(network)
    ana = await network.teacher("Ana")
    before = await kept(network)
    for spec in registry().actions.values():
        if spec.role > Role.MEMBER:
            chosen = ("1",) if spec.takes_chosen else ()
            told = await presses(ana, ":".join(("v1", spec.name, *arguments_of(spec))), *chosen)
            assert "Only " in told, (spec.name, told)
    for form in registry().forms.values():
        if form.role > Role.MEMBER:
            told = await submits(ana, code_of(form), filled(form))
            assert "Only " in told, (form.name, told)
            assert "What you typed is kept for 7 days." in told
    colleague = as_handed_over(await network.moderator("Mo"))
    before["role_grants"] = (await kept(network))["role_grants"]
    before["audit"] = (await kept(network))["audit"]
    for command in registry().commands.values():
        if command.role > Role.MEMBER:
            given = {
                "resource": "1",
                "announcement": "1",
                "person": colleague,
                "role": "admin",
                "name": "Mine",
                "topic": "1",
            }
            options = {option.name: given.get(option.name, "") for option in command.options}
            told = await sends(ana, command.path, {name: value for name, value in options.items() if value})
            assert "Only " in told, (command.path, told)
    assert await kept(network) == before


@where_roles_are_granted
async def test_what_a_role_opened_is_refused_once_it_is_taken_away(network: Network) -> None:
    """A facilitator who loses the role with the form open is told so on sending it, and what was typed is kept."""
    ada, ben = await network.admin("Ada"), await network.facilitator("Ben")
    await ben.says("/announcements create")
    await ben.until(lambda: ben.form, "the form")
    await ada.says("/staffroom roles revoke", person=ben)
    await ada.sees("has no role by grant any more")
    await ben.fills(
        {"What to announce": "Bring one picture", "Day": "2026-10-09", "Time": "16:00", "How often": "Once"}
    )
    await ben.sees("Only facilitators and moderators can do this.", "What you typed is kept for 7 days.")
    await ada.says("/staffroom roles grant", person=ben, role="facilitator")
    await ben.presses("Open the form again")
    opened = await ben.until(lambda: ben.form, "the form again")
    assert opened.fields["What to announce"] == "Bring one picture"
    await ben.fills({"Day": "2026-10-09", "Time": "16:00", "How often": "Once"})
    await ben.sees("Scheduled for", "#1")


@where_roles_are_granted
async def test_a_more_menu_that_is_stale_asks_instead(network: Network) -> None:
    """A moderator by grant who lost it presses Pin in the menu that still stands there, and is offered to ask."""
    ada, ben = await furnished(network), await network.teacher("Ben")
    await ada.says("/staffroom roles grant", person=ben, role="moderator")
    await ben.says("/resources show", resource="1")
    await ben.presses("More")
    await ben.sees("[Pin]", "[Remove from library]")
    await ada.says("/staffroom roles revoke", person=ben)
    await ben.presses("Pin")
    await ben.sees("Only moderators can pin. I can ask them for you.", "[Ask to pin this]")
    told = await presses(ben, "v1:resource.remove:1")
    assert "Only who shared it and moderators can change" in told
    assert resource_states(await kept(network)) == ["listed"]


async def test_what_is_somebody_elses_stays_theirs(network: Network) -> None:
    """Drafts, lists, shelves, undo and kept commands of one person are nothing to another who learns their ids."""
    ada = await furnished(network)
    ben = await network.facilitator("Ben")
    for number in range(6):
        await submits(
            ada, "v1:resource.new", {"link": f"https://example.org/{number}", "title": f"Secretword strips {number}"}
        )
    await ada.says("/resources search", words="strips")
    await ada.sees("Page 1 of 2")
    await presses(ada, "v1:resource.keep:1")
    await submits(ada, "v1:topic.new", {"name": "", "about": "What Ada typed"})
    await sends(ada, "moderate pin", {"resource": "2"})
    if network.takes_typed_text:
        await ada.types("resources shar https://example.org/secretword")
    rows = await every_row(network.installation.url)
    assert rows["drafts"] and rows["continuations"] and rows["shelf"] and rows["revisions"]
    before = await kept(network, "drafts", "continuations")
    for draft in rows["drafts"]:
        assert "That form was finished, or is older than 7 days." in await presses(ben, f"v1:form.open:{draft['id']}")
    for continuation in rows["continuations"]:
        for code in (
            "find.page:{}:2",
            "command.run:{}:resources.share",
            "command.fill:{}:link:x",
            "undo.several:{}",
            "pin.in-topic:{}:1",
        ):
            told = await presses(ben, "v1:" + code.format(continuation["id"]))
            assert any(
                words in told for words in (OLD, "older than 7 days", "more than ten minutes", "Only moderators")
            ), (code, told)
            assert "Secretword" not in told and "secretword" not in told, (code, told)
    for revision in rows["revisions"]:
        assert GONE in await presses(ben, f"v1:undo:{encode('x', (revision['id'],)).rpartition(':')[2]}")
    for item in rows["shelf"]:
        assert "Your shelf is empty" in await presses(ben, "v1:shelf.drop", str(item["id"]))
    for deed in ("manage", "edit", "cancel", "reinstate"):
        told = await presses(ben, f"v1:announcement.{deed}:1")
        assert GONE in told or NOT_YOURS in told
    changed = encode("announcement.edit", (1, 1, "2026-10-01"))
    assert NOT_YOURS in await submits(ben, changed, filled(registry().forms["announcement.edit"]))
    told = await submits(ben, "v1:resource.edit:1", {"title": "Mine now"})
    assert "Only who shared it and moderators can change" in told
    after = await kept(network, "drafts", "continuations")
    mine = {row["id"] for row in rows["drafts"]}
    after["drafts"] = [row for row in after["drafts"] if row["id"] in mine]
    assert after == before


@pytest.mark.parametrize("form", ["topic.new", "resource.new", "announcement.new"])
async def test_a_form_sent_twice_is_carried_out_once(network: Network, form: str) -> None:
    """Somebody who sends the same form again, because the first answer was slow, makes nothing twice."""
    ada = await network.admin("Ada")
    spec = registry().forms[form]
    first = await submits(ada, code_of(spec), filled(spec))
    second = await submits(ada, code_of(spec), filled(spec))
    assert any(words in first for words in ("is open.", "Added to the library", "Scheduled for")), first
    assert any(words in second for words in ("already", "#1")), second
    rows = await every_row(network.installation.url)
    assert len(rows[{"topic.new": "topics", "resource.new": "resources"}.get(form, "announcements")]) == 1


@on_discord
async def test_two_communities_in_one_installation_never_meet(network: Network) -> None:
    """Where each server is a community of its own, no number, button, form, id or completion leads to the other."""
    ada = await furnished(network)
    await submits(
        ada, "v1:resource.new", {"link": "https://example.org/ourword", "title": "Ourword strips", "topic": "1"}
    )
    await submits(ada, "v1:topic.new", {"name": "", "about": "ourword unfinished"})
    await presses(ada, "v1:resource.keep:2")
    per_workspace(network)
    await network.restart()
    other = network.second_workspace("Hillside Teachers")
    eve, core = await other.admin("Eve"), AtTheCore(network, "Eva", Role.ADMIN, other)
    await eve.says("/staffroom home")
    await eve.sees("Hillside Teachers")
    before = await of_first(network)
    rows = await every_row(network.installation.url)
    ids = [str(row["id"]) for table in ("drafts", "continuations") for row in rows[table]]
    told = []
    for spec in registry().actions.values():
        for arguments in [["1"] * len(spec.parameters), ["2"] * len(spec.parameters), *([each] for each in ids)]:
            told += [await core.presses(":".join(("v1", spec.name, *arguments)))]
    told += [await core.presses(f"v1:form.open:{draft}") for draft in ids]
    for form in registry().forms.values():
        theirs = {name: value.replace("Ourword", "Their") for name, value in filled(form).items()}
        told.append(await core.submits(code_of(form), {**theirs, "link": "", "topic": "Ourword talks"}))
    for command in registry().commands.values():
        for option in command.options:
            told += [await core.sends(command.path, {option.name: typed}) for typed in ("1", "strips")]
            assert await core.suggested(command.path, option.name, "our") == []
    assert "Their talks" in await eve.suggested("/topics show", "topic", "")
    assert await eve.suggested("/resources show", "resource", "") == []
    said = [words for words in told if "ourword" in words.lower() and "“Ourword talks”" not in words]
    assert not said, said
    assert not [words for words in told if BROKEN in words]
    assert await of_first(network) == before


async def furnished(network: Network) -> Person[Any]:
    """Ada, with a topic, a resource and an announcement of hers, #1 each."""
    ada = await network.admin("Ada")
    for name in ("topic.new", "resource.new", "announcement.new"):
        told = await submits(ada, code_of(registry().forms[name]), filled(registry().forms[name]))
        assert any(words in told for words in ("is open.", "Added to the library", "Scheduled for")), told
    await at_rest(network)
    return ada


def filled(form: FormSpec) -> dict[str, str]:
    """What somebody would type into *form*."""
    typed = {
        "name": "Ourword talks",
        "about": "Ten minutes a day",
        "link": "https://example.org/first",
        "title": "Ourword first",
        "text": "Ourword: bring one picture",
        "day": "2026-10-09",
        "clock": "16:00",
        "repeat": "once",
        "zone": "America/New_York",
        "words": "strips",
    }
    return {field.name: typed[field.name] for field in form.fields if field.name in typed}


def code_of(form: FormSpec) -> str:
    return encode(form.name, tuple(1 if kind is int else "x" for _, kind in form.parameters))


def arguments_of(spec: ActionSpec) -> list[str]:
    """Arguments of the right number and type, those that a menu adds left out."""
    fixed = spec.parameters[:-1] if spec.takes_chosen else spec.parameters
    return ["1" if kind is int else "x" for _, kind in fixed]


def strange(spec: ActionSpec) -> list[list[str]]:
    """Arguments that no button of ours has, or that name nothing."""
    count = len(spec.parameters)
    wrong = [["x.y"] * (count + 1)]
    if count:
        wrong += [[], *([value] * count for value in ("", "-1", "z" * 30, "-" + "z" * 30, LARGEST, "1_0"))]
    return wrong if not spec.takes_chosen else [*wrong, ["rs"] * 10]


async def kept(network: Network, *also: str) -> dict[str, Sequence[Mapping[str, Any]]]:
    """Every row that only a deed can change."""
    rows = await at_rest(network)
    return {name: [*map(dict, found)] for name, found in rows.items() if name not in COMING_AND_GOING or name in also}


async def at_rest(network: Network) -> dict[str, list[RowMapping]]:
    """Wait until every card and channel stands as it should, so that only deeds change rows, and return all rows."""
    rows: dict[str, list[RowMapping]] = {}
    for _ in range(50):
        for front in network.installation.house.fronts:
            await network.installation.house.placements.reconcile(front.platform)
        rows = await every_row(network.installation.url)
        if not any(row["owner"] for row in rows["placements"]):
            break
        await asyncio.sleep(0.05)
    return rows


async def of_first(network: Network) -> dict[str, list[Mapping[str, Any]]]:
    """All rows of the community that was there first."""
    rows = await kept(network, "drafts", "continuations", "people", "accounts")
    first = min(row["id"] for row in rows["communities"])
    return {
        name: [row for row in found if row.get("community_id", first) == first]
        for name, found in rows.items()
        if name not in ("communities", "resource_words")
    }


def resource_states(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    return [str(row["state"]) for row in rows["resources"]]


def per_workspace(network: Network) -> None:
    """Let the next start be that of a hosted installation: a community for each server."""
    told = network.installation.settings

    def settings() -> Any:
        before = told()
        return before.model_copy(update={"community": before.community.model_copy(update={"mode": "per-workspace"})})

    network.installation.settings = settings
