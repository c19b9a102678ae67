"""Two people who turn out to be one: a code to prove it, and all that hangs on either of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Table, UniqueConstraint, and_, select

from bot.domain.delivery import DeliveryState
from bot.domain.ids import PersonId
from bot.domain.people import Role
from bot.domain.subjects import Subject
from storage.scope import Scope
from storage.tables import (
    audit,
    deliveries,
    joining_codes,
    metadata,
    people,
    role_grants,
    topic_caretakers,
    topics,
    workshop_hosts,
    workshops,
)


class SqlAccounts:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def set_code(self, person: PersonId, code_hash: str, expires_at: datetime) -> None:
        said = {"code_hash": code_hash, "expires_at": expires_at}
        new = self._scope.insert(joining_codes).values(self._scope.row(person_id=person, **said))
        of_one = [joining_codes.c.community_id, joining_codes.c.person_id]
        await self._scope.run(new.on_conflict_do_update(index_elements=of_one, set_=said))

    async def take_code(self, code_hash: str, now: datetime) -> PersonId | None:
        await self._scope.lock()
        known = await self._scope.find(self._scope.select(joining_codes).where(joining_codes.c.code_hash == code_hash))
        if known is None:
            return None
        used = self._scope.delete(joining_codes).where(joining_codes.c.code_hash == code_hash)
        await self._scope.run(used)
        return PersonId(known["person_id"]) if known["expires_at"] > now else None

    async def join(self, kept: PersonId, gone: PersonId) -> None:
        await self._scope.lock()
        await self._keep_greater_role(kept, gone)
        await self._readdress(kept, gone)
        for table in metadata.sorted_tables:
            for column in _of_people(table):
                await self._give(table, column, kept, gone)
        await self._name_once(kept)
        done_to = self._scope.update(audit).where(audit.c.subject_kind == Subject.PERSON, audit.c.subject_id == gone)
        await self._scope.run(done_to.values(subject_id=kept))
        await self._scope.run(self._scope.delete(people).where(people.c.id == gone))

    async def _give(self, table: Table, column: Column[int], kept: PersonId, gone: PersonId) -> None:
        """Let *column* name the one person, after deleting rows of the other that would then be there twice."""
        for others in _unique_with(table, column):
            same = table.alias("same")
            there = select(same.c.community_id).where(
                same.c.community_id == self._scope.community,
                same.c[column.name] == kept,
                *(same.c[other.name] == other for other in others),
            )
            await self._scope.run(self._scope.delete(table).where(column == gone, there.exists()))
        await self._scope.run(self._scope.update(table).where(column == gone).values({column.name: kept}))

    async def _name_once(self, kept: PersonId) -> None:
        """Let nobody be named beside themselves: who comes first in a workshop or a topic is no second there."""
        for table, others, column in (
            (workshops, workshop_hosts, workshops.c.host_id),
            (topics, topic_caretakers, topics.c.looked_after_by),
        ):
            (of,) = (each for each in others.c if each.name in ("workshop_id", "topic_id"))
            first = select(table.c.id).where(self._scope.mine(table), column == kept)
            await self._scope.run(self._scope.delete(others).where(others.c.person_id == kept, of.in_(first)))

    async def _keep_greater_role(self, kept: PersonId, gone: PersonId) -> None:
        chosen = self._scope.select(role_grants).where(role_grants.c.person_id.in_((kept, gone)))
        roles = {row["person_id"]: Role(row["role"]) for row in await self._scope.all(chosen)}
        if kept in roles and gone in roles:
            greater = max(roles.values())
            mine = self._scope.update(role_grants).where(role_grants.c.person_id == kept)
            await self._scope.run(mine.values(role=greater))

    async def _readdress(self, kept: PersonId, gone: PersonId) -> None:
        """Let what waits for the one who is gone wait for the other, under the key it would have had."""
        theirs = self._scope.select(deliveries).where(
            deliveries.c.person_id == gone, deliveries.c.state == DeliveryState.PENDING
        )
        known = select(deliveries.c.key).where(self._scope.mine(deliveries), deliveries.c.person_id == kept)
        taken = {row["key"] for row in await self._scope.all(known)}
        for row in await self._scope.all(theirs):
            lane = f"p{kept}"
            key = row["key"].removesuffix(row["lane"]) + lane
            this = and_(self._scope.mine(deliveries), deliveries.c.id == row["id"])
            if key in taken:
                await self._scope.run(deliveries.delete().where(this))
            else:
                await self._scope.run(deliveries.update().where(this).values(lane=lane, key=key))


def _of_people(table: Table) -> list[Column[int]]:
    """Return the columns that name a person."""
    if table is people:
        return []
    return [
        element.parent
        for constraint in table.foreign_key_constraints
        if constraint.referred_table is people
        for element in constraint.elements
        if element.parent.name != "community_id"
    ]


def _unique_with(table: Table, column: Column[int]) -> list[list[Column[object]]]:
    """Return, for each key that *column* is part of, the other columns of that key."""
    keys = [list(table.primary_key.columns)]
    keys += [list(each.columns) for each in table.constraints if isinstance(each, UniqueConstraint)]
    return [[each for each in key if each is not column] for key in keys if column in key]
