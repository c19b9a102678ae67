"""One community taken into another: its servers and workspaces come along, and nothing else is there to come."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, exists, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import CommunityId
from storage.tables import (
    announcements,
    communities,
    hour_entries,
    resources,
    school_days,
    shelf,
    topics,
    workshops,
    workspace_channels,
    workspaces,
)

_MADE = (announcements, hour_entries, resources, school_days, shelf, topics, workshops)
"""What people make: a community that has a row in one of them is not new any more."""


async def is_new(connection: AsyncConnection, community: CommunityId) -> bool:
    """Return whether nobody made anything in it yet; of a removed resource something is kept, too."""
    made = (exists().where(table.c.community_id == community) for table in _MADE)
    found = (await connection.execute(select(*(each.label(f"made{n}") for n, each in enumerate(made))))).one()
    return not any(found)


async def absorb(connection: AsyncConnection, gone: CommunityId, into: CommunityId) -> None:
    """Delete *gone* with its people, and let its servers and workspaces, with their chosen channels, be of *into*."""
    of_gone: ColumnElement[bool] = workspaces.c.community_id == gone
    moved = (await connection.execute(select(workspaces).where(of_gone).order_by(workspaces.c.id))).mappings().all()
    chosen = select(workspace_channels).where(workspace_channels.c.community_id == gone)
    channels = (await connection.execute(chosen)).mappings().all()
    await connection.execute(delete(communities).where(communities.c.id == gone))
    for row in moved:
        await connection.execute(insert(workspaces).values({**row, "community_id": into}))
    for row in channels:
        await connection.execute(insert(workspace_channels).values({**row, "community_id": into}))


async def lock_both(connection: AsyncConnection, one: CommunityId, other: CommunityId) -> bool:
    """Keep everybody else from writing in either until the transaction ends; False where they are not two any more.

    On SQLite every writer has waited already.
    """
    in_order = select(communities.c.id).where(communities.c.id.in_([one, other])).order_by(communities.c.id)
    return len((await connection.execute(in_order.with_for_update())).all()) > 1
