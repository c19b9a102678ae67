"""The front door: where one begins, and what one is told about the bot."""

from __future__ import annotations

from typing import Any

from bot.domain.people import Platform, Role
from tests.scenarios.stage import Network, Person
from tests.scenarios.stage.declared import registry


def offered(person: Person[Any]) -> set[str]:
    """The commands in a person's help, without options and whatever the platform puts before them."""
    found = set()
    for line in person.answer.split("\n"):
        command, dash, _ = line.lstrip("-• ").partition(" – ")
        if dash:
            words = [word for word in command.removeprefix("/").split() if "<" not in word and ":" not in word]
            found.add(" ".join(words).removeprefix("staffroom "))
    return found


def allowed(role: Role) -> set[str]:
    return {path.removeprefix("staffroom ") for path, spec in registry().commands.items() if spec.role <= role}


async def test_the_front_door_leads_everywhere(network: Network) -> None:
    """Home names the network, and each of its buttons leads somewhere."""
    ana = await network.teacher("Ana")
    await ana.says("/staffroom home")
    await ana.sees("Baltimore Math Teachers", "What would you like to do?", "[Find]", "[Share]", "[My things]")
    await ana.presses("Topics")
    await ana.sees("There are no topics yet.")
    await ana.says("/staffroom home")
    await ana.presses("My things")
    await ana.sees("Your things", "[What I shared]", "[What I keep]", "[My data]")
    await ana.says("/staffroom home")
    await ana.presses("Help")
    await ana.sees("What I can do")
    await ana.says("/staffroom home")
    await ana.presses("Share")
    await ana.until(lambda: ana.form, "a form")
    assert ana.form is not None and next(iter(ana.form.fields)) == "Web address"


async def test_finding_from_the_front_door(network: Network) -> None:
    """The button asks what to look for, and says when there is nothing yet."""
    ana = await network.teacher("Ana")
    await ana.says("/staffroom home")
    await ana.presses("Find")
    await ana.fills({"What are you looking for?": "fractions"})
    await ana.sees("Nothing in the library yet for “fractions”.", "[Share a link]")


async def test_a_form_that_was_begun_waits_at_the_front_door(network: Network) -> None:
    """What failed and was not mended can be gone on with from home, with everything that was typed."""
    ana = await network.teacher("Ana")
    await ana.says("/resources share")
    await ana.fills({"Web address": "not an address", "What it is": "Fraction strips"})
    await ana.sees_at("Web address", "is not a web address")
    await ana.says("/staffroom home")
    await ana.sees("You began these and did not finish them:", "Share a link")
    await ana.presses("Go on 1")
    await ana.until(lambda: ana.form, "the form")
    assert ana.form is not None
    assert (ana.form.fields["Web address"], ana.form.fields["What it is"]) == ("not an address", "Fraction strips")


async def test_help_lists_what_a_teacher_may_do(network: Network) -> None:
    """A teacher's help has the teachers' commands, no other, and says that the rest can be asked for."""
    ana = await network.teacher("Ana")
    await ana.says("/staffroom help")
    await ana.sees(
        "What I can do", "Add to library", "Keep for me", "What only moderators may do, you can ask them for."
    )
    assert offered(ana) == allowed(Role.MEMBER)


async def test_help_lists_what_a_facilitator_may_do(network: Network) -> None:
    """A facilitator's help has announcements beside the teachers' commands."""
    ben = await network.facilitator("Ben")
    await ben.says("/staffroom help")
    await ben.sees("What I can do", "Every answer is private")
    assert offered(ben) == allowed(Role.FACILITATOR) > allowed(Role.MEMBER)


async def test_help_lists_what_a_moderator_may_do(network: Network) -> None:
    """A moderator's help has moderators' commands, and not the admins'."""
    mo = await network.moderator("Mo")
    await mo.says("/staffroom help")
    await mo.sees("What I can do", "Every answer is private")
    assert offered(mo) == allowed(Role.MODERATOR) > allowed(Role.FACILITATOR)


async def test_help_lists_everything_for_an_admin(network: Network) -> None:
    """An admin may do all there is."""
    ada = await network.admin("Ada")
    await ada.says("/staffroom help")
    await ada.sees("What I can do", "Every answer is private")
    assert offered(ada) == allowed(Role.ADMIN) > allowed(Role.MODERATOR)


async def test_what_this_is_and_what_it_keeps(network: Network) -> None:
    """Anybody is told what the bot is, that it reads no conversations, and how long it keeps what."""
    ana = await network.teacher("Ana")
    await ana.says("/staffroom about")
    await ana.sees("this network's memory and its clock", "it reads no conversations", "staffroom privacy")
    await ana.says("/staffroom privacy")
    await ana.sees("I read no conversations.", "I hold no student records.", "my data")
    await ana.sees_fact("What you typed and did not finish", "7 days. Only you see it.")


async def test_a_command_that_does_not_exist_leads_to_the_nearest(network: Network) -> None:
    """Who types half a command is offered the whole one, with what they typed after it kept."""
    if not network.takes_typed_text:
        return
    ana = await network.teacher("Ana")
    await ana.types("/resources shar https://example.org/strips title:Strips")
    await ana.sees("I do not know", "Did you mean one of these?")
    await ana.presses("Use resources share")
    await ana.sees("Added to the library: Strips.")
    await ana.types("/xyzzy")
    await ana.sees("I do not know “xyzzy”.", "[Show help]")
    await ana.types("/topics")
    await ana.sees("Commands that begin with “", "topics”:", "topics list", "topics follow")
    await ana.sees_no("topics create")


async def test_slacks_home_tab_is_the_front_door(network: Network) -> None:
    """On Slack the same front door is the app's Home, and what is pressed there opens in a window."""
    if network.platform is not Platform.SLACK:
        return
    ana: Any = await network.teacher("Ana")
    await ana.opens_home()
    await ana.sees("Baltimore Math Teachers", "What would you like to do?")
    await ana.presses("Topics")
    await ana.sees("There are no topics yet.")
    await ana.opens_home()
    await ana.presses("Share")
    await ana.fills({"Web address": "https://example.org/strips", "What it is": "Fraction strips"})
    await ana.sees("Added to the library: Fraction strips.")
    await ana.uses_shortcut("Find in the library")
    await ana.fills({"What are you looking for?": "strips"})
    await ana.sees("1 resource for “strips”", "#1 Fraction strips")
