"""School days in a table: CSV with a first line that names the columns, as calendars and spreadsheets export it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.domain.school_calendars.dates import TwoDays, read_date
from bot.domain.school_calendars.rows import Problem, Reading, Rows
from bot.domain.words import fold

_NAMES: Mapping[str, tuple[str, ...]] = {
    "first": (
        *("start date", "first day", "start", "begin date", "begins", "from", "date", "day"),
        *("fecha de inicio", "fecha inicio", "fecha de comienzo", "primer dia", "inicio", "desde", "fecha", "dia"),
    ),
    "last": (
        *("end date", "last day", "end", "ends", "to", "until", "through"),
        *("fecha de fin", "fecha fin", "fecha de finalizacion", "ultimo dia", "fin", "hasta"),
    ),
    "name": (
        *("subject", "title", "name", "event", "event name", "event title", "summary", "holiday", "occasion"),
        *("description", "what", "asunto", "titulo", "nombre", "evento", "descripcion"),
    ),
    "category": ("categories", "category", "type", "kind", "categoria", "categorias", "tipo"),
    "start_time": ("start time", "hora de inicio", "hora de comienzo"),
    "end_time": ("end time", "hora de fin", "hora de finalizacion"),
    "all_day": ("all day event", "all day", "todo el dia", "evento de todo el dia"),
}
"""What each column may be called, the surest name first."""

_DELIMITERS = (",", ";", "\t")
_MIDNIGHT = frozenset({"12:00 am", "12:00:00 am", "00:00", "00:00:00", "0:00", "0:00:00"})
_YES = frozenset({"true", "yes", "1", "x", "si", "verdadero"})


def is_table(text: str) -> bool:
    """Return whether the first line with anything in it names columns of dates and names."""
    return _delimiter(text) is not None


def may_be_table(text: str) -> bool:
    """Return whether its first lines are divided alike, although none of them names columns that we know."""
    first = [line for line in text.splitlines()[:20] if line.strip()][:3]
    return len(first) > 1 and any(
        min(counts := [line.count(delimiter) for line in first]) > 0 and max(counts) == min(counts)
        for delimiter in _DELIMITERS
    )


def read_table(text: str, today: date) -> Reading:
    """Return what the rows say. Dates in numbers are month first unless the file shows that its days come first."""
    delimiter = _delimiter(text) or ","
    rows = Rows(today)
    records = [
        (line, cells) for line, cells in _records(text, delimiter) if cells is None or any(map(str.strip, cells))
    ]
    columns = _columns(records[0][1] or ())
    day_first = _days_come_first(columns, [cells for _, cells in records[1:] if cells])
    for line, cells in records[1:]:
        if cells is None:
            rows.refuse(line, Problem.NOT_CSV)
        else:
            _Row(columns, cells, day_first).read(rows, line)
    return rows.reading()


class _Row:
    """One record of the table."""

    def __init__(self, columns: Mapping[str, int], cells: Sequence[str], day_first: bool) -> None:
        self._cells = {what: cells[at].strip() if at < len(cells) else "" for what, at in columns.items()}
        self._day_first = day_first

    def read(self, rows: Rows, line: int) -> None:
        typed = self._cells["first"]
        ends = self._cells.get("last") or typed
        first, last = self._date(typed), self._date(ends)
        if first is None or last is None:
            wrong = typed if first is None else ends
            rows.refuse(line, Problem.NOT_A_DATE if wrong else Problem.NO_DATE, wrong)
            return
        if self._ends_at_midnight and last > first:  # as Outlook writes whole days
            last = date.fromordinal(last.toordinal() - 1)
        categories = (self._cells.get("category", ""),)
        rows.add(line, first, last, self._cells["name"], categories, timed=self._timed)

    def _date(self, text: str) -> date | None:
        match read_date(text):
            case TwoDays(month_first, day_first):
                written = day_first if self._day_first else month_first
                return written.in_year(0) if written.year else None
            case None:
                return None
            case written:
                return written.in_year(0) if written.year else None

    @property
    def _ends_at_midnight(self) -> bool:
        times = (self._cells.get("start_time", ""), self._cells.get("end_time", ""))
        return all(fold(clock) in _MIDNIGHT for clock in times)

    @property
    def _timed(self) -> bool:
        if fold(self._cells.get("all_day", "")) in _YES or self._ends_at_midnight:
            return False
        return bool(self._cells.get("start_time"))


def _days_come_first(columns: Mapping[str, int], records: Sequence[Sequence[str]]) -> bool:
    """Return whether some date can only be read so and none can only be read the other way."""
    pairs = [
        [int(part) for part in numbers[:2]]
        for cells in records
        for what in ("first", "last")
        if columns.get(what, len(cells)) < len(cells)
        and (numbers := cells[columns[what]].strip().split(" ")[0].split("/"))[2:]
        and all(part.isascii() and part.isdecimal() and len(part) <= 2 for part in numbers[:2])
    ]
    return any(first > 12 >= second for first, second in pairs) and not any(second > 12 for _, second in pairs)


def _delimiter(text: str) -> str | None:
    """Return what divides the columns, None where the first line does not name the two that are needed."""
    for delimiter in _DELIMITERS:
        header = next((cells for _, cells in _records(text, delimiter) if cells and any(map(str.strip, cells))), ())
        if {"first", "name"} <= _columns(header).keys():
            return delimiter
    return None


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Return where each column that we know stands."""
    names = [fold(name).replace("_", " ").strip(" *") for name in header]
    found = {what: next((name for name in known if name in names), None) for what, known in _NAMES.items()}
    return {what: names.index(name) for what, name in found.items() if name is not None}


def _records(text: str, delimiter: str) -> Iterator[tuple[int, Sequence[str] | None]]:
    """Yield each record with the number of its first line; None where it is not CSV."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield line, None
