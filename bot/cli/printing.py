"""``staffroom manifest`` and ``staffroom invite``: what each platform is asked for, from what is declared."""

from __future__ import annotations

import base64
import json
from typing import Annotated

import typer

from adapters.discord.checks import invite_url
from adapters.slack.register import ShortFormRefused, manifest
from bot.cli.settings import Data, settings_or_exit
from bot.interaction.registry import Registry
from bot.ui.language import Languages
from commands import ALL_COMMANDS

NOTHING_TO_PRINT = 1


def register(app: typer.Typer) -> None:
    manifests = typer.Typer(help="Print what a platform's app is made from.", no_args_is_help=True)
    invites = typer.Typer(help="Print the link that adds the bot.", no_args_is_help=True)
    app.add_typer(manifests, name="manifest")
    app.add_typer(invites, name="invite")

    @manifests.command("slack")
    def slack(data: Data = None) -> None:
        """Print the Slack app manifest with the least scopes."""
        settings = settings_or_exit(data)
        try:
            made = manifest(
                Registry.of(ALL_COMMANDS),
                Languages.packaged(),
                settings.slack.short_commands,
                files=settings.files.from_slack,
            )
        except ShortFormRefused as refused:
            typer.echo(str(refused), err=True)
            raise typer.Exit(NOTHING_TO_PRINT) from None
        typer.echo(json.dumps(made, indent=2, ensure_ascii=False))

    @invites.command("discord")
    def discord_invite(
        application: Annotated[str, typer.Argument(help="The Application ID, if no token is configured.")] = "",
        data: Data = None,
    ) -> None:
        """Print the link that adds the bot to a Discord server with the least permissions."""
        settings = settings_or_exit(data)
        token = settings.discord.token.get_secret_value() if settings.discord.token else ""
        known = application or application_of(token)
        if not known.isdecimal():
            typer.echo(
                "Give the Application ID: Developer Portal → your app → General Information → Application ID, as in\n"
                "  staffroom invite discord 123456789012345678",
                err=True,
            )
            raise typer.Exit(NOTHING_TO_PRINT)
        typer.echo(invite_url(known, events=settings.discord.mirror_workshops))


def application_of(token: str) -> str:
    """Return the application id that a bot token begins with, or an empty text."""
    first = token.partition(".")[0]
    try:
        return base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except ValueError:
        return ""
