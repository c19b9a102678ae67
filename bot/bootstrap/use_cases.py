"""The use cases that handlers are given."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.bootstrap.composers import COMPOSERS
from bot.bootstrap.ground import Ground
from bot.clock import Clock
from bot.config import Settings
from bot.domain.people import Platform
from bot.ports.files import FileStore
from bot.ports.links import Pages
from bot.ports.storage import Storage
from bot.services import Services
from bot.services.access import Access
from bot.services.announcing.announcements import Announcements
from bot.services.announcing.expanding import Expanding
from bot.services.announcing.reading import AnnouncementReading
from bot.services.bell import Bell
from bot.services.collections import Collections
from bot.services.connections import Connections
from bot.services.digests import Digests
from bot.services.drafts import Drafts
from bot.services.file_requests import FileRequests
from bot.services.files import MEGABYTE, Files, Ways
from bot.services.history import History
from bot.services.hours import Hours
from bot.services.joining import Joining
from bot.services.library import Library
from bot.services.link_watch import LinkWatch
from bot.services.links import Links
from bot.services.messages import Messages
from bot.services.my_data import MyDataKeeping
from bot.services.my_settings import MySettings
from bot.services.one_network import OneNetwork
from bot.services.one_person import OnePerson
from bot.services.pin_watch import PinWatch
from bot.services.pins import Pins
from bot.services.placements import Placements
from bot.services.reporting import Reporting
from bot.services.resources import Resources
from bot.services.responding import Responding
from bot.services.school_days import Changed, SchoolDaysKeeping
from bot.services.sending import Post
from bot.services.setup import Setup
from bot.services.shelf import Shelf
from bot.services.status import Status
from bot.services.taking_off import TakingOff
from bot.services.tending.all import Tending
from bot.services.tending.caring import Caring
from bot.services.tending.merging import Merging
from bot.services.tending.proposing import Proposing
from bot.services.tending.quoting import Quoting
from bot.services.tending.watching import Watching
from bot.services.tending.writing import WritingToFollowers
from bot.services.topics import Topics
from bot.services.troubles import Troubles
from bot.services.undo import Undo
from bot.services.wishes import Wishes
from bot.services.workshops.all import Workshops
from bot.services.workshops.attending import Attending
from bot.services.workshops.calendars import Calendars
from bot.services.workshops.editing import Editing
from bot.services.workshops.failing import Failing
from bot.services.workshops.hosting import Hosting
from bot.services.workshops.looking_back import Afterwards
from bot.services.workshops.managing import Managing
from bot.services.workshops.mirroring import Mirroring
from bot.services.workshops.reading import WorkshopReading
from bot.services.workshops.taking_over import TakingOver
from bot.services.workshops.turning_up import TurningUp
from bot.services.workshops.writing import Writing
from bot.ui.capabilities import Capabilities


@dataclass(frozen=True, slots=True)
class Handing:
    """Where files are kept, and what platforms can do with them."""

    store: FileStore
    capabilities: Mapping[Platform, Capabilities]

    def files(self, ground: Ground, settings: Settings) -> Files:
        enclosed = {platform: can.enclosed_most for platform, can in self.capabilities.items()}
        ways = Ways(settings.web.public_address or "", enclosed)
        most = settings.files.most_mb * MEGABYTE
        return Files(ground.storage, ground.clock, ground.machine, self.store, most, ways)


@dataclass(frozen=True, slots=True)
class Running:
    """What runs beside people's commands, and is asked by them; *pages* is None where no page is looked at."""

    bell: Bell
    post: Post
    placements: Placements
    expanding: Expanding
    connections: Connections
    pages: Pages | None
    watch: LinkWatch
    handing: Handing
    mirrored: Collection[Platform]
    """In whose own calendars workshops stand, too."""


def use_cases(ground: Ground, settings: Settings, running: Running) -> Services:
    storage, clock, told = ground.storage, ground.clock, settings.community
    bell, post, expanding = running.bell, running.post, running.expanding
    announcements, digests = Announcements(storage, clock, bell, expanding), Digests(storage, clock, bell)
    joining = Joining(storage, clock, bell, told.mode, told.name, told.time_zone)
    address = settings.web.public_address or ""
    return Services(
        access=Access(storage, clock, joining),
        announcements=announcements,
        announced=AnnouncementReading(storage, post),
        digests=digests,
        drafts=Drafts(storage, clock),
        hours=Hours(storage, clock, address),
        joining=joining,
        pin_watch=PinWatch(storage, clock, ground.machine, bell, post),
        library=library(ground, settings, running),
        links=Links(storage, clock, bell, running.pages, running.watch.wake),
        messages=Messages(storage, clock, COMPOSERS),
        my_data=MyDataKeeping(storage, clock),
        my_settings=MySettings(storage),
        one_network=OneNetwork(storage, clock, bell, told.mode),
        one_person=OnePerson(storage, clock, bell),
        pins=Pins(storage, clock, bell),
        placements=running.placements,
        resources=Resources(storage, clock, bell),
        school_days=SchoolDaysKeeping(storage, clock, _followed(expanding, digests, bell)),
        setup=Setup(storage, clock, bell, post),
        status=Status(storage, clock, running.connections),
        tending=tending(storage, clock, bell, post, expanding),
        topics=Topics(storage, clock, bell),
        troubles=Troubles(storage, clock, bell, post, announcements),
        undo=Undo(storage, clock, bell),
        workshops=workshops(storage, clock, bell, address, running.mirrored),
    )


def library(ground: Ground, settings: Settings, running: Running) -> Library:
    storage, clock, bell = ground.storage, ground.clock, running.bell
    files = running.handing.files(ground, settings)
    return Library(
        collections=Collections(storage, clock),
        files=files,
        file_requests=FileRequests(storage, clock, bell, files),
        history=History(storage, clock, bell, running.handing.store),
        reporting=Reporting(storage, clock, bell),
        responding=Responding(storage, clock, bell),
        shelf=Shelf(storage, clock),
        taking_off=TakingOff(storage, clock),
        wishes=Wishes(storage, clock),
    )


def _followed(expanding: Expanding, digests: Digests, bell: Bell) -> Changed:
    async def calendar_changed() -> None:
        await expanding.expand_all()
        await digests.expand_all()
        bell.ring()

    return calendar_changed


def tending(storage: Storage, clock: Clock, bell: Bell, post: Post, expanding: Expanding) -> Tending:
    return Tending(
        proposing=Proposing(storage, clock, bell),
        caring=Caring(storage, clock, bell),
        merging=Merging(storage, clock, bell, expanding),
        quoting=Quoting(storage, clock, bell),
        watching=Watching(storage, clock, bell, post),
        writing=WritingToFollowers(storage, clock, bell),
    )


def workshops(
    storage: Storage, clock: Clock, bell: Bell, address: str, mirrored: Collection[Platform] = ()
) -> Workshops:
    return Workshops(
        hosting=Hosting(storage, clock, bell),
        attending=Attending(storage, clock, bell),
        managing=Managing(storage, clock, bell),
        editing=Editing(storage, clock, bell),
        writing=Writing(storage, clock, bell),
        failing=Failing(storage, clock, bell),
        reading=WorkshopReading(storage, clock),
        calendars=Calendars(storage, clock, address),
        turning_up=TurningUp(storage, clock, bell),
        afterwards=Afterwards(storage, clock, bell),
        mirroring=Mirroring(storage, clock, bell, mirrored),
        taking_over=TakingOver(storage, clock, bell),
    )
