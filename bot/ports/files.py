"""Files that people hand over, and where their contents are kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.files import FileRequest, FileRequestId, NewFileRequest, RequestState
from bot.domain.ids import ResourceId


class NotHandedOver(Exception):
    """The platform does not give the file; asking again later may help."""


class RightMissing(NotHandedOver):
    """The bot may not read files there; only who runs it can change that."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file as a platform tells of it: nothing said here is to be trusted.

    *read* yields its content in pieces, and raises NotHandedOver.
    """

    name: str
    size: int
    read: Callable[[], AsyncIterator[bytes]]


class FileRequests(Protocol):
    """What colleagues are asked, and whose contents are in use."""

    async def ask(self, wanted: NewFileRequest, at: datetime) -> FileRequest: ...
    async def get(self, request: FileRequestId) -> FileRequest: ...
    async def answer(self, request: FileRequestId, state: RequestState, resource: ResourceId | None) -> None: ...
    async def in_use(self, removed_since: datetime) -> frozenset[str]:
        """Return the SHA-256 of what is listed, was removed since then, or is asked about."""
        ...

    async def of_removed(self) -> frozenset[str]:
        """Return the SHA-256 of what removed resources had."""
        ...


class Contents(Protocol):
    """Contents by their SHA-256, in small hexadecimal digits."""

    async def get(self, sha256: str) -> bytes | None: ...


class FileStore(Contents, Protocol):
    """Where contents are kept."""

    async def put(self, content: bytes) -> str:
        """Keep *content* and return its name; the same content is kept once, and counts as new again."""
        ...

    async def has(self, sha256: str) -> bool: ...
    async def drop(self, sha256: str, before: datetime) -> None:
        """Delete it if it was put there *before* that moment (machine time)."""
        ...

    async def tidy(self, keep: Collection[str], before: datetime) -> int:
        """Delete what was put there *before* that moment (machine time), but for *keep*; return how many."""
        ...
