"""Bookmarks as every browser exports them: the Netscape file, whose folders become tags."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from bot.domain.imports.rows import FileKind, Parsed, Row, clean_line, row_of, split_tags
from bot.domain.words import fold

_SHELVES = frozenset(
    {
        "bookmarks", "bookmarks bar", "bookmarks toolbar", "bookmarks menu", "other bookmarks", "mobile bookmarks",
        "favorites", "favorites bar", "favourites", "favourites bar", "other favorites", "reading list", "imported",
        "marcadores", "barra de marcadores", "menu de marcadores", "otros marcadores", "marcadores moviles",
        "favoritos", "barra de favoritos", "otros favoritos", "lista de lectura",
    }
)  # fmt: skip
"""Folders that the browser made, by their folded names: they say nothing of what is in them."""

_SHELF_MARKS = ("personal_toolbar_folder", "unfiled_bookmarks_folder")
_OPEN = frozenset({"0", "false"})

Attributes = list[tuple[str, str | None]]


def parse_bookmarks(text: str) -> Parsed:
    reader = _Reader()
    # The parser gives up on a marked section, which no bookmarks have, in place of reading it as text.
    reader.feed(text.replace("<![", "&lt;!["))
    reader.close()
    return Parsed(FileKind.BOOKMARKS, tuple(reader.rows), reader.private)


@dataclass
class _Link:
    line: int
    address: str
    tags: list[str]
    private: bool
    title: list[str] = field(default_factory=list)
    about: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Reads the file as it comes, since its tags are hardly ever closed."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.private = 0
        self._open: list[str] = []  # the folder of each list that is open, empty for one that makes no tag
        self._heading = ""
        self._named: list[str] = []
        self._browsers_own = False
        self._link: _Link | None = None
        self._words: list[str] | None = None  # where the text that follows belongs

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        match tag:
            case "a":
                self._finish_link()
                self._link = self._start_link(dict(attrs))
                self._words = self._link.title
            case "h3":
                self._finish_link()
                self._named = self._words = []
                self._browsers_own = any(dict(attrs).get(mark) == "true" for mark in _SHELF_MARKS)
            case "dd":
                self._words = self._link.about if self._link else None
            case "dl":
                self._finish_link()
                self._open.append(self._heading)
                self._heading = ""
            case "dt" | "hr":
                self._finish_link()
            case "br" if self._words is not None:
                self._words.append("\n")
            case _:
                pass

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "a" | "dd":
                self._words = None
            case "h3":
                self._heading = self._folder("".join(self._named))
                self._words = None
            case "dl":
                self._finish_link()
                if self._open:
                    self._open.pop()
            case _:
                pass

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)

    def close(self) -> None:
        super().close()
        self._finish_link()

    def _start_link(self, attributes: dict[str, str | None]) -> _Link:
        """An unknown mark of privacy is taken for a private link: the other mistake cannot be undone."""
        private = "private" in attributes and attributes["private"] not in _OPEN
        tags = [*filter(None, self._open), *split_tags(attributes.get("tags") or "")]
        return _Link(self.getpos()[0], attributes.get("href") or "", tags, private)

    def _finish_link(self) -> None:
        link, self._link, self._words = self._link, None, None
        if link is None:
            return
        if link.private:
            self.private += 1
        else:
            self.rows.append(row_of(link.line, link.address, "".join(link.title), "".join(link.about), link.tags))

    def _folder(self, name: str) -> str:
        outermost = len(self._open) <= 1
        return "" if self._browsers_own or (outermost and fold(name) in _SHELVES) else clean_line(name)
