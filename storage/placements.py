"""Placements as their community wants them; showing them is ``storage.outbox``."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import RowMapping, and_, case, not_
from sqlalchemy.sql import ColumnElement

from bot.domain.delivery import NewPlacement, Placement, PlacementKind, Trouble
from bot.domain.ids import CommunityId, PlacementId, ResourceId, WorkspaceId
from bot.domain.subjects import Subject
from storage.scope import Scope
from storage.tables import placements

_IDENTITY = ("kind", "subject_kind", "subject_id", "workspace_id")


class SqlPlacements:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def want(self, placement: NewPlacement) -> None:
        row = self._scope.row(
            kind=placement.kind,
            subject_kind=placement.subject_kind,
            subject_id=placement.subject_id,
            workspace_id=placement.workspace_id,
            channel=placement.channel,
            wanted_revision=placement.wanted_revision,
            wanted_pin=placement.wanted_pin,
            wanted_present=placement.wanted_present,
            updated_at=self._scope.machine.now(),
        )
        new = self._scope.insert(placements).values(row)
        # A card stays known where it stands until it is gone from there, or nobody could take it away.
        movable = and_(placements.c.message_id == "", new.excluded.channel != "")
        await self._scope.run(
            new.on_conflict_do_update(
                index_elements=[placements.c[name] for name in _IDENTITY],
                set_={
                    "channel": case((movable, new.excluded.channel), else_=placements.c.channel),
                    "wanted_revision": _later(new.excluded.wanted_revision),
                    "wanted_pin": and_(new.excluded.wanted_pin, not_(placements.c.unpinned)),
                    "wanted_present": new.excluded.wanted_present,
                    **self._tried_anew(),
                },
                where=self._scope.mine(placements),
            )
        )

    async def want_revision(self, subject_kind: str, subject_id: int, revision: int) -> None:
        await self._scope.run(
            self._scope.update(placements)
            .where(_of(subject_kind, subject_id), placements.c.wanted_revision < revision)
            .values(wanted_revision=revision, **self._tried_anew())
        )

    async def renew(self, subject_kind: str, subject_id: int) -> None:
        await self._scope.run(
            self._scope.update(placements)
            .where(_of(subject_kind, subject_id))
            .values(wanted_revision=placements.c.wanted_revision + 1, **self._tried_anew())
        )

    async def try_again(self, workspace: WorkspaceId) -> None:
        await self._scope.run(
            self._scope.update(placements)
            # Whether a lost answer was a yes is for people to find out: trying again could say it twice.
            .where(placements.c.workspace_id == workspace, placements.c.error.not_in(("", Trouble.ANSWER_LOST)))
            .values(self._tried_anew())
        )

    async def want_absent(self, subject_kind: str, subject_id: int) -> None:
        await self._scope.run(
            self._scope.update(placements)
            .where(_of(subject_kind, subject_id))
            .values(wanted_present=False, **self._tried_anew())
        )

    async def begin_anew(self, kind: PlacementKind, subject_kind: str, subject_id: int, workspace: WorkspaceId) -> None:
        this = self._scope.update(placements).where(
            placements.c.kind == kind, _of(subject_kind, subject_id), placements.c.workspace_id == workspace
        )
        await self._scope.run(this.values(channel="", message_id="", shown_revision=0, **self._tried_anew()))

    def _tried_anew(self) -> dict[str, object]:
        # A card whose answer was lost may stand there: posting it again could show it twice.
        lost = and_(placements.c.error == Trouble.ANSWER_LOST, placements.c.message_id == "")
        error = case((lost, placements.c.error), else_="")
        nothing = {"error": error, "right": "", "attempts": 0, "looks": 0}
        return {**nothing, "not_before": None, "told_at": None, "updated_at": self._scope.machine.now()}

    async def of_subject(self, subject_kind: str, subject_id: int) -> Sequence[Placement]:
        chosen = self._scope.select(placements).where(_of(subject_kind, subject_id)).order_by(placements.c.id)
        return [placement_of(row) for row in await self._scope.all(chosen)]

    async def find(
        self, kind: PlacementKind, subject_kind: str, subject_id: int, workspace: WorkspaceId
    ) -> Placement | None:
        row = await self._scope.find(
            self._scope.select(placements).where(
                placements.c.kind == kind, _of(subject_kind, subject_id), placements.c.workspace_id == workspace
            )
        )
        return None if row is None else placement_of(row)

    async def of_kind(self, kind: PlacementKind) -> Sequence[Placement]:
        chosen = self._scope.select(placements).where(placements.c.kind == kind).order_by(placements.c.id)
        return [placement_of(row) for row in await self._scope.all(chosen)]

    async def pinned(self, workspace: WorkspaceId, channel: str) -> Sequence[Placement]:
        standing = placements.c.wanted_pin, placements.c.shown_pin, _at_rest()
        chosen = self._scope.select(placements).where(placements.c.workspace_id == workspace, *standing)
        if channel:
            chosen = chosen.where(placements.c.channel == channel)
        return [placement_of(row) for row in await self._scope.all(chosen.order_by(placements.c.id))]

    async def leave_unpinned(self, placement: PlacementId, message: str) -> bool:
        this = self._scope.update(placements).where(
            placements.c.id == placement,
            placements.c.message_id == message,
            placements.c.wanted_pin,
            placements.c.shown_pin,
            _at_rest(),
        )
        # Shown anew, so that it is noticed where the card itself was deleted, which then comes back.
        shown_anew = {"shown_revision": 0, **self._tried_anew()}
        return bool(await self._scope.run(this.values(wanted_pin=False, shown_pin=False, unpinned=True, **shown_anew)))

    async def is_unpinned(self, subject_kind: str, subject_id: int, workspace: WorkspaceId) -> bool:
        chosen = self._scope.select(placements).where(
            _of(subject_kind, subject_id), placements.c.workspace_id == workspace, placements.c.unpinned
        )
        return await self._scope.find(chosen.limit(1)) is not None

    async def allow_pin(self, resource: ResourceId) -> None:
        those = self._scope.update(placements).where(_of(Subject.RESOURCE, resource), placements.c.unpinned)
        await self._scope.run(those.values(unpinned=False))

    async def troubled(self, limit: int) -> Sequence[Placement]:
        chosen = self._scope.select(placements).where(placements.c.error != "")
        newest = chosen.order_by(placements.c.updated_at.desc(), placements.c.id.desc()).limit(limit)
        return [placement_of(row) for row in await self._scope.all(newest)]


def _at_rest() -> ColumnElement[bool]:
    """Return the condition that it stands there, and nobody is about to change or move it."""
    return and_(placements.c.message_id != "", placements.c.owner == "")


def _of(subject_kind: str, subject_id: int) -> ColumnElement[bool]:
    return and_(placements.c.subject_kind == subject_kind, placements.c.subject_id == subject_id)


def _later(revision: ColumnElement[int]) -> ColumnElement[int]:
    return case((revision > placements.c.wanted_revision, revision), else_=placements.c.wanted_revision)


def placement_of(row: RowMapping) -> Placement:
    return Placement(
        id=PlacementId(row["id"]),
        community_id=CommunityId(row["community_id"]),
        kind=PlacementKind(row["kind"]),
        subject_kind=row["subject_kind"],
        subject_id=row["subject_id"],
        workspace_id=WorkspaceId(row["workspace_id"]),
        channel=row["channel"],
        message_id=row["message_id"],
        wanted_revision=row["wanted_revision"],
        shown_revision=row["shown_revision"],
        wanted_pin=row["wanted_pin"],
        shown_pin=row["shown_pin"],
        wanted_present=row["wanted_present"],
        attempts=row["attempts"],
        fence=row["fence"],
        error=row["error"],
        right=row["right"],
        told_at=row["told_at"],
        first_tried_at=row["first_tried_at"],
        quarantine_until=row["quarantine_until"],
        looks=row["looks"],
        interrupted=row["interrupted"],
    )
