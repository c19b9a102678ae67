"""Which fronts an installation has, from its settings; only these are imported, with the libraries under them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bot.bootstrap.clocks import RoomTime
from bot.bootstrap.ground import Ground
from bot.config import Settings
from bot.ports.platform import Front

if TYPE_CHECKING:
    from adapters.rehearsal.client import RehearsalFront


def platform_fronts(settings: Settings) -> Callable[[Ground], Sequence[Front]]:
    """Return what makes the fronts of the platforms that are configured."""

    def make(ground: Ground) -> Sequence[Front]:
        fronts: list[Front] = []
        if settings.discord.token is not None:
            from adapters.discord.client import DiscordFront

            token, at = settings.discord.token.get_secret_value(), settings.discord
            place = (at.api_url, at.gateway_url)
            fronts.append(
                DiscordFront(
                    token, ground.registry, ground.languages, ground.notebook, *place, mirrors=at.mirror_workshops
                )
            )
        if settings.slack.bot_token is not None and settings.slack.app_token is not None:
            from adapters.slack.client import SlackFront

            bot_token, app_token = settings.slack.bot_token, settings.slack.app_token
            fronts.append(
                SlackFront(
                    bot_token.get_secret_value(),
                    app_token.get_secret_value(),
                    ground.registry,
                    ground.languages,
                    ground.notebook,
                    settings.slack.api_url,
                    settings.slack.short_commands,
                    reads_files=settings.files.from_slack,
                )
            )
        return fronts

    return make


def rehearsal_front(settings: Settings, ground: Ground, zone: Callable[[], str | None]) -> RehearsalFront:
    from adapters.rehearsal.client import RehearsalFront

    hosts = () if settings.rehearsal.host in ("127.0.0.1", "::1", "localhost") else (settings.rehearsal.host,)
    clock = RoomTime(ground.clock, ground.storage.outbox, ground.machine)
    return RehearsalFront(ground.registry, ground.languages, ground.storage.room, clock, zone, hosts)
