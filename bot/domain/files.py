"""Files as resources: what kind a file is by its content, and the name under which others get it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NewType

from bot.domain.ids import PersonId, ResourceId, TopicId

STEM_MOST = 80
_WINDOWS = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
_UNUSABLE = re.compile(r'[<>:"|?*;%=]')
_SHA256 = "sha256:"
_DIGITS = re.compile("[0-9a-f]{64}")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$")


class FileType(StrEnum):
    """The kinds that are taken; each is the ending of its name."""

    PDF = "pdf"
    DOCX = "docx"
    PPTX = "pptx"
    XLSX = "xlsx"
    ODT = "odt"
    ODP = "odp"
    ODS = "ods"
    PNG = "png"
    JPEG = "jpg"
    TEXT = "txt"
    TABLE = "csv"


MEDIA_TYPES = MappingProxyType(
    {
        FileType.PDF: "application/pdf",
        FileType.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        FileType.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        FileType.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        FileType.ODT: "application/vnd.oasis.opendocument.text",
        FileType.ODP: "application/vnd.oasis.opendocument.presentation",
        FileType.ODS: "application/vnd.oasis.opendocument.spreadsheet",
        FileType.PNG: "image/png",
        FileType.JPEG: "image/jpeg",
        FileType.TEXT: "text/plain",
        FileType.TABLE: "text/csv",
    }
)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """*sha256* names the content, in small hexadecimal digits; *size* is in bytes, as counted."""

    sha256: str
    name: str
    type: FileType
    size: int

    @property
    def page(self) -> str:
        """What makes two of them the same resource; no address has a space."""
        return f"file {self.sha256}"

    @property
    def named(self) -> str:
        """What stands for its address where it has none."""
        return f"{_SHA256}{self.sha256}"


def page_of_file(named: str) -> str | None:
    """Return the page of the file that stands under *named* in a list of addresses, None where that is none."""
    if not named.startswith(_SHA256) or not _DIGITS.fullmatch(named.removeprefix(_SHA256)):
        return None
    return f"file {named.removeprefix(_SHA256)}"


def clean_name(said: str, kind: FileType) -> str:
    """Return *said* as a name that is safe in any folder and says what it is: its ending is that of *kind*."""
    text = unicodedata.normalize("NFC", re.split(r"[/\\]", said)[-1])
    text = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    stem = _UNUSABLE.sub(" ", _ENDING.sub("", text.strip()))
    stem = " ".join(stem.split())[:STEM_MOST].strip(". ")
    if not any(c.isalnum() for c in stem) or stem.casefold() in _WINDOWS:
        stem = f"file {stem}".strip(". ") if any(c.isalnum() for c in stem) else "file"
    return f"{stem}.{kind}"


def stem_of(name: str) -> str:
    """Return a cleaned name as a title: without its ending, its underscores as spaces."""
    return " ".join(name.rpartition(".")[0].replace("_", " ").split())


FileRequestId = NewType("FileRequestId", int)


class RequestState(StrEnum):
    ASKED = "asked"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class NewFileRequest:
    """What somebody would add to the library of a colleague's file."""

    author_id: PersonId
    asked_by: PersonId
    file: StoredFile
    title: str
    about: str
    tags: tuple[str, ...]
    topic_id: TopicId | None


@dataclass(frozen=True, slots=True)
class FileRequest:
    """A colleague is asked; nobody else sees the file before they said yes."""

    id: FileRequestId
    wanted: NewFileRequest
    state: RequestState
    at: datetime
    resource_id: ResourceId | None
    """What it became."""
