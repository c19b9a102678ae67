"""A library on its way out, as a table, as a whole that comes in again, and as data that other programs link."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.domain.collections import Filed
from bot.domain.exports.fields import ADDRESS, FIELDS, AnyField, Json
from bot.domain.exports.said import in_json
from bot.domain.files import MEDIA_TYPES, StoredFile
from bot.domain.resources import Resource
from bot.domain.responses import NOTHING_SAID, Said
from bot.domain.spreadsheet import BEGINS_FORMULA, table
from bot.domain.topics import Topic, TopicState

FORMAT: Final = "staffroom library 1"

_CELL_ENDS = re.compile(rf"[;|](?=\"*[{re.escape(BEGINS_FORMULA)}])")


@dataclass(frozen=True, slots=True)
class Entry:
    resource: Resource
    topic: Topic | None
    said: Said = NOTHING_SAID


@dataclass(frozen=True, slots=True)
class Library:
    """All listed resources, by number; *name* is the community's."""

    name: str
    at: datetime
    entries: Sequence[Entry]
    collections: Sequence[Filed] = ()

    @property
    def files(self) -> Sequence[StoredFile]:
        """Return those of them that are files; what is in one an export holds only where it is packed with it."""
        return [entry.resource.file for entry in self.entries if entry.resource.file is not None]

    @property
    def topics(self) -> Sequence[Topic]:
        """Return the topics that something is in, by number."""
        inside = {entry.topic.number: entry.topic for entry in self.entries if entry.topic is not None}
        return [inside[number] for number in sorted(inside)]


class ExportFormat(StrEnum):
    CSV = "csv"
    JSON = "json"
    JSONLD = "jsonld"


def written(library: Library, form: ExportFormat) -> bytes:
    return _WRITERS[form](library)


def _as_table(library: Library) -> bytes:
    """Return a table for spreadsheets, whose cells are on one line each."""
    header = [*(field.name for field in FIELDS), "topic", "file"]
    rows = ([*_cells(each.resource), _topic_name(each), _file_name(each)] for each in library.entries)
    return table([header, *rows])


def _topic_name(entry: Entry) -> str:
    return entry.topic.name if entry.topic is not None else ""


def _file_name(entry: Entry) -> str:
    return entry.resource.file.name if entry.resource.file is not None else ""


def _cells(resource: Resource) -> list[str]:
    return [_cell(field, resource) for field in FIELDS]


def _cell(field: AnyField, resource: Resource) -> str:
    """An apostrophe would make another address, so in one what ends a cell is written as addresses write it."""
    said = field.in_cell(resource)
    return _CELL_ENDS.sub(lambda end: f"%{ord(end[0]):X}", said) if field is ADDRESS else said


def _as_whole(library: Library) -> bytes:
    """Return JSON with each resource on a line of its own, from which an import makes the same library."""
    topics = [_topic(topic) for topic in library.topics]
    collections: list[Json] = [
        {"name": each.name, "about": each.about, "pages": list(each.pages)} for each in library.collections
    ]
    resources: list[Json] = []
    for entry in library.entries:
        said: dict[str, Json] = {field.name: field.in_json(entry.resource) for field in FIELDS}
        if (file := entry.resource.file) is not None:
            said["file"] = {"name": file.name, "type": MEDIA_TYPES[file.type], "size": file.size, "sha256": file.sha256}
        resources.append(said | in_json(entry.said) | {"topic": entry.topic.number if entry.topic else None})
    head = (("format", FORMAT), ("name", library.name), ("exported", library.at.isoformat()))
    lists = (("topics", topics), ("collections", collections), ("resources", resources))
    parts = [f"{_json(name)}: {_json(value)}" for name, value in head]
    parts += [f"{_json(name)}: [\n{_lines(rows)}\n]" for name, rows in lists]
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _topic(topic: Topic) -> Json:
    state = topic.state if topic.state is not TopicState.MERGED else TopicState.ARCHIVED
    return {
        "number": topic.number,
        "name": topic.name,
        "about": topic.about,
        "state": state.value,
        "private": topic.private,
    }


def _as_linked(library: Library) -> bytes:
    """Return JSON-LD: a Collection of LearningResource, in the words of schema.org."""
    parts = [_learning_resource(entry) for entry in library.entries]
    whole: dict[str, Json] = {
        "@context": "https://schema.org",
        "@type": "Collection",
        "name": library.name,
        "dateModified": library.at.isoformat(),
        "hasPart": [*parts, *(_item_list(each) for each in library.collections)],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _item_list(collection: Filed) -> Json:
    said: dict[str, Json] = {"@type": "ItemList", "name": collection.name}
    if collection.about:
        said["description"] = collection.about
    return {**said, "itemListElement": list(collection.pages)}


def _learning_resource(entry: Entry) -> Json:
    said: dict[str, Json] = {"@type": "LearningResource", "identifier": f"#{entry.resource.number}"}
    for field in FIELDS:
        if field.linked and (value := field.in_json(entry.resource)):
            said[field.linked] = value
    if (file := entry.resource.file) is not None:
        said["encoding"] = {
            "@type": "MediaObject",
            "name": file.name,
            "encodingFormat": MEDIA_TYPES[file.type],
            "contentSize": str(file.size),
            "sha256": file.sha256,
        }
    if entry.topic is not None:
        topic: Json = {"@type": "Thing", "name": entry.topic.name}
        subject = said.get("about")
        said["about"] = [{"@type": "Thing", "name": subject}, topic] if subject else topic
    return said


def _lines(rows: Sequence[Json]) -> str:
    return ",\n".join(_json(row) for row in rows)


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)


_WRITERS: Final[Mapping[ExportFormat, Callable[[Library], bytes]]] = MappingProxyType(
    {ExportFormat.CSV: _as_table, ExportFormat.JSON: _as_whole, ExportFormat.JSONLD: _as_linked}
)
