"""What a file of links says, line by line: a link made fit for the library, or what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from bot.domain.collections import Filed
from bot.domain.pages import NotAnAddress, page_of, web_address
from bot.domain.resources import ABOUT_MOST, TAG_MOST, TAGS_MOST, TITLE_MOST, URL_MOST, NewResource
from bot.domain.responses import NOTHING_SAID, Said
from bot.domain.topics import TopicState

SHOWN_MOST = 60
_BROWSER_SCHEMES = frozenset({"place", "about", "chrome", "edge", "moz-extension", "chrome-extension", "view-source"})


class Problem(StrEnum):
    NO_ADDRESS = "no address"
    NOT_A_WEB_ADDRESS = "not a web address"
    BOOKMARKLET = "bookmarklet"
    BROWSER_PAGE = "page of the browser"
    LOCAL_FILE = "local file"
    TOO_LONG = "too long"
    EXTRA_CELLS = "extra cells"
    NOT_CSV = "not CSV"
    NOT_JSON = "not JSON"
    NOT_A_RESOURCE = "not a resource"
    NOT_A_TOPIC = "not a topic"
    NOT_A_COLLECTION = "not a collection"
    WRONG_VALUE = "wrong value"
    NUMBER_TWICE = "number twice"
    NO_CONTENT = "a file without its content"
    CONTENT_TOO_LARGE = "a file that is too large"


class Cut(StrEnum):
    """What did not fit and was shortened or left out."""

    TITLE = "title"
    ABOUT = "about"
    TAGS = "tags"


@dataclass(frozen=True, slots=True)
class FiledTopic:
    """A topic of the library that a file came from, with its number there."""

    number: int
    name: str
    about: str
    state: TopicState


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link within the library's limits; *line* is where it starts in its file.

    *whole* is the resource as another library had it, None where a file says less of it.
    """

    line: int
    url: str
    page: str
    title: str
    about: str
    tags: tuple[str, ...]
    cuts: frozenset[Cut]
    whole: NewResource | None = None
    topic: FiledTopic | None = None
    said: Said = NOTHING_SAID


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be imported; *shown* is the part of it that the problem is about."""

    line: int
    problem: Problem
    shown: str


Row = LinkRow | BadRow


class FileKind(StrEnum):
    BOOKMARKS = "bookmarks"
    TABLE = "table"
    LIBRARY = "library"


@dataclass(frozen=True, slots=True)
class Parsed:
    """*private* counts links marked so, which are never taken; *ignored* names columns that are not imported."""

    kind: FileKind
    rows: tuple[Row, ...]
    private: int = 0
    ignored: tuple[str, ...] = ()
    collections: tuple[Filed, ...] = ()


def row_of(line: int, address: str, title: str, about: str, tags: Iterable[str]) -> Row:
    """Return the row at *line* with everything cleaned and cut to the library's limits."""
    if problem := _problem_of(address):
        return BadRow(line, problem, shorten(clean_line(address), SHOWN_MOST))
    url = web_address(address)
    return cleaned(line, url, page_of(url), clean_line(title) or name_of(url), about, tags)


def cleaned(line: int, url: str, page: str, title: str, about: str, tags: Iterable[str]) -> LinkRow:
    known_as, purpose = clean_line(title), clean_text(about)
    kept, tags_cut = fit_tags(tags)
    cut = {Cut.TITLE: len(known_as) > TITLE_MOST, Cut.ABOUT: len(purpose) > ABOUT_MOST, Cut.TAGS: tags_cut}
    return LinkRow(
        line,
        url,
        page,
        shorten(known_as, TITLE_MOST),
        shorten(purpose, ABOUT_MOST),
        kept,
        frozenset(what for what, is_cut in cut.items() if is_cut),
    )


def name_of(url: str) -> str:
    """Return what to call a link without a title: "example.org/fractions"."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return clean_line(f"{host}{unquote(parts.path).rstrip('/')}")


def fit_tags(tags: Iterable[str]) -> tuple[tuple[str, ...], bool]:
    """Return the first tags that fit, each once whatever its case, and whether something was cut."""
    different: dict[str, str] = {}
    for tag in (" ".join(tag.replace(",", " ").split()) for tag in tags):  # a comma would split it when edited
        if name := clean_line(tag).lstrip("# "):
            different.setdefault(shorten(name, TAG_MOST).casefold(), name)
    names = list(different.values())
    kept = tuple(shorten(name, TAG_MOST) for name in names[:TAGS_MOST])
    return kept, len(names) > TAGS_MOST or any(len(name) > TAG_MOST for name in names)


def split_tags(typed: str) -> list[str]:
    return re.split(r"[,;|\n]", typed)


def clean_line(text: str) -> str:
    """Return *text* on one line, single-spaced, without control characters."""
    return " ".join("".join(c for c in text if c.isspace() or unicodedata.category(c) != "Cc").split())


def clean_text(text: str) -> str:
    """Return *text* with its lines cleaned, at most one empty line in a row."""
    lines = "\n".join(clean_line(line) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def shorten(text: str, most: int) -> str:
    """Return *text* cut to *most* characters with an ellipsis, at the end of a word where one is near."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    head, space, _ = cut.rpartition(" ")
    return f"{(head if space and len(head) > most * 2 // 3 else cut).rstrip(' ,;:.')}…"


def _problem_of(address: str) -> Problem | None:
    if not address.strip():
        return Problem.NO_ADDRESS
    match address.strip().partition(":")[0].lower():
        case "javascript":
            return Problem.BOOKMARKLET
        case "file":
            return Problem.LOCAL_FILE
        case scheme if scheme in _BROWSER_SCHEMES:
            return Problem.BROWSER_PAGE
        case _:
            pass
    try:
        url = web_address(address)
    except NotAnAddress:
        return Problem.NOT_A_WEB_ADDRESS
    if "\0" in page_of(url):  # written %00: no page is named so, and PostgreSQL stores no such text
        return Problem.NOT_A_WEB_ADDRESS
    return Problem.TOO_LONG if len(url) > URL_MOST else None
