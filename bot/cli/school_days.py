"""``staffroom school-days``: a district's calendar file into the school days."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Never, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import DBAPIError

from bot.bootstrap.offline import Offline, open_offline
from bot.cards.school_days import days, kind, no_calendar, wrong
from bot.cli import import_words as words
from bot.cli import school_day_words as said
from bot.cli.settings import Data, Rehearsal, in_room, settings_or_exit
from bot.config import Settings
from bot.domain.school_calendars.files import read_file
from bot.domain.school_calendars.rows import NotACalendar, Reading
from bot.domain.zones import local_day
from bot.services.announcing.expanding import Expanding
from bot.services.school_days import Edit, SchoolDaysKeeping
from bot.ui.language import Languages
from bot.ui.text import Message
from storage.migrate import SchemaTooNew
from storage.unit_of_work import StorageUnusable

T = TypeVar("T")

NOT_STORED = 1
STOPPED = 130
PROBLEMS_TOLD = 20


@dataclass(frozen=True, slots=True)
class _Here:
    """What a calendar is read with: the day it is there, and the community's zone."""

    today: date
    zone: str | None


def register(app: typer.Typer) -> None:
    app.command("school-days")(school_days)


def school_days(
    file: Annotated[Path, typer.Argument(help="The district's calendar (.ics), a table (.csv), or lines of text.")],
    yes: Annotated[bool, typer.Option("--yes", help="Store them without asking.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="First remove what is stored for the days that the file covers.")
    ] = False,
    rehearsal: Rehearsal = None,
    data: Data = None,
) -> None:
    """Bring the days on which schools are closed in from a file, after showing how each was understood."""
    settings = settings_or_exit(data)
    room = in_room(settings, rehearsal)
    content = _content(file)
    _say(*said.where(room, settings.platform_configured))
    here = _in_database(settings, room, _look_around)
    read = _read(file, content, here)
    _preview(read, here.today)
    if not read.entries:
        _refuse(said.NOTHING_TO_STORE)
    if not yes and not _agreed(len(read.entries)):
        _refuse(said.NOT_STORED if sys.stdin.isatty() else said.NOBODY_TO_ASK)

    async def store(offline: Offline) -> Edit:
        ahead = Expanding(offline.storage, offline.clock)
        keeping = SchoolDaysKeeping(offline.storage, offline.clock, ahead.expand_all)
        return await keeping.bring_in(offline.community, read.entries, replacing=replace)

    _say(*said.stored(_in_database(settings, room, store)))


async def _look_around(offline: Offline) -> _Here:
    async with offline.storage.read(offline.community) as uow:
        zone = (await uow.communities.get()).zone
    return _Here(local_day(offline.clock.now(), zone), zone)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        _refuse(words.unreadable(file, error))


def _read(file: Path, content: bytes, here: _Here) -> Reading:
    try:
        return read_file(content, here.today, here.zone)
    except NotACalendar as error:
        _refuse(f"{file.name}: {_text(no_calendar(error.why))}")


def _preview(read: Reading, today: date) -> None:
    """Print how each entry was understood, what is asked, and what could not be read."""
    if read.entries:
        table = Table(title=said.found(len(read.entries)))
        table.add_column("Days", no_wrap=True)
        table.add_column("Name")
        table.add_column("Understood as")
        for entry in read.entries:
            # As Text, since what stands in brackets in a name would be taken for a style.
            table.add_row(days(entry, "en"), Text(entry.name), Text(_text(kind(entry))))
        Console().print(table)
    _say(*said.asked([entry for entry in read.entries if entry.asked and entry.last_day >= today]))
    _say(*said.over(read.over))
    if read.problems:
        _say(said.left_out(len(read.problems)), err=True)
        _say(*(f"  {_text(wrong(row))}" for row in read.problems[:PROBLEMS_TOLD]), err=True)
        _say(*said.more(len(read.problems) - PROBLEMS_TOLD), err=True)


def _agreed(count: int) -> bool:
    """Return whether somebody at the terminal says yes; without a terminal nobody can."""
    return sys.stdin.isatty() and typer.confirm(said.store_them(count))


def _in_database(settings: Settings, room: bool, work: Callable[[Offline], Awaitable[T]]) -> T:
    async def opened() -> T:
        async with open_offline(settings, room) as offline:
            return await work(offline)

    try:
        return asyncio.run(opened())
    except KeyboardInterrupt:
        _refuse(said.STOPPED, STOPPED)
    except SchemaTooNew as error:
        _refuse(str(error))
    except (StorageUnusable, DBAPIError, OSError) as error:
        _refuse(said.database_failed(error.orig if isinstance(error, DBAPIError) else error))


def _text(message: Message) -> str:
    return Languages().text(message)


def _say(*sentences: str, err: bool = False) -> None:
    for sentence in sentences:
        typer.echo(sentence, err=err)


def _refuse(sentence: str, code: int = NOT_STORED) -> Never:
    _say(sentence, err=True)
    raise typer.Exit(code)
