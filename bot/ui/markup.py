"""The Markdown subset of announcement bodies: paragraphs, bullets, bold and links; everything else is literal."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.ui.model import Block, Bold, Inline, Items, Line, Link, Paragraph


def blocks_of(body: str) -> tuple[Block, ...]:
    """Return *body* as blocks; a link that is not http(s) stays text."""
    parser = MarkdownIt("zero").enable(["list", "emphasis", "link", "newline"])
    blocks: list[Block] = []
    items: list[Line] | None = None
    start: int | None = None
    tokens = parser.parse(body)
    if any(token.level >= parser.options["maxNesting"] - 1 for token in tokens):
        return (Paragraph((body,)),)  # the parser drops what is nested deeper
    for token in tokens:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                if items is None:
                    items, start = [], int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else None
            case "bullet_list_close" | "ordered_list_close":
                if token.level == 0:
                    if items:
                        blocks.append(Items(tuple(items), start))
                    items = None
            case "inline":
                line = _line(token.children or ())
                if items is None:
                    blocks.append(Paragraph(line))
                else:
                    items.append(line)
            case _:
                continue
    return tuple(blocks)


def _line(tokens: Sequence[Token]) -> Line:
    line: list[Inline] = []
    bold = False
    url = label = title = ""
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold = token.type == "strong_open"
            case "link_open":
                url, label = str(token.attrs.get("href", "")), ""
                title = str(token.attrs.get("title", ""))
            case "link_close":
                line.append(
                    Link(label or url, url) if urlsplit(url).scheme in ("http", "https") else f"{label} ({url})"
                )
                if title:
                    line.append(f" ({title})")
                url = ""
            case _:
                text = _literal(token)
                if url:
                    label += text
                elif text:
                    line.append(Bold(text) if bold else text)
    return tuple(line)


def _literal(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type in ("em_open", "em_close"):
        return token.markup
    return token.content
