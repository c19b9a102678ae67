"""The search index: FTS5 on SQLite, a tsvector on PostgreSQL, filled with the same tokens and asked the same way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import TableClause, bindparam, cast, column, func, insert, literal, literal_column, table
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.sql import ColumnElement

from bot.domain.words import index_tokens
from storage.scope import Scope

Query = Sequence[Sequence[str]]
"""Groups of tokens: of each group one must be there."""

FIELDS = ("title", "tags", "about", "topic")
SQLITE_WEIGHTS = {"title": 10.0, "tags": 4.0, "about": 1.0, "topic": 2.0}
POSTGRES_WEIGHTS = {"title": "A", "tags": "B", "topic": "C", "about": "D"}
_LAST_POSITION = 16_383  # PostgreSQL counts no further
_MOST_PLACES = 255  # of one token, in PostgreSQL


@dataclass(frozen=True, slots=True)
class Entry:
    """What a resource is found by, in words."""

    resource_id: int
    title: str
    tags: Sequence[str]
    about: str
    topic: str

    def tokens(self) -> dict[str, tuple[str, ...]]:
        texts = {"title": self.title, "tags": " ".join(self.tags), "about": self.about, "topic": self.topic}
        return {field: index_tokens(text) for field, text in texts.items()}


class Index(Protocol):
    """The index as SQL; *rows* has a column per field, holding its tokens with spaces between."""

    rows: TableClause
    key: ColumnElement[int]

    async def put(self, entries: Sequence[Entry]) -> None:
        """Make the index say this about these resources."""
        ...

    async def remove(self, *resources: int) -> None: ...

    def matches(self, query: Query, *, every: bool) -> ColumnElement[bool]:
        """Return the condition that one token of every group (or of any group) is there."""
        ...

    def title_starts(self, words: Sequence[str]) -> ColumnElement[bool]:
        """Return the condition that the title has all *words*, of the last at least its beginning."""
        ...

    def distance(self, query: Query, *, every: bool) -> ColumnElement[float]:
        """Return what sorts the better match first."""
        ...


def index_of(scope: Scope) -> Index:
    return PostgresIndex(scope) if scope.on_postgres else SqliteIndex(scope)


class SqliteIndex:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.rows = table("resource_words", column("rowid"), *(column(field) for field in FIELDS))
        self.key: ColumnElement[int] = self.rows.c.rowid

    async def put(self, entries: Sequence[Entry]) -> None:
        await self.remove(*(entry.resource_id for entry in entries))
        rows = [
            {"rowid": entry.resource_id, **{field: " ".join(said) for field, said in entry.tokens().items()}}
            for entry in entries
        ]
        await self._scope.run(insert(self.rows), *rows)

    async def remove(self, *resources: int) -> None:
        gone = self.rows.delete().where(self.key == bindparam("gone"))
        await self._scope.run(gone, *({"gone": resource} for resource in resources))

    def matches(self, query: Query, *, every: bool) -> ColumnElement[bool]:
        return self._match(_fts_query(query, every=every))

    def title_starts(self, words: Sequence[str]) -> ColumnElement[bool]:
        return self._match("title : (" + " AND ".join(f'"{word}"' for word in words) + " *)")

    def distance(self, query: Query, *, every: bool) -> ColumnElement[float]:
        return func.bm25(literal_column("resource_words"), *(SQLITE_WEIGHTS[field] for field in FIELDS))

    def _match(self, query: str) -> ColumnElement[bool]:
        return literal_column("resource_words").op("MATCH", is_comparison=True)(literal(query))


class PostgresIndex:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        own = ("resource_id", "community_id")
        self.rows = table("resource_words", *(column(name) for name in (*own, *FIELDS)), column("words", TSVECTOR))
        self.key: ColumnElement[int] = self.rows.c.resource_id

    async def put(self, entries: Sequence[Entry]) -> None:
        await self.remove(*(entry.resource_id for entry in entries))
        rows = [
            self._scope.row(
                resource_id=entry.resource_id,
                vector=_vector(tokens),
                **{field: " ".join(said) for field, said in tokens.items()},
            )
            for entry, tokens in ((entry, entry.tokens()) for entry in entries)
        ]
        await self._scope.run(insert(self.rows).values(words=cast(bindparam("vector"), TSVECTOR)), *rows)

    async def remove(self, *resources: int) -> None:
        gone = self.rows.delete().where(
            self.rows.c.community_id == self._scope.community, self.key == bindparam("gone")
        )
        await self._scope.run(gone, *({"gone": resource} for resource in resources))

    def matches(self, query: Query, *, every: bool) -> ColumnElement[bool]:
        return self._match(_ts_query(query, every=every))

    def title_starts(self, words: Sequence[str]) -> ColumnElement[bool]:
        *whole, last = words
        return self._match(" & ".join([*(f"'{word}':A" for word in whole), f"'{last}':*A"]))

    def distance(self, query: Query, *, every: bool) -> ColumnElement[float]:
        return -func.ts_rank(self.rows.c.words, cast(_ts_query(query, every=every), TSQUERY))

    def _match(self, query: str) -> ColumnElement[bool]:
        return self.rows.c.words.op("@@", is_comparison=True)(cast(query, TSQUERY))


def _fts_query(query: Query, *, every: bool) -> str:
    groups = ("(" + " OR ".join(f'"{token}"' for token in group) + ")" for group in query)
    return (" AND " if every else " OR ").join(groups)


def _ts_query(query: Query, *, every: bool) -> str:
    groups = ("(" + " | ".join(f"'{token}'" for token in group) + ")" for group in query)
    return (" & " if every else " | ").join(groups)


def _vector(tokens: dict[str, tuple[str, ...]]) -> str:
    """Return a tsvector as PostgreSQL reads it, past its own parser, which would cut tokens its own way."""
    places: dict[str, list[str]] = defaultdict(list)
    for position, (token, weight) in enumerate(_weighted(tokens), start=1):
        if len(places[token]) < _MOST_PLACES:
            places[token].append(f"{min(position, _LAST_POSITION)}{weight}")
    return " ".join(f"'{token}':{','.join(found)}" for token, found in places.items())


def _weighted(tokens: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for field in FIELDS:
        for token in tokens[field]:
            yield token, POSTGRES_WEIGHTS[field]
