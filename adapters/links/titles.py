"""The title of a page, from its first bytes."""

from __future__ import annotations

import re
import unicodedata
import zlib
from contextlib import suppress
from html.parser import HTMLParser

from bot.domain.resources import TITLE_MOST

_STEP = 16 * 1024
_CHARSETS = re.compile(
    r"utf-?8|utf-16(le|be)?|us-ascii|ascii|iso-8859-\d{1,2}|latin-?1|windows-125\d|cp125\d"
    r"|shift_jis|euc-jp|iso-2022-jp|gbk|gb2312|gb18030|big5|euc-kr|koi8-[ru]",
    re.IGNORECASE,
)
"""What pages are written in; Python knows other codecs, and some of them take hours for what is made to."""
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-z0-9_-]{1,20})""", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_OF_NO_PAGE = re.compile(
    r"(just a moment|attention required|access denied|are you a robot|one moment,? please|log ?in|sign ?in|redirecting)"
    r"\b.{0,30}",
    re.IGNORECASE,
)
"""Titles of what stands before a page."""


def unpacked(content: bytes, encoding: str, most: int) -> bytes:
    """Return at most *most* bytes of *content*, whatever it would become; nothing for an unknown *encoding*."""
    match encoding.strip().lower():
        case "" | "identity":
            return content[:most]
        case "gzip" | "x-gzip":
            windows: tuple[int, ...] = (zlib.MAX_WBITS | 16,)
        case "deflate":
            windows = (zlib.MAX_WBITS, -zlib.MAX_WBITS)
        case _:
            return b""
    for window in windows:
        try:
            return zlib.decompressobj(window).decompress(content, most)
        except zlib.error:
            continue
    return b""


def text_of(content: bytes, charset: str | None) -> str:
    """Return *content* as text: by its mark, the *charset* that the server named, its own word, else UTF-8."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content.decode(name, "replace")
    declared = _DECLARED.search(content[:4096])
    for named in (charset, declared.group(1).decode("ascii") if declared else None):
        if named and _CHARSETS.fullmatch(named.strip()):
            try:
                return content.decode(named.strip(), "replace")
            except LookupError:
                continue
    return content.decode("utf-8", "replace")


def title_of(text: str) -> str:
    """Return the title of the page in *text*: what it gives to who shares it, else its own; '' where it has none."""
    head = _Head()
    with suppress(AssertionError):  # what the parser says to declarations of a kind that it does not know
        for start in range(0, len(text), _STEP):
            head.feed(text[start : start + _STEP])
            if head.over:
                break
    for found in (head.shared, head.title):
        words = " ".join("".join(c if _shown(c) else " " for c in found).split())
        if words and not _OF_NO_PAGE.fullmatch(words):
            return words if len(words) <= TITLE_MOST else f"{words[: TITLE_MOST - 1].rstrip()}…"
    return ""


def _shown(character: str) -> bool:
    """Return whether it is something to read: no control, no direction mark, nothing unassigned."""
    return unicodedata.category(character) not in ("Cc", "Cf", "Cn", "Co", "Cs")


class _Head(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.shared = ""
        self.over = False
        self._inside = False
        self._had = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title" and not self._had:
            self._inside = self._had = True
        elif tag == "meta":
            given = dict(attrs)
            if (given.get("property") or given.get("name") or "").lower() == "og:title" and not self.shared:
                self.shared = (given.get("content") or "")[: TITLE_MOST * 4]
        elif tag == "body":
            self.over = self._had

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._inside = False
        elif tag == "head":
            self.over = self._had

    def handle_data(self, data: str) -> None:
        if self._inside and len(self.title) < TITLE_MOST * 4:
            self.title += data[: TITLE_MOST * 4]
