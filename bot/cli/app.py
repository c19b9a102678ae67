"""Every verb of ``staffroom``."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version as version_of

import typer

Register = Callable[[typer.Typer], None]


def make_app(verb: str) -> typer.Typer:
    """Return the program with *verb*, or with every verb where there is none of that name: to help or to suggest.

    Each verb's modules are imported only where it is asked for: the libraries under them take a second.
    """
    app = typer.Typer(
        name="staffroom",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    verbs: dict[str, Register] = {
        "run": _run,
        "import": _import,
        "export": _export,
        "school-days": _school_days,
        "hours": _hours,
        "deliveries": _deliveries,
        "reindex": _reindex,
        "check": _check,
        "manifest": _print,
        "invite": _print,
        "version": _version,
        "documents": _documents,
    }
    for register in [verbs[verb]] if verb in verbs else dict.fromkeys(verbs.values()):
        register(app)

    @app.callback()  # with one, even a single verb has to be named
    def staffroom() -> None:
        """Peer teacher support on Discord and Slack, with a rehearsal room in the browser."""

    return app


def _run(app: typer.Typer) -> None:
    from bot.cli import running

    running.register(app)


def _import(app: typer.Typer) -> None:
    from bot.cli import importing

    importing.register(app)


def _export(app: typer.Typer) -> None:
    from bot.cli import exporting

    exporting.register(app)


def _school_days(app: typer.Typer) -> None:
    from bot.cli import school_days

    school_days.register(app)


def _hours(app: typer.Typer) -> None:
    from bot.cli import hours

    hours.register(app)


def _deliveries(app: typer.Typer) -> None:
    from bot.cli import deliveries

    deliveries.register(app)


def _reindex(app: typer.Typer) -> None:
    from bot.cli import reindexing

    reindexing.register(app)


def _check(app: typer.Typer) -> None:
    from bot.cli import checking

    checking.register(app)


def _print(app: typer.Typer) -> None:
    from bot.cli import printing

    printing.register(app)


def _version(app: typer.Typer) -> None:
    @app.command()
    def version() -> None:
        """Say which version this is."""
        typer.echo(version_of("staffroom"))


def _documents(app: typer.Typer) -> None:
    from bot.cli import documents

    documents.register(app)
