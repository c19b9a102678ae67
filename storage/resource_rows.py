"""A resource as its row says it."""

from __future__ import annotations

from sqlalchemy import RowMapping

from bot.domain.details import NO_DETAILS, Details, ResourceType, as_json
from bot.domain.files import FileType, StoredFile
from bot.domain.ids import CommunityId, Number, PersonId, ResourceId, TopicId
from bot.domain.resources import Resource, ResourceState


def resource_of(row: RowMapping) -> Resource:
    topic, shared_by = row["topic_id"], row["shared_by"]
    return Resource(
        id=ResourceId(row["id"]),
        community_id=CommunityId(row["community_id"]),
        number=Number(row["number"]),
        url=row["url"],
        page=row["page"],
        title=row["title"],
        about=row["about"],
        tags=tuple(row["tags"]),
        topic_id=None if topic is None else TopicId(topic),
        shared_by=None if shared_by is None else PersonId(shared_by),
        credit=row["credit"],
        pinned=row["pinned"],
        state=ResourceState(row["state"]),
        revision=row["revision"],
        created_at=row["created_at"],
        imported=row["imported"],
        locked=row["locked"],
        unopened_at=row["unopened_at"],
        details=_details_of(row),
        file=file_of(row),
    )


def file_columns(file: StoredFile | None) -> dict[str, object]:
    if file is None:
        return {"file_sha256": "", "file_name": "", "file_type": "", "file_size": 0}
    return {"file_sha256": file.sha256, "file_name": file.name, "file_type": file.type, "file_size": file.size}


def detail_columns(details: Details) -> dict[str, object]:
    return {**as_json(details), "grades": " ".join(details.grades), "standards": " ".join(details.standards)}


def file_of(row: RowMapping) -> StoredFile | None:
    if not row["file_sha256"]:
        return None
    return StoredFile(row["file_sha256"], row["file_name"], FileType(row["file_type"]), row["file_size"])


def _details_of(row: RowMapping) -> Details:
    kind, grades, standards = row["type"], row["grades"], row["standards"]
    if not (kind or grades or standards or row["subject"] or row["language"] or row["license"]):
        return NO_DETAILS  # as most are, and many are read at once
    return Details(
        ResourceType(kind) if kind else None,
        row["subject"],
        tuple(grades.split()),
        tuple(standards.split()),
        row["language"],
        row["license"],
    )
