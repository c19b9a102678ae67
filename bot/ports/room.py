"""What the rehearsal room, being a platform of its own, keeps: its channels, its messages and its clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RoomChannel:
    id: str
    workspace: str
    name: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class RoomMessage:
    """*to_user* is set for what only that person sees; *channel* is empty for a direct message to *to_user*.

    *html* is what the page shows, *text* the same in words; *key* names what was said, unique where not empty.
    """

    id: str
    workspace: str
    channel: str
    author: str
    to_user: str
    html: str
    text: str
    at: datetime
    key: str = ""
    pinned: bool = False


class RoomStore(Protocol):
    async def channels(self) -> Sequence[RoomChannel]: ...
    async def add_channel(self, workspace: str, name: str, private: bool = False) -> RoomChannel: ...
    async def rename_channel(self, channel: str, name: str) -> None: ...
    async def delete_channel(self, channel: str) -> None: ...
    async def messages(self) -> Sequence[RoomMessage]:
        """Return all messages, oldest first."""
        ...

    async def add_message(self, message: RoomMessage) -> RoomMessage:
        """Store it under a new id (its own is ignored); if its key is there already, return that message."""
        ...

    async def change_message(self, message: RoomMessage) -> bool: ...
    async def delete_message(self, message: str) -> bool: ...


class RoomClock(Protocol):
    def now(self) -> datetime: ...

    async def move_to(self, instant: datetime) -> None:
        """Move domain time to *instant*, which may not lie before now; kept over restarts."""
        ...
