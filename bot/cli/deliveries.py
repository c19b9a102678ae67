"""``staffroom deliveries``: what is to be sent and what did not arrive, sent again or taken out by an operator."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Never, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import DBAPIError

from bot.bootstrap.offline import open_offline
from bot.cli import delivery_words as words
from bot.cli.settings import Data, Rehearsal, database_or_exit, in_room, settings_or_exit
from bot.config import Settings
from bot.domain.delivery import DeliveryState
from bot.domain.ids import DeliveryId
from bot.services.outstanding import Entry
from bot.services.upkeep import Hindrance, NotDone, Shown, Upkeep

T = TypeVar("T")

NOT_DONE = 1
STOPPED = 130

Number = Annotated[int, typer.Argument(metavar="ID", min=1, help="Its number in the list.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, with instants in UTC.")]


@dataclass(frozen=True, slots=True)
class _Desk:
    """The database that is meant, opened for each thing that is done."""

    settings: Settings
    room: bool

    def does(self, work: Callable[[Upkeep], Awaitable[T]]) -> tuple[T, datetime]:
        """Return what *work* returned and the domain time; what cannot be done is said and ends the program."""

        async def opened() -> tuple[T, datetime]:
            async with open_offline(self.settings, self.room) as offline:
                now = offline.clock.now()
                return await work(Upkeep(offline.storage, offline.clock)), now

        try:
            with database_or_exit(self.settings):
                return asyncio.run(opened())
        except KeyboardInterrupt:
            raise typer.Exit(STOPPED) from None
        except (DBAPIError, OSError) as error:
            _refuse(words.database_failed(error.orig if isinstance(error, DBAPIError) else error))


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="See what is to be sent and what did not arrive, and do something about it.",
                        no_args_is_help=True)  # fmt: skip
    app.add_typer(group, name="deliveries")
    group.command("list")(list_them)
    group.command("show")(show)
    group.command("retry")(retry)
    group.command("drop")(drop)


def list_them(
    state: Annotated[list[DeliveryState] | None, typer.Option(help="Only those; may be given several times.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what was sent, and what is not due yet.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many at most.")] = 50,
    as_json: AsJson = False,
    rehearsal: Rehearsal = None,
    data: Data = None,
) -> None:
    """Name what is late, uncertain, refused or expired, with the reason and the remedy."""
    desk = _desk(rehearsal, data, as_json)
    states = tuple(state or ())
    found, now = desk.does(lambda upkeep: upkeep.listed(states, everything, limit + 1))
    entries = found[:limit]
    if as_json:
        _print_json([_as_json(entry, now) for entry in entries])
    elif entries:
        _print_table(entries, now)
    else:
        typer.echo(words.NONE_OF_THEM if states or everything else words.ALL_WELL)
    if len(found) > limit:
        typer.echo(words.more(limit), err=True)


def show(number: Number, as_json: AsJson = False, rehearsal: Rehearsal = None, data: Data = None) -> None:
    """Tell all that is known of one of them."""
    wanted = DeliveryId(number)
    desk = _desk(rehearsal, data, as_json)
    try:
        found, now = desk.does(lambda upkeep: upkeep.show(wanted))
    except NotDone as why:
        _refuse(words.not_done(why.hindrance, wanted))
    if as_json:
        _print_json(_all_as_json(found, now))
        return
    for label, value in words.details(found, now):
        typer.echo(f"{label}: {value}")


def retry(
    number: Number,
    yes: Annotated[bool, typer.Option("--yes", help="Also where it may have arrived already.")] = False,
    rehearsal: Rehearsal = None,
    data: Data = None,
) -> None:
    """Have it sent again: what was refused, expired, became uncertain or was dropped."""
    wanted = DeliveryId(number)
    desk = _desk(rehearsal, data)

    async def work(upkeep: Upkeep, sure: bool) -> Shown:
        await upkeep.retry(wanted, sure)
        return await upkeep.show(wanted)

    try:
        try:
            found, _ = desk.does(lambda upkeep: work(upkeep, yes))
        except NotDone as why:
            if why.hindrance is not Hindrance.UNCERTAIN or not _agreed(words.ask_to_retry(wanted)):
                raise
            found, _ = desk.does(lambda upkeep: work(upkeep, True))
    except NotDone as why:
        _refuse(words.not_done(why.hindrance, wanted))
    typer.echo(words.retried(found))


def drop(number: Number, rehearsal: Rehearsal = None, data: Data = None) -> None:
    """Take it out, so that it is not sent: what waits, was refused, expired or became uncertain."""
    wanted = DeliveryId(number)
    try:
        _desk(rehearsal, data).does(lambda upkeep: upkeep.drop(wanted))
    except NotDone as why:
        _refuse(words.not_done(why.hindrance, wanted))
    typer.echo(words.dropped(wanted))


def _desk(rehearsal: bool | None, data: Path | None, as_json: bool = False) -> _Desk:
    settings = settings_or_exit(data)
    room = in_room(settings, rehearsal)
    for sentence in words.where(room, settings.platform_configured):
        typer.echo(sentence, err=as_json)
    return _Desk(settings, room)


def _print_table(entries: Sequence[Entry], now: datetime) -> None:
    table = Table(title=words.shown(len(entries)))
    table.add_column("ID", no_wrap=True, justify="right")
    for column in ("Due", "What", "Where", "State", "Tried", "Why, and what to do"):
        table.add_column(column)
    for entry in entries:
        row = entry.row
        due, reason = words.said(row.due_at, entry.zone), words.reason(entry, now)
        # As Text, since what stands in brackets in a name would be taken for a style.
        told = (due, words.about(entry), words.place(entry), row.state.value, str(row.attempts), reason)
        table.add_row(str(row.id), *(Text(each) for each in told))
    Console().print(table)


def _as_json(entry: Entry, now: datetime) -> dict[str, object]:
    row = entry.row
    return {
        "id": row.id,
        "community": row.community_id,
        "kind": row.kind,
        "announcement": entry.announcement,
        "workspace": entry.workspace.name if entry.workspace is not None else None,
        "topic": entry.topic or None,
        "to_a_person": row.person_id is not None,
        "due": _instant(row.due_at),
        "deadline": _instant(row.deadline_at),
        "state": row.state.value,
        "attempts": row.attempts,
        "reason": row.reason,
        "right": row.right,
        "words": words.reason(entry, now),
    }


def _all_as_json(found: Shown, now: datetime) -> dict[str, object]:
    row, record = found.entry.row, found.record
    return {
        **_as_json(found.entry, now),
        "key": row.key,
        "fence": row.fence,
        "first_tried": _instant(row.first_tried_at),
        "quarantine_until": _instant(row.quarantine_until),
        "looks": row.looks,
        "lease_until": _instant(record.lease_until),
        "not_before": _instant(record.not_before),
        "rung": row.rung,
        "urgent": row.urgent,
        "receipt": row.receipt,
        "ended": _instant(row.settled_at),
        "late": row.late,
        "author_told": _instant(row.author_told_at),
        "answered": _instant(record.answered_at),
        "stored": _instant(record.created_at),
    }


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def _agreed(question: str) -> bool:
    """Return whether somebody at the terminal says yes; without a terminal nobody can."""
    return sys.stdin.isatty() and typer.confirm(question)


def _refuse(sentence: str, code: int = NOT_DONE) -> Never:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)
