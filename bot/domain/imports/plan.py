"""What an import will do, before anything is done: links that are the same page become one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.collections import Filed
from bot.domain.imports.rows import BadRow, Cut, FiledTopic, LinkRow, Row, fit_tags
from bot.domain.resources import NewResource
from bot.domain.responses import NOTHING_SAID, Said


@dataclass(frozen=True, slots=True)
class Merged:
    """The link at *line* is the same page as the one at *first_line*, which stands for both."""

    line: int
    url: str
    first_line: int


@dataclass(frozen=True, slots=True)
class Beside:
    """What a library says besides its resources: the topic of each page that has one, and what was said to it."""

    topics: Mapping[str, FiledTopic] = field(default_factory=dict)
    said: Mapping[str, Said] = field(default_factory=dict)
    collections: Sequence[Filed] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """*pages* are in the order of the file; *cuts* says for how many of them something was shortened."""

    links: int
    pages: tuple[NewResource, ...]
    merged: tuple[Merged, ...]
    bad: tuple[BadRow, ...]
    cuts: Mapping[Cut, int]
    beside: Beside


@dataclass(slots=True)
class _Page:
    first: LinkRow
    tags: list[str] = field(default_factory=list)


def plan(rows: Sequence[Row], credit: str, collections: Sequence[Filed] = ()) -> Plan:
    """Return what importing *rows* comes to: of one page the first link wins, with the tags of all."""
    links = [row for row in rows if isinstance(row, LinkRow)]
    pages: dict[str, _Page] = {}
    merged: list[Merged] = []
    for link in links:
        page = pages.setdefault(link.page, _Page(link))
        page.tags.extend(link.tags)
        if page.first is not link:
            merged.append(Merged(link.line, link.url or link.title, page.first.line))
    cuts: Counter[Cut] = Counter()
    resources: list[NewResource] = []
    for page in pages.values():
        alone = page.first.whole is not None and len(page.tags) == len(page.first.tags)
        tags, tags_cut = (page.first.tags, False) if alone else fit_tags(page.tags)
        cuts.update(page.first.cuts | {Cut.TAGS} if tags_cut else page.first.cuts)
        resources.append(_resource(page.first, tags, credit))
    bad = tuple(row for row in rows if isinstance(row, BadRow))
    topics = {name: page.first.topic for name, page in pages.items() if page.first.topic is not None}
    said = {name: page.first.said for name, page in pages.items() if page.first.said != NOTHING_SAID}
    beside = Beside(topics, said, collections)
    return Plan(len(links), tuple(resources), tuple(merged), bad, dict(cuts), beside)


def _resource(link: LinkRow, tags: tuple[str, ...], credit: str) -> NewResource:
    if link.whole is not None:
        return replace(link.whole, tags=tags, credit=link.whole.credit or credit)
    return NewResource(link.url, link.page, link.title, link.about, tags, credit=credit, imported=True)
