"""What is known of a delivery besides its row: what it is about and where it goes, by the names people know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.community import Workspace
from bot.domain.delivery import Delivery
from bot.domain.ids import AnnouncementId, Number, TopicId
from bot.domain.subjects import Subject
from bot.errors import NotFound
from bot.ports.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class Entry:
    """A row with its names; who a message to a person is for stays unsaid, and so does what it says."""

    row: Delivery
    workspace: Workspace | None
    """Where it goes, or through which it reaches a person; None while that is not decided."""
    topic: str
    """Whose channel it goes to; "" for none."""
    announcement: Number | None
    zone: str | None
    """The community's, in which times are said."""


async def entries_of(uow: UnitOfWork, rows: Sequence[Delivery]) -> Sequence[Entry]:
    """Return *rows*, all of the one community, in their order."""
    zone = (await uow.communities.get()).zone
    workspaces = {each.id: each for each in await uow.communities.workspaces()}
    topics: dict[TopicId | None, str] = {None: ""}
    numbers: dict[int, Number | None] = {}
    for row in rows:
        if row.topic_id is not None and row.topic_id not in topics:
            topics[row.topic_id] = (await uow.topics.get(row.topic_id)).name
        if row.subject_kind == Subject.ANNOUNCEMENT and row.subject_id not in numbers:
            numbers[row.subject_id] = await _number(uow, AnnouncementId(row.subject_id))
    return [
        Entry(
            row,
            workspaces.get(row.workspace_id) if row.workspace_id is not None else None,
            topics[row.topic_id],
            numbers[row.subject_id] if row.subject_kind == Subject.ANNOUNCEMENT else None,
            zone,
        )
        for row in rows
    ]


async def _number(uow: UnitOfWork, announcement: AnnouncementId) -> Number | None:
    try:
        return (await uow.announcements.get(announcement)).number
    except NotFound:  # its author had their data deleted
        return None
