"""One database with the fronts that live on it: the real platforms, or the rehearsal room."""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

from adapters.alarm import Alarm
from bot.bootstrap.clocks import HouseClock
from bot.clock import MachineClock, SystemClock
from bot.config import Settings
from bot.domain.delivery import DeliveryKind
from bot.interaction.dispatch import Dispatcher, Surroundings
from bot.interaction.registry import Registry
from bot.interaction.spec import Spec
from bot.ports.platform import Front, Notebook
from bot.services import Services
from bot.services.access import Access
from bot.services.announcing.announcements import Announcements
from bot.services.announcing.expanding import Expanding
from bot.services.announcing.reading import AnnouncementReading
from bot.services.bell import Bell
from bot.services.composing.announcements import compose_announcement
from bot.services.composing.digests import compose_digest, compose_recess
from bot.services.composing.notices import compose_notice, compose_question
from bot.services.composing.said import Composers
from bot.services.connections import Connections
from bot.services.delivering.attempt import Attempts
from bot.services.delivering.loop import Deliveries
from bot.services.delivering.opening import Opening
from bot.services.digests import Digests
from bot.services.drafts import Drafts
from bot.services.housekeeping import Housekeeping, Part
from bot.services.joining import Joining
from bot.services.messages import Messages
from bot.services.my_data import MyDataKeeping
from bot.services.my_settings import MySettings
from bot.services.notices import Notices
from bot.services.pins import Pins
from bot.services.placements import Placements
from bot.services.resources import Resources
from bot.services.school_days import SchoolDaysKeeping
from bot.services.sending import Policy, Post
from bot.services.setup import Setup
from bot.services.shelf import Shelf
from bot.services.status import Status
from bot.services.topics import Topics
from bot.services.troubles import Troubles
from bot.services.undo import Undo
from bot.services.waking import Waking
from bot.ui.language import Languages
from commands import ALL_COMMANDS
from storage.unit_of_work import SqlStorage, open_storage

LOOK_AHEAD = 5 * 60.0
SHIFT = "clock shift in seconds"

COMPOSERS: Composers = MappingProxyType(
    {
        DeliveryKind.ANNOUNCEMENT: compose_announcement,
        DeliveryKind.NOTICE: compose_notice,
        DeliveryKind.QUESTION: compose_question,
        DeliveryKind.DIGEST: compose_digest,
        DeliveryKind.RECESS: compose_recess,
    }
)
"""Who says what is stored, by kind of delivery."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a house's fronts are built on."""

    storage: SqlStorage
    clock: HouseClock
    machine: MachineClock
    registry: Registry
    languages: Languages
    notebook: Notebook


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


class Notes:
    """A notebook in the installation's settings."""

    def __init__(self, storage: SqlStorage) -> None:
        self._storage = storage

    async def get(self, name: str) -> str | None:
        return await self._storage.installation.setting(f"note {name}")

    async def set(self, name: str, value: str) -> None:
        await self._storage.installation.set_setting(f"note {name}", value)


@asynccontextmanager
async def open_ground(url: str, backups: Path | None, specs: Sequence[Spec] = ALL_COMMANDS) -> AsyncIterator[Ground]:
    """Open the database, migrating it first, with the domain clock it was left at."""
    machine = SystemClock()
    storage = await open_storage(url, backup_dir=backups, machine=machine)
    try:
        shift = timedelta(seconds=float(await storage.installation.setting(SHIFT) or 0))
        clock = HouseClock(machine, shift, lambda s: storage.installation.set_setting(SHIFT, str(s.total_seconds())))
        yield Ground(storage, clock, machine, Registry.of(specs), Languages.packaged(), Notes(storage))
    finally:
        await storage.close()


def build(
    ground: Ground, settings: Settings, fronts: Callable[[Ground], Sequence[Front]], policy: Policy | None = None
) -> House:
    """Return the house with the fronts that *fronts* makes on *ground*."""
    policy = policy or Policy()
    here = fronts(ground)
    bell = Bell()
    messengers = {front.platform: front.messenger for front in here}
    capabilities = {front.platform: front.capabilities for front in here}
    post = Post(messengers, capabilities, ground.languages, policy, ground.machine)
    owner = f"{os.getpid()}-{secrets.token_hex(4)}"
    placements = Placements(ground.storage, ground.machine, bell, post, owner)
    attempts = Attempts(ground.storage, ground.clock, ground.machine, post, COMPOSERS)
    deliveries = Deliveries(ground.storage, ground.clock, ground.machine, bell, post, attempts, owner)
    opening = Opening(ground.storage, ground.clock, ground.machine, post)
    expanding = Expanding(ground.storage, ground.clock)
    connections = Connections(messengers)
    services = _services(ground, settings, bell, post, placements, expanding, connections)
    around = Surroundings(ground.registry, services, ground.languages, ground.clock, ground.machine, capabilities)
    ground.clock.on_move(bell.ring)
    parts: dict[str, tuple[float, Part]] = {
        "deletions": (60, services.my_data.delete_due),
        "occurrences": (LOOK_AHEAD, expanding.expand_all),
        "digests": (LOOK_AHEAD, services.digests.expand_all),
    }
    keeping = Housekeeping(ground.clock, bell, Alarm(), parts)
    notices = Notices(ground.storage, ground.clock, bell)
    waking = Waking(ground.storage, ground.clock, ground.machine, bell)
    dispatcher, loops = Dispatcher(around), (deliveries, opening, placements, notices, waking, keeping)
    return House(ground, here, services, dispatcher, *loops, bell, connections)


def _services(
    ground: Ground,
    settings: Settings,
    bell: Bell,
    post: Post,
    placements: Placements,
    expanding: Expanding,
    connections: Connections,
) -> Services:
    storage, clock, told = ground.storage, ground.clock, settings.community
    announcements = Announcements(storage, clock, bell, expanding)
    digests = Digests(storage, clock, bell)

    async def calendar_changed() -> None:
        await expanding.expand_all()
        await digests.expand_all()
        bell.ring()

    joining = Joining(storage, clock, bell, told.mode, told.name, told.time_zone)
    return Services(
        access=Access(storage, clock, joining),
        announcements=announcements,
        announced=AnnouncementReading(storage, post),
        digests=digests,
        drafts=Drafts(storage, clock),
        joining=joining,
        messages=Messages(storage, clock, COMPOSERS),
        my_data=MyDataKeeping(storage, clock),
        my_settings=MySettings(storage),
        pins=Pins(storage, clock, bell),
        placements=placements,
        resources=Resources(storage, clock, bell),
        school_days=SchoolDaysKeeping(storage, clock, calendar_changed),
        setup=Setup(storage, clock, bell, post),
        shelf=Shelf(storage, clock),
        status=Status(storage, clock, connections),
        topics=Topics(storage, clock, bell),
        troubles=Troubles(storage, clock, bell, post, announcements),
        undo=Undo(storage, clock, bell),
    )
