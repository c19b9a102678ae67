"""Reading the settings for a command, and saying in words what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import typer

from bot.config import ConfigError, Settings, load_settings

WRONG_SETTINGS = 2


def settings_or_exit(data: Path | None = None, overrides: Mapping[str, object] | None = None) -> Settings:
    """Return the settings; what is wrong is printed, each with its remedy, and ends the program."""
    given = dict(overrides or {})
    if data is not None:
        given["data"] = data
    try:
        return load_settings(given)
    except ConfigError as error:
        typer.echo("Staffroom cannot start with these settings:", err=True)
        for problem in error.problems:
            typer.echo(f"- {problem}", err=True)
        raise typer.Exit(WRONG_SETTINGS) from None
