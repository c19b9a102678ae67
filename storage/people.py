"""People, their accounts and the roles granted to them. What goes with a person who leaves: ``storage.leaving``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time

from sqlalchemy import RowMapping, func, null, select
from sqlalchemy.sql import ColumnElement

from bot.domain.ids import CommunityId, PersonId, WorkspaceId
from bot.domain.people import Account, Direct, Person, Platform, Reminders, Role, RoleGrant
from bot.domain.quiet import QuietHours
from bot.errors import NotFound
from storage import leaving
from storage.scope import CHUNK, Scope
from storage.tables import accounts, digest_followers, people, resources, role_grants


class SqlPeople:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def find_by_account(self, platform: Platform, tenant: str, external_id: str) -> Person | None:
        found = (
            self._scope.select(people)
            .join(accounts, accounts.c.person_id == people.c.id)
            .where(
                self._scope.mine(accounts),
                accounts.c.platform == platform,
                accounts.c.tenant == tenant,
                accounts.c.external_id == external_id,
            )
        )
        row = await self._scope.find(found)
        return None if row is None else person_of(row)

    async def add(self, name: str, at: datetime) -> Person:
        row = await self._scope.find(
            self._scope.insert(people).values(self._scope.row(name=name, created_at=at)).returning(people)
        )
        assert row is not None
        return person_of(row)

    async def add_account(self, account: Account) -> None:
        await self._scope.run(
            self._scope.insert(accounts).values(
                self._scope.row(
                    platform=account.platform,
                    tenant=account.tenant,
                    external_id=account.external_id,
                    person_id=account.person_id,
                    name=account.name,
                    workspace_id=account.workspace_id,
                )
            )
        )

    async def update_account(self, account: Account) -> None:
        newest: dict[str, object] = {"name": account.name}
        if account.workspace_id is not None:
            newest["workspace_id"] = account.workspace_id
        await self._scope.run(self._scope.update(accounts).where(*_is(account)).values(newest))

    async def forget_workspace(self, account: Account) -> None:
        await self._scope.run(self._scope.update(accounts).where(*_is(account)).values(workspace_id=null()))

    async def rename(self, person: PersonId, name: str) -> None:
        await self._set(person, name=name)
        await self._scope.run(self._scope.update(resources).where(resources.c.shared_by == person).values(credit=name))

    async def get(self, person: PersonId) -> Person:
        return person_of(await self._scope.get(people, "id", person))

    async def find(self, person: PersonId) -> Person | None:
        try:
            return await self.get(person)
        except NotFound:
            return None

    async def several(self, wanted: Sequence[PersonId]) -> Sequence[Person]:
        found: list[Person] = []
        for start in range(0, len(wanted), CHUNK):
            some = self._scope.select(people).where(people.c.id.in_(wanted[start : start + CHUNK]))
            found += [person_of(row) for row in await self._scope.all(some)]
        return found

    async def named(self, name: str) -> Sequence[Person]:
        theirs = self._scope.select(people).where(people.c.name == name).order_by(people.c.id)
        return [person_of(row) for row in await self._scope.all(theirs)]

    async def accounts(self, person: PersonId) -> Sequence[Account]:
        theirs = self._scope.select(accounts).where(accounts.c.person_id == person)
        rows = await self._scope.all(theirs.order_by(accounts.c.platform, accounts.c.tenant, accounts.c.external_id))
        return [account_of(row) for row in rows]

    async def set_locale(self, person: PersonId, locale: str | None, zone: str | None) -> None:
        await self._set(person, locale=locale, zone=zone)

    async def set_messages(self, person: PersonId, quiet: QuietHours | None, direct: Direct) -> None:
        begin, end = (quiet.begin, quiet.end) if quiet else (None, None)
        await self._set(person, quiet_from=begin, quiet_until=end, direct=direct)

    async def set_reminders(self, person: PersonId, reminders: Reminders) -> None:
        await self._set(person, reminders=reminders)

    async def set_direct_channel(self, account: Account, channel: str) -> None:
        chosen = self._scope.update(accounts).where(*_is(account))
        await self._scope.run(chosen.values(direct_channel=channel))

    async def digest_followers(self) -> Sequence[PersonId]:
        chosen = self._scope.select(digest_followers).order_by(digest_followers.c.person_id)
        return [PersonId(row["person_id"]) for row in await self._scope.all(chosen)]

    async def follows_digest(self, person: PersonId) -> bool:
        chosen = self._scope.select(digest_followers).where(digest_followers.c.person_id == person)
        return await self._scope.find(chosen) is not None

    async def follow_digest(self, person: PersonId, since: datetime | None) -> None:
        if since is None:
            gone = self._scope.delete(digest_followers).where(digest_followers.c.person_id == person)
            await self._scope.run(gone)
            return
        new = self._scope.insert(digest_followers).values(self._scope.row(person_id=person, since=since))
        await self._scope.run(new.on_conflict_do_nothing())

    async def set_delete_at(self, person: PersonId, at: datetime | None) -> None:
        await self._set(person, delete_at=at)

    async def _set(self, person: PersonId, **values: object) -> None:
        await self._scope.run(self._scope.update(people).where(people.c.id == person).values(**values))

    async def due_for_deletion(self, now: datetime) -> Sequence[PersonId]:
        due = self._scope.select(people).where(people.c.delete_at <= now).order_by(people.c.delete_at, people.c.id)
        return [PersonId(row["id"]) for row in await self._scope.all(due)]

    async def count_rows(self, person: PersonId) -> Mapping[str, int]:
        return await leaving.count_rows(self._scope, person)

    async def delete(self, person: PersonId, credit: str) -> None:
        await leaving.delete(self._scope, person, credit)

    async def grants(self) -> Sequence[tuple[Person, RoleGrant]]:
        granted = (
            select(people, *(c for c in role_grants.c if c.name != "community_id"))
            .join(role_grants, role_grants.c.person_id == people.c.id)
            .where(self._scope.mine(people), self._scope.mine(role_grants))
            .order_by(role_grants.c.role.desc(), people.c.id)
        )
        return [(person_of(row), grant_of(row)) for row in await self._scope.all(granted)]

    async def granted_role(self, person: PersonId) -> Role | None:
        row = await self._scope.find(self._scope.select(role_grants).where(role_grants.c.person_id == person))
        return None if row is None else Role(row["role"])

    async def grant(self, grant: RoleGrant) -> None:
        said = {"role": grant.role, "granted_by": grant.granted_by, "granted_at": grant.granted_at}
        await self._scope.run(
            self._scope.insert(role_grants)
            .values(self._scope.row(person_id=grant.person_id, **said))
            .on_conflict_do_update(index_elements=[role_grants.c.community_id, role_grants.c.person_id], set_=said)
        )

    async def revoke(self, person: PersonId) -> None:
        await self._scope.run(self._scope.delete(role_grants).where(role_grants.c.person_id == person))

    async def admins_granted(self) -> int:
        await self._scope.lock()  # what is decided by this number must still be true at the commit
        admins = select(func.count()).select_from(role_grants).where(self._scope.mine(role_grants))
        return await self._scope.count(admins.where(role_grants.c.role == Role.ADMIN))


def _is(account: Account) -> tuple[ColumnElement[bool], ...]:
    return (
        accounts.c.platform == account.platform,
        accounts.c.tenant == account.tenant,
        accounts.c.external_id == account.external_id,
    )


def person_of(row: RowMapping) -> Person:
    return Person(
        id=PersonId(row["id"]),
        community_id=CommunityId(row["community_id"]),
        name=row["name"],
        created_at=row["created_at"],
        locale=row["locale"],
        zone=row["zone"],
        delete_at=row["delete_at"],
        quiet=_quiet(row["quiet_from"], row["quiet_until"]),
        direct=Direct(row["direct"]),
        reminders=Reminders(row["reminders"]),
    )


def _quiet(begin: time | None, end: time | None) -> QuietHours:
    return QuietHours() if begin is None or end is None else QuietHours(begin, end)


def account_of(row: RowMapping) -> Account:
    workspace = row["workspace_id"]
    return Account(
        person_id=PersonId(row["person_id"]),
        platform=Platform(row["platform"]),
        tenant=row["tenant"],
        external_id=row["external_id"],
        name=row["name"],
        workspace_id=None if workspace is None else WorkspaceId(workspace),
        direct_channel=row["direct_channel"],
    )


def grant_of(row: RowMapping) -> RoleGrant:
    granted_by = row["granted_by"]
    return RoleGrant(
        person_id=PersonId(row["person_id"]),
        role=Role(row["role"]),
        granted_by=None if granted_by is None else PersonId(granted_by),
        granted_at=row["granted_at"],
    )
