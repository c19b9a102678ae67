"""Who stands where: leaving and coming back lets nobody in, and nobody is called what a colleague typed."""

from __future__ import annotations

from tests.scenarios.stage import Network
from tests.scenarios.stage.slack_person import SlackPerson
from tests.scenarios.stage.variants import on_discord, on_slack


@on_discord
async def test_a_server_that_waits_is_not_let_in_by_leaving_and_coming_back(network: Network) -> None:
    """Its owner finds nothing of ours and is no admin here, however often the bot is invited."""
    ada = await network.admin("Ada")
    await ada.says("/resources share", link="https://example.org/strips", title="Fraction strips")
    hillside = network.second_workspace("Hillside Teachers")
    cleo = await hillside.admin("Cleo")
    await cleo.says("/find", words="strips")
    await cleo.sees("has not let this place in yet")
    await hillside.remove_bot()
    await hillside.bring_back()
    await cleo.says("/find", words="strips")
    await cleo.sees("has not let this place in yet")
    await ada.says("/staffroom setup")
    await ada.presses("Let Hillside Teachers in")
    await cleo.says("/find", words="strips")
    await cleo.sees("Fraction strips")


@on_slack
async def test_nobody_is_called_what_a_colleague_typed(network: Network) -> None:
    """A teacher who may not grant roles leaves no trace by trying, and everybody is called as their platform has it."""
    ana, zoe = await network.teacher("Ana"), await network.teacher("Zoe")
    assert isinstance(zoe, SlackPerson)
    await ana.types(f"/staffroom roles grant @{zoe.app.user.id}|Stinky role:moderator")
    await ana.sees("Only admins can do this.")
    await zoe.says("/resources share", link="https://example.org/a", title="A thing")
    await ana.sees_in("library", "A thing", "Shared by Zoe")
