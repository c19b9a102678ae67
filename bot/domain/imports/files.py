"""From a file's bytes to its rows: which letters, which format."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.imports.bookmarks import parse_bookmarks
from bot.domain.imports.libraries import parse_library
from bot.domain.imports.rows import Parsed
from bot.domain.imports.tables import parse_table

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NETSCAPE = re.compile(r"<!doctype\s+netscape-bookmark-file-1\b", re.IGNORECASE)
_JSON = re.compile(r"\{\s*[\"}]|\[\s*[\[{\]]")
_BOOKMARK = re.compile(r"<dt>\s*(<p>\s*)?<(a|h3)\b", re.IGNORECASE)


class Encoding(StrEnum):
    UNICODE = "Unicode"
    WINDOWS_1252 = "Windows-1252"


_UTF16 = (("utf-16", Encoding.UNICODE),)
_LIKELY = (("utf-8-sig", Encoding.UNICODE), ("cp1252", Encoding.WINDOWS_1252))


class WhyNot(StrEnum):
    EMPTY = "empty"
    NOT_TEXT = "not text"
    NEITHER_FORMAT = "neither bookmarks nor a table nor a library"


class NotUnderstood(Exception):
    """The file is nothing that links could be read from."""

    def __init__(self, why: WhyNot) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Decoded:
    """*encoding* is Windows-1252 only where nothing surer fitted, so some letters may be wrong."""

    text: str
    encoding: Encoding


def decode(content: bytes) -> Decoded:
    """Return the file's text; raises NotUnderstood where it has none."""
    for name, encoding in _UTF16 if content.startswith(_UTF16_MARKS) else _LIKELY:
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        if not text.strip():
            raise NotUnderstood(WhyNot.EMPTY)
        return Decoded(text, encoding)
    raise NotUnderstood(WhyNot.NOT_TEXT)


def parse(text: str) -> Parsed:
    """Return the rows of bookmarks, of a table or of a library, told apart by what is inside.

    Raises NotUnderstood, or NoAddressColumn for a table that does not say where the addresses are.
    """
    start = text.lstrip()
    if _NETSCAPE.match(start) or (start.startswith("<") and _BOOKMARK.search(start)):
        return parse_bookmarks(text)
    understand = parse_library if _JSON.match(start) else parse_table
    read = None if start.startswith("<") else understand(text)
    if read is None:
        raise NotUnderstood(WhyNot.NEITHER_FORMAT)
    return read
