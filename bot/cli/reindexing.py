"""``staffroom reindex``: the search index written anew."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import typer
from sqlalchemy.exc import DBAPIError

from bot.bootstrap.offline import open_offline
from bot.cli.import_words import many
from bot.cli.settings import Data, Rehearsal, database_or_exit, in_room, settings_or_exit
from bot.config import Settings
from bot.services.reindexing import Reindexing

NOT_DONE = 1
STOPPED = 130


def register(app: typer.Typer) -> None:
    app.command("reindex")(reindex)


def reindex(
    rehearsal: Rehearsal = None,
    data: Data = None,
) -> None:
    """Write the search index anew: needed only where search misses what is in the library."""
    settings = settings_or_exit(data)
    room = in_room(settings, rehearsal)
    for sentence in _where(room, settings.platform_configured):
        typer.echo(sentence)
    try:
        with database_or_exit(settings):
            found = asyncio.run(_indexed(settings, room))
    except KeyboardInterrupt:
        typer.echo("Stopped. What was done is kept; run it again to do the rest.", err=True)
        raise typer.Exit(STOPPED) from None
    except (DBAPIError, OSError) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        typer.echo(f"The database cannot be used ({reason}). Look at its settings, and try again.", err=True)
        raise typer.Exit(NOT_DONE) from None
    typer.echo(f"{many(found, 'resource')} indexed. Search finds each of them by its words as they are now.")


async def _indexed(settings: Settings, room: bool) -> int:
    async with open_offline(settings, room) as offline:
        return await Reindexing(offline.storage).run()


def _where(room: bool, platform_configured: bool) -> Iterator[str]:
    if room and not platform_configured:
        yield "No Discord or Slack is configured, so this is the rehearsal room's library."
    elif room:
        yield "This is the rehearsal room's library, not the one that Discord and Slack use."
