"""Files as resources: taken from who hands them over, given to who sees the resource, deleted with the last of it."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.clock import Clock, MachineClock
from bot.domain.actor import Actor
from bot.domain.file_contents import type_of
from bot.domain.files import StoredFile, clean_name
from bot.domain.ids import CommunityId, Number, ResourceId
from bot.domain.people import Platform
from bot.domain.resources import Resource, ResourceState
from bot.domain.sight import EVERYTHING
from bot.errors import NotFound, UserError
from bot.ports.files import Attached, FileStore, NotHandedOver, RightMissing
from bot.ports.storage import Storage
from bot.services.drafts import KEPT
from bot.services.undo import UNDONE_WITHIN
from bot.ui.model import Code
from bot.ui.text import Message, t

PAGE = "/files/"
LINK_LIVES = timedelta(days=1)
STAGED_FOR = KEPT + timedelta(days=1)
"""How long a content that nothing refers to is kept: a form that was opened with it can be finished."""
HANDED_OVER_WITHIN = timedelta(hours=1)
"""For how long a removed file that somebody hands over again is theirs to finish sharing."""
MEGABYTE = 1024 * 1024
_SECRET = "secret of links to files"
_TOKEN = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})\.([0-9]{1,11})\.([A-Za-z0-9_-]{43})")
_AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Given:
    """A file on its way to somebody."""

    file: StoredFile
    content: bytes


@dataclass(frozen=True, slots=True)
class Ways:
    """How files get to people. *address* is where others reach this installation, "" where they cannot.

    *enclosed* is how many bytes come with a private answer, by platform. The rehearsal room is a page itself.
    """

    address: str
    enclosed: Mapping[Platform, int]


class Files:
    """*most* bytes fit in a file."""

    def __init__(
        self, storage: Storage, clock: Clock, machine: MachineClock, store: FileStore, most: int, ways: Ways
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._machine = machine
        self._store = store
        self._most = most
        self._ways = ways
        self._taking = asyncio.Semaphore(_AT_ONCE)

    async def take(self, attached: Attached) -> StoredFile:
        """Read and keep a file; raises UserError where it does not go, with what does."""
        if attached.size > self._most:
            raise UserError(self._too_big(), " ", self.what_goes())
        async with self._taking:
            try:
                content = await self._read(attached)
            except RightMissing:
                how = t("Ask whoever runs me to allow it: {setting}, and the right {scope}.",
                        setting=Code("files.from_slack = true"), scope=Code("files:read"))  # fmt: skip
                raise UserError(t("I may not read files here."), " ", how) from None
            except NotHandedOver:
                raise UserError(t("I could not get that file. Please try again in a moment.")) from None
            kind = await asyncio.to_thread(type_of, content, attached.name)
            if kind is None:
                raise UserError(t("That file is not of a type that I take, so I kept nothing."), " ", self.what_goes())
            return StoredFile(await self._store.put(content), clean_name(attached.name, kind), kind, len(content))

    def what_goes(self) -> Message:
        return t(
            "PDF, Word, PowerPoint, Excel, OpenDocument, PNG, JPEG and plain text go, without macros, up to {most} MB. "
            "Anything else can be shared as a link to where it is.",
            most=self._most // MEGABYTE,
        )

    async def is_kept(self, file: StoredFile) -> bool:
        return await self._store.has(file.sha256)

    async def give(self, actor: Actor, number: Number) -> Given:
        """Return the file of a resource that the actor sees; raises UserError where either is gone."""
        resource = await self.listed(actor, number)
        if resource.file is None:
            raise NotFound("a resource without a file")
        content = await self._store.get(resource.file.sha256)
        if content is None:
            raise UserError(t("The file of “{title}” is not here any more.", title=resource.title), " ",
                            t("Ask who shared it to share it again."))  # fmt: skip
        return Given(resource.file, content)

    def links(self, platform: Platform) -> bool:
        """Return whether people there get a link to the file."""
        return bool(self._ways.address) or platform is Platform.REHEARSAL

    def encloses(self, platform: Platform, file: StoredFile) -> bool:
        """Return whether the file can come with a private answer there."""
        return file.size <= self._ways.enclosed.get(platform, 0)

    async def link(self, actor: Actor, number: Number, platform: Platform) -> str:
        """Return the address under which whoever has it gets a file that the actor sees, for a day."""
        resource = await self.listed(actor, number)
        address = "" if platform is Platform.REHEARSAL else self._ways.address.rstrip("/")
        return f"{address}{PAGE}{await self.token(resource)}"

    async def token(self, resource: Resource) -> str:
        """Return what leads to a resource's file for a day."""
        return await self._signed(resource, int((self._clock.now() + LINK_LIVES).timestamp()))

    async def behind(self, token: str) -> Given:
        """Return what is under a path that was given out; raises NotFound for one that is over or was made up."""
        said = _TOKEN.fullmatch(token)
        if said is None:
            raise NotFound("no such file")
        community, number, until = CommunityId(int(said[1])), ResourceId(int(said[2])), int(said[3])
        if self._clock.now() >= datetime.fromtimestamp(until, UTC):
            raise NotFound("no such file")
        async with self._storage.read(community, EVERYTHING) as uow:
            resource = await uow.resources.get(number)
        # Its page is signed as well: in another topic that is private, or with another content, it is another one.
        if not hmac.compare_digest(await self._signed(resource, until), token):
            raise NotFound("no such file")
        content = await self._store.get(resource.file.sha256) if resource.file is not None else None
        if resource.file is None or resource.state is ResourceState.REMOVED or content is None:
            raise NotFound("no such file")
        return Given(resource.file, content)

    async def tidy(self) -> None:
        """Delete contents that no resource of any community has any more, once nobody can undo that."""
        removed_since = self._clock.now() - UNDONE_WITHIN * 2
        used: set[str] = set()
        removed: set[str] = set()
        for community in await self._storage.installation.communities():
            async with self._storage.read(community.id, EVERYTHING) as uow:
                used |= await uow.files.in_use(removed_since)
                removed |= await uow.files.of_removed()
        for sha256 in removed - used:
            await self._store.drop(sha256, self._machine.now() - HANDED_OVER_WITHIN)
        await self._store.tidy(used, self._machine.now() - STAGED_FOR)

    async def drop_unused(self, file: StoredFile) -> None:
        """Delete a content at once, unless something else has it too."""
        for community in await self._storage.installation.communities():
            async with self._storage.read(community.id, EVERYTHING) as uow:
                if file.sha256 in await uow.files.in_use(self._clock.now() - UNDONE_WITHIN * 2):
                    return
        await self._store.drop(file.sha256, self._machine.now())

    async def listed(self, actor: Actor, number: Number) -> Resource:
        """Return the resource with a file; raises UserError where it was removed."""
        async with self._storage.read(actor.community_id, actor.sight) as uow:
            resource = await uow.resources.get_numbered(number)
        if resource.state is ResourceState.REMOVED:
            raise UserError(t("“{title}” was removed from the library.", title=resource.title))
        if resource.file is None:
            raise NotFound("a resource without a file")
        return resource

    async def _read(self, attached: Attached) -> bytes:
        """Return the content, counted while it comes: what was said of its size may be wrong."""
        content = bytearray()
        async for piece in attached.read():
            content += piece
            if len(content) > self._most:
                raise UserError(self._too_big(), " ", self.what_goes())
        return bytes(content)

    def _too_big(self) -> Message:
        return t("That file is larger than {most} MB, so I kept nothing.", most=self._most // MEGABYTE)

    async def _signed(self, resource: Resource, until: int) -> str:
        said = f"{int(resource.community_id)}.{int(resource.id)}.{until}"
        signed = f"{said} {resource.page}".encode()
        made = hmac.new((await self._secret()).encode(), signed, hashlib.sha256).digest()
        return f"{said}.{base64.urlsafe_b64encode(made).decode().rstrip('=')}"

    async def _secret(self) -> str:
        """Return the installation's secret, made at the first use; whoever makes it, everybody has the same."""
        known = await self._storage.installation.setting(_SECRET)
        if known is None:
            known = await self._storage.installation.first_setting(_SECRET, secrets.token_urlsafe(32))
        return known
