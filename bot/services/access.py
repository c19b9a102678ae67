"""Who somebody is, what they may do, and the roles that admins grant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.community import Community, Workspace, WorkspaceState
from bot.domain.ids import CommunityId
from bot.domain.people import Account, Person, Role, RoleGrant
from bot.domain.records import AuditEntry
from bot.domain.sight import EVERYTHING
from bot.domain.subjects import Subject
from bot.errors import UserError
from bot.ports.incoming import Origin, WorkspaceSeen
from bot.ports.storage import Storage, UnitOfWork
from bot.services.joining import Joining
from bot.ui.model import Command
from bot.ui.text import t


class Access:
    def __init__(self, storage: Storage, clock: Clock, joining: Joining) -> None:
        self._storage = storage
        self._clock = clock
        self._joining = joining

    async def enter(self, origin: Origin) -> tuple[Person, Role, Community, Workspace | None]:
        """Return who this is and the role they have now: the greater of grant and mapping.

        Raises UserError where the workspace has not been let in, or nobody knows which community a message is for.
        """
        workspace = await self._workspace(origin)
        community_id = workspace.community_id if workspace else await self._community_of(origin)
        async with self._storage.read(community_id) as uow:
            community = await uow.communities.get()
            person = await uow.people.find_by_account(origin.platform, origin.tenant, origin.user)
            granted = await uow.people.granted_role(person.id) if person else None
            accounts = await uow.people.accounts(person.id) if person else ()
        if workspace is not None and workspace.state is WorkspaceState.WAITING:
            waiting = t("An admin of {community} has not let this place in yet.", community=community.name)
            what = t("They say yes with {command}, anywhere they use me already.", command=Command("staffroom setup"))
            raise UserError(waiting, " ", what)
        if person is None:
            person = await self._welcome(community_id, origin, workspace)
        elif (account := _renamed(accounts, origin, workspace)) is not None:
            person = await self._rename(community_id, person, account)
        return person, max(granted or Role.MEMBER, origin.platform_role), community, workspace

    async def named(self, actor: Actor, origin: Origin, user: str, name: str) -> Person:
        """Return the colleague a platform names, noting an account for somebody who never used the bot."""
        async with self._storage.read(actor.community_id) as uow:
            person = await uow.people.find_by_account(origin.platform, origin.tenant, user)
        if person is not None:
            return person
        if not name:
            raise UserError(t("I do not know that person yet."))
        known = Origin(origin.platform, origin.workspace, origin.workspace_name, user, name, "", origin.tenant)
        return await self._welcome(actor.community_id, known, actor.workspace)

    async def grants(self, actor: Actor) -> Sequence[tuple[Person, RoleGrant]]:
        async with self._storage.read(actor.community_id) as uow:
            return await uow.people.grants()

    async def grant(self, actor: Actor, person: Person, role: Role) -> None:
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            if role < Role.ADMIN:
                await _refuse_last_admin(uow, person)
            await uow.people.grant(RoleGrant(person.id, role, actor.id, now))
            await uow.records.audit(
                AuditEntry(actor.id, f"granted {role.name.lower()}", Subject.PERSON, person.id, now)
            )
            await uow.commit()

    async def revoke(self, actor: Actor, person: Person) -> bool:
        """Take back what was granted; returns False where nothing was. The last granted admin cannot be taken back."""
        now = self._clock.now()
        async with self._storage.write(actor.community_id, actor.once.take()) as uow:
            granted = await uow.people.granted_role(person.id)
            if granted is None:
                return False
            await _refuse_last_admin(uow, person)
            await uow.people.revoke(person.id)
            await uow.records.audit(
                AuditEntry(actor.id, f"revoked {granted.name.lower()}", Subject.PERSON, person.id, now)
            )
            await uow.commit()
            return True

    async def _workspace(self, origin: Origin) -> Workspace | None:
        if not origin.workspace:
            return None
        known = await self._storage.installation.find_workspace(origin.platform, origin.workspace)
        if known is not None and known.state is not WorkspaceState.REMOVED:
            return known
        return await self._joining.seen(WorkspaceSeen(origin.platform, origin.workspace, origin.workspace_name))

    async def _community_of(self, origin: Origin) -> CommunityId:
        found = await self._storage.installation.find_account(origin.platform, origin.tenant, origin.user)
        if found is None:
            raise UserError(t("I do not know you yet. Use me once in a server that I am in, then this works here too."))
        return found

    async def _rename(self, community: CommunityId, person: Person, account: Account) -> Person:
        """Keep the name a platform has now: people marry, and a first one may have come from what a colleague typed."""
        async with self._storage.write(community, sight=EVERYTHING) as uow:
            await uow.people.update_account(account)
            await uow.people.rename(person.id, account.name)
            await uow.commit()
        return replace(person, name=account.name)

    async def _welcome(self, community: CommunityId, origin: Origin, workspace: Workspace | None) -> Person:
        async with self._storage.write(community, sight=EVERYTHING) as uow:
            person = await uow.people.find_by_account(origin.platform, origin.tenant, origin.user)
            if person is None:
                person = await uow.people.add(origin.user_name, self._clock.now())
                place = workspace.id if workspace else None
                account = (origin.platform, origin.tenant, origin.user, origin.user_name, place)
                await uow.people.add_account(Account(person.id, *account))
                await uow.commit()
            return person


async def _refuse_last_admin(uow: UnitOfWork, person: Person) -> None:
    """Raise UserError where nobody would be left who was made an admin here."""
    if await uow.people.granted_role(person.id) is Role.ADMIN and await uow.people.admins_granted() == 1:
        raise UserError(t("{name} is the only admin by grant. Grant somebody else first.", name=person.name))


def _renamed(accounts: Sequence[Account], origin: Origin, workspace: Workspace | None) -> Account | None:
    """Return the account that is being used with its newest name, where that is another than the one kept.

    Who has another name in every server keeps the one of the server they came by.
    """
    for account in accounts:
        used = (account.platform, account.tenant, account.external_id) == (origin.platform, origin.tenant, origin.user)
        if not used or workspace is None:
            continue
        if account.workspace_id is None:  # they had left, and are back
            return replace(account, name=origin.user_name or account.name, workspace_id=workspace.id)
        if account.workspace_id == workspace.id and origin.user_name and account.name != origin.user_name:
            return replace(account, name=origin.user_name)
    return None
