"""What an import will do, before anything is done: links that are the same page become one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.imports.rows import BadRow, Cut, FiledTopic, LinkRow, Row, fit_tags
from bot.domain.resources import NewResource


@dataclass(frozen=True, slots=True)
class Merged:
    """The link at *line* is the same page as the one at *first_line*, which stands for both."""

    line: int
    url: str
    first_line: int


@dataclass(frozen=True, slots=True)
class Plan:
    """*pages* are in the order of the file; *cuts* says for how many of them something was shortened."""

    links: int
    pages: tuple[NewResource, ...]
    merged: tuple[Merged, ...]
    bad: tuple[BadRow, ...]
    cuts: Mapping[Cut, int]
    topics: Mapping[str, FiledTopic]
    """The topic of each page that has one."""


@dataclass(slots=True)
class _Page:
    first: LinkRow
    tags: list[str] = field(default_factory=list)


def plan(rows: Sequence[Row], credit: str) -> Plan:
    """Return what importing *rows* comes to: of one page the first link wins, with the tags of all."""
    links = [row for row in rows if isinstance(row, LinkRow)]
    pages: dict[str, _Page] = {}
    merged: list[Merged] = []
    for link in links:
        page = pages.setdefault(link.page, _Page(link))
        page.tags.extend(link.tags)
        if page.first is not link:
            merged.append(Merged(link.line, link.url, page.first.line))
    cuts: Counter[Cut] = Counter()
    resources: list[NewResource] = []
    for page in pages.values():
        alone = page.first.whole is not None and len(page.tags) == len(page.first.tags)
        tags, tags_cut = (page.first.tags, False) if alone else fit_tags(page.tags)
        cuts.update(page.first.cuts | {Cut.TAGS} if tags_cut else page.first.cuts)
        resources.append(_resource(page.first, tags, credit))
    bad = tuple(row for row in rows if isinstance(row, BadRow))
    topics = {name: page.first.topic for name, page in pages.items() if page.first.topic is not None}
    return Plan(len(links), tuple(resources), tuple(merged), bad, dict(cuts), topics)


def _resource(link: LinkRow, tags: tuple[str, ...], credit: str) -> NewResource:
    if link.whole is not None:
        return replace(link.whole, tags=tags, credit=link.whole.credit or credit)
    return NewResource(link.url, link.page, link.title, link.about, tags, credit=credit, imported=True)
