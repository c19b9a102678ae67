"""``staffroom run``."""

from __future__ import annotations

import asyncio
import logging
import sys
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import urlsplit

import structlog
import typer

from bot.cli.settings import CANNOT_START, Data, database_or_exit, settings_or_exit

if TYPE_CHECKING:
    from bot.bootstrap.serving import Started
    from bot.ports.platform import Front, FrontStopped

_OPEN_TO_OTHERS: Final = (
    "Warning: the rehearsal room asks for no password. Everybody who reaches this address can use the room, "
    "as its admin too. To keep it to this machine, set host in [rehearsal] to 127.0.0.1."
)


def register(app: typer.Typer) -> None:
    @app.command()
    def run(
        port: Annotated[int | None, typer.Option(help="Port of the rehearsal room.", min=0, max=65535)] = None,
        data: Data = None,
        sample: Annotated[bool, typer.Option("--sample", help="Fill an empty rehearsal room with a network.")] = False,
    ) -> None:
        """Start Staffroom; without a token, the rehearsal room in the browser."""
        overrides: dict[str, object] = {"rehearsal": {"port": port}} if port is not None else {}
        settings = settings_or_exit(data, overrides)
        set_up_logs()
        from bot.bootstrap.alone import FolderTaken
        from bot.bootstrap.serving import PortTaken, serve

        try:
            with database_or_exit(settings):
                asyncio.run(serve(settings, sample, say_started, _say_stopped))
        except PortTaken as taken:
            typer.echo(f"Port {taken} is taken by another program. Start with --port and another number.", err=True)
            raise typer.Exit(CANNOT_START) from None
        except FolderTaken:
            another = "Another Staffroom is running on this folder."
            typer.echo(f"{another} Stop it first, or choose another folder with --data.", err=True)
            raise typer.Exit(CANNOT_START) from None
        typer.echo("Stopped. Nothing is lost; start again whenever you like.")


class OneLine(logging.Formatter):
    """What a library says, on one line: what went wrong by its name, without the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        said = f"{record.levelname} {record.name} {record.getMessage()}"
        return f"{said} ({type(error).__name__})" if error else said


def set_up_logs() -> None:
    """One line an event, to standard error, without message bodies or tokens."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("discord.client").addFilter(lambda record: "voice" not in record.getMessage())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def say_started(started: Started) -> None:
    """Print where everything is and what to do next."""
    typer.echo("Staffroom is running.")
    if started.platforms:
        typer.echo(f"It connects to {' and '.join(p.value.capitalize() for p in started.platforms)}.")
    if started.room:
        address, alone = _reached_at(started.room)
        typer.echo(f"Open {address}/ in a browser: the rehearsal room, where everything can be tried.")
        typer.echo("Choose who you are, type / and see.")
        if not alone:
            typer.echo(_OPEN_TO_OTHERS, err=True)
    if not started.platforms:
        typer.echo("To connect Discord or Slack, see the README; then start again.")
    if started.code:
        typer.echo(f"The first admin types this in chat, once: /staffroom setup code:{started.code}")
    typer.echo("Ctrl-C stops it.")


def _reached_at(room: str) -> tuple[str, bool]:
    """Return the address to open *room* at on this machine, and whether this machine alone reaches it."""
    parts = urlsplit(room)
    host = parts.hostname or ""
    try:
        address = ip_address(host or "0.0.0.0")
    except ValueError:
        return room, host == "localhost"
    if address.is_unspecified:
        here = "127.0.0.1" if address.version == 4 else "[::1]"
        return f"{parts.scheme}://{here}:{parts.port}", False
    return room, address.is_loopback


def _say_stopped(front: Front, reason: FrontStopped) -> None:
    typer.echo(f"{front.platform.value.capitalize()} is not connected: {reason}", err=True)
