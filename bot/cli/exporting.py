"""``staffroom export``: the library as a file, for spreadsheets, for another Staffroom, or for other programs."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final, Never

import typer
from sqlalchemy.exc import DBAPIError

from bot.bootstrap.offline import open_offline
from bot.cli.packing import pack
from bot.cli.settings import Data, Rehearsal, database_or_exit, in_room, settings_or_exit
from bot.config import Settings
from bot.domain.exports.library import ExportFormat, Library, written
from bot.domain.files import StoredFile
from bot.ports.files import Contents
from bot.services.exporting import Exporting
from storage.files import FileFolder

NOT_WRITTEN = 1
STOPPED = 130

_GOOD_FOR: Final = (
    "library.csv for a spreadsheet, library.zip for another Staffroom (library.json if it has no files), "
    "library.jsonld for other programs"
)
_PACKED: Final = "zip"


def register(app: typer.Typer) -> None:
    app.command("export")(export)


def export(
    file: Annotated[Path, typer.Argument(help=f"The file to write: {_GOOD_FOR}.")],
    with_private: Annotated[
        bool, typer.Option("--with-private", help="What is private to single channels, too.")
    ] = False,
    rehearsal: Rehearsal = None,
    data: Data = None,
) -> None:
    """Write all that is in the library to a file."""
    settings = settings_or_exit(data)
    ending = file.suffix.removeprefix(".").lower()
    packed = ending == _PACKED
    try:
        form = ExportFormat.JSON if packed else ExportFormat(ending)
    except ValueError:
        _refuse(f"The file's ending says what it is to be. Name it {_GOOD_FOR}.")
    if file.exists():
        _refuse(f"{file} is there already. Choose another name.")
    room = in_room(settings, rehearsal)
    library = _library(settings, room, with_private)
    folder = settings.rehearsal_files if room else settings.main_files
    lost = _write(file, written(library, form), library.files, FileFolder(folder) if packed else None)
    resources = "1 resource" if len(library.entries) == 1 else f"{len(library.entries):,} resources"
    typer.echo(f"{file} holds the library of {library.name}: {resources}.")
    if library.files and not packed:
        count = len(library.files)
        which = "One of them is a file, which" if count == 1 else f"{count:,} of them are files, which"
        typer.echo(f"{which} stays behind. Name it {file.with_suffix('.zip').name} to take files along.")
    for name in lost:
        typer.echo(f"“{name}” is not in {folder} any more, so only its name is in the export.", err=True)
    if with_private and any(topic.private for topic in library.topics):
        typer.echo("Some of it is private to single channels. Keep the file to yourself.")


def _library(settings: Settings, room: bool, with_private: bool) -> Library:
    async def read() -> Library:
        async with open_offline(settings, room) as offline:
            return await Exporting(offline.storage, offline.clock).library(
                offline.community, None, with_private=with_private
            )

    try:
        with database_or_exit(settings):
            return asyncio.run(read())
    except KeyboardInterrupt:
        raise typer.Exit(STOPPED) from None
    except (DBAPIError, OSError) as error:
        _refuse(f"The database cannot be read: {error.orig if isinstance(error, DBAPIError) else error}.")


def _write(file: Path, content: bytes, files: Sequence[StoredFile], store: Contents | None) -> Sequence[str]:
    """Write it for its owner's eyes alone, and leave no half of it behind.

    With a *store*, *files* are packed with it; return the names of those that are not there.
    """
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        _refuse(f"{file} cannot be written: {error.strerror}. Choose another place.")
    try:
        with os.fdopen(descriptor, "wb") as opened:
            if store is not None:
                return asyncio.run(pack(opened, content, files, store))
            opened.write(content)
            return ()
    except OSError as error:
        file.unlink(missing_ok=True)
        _refuse(f"{file} cannot be written: {error.strerror}. Choose another place.")
    except KeyboardInterrupt:
        file.unlink(missing_ok=True)
        raise typer.Exit(STOPPED) from None


def _refuse(sentence: str) -> Never:
    typer.echo(sentence, err=True)
    raise typer.Exit(NOT_WRITTEN)
