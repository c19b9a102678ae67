"""The declared commands, as apps know them."""

from __future__ import annotations

from functools import cache

from bot.interaction.registry import Registry
from bot.interaction.spec import CommandSpec, OptionSpec
from commands import ALL_COMMANDS


@cache
def registry() -> Registry:
    return Registry.of(ALL_COMMANDS)


def option(path: str, name: str) -> OptionSpec:
    """Return a declared option; what is not declared fails the test."""
    command = registry().commands.get(path)
    assert command is not None, f"/{path} is not declared"
    return option_of(command, name)


def option_of(command: CommandSpec, name: str) -> OptionSpec:
    found = next((each for each in command.options if each.name == name), None)
    assert found is not None, f"/{command.path} has no option {name!r}, only {[each.name for each in command.options]}"
    return found
