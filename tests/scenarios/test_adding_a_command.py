"""The command that CONTRIBUTING.md shows, added to everything else and used: no front had to be told of it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from bot.domain.people import Platform
from bot.interaction.spec import CommandSpec
from commands import ALL_COMMANDS
from tests.scenarios.stage import Network
from tests.scenarios.stage.opening import Stage, playing
from tests.scenarios.stage.variants import where_lines_are_typed

CONTRIBUTING = Path(__file__).parents[2] / "CONTRIBUTING.md"


def shown() -> CommandSpec:
    (source,) = re.findall(r"```python\n(.*?)```", CONTRIBUTING.read_text(encoding="utf-8"), re.DOTALL)
    module = ModuleType("cheer")
    exec(compile(source, "cheer.py", "exec"), module.__dict__)
    cheer = module.__dict__["cheer"]
    assert isinstance(cheer, CommandSpec)
    return cheer


@pytest.fixture
async def one_more(everywhere: Stage) -> AsyncIterator[Network]:
    """The network whose house has one more command."""
    async with playing(replace(everywhere, specs=(*ALL_COMMANDS, shown()))) as network:
        yield network


async def test_it_is_used(one_more: Network) -> None:
    """A teacher uses it as they use any other, with its option and without."""
    ana = await one_more.teacher("Ana")
    if one_more.takes_typed_text:
        await ana.types("/my cheer Maria Elena")
    else:
        await ana.says("/my cheer", name="Maria Elena")
    await ana.sees("Well done, Maria Elena.")
    if one_more.takes_typed_text:
        await ana.types("/my cheer")
    else:
        await ana.says("/my cheer")
    await ana.sees("Well done, you.")


async def test_it_is_in_help(one_more: Network) -> None:
    """Help lists it among the commands of its group, as it is typed on that platform."""
    ana = await one_more.teacher("Ana")
    typed = "/staffroom my cheer" if one_more.platform is Platform.SLACK else "/my cheer"
    await ana.says("/staffroom help")
    await ana.sees(typed, "Get a kind word")


@where_lines_are_typed
async def test_what_it_cannot_take_is_said(one_more: Network) -> None:
    """Its limit holds where lines are typed, without a word written for it."""
    ana = await one_more.teacher("Ana")
    await ana.types(f"/my cheer {'a' * 40}")
    await ana.sees(f"Well done, {'a' * 40}.")
    await ana.types(f"/my cheer {'a' * 41}")
    await ana.sees("This has 41 characters; 40 fit.")
    await ana.types("/my cher Ana")
    await ana.sees("my cheer")
