"""``staffroom hours``: somebody's record of clock hours as a table, for them, by whoever runs the installation."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Never

import typer
from sqlalchemy.exc import DBAPIError

from bot.bootstrap.offline import Offline, open_offline
from bot.cards.hours import spreadsheet
from bot.cli.settings import Data, Rehearsal, database_or_exit, in_room, settings_or_exit
from bot.config import Settings
from bot.domain.ids import PersonId
from bot.domain.people import Account, Person
from bot.services.hours import Hours, HoursRecord
from bot.ui.language import SOURCE, Languages

NOT_WRITTEN = 1
STOPPED = 130


class _NotOne(Exception):
    """Not exactly one person is meant; the text says what to do."""


def register(app: typer.Typer) -> None:
    app.command("hours")(hours)


def hours(
    name: Annotated[str, typer.Argument(help="Whose, by the name that they have in chat.")],
    csv: Annotated[Path, typer.Option(help="The file to write.")],
    person: Annotated[int, typer.Option(min=0, help="Of several with that name the one with this number.")] = 0,
    rehearsal: Rehearsal = None,
    data: Data = None,
) -> None:
    """Write somebody's record of clock hours as a table that any spreadsheet opens, because they asked for it."""
    settings = settings_or_exit(data)
    room = in_room(settings, rehearsal)
    if csv.exists():
        _refuse(f"{csv} is there already. Choose another name with --csv.")
    found = _record(settings, room, name, person)
    languages, locale = Languages.packaged(), found.person.locale or SOURCE
    try:
        with os.fdopen(os.open(csv, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(spreadsheet(found.rows, lambda words: languages.text(words, locale)))
    except OSError as error:
        _refuse(f"{csv} cannot be written: {error.strerror}. Choose another place with --csv.")
    rows = "1 row" if len(found.rows) == 1 else f"{len(found.rows)} rows"
    typer.echo(f"{csv} holds the clock hours of {found.person.name}: {rows}. It is theirs alone; give it to them.")


def _record(settings: Settings, room: bool, name: str, number: int) -> HoursRecord:
    async def read() -> HoursRecord:
        async with open_offline(settings, room) as offline:
            who = await _one(offline, name, PersonId(number))
            return await Hours(offline.storage, offline.clock, "").record_of(offline.community, who.id)

    try:
        with database_or_exit(settings):
            return asyncio.run(read())
    except _NotOne as problem:
        _refuse(str(problem))
    except KeyboardInterrupt:
        raise typer.Exit(STOPPED) from None
    except (DBAPIError, OSError) as error:
        _refuse(f"The database cannot be read: {error.orig if isinstance(error, DBAPIError) else error}.")


async def _one(offline: Offline, name: str, number: PersonId) -> Person:
    """Return the person who is meant; raises _NotOne."""
    async with offline.storage.read(offline.community) as uow:
        named = await uow.people.named(name.strip())
        meant = [each for each in named if not number or each.id == number]
        if len(meant) == 1:
            return meant[0]
        if not named:
            raise _NotOne(f"Nobody here is called {name}. Write the name as it stands in chat.")
        lines = [f"  --person {each.id}: {_where(await uow.people.accounts(each.id))}" for each in named]
    raise _NotOne("\n".join([f"Several people are called {name}. Say which one:", *lines]))


def _where(accounts: Sequence[Account]) -> str:
    known = ", ".join(f"{each.platform.value} {each.external_id}" for each in accounts)
    return known or "no account"


def _refuse(sentence: str) -> Never:
    typer.echo(sentence, err=True)
    raise typer.Exit(NOT_WRITTEN)
