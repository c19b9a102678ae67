"""The pages in ``docs/`` that are derived: every command, and every right with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from adapters.discord.checks import MIRRORING, PERMISSIONS, Permission
from adapters.slack.register import FILE_SCOPES, OPTIONAL_SCOPES, SCOPES
from bot.interaction.registry import Registry
from bot.interaction.spec import CommandSpec
from bot.ui.language import Languages
from commands import ALL_COMMANDS

NOTE = "<!-- Written by `make docs` from what is declared; do not edit. -->"

HISTORY = (
    "Where it may read the history, it does so after a lost connection alone, to find a message of its own by its "
    "mark; nothing else there is kept or looked at."
)


def register(app: typer.Typer) -> None:
    @app.command(hidden=True)
    def documents(folder: Annotated[Path, typer.Argument(help="Where to write.")] = Path("docs")) -> None:
        """Write docs/reference.md and docs/permissions.md."""
        (folder / "reference.md").write_text(reference(Registry.of(ALL_COMMANDS)), encoding="utf-8")
        (folder / "permissions.md").write_text(permissions(), encoding="utf-8")


def reference(registry: Registry) -> str:
    """Return the page on every command and message action."""
    words = Languages().text
    lines = ["# Commands", "", NOTE, ""]
    lines += [
        "On Discord and in the rehearsal room as written; on Slack after `/staffroom`, as in `/staffroom topics list`."
    ]
    for group, commands in registry.groups().items():
        lines += ["", f"## /{group}", ""]
        for spec in commands:
            lines += list(_command(spec))
    lines += ["", "## On a message", ""]
    lines += [f"- **{words(spec.label)}**" for spec in registry.message_actions.values()]
    return "\n".join(lines) + "\n"


def permissions() -> str:
    """Return the page on every right that is asked for."""
    lines = ["# What Staffroom asks for, and why", "", NOTE, ""]
    lines += ["No privileged intents and never Administrator on Discord. No conversation is listened to on either.", ""]
    lines += [HISTORY, ""]
    lines += ["## Discord", "", "| permission | it is needed to | without it |", "|---|---|---|"]
    lines += [f"| {_named(name, right)} | {right.reason} | {right.without} |" for name, right in PERMISSIONS.items()]
    lines += ["", "With `mirror_workshops` switched on, which it is not by itself:", ""]
    lines += ["| permission | it is needed to | without it |", "|---|---|---|"]
    lines += [f"| {_named(name, right)} | {right.reason} | {right.without} |" for name, right in MIRRORING.items()]
    lines += ["", "## Slack", "", "| scope | it is needed to |", "|---|---|"]
    lines += [f"| `{scope}` | {reason} |" for scope, reason in SCOPES.items()]
    lines += ["", "These an admin may leave out when installing:", "", "| scope | what it gives |", "|---|---|"]
    lines += [f"| `{scope}` | {gives} |" for scope, gives in OPTIONAL_SCOPES.items()]
    lines += [
        "",
        "With `files.from_slack` switched on, which it is not by itself, and then to be left out as well:",
        "",
    ]
    lines += ["| scope | what it gives |", "|---|---|"]
    lines += [f"| `{scope}` | {gives} |" for scope, gives in FILE_SCOPES.items()]
    return "\n".join(lines) + "\n"


def _named(name: str, right: Permission) -> str:
    return f"{name} (may be left out)" if right.wish else name


def _command(spec: CommandSpec) -> Iterator[str]:
    words = Languages().text
    who = "" if spec.role.value == 1 else f" *({spec.role.name.lower()}s)*"
    yield f"- `/{spec.path}` – {words(spec.summary)}{who}"
    for option in spec.options:
        needed = "" if option.required else ", if you like"
        choices = ", ".join(value for value, _ in option.choices)
        yield f"  - `{option.name}`: {words(option.about)}{f' ({choices})' if choices else ''}{needed}"
