"""The use cases. A handler is given all of them; each says what it does in words of its own capability."""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.access import Access
from bot.services.announcing.announcements import Announcements
from bot.services.announcing.reading import AnnouncementReading
from bot.services.digests import Digests
from bot.services.drafts import Drafts
from bot.services.hours import Hours
from bot.services.joining import Joining
from bot.services.library import Library
from bot.services.links import Links
from bot.services.messages import Messages
from bot.services.my_data import MyDataKeeping
from bot.services.my_settings import MySettings
from bot.services.one_network import OneNetwork
from bot.services.one_person import OnePerson
from bot.services.pin_watch import PinWatch
from bot.services.pins import Pins
from bot.services.placements import Placements
from bot.services.resources import Resources
from bot.services.school_days import SchoolDaysKeeping
from bot.services.setup import Setup
from bot.services.status import Status
from bot.services.tending.all import Tending
from bot.services.topics import Topics
from bot.services.troubles import Troubles
from bot.services.undo import Undo
from bot.services.workshops.all import Workshops


@dataclass(frozen=True, slots=True)
class Services:
    access: Access
    announcements: Announcements
    announced: AnnouncementReading
    digests: Digests
    drafts: Drafts
    hours: Hours
    joining: Joining
    library: Library
    links: Links
    pin_watch: PinWatch
    messages: Messages
    my_data: MyDataKeeping
    my_settings: MySettings
    one_network: OneNetwork
    one_person: OnePerson
    pins: Pins
    placements: Placements
    resources: Resources
    school_days: SchoolDaysKeeping
    setup: Setup
    status: Status
    tending: Tending
    topics: Topics
    troubles: Troubles
    undo: Undo
    workshops: Workshops
