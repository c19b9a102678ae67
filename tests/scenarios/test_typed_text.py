"""A command typed as one line: as forgiving as a person would be, and nothing that was typed is dropped in silence."""

from __future__ import annotations

import pytest

from adapters.slack.register import manifest
from bot.config import Settings
from bot.domain.people import Role
from bot.ui.language import Languages
from tests.scenarios.stage import Network
from tests.scenarios.stage.declared import registry
from tests.scenarios.stage.slack import SlackHost
from tests.scenarios.stage.slack_person import SlackPerson
from tests.scenarios.stage.variants import where_lines_are_typed

on_sqlite = pytest.mark.parametrize("everywhere", ["slack-sqlite", "rehearsal-sqlite"], indirect=True)
on_slack = pytest.mark.parametrize("everywhere", ["slack-sqlite"], indirect=True)

SHARED = "Added to the library: A title."


@where_lines_are_typed
async def test_a_link_with_its_title_is_shared(network: Network) -> None:
    """What the README shows works: the link bare, the title by its key."""
    ana = await network.teacher("Ana")
    await ana.types('/staffroom resources share https://example.org title:"A title"')
    await ana.sees(SHARED, "[Change] [Add grade, type, …] [Undo]")
    await ana.says("/resources show", resource="1")
    await ana.sees("#1 A title (example.org)")


@where_lines_are_typed
async def test_a_command_without_anything_opens_its_form(network: Network) -> None:
    """Only the command: a form asks for the rest, also for a link whose title is missing."""
    ana = await network.teacher("Ana")
    await ana.types("/staffroom resources share")
    opened = await ana.until(lambda: ana.form, "a form")
    assert opened.title == "Share a link" and not any(opened.fields.values())
    await ana.types("/staffroom resources share https://example.org/a?b=c&d=e")
    await ana.until(lambda: ana.form is not None and ana.form.fields["Web address"], "the link in the form")
    assert ana.form is not None and ana.form.fields["Web address"] == "https://example.org/a?b=c&d=e"
    await ana.fills({"What it is": "A title"})
    await ana.sees(SHARED)


@where_lines_are_typed
async def test_a_mistyped_command_is_offered_and_what_follows_it_is_kept(network: Network) -> None:
    """``shar`` is close to ``share``; one press goes on with everything that was typed after it."""
    ana = await network.teacher("Ana")
    await ana.types('/staffroom resources shar https://example.org title:"A title"')
    await ana.sees("I do not know “", "resources shar https://example.org", "Did you mean", "[Use resources share]")
    await ana.presses("Use resources share")
    await ana.sees(SHARED)


@on_sqlite
async def test_a_mistyped_command_is_kept_over_a_restart_and_for_its_form(network: Network) -> None:
    """What follows a mistyped command is still there after a restart, and in the form that asks for the rest."""
    ana = await network.teacher("Ana")
    await ana.types("/staffroom resorces share https://example.org/kept")
    await ana.sees("[Use resources share]")
    await network.restart()
    await ana.presses("Use resources share")
    opened = await ana.until(lambda: ana.form, "the form")
    assert opened.fields["Web address"] == "https://example.org/kept"


LINES = (
    "resources share https://example.org/{} title:“A title {}”",
    "resources share https://example.org/{} title:„A title {}“",
    "resources share https://example.org/{} title:«A title {}»",
    "resources share https://example.org/{} title: “A title {}”",
    'resources share title:"A title {1}" https://example.org/{0}',
    'resources share title:"A title {1}" link:https://example.org/{0}',
    'resources share https://example.org/{} --title:"A title {}"',
    'resources share https://example.org/{} —title:"A title {}"',
    "resources share https://example.org/{} title:A title {}",
    "resources share https://example.org/{} title:“A title {}",
    'resources share https://example.org/{} title:"A title {}',
    'RESOURCES Share https://example.org/{} TITLE:"A title {}"',
    'resources  share   https://example.org/{}    title:"A title {}"  ',
    'resources share\u00a0https://example.org/{} title:"A title {}"',
    '/resources share https://example.org/{} title:"A title {}"',
    '/staffroom resources share https://example.org/{} title:"A title {}"',
)


@on_sqlite
async def test_a_line_is_understood_as_phones_write_it(network: Network) -> None:
    """Smart quotes, dashes, the order, capitals, spaces and quotes that nobody closed make no difference."""
    ana = await network.teacher("Ana")
    for number, line in enumerate(LINES, start=1):
        await ana.types(line.format(number, number))
        assert f"Added to the library: A title {number}." in ana.answer, line
        await ana.says("/resources show", resource=str(number))
        assert f"#{number} A title {number} (example.org)" in ana.answer, line


@on_sqlite
async def test_what_looks_like_a_key_is_none(network: Network) -> None:
    """Only declared options are keys: an address, a clock time or a word with a colon stay what they are."""
    ana = await network.teacher("Ana")
    await ana.types(
        'resources share https://example.org/a:b title:"Warm up: 10:30, note: bring rulers" about:see also https://example.org/x'
    )
    await ana.sees("Added to the library: Warm up: 10:30, note: bring rulers.")
    await ana.says("/resources show", resource="1")
    await ana.sees("Warm up: 10:30, note: bring rulers", "see also https://example.org/x")
    await ana.types("find warm note: rulers")
    await ana.sees("1 resource for “warm note: rulers”")


@on_sqlite
async def test_text_that_is_left_over_is_not_dropped(network: Network) -> None:
    """Words that no option takes are named, or stand in the form; a command is never carried out without them."""
    mo, ana = await network.moderator("Mo"), await network.teacher("Ana")
    await mo.types("topics create name:Fractions for the fourth grade")
    await mo.sees("Fractions for the fourth grade is open.")
    await mo.types('topics create name:"Geometry" and what else there is')
    await mo.until(lambda: "and what else there is" in mo.answer, "what was left over")
    await ana.types('resources share link:https://example.org/left "A title that was not keyed"')
    await ana.until(lambda: "A title that was not keyed" in ana.answer, "what was left over")
    await ana.types("digest preview and more")
    await ana.sees("I do not know what to do with “and more” here.", "digest preview")
    await ana.says("/topics list")
    await ana.sees("Fractions for the fourth grade (")
    assert ana.choices("Open a topic") == ("Fractions for the fourth grade",)


@on_sqlite
async def test_nothing_at_all_is_the_front_door(network: Network) -> None:
    """The root alone opens the front door, ``help`` alone is help, and neither minds spaces."""
    ana = await network.teacher("Ana")
    for line in ("/staffroom", "/staffroom   ", "/staffroom home"):
        await ana.types(line)
        await ana.sees("What would you like to do?", "[Find]", "[Help]")
    for line in ("/staffroom help", "/staffroom HELP", "help"):
        await ana.types(line)
        await ana.sees("What I can do", "resources share")


@on_sqlite
async def test_a_group_lists_what_begins_so(network: Network) -> None:
    """Only the first word of several commands: those are listed that this person may use."""
    ana, mo = await network.teacher("Ana"), await network.moderator("Mo")
    await ana.types("/staffroom topics")
    await ana.sees("Commands that begin with “", "topics”:", "topics list", "topics follow")
    await ana.sees_no("topics create", "resources")
    await mo.types("/staffroom topics")
    await mo.sees("topics create")
    await ana.types("/staffroom moderate")
    await ana.sees("Only moderators can do this.")
    await ana.types("/staffroom roles")
    await ana.sees("roles list")
    await ana.sees_no("roles grant")


NONSENSE = (
    "qqqqqq zzz",
    "🦉",
    "\u202eשלום",
    "@everyone",
    "<!channel>",
    "%s{0}",
    '"',
    ":",
    "https://example.org",
    "-" * 3000,
    "a\nb",
)


@on_sqlite
async def test_what_nobody_understands_leads_somewhere(network: Network) -> None:
    """Whatever is typed is answered in words, with something to press."""
    ana = await network.teacher("Ana")
    for line in NONSENSE:
        await ana.types(line)
        assert "I do not know “" in ana.answer and ("[Show help]" in ana.answer or "[Use " in ana.answer), (
            line,
            ana.answer,
        )


@on_sqlite
async def test_every_command_that_one_may_use_can_be_typed(network: Network) -> None:
    """Each command with its path alone is answered with what it does, a form, or the question for what is missing."""
    ada = await network.admin("Ada")
    for command in registry().commands.values():
        await ada.types(f"/staffroom {command.path.upper()}")
        assert ada.answer and "I do not know" not in ada.answer, command.path
        if any(option.required for option in command.options) and ada.form is None:
            assert "The whole command is" in ada.answer, (command.path, ada.answer)


@on_sqlite
async def test_people_and_channels_are_named_as_the_app_writes_them(network: Network) -> None:
    """A colleague after @ and a channel after # are understood, with or without a key; nobody is pinged by it."""
    ada, ana = await network.admin("Ada"), await network.teacher("Ana")
    await ada.types("/staffroom roles grant @Ana role:moderator")
    await ada.sees("Ana is a moderator now")
    await ada.types("/staffroom roles revoke person:@Ana")
    await ada.sees("Ana has no role by grant any more.")
    await ada.types("/staffroom topics create name:Whatever channel:#general")
    await ada.sees("Whatever is open.", "#general")
    await ana.types("/staffroom roles grant @Ana role:admin")
    await ana.sees("Only admins can do this.")
    await ada.types("/staffroom roles grant @nobody role:admin")
    await ada.sees_no("is a admin now")


@on_slack
async def test_a_short_form_is_the_same_command(network: Network) -> None:
    """Where the operator chose ``/resources`` as a short form, it does what the long form does."""
    told = network.installation.settings

    def with_short_forms() -> Settings:
        settings = told()
        return settings.model_copy(
            update={"slack": settings.slack.model_copy(update={"short_commands": ("resources", "find")})}
        )

    network.installation.settings = with_short_forms
    await network.restart()
    host = network.home
    assert isinstance(host, SlackHost)
    host.server.install(manifest(registry(), Languages.packaged(), ("resources", "find")))
    ana = await network.teacher("Ana")
    assert isinstance(ana, SlackPerson)
    for command, text, seen in (
        ("/resources", 'share https://example.org title:"A title"', SHARED),
        ("/find", "title", "1 resource for “title”"),
        ("/resources", "", "Commands that begin with “resources”:"),
        ("/resources", "shar https://example.org/2", "[Use resources share]"),
    ):
        await ana._act(short_form(ana, command, text))
        await ana.sees(seen)


async def short_form(person: SlackPerson, command: str, text: str) -> None:
    await person._put_away()
    before = person._versions()
    await person._answered(await person.app.slash(command, text), before)


def test_there_is_a_command_for_each_role() -> None:
    """The lists by role above would say nothing if all commands were for everybody."""
    assert {command.role for command in registry().commands.values()} >= {Role.MEMBER, Role.MODERATOR, Role.ADMIN}
