"""``staffroom check``: does each configured platform connect, and which right is missing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from bot.cli.settings import Data, database_or_exit, settings_or_exit
from bot.config import Settings

if TYPE_CHECKING:
    from bot.domain.people import Platform
    from bot.ports.platform import Finding

SOMETHING_MISSING = 1


def register(app: typer.Typer) -> None:
    @app.command()
    def check(data: Data = None) -> None:
        """Say for each configured platform whether it connects and which right is missing."""
        settings = settings_or_exit(data)
        if not settings.platform_configured:
            typer.echo("Neither Discord nor Slack is configured; the rehearsal room needs nothing. See the README.")
            return
        number, wrong = 0, 0
        with database_or_exit(settings):
            looked_at = asyncio.run(_look(settings))
        for platform, findings in looked_at:
            typer.echo(platform.value.capitalize())
            for finding in findings:
                number += 1
                wrong += not finding.holds and not finding.wish
                typer.echo(f"  {number}. {_mark(finding)}: {finding.what}")
                if finding.remedy:
                    typer.echo(f"     {finding.remedy}")
        typer.echo(_about_links(settings))
        wishes = sum(finding.wish and not finding.holds for _, findings in looked_at for finding in findings)
        typer.echo(_summed_up(number, wrong, wishes))
        if wrong:
            raise typer.Exit(SOMETHING_MISSING)


def _about_links(settings: Settings) -> str:
    if settings.links.fetch:
        return (
            "Links: pages that people share are looked at from this machine, for their titles and once a week whether "
            "they still open, and never at private addresses. [links] fetch = false switches that off."
        )
    return "Links: pages that people share are not looked at, as [links] fetch = false says."


def _mark(finding: Finding) -> str:
    if finding.holds:
        return "ok"
    return "NOT GIVEN, WORKS WITHOUT" if finding.wish else "MISSING"


def _summed_up(number: int, wrong: int, wishes: int) -> str:
    if wrong:
        return f"{wrong} of {number} need something."
    return (
        f"All that is needed holds; {wishes} of {number} could be given besides." if wishes else f"All {number} hold."
    )


async def _look(settings: Settings) -> Sequence[tuple[Platform, Sequence[Finding]]]:
    from bot.bootstrap.fronts import platform_fronts
    from bot.bootstrap.ground import open_ground

    settings.data.mkdir(parents=True, exist_ok=True)
    async with open_ground(settings.main_database_url, settings.data / "backups") as ground:
        return [(front.platform, await front.check()) for front in platform_fronts(settings)(ground)]
