"""Docs are tests: what they say is so, and what there is they say."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from adapters.discord.checks import PERMISSIONS
from adapters.slack.register import OPTIONAL_SCOPES, SCOPES, manifest
from bot.cli.documents import permissions, reference
from bot.interaction.registry import Registry
from bot.ui.language import Languages
from commands import ALL_COMMANDS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
REGISTRY = Registry.of(ALL_COMMANDS)


@pytest.mark.parametrize(("page", "made"), [("reference.md", reference(REGISTRY)), ("permissions.md", permissions())])
def test_the_derived_pages_are_as_they_would_be_made_now(page: str, made: str) -> None:
    """`make docs` was run after the last change to what is declared."""
    assert (ROOT / "docs" / page).read_text(encoding="utf-8") == made


def test_every_command_and_option_is_in_the_reference() -> None:
    """Somebody who reads the reference misses nothing."""
    page = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    for spec in REGISTRY.commands.values():
        assert f"`/{spec.path}`" in page
        assert all(f"`{option.name}`" in page for option in spec.options)


def test_every_right_that_is_asked_for_has_its_reason() -> None:
    """The scopes of the manifest are those of the page, and each says what it is for."""
    scopes = manifest(REGISTRY, Languages())["oauth_config"]["scopes"]
    assert sorted(scopes["bot"]) == sorted([*SCOPES, *OPTIONAL_SCOPES])
    assert sorted(scopes["bot_optional"]) == sorted(OPTIONAL_SCOPES)
    assert all([*SCOPES.values(), *OPTIONAL_SCOPES.values()])
    assert all(right.reason and right.without for right in PERMISSIONS.values())


def test_the_readme_is_short_and_its_links_lead_somewhere() -> None:
    """At most 120 lines, and every file it names is there."""
    assert len(README.splitlines()) <= 120
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("http") or (ROOT / target).is_file(), target


def test_every_command_line_in_the_readme_is_known() -> None:
    """What a volunteer copies from the README exists: make's targets and staffroom's verbs."""
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"make ([a-z]+)", README)) <= set(targets)
    from bot.cli.app import make_app  # the whole command line, needed here alone

    app = make_app("")
    verbs = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    verbs |= {group.name or "" for group in app.registered_groups}
    assert set(re.findall(r"\.venv/bin/staffroom ([a-z-]+)", README)) <= verbs


def test_what_the_readme_has_one_type_in_chat_is_a_command() -> None:
    """The chat commands of the README are declared."""
    for path in re.findall(r"`/([a-z]+ [a-z]+)", README):
        assert path in REGISTRY.commands


def test_what_the_guide_has_people_type_is_understood() -> None:
    """Each command of the guide is declared, and so is each option that it shows."""
    guide = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
    typed = [words for words in re.findall(r"`/([a-z][^`]*)`", guide) if words != "staffroom"]
    assert len(typed) > 20
    for words in (words.removeprefix("staffroom ") if "find" in words else words for words in typed):
        path = max((path for path in REGISTRY.commands if f"{words} ".startswith(f"{path} ")), key=len, default="")
        assert path, words
        options = {option.name for option in REGISTRY.commands[path].options}
        assert set(re.findall(r" ([a-z]+):", words)) <= options, words


def test_the_settings_that_the_readme_shows_can_be_read() -> None:
    """The pieces of secrets.toml are well formed."""
    for piece in re.findall(r"```toml\n(.*?)```", README, re.DOTALL):
        assert tomllib.loads("\n".join(line.strip() for line in piece.splitlines()))


def test_the_changes_have_a_place_for_what_is_not_released() -> None:
    """CHANGELOG.md begins with what is new."""
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
