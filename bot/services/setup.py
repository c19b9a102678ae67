"""Setting a community up from chat: the first admin, its name and zone, and the four channels of each workspace."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.community import Channel, Community, Purpose, Workspace, WorkspaceState
from bot.domain.people import Role, RoleGrant
from bot.domain.records import AuditEntry
from bot.domain.subjects import Subject
from bot.errors import UserError
from bot.ports.platform import ChannelSeen
from bot.ports.storage import Storage
from bot.services.bell import Bell
from bot.services.sending import Post
from bot.ui.text import t

_CODE = "first admin code"
NAME_MOST = 80


@dataclass(frozen=True, slots=True)
class Standing:
    """What is set in a community."""

    community: Community
    workspaces: Sequence[tuple[Workspace, Mapping[Purpose, Channel]]]


class Setup:
    def __init__(self, storage: Storage, clock: Clock, bell: Bell, post: Post) -> None:
        self._storage = storage
        self._clock = clock
        self._bell = bell
        self._post = post

    async def first_admin_code(self) -> str | None:
        """Return the one-time code for the first admin, made when first asked; None once somebody used it."""
        installation = self._storage.installation
        if await installation.setting(f"{_CODE} used"):
            return None
        code = await installation.setting(_CODE)
        if code is None:
            code = "-".join(secrets.token_hex(2) for _ in range(3))
            await installation.set_setting(_CODE, code)
        return code

    async def use_code(self, actor: Actor, typed: str) -> None:
        """Make the actor an admin; of several with the code exactly one becomes it. Raises UserError otherwise."""
        code = await self._storage.installation.setting(_CODE)
        given = typed.strip().lower()
        if code is None or not hmac.compare_digest(code.encode(), given.encode()):
            raise UserError(
                t("That is not the code, or it was used already. The running Staffroom prints it at start.")
            )
        if not await self._storage.installation.take_setting(_CODE, code):
            raise UserError(t("Somebody else used the code a moment ago. They can make you an admin."))
        try:
            await self._make_first_admin(actor)
        except Exception:
            await self._storage.installation.set_setting(_CODE, code)  # nobody became it, so it is still good
            raise
        await self._storage.installation.set_setting(f"{_CODE} used", "yes")

    async def _make_first_admin(self, actor: Actor) -> None:
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            await uow.people.grant(RoleGrant(actor.id, Role.ADMIN, None, now))
            await uow.records.audit(AuditEntry(actor.id, "became the first admin", Subject.PERSON, actor.id, now))
            await uow.commit()

    async def name_and_zone(self, actor: Actor, name: str, zone: str, opens_at: int | None = None) -> None:
        """Set both, and how many people open a proposed topic where that is told."""
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            await uow.communities.rename(name)
            await uow.communities.set_zone(zone)
            if opens_at is not None:
                await uow.communities.set_topic_opens_at(opens_at)
            entry = AuditEntry(actor.id, "set name and zone", Subject.COMMUNITY, actor.community_id, self._clock.now())
            await uow.records.audit(entry)
            await uow.commit()
        self._bell.ring()

    async def set_channels(self, actor: Actor, chosen: Mapping[Purpose, Channel]) -> None:
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            for purpose, channel in chosen.items():
                await uow.communities.set_channel(purpose, channel)
                await uow.placements.try_again(channel.workspace_id)
            entry = AuditEntry(actor.id, "set channels", Subject.COMMUNITY, actor.community_id, self._clock.now())
            await uow.records.audit(entry)
            await uow.commit()
        self._bell.ring()

    async def channels(self, actor: Actor) -> Sequence[ChannelSeen]:
        """Return the channels that the bot can see in the actor's workspace."""
        workspace = actor.workspace
        messenger = self._post.messenger(workspace) if workspace else None
        if workspace is None or messenger is None:
            return ()
        return await messenger.channels(workspace.external_id)

    async def chosen(self, actor: Actor, workspace: Workspace) -> Mapping[Purpose, Channel]:
        async with self._storage.read(actor.community_id) as uow:
            return await uow.communities.channels(workspace.id)

    async def standing(self, actor: Actor) -> Standing:
        async with self._storage.read(actor.community_id) as uow:
            workspaces = await uow.communities.workspaces(WorkspaceState.JOINED, WorkspaceState.WAITING)
            return Standing(
                community=await uow.communities.get(),
                workspaces=[(each, await uow.communities.channels(each.id)) for each in workspaces],
            )
