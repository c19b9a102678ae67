"""Every verb of ``staffroom``."""

from __future__ import annotations

from importlib.metadata import version as version_of

import typer

from bot.cli import checking, documents, importing, printing, running


def make_app() -> typer.Typer:
    app = typer.Typer(
        name="staffroom",
        help="Peer teacher support on Discord and Slack, with a rehearsal room in the browser.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    running.register(app)
    importing.register(app)
    checking.register(app)
    printing.register(app)
    documents.register(app)

    @app.command()
    def version() -> None:
        """Say which version this is."""
        typer.echo(version_of("staffroom"))

    return app
