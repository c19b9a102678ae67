"""Two networks on one hosted Staffroom become one."""

from __future__ import annotations

import re

import pytest

from tests.scenarios.stage import Network
from tests.scenarios.test_forged import on_discord, per_workspace

NOT_ONE = "Both networks have topics, resources or workshops already"


@pytest.mark.parametrize("everywhere", ["discord-sqlite", "discord-postgres"], indirect=True)
async def test_a_new_network_comes_to_another_one(network: Network) -> None:
    """An admin's code, typed once where there is nothing yet, makes one library and one directory of two."""
    ada = await network.admin("Ada")
    await ada.says("/resources share", link="https://example.org/strips", title="Fraction strips")
    await ada.says("/staffroom link")
    await ada.sees("All servers and workspaces of this Staffroom are one network already.")
    per_workspace(network)
    await network.restart()
    other = network.second_workspace("Hillside Teachers")
    eve = await other.admin("Eve")
    await eve.says("/find", words="strips")
    await eve.sees("Nothing")
    await ada.says("/staffroom link")
    await ada.sees("Make one network of two")
    code = re.search(r"code:\s?(\w+)", ada.answer)
    assert code
    await ada.says("/staffroom link", code=code[1])
    await ada.sees("That is your own network's code.")
    await eve.says("/staffroom link", code="no" + code[1])
    await eve.sees("That code is not known, or it was used")
    await eve.says("/staffroom link", code=code[1])
    await eve.sees("These are one network now", "Hillside Teachers", network.home.name)
    await eve.says("/find", words="strips")
    await eve.sees("#1 Fraction strips")
    await eve.says("/staffroom link", code=code[1])
    await eve.sees("That code is not known, or it was used")


@on_discord
async def test_two_that_have_something_stay_two(network: Network) -> None:
    """Where both have a library nothing is moved, and nothing is lost; the code made last is the one that counts."""
    ada = await network.admin("Ada")
    await ada.says("/resources share", link="https://example.org/strips", title="Fraction strips")
    per_workspace(network)
    await network.restart()
    eve = await network.second_workspace("Hillside Teachers").admin("Eve")
    await eve.says("/resources share", link="https://example.org/circles", title="Circles")
    codes = []
    for _ in range(2):
        await eve.says("/staffroom link")
        found = await eve.until(lambda: re.search(r"code:\s?(\w+)", eve.answer), "a code")
        codes.append(found[1])
    await ada.says("/staffroom link", code=codes[0])
    await ada.sees("That code is not known")
    await ada.says("/staffroom link", code=codes[1])
    await ada.sees(NOT_ONE)
    await eve.says("/find", words="circles")
    await eve.sees("#1 Circles")
