"""Searching the library: what the index finds, and what may have been meant where it finds nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import combinations

from sqlalchemy import (
    CompoundSelect,
    Integer,
    RowMapping,
    Select,
    Text,
    bindparam,
    literal_column,
    or_,
    select,
    true,
    union,
)

from bot.domain.ids import TopicId
from bot.domain.ranking import Candidate, rank
from bot.domain.resources import NO_FILTERS, Filters, ResourceHit, ResourceState
from bot.domain.words import spelled, telling, tokens_of
from storage.filters import narrowed
from storage.indexing import TITLE, key_of
from storage.resource_rows import resource_of
from storage.scope import Scope, hidden_topics
from storage.search import FIELDS, Index, Query, Seen, Word, index_of, index_on
from storage.search_words import Known, SearchWords
from storage.tables import resource_names, resources, topics

CANDIDATES = 50
"""How many of one kind are ranked, at least."""
FEW = 1500
"""Up to how many that answer are found first and then sorted."""
WORDS_LEFT_OUT = 6
"""Of how many words some may be missing where not all are found."""
JOINED_MOST = 6
"""Up to how many words two may be one."""

Rows = Select[*tuple[object, ...]]

_COMMUNITY = bindparam("community", type_=Integer)
_MOST = bindparam("most", type_=Integer)
_HIDDEN = hidden_topics(_COMMUNITY, bindparam("workspace", type_=Integer), bindparam("channel", type_=Text))


@dataclass(frozen=True, slots=True)
class _Statements:
    """What a search asks, with the questions to be filled in: making them takes longer than their answers.

    *anywhere* gives the newest that answer; *wide* also the newest whose titles do, what is pinned, and what has in its
    title no more than the words.
    """

    wide: Rows
    anywhere: Rows
    with_tokens: Rows
    """As *anywhere*, with the tokens of every field."""


class Finding:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._index = index_of(scope)
        self._words = SearchWords(scope)

    async def search(
        self, words: Sequence[Word], topic: TopicId | None, limit: int, filters: Filters
    ) -> Sequence[ResourceHit]:
        known = await self._words.known([words])
        listed = _listed(everything=known.nothing_hidden)
        chosen = None if topic is None and filters == NO_FILTERS else await self._chosen(listed, topic, filters)
        if not words:
            newest = (listed if chosen is None else chosen).order_by(resources.c.id.desc()).limit(_MOST)
            return _hits(words, await self._candidates(words, _rows(self._index, newest), most=limit), limit)
        among = partial(self._asking, chosen, known.nothing_hidden)
        if hits := await self._best(among, known, words, [words], limit):
            return hits
        told = telling(words)
        right = all(known.most([word]) for word in told)
        if right and (hits := await self._meant(among, told, words, limit)):
            return hits
        first, last = await self._words.forgiving(told)
        if not (right and first == told) and (hits := await self._meant(among, first, words, limit)):
            return hits
        return [] if last == first else await self._meant(among, last, words, limit, joined=False)

    async def search_any(self, words: Sequence[Word], limit: int) -> Sequence[ResourceHit]:
        some = words[:WORDS_LEFT_OUT]
        known = await self._words.known([some])
        asked = self._asking(None, known.nothing_hidden, few=True).with_tokens
        found: dict[int, Candidate[RowMapping]] = {}
        for count in range(len(some), 0, -1):
            question = self._index.question(list(combinations(some, count)))
            met = await self._candidates(words, asked, most=max(CANDIDATES, limit), anywhere=question)
            found |= {candidate.number: candidate for candidate in met}
            if len(found) >= limit:
                break
        return _hits(words, found.values(), limit)

    async def _chosen(self, listed: Select[int], topic: TopicId | None, filters: Filters) -> Select[int]:
        inside = listed if topic is None else listed.where(resources.c.topic_id == topic)
        return await narrowed(self._scope, inside, filters)

    def _asking(self, chosen: Select[int] | None, everything: bool, few: bool) -> _Statements:
        if chosen is None:
            return _of_whole_library(self._scope.on_postgres, few, everything)
        return _statements(self._index, chosen, few)

    async def _best(
        self, among: Callable[[bool], _Statements], known: Known, words: Sequence[Word], query: Query, limit: int
    ) -> Sequence[ResourceHit]:
        """Return the best of what answers one of the alternatives of *query*, of which *words* is the first.

        *among* makes the statements, for few or for many.
        """
        query = [alternative for alternative in query if known.most(alternative)]
        expected = sum(map(known.most, query))
        if not query:
            return []
        few = expected < FEW
        asking, most = among(few), max(CANDIDATES, limit)
        anywhere = self._index.question(query)
        if expected <= most:
            return _hits(words, await self._candidates(words, asking.anywhere, most=most, anywhere=anywhere), limit)
        names = [key_of(" ".join(map(min, alternative))) for alternative in query]
        titled = self._index.question(query, in_title=True)
        found = await self._candidates(words, asking.wide, most=most, anywhere=anywhere, titled=titled, names=names)
        return _hits(words, found, limit)

    async def _meant(
        self,
        among: Callable[[bool], _Statements],
        meant: Sequence[Word],
        words: Sequence[Word],
        limit: int,
        *,
        joined: bool = True,
    ) -> Sequence[ResourceHit]:
        """Return the best of what answers *meant*, said as *words*, which were tried; *joined* as well."""
        query = [meant, *_joined(meant)] if joined else [meant]
        return [] if query == [words] else await self._best(among, await self._words.known(query), meant, query, limit)

    async def _candidates(self, words: Sequence[Word], asked: Rows, **values: object) -> list[Candidate[RowMapping]]:
        """Return what *asked* gives; where it gives only the tokens of titles, all *words* are there somewhere."""
        seen_from = {"workspace": self._scope.sight.workspace, "channel": self._scope.sight.channel}
        found = await self._scope.connection.execute(asked, {"community": self._scope.community, **seen_from, **values})
        somewhere = frozenset[str]().union(*words)
        return [_candidate(row, somewhere) for row in found.mappings()]


@cache
def _of_whole_library(postgres: bool, few: bool, everything: bool) -> _Statements:
    index = index_on(postgres)
    hidden = select(resources.c.id).where(resources.c.community_id == _COMMUNITY, resources.c.topic_id.in_(_HIDDEN))
    seen = true() if everything else index.key.not_in(hidden)
    return _statements(index, _listed(everything=everything), few, seen)


def _statements(index: Index, chosen: Select[int], few: bool, whole: Seen | None = None) -> _Statements:
    newest = chosen.order_by(resources.c.id.desc()).limit(_MOST)
    asked = bindparam("anywhere", type_=Text)
    anywhere = index.answers(asked)
    named_so = select(resource_names.c.resource_id).where(
        resource_names.c.community_id == _COMMUNITY,
        resource_names.c.kind == TITLE,
        resource_names.c.name.in_(bindparam("names", expanding=True)),
    )
    if few:
        narrow = index.newest(chosen, anywhere, few, whole).limit(_MOST)
    else:
        narrow = index.newest_of_many(chosen, asked, _MOST, whole)
    wide = (
        newest.where(resources.c.id.in_(named_so)),
        # In the words of the index: with a bound value it would not be used.
        newest.where(literal_column("resources.pinned"), anywhere).join(index.rows, index.key == resources.c.id),
        index.newest(chosen, index.answers(bindparam("titled", type_=Text)), few, whole).limit(_MOST),
        narrow,
    )
    ids = union(*(select(part.subquery().c.id) for part in wide))
    return _Statements(_rows(index, ids), _rows(index, narrow), _rows(index, narrow, FIELDS))


@cache
def _listed(*, everything: bool) -> Select[int]:
    listed = (
        select(resources.c.id)
        .select_from(resources)
        .where(resources.c.community_id == _COMMUNITY, resources.c.state == ResourceState.LISTED)
    )
    if everything:
        return listed
    return listed.where(or_(resources.c.topic_id.is_(None), resources.c.topic_id.not_in(_HIDDEN)))


def _rows(index: Index, ids: Select[int] | CompoundSelect[int], fields: Sequence[str] = FIELDS[:1]) -> Rows:
    tokens = (index.rows.c[field].label(f"{field}_tokens") for field in fields)
    return (
        select(resources, topics.c.name.label("topic_name"), *tokens)
        .join(index.rows, index.key == resources.c.id)
        .outerjoin(topics, topics.c.id == resources.c.topic_id)
        .where(resources.c.community_id == _COMMUNITY, resources.c.id.in_(ids))
    )


def _joined(words: Sequence[Word]) -> Query:
    """Return *words* with each two neighbours written as one: "cheat sheet" may be a "cheatsheet"."""
    if len(words) > JOINED_MOST:
        return []
    return [
        [*words[:place], tokens_of(spelled(words[place]) + spelled(words[place + 1])), *words[place + 2 :]]
        for place in range(len(words) - 1)
    ]


def _candidate(row: RowMapping, somewhere: frozenset[str]) -> Candidate[RowMapping]:
    in_title = frozenset(row["title_tokens"].split())
    if "about_tokens" in row:
        somewhere = in_title.union(*(row[f"{field}_tokens"].split() for field in FIELDS[1:]))
    return Candidate(row, row["number"], row["title"], row["pinned"], in_title, somewhere)


def _hits(words: Sequence[Word], found: Iterable[Candidate[RowMapping]], limit: int) -> Sequence[ResourceHit]:
    """Return the first *limit*, best first; no others are made of their rows."""
    return [ResourceHit(resource_of(row), row["topic_name"]) for row in rank(words, found)[:limit]]
