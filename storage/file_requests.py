"""What colleagues are asked about files of theirs, and which contents are in use."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import RowMapping, func, or_, select

from bot.domain.files import FileRequest, FileRequestId, NewFileRequest, RequestState
from bot.domain.ids import PersonId, ResourceId, TopicId
from bot.domain.resources import ResourceState
from bot.domain.subjects import Subject
from storage.resource_rows import file_columns, file_of
from storage.scope import Scope
from storage.tables import file_requests, resources, revisions


class SqlFileRequests:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def ask(self, wanted: NewFileRequest, at: datetime) -> FileRequest:
        row = self._scope.row(
            author_id=wanted.author_id,
            asked_by=wanted.asked_by,
            title=wanted.title,
            about=wanted.about,
            tags=list(wanted.tags),
            topic_id=wanted.topic_id,
            state=RequestState.ASKED,
            at=at,
            **file_columns(wanted.file),
        )
        stored = await self._scope.find(self._scope.insert(file_requests).values(row).returning(file_requests))
        assert stored is not None
        return request_of(stored)

    async def get(self, request: FileRequestId) -> FileRequest:
        return request_of(await self._scope.get(file_requests, "id", request))

    async def answer(self, request: FileRequestId, state: RequestState, resource: ResourceId | None) -> None:
        asked = self._scope.update(file_requests).where(file_requests.c.id == request)
        await self._scope.run(asked.values(state=state, resource_id=resource))

    async def in_use(self, removed_since: datetime) -> frozenset[str]:
        removed = (
            select(func.max(revisions.c.at))
            .where(
                self._scope.mine(revisions),
                revisions.c.subject_kind == Subject.RESOURCE,
                revisions.c.subject_id == resources.c.id,
            )
            .scalar_subquery()
        )
        kept = select(resources.c.file_sha256).where(
            self._scope.mine(resources),
            resources.c.file_sha256 != "",
            or_(resources.c.state == ResourceState.LISTED, removed >= removed_since),
        )
        asked = select(file_requests.c.file_sha256).where(
            self._scope.mine(file_requests), file_requests.c.state == RequestState.ASKED
        )
        found = [*await self._scope.all(kept), *await self._scope.all(asked)]
        return frozenset(row["file_sha256"] for row in found)

    async def of_removed(self) -> frozenset[str]:
        gone = select(resources.c.file_sha256).where(
            self._scope.mine(resources), resources.c.file_sha256 != "", resources.c.state == ResourceState.REMOVED
        )
        return frozenset(row["file_sha256"] for row in await self._scope.all(gone))


def request_of(row: RowMapping) -> FileRequest:
    file, topic, resource = file_of(row), row["topic_id"], row["resource_id"]
    assert file is not None
    wanted = NewFileRequest(
        PersonId(row["author_id"]),
        PersonId(row["asked_by"]),
        file,
        row["title"],
        row["about"],
        tuple(row["tags"]),
        None if topic is None else TopicId(topic),
    )
    state = RequestState(row["state"])
    return FileRequest(
        FileRequestId(row["id"]), wanted, state, row["at"], None if resource is None else ResourceId(resource)
    )
