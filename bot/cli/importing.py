"""``staffroom import``: bookmarks, a table of links or another Staffroom's library into the library."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Never

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import DBAPIError

from bot.bootstrap.offline import Offline, open_offline
from bot.cli import import_words as words
from bot.cli.packing import Packed
from bot.cli.settings import Data, Rehearsal, in_room, settings_or_exit
from bot.config import Settings
from bot.domain.imports.files import Decoded, NotUnderstood, decode, parse
from bot.domain.imports.plan import Plan, plan
from bot.domain.imports.rows import Parsed
from bot.domain.imports.tables import NoAddressColumn
from bot.ports.files import FileStore
from bot.services.files import MEGABYTE
from bot.services.importing import Importing, Summary
from bot.services.importing import Progress as Told
from bot.services.unpacking import Unpacking
from storage.files import FileFolder
from storage.migrate import SchemaTooNew
from storage.unit_of_work import StorageUnusable

NOT_IMPORTED = 1
STOPPED = 130
PREVIEWED = 10


@dataclass(frozen=True, slots=True)
class _File:
    decoded: Decoded
    parsed: Parsed
    plan: Plan
    unpacking: Unpacking


def register(app: typer.Typer) -> None:
    app.command("import")(import_links)


def import_links(
    file: Annotated[
        Path,
        typer.Argument(
            help="Bookmarks of a browser (HTML), a table (CSV), or a library that Staffroom exported (ZIP, JSON)."
        ),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what an import would do, and do nothing.")] = False,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Leave out the rows that cannot be imported.")] = False,
    rehearsal: Rehearsal = None,
    data: Data = None,
) -> None:
    """Bring links into the library: all of them or, if a row is wrong, none."""
    settings = settings_or_exit(data)
    room = in_room(settings, rehearsal)
    folder = FileFolder(settings.rehearsal_files if room else settings.main_files)
    read = _read(file, folder, settings.files.most_mb * MEGABYTE)
    _say(*words.where(room, settings.platform_configured))
    _say(*words.of_file(read.decoded.encoding, read.parsed), *words.of_plan(read.plan))
    refused = bool(read.plan.bad) and not skip_bad
    if read.plan.bad:
        _say(*words.of_bad_rows(read.plan.bad), err=True)
    if dry_run:
        _preview(read, _in_database(settings, room, _Known(read.plan)), refused)
    elif refused:
        _refuse(words.refused(len(read.plan.bad)))
    elif not read.plan.pages:
        _refuse(words.NO_LINKS)
    else:
        summary = _in_database(settings, room, _Import(read.plan, read.unpacking))
        _say(words.done(summary), *words.done_besides(summary))


@dataclass(frozen=True, slots=True)
class _Known:
    plan: Plan

    async def __call__(self, offline: Offline) -> Summary:
        """Return what an import would come to."""
        importing = Importing(offline.storage, offline.clock)
        return await importing.would(offline.community, self.plan.pages, self.plan.beside)


@dataclass(frozen=True, slots=True)
class _Import:
    plan: Plan
    unpacking: Unpacking

    async def __call__(self, offline: Offline) -> Summary:
        await self.unpacking.keep(page.file for page in self.plan.pages if page.file is not None)
        with _progress(len(self.plan.pages)) as told:
            importing = Importing(offline.storage, offline.clock)
            return await importing.run(offline.community, self.plan.pages, told, self.plan.beside)


def _read(file: Path, store: FileStore, most: int) -> _File:
    """Read and understand the file; what is wrong with it is said, and ends the program."""
    try:
        packed = Packed(file, most) if Packed.is_one(file) else None
        decoded = decode(packed.library() if packed is not None else file.read_bytes())
        parsed = parse(decoded.text)
        unpacking = Unpacking(store, packed, most)
        rows = asyncio.run(unpacking.looked_at(parsed.rows))
    except OSError as error:
        _refuse(words.unreadable(file, error))
    except NotUnderstood as error:
        _refuse(words.not_understood(file.name, error.why))
    except NoAddressColumn as error:
        _refuse(words.no_address_column(error.columns))
    name = file.name.encode("utf-8", "replace").decode()
    return _File(decoded, parsed, plan(rows, name, parsed.collections), unpacking)


def _in_database(settings: Settings, room: bool, work: _Known | _Import) -> Summary:
    async def opened() -> Summary:
        async with open_offline(settings, room) as offline:
            return await work(offline)

    try:
        return asyncio.run(opened())
    except KeyboardInterrupt:
        _refuse(words.STOPPED, STOPPED)
    except SchemaTooNew as error:
        _refuse(str(error))
    except (StorageUnusable, DBAPIError, OSError) as error:
        _refuse(words.database_failed(error.orig if isinstance(error, DBAPIError) else error))


@contextmanager
def _progress(total: int) -> Iterator[Told]:
    console = Console()
    if not console.is_terminal:
        _say(words.begun(total))
        yield lambda done, of: None
        return
    columns = (TextColumn("Importing"), BarColumn(), MofNCompleteColumn(), TextColumn("pages"))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _preview(read: _File, would: Summary, refused: bool) -> None:
    pages = read.plan.pages
    if pages:
        table = Table("Title", "Web address", "Tags", title=words.first_of(min(PREVIEWED, len(pages)), len(pages)))
        for page in pages[:PREVIEWED]:
            # As Text, since what stands in brackets in a title would be taken for a style.
            table.add_row(
                Text(page.title), Text(page.url, overflow="ellipsis", no_wrap=True), Text(", ".join(page.tags))
            )
        Console().print(table)
    _say(*words.would(would))
    if refused:
        _refuse(words.would_be_refused(len(read.plan.bad)))


def _say(*sentences: str, err: bool = False) -> None:
    for sentence in sentences:
        typer.echo(sentence, err=err)


def _refuse(sentence: str, code: int = NOT_IMPORTED) -> Never:
    _say(sentence, err=True)
    raise typer.Exit(code)
