"""Links in a table: CSV with a first line that names the columns, as spreadsheets write it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.imports.rows import BadRow, FileKind, Parsed, Problem, Row, clean_line, row_of, shorten, split_tags
from bot.domain.pages import NotAnAddress, web_address
from bot.domain.words import fold

_NAMES: Mapping[str, tuple[str, ...]] = {
    "url": ("url", "link", "address", "web address", "href", "enlace", "direccion"),
    "title": ("title", "name", "titulo", "nombre"),
    "about": ("about", "description", "descripcion", "summary", "note", "notes"),
    "tags": ("tags", "tag", "keywords", "etiquetas"),
}
"""What each column may be called, the surest name first."""

_DELIMITERS = (",", ";", "\t")
_DECLARED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_FORMULA = re.compile(r"\A'(?=[=+\-@\t\r])")
_COLUMN_MOST = 40


class NoAddressColumn(Exception):
    """There is a table, but no column that is named as one of web addresses; *columns* are those there are."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        super().__init__(", ".join(columns))
        self.columns = columns


@dataclass(frozen=True, slots=True)
class _Record:
    """*cells* is None where the line is not CSV."""

    line: int
    cells: Sequence[str] | None


def parse_table(text: str) -> Parsed | None:
    """Return the rows, or None if this is no table at all; raises NoAddressColumn."""
    declared = _DECLARED.match(text)
    delimiters = (declared[1],) if declared else _DELIMITERS
    body, before = (text[declared.end() :], 1) if declared else (text, 0)
    headers = {delimiter: _header(body, delimiter) for delimiter in delimiters}
    delimiter = max(delimiters, key=lambda one: len(_columns(headers[one])))
    header = headers[delimiter]
    columns = _columns(header)
    if "url" not in columns:
        widest = max(headers.values(), key=len)
        if len(widest) > 1 or (widest and _is_address(widest[0])):
            raise NoAddressColumn(tuple(_shown(name) for name in widest))
        return None
    records = _filled(_records(body, delimiter, before))
    next(records)
    ignored = tuple(_shown(name) for i, name in enumerate(header) if name.strip() and i not in columns.values())
    return Parsed(FileKind.TABLE, tuple(_row(record, len(header), columns) for record in records), 0, ignored)


def _header(text: str, delimiter: str) -> Sequence[str]:
    """Return the cells of the first line that has any."""
    first = next(_filled(_records(text, delimiter)), None)
    return first.cells or () if first else ()


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Return where each column that we know stands."""
    names = [fold(name) for name in header]
    found = {field: [name for name in known if name in names] for field, known in _NAMES.items()}
    return {field: names.index(known[0]) for field, known in found.items() if known}


def _records(text: str, delimiter: str, before: int = 0) -> Iterator[_Record]:
    """Yield each record with the number of its first line; *before* is how many lines stand above *text*."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = before + reader.line_num + 1
        try:
            yield _Record(line, next(reader))
        except StopIteration:
            return
        except csv.Error:
            yield _Record(line, None)


def _filled(records: Iterable[_Record]) -> Iterator[_Record]:
    return (record for record in records if record.cells is None or any(cell.strip() for cell in record.cells))


def _row(record: _Record, width: int, columns: Mapping[str, int]) -> Row:
    cells = record.cells
    if cells is None:
        return BadRow(record.line, Problem.NOT_CSV, "")
    if extra := [cell for cell in cells[width:] if cell.strip()]:
        return BadRow(record.line, Problem.EXTRA_CELLS, _shown(extra[0]))
    values = {field: _FORMULA.sub("", cells[i], count=1) if i < len(cells) else "" for field, i in columns.items()}
    return row_of(
        record.line,
        values["url"],
        values.get("title", ""),
        values.get("about", ""),
        split_tags(values.get("tags", "")),
    )


def _is_address(cell: str) -> bool:
    try:
        web_address(cell)
    except NotAnAddress:
        return False
    return True


def _shown(cell: str) -> str:
    return shorten(clean_line(cell), _COLUMN_MOST)
