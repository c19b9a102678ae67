"""One database with the fronts that live on it: the real platforms, or the rehearsal room."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from adapters.alarm import Alarm
from bot.bootstrap.composers import COMPOSERS
from bot.bootstrap.ground import Ground
from bot.bootstrap.use_cases import use_cases
from bot.config import Settings
from bot.interaction.dispatch import Dispatcher, Surroundings
from bot.ports.platform import Front
from bot.services import Services
from bot.services.announcing.expanding import Expanding
from bot.services.bell import Bell
from bot.services.connections import Connections
from bot.services.delivering.attempt import Attempts
from bot.services.delivering.loop import Deliveries
from bot.services.delivering.opening import Opening
from bot.services.delivering.overdue import Overdue
from bot.services.housekeeping import Housekeeping, Part
from bot.services.notices import Notices
from bot.services.placements import Placements
from bot.services.sending import Policy, Post
from bot.services.waking import Waking

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
    bell: Bell
    connections: Connections


def build(
    ground: Ground, settings: Settings, fronts: Callable[[Ground], Sequence[Front]], policy: Policy | None = None
) -> House:
    """Return the house with the fronts that *fronts* makes on *ground*."""
    policy = policy or _policy(settings)
    here = fronts(ground)
    bell = Bell()
    messengers = {front.platform: front.messenger for front in here}
    capabilities = {front.platform: front.capabilities for front in here}
    post = Post(messengers, capabilities, ground.languages, policy, ground.machine)
    owner = f"{os.getpid()}-{secrets.token_hex(4)}"
    placements = Placements(ground.storage, ground.clock, ground.machine, bell, post, owner)
    attempts = Attempts(ground.storage, ground.clock, ground.machine, post, COMPOSERS)
    deliveries = Deliveries(ground.storage, ground.clock, ground.machine, bell, post, attempts, owner)
    opening = Opening(ground.storage, ground.clock, ground.machine, post)
    expanding = Expanding(ground.storage, ground.clock)
    connections = Connections(messengers)
    services = use_cases(ground, settings, bell, post, placements, expanding, connections)
    around = Surroundings(ground.registry, services, ground.languages, ground.clock, ground.machine, capabilities)
    ground.clock.on_move(bell.ring)
    parts: dict[str, tuple[float, Part]] = {
        "deletions": (60, services.my_data.delete_due),
        "overdue": (LOOK_AHEAD, Overdue(ground.storage, ground.clock, bell).end),
        "occurrences": (LOOK_AHEAD, expanding.expand_all),
        "digests": (LOOK_AHEAD, services.digests.expand_all),
        "workshop drafts": (60 * 60, services.workshops.hosting.delete_old),
        "places": (30, services.workshops.attending.settle_all),
    }
    keeping = Housekeeping(ground.clock, bell, Alarm(), parts)
    notices = Notices(ground.storage, ground.clock, bell)
    waking = Waking(ground.storage, ground.clock, ground.machine, bell)
    dispatcher, loops = Dispatcher(around), (deliveries, opening, placements, notices, waking, keeping)
    return House(ground, here, services, dispatcher, *loops, bell, connections)


def _policy(settings: Settings) -> Policy:
    told = settings.deliveries
    return Policy(
        told.request_timeout,
        timedelta(seconds=told.lease),
        timedelta(seconds=told.quarantine),
        timedelta(seconds=told.second_look),
    )
