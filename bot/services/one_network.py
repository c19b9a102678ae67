"""Two communities of one installation become one, by a code made in one and typed in the other while one is new."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.community import Community, Workspace, WorkspaceState
from bot.domain.ids import CommunityId
from bot.errors import UserError
from bot.ports.storage import Storage
from bot.services.bell import Bell
from bot.services.joining import Mode
from bot.services.topics import want_channels
from bot.ui.text import t

TYPED_WITHIN = timedelta(hours=24)
_BYTES = 10


@dataclass(frozen=True, slots=True)
class NetworkCode:
    text: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Linked:
    community: Community
    workspaces: tuple[Workspace, ...]
    """All of the community, those that it had and those that came."""


class OneNetwork:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell, mode: Mode) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell
        self._mode = mode

    async def make_code(self, actor: Actor) -> NetworkCode:
        """Return a new code; an earlier one of the community is of no use any more. Raises UserError in mode single."""
        self._refuse_single()
        code = NetworkCode(secrets.token_hex(_BYTES), self._clock.now() + TYPED_WITHIN)
        installation, mine = self._storage.installation, f"link of {actor.community_id}"
        if earlier := await installation.setting(mine):
            await _forget(self._storage, earlier)
        await installation.set_setting(_name(code.text), f"{actor.community_id} {code.until.isoformat()}")
        await installation.set_setting(mine, _name(code.text))
        return code

    async def link(self, actor: Actor, typed: str) -> Linked:
        """Make one community of the actor's and the code's; the one that is new comes to the other.

        Raises UserError for a code that is not known, used, past its time or the actor's own, and where both have
        something in them already.
        """
        self._refuse_single()
        other = await self._take(typed, actor.community_id)
        if other is None:
            raise UserError(t("That code is not known, or it was used or is older than 24 hours."))
        for gone, into in ((actor.community_id, other), (other, actor.community_id)):
            if await self._storage.installation.absorb(gone, into):
                return await self._linked(into)
        raise UserError(
            t(
                "Both networks have topics, resources or workshops already, so they stay as they are. Export one, "
                "and import it into the other."
            )
        )

    async def _linked(self, into: CommunityId) -> Linked:
        async with self._storage.write(into) as uow:
            workspaces = await uow.communities.workspaces(WorkspaceState.JOINED)
            for workspace in workspaces:
                await want_channels(uow, workspace.id)
            await uow.commit()
        self._bell.ring()
        community = next(each for each in await self._storage.installation.communities() if each.id == into)
        return Linked(community, tuple(workspaces))

    async def _take(self, typed: str, mine: CommunityId) -> CommunityId | None:
        name = _name("".join(typed.split()).lower())
        stored = await self._storage.installation.setting(name)
        if stored is None:
            return None
        community, until = stored.split()
        if int(community) == mine:
            raise UserError(t("That is your own network's code. An admin types it in the other network."))
        taken = await self._storage.installation.take_setting(name, stored)
        return CommunityId(int(community)) if taken and datetime.fromisoformat(until) > self._clock.now() else None

    def _refuse_single(self) -> None:
        if self._mode == "single":
            raise UserError(
                t(
                    "All servers and workspaces of this Staffroom are one network already. Invite me to one more, and "
                    "let it in with /staffroom setup."
                )
            )


def _name(code: str) -> str:
    return "link " + hashlib.sha256(code.encode()).hexdigest()


async def _forget(storage: Storage, name: str) -> None:
    if stored := await storage.installation.setting(name):
        await storage.installation.take_setting(name, stored)
