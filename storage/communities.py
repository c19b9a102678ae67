"""The community, its workspaces and their channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import RowMapping, select, update

from bot.domain.community import Channel, Community, Purpose, Workspace, WorkspaceState
from bot.domain.ids import CommunityId, WorkspaceId
from bot.domain.people import Platform
from bot.errors import NotFound
from storage.scope import Scope
from storage.tables import communities, workspace_channels, workspaces


class SqlCommunities:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def get(self) -> Community:
        row = await self._scope.find(select(communities).where(communities.c.id == self._scope.community))
        if row is None:
            raise NotFound(f"no community {self._scope.community}")
        return community_of(row)

    async def rename(self, name: str) -> None:
        await self._set(name=name)

    async def set_zone(self, zone: str) -> None:
        await self._set(zone=zone)

    async def set_digest_posted(self, posted: bool) -> None:
        await self._set(digest_posted=posted)

    async def set_hour_rules(self, code: str) -> None:
        await self._set(hour_rules=code)

    async def set_topic_opens_at(self, people: int) -> None:
        await self._set(topic_opens_at=people)

    async def _set(self, **values: object) -> None:
        await self._scope.run(update(communities).where(communities.c.id == self._scope.community).values(**values))

    async def workspaces(self, *states: WorkspaceState) -> Sequence[Workspace]:
        chosen = self._scope.select(workspaces).order_by(workspaces.c.id)
        if states:
            chosen = chosen.where(workspaces.c.state.in_(states))
        return [workspace_of(row) for row in await self._scope.all(chosen)]

    async def get_workspace(self, workspace: WorkspaceId) -> Workspace:
        return workspace_of(await self._scope.get(workspaces, "id", workspace))

    async def set_workspace_state(self, workspace: WorkspaceId, state: WorkspaceState, at: datetime) -> None:
        changed = await self._scope.run(
            self._scope.update(workspaces)
            .where(workspaces.c.id == workspace)
            .values(state=state, removed_at=at if state is WorkspaceState.REMOVED else None)
        )
        if not changed:
            raise NotFound(f"no workspace {workspace}")

    async def channels(self, workspace: WorkspaceId) -> Mapping[Purpose, Channel]:
        rows = await self._scope.all(
            self._scope.select(workspace_channels).where(workspace_channels.c.workspace_id == workspace)
        )
        return {Purpose(row["purpose"]): Channel(workspace, row["external_id"], row["name"]) for row in rows}

    async def set_channel(self, purpose: Purpose, channel: Channel) -> None:
        place = {"external_id": channel.external_id, "name": channel.name}
        await self._scope.run(
            self._scope.insert(workspace_channels)
            .values(self._scope.row(workspace_id=channel.workspace_id, purpose=purpose, **place))
            .on_conflict_do_update(
                index_elements=[workspace_channels.c.workspace_id, workspace_channels.c.purpose],
                set_=place,
                where=self._scope.mine(workspace_channels),
            )
        )


def community_of(row: RowMapping) -> Community:
    return Community(
        id=CommunityId(row["id"]),
        name=row["name"],
        zone=row["zone"],
        created_at=row["created_at"],
        digest_posted=row["digest_posted"],
        hour_rules=row["hour_rules"],
        topic_opens_at=row["topic_opens_at"],
    )


def workspace_of(row: RowMapping) -> Workspace:
    return Workspace(
        id=WorkspaceId(row["id"]),
        community_id=CommunityId(row["community_id"]),
        platform=Platform(row["platform"]),
        external_id=row["external_id"],
        name=row["name"],
        state=WorkspaceState(row["state"]),
        joined_at=row["joined_at"],
        removed_at=row["removed_at"],
    )
