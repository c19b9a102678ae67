"""Adding a command touches commands/ alone: what CONTRIBUTING.md shows is added and found everywhere."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

from adapters.discord.register import application_commands
from adapters.rehearsal.register import commands as offered
from adapters.slack.register import manifest
from bot.cli.documents import reference
from bot.domain.people import Role
from bot.interaction.parse import Parsed, parse
from bot.interaction.registry import Registry
from bot.interaction.spec import CommandSpec
from bot.ui.language import Languages
from commands import ALL_COMMANDS

CONTRIBUTING = Path(__file__).parents[1] / "CONTRIBUTING.md"


@pytest.fixture
def registry() -> Registry:
    """Everything that is declared, and the command that CONTRIBUTING.md shows."""
    (source,) = re.findall(r"```python\n(.*?)```", CONTRIBUTING.read_text(encoding="utf-8"), re.DOTALL)
    module = ModuleType("cheer")
    exec(compile(source, "cheer.py", "exec"), module.__dict__)
    added = module.__dict__["cheer"]
    assert isinstance(added, CommandSpec)
    return Registry.of((*ALL_COMMANDS, added))


def test_it_is_a_slash_command_on_discord(registry: Registry) -> None:
    """Discord is told of it, under the first word of its path, with its option."""
    mine = next(each for each in application_commands(registry, Languages()) if each["name"] == "my")
    cheer = next(each for each in mine["options"] if each["name"] == "cheer")
    assert [option["name"] for option in cheer["options"]] == ["name"]


def test_it_can_be_typed_on_slack(registry: Registry) -> None:
    """After /staffroom it is understood, and its bare text is the name."""
    parsed = parse("my cheer Ana Maria", registry)
    assert isinstance(parsed, Parsed)
    assert (parsed.command.path, parsed.options) == ("my cheer", {"name": "Ana Maria"})


def test_it_is_offered_in_the_rehearsal_room(registry: Registry) -> None:
    """Typing a slash shows it to a teacher."""
    assert "my cheer" in [each["path"] for each in offered(registry, Languages(), "en", Role.MEMBER)]


def test_it_is_in_the_reference_and_in_the_manifest(registry: Registry) -> None:
    """The page of commands names it, and so does the hint that Slack shows where its group is a short form."""
    assert "`/my cheer` – Get a kind word" in reference(registry)
    slash = manifest(registry, Languages(), ("my",))["features"]["slash_commands"]
    assert any(each["command"] == "/my" and "cheer" in each["usage_hint"] for each in slash)
