"""The use cases that handlers are given."""

from __future__ import annotations

from bot.bootstrap.composers import COMPOSERS
from bot.bootstrap.ground import Ground
from bot.clock import Clock
from bot.config import Settings
from bot.ports.storage import Storage
from bot.services import Services
from bot.services.access import Access
from bot.services.announcing.announcements import Announcements
from bot.services.announcing.expanding import Expanding
from bot.services.announcing.reading import AnnouncementReading
from bot.services.bell import Bell
from bot.services.connections import Connections
from bot.services.digests import Digests
from bot.services.drafts import Drafts
from bot.services.joining import Joining
from bot.services.messages import Messages
from bot.services.my_data import MyDataKeeping
from bot.services.my_settings import MySettings
from bot.services.pins import Pins
from bot.services.placements import Placements
from bot.services.resources import Resources
from bot.services.school_days import Changed, SchoolDaysKeeping
from bot.services.sending import Post
from bot.services.setup import Setup
from bot.services.shelf import Shelf
from bot.services.status import Status
from bot.services.topics import Topics
from bot.services.troubles import Troubles
from bot.services.undo import Undo
from bot.services.workshops.all import Workshops
from bot.services.workshops.attending import Attending
from bot.services.workshops.calendars import Calendars
from bot.services.workshops.editing import Editing
from bot.services.workshops.failing import Failing
from bot.services.workshops.hosting import Hosting
from bot.services.workshops.managing import Managing
from bot.services.workshops.reading import WorkshopReading
from bot.services.workshops.writing import Writing


def use_cases(
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
        school_days=SchoolDaysKeeping(storage, clock, _followed(expanding, digests, bell)),
        setup=Setup(storage, clock, bell, post),
        shelf=Shelf(storage, clock),
        status=Status(storage, clock, connections),
        topics=Topics(storage, clock, bell),
        troubles=Troubles(storage, clock, bell, post, announcements),
        undo=Undo(storage, clock, bell),
        workshops=workshops(storage, clock, bell, settings.web.public_address or ""),
    )


def _followed(expanding: Expanding, digests: Digests, bell: Bell) -> Changed:
    async def calendar_changed() -> None:
        await expanding.expand_all()
        await digests.expand_all()
        bell.ring()

    return calendar_changed


def workshops(storage: Storage, clock: Clock, bell: Bell, address: str) -> Workshops:
    return Workshops(
        hosting=Hosting(storage, clock, bell),
        attending=Attending(storage, clock, bell),
        managing=Managing(storage, clock, bell),
        editing=Editing(storage, clock, bell),
        writing=Writing(storage, clock, bell),
        failing=Failing(storage, clock, bell),
        reading=WorkshopReading(storage, clock),
        calendars=Calendars(storage, clock, address),
    )
