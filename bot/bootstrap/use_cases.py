"""The use cases that handlers are given, and who says what is stored."""

from __future__ import annotations

from types import MappingProxyType

from bot.bootstrap.ground import Ground
from bot.config import Settings
from bot.domain.delivery import DeliveryKind
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
from bot.services.digests import Digests
from bot.services.drafts import Drafts
from bot.services.joining import Joining
from bot.services.messages import Messages
from bot.services.my_data import MyDataKeeping
from bot.services.my_settings import MySettings
from bot.services.pins import Pins
from bot.services.placements import Placements
from bot.services.resources import Resources
from bot.services.school_days import SchoolDaysKeeping
from bot.services.sending import Post
from bot.services.setup import Setup
from bot.services.shelf import Shelf
from bot.services.status import Status
from bot.services.topics import Topics
from bot.services.troubles import Troubles
from bot.services.undo import Undo

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
