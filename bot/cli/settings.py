"""Reading the settings for a command, and saying in words what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.config import ConfigError, Settings, load_settings

WRONG_SETTINGS = 2
CANNOT_START = 1

Rehearsal = Annotated[
    bool | None,
    typer.Option(
        "--rehearsal/--main",
        help="The rehearsal room's or the main community's; not said: the rehearsal room's until a platform is "
        "configured.",
        show_default=False,
    ),
]
Data = Annotated[Path | None, typer.Option(help="Folder for the databases and secrets.")]


def in_room(settings: Settings, rehearsal: bool | None) -> bool:
    """Return whether the rehearsal room is meant, by what *rehearsal* was given for."""
    return not settings.platform_configured if rehearsal is None else rehearsal


@contextmanager
def database_or_exit(settings: Settings) -> Iterator[None]:
    """Say in words that the database cannot be used, and end the program."""
    from storage.migrate import SchemaTooNew
    from storage.unit_of_work import StorageUnusable

    try:
        yield
    except SchemaTooNew as newer:
        typer.echo(str(newer), err=True)
        raise typer.Exit(CANNOT_START) from None
    except StorageUnusable as unusable:
        where = f"[database] url, and at the folder {settings.data}"
        typer.echo(f"The database cannot be used: {unusable}. Look at {where}.", err=True)
        raise typer.Exit(CANNOT_START) from None
    except PermissionError as refused:
        typer.echo(f"{refused.filename} cannot be used: {refused.strerror}. Choose a folder with --data.", err=True)
        raise typer.Exit(CANNOT_START) from None


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
