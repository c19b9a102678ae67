"""Tables for spreadsheets: what people typed stays words there and is never carried out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

BEGINS_FORMULA = "=+-@＝＋－＠"  # in East Asia Excel takes the wide ones for the same
_CELL_BEGINS = re.compile(rf"(^|;|\|)([\s\"]*)(?=[{re.escape(BEGINS_FORMULA)}])")


def plain_cell(text: str) -> str:
    """Return *text* on one line, with an apostrophe wherever a spreadsheet would begin to read a formula.

    Behind ";" and "|" too: where Excel expects these between cells, it cuts a line there.
    """
    return _CELL_BEGINS.sub(r"\1\2'", " ".join(text.split()))


def table(rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV file as Excel reads it: UTF-8 with its mark, every cell in quotes, lines ending as in RFC 4180."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([plain_cell(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")
