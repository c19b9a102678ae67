"""The use cases. A handler is given all of them; each says what it does in words of its own capability."""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.access import Access
from bot.services.announcements import Announcements
from bot.services.drafts import Drafts
from bot.services.joining import Joining
from bot.services.my_data import MyDataKeeping
from bot.services.pins import Pins
from bot.services.placements import Placements
from bot.services.resources import Resources
from bot.services.setup import Setup
from bot.services.shelf import Shelf
from bot.services.topics import Topics
from bot.services.troubles import Troubles
from bot.services.undo import Undo


@dataclass(frozen=True, slots=True)
class Services:
    access: Access
    announcements: Announcements
    drafts: Drafts
    joining: Joining
    my_data: MyDataKeeping
    pins: Pins
    placements: Placements
    resources: Resources
    setup: Setup
    shelf: Shelf
    topics: Topics
    troubles: Troubles
    undo: Undo
