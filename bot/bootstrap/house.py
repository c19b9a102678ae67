"""One database with the fronts that live on it: the real platforms, or the rehearsal room."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from adapters.alarm import Alarm
from bot.bootstrap.composers import COMPOSERS
from bot.bootstrap.ground import Ground
from bot.bootstrap.use_cases import Handing, Running, use_cases
from bot.config import Settings
from bot.interaction.dispatch import Dispatcher, Surroundings
from bot.ports.links import Pages
from bot.ports.platform import Front
from bot.services import Services
from bot.services.announcing.expanding import Expanding
from bot.services.bell import Bell
from bot.services.connections import Connections
from bot.services.delivering.attempt import Attempts
from bot.services.delivering.loop import Deliveries
from bot.services.delivering.opening import Opening
from bot.services.delivering.overdue import Overdue
from bot.services.departing import Departing
from bot.services.housekeeping import Housekeeping, Part
from bot.services.link_watch import LinkWatch
from bot.services.notices import Notices
from bot.services.pin_watch import LOOKED_EVERY
from bot.services.placements import Placements
from bot.services.sending import Policy, Post
from bot.services.waking import Waking
from storage.files import FileFolder

LOOK_AHEAD = 5 * 60.0


@dataclass(frozen=True, slots=True)
class House:
    ground: Ground
    fronts: Sequence[Front]
    services: Services
    dispatcher: Dispatcher
    deliveries: Deliveries
    opening: Opening
    placements: Placements
    notices: Notices
    waking: Waking
    housekeeping: Housekeeping
    link_watch: LinkWatch
    bell: Bell
    connections: Connections


def build(
    ground: Ground,
    settings: Settings,
    fronts: Callable[[Ground], Sequence[Front]],
    policy: Policy | None = None,
    pages: Pages | None = None,
    files: Path | None = None,
) -> House:
    """Return the house with the fronts that *fronts* makes; *files* is the main folder of files unless told.

    *pages* are other than the web's in tests.
    """
    policy, pages = policy or _policy(settings), pages or web_pages(settings, ground)
    here = fronts(ground)
    bell = Bell()
    messengers = {front.platform: front.messenger for front in here}
    capabilities = {front.platform: front.capabilities for front in here}
    events = {front.platform: front.events for front in here if front.events is not None}
    post = Post(messengers, capabilities, ground.languages, policy, ground.machine, events)
    owner = f"{os.getpid()}-{secrets.token_hex(4)}"
    placements = Placements(ground.storage, ground.clock, ground.machine, bell, post, owner)
    left = Departing(ground.storage, ground.clock, bell).left
    attempts = Attempts(ground.storage, ground.clock, ground.machine, post, COMPOSERS, left)
    deliveries = Deliveries(ground.storage, ground.clock, ground.machine, bell, post, attempts, owner)
    opening = Opening(ground.storage, ground.clock, ground.machine, post)
    expanding = Expanding(ground.storage, ground.clock)
    connections = Connections(messengers)
    watch = LinkWatch(ground.storage, ground.clock, ground.machine, bell, pages)
    handing = Handing(FileFolder(files or settings.main_files), capabilities)
    running = Running(bell, post, placements, expanding, connections, pages, watch, handing, tuple(events))
    services = use_cases(ground, settings, running)
    around = Surroundings(ground.registry, services, ground.languages, ground.clock, ground.machine, capabilities)
    ground.clock.on_move(bell.ring)
    ground.clock.on_move(watch.wake)
    keeping = Housekeeping(ground.clock, bell, Alarm(), _parts(ground, services, expanding, bell))
    notices = Notices(ground.storage, ground.clock, bell)
    waking = Waking(ground.storage, ground.clock, ground.machine, bell)
    dispatcher, loops = Dispatcher(around), (deliveries, opening, placements, notices, waking, keeping, watch)
    return House(ground, here, services, dispatcher, *loops, bell, connections)


def _parts(ground: Ground, services: Services, expanding: Expanding, bell: Bell) -> dict[str, tuple[float, Part]]:
    """Return what is done again and again, with the seconds between."""
    return {
        "deletions": (60, services.my_data.delete_due),
        "overdue": (LOOK_AHEAD, Overdue(ground.storage, ground.clock, bell).end),
        "occurrences": (LOOK_AHEAD, expanding.expand_all),
        "digests": (LOOK_AHEAD, services.digests.expand_all),
        "files": (LOOK_AHEAD, services.library.files.tidy),
        "workshop drafts": (60 * 60, services.workshops.hosting.delete_old),
        "quiet topics": (60 * 60, services.tending.watching.ask_about_quiet),
        "topic channels": (30 * 60, services.tending.watching.look_for_channels),
        "pins": (LOOKED_EVERY, services.pin_watch.look_everywhere),
        "places": (30, services.workshops.attending.settle_all),
        "check-in": (30, services.workshops.turning_up.show_windows),
        "events": (30, services.workshops.mirroring.mirror_all),
    }


def web_pages(settings: Settings, ground: Ground) -> Pages | None:
    """Return what looks at pages that people share; None where the settings say that nothing does."""
    if not settings.links.fetch:
        return None
    from adapters.links.fetching import PageLooker

    return PageLooker(ground.machine)


def _policy(settings: Settings) -> Policy:
    told = settings.deliveries
    return Policy(
        told.request_timeout,
        timedelta(seconds=told.lease),
        timedelta(seconds=told.quarantine),
        timedelta(seconds=told.second_look),
    )
