"""What there is to do with resources beyond sharing, finding and pinning them, together."""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.collections import Collections
from bot.services.file_requests import FileRequests
from bot.services.files import Files
from bot.services.history import History
from bot.services.reporting import Reporting
from bot.services.responding import Responding
from bot.services.shelf import Shelf
from bot.services.taking_off import TakingOff
from bot.services.wishes import Wishes


@dataclass(frozen=True, slots=True)
class Library:
    collections: Collections
    files: Files
    file_requests: FileRequests
    history: History
    reporting: Reporting
    responding: Responding
    shelf: Shelf
    taking_off: TakingOff
    wishes: Wishes
